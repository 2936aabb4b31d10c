"""Two who suggest, answer or leave at the very same moment, and a worker that is killed: nobody is
introduced twice, nobody is told twice, and nobody is shown what they have taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.introductions import (
    AlreadyOpen,
    Introduction,
    IntroductionStatus,
    NotNow,
    Suggester,
)
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services import due, introductions
from newcomer.partner_jobs.services.introductions import NotPossible
from tests.partner_jobs import introductions as of
from tests.partner_jobs import people
from tests.partner_jobs.introductions import ANA, DAY, HEGE, ODD
from tests.partner_jobs.test_introductions import ClientFor, kinds_to
from tests.partner_jobs.test_introductions import ana as ana
from tests.partner_jobs.test_introductions import asked as asked
from tests.partner_jobs.test_introductions import hege as hege
from tests.partner_jobs.test_introductions import hospital as hospital
from tests.partner_jobs.test_introductions import kari as kari
from tests.partner_jobs.test_introductions import partner as partner
from tests.partner_jobs.test_introductions import vacancy as vacancy
from tests.support.at_once import at_once, count, filled, pressed, same_browser, sending, statuses
from tests.support.client import Outbox, SiteClient

S = IntroductionStatus
LOCK = "SELECT partner_profile.id"  # whoever answers locks the partner first
LOOK = "SELECT introduction.id"
IN_TURN = pytest.mark.parametrize("in_turn", [False, True], ids=["together", "in turn"])
SWAPPED = pytest.mark.parametrize("swapped", [False, True], ids=["", "swapped"])


def attempt(act: Callable[[], Any]) -> Callable[[], str]:
    """Do it, and say what came of it."""

    def run() -> str:
        try:
            act()
        except (AlreadyOpen, NotPossible, NotNow) as error:
            return type(error).__name__
        return "done"

    return run


@IN_TURN
def test_two_who_suggest_the_same_at_once_suggest_it_once(
    app: Flask, partner: int, hospital: int, vacancy: int, outbox: Outbox, in_turn: bool
) -> None:
    acts = [
        attempt(lambda by=by: of.suggest(app, partner, hospital, vacancy, by=by))
        for by in (Suggester.coordinator, Suggester.partner)
    ]
    done = at_once(app, *acts, meet="SELECT employer.id", in_turn=in_turn)
    assert sorted(done) == ["AlreadyOpen", "done"]
    assert len(of.numbers(app)) == 1
    assert len(outbox.to(ANA)) + len(outbox.to(HEGE)) == 1


@IN_TURN
def test_a_double_click_suggests_once(
    app: Flask, partner: int, vacancy: int, ana: SiteClient, in_turn: bool
) -> None:
    path = ana.url("jobs.suggest_as_partner", vacancy_id=vacancy)
    acts = [filled(one, path) for one in (ana, same_browser(ana))]
    assert statuses(at_once(app, *acts, meet="SELECT employer.id", in_turn=in_turn)) == [302, 409]
    assert len(of.numbers(app)) == 1


@IN_TURN
def test_the_last_conversation_of_the_month_goes_to_one_of_two(app: Flask, in_turn: bool) -> None:
    hospital = of.make_hospital(app, conversations_a_month=1)
    partners = [people.make_partner(app) for _ in range(2)]
    acts = [attempt(lambda one=one: of.suggest(app, one, hospital)) for one in partners]
    done = at_once(app, *acts, meet="SELECT employer.id", in_turn=in_turn)
    assert sorted(done) == ["NotPossible", "done"]
    assert len(of.numbers(app)) == 1


@IN_TURN
@SWAPPED
def test_two_colleagues_who_say_yes_and_no_at_once_say_one_of_them(
    app: Flask,
    asked: int,
    hege: SiteClient,
    client_for: ClientFor,
    outbox: Outbox,
    in_turn: bool,
    swapped: bool,
) -> None:
    odd = client_for("member", email=ODD, language="en")
    path = hege.url("jobs.introduction", introduction_id=asked)
    fields = {**odd.get(path).fields("/no"), "reason": "no_time"}
    acts = [pressed(hege, path, "/yes"), sending(odd, f"{path}/no", fields)]
    answers = at_once(app, *(acts[::-1] if swapped else acts), meet=LOCK, in_turn=in_turn)
    assert statuses(answers) == [302, 409]
    found = of.look_at(app, asked)
    assert found.status in {S.accepted, S.declined_employer}
    assert (found.employer_no is None) == (found.status is S.accepted)
    assert kinds_to(outbox, ANA) == ["contact" if found.status is S.accepted else "over"]


@IN_TURN
def test_two_colleagues_who_say_yes_at_once_are_both_thanked(
    app: Flask, asked: int, hege: SiteClient, client_for: ClientFor, outbox: Outbox, in_turn: bool
) -> None:
    odd = client_for("member", email=ODD, language="en")
    path = hege.url("jobs.introduction", introduction_id=asked)
    acts = [pressed(one, path, "/yes") for one in (hege, odd)]
    assert statuses(at_once(app, *acts, meet=LOCK, in_turn=in_turn)) == [302, 302]
    assert kinds_to(outbox, ANA) == ["contact"]


@IN_TURN
@SWAPPED
def test_a_partner_hides_while_the_employer_says_yes(
    app: Flask,
    asked: int,
    partner: int,
    hege: SiteClient,
    outbox: Outbox,
    in_turn: bool,
    swapped: bool,
) -> None:
    """Whoever comes first, nothing of the partner is shown or sent when both are done."""
    path = hege.url("jobs.introduction", introduction_id=asked)
    acts: list[Callable[[], Any]] = [pressed(hege, path, "/yes"), lambda: of.hide(app, partner)]
    at_once(app, *(acts[::-1] if swapped else acts), meet=LOCK, in_turn=in_turn)
    assert of.status_of(app, asked) is S.withdrawn
    assert of.row_of(app, PartnerProfile, partner).status is PartnerStatus.hidden
    assert "contact" not in kinds_to(outbox, HEGE)
    assert "Ana Costa" not in hege.get(path).text


@IN_TURN
@SWAPPED
def test_an_employer_leaves_while_a_partner_asks_for_it(
    app: Flask,
    partner: int,
    hospital: int,
    vacancy: int,
    ana: SiteClient,
    in_turn: bool,
    swapped: bool,
) -> None:
    suggest = filled(ana, ana.url("jobs.suggest_as_partner", vacancy_id=vacancy))
    acts: list[Callable[[], Any]] = [suggest, lambda: of.leave(app, hospital)]
    meet = ("SELECT employer.id", "UPDATE employer")
    at_once(app, *(acts[::-1] if swapped else acts), meet=meet, in_turn=in_turn)
    assert count(app, Introduction, Introduction.status == S.asked_employer) == 0


@IN_TURN
@SWAPPED
def test_an_answer_at_the_moment_when_the_time_runs_out(
    app: Flask, asked: int, hege: SiteClient, outbox: Outbox, in_turn: bool, swapped: bool
) -> None:
    """Who comes first counts; the other finds that it is done."""
    hour = timedelta(hours=1)
    of.change(app, Introduction, asked, due_at=utcnow() + hour, remind_at=None)
    yes = pressed(hege, hege.url("jobs.introduction", introduction_id=asked), "/yes")
    acts: list[Callable[[], Any]] = [yes, lambda: of.come_round(app, 2 * hour)]
    at_once(app, *(acts[::-1] if swapped else acts), meet=LOOK, in_turn=in_turn)
    found = of.look_at(app, asked)
    assert found.status in {S.accepted, S.expired_employer}
    said_yes = found.status is S.accepted
    assert (found.employer_answered_at is not None) == said_yes
    assert kinds_to(outbox, ANA) == ["contact" if said_yes else "over"]


@IN_TURN
def test_two_who_write_down_different_ends_at_once_write_one(
    app: Flask, asked: int, ana: SiteClient, hege: SiteClient, in_turn: bool
) -> None:
    path = hege.url("jobs.introduction", introduction_id=asked)
    pressed(hege, path, "/yes")()
    acts = [
        sending(one, f"{path}/outcome", {**one.get(path).fields("/outcome"), "outcome": outcome})
        for one, outcome in ((ana, "hired"), (hege, "not_now"))
    ]
    assert statuses(at_once(app, *acts, meet=LOCK, in_turn=in_turn)) == [302, 409]
    found = of.look_at(app, asked)
    partner = of.row_of(app, PartnerProfile, found.partner_id or 0)
    is_hired = found.outcome is not None and found.outcome.value == "hired"
    assert partner.status is (PartnerStatus.hired if is_hired else PartnerStatus.active)


@IN_TURN
def test_two_workers_remind_and_expire_once(
    app: Flask, hospital: int, outbox: Outbox, in_turn: bool
) -> None:
    for _ in range(3):
        vacancy = people.make_vacancy(app, hospital)
        of.suggest(app, people.make_partner(app), hospital, vacancy, by=Suggester.partner)
    works = [lambda: of.come_round(app, 30 * DAY)] * 2
    at_once(app, *works, meet=LOOK, in_turn=in_turn)
    assert count(app, Introduction, Introduction.status == S.expired_employer) == 3


def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_half_done(
    app: Flask, hospital: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that were done stay done, the one in hand is as before, and nobody is told twice."""
    numbers = [
        of.suggest(
            app,
            people.make_partner(app),
            hospital,
            people.make_vacancy(app, hospital),
            by=Suggester.partner,
        )
        for _ in range(3)
    ]
    expire, seen = introductions.expire, []

    def killed(one: Introduction, now: Any) -> None:
        expire(one, now)
        seen.append(one.id)
        if len(seen) == 2:
            raise SystemExit

    monkeypatch.setattr(due.introductions, "expire", killed)
    with pytest.raises(SystemExit):
        of.come_round(app, 30 * DAY)
    with app.app_context():
        db.session.rollback()
    monkeypatch.undo()
    done = [of.status_of(app, one) for one in numbers]
    assert done.count(S.expired_employer) == 1
    assert of.come_round(app, 30 * DAY) == {"expired": 2}


@IN_TURN
@SWAPPED
def test_an_employer_leaves_while_a_colleague_publishes(
    app: Flask, hospital: int, hege: SiteClient, in_turn: bool, swapped: bool
) -> None:
    """Whoever comes first, nothing of an employer that is no member is shown."""
    number = people.make_vacancy(app, hospital, status=VacancyStatus.draft)
    path = hege.url("jobs.own_vacancy", employer_id=hospital, vacancy_id=number)
    acts: list[Callable[[], Any]] = [
        pressed(hege, path, "/publish"),
        lambda: of.leave(app, hospital),
    ]
    meet = ("SELECT employer.status", "UPDATE employer")
    at_once(app, *(acts[::-1] if swapped else acts), meet=meet, in_turn=in_turn)
    assert of.row_of(app, Vacancy, number).status is not VacancyStatus.open


def test_nobody_s_mailbox_is_filled_by_suggesting_and_taking_back(
    app: Flask, hospital: int, vacancy: int, partner: int, ana: SiteClient, outbox: Outbox
) -> None:
    for _ in range(introductions.SUGGESTED_PER_DAY):
        page = ana.submit("jobs.suggest_as_partner", vacancy_id=vacancy)
        ana.press(page, "/withdraw")
    ana.submit("jobs.suggest_as_partner", vacancy_id=vacancy, status=429)
    assert count(app, Introduction) == introductions.SUGGESTED_PER_DAY
