"""The moving checklist: made without an account, dated, ticked by several at once, changed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from newcomer.database import utcnow
from newcomer.guides.checklist import services
from newcomer.guides.checklist.items import load_items
from newcomer.i18n import LANGUAGES
from newcomer.situations import Situation
from tests import factories
from tests.conftest import ON_ONE_DATABASE
from tests.guides.checklists import form_of, in_days, lists, make, save, steps_of, ticked
from tests.support.at_once import at_once, sending
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]


# -- making one --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_has_chosen_nothing_sees_what_everybody_does(
    app: Flask, client_for: ClientFor, language: str
) -> None:
    page = client_for(language=language).get("checklist.start")
    for_all = [item for item in load_items("no", "lillehammer") if not item.situations]
    titles = [" ".join(one.to_text().split()) for one in page.all("summary")]
    assert set(titles) >= {item.title[language] for item in for_all}
    assert lists(app) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_is_made_and_ticked_in_every_language(client_for: ClientFor, language: str) -> None:
    client = client_for(language=language)
    page = make(
        client, moving_on=in_days(30), municipality="lillehammer", situations=["family", "eu"]
    )
    assert page.flashes
    assert {"report-your-move", "childcare", "register-as-eu-citizen"} <= set(steps_of(page))
    page = save(client, page, tick="childcare")
    assert ticked(page) == {"childcare"}


@pytest.mark.parametrize("situation", [None, *Situation], ids=str)
def test_each_situation_adds_its_own_steps_and_no_others(
    visitor: SiteClient, situation: Situation | None
) -> None:
    chosen = [situation.value] if situation else []
    page = make(visitor, situations=chosen)
    assert set(steps_of(page)) == {
        item.slug
        for item in load_items("no", "lillehammer")
        if not item.situations or situation in item.situations
    }


def test_steps_link_to_their_guide_by_its_title_in_the_nearest_language(
    app: Flask, client_for: ClientFor
) -> None:
    factories.make_article(app, slug="find-a-doctor", texts={"nb": "Finn en fastlege"})
    page = make(client_for(language="sv"))
    (link,) = {
        (one.to_text(), one.attrs.get("lang"), one.attrs["href"])
        for one in page.all(".step-guide a")
    }
    assert link == ("Finn en fastlege", "nb", "/sv/articles/find-a-doctor")


def test_who_has_said_where_is_led_to_that_municipality(visitor: SiteClient) -> None:
    here = visitor.app.extensions["region"].municipality("lillehammer")
    without, with_place = make(visitor), make(visitor, municipality="lillehammer")
    assert here.url not in without.html
    assert here.url in with_place.html


# -- dates -------------------------------------------------------------------------------------


def test_deadlines_are_counted_from_the_moving_date(visitor: SiteClient) -> None:
    visitor.language = "en"
    moving_on = utcnow().date() + timedelta(days=100)
    page = make(visitor, moving_on=moving_on.isoformat())
    (step,) = page.all("#step-report-your-move")
    due = moving_on + timedelta(days=8)
    assert f"By {due.day} {due:%B} {due.year}" in step.to_text()
    assert "By law" in step.to_text()


def test_without_a_date_the_deadline_is_said_in_words(visitor: SiteClient) -> None:
    visitor.language = "en"
    page = make(visitor)
    assert "Within 8 days of your move" in page.all("#step-report-your-move")[0].to_text()
    assert "60 days before you move" in page.all("#step-find-a-home")[0].to_text()
    assert "passed" not in page.text


def test_what_comes_next_stands_first(visitor: SiteClient) -> None:
    visitor.language = "en"
    page = make(visitor, moving_on=in_days(200))
    (panel,) = page.all("#progress")
    assert panel.query("a")[0].attrs["href"] == "#step-find-a-home"
    page = save(visitor, page, tick="find-a-home")
    assert page.all("#progress a")[0].attrs["href"] != "#step-find-a-home"


def test_a_deadline_that_has_passed_is_marked_until_it_is_done(
    app: Flask, client_for: ClientFor
) -> None:
    token = factories.make_checklist(app, moving_in=10, now=factories.days_ago(60))
    client = client_for(language="en")
    page = client.get("checklist.show", checklist_token=token)
    assert "The date has passed" in page.all("#step-report-your-move")[0].to_text()
    late = len(page.all(".step-when[data-late]"))
    page = save(client, page, tick="report-your-move")
    assert "The date has passed" not in page.all("#step-report-your-move")[0].to_text()
    assert len(page.all(".step-when[data-late]")) == late - 1


def test_nobody_is_late_for_advice_that_came_too_late(visitor: SiteClient) -> None:
    visitor.language = "en"
    page = make(visitor, moving_on=in_days(2))
    assert "As soon as you can" in page.all("#step-find-a-home")[0].to_text()
    assert page.all(".step-when[data-late]") == []


def test_a_date_is_taken_as_people_here_write_it(app: Flask, visitor: SiteClient) -> None:
    day = utcnow().date() + timedelta(days=40)
    make(visitor, moving_on=f" {day:%d.%m.%Y} ")
    assert [one.moving_on for one in lists(app)] == [day]


# -- bad input ---------------------------------------------------------------------------------


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    "written",
    [
        "2126-11-22",
        "1926-11-22",
        "0001-01-01",
        "9999-12-31",
        "31.02.2027",
        "soon",
        "<b>",
        "-" * 9999,
    ],
)
@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_date_that_cannot_be_comes_back_with_a_word_on_why(
    app: Flask, client_for: ClientFor, written: str, language: str
) -> None:
    client = client_for(language=language)
    page = client.submit(
        "checklist.start", {"moving_on": written, "situations": ["family"]}, status=422
    )
    assert len(page.errors) == 1
    (field,) = page.all('input[name="moving_on"]')
    assert field.attrs["value"] == written
    assert "checked" in page.all('input[value="family"]')[0].attrs
    assert lists(app) == []


@pytest.mark.parametrize(("days", "status"), [(-729, 200), (-735, 422), (1824, 200), (1830, 422)])
def test_a_move_two_years_ago_or_in_five_years_is_the_farthest(
    visitor: SiteClient, days: int, status: int
) -> None:
    visitor.submit("checklist.start", {"moving_on": in_days(days)}, status=status)


@pytest.mark.parametrize(
    "values",
    [
        {"situations": ["martian"]},
        {"situations": ["family", "martian"]},
        {"situations": [str(number) for number in range(500)]},
        {"municipality": "atlantis"},
        {"municipality": "x" * 10_000},
        {"municipality": "\x00"},
    ],
    ids=["unknown", "one-unknown", "many", "place", "long", "nul"],
)
def test_what_is_not_offered_cannot_be_chosen(
    app: Flask, visitor: SiteClient, values: dict[str, Any]
) -> None:
    page = visitor.submit("checklist.start", values, status=422)
    assert page.errors
    assert lists(app) == []


def test_ticks_of_steps_that_there_are_not_leave_nothing_behind(
    app: Flask, visitor: SiteClient
) -> None:
    page = make(visitor)
    sent = form_of(page) | {f"tick-{n}": "y" for n in range(800)} | {"tick-tax-card": "y"}
    sent["was"] = "nothing \x00 of this ' \" " + "x" * 5000
    visitor.post(page.path, sent)
    assert [one.done for one in lists(app)] == [["tax-card"]]


def test_too_many_lists_from_one_network_have_to_wait(
    app: Flask, visitor: SiteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MADE_PER_NETWORK", 1)
    make(visitor, moving_on=in_days(9))
    page = visitor.submit("checklist.start", {"moving_on": in_days(9)}, status=429)
    assert page.all('input[name="moving_on"]')[0].attrs["value"] == in_days(9)
    assert int(page.headers["Retry-After"]) > 0
    assert len(lists(app)) == 1


# -- ticking -----------------------------------------------------------------------------------


def test_ticks_are_kept_and_counted(visitor: SiteClient) -> None:
    visitor.language = "en"
    page = save(visitor, make(visitor), tick="tax-card waste")
    assert ticked(page) == {"tax-card", "waste"}
    assert f"2 of {len(steps_of(page))} done" in page.text
    (bar,) = page.all("progress")
    assert (bar.attrs["value"], bar.attrs["max"]) == ("2", str(len(steps_of(page))))
    assert ticked(save(visitor, page, untick="waste")) == {"tax-card"}


def test_who_has_done_it_all_is_told_so(visitor: SiteClient) -> None:
    visitor.language = "en"
    page = make(visitor)
    page = save(visitor, page, tick=" ".join(steps_of(page)))
    assert "You have done it all" in page.text


def test_two_tabs_lose_nobody_s_ticks(visitor: SiteClient) -> None:
    first = make(visitor)
    second = visitor.get(first.path)
    save(visitor, first, tick="tax-card")
    page = save(visitor, second, tick="waste")
    assert ticked(page) == {"tax-card", "waste"}


def test_what_one_tab_unticks_another_does_not_bring_back(visitor: SiteClient) -> None:
    page = save(visitor, make(visitor), tick="tax-card waste")
    first, second = page, visitor.get(page.path)
    save(visitor, first, untick="tax-card")
    assert ticked(save(visitor, second, tick="dentist")) == {"waste", "dentist"}


def test_two_who_tick_at_the_same_moment_both_keep_their_ticks(
    app: Flask, client_for: ClientFor
) -> None:
    token = factories.make_checklist(app)
    acts = []
    for slug in ("tax-card", "waste", "dentist"):
        client = client_for()
        page = client.get("checklist.show", checklist_token=token)
        acts.append(sending(client, page.path, {**form_of(page), f"tick-{slug}": "y"}))
    answers = at_once(app, *acts, meet="SELECT checklist")
    assert [answer.status_code for answer in answers] == [302] * 3
    assert [one.done for one in lists(app)] == [["dentist", "tax-card", "waste"]]


def test_ticks_of_a_page_that_had_been_open_for_long_come_back_to_be_sent_again(
    app: Flask, visitor: SiteClient
) -> None:
    page = make(visitor)
    sent = {**form_of(page), "tick-waste": "y", "csrf_token": "too old"}
    page = visitor.post(page.path, sent, status=422)
    assert page.errors
    assert ticked(page) == {"waste"}
    assert lists(app)[0].done == []
    save(visitor, page)
    assert lists(app)[0].done == ["waste"]


def test_the_page_costs_the_same_however_long_the_list_is(
    app: Flask, client_for: ClientFor
) -> None:
    short = factories.make_checklist(app)
    long = factories.make_checklist(app, situations=[one.value for one in Situation])
    for slug in ("find-a-doctor", "childcare", "tax-card"):
        factories.make_article(app, slug=slug)
    client = client_for()
    first, second = (
        [
            query
            for query in client.get("checklist.show", checklist_token=token).queries
            if "public_version" not in query  # the page cache looks there once a second
        ]
        for token in (short, long)
    )
    assert len(first) == len(second) <= 5, "\n".join(second)


# -- changing ----------------------------------------------------------------------------------


def test_a_changed_date_and_situation_change_the_steps_but_no_ticks(
    app: Flask, visitor: SiteClient
) -> None:
    page = save(visitor, make(visitor, situations=["family"]), tick="childcare waste")
    token = page.path.rpartition("/")[2]
    page = visitor.submit(
        "checklist.change",
        {"situations": ["student"], "moving_on": in_days(7), "municipality": "gausdal"},
        checklist_token=token,
    )
    assert ticked(page) == {"waste"}
    assert "place-to-study" in steps_of(page)
    page = save(visitor, page, tick="dentist")
    assert lists(app)[0].done == ["childcare", "dentist", "waste"]
    page = visitor.submit("checklist.change", {"situations": ["family"]}, checklist_token=token)
    assert ticked(page) == {"childcare", "dentist", "waste"}


def test_who_changes_what_somebody_else_has_just_changed_is_told_and_loses_nothing(
    app: Flask, client_for: ClientFor
) -> None:
    token = factories.make_checklist(app)
    first, second = client_for(), client_for(language="en")
    page = second.get("checklist.change", checklist_token=token)
    first.submit("checklist.change", {"moving_on": in_days(60)}, checklist_token=token)
    sent = {**page.fields(), "moving_on": in_days(90)}
    page = second.post(page.path, sent, status=409)
    assert page.all('input[name="moving_on"]')[0].attrs["value"] == in_days(90)
    assert lists(app)[0].moving_on == date.fromisoformat(in_days(60))
    second.post(page.path, page.fields())
    assert lists(app)[0].moving_on == date.fromisoformat(in_days(90))


def test_ticking_in_another_tab_is_no_reason_not_to_change(app: Flask, visitor: SiteClient) -> None:
    page = make(visitor)
    change = visitor.get(f"{page.path}/change")
    save(visitor, page, tick="waste")
    visitor.post(change.path, {**change.fields(), "moving_on": in_days(5)})
    assert (lists(app)[0].moving_on, lists(app)[0].done) == (
        date.fromisoformat(in_days(5)),
        ["waste"],
    )
