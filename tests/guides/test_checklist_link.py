"""A checklist's link: mailed, kept to oneself, put into a calendar; and the end of a list."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides.checklist import services
from newcomer.guides.checklist.items import load_items
from newcomer.guides.models import Checklist
from newcomer.i18n import LANGUAGES
from newcomer.mail import OutgoingEmail
from tests import factories
from tests.conftest import ON_ONE_DATABASE
from tests.guides.checklists import form_of, in_days, lists, make, save, steps_of, ticked
from tests.guides.test_calendar import parse
from tests.support.client import Outbox, Page, SiteClient

ClientFor = Callable[..., SiteClient]
ANA = "ana@example.test"


# -- the link ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_is_mailed_and_opens_the_list(
    app: Flask, client_for: ClientFor, outbox: Outbox, language: str
) -> None:
    client = client_for(language=language)
    page = save(client, make(client, municipality="gausdal", situations=["family"]), tick="waste")
    client.submit(f"{page.path}/mail", {"email": ANA})
    (mail,) = outbox.to(ANA)
    assert (mail.kind, mail.language) == ("checklist", language)
    found = client_for(language=language).get(outbox.link_to(ANA))
    assert ticked(found) == {"waste"}
    assert found.language == language


def test_the_form_on_the_list_itself_sends_the_link(visitor: SiteClient, outbox: Outbox) -> None:
    page = make(visitor)
    form = {**page.fields("/mail"), "email": ANA}
    for _ in range(2):  # pressed twice
        visitor.post(f"{page.path}/mail", form)
    assert len(outbox.to(ANA)) == 1


def test_the_mail_is_all_that_knows_the_address(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    page = make(visitor)
    page = visitor.submit(f"{page.path}/mail", {"email": ANA})
    assert ANA not in page.html
    assert ANA not in outbox.to(ANA)[0].body
    with app.app_context(), db.engine.connect() as connection:
        holding = {
            table.name
            for table in db.metadata.sorted_tables
            for row in connection.execute(table.select())
            if ANA in str(tuple(row))
        }
    assert holding == {OutgoingEmail.__tablename__}


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x" * 10_000, f"{ANA}\r\nBcc: x@y.test"])
def test_no_mail_goes_to_what_is_no_address(
    visitor: SiteClient, outbox: Outbox, email: str
) -> None:
    page = make(visitor)
    page = visitor.submit(f"{page.path}/mail", {"email": email}, status=422)
    assert page.errors
    assert outbox.count() == 0


@pytest.mark.parametrize("limit", ["MAILS_PER_ADDRESS", "MAILS_PER_NETWORK", "MAILS_PER_DAY"])
def test_nobody_s_inbox_is_flooded(
    visitor: SiteClient, outbox: Outbox, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(services, limit, 2)
    page = make(visitor)
    for _ in range(2):
        visitor.submit(f"{page.path}/mail", {"email": ANA})
    page = visitor.submit(f"{page.path}/mail", {"email": ANA}, status=429)
    assert page.all('input[name="email"]')[0].attrs["value"] == ANA
    assert len(outbox.to(ANA)) == 2


PAGES = ("show", "change", "mail_link", "calendar", "delete")


@ON_ONE_DATABASE
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_link_opens_nothing_and_helps_on(
    app: Flask, client_for: ClientFor, page: str, language: str
) -> None:
    token = factories.make_checklist(app)
    client = client_for(language=language)
    for wrong in ("x", token[:-1], token[3:], "x" * 5000, factories.make_sign_in_link(app, ANA)):
        found = client.get(f"checklist.{page}", checklist_token=wrong, status=404)
        assert client.url("checklist.start") in found.html


def test_the_link_of_something_else_opens_no_list(app: Flask, visitor: SiteClient) -> None:
    factories.make_checklist(app)
    number = factories.make_question(app)
    token = factories.private_path(app, number).rpartition("/")[2]
    visitor.get("checklist.show", checklist_token=token, status=404)


def test_a_revoked_link_opens_nothing(app: Flask, visitor: SiteClient) -> None:
    token = factories.make_checklist(app)
    page = visitor.get("checklist.show", checklist_token=token)
    with app.app_context():
        db.session.execute(update(Checklist).values(link_nonce="another"))
        db.session.commit()
    visitor.get(page.path, status=404)
    visitor.post(page.path, {**form_of(page), "tick-waste": "y"}, status=404)
    assert lists(app)[0].done == []


def test_search_engines_know_the_way_in_and_no_list(app: Flask, visitor: SiteClient) -> None:
    page = make(visitor)
    assert page.all('meta[name="robots"][content="noindex"]')
    assert "Disallow: /nb/checklist/" in visitor.get("/robots.txt").html
    assert "/nb/checklist</loc>" in visitor.get("/sitemap.xml").html
    assert visitor.url("checklist.start") in visitor.get("pages.front_page").html


# -- the calendar ------------------------------------------------------------------------------


def calendar(client: SiteClient, page: Page) -> list[dict[str, str]]:
    path = f"{page.path}/calendar.ics"
    assert path in page.html
    response = client.http.get(path, base_url=client.base_url)
    assert response.content_type == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="checklist.ics"'
    return parse(response.data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_deadlines_that_are_not_met_go_into_the_calendar(
    app: Flask, client_for: ClientFor, language: str
) -> None:
    factories.make_article(app, slug="tax-card")
    client = client_for(language=language)
    moving_on = utcnow().date() + timedelta(days=100)
    page = make(client, moving_on=moving_on.isoformat(), situations=["nordic"])
    page = save(client, page, tick="choose-a-doctor")
    events = {event["UID"]: event for event in calendar(client, page)}
    assert len(events) > 10
    number = lists(app)[0].id
    assert f"checklist-{number}-choose-a-doctor@newcomer.test" not in events
    report = events[f"checklist-{number}-report-your-move@newcomer.test"]
    due = moving_on + timedelta(days=8)
    assert report["DTSTART;VALUE=DATE"] == f"{due:%Y%m%d}"
    titles = {item.slug: item.title for item in load_items("no", "lillehammer")}
    assert report[f"SUMMARY;LANGUAGE={language}"] == titles["report-your-move"][language]
    assert report["URL"] == "https://www.skatteetaten.no"
    tax = events[f"checklist-{number}-tax-card@newcomer.test"]
    assert tax["URL"] == f"http://newcomer.test/{language}/articles/tax-card"
    moving = events[f"checklist-{number}-moving-day@newcomer.test"]
    assert moving["DTSTART;VALUE=DATE"] == f"{moving_on:%Y%m%d}"


def test_a_later_file_moves_the_same_days(client_for: ClientFor) -> None:
    client = client_for()
    page = make(client, moving_on=in_days(100))
    before = {event["UID"]: event for event in calendar(client, page)}
    client.submit(f"{page.path}/change", {"moving_on": in_days(120)})
    after = {event["UID"]: event for event in calendar(client, page)}
    assert set(before) == set(after)
    for uid, event in after.items():
        assert int(event["SEQUENCE"]) > int(before[uid]["SEQUENCE"])
    assert before != after


def test_dates_that_have_passed_stay_out_of_the_calendar(client_for: ClientFor) -> None:
    client = client_for()
    page = make(client, moving_on=in_days(-60))
    today = f"{utcnow().date():%Y%m%d}"
    events = calendar(client, page)
    late = [one["UID"] for one in events if one["DTSTART;VALUE=DATE"] < today]
    assert len(events) > 1
    assert [uid.split("-", 2)[2].partition("@")[0] for uid in late] == ["moving-day"]


def test_the_calendar_does_not_give_the_list_away(client_for: ClientFor) -> None:
    """A calendar is often shared; whoever has the link may change the list."""
    client = client_for()
    page = make(client, moving_on=in_days(100))
    path = f"{page.path}/calendar.ics"
    token = page.path.rpartition("/")[2]
    assert token not in client.http.get(path, base_url=client.base_url).text


def test_without_a_date_the_calendar_asks_for_one(visitor: SiteClient) -> None:
    page = make(visitor)
    save(visitor, page, tick=" ".join(steps_of(page)))
    asked = visitor.get(f"{page.path}/calendar.ics")
    assert asked.path == f"{page.path}/change"
    assert asked.flashes


# -- the end of a list -------------------------------------------------------------------------


def test_a_deleted_list_is_gone(app: Flask, visitor: SiteClient) -> None:
    page = make(visitor)
    asked = visitor.get(f"{page.path}/delete")
    assert len(lists(app)) == 1
    visitor.post(asked.path, asked.fields())
    assert lists(app) == []
    visitor.get(page.path, status=404)


def last_used(app: Flask) -> timedelta:
    """How long ago the list was last used, as far as we know."""
    return utcnow() - lists(app)[0].last_used_at


def test_looking_at_a_list_is_using_it_and_is_noted_once_a_day(
    app: Flask, visitor: SiteClient
) -> None:
    token = factories.make_checklist(app, now=factories.days_ago(700))
    version = lists(app)[0].version
    visitor.get("checklist.show", checklist_token=token)
    noted = lists(app)[0].last_used_at
    assert last_used(app) < timedelta(minutes=5)
    visitor.get("checklist.show", checklist_token=token)
    assert lists(app)[0].last_used_at == noted
    assert lists(app)[0].version == version


def test_only_lists_that_nobody_has_opened_for_long_are_removed(
    in_app: Flask, visitor: SiteClient
) -> None:
    kept_for = in_app.extensions["region"].keep_for("checklist").days
    factories.make_checklist(in_app, now=factories.days_ago(kept_for + 1))
    younger = factories.make_checklist(in_app, now=factories.days_ago(kept_for - 1))
    assert services.retain(utcnow()) == {"checklist": 1}
    db.session.commit()
    assert services.retain(utcnow()) == {"checklist": 0}
    db.session.rollback()
    visitor.get("checklist.show", checklist_token=younger)
