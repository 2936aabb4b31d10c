"""A proposal, from when it is sent until both have said yes, one has said no, or nobody answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.i18n import LANGUAGES
from newcomer.mail import EmailStatus, OutgoingEmail
from newcomer.mentoring.models import (
    HOLDING,
    MatchRun,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorRequest,
    MentorStatus,
    NoPlaceLeft,
    NotNow,
    PairRule,
    Proposal,
    RequestStatus,
    RuleKind,
    RunStatus,
    Side,
)
from newcomer.mentoring.services import matches
from newcomer.profile import AgeBand
from newcomer.region import current_region
from tests.arrivals.movers import private_path
from tests.mentoring import pairs, people
from tests.support.at_once import pressed
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
MARIT, ANA = "marit@example.test", "ana@example.test"
TWO_WEEKS = timedelta(days=14)
SECRETS = ("Marit", "Ana", MARIT, ANA, "Sandbakken")
LOCK = ("SELECT mentor_request.id", "SELECT mentor_profile.id", "SELECT mentor_match.id")


@pytest.fixture
def marit(app: Flask) -> int:
    return people.make_mentor(app, email=MARIT, first_name="Marit", why="Sandbakken er fint.")


@pytest.fixture
def ana(app: Flask) -> int:
    return people.make_request(
        app,
        email=ANA,
        first_name="Ana",
        age_band=AgeBand.from_25,
        hopes="Sandbakken.",
        waited=timedelta(days=20),
    )


@pytest.fixture
def proposal(app: Flask, ana: int, marit: int) -> int:
    return pairs.send_proposal(app, ana, marit)


def say_yes(client: SiteClient, path: str, status: int = 200) -> Any:
    return client.press(client.get(path), "/yes", status=status)


def say_no(client: SiteClient, path: str, reason: str = "no_time", status: int = 200) -> Any:
    data = {**client.get(path).fields("/no"), "reason": reason}
    return client.post(f"{path}/no", data, status=status)


def count(app: Flask, *where: Any) -> int:
    with app.app_context():
        query = select(func.count()).select_from(MentorMatch).where(*where)
        return db.session.scalar(query) or 0


# -- the way to a pair ---------------------------------------------------------------------------


def test_the_mentor_is_asked_first_and_a_place_is_held(
    app: Flask, ana: int, marit: int, outbox: Outbox
) -> None:
    number = pairs.send_proposal(app, ana, marit)
    assert pairs.status_of(app, number) is MatchStatus.asked_mentor
    assert pairs.places_held(app, marit) == 1
    (mail,) = outbox.to(MARIT)
    assert "25 til 34 år" in mail.body
    assert outbox.to(ANA) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_both_say_yes_nobody_learns_who_the_other_is(
    app: Flask, client_for: ClientFor, outbox: Outbox, language: str
) -> None:
    marit = people.make_mentor(app, email=MARIT, first_name="Marit", language=language)
    ana = people.make_request(app, email=ANA, first_name="Ana", language=language)
    pairs.send_proposal(app, ana, marit)
    client = client_for(language=language)
    for address, other in ((MARIT, ("Ana", ANA)), (ANA, ("Marit", MARIT))):
        mail, path = outbox.to(address)[-1], outbox.link_to(address)
        page = client.get(path)
        assert path.startswith(f"/{language}/pair/")
        for secret in other:
            assert secret not in mail.body + mail.subject + page.html.replace("Analys", "")
        say_yes(client, path)
    for address, name in ((MARIT, "Ana"), (ANA, "Marit")):
        assert name in outbox.to(address)[-1].body
        assert name in client.get(outbox.link_to(address)).heading


def test_both_say_yes_by_the_links_in_their_mails_and_are_a_pair(
    app: Flask, ana: int, marit: int, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    assert pairs.request_of(app, ana).first_offered_at is None  # it has heard of nobody yet
    page = say_yes(visitor, outbox.link_to(MARIT))
    assert page.heading == "Takk, du har sagt ja"
    assert pairs.request_of(app, ana).first_offered_at is not None
    assert pairs.status_of(app, proposal) is MatchStatus.asked_newcomer
    page = say_yes(visitor, outbox.link_to(ANA))
    assert page.heading == "Du og Marit"
    match = pairs.look_at(app, proposal)
    assert match.status is MatchStatus.active
    assert match.ends_on is not None
    assert match.started_at is not None
    assert (match.ends_on - match.started_at.date()).days in {118, 119, 120}
    assert pairs.places_held(app, marit) == 1
    assert pairs.request_of(app, ana).status is RequestStatus.matched
    assert [mail.kind for mail in outbox.to(MARIT)] == ["pair_asked", "pair_begins"]
    assert [mail.kind for mail in outbox.to(ANA)] == ["pair_asked", "pair_begins"]


def test_the_mover_s_own_page_tells_how_it_goes_and_nothing_of_a_no(
    app: Flask, ana: int, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    own_page = private_path(app, pairs.request_of(app, ana).arrival_id)
    waiting = visitor.get(own_page).text
    assert "Du har stått i kø siden" in waiting
    say_no(visitor, outbox.link_to(MARIT))
    assert visitor.get(own_page).text == waiting
    pairs.send_proposal(app, ana, people.make_mentor(app, email="jo@example.test"))
    say_yes(visitor, outbox.link_to("jo@example.test"))
    assert "/pair/" in visitor.get(own_page).html


def test_a_no_of_the_mentor_s_is_never_seen_by_the_newcomer(
    app: Flask, ana: int, marit: int, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    page = say_no(visitor, outbox.link_to(MARIT), "not_fitting")
    assert page.heading == "Du har sagt nei, og det er helt greit"
    match = pairs.look_at(app, proposal)
    assert match.status is MatchStatus.declined_mentor
    assert match.no_reason is not None
    assert match.no_reason.value == "not_fitting"
    assert pairs.places_held(app, marit) == 0
    assert outbox.to(ANA) == []
    visitor.get(pairs.path_of(app, proposal, Side.newcomer), status=404)
    assert pairs.request_of(app, ana).status is RequestStatus.waiting


def test_a_no_of_the_newcomer_s_reaches_the_mentor_as_nothing_but_an_end(
    app: Flask, marit: int, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    mentor_path = outbox.link_to(MARIT)
    say_yes(visitor, mentor_path)
    say_no(visitor, outbox.link_to(ANA), "know_each_other")
    assert pairs.places_held(app, marit) == 0
    mail = outbox.to(MARIT)[-1]
    assert mail.kind == "pair_came_to_nothing"
    after_no = visitor.get(mentor_path).text
    # Silence and a coordinator who takes it back look the same.
    for status in (MatchStatus.expired_newcomer, MatchStatus.withdrawn):
        pairs.change(app, MentorMatch, proposal, status=status)
        assert visitor.get(mentor_path).text == after_no


def test_a_no_needs_a_reason(
    app: Flask, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    page = say_no(visitor, outbox.link_to(MARIT), "", status=422)
    assert page.errors
    assert pairs.status_of(app, proposal) is MatchStatus.asked_mentor


# -- nobody answers ------------------------------------------------------------------------------


def test_whoever_is_silent_is_reminded_once(app: Flask, proposal: int, outbox: Outbox) -> None:
    match = pairs.look_at(app, proposal)
    assert match.remind_at is not None
    assert match.due_at is not None
    soon = match.remind_at - utcnow() + timedelta(minutes=1)
    assert match.remind_at < match.due_at
    assert pairs.come_round(app) == {}
    assert pairs.come_round(app, soon) == {"reminded": 1}
    assert pairs.come_round(app, soon) == {}
    assert [mail.kind for mail in outbox.to(MARIT)] == ["pair_asked", "pair_reminder"]


def test_five_working_days_are_counted_in_working_days(app: Flask, proposal: int) -> None:
    match = pairs.look_at(app, proposal)
    region = app.extensions["region"]
    assert match.due_at == region.close_of_day_after(match.created_at, 5)
    assert match.remind_at == region.close_of_day_after(match.created_at, 3)


def test_silence_of_the_mentor_gives_the_place_back_and_nobody_is_told(
    app: Flask, ana: int, marit: int, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    deliver(app)
    assert pairs.come_round(app, TWO_WEEKS) == {"expired": 1}
    assert pairs.status_of(app, proposal) is MatchStatus.expired_mentor
    assert pairs.places_held(app, marit) == 0
    assert outbox.to(ANA) == []
    page = visitor.get(outbox.link_to(MARIT))
    assert page.heading == "Svarfristen er ute"


def test_silence_of_the_newcomer_frees_the_mentor(
    app: Flask, marit: int, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    say_yes(visitor, outbox.link_to(MARIT))
    pairs.come_round(app, TWO_WEEKS)
    assert pairs.status_of(app, proposal) is MatchStatus.expired_newcomer
    assert pairs.places_held(app, marit) == 0
    assert outbox.to(MARIT)[-1].kind == "pair_came_to_nothing"


def test_a_yes_after_the_time_is_over_counts_no_more_even_before_the_worker_has_come_round(
    app: Flask, marit: int, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    button = pressed(visitor, outbox.link_to(MARIT), "/yes")
    pairs.change(app, MentorMatch, proposal, due_at=utcnow() - timedelta(minutes=1))
    answer = button()
    assert answer.status_code == 409
    assert "Svarfristen er ute" in answer.text
    pairs.come_round(app)
    assert pairs.status_of(app, proposal) is MatchStatus.expired_mentor


# -- twice, too late, by the wrong one -----------------------------------------------------------


def test_the_same_yes_again_is_no_mistake_and_tells_nobody_twice(
    app: Flask, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    button = pressed(visitor, outbox.link_to(MARIT), "/yes")
    assert [button().status_code, button().status_code] == [302, 302]
    assert [mail.kind for mail in outbox.to(ANA)] == ["pair_asked"]


def test_a_no_after_the_yes_is_told_kindly_that_it_is_too_late(
    app: Flask, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    path = outbox.link_to(MARIT)
    fields = {**visitor.get(path).fields("/no"), "reason": "no_time"}
    say_yes(visitor, path)
    page = visitor.post(f"{path}/no", fields, status=409)
    assert page.heading == "Takk, du har sagt ja"
    assert pairs.status_of(app, proposal) is MatchStatus.asked_newcomer


def test_a_link_answers_for_its_own_side_only(
    app: Flask, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    path = outbox.link_to(MARIT)
    fields = visitor.get(path).fields("/yes")
    newcomer = pairs.path_of(app, proposal, Side.newcomer)
    visitor.post(f"{newcomer}/yes", fields, status=404)
    assert pairs.status_of(app, proposal) is MatchStatus.asked_mentor
    say_yes(visitor, path)
    visitor.post(f"{path}/yes", fields)  # the mentor's yes again is not the newcomer's
    assert pairs.status_of(app, proposal) is MatchStatus.asked_newcomer


@pytest.mark.parametrize("token", ["x", "WzEsIm5vIl0.c2lnbmF0dXJl", "Ww" * 400])
def test_a_wrong_link_opens_nothing(visitor: SiteClient, token: str) -> None:
    visitor.get(f"/nb/pair/{token}", status=404)


def test_a_link_of_another_kind_or_a_revoked_one_opens_nothing(
    app: Flask, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    path = outbox.link_to(MARIT)
    pairs.change(app, MentorMatch, proposal, mentor_nonce="another")
    visitor.get(path, status=404)


# -- taken back ----------------------------------------------------------------------------------


def withdraw_all_of_mentor(app: Flask, mentor_id: int) -> None:
    with app.test_request_context(method="POST"):
        mentor = db.session.get_one(MentorProfile, mentor_id)
        mentor.status = MentorStatus.ended
        matches.withdraw_all_of_mentor(mentor, utcnow())
        db.session.commit()
        db.session.remove()


def withdraw_all_of_request(app: Flask, request_id: int) -> None:
    with app.test_request_context(method="POST"):
        request = db.session.get_one(MentorRequest, request_id)
        request.status = RequestStatus.ended
        matches.withdraw_all_of_request(request, utcnow())
        db.session.commit()
        db.session.remove()


def deliver(app: Flask) -> None:
    """As if all mails so far had gone out."""
    with app.app_context():
        for mail in db.session.scalars(select(OutgoingEmail)):
            mail.status, mail.attempts = EmailStatus.sent, 1
        db.session.commit()


def test_a_mentor_who_leaves_while_the_newcomer_is_asked(
    app: Flask, ana: int, marit: int, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    say_yes(visitor, outbox.link_to(MARIT))
    button = pressed(visitor, outbox.link_to(ANA), "/yes")
    deliver(app)
    withdraw_all_of_mentor(app, marit)
    answer = button()
    assert answer.status_code == 409
    assert "Det ble ikke noe av forslaget" in answer.text
    assert pairs.status_of(app, proposal) is MatchStatus.withdrawn
    assert pairs.places_held(app, marit) == 0
    assert outbox.to(ANA)[-1].kind == "pair_came_to_nothing"
    assert [mail.kind for mail in outbox.to(MARIT)] == ["pair_asked"]
    assert pairs.request_of(app, ana).status is RequestStatus.waiting


def test_a_question_that_has_not_gone_out_is_kept_back_and_not_taken_back_aloud(
    app: Flask, ana: int, proposal: int, outbox: Outbox
) -> None:
    withdraw_all_of_request(app, ana)
    assert outbox.to(MARIT) == []
    assert pairs.status_of(app, proposal) is MatchStatus.withdrawn


def test_a_newcomer_who_leaves_takes_an_open_proposal_back(
    app: Flask, ana: int, marit: int, proposal: int, outbox: Outbox
) -> None:
    deliver(app)
    withdraw_all_of_request(app, ana)
    assert pairs.places_held(app, marit) == 0
    assert [mail.kind for mail in outbox.to(MARIT)] == ["pair_asked", "pair_came_to_nothing"]
    assert outbox.to(ANA) == []


def test_a_newcomer_who_leaves_ends_the_pair(
    app: Flask, ana: int, marit: int, outbox: Outbox
) -> None:
    number = people.make_match(app, ana, marit)
    withdraw_all_of_request(app, ana)
    assert pairs.status_of(app, number) is MatchStatus.ended
    assert pairs.places_held(app, marit) == 0
    assert [mail.kind for mail in outbox.to(MARIT)] == ["pair_ended"]
    assert outbox.to(ANA) == []


# -- who cannot be proposed ----------------------------------------------------------------------


def test_nobody_gets_two_proposals_at_a_time(
    app: Flask, ana: int, marit: int, proposal: int
) -> None:
    other = people.make_mentor(app)
    with pytest.raises(NotNow):
        pairs.send_proposal(app, ana, other)
    assert pairs.places_held(app, other) == 0


def test_no_mentor_is_asked_for_more_than_there_is_room_for(app: Flask, proposal: int) -> None:
    marit = pairs.look_at(app, proposal).mentor_id
    with pytest.raises(NoPlaceLeft):
        pairs.send_proposal(app, people.make_request(app), marit)


@pytest.mark.parametrize("status", [one for one in MentorStatus if one.value != "approved"])
def test_only_approved_mentors_are_asked(app: Flask, ana: int, status: MentorStatus) -> None:
    with pytest.raises(NoPlaceLeft):
        pairs.send_proposal(app, ana, people.make_mentor(app, status=status))


def test_nobody_is_proposed_who_has_said_no_more(app: Flask, marit: int) -> None:
    without = people.make_request(app, purposes=())
    with pytest.raises(NotNow):
        pairs.send_proposal(app, without, marit)
    assert pairs.places_held(app, marit) == 0


# -- the next one by itself ----------------------------------------------------------------------


@pytest.fixture
def by_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    region = app.extensions["region"]
    monkeypatch.setitem(region.mentoring, "next_by_itself", True)


def make_proposal(app: Flask, request_id: int, mentor_id: int, **values: Any) -> None:
    with app.test_request_context(method="POST"):
        run = MatchRun(status=RunStatus.done, created_at=utcnow())
        db.session.add(run)
        db.session.flush()
        request = db.session.get_one(MentorRequest, request_id)
        mentor = db.session.get_one(MentorProfile, mentor_id)
        versions = {
            "newcomer_facts": request.arrival.facts_version,
            "mentor_facts": mentor.facts_version,
        }
        both = {"run_id": run.id, "request_id": request_id, "mentor_id": mentor_id}
        db.session.add(Proposal(**{**both, **versions, "score": 400, **values}))
        db.session.commit()
        db.session.remove()


def runs_for(app: Flask, request_id: int) -> int:
    with app.app_context():
        query = select(func.count()).select_from(MatchRun)
        return db.session.scalar(query.where(MatchRun.request_id == request_id)) or 0


@pytest.mark.usefixtures("by_itself")
def test_after_a_no_the_next_is_asked_by_itself(
    app: Flask, ana: int, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    nils = people.make_mentor(app, email="nils@example.test")
    make_proposal(app, ana, nils)
    say_no(visitor, outbox.link_to(MARIT))
    assert pairs.come_round(app) == {"next": 1}
    assert pairs.come_round(app) == {}
    assert [mail.kind for mail in outbox.to("nils@example.test")] == ["pair_asked"]
    assert pairs.places_held(app, nils) == 1


@pytest.mark.usefixtures("by_itself")
@pytest.mark.parametrize("why", ["changed", "kept apart", "said no before", "paused"])
def test_a_proposal_that_holds_no_more_is_looked_for_anew(
    app: Flask, ana: int, marit: int, proposal: int, visitor: SiteClient, outbox: Outbox, why: str
) -> None:
    nils = marit if why == "said no before" else people.make_mentor(app)
    make_proposal(app, ana, nils, **({"mentor_facts": 99} if why == "changed" else {}))
    if why == "kept apart":
        rule = PairRule(request_id=ana, mentor_id=nils, kind=RuleKind.forbid, created_at=utcnow())
        with app.test_request_context(method="POST"):
            db.session.add(rule)
            db.session.commit()
    if why == "paused":
        pairs.change(app, MentorProfile, nils, status=MentorStatus.paused)
    say_no(visitor, outbox.link_to(MARIT))
    pairs.come_round(app)
    pairs.come_round(app)
    assert runs_for(app, ana) == 1
    assert count(app, MentorMatch.status.in_(HOLDING)) == 0


def test_without_that_setting_a_no_waits_for_a_coordinator(
    app: Flask, ana: int, proposal: int, visitor: SiteClient, outbox: Outbox
) -> None:
    make_proposal(app, ana, people.make_mentor(app))
    say_no(visitor, outbox.link_to(MARIT))
    assert pairs.come_round(app) == {}
    assert runs_for(app, ana) == 0
    with app.app_context():
        assert not current_region().mentoring["next_by_itself"]
