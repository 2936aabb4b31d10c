"""One-time links, sessions, roles, and one's own page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from newcomer.access import Role
from newcomer.accounts.models import User
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.i18n import LANGUAGES
from tests import factories
from tests.support.client import Outbox, SiteClient


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_by_mail_signs_one_in(
    client_for: Callable[..., SiteClient], outbox: Outbox, language: str
) -> None:
    visitor = client_for(language=language)
    visitor.submit("accounts.ask_for_link", {"email": "Ana@Example.test"})
    assert outbox.to("ana@example.test")[0].language == language
    page = visitor.submit(outbox.link_to("ana@example.test"))
    assert page.path == f"/{language}/me"
    assert "ana@example.test" in page.text


def test_opening_the_link_does_not_use_it_up(app: Flask, visitor: SiteClient) -> None:
    """Mail scanners follow links; only the button signs in."""
    path = visitor.url(
        "accounts.open_link", token=factories.make_sign_in_link(app, "ana@example.test")
    )
    for _ in range(3):
        visitor.get(path)
    visitor.http.head(path, base_url=visitor.base_url)
    assert visitor.submit(path).path == "/nb/me"


def test_a_link_works_once(app: Flask, client_for: Callable[..., SiteClient]) -> None:
    token = factories.make_sign_in_link(app, "ana@example.test")
    client_for().submit("accounts.open_link", token=token)
    client_for().get("accounts.open_link", token=token, status=410)


def test_a_link_expires(app: Flask, visitor: SiteClient) -> None:
    token = factories.make_sign_in_link(app, "ana@example.test")
    page = visitor.get("accounts.open_link", token=token)
    with time_machine.travel(utcnow() + timedelta(minutes=61)):
        visitor.get(page.path, status=410)
        visitor.post(page.path, page.fields(), status=410)


def test_a_forged_link_opens_nothing(visitor: SiteClient) -> None:
    visitor.get("accounts.open_link", token="no-such-token", status=410)


def test_nobody_learns_whether_an_address_is_known(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    factories.make_user(app, "known@example.test")
    pages = [
        client_for().submit("accounts.ask_for_link", {"email": email})
        for email in ("known@example.test", "stranger@example.test")
    ]
    first, second = (page.text.replace("known@", "").replace("stranger@", "") for page in pages)
    assert first == second
    assert len(pages[0].queries) == len(pages[1].queries)


def test_one_address_gets_few_links_in_an_hour_and_nobody_can_lock_it_out(
    client_for: Callable[..., SiteClient], outbox: Outbox
) -> None:
    for _ in range(
        7
    ):  # somebody asks in Ana's name, again and again: she still has links that work
        page = client_for().submit("accounts.ask_for_link", {"email": "ana@example.test"})
        assert page.path == "/nb/sign-in/sent"
    assert len(outbox.to("ana@example.test")) == 5
    assert client_for().submit(outbox.link_to("ana@example.test")).path == "/nb/me"


def test_whoever_has_used_up_all_links_waits_an_hour(
    client_for: Callable[..., SiteClient], outbox: Outbox
) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 9, 1, tzinfo=UTC)) as clock:
        for _ in range(5):
            visitor = client_for()
            visitor.submit("accounts.ask_for_link", {"email": "ana@example.test"})
            visitor.submit(outbox.link_to("ana@example.test"))
        client_for().submit("accounts.ask_for_link", {"email": "ana@example.test"}, status=429)
        clock.shift(timedelta(hours=1))
        client_for().submit("accounts.ask_for_link", {"email": "ana@example.test"})


def test_one_network_asks_for_links_to_few_addresses_in_an_hour(visitor: SiteClient) -> None:
    for number in range(60):
        form = {**visitor.get("accounts.ask_for_link").fields(), "email": f"a{number}@example.test"}
        visitor.post("accounts.ask_for_link", form)
    visitor.submit("accounts.ask_for_link", {"email": "one-more@example.test"}, status=429)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example.test/", "//evil.example.test", "/\\evil.example.test", "javascript:x"],
)
def test_signing_in_leads_nowhere_else(visitor: SiteClient, outbox: Outbox, elsewhere: str) -> None:
    visitor.submit("accounts.ask_for_link", {"email": "ana@example.test", "next": elsewhere})
    assert visitor.submit(outbox.link_to("ana@example.test")).path == "/nb/me"


def test_signing_in_leads_back_to_where_one_was_going(visitor: SiteClient, outbox: Outbox) -> None:
    page = visitor.get("accounts.details")
    assert page.path.startswith("/nb/sign-in?next=")
    visitor.submit(page.path, {"email": "ana@example.test"})
    assert visitor.submit(outbox.link_to("ana@example.test")).path == "/nb/me/details"


def test_signing_out(client_for: Callable[..., SiteClient]) -> None:
    client = client_for("member")
    page = client.get("accounts.my_page")
    page = client.press(page, "/sign-out")
    assert page.flashes
    assert "/sign-in" in client.get("accounts.my_page").path


def test_what_was_asked_from_the_same_address_is_on_one_s_page(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    factories.make_question(app, body="Hva koster strøm?", email="member@example.test")
    factories.make_question(app, body="Noen andres", email="other@example.test")
    page = client_for("member").get("accounts.my_page")
    assert "Hva koster strøm?" in page.text
    assert "Noen andres" not in page.text
    (link,) = [a.attrs["href"] for a in page.all(".card a")]
    assert "Hva koster strøm?" in client_for().get(link).text


# -- roles -------------------------------------------------------------------------------------


def test_an_administrator_invites_and_the_invited_one_answers_questions(
    app: Flask, client_for: Callable[..., SiteClient], outbox: Outbox
) -> None:
    administrator = client_for("administrator")
    administrator.submit(
        "accounts.people", {"email": "new@example.test", "role": "coordinator", "language": "nn"}
    )
    (mail,) = outbox.to("new@example.test")
    assert mail.language == "nn"
    newcomer = client_for()
    newcomer.submit(
        "accounts.open_link", token=factories.make_sign_in_link(app, "new@example.test")
    )
    newcomer.get("helpdesk_desk.inbox")


def test_removing_a_role_ends_the_session_at_once(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    grant = factories.make_coordinator_grant(app, "colleague@example.test")
    colleague = client_for("coordinator", email="colleague@example.test")
    colleague.get("helpdesk_desk.inbox")
    client_for("administrator").submit("accounts.remove_role", grant_id=grant)
    assert "/sign-in" in colleague.get("helpdesk_desk.inbox").path


def test_the_last_administrator_stays(app: Flask, client_for: Callable[..., SiteClient]) -> None:
    administrator = client_for("administrator")
    with app.app_context():
        user = db.session.scalars(select(User)).one()
        (grant,) = user.grants
    page = administrator.submit("accounts.remove_role", grant_id=grant.id)
    assert page.flashes
    administrator.get("accounts.people")
    page = administrator.submit("accounts.erase", {"sure": "y"}, status=409)
    assert page.errors


def test_inviting_somebody_twice_changes_nothing(
    client_for: Callable[..., SiteClient], outbox: Outbox
) -> None:
    administrator = client_for("administrator")
    for _ in range(2):
        administrator.submit(
            "accounts.people", {"email": "new@example.test", "role": "coordinator"}
        )
    assert len(outbox.to("new@example.test")) == 1


def test_the_first_administrator_is_made_on_the_command_line(app: Flask, outbox: Outbox) -> None:
    result = app.test_cli_runner().invoke(args=["create-admin", "First@Example.test"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        user = db.session.scalars(select(User)).one()
        assert user.email == "first@example.test"
        assert user.roles == {Role.administrator}
    assert outbox.subjects_to("first@example.test")


# -- one's own details -------------------------------------------------------------------------


def test_details_are_saved_and_the_language_is_that_of_e_mails(
    app: Flask, client_for: Callable[..., SiteClient], outbox: Outbox
) -> None:
    client = client_for("member")
    page = client.submit("accounts.details", {"name": "  Ana   Nyflyttet ", "language": "sv"})
    assert "Ana Nyflyttet" in page.text
    client_for().submit("accounts.ask_for_link", {"email": "member@example.test"})
    assert outbox.to("member@example.test")[0].language == "sv"


def test_signing_out_ends_copies_of_the_session_too(client_for: Callable[..., SiteClient]) -> None:
    client = client_for("member")
    stolen = client.http.get_cookie("session", domain="newcomer.test")
    assert stolen is not None
    client.press(client.get("accounts.my_page"), "/sign-out")
    client.http.set_cookie("session", stolen.value, domain="newcomer.test")
    assert "/sign-in" in client.get("accounts.my_page").path


def test_a_session_ends_after_twelve_hours_however_busy(app: Flask, visitor: SiteClient) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) as clock:
        visitor.submit(
            "accounts.open_link", token=factories.make_sign_in_link(app, "ana@example.test")
        )
        for _ in range(11):
            clock.shift(timedelta(hours=1))
            visitor.submit("accounts.details", {"name": "Ana"})
        clock.shift(timedelta(hours=2))
        assert "/sign-in" in visitor.get("accounts.my_page").path


def test_pressing_sign_out_on_an_old_page_asks_once_more(
    client_for: Callable[..., SiteClient],
) -> None:
    client = client_for("member")
    page = client.post("accounts.sign_out", {}, status=422)
    client.post("accounts.sign_out", page.fields())
    assert "/sign-in" in client.get("accounts.my_page").path
