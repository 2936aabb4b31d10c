"""A newcomer's no, their silence and their leaving look the same to the mentor, also by the clock; and
nobody is asked what is no question any more."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer import mail
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mail import EmailStatus, OutgoingEmail
from newcomer.mentoring.models import MatchStatus, MentorMatch, MentorProfile, Side
from newcomer.mentoring.services import matches
from tests.arrivals.movers import private_path
from tests.mentoring import pairs, people
from tests.mentoring.test_proposals import deliver, say_no, say_yes
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
MARIT, ANA = "marit@example.test", "ana@example.test"
ROUND = timedelta(minutes=20)
NOTHING_CAME_OF_IT = "Det ble ikke noe av forslaget denne gangen"
OVER = {
    **{"as": "mentor", "started_at": None, "ended_at": None},
    **{"messages": [], "meetings": [], "answers": []},
}


@pytest.fixture
def marit(app: Flask) -> int:
    return people.make_mentor(app, email=MARIT, first_name="Marit", capacity=2)


@pytest.fixture
def ana(app: Flask) -> int:
    return people.make_request(app, email=ANA, first_name="Ana")


@pytest.fixture
def proposal(app: Flask, ana: int, marit: int, visitor: SiteClient, outbox: Outbox) -> int:
    """Marit has said yes, and Ana is asked; all mails so far have gone out."""
    number = pairs.send_proposal(app, ana, marit)
    say_yes(visitor, outbox.link_to(MARIT))
    deliver(app)
    return number


Way = Callable[[Flask, SiteClient, int], None]


def no(app: Flask, client: SiteClient, number: int) -> None:
    say_no(client, pairs.path_of(app, number, Side.newcomer))


def leaving(app: Flask, client: SiteClient, number: int) -> None:
    arrival_id = pairs.request_of(app, pairs.look_at(app, number).request_id).arrival_id
    client.press(client.get(private_path(app, arrival_id)), "/withdraw/mentor")


def taking_back(app: Flask, _client: SiteClient, number: int) -> None:
    with app.test_request_context(method="POST"):
        matches.withdraw(db.session.get_one(MentorMatch, number), utcnow())
        db.session.commit()


def silence(_app: Flask, _client: SiteClient, _number: int) -> None:
    """Nothing happens."""


WAYS = [no, leaving, taking_back, silence]


def pass_time(app: Flask, number: int, after: timedelta) -> None:
    """As if it were so long after the time to answer: that, and the mails, lie further back."""
    with app.test_request_context(method="POST"):
        match = db.session.get_one(MentorMatch, number)
        assert match.due_at is not None
        back = match.due_at - utcnow() + after
        match.due_at -= back
        for one in db.session.scalars(select(OutgoingEmail)):
            one.next_attempt_at -= back
            one.created_at -= back
        db.session.commit()
        db.session.remove()


def what_the_mentor_sees(app: Flask, client_for: ClientFor, number: int, marit: int) -> list[str]:
    """Every page that tells a mentor something of a proposal, and their file."""
    signed_in = client_for("member", email=MARIT)
    pages = [
        client_for(None).get(pairs.path_of(app, number, Side.mentor)).text,
        client_for(None).get(people.mentor_path(app, marit)).text,
        signed_in.get("accounts.my_page").text,
    ]
    file = json.loads(
        signed_in.http.get("/nb/me/export", base_url=signed_in.base_url).get_data(as_text=True)
    )
    told = [one["subject"] for one in file["account"]["emails"]]
    return [*pages, json.dumps([[_still(one) for one in file["mentoring"]["pairs"]], told])]


def _still(pair: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in pair.items() if name != "proposed_at"}


def mails_to_marit(app: Flask) -> list[tuple[str, datetime, datetime]]:
    """What waits for her, when it may go out, and the date that it carries."""
    with app.app_context():
        waiting = select(OutgoingEmail).where(
            OutgoingEmail.to == MARIT, OutgoingEmail.status == EmailStatus.waiting
        )
        return [
            (
                one.kind,
                one.next_attempt_at,
                parsedate_to_datetime(str(mail.as_message(one)["Date"])),
            )
            for one in db.session.scalars(waiting)
        ]


@pytest.mark.parametrize("way", WAYS)
def test_before_the_time_to_answer_is_over_a_mentor_learns_nothing(
    app: Flask, client_for: ClientFor, marit: int, proposal: int, way: Way
) -> None:
    before = what_the_mentor_sees(app, client_for, proposal, marit)
    assert "1 plass er opptatt nå" in before[1]
    way(app, client_for(None), proposal)
    assert what_the_mentor_sees(app, client_for, proposal, marit) == before
    with app.app_context():
        mail.deliver_pending()
    due = pairs.look_at(app, proposal).due_at
    assert due is not None
    for kind, goes_out, carries in mails_to_marit(app):
        assert (kind, goes_out) == ("pair_came_to_nothing", due + ROUND)
        assert carries == (due + ROUND).replace(microsecond=0)


def test_a_no_frees_the_place_at_once_whatever_the_mentor_sees(
    app: Flask, visitor: SiteClient, marit: int, proposal: int
) -> None:
    no(app, visitor, proposal)
    assert pairs.places_held(app, marit) == 0


@pytest.mark.parametrize("way", WAYS)
def test_after_the_time_to_answer_a_mentor_learns_that_it_is_over_and_no_more(
    app: Flask, client_for: ClientFor, outbox: Outbox, marit: int, proposal: int, way: Way
) -> None:
    way(app, client_for(None), proposal)
    pass_time(app, proposal, ROUND + timedelta(minutes=1))
    pairs.come_round(app)
    page, own_page, my_page, file = what_the_mentor_sees(app, client_for, proposal, marit)
    assert page.count("Det ble ikke noe av forslaget denne gangen") == 2  # title and heading
    assert "opptatt nå" not in own_page
    assert "Nå spør vi" not in page + own_page + my_page
    assert json.loads(file) == [
        [{**OVER, "status": "over"}],
        ["Vil du være mentor for en som er ny?", NOTHING_CAME_OF_IT],
    ]
    assert outbox.subjects_to(MARIT)[1:] == [NOTHING_CAME_OF_IT]
    with app.app_context():
        mail.deliver_pending()
    assert mails_to_marit(app) == []


@pytest.mark.parametrize("way", [no, silence])
def test_between_the_deadline_and_the_worker_s_round_nothing_differs_either(
    app: Flask, client_for: ClientFor, marit: int, proposal: int, way: Way
) -> None:
    way(app, client_for(None), proposal)
    pass_time(app, proposal, timedelta(minutes=5))
    _page, own_page, my_page, file = what_the_mentor_sees(app, client_for, proposal, marit)
    assert "1 plass er opptatt nå" in own_page
    assert "Nå spør vi" in my_page
    assert "asked_newcomer" in file


@pytest.mark.parametrize("way", [no, silence])
def test_a_break_ends_the_waiting_and_tells_nothing_either(
    app: Flask, client_for: ClientFor, outbox: Outbox, marit: int, proposal: int, way: Way
) -> None:
    way(app, client_for(None), proposal)
    visitor = client_for(None)
    own_page = people.mentor_path(app, marit)
    visitor.press(visitor.get(own_page), "/summer")
    assert "Nå spør vi" not in visitor.get(own_page).text
    assert "Det ble ikke noe av" in visitor.get(pairs.path_of(app, proposal, Side.mentor)).heading
    assert len(outbox.to(MARIT)) == 1


def test_a_mentor_whose_place_is_needed_hears_first_that_it_is_free(
    app: Flask, visitor: SiteClient, outbox: Outbox, marit: int, proposal: int
) -> None:
    pairs.change(app, MentorProfile, marit, capacity=1)
    no(app, visitor, proposal)
    pairs.send_proposal(app, people.make_request(app), marit)
    assert "Det ble ikke noe av" in visitor.get(pairs.path_of(app, proposal, Side.mentor)).heading
    nothing, asked = outbox.to(MARIT)[-2:]
    assert (nothing.kind, asked.kind) == ("pair_came_to_nothing", "pair_asked")
    assert nothing.next_attempt_at <= asked.next_attempt_at
    assert "1 plass er opptatt nå" in visitor.get(people.mentor_path(app, marit)).text


def test_a_mentor_with_another_place_is_asked_and_goes_on_waiting(
    app: Flask, visitor: SiteClient, outbox: Outbox, marit: int, proposal: int
) -> None:
    no(app, visitor, proposal)
    pairs.send_proposal(app, people.make_request(app), marit)
    assert visitor.get(pairs.path_of(app, proposal, Side.mentor)).heading == "Takk, du har sagt ja"
    assert "2 plasser er opptatt nå" in visitor.get(people.mentor_path(app, marit)).text


# -- one's own file ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [one for one in MatchStatus if one.value != "active"])
@pytest.mark.parametrize("side", list(Side))
def test_one_s_own_file_never_says_what_the_other_answered(
    app: Flask, client_for: ClientFor, ana: int, marit: int, status: MatchStatus, side: Side
) -> None:
    people.make_match(app, ana, marit, status=status, ended_at=utcnow())
    other = {Side.mentor: "newcomer", Side.newcomer: "mentor"}[side]
    client = client_for("member", email=MARIT if side is Side.mentor else ANA)
    path = client.url("accounts.export")
    pair = json.loads(client.http.get(path, base_url=client.base_url).text)["mentoring"]["pairs"]
    assert f"declined_{other}" not in str(pair)
    assert f"expired_{other}" not in str(pair)
    if status in (
        MatchStatus.asked_mentor,
        MatchStatus.declined_mentor,
        MatchStatus.expired_mentor,
    ):
        assert bool(pair) is (side is Side.mentor)
    if status.value in {f"declined_{other}", f"expired_{other}", "withdrawn"}:
        assert all((one["status"], one["ended_at"]) == ("over", None) for one in pair)


# -- what is no question any more ----------------------------------------------------------------


def fail_to_deliver(app: Flask) -> None:
    """The mail server did not answer the first time, and each mail is to be tried again."""
    with app.app_context():
        for one in db.session.scalars(select(OutgoingEmail)):
            one.attempts, one.last_error = 1, "TimeoutError"
        db.session.commit()


def kinds_to(outbox: Outbox, address: str) -> list[str]:
    return [one.kind for one in outbox.to(address)]


def test_a_question_that_failed_once_does_not_go_out_after_it_was_taken_back(
    app: Flask, visitor: SiteClient, outbox: Outbox, ana: int, marit: int
) -> None:
    number = pairs.send_proposal(app, ana, marit)
    fail_to_deliver(app)
    leaving(app, visitor, number)
    assert kinds_to(outbox, MARIT) == ["pair_came_to_nothing"]  # the first may have arrived


def test_a_question_that_nobody_sent_in_time_is_not_sent_any_more(
    app: Flask, outbox: Outbox, ana: int, marit: int
) -> None:
    pairs.send_proposal(app, ana, marit)
    pairs.come_round(app, timedelta(days=14))
    assert outbox.to(MARIT) == []


def test_the_worker_sees_to_what_has_run_out_before_it_sends_mail(
    app: Flask, outbox: Outbox, ana: int, marit: int
) -> None:
    pairs.send_proposal(app, ana, marit, now=utcnow() - timedelta(days=14))
    with app.app_context():
        app.test_cli_runner().invoke(args=["worker", "--once"], catch_exceptions=False)
    assert outbox.to(MARIT) == []


def test_whoever_has_answered_is_not_reminded(
    app: Flask, visitor: SiteClient, outbox: Outbox, ana: int, marit: int
) -> None:
    number = pairs.send_proposal(app, ana, marit)
    deliver(app)
    remind_at = pairs.look_at(app, number).remind_at
    assert remind_at is not None
    pairs.come_round(app, remind_at - utcnow())
    assert kinds_to(outbox, MARIT) == ["pair_asked", "pair_reminder"]
    fail_to_deliver(app)
    say_no(visitor, pairs.path_of(app, number, Side.mentor))
    assert "pair_reminder" not in kinds_to(outbox, MARIT)
