"""Searches for proposals: asked for once, taken by one worker, done or said to have failed."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from newcomer.arrivals.models import ArrivalUse
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    MatchRun,
    MatchStatus,
    MentorProfile,
    MentorRequest,
    MentorStatus,
    PairRule,
    Proposal,
    RequestStatus,
    RuleKind,
    RunStatus,
)
from newcomer.mentoring.services import instance, runs, searching, weighing, weights
from newcomer.mentoring.services.searching import TAKEN_FOR_DEAD, LostClaim
from newcomer.profile import AgeBand, Gender, GenderWish, LifeSituation
from newcomer.region import current_region
from tests.matching import reference
from tests.mentoring import people
from tests.support import processes, server
from tests.support.at_once import at_once

NOW = datetime(2024, 11, 25, 8, 0, tzinfo=UTC)
MINUTE, WEEK = timedelta(minutes=1), timedelta(weeks=1)


def queue(app: Flask, request_id: int | None = None, **weights: int) -> int:
    with app.test_request_context(method="POST"):
        run = runs.queue(request_id, weights, actor=None, now=NOW)
        db.session.commit()
        return int(run.id)


def search(app: Flask, request_id: int | None = None, **weights: int) -> dict[int, Proposal]:
    """Ask for proposals and let the worker find them; by request."""
    number = queue(app, request_id, **weights)
    with app.app_context():
        while searching.work(current_region(), NOW):
            pass
        db.session.expire_all()
        run = db.session.get_one(MatchRun, number)
        assert run.status is RunStatus.done, run.error
        found = db.session.scalars(select(Proposal).where(Proposal.run_id == number)).all()
        db.session.expunge_all()
    return {one.request_id: one for one in found}


def rule(app: Flask, request_id: int, mentor_id: int, kind: RuleKind) -> None:
    with app.test_request_context(method="POST"):
        db.session.add(
            PairRule(request_id=request_id, mentor_id=mentor_id, kind=kind, created_at=NOW)
        )
        db.session.commit()


def change(app: Flask, model: Any, number: int, **values: Any) -> None:
    with app.test_request_context(method="POST"):
        row = db.session.get_one(model, number)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def run_row(app: Flask, number: int) -> MatchRun:
    with app.app_context():
        run = db.session.get_one(MatchRun, number)
        db.session.expunge_all()
    return run


# -- asking ---------------------------------------------------------------------------------------


def test_a_search_asked_for_twice_is_one(app: Flask) -> None:
    assert queue(app) == queue(app)
    assert queue(app) != queue(app, interests=500)


def test_a_search_asked_for_twice_at_the_same_moment_is_one(app: Flask) -> None:
    first, second = at_once(
        app, lambda: queue(app), lambda: queue(app), meet="INSERT INTO match_run"
    )
    assert first == second


def test_when_it_is_done_one_can_ask_again(app: Flask) -> None:
    first = queue(app)
    search(app)
    assert run_row(app, first).status is RunStatus.done
    assert queue(app) != first


# -- what it finds --------------------------------------------------------------------------------


def test_who_fits_best_is_proposed_with_the_reasons(app: Flask) -> None:
    wanted = people.make_request(app, interests=["hiking", "fishing"])
    people.make_mentor(app, interests=["curling"])
    best = people.make_mentor(app, interests=["hiking", "fishing"])
    found = search(app)[wanted]
    assert found.mentor_id == best
    assert found.reasons["interests"] == ["hiking", "fishing"]
    assert found.reasons["slots"] == [2, 5, 8]
    assert found.score == sum(found.reasons["parts"].values())
    assert (found.newcomer_facts, found.mentor_facts) == (1, 1)


def test_whoever_is_left_out_is_told_what_stands_in_the_way(app: Flask) -> None:
    alone = people.make_request(app, languages={"ti": 6}, place="follebu", reach_km=5)
    people.make_mentor(app, languages={"ti": 5}, place="tretten", reach_km=5)
    found = search(app)[alone]
    assert found.mentor_id is None
    assert found.reasons["reason"] == "distance"
    assert found.reasons["languages"] == {"ti": 1}


def test_what_has_been_sent_stays_and_takes_no_second_place(app: Flask) -> None:
    asked, waits = people.make_request(app), people.make_request(app)
    mentor = people.make_mentor(app, capacity=2)
    people.make_match(app, asked, mentor, status=MatchStatus.asked_newcomer)
    found = search(app)
    assert set(found) == {waits}
    assert found[waits].mentor_id == mentor
    another = people.make_request(app)
    people.make_match(app, waits, mentor, status=MatchStatus.asked_mentor)
    assert search(app)[another].reasons["reason"] == "no_place"


@pytest.mark.parametrize(
    "status",
    [
        MatchStatus.declined_mentor,
        MatchStatus.declined_newcomer,
        MatchStatus.expired_mentor,
        MatchStatus.expired_newcomer,
        MatchStatus.ended,
    ],
    ids=lambda status: status.value,
)
def test_nobody_is_proposed_again_after_a_no_or_silence(app: Flask, status: MatchStatus) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app)
    people.make_match(app, request, mentor, status=status)
    assert search(app)[request].reasons["reason"] == "declined"


def test_what_was_taken_back_may_be_proposed_again(app: Flask) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app)
    people.make_match(app, request, mentor, status=MatchStatus.withdrawn)
    assert search(app)[request].mentor_id == mentor


def test_a_locked_pair_is_proposed_whatever_the_points_say(app: Flask) -> None:
    request = people.make_request(app, interests=["hiking"])
    people.make_mentor(app, interests=["hiking"])
    other = people.make_mentor(app, interests=["curling"], languages={"fi": 6})
    rule(app, request, other, RuleKind.lock)
    found = search(app)[request]
    assert found.mentor_id == other
    assert found.reasons["locked"] is True


def test_a_lock_to_a_mentor_without_a_place_proposes_nobody_else(app: Flask) -> None:
    first, second = people.make_request(app), people.make_request(app)
    people.make_mentor(app, capacity=5)
    full = people.make_mentor(app)
    for request in (first, second):
        rule(app, request, full, RuleKind.lock)
    found = search(app)
    assert found[first].mentor_id == full
    assert found[second].mentor_id is None
    assert found[second].reasons == {"reason": "locked"}


def test_a_lock_cannot_ask_again_whoever_said_no(app: Flask) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app)
    people.make_match(app, request, mentor, status=MatchStatus.declined_mentor)
    rule(app, request, mentor, RuleKind.lock)
    assert search(app)[request].mentor_id is None


def test_two_who_are_kept_apart_are_not_proposed(app: Flask) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app)
    rule(app, request, mentor, RuleKind.forbid)
    assert search(app)[request].reasons["reason"] == "declined"


def test_who_waited_longest_comes_first_where_the_region_says_so(app: Flask) -> None:
    new = people.make_request(app, now=NOW, interests=["hiking"])
    old = people.make_request(app, now=NOW, interests=[], waited=10 * WEEK)
    people.make_mentor(app, interests=["hiking"])
    assert search(app)[new].mentor_id is not None
    found = search(app, waiting_each_week=50, waiting_most=1000)
    assert (found[old].mentor_id is not None, found[new].mentor_id) == (True, None)
    assert found[old].reasons["parts"]["waiting"] == 500


def test_a_search_for_one_looks_at_them_alone(app: Flask) -> None:
    one, _other = people.make_request(app), people.make_request(app)
    people.make_mentor(app)
    assert set(search(app, one)) == {one}


def test_those_who_may_not_be_matched_are_left_aside(app: Flask) -> None:
    people.make_mentor(app, capacity=5)
    gone = people.make_request(app, place="a-place-that-was")
    young = people.make_request(app, age_band=AgeBand.under_18)
    ended, withdrawn = people.make_request(app), people.make_request(app)
    change(app, MentorRequest, ended, status=RequestStatus.ended)
    with app.test_request_context(method="POST"):
        arrival = db.session.get_one(MentorRequest, withdrawn).arrival_id
        db.session.execute(
            update(ArrivalUse).where(ArrivalUse.arrival_id == arrival).values(withdrawn_at=NOW)
        )
        db.session.commit()
    found = search(app)
    assert {number: one.reasons for number, one in found.items()} == {
        gone: {"reason": "place"},
        young: {"reason": "age"},
    }


def test_a_mentor_whose_place_is_no_more_is_nobody_s(app: Flask) -> None:
    request = people.make_request(app)
    people.make_mentor(app, place="a-place-that-was")
    assert search(app)[request].mentor_id is None


def test_only_approved_mentors_are_proposed(app: Flask) -> None:
    request = people.make_request(app)
    for status in MentorStatus:
        if status is not MentorStatus.approved:
            people.make_mentor(app, status=status)
    assert search(app)[request].mentor_id is None


def test_a_region_without_mentors_or_newcomers_is_searched_too(app: Flask) -> None:
    assert search(app) == {}
    request = people.make_request(app)
    assert search(app)[request].reasons["reason"] == "language"


def test_a_search_for_a_wish_that_was_taken_back_finds_nothing(app: Flask) -> None:
    request = people.make_request(app)
    queue(app, request)
    change(app, MentorRequest, request, status=RequestStatus.ended)
    assert search(app, request) == {}


# -- workers --------------------------------------------------------------------------------------


def test_a_search_is_taken_by_one_of_two_workers(app: Flask) -> None:
    queue(app)

    def take() -> Any:
        with app.app_context():
            return searching.take_next(NOW)

    taken = at_once(app, take, take, meet="UPDATE match_run")
    assert sum(one is not None for one in taken) == 1


def test_a_worker_that_died_is_replaced_and_its_search_done(app: Flask, in_app: Flask) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app)
    number = queue(app)
    assert searching.take_next(NOW) is not None
    assert searching.take_next(NOW + MINUTE) is None
    assert searching.work(current_region(), NOW + TAKEN_FOR_DEAD)
    assert run_row(app, number).status is RunStatus.done
    with app.app_context():
        (found,) = db.session.scalars(select(Proposal)).all()
        assert (found.request_id, found.mentor_id) == (request, mentor)


def test_a_worker_program_that_is_killed_is_replaced_by_the_next(
    app: Flask, in_app: Flask, tmp_path: Path
) -> None:
    """The first has taken the search and is killed in the middle of it; the second does it all."""
    people.make_request(app), people.make_mentor(app)
    number = queue(app)
    change(app, MatchRun, number, created_at=utcnow())  # or the program removes it as too old
    environment = {
        "DATABASE_URL": app.config["SETTINGS"].database_url,
        "SECRET_KEY": app.config["SECRET_KEY"],
        "INSTANCE": str(tmp_path),
    }
    first = subprocess.Popen(
        processes.ending_with_us([sys.executable, "-c", TAKES_AND_HANGS]),
        env=server.environment_for(environment, tmp_path, "http://newcomer.test"),
        cwd=processes.ROOT,
        stdout=subprocess.PIPE,
    )
    with first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"taken\n"
        first.kill()
    assert run_row(app, number).status is RunStatus.running
    server.flask("worker", "--once", environment=environment)
    assert run_row(app, number).status is RunStatus.done
    assert len(db.session.scalars(select(Proposal)).all()) == 1


TAKES_AND_HANGS = """
import sys, time
from newcomer.app import create_app
from newcomer.database import utcnow
from newcomer.mentoring.services import searching
with create_app().app_context():
    assert searching.take_next(utcnow() - searching.TAKEN_FOR_DEAD) is not None
    print("taken", flush=True)
    time.sleep(600)
"""


def test_a_worker_that_comes_back_from_the_dead_overwrites_nothing(
    app: Flask, in_app: Flask
) -> None:
    people.make_request(app), people.make_mentor(app)
    number = queue(app)
    slow = searching.take_next(NOW)
    assert slow is not None
    searching.work(current_region(), NOW + TAKEN_FOR_DEAD)
    before = run_row(app, number)
    with pytest.raises(LostClaim):
        searching.carry_out(*slow, current_region(), NOW)
    db.session.rollback()
    after = run_row(app, number)
    assert (after.claim, after.finished_at) == (before.claim, before.finished_at)
    assert len(db.session.scalars(select(Proposal)).all()) == 1


def test_a_search_that_kills_every_worker_is_given_up(app: Flask, in_app: Flask) -> None:
    number = queue(app)
    for attempt in range(searching.ATTEMPTS):
        assert searching.take_next(NOW + attempt * TAKEN_FOR_DEAD) is not None
    assert searching.take_next(NOW + searching.ATTEMPTS * TAKEN_FOR_DEAD) is None
    assert run_row(app, number).status is RunStatus.failed


def test_a_search_that_goes_wrong_says_so_and_can_be_asked_for_again(
    app: Flask, in_app: Flask
) -> None:
    people.make_request(app)
    number = queue(app, no_such_weight=1)
    assert searching.work(current_region(), NOW)
    failed = run_row(app, number)
    assert (failed.status, failed.error) == (RunStatus.failed, "BadInput")
    assert queue(app, no_such_weight=1) != number


def test_a_search_that_is_deleted_meanwhile_is_let_go(app: Flask, in_app: Flask) -> None:
    request = people.make_request(app)
    queue(app, request)
    taken = searching.take_next(NOW)
    assert taken is not None
    with app.test_request_context(method="POST"):
        db.session.execute(delete(MentorRequest).where(MentorRequest.id == request))
        db.session.commit()
    with pytest.raises(LostClaim):
        searching.carry_out(*taken, current_region(), NOW)


def test_only_the_last_two_searches_keep_their_proposals(app: Flask) -> None:
    people.make_request(app), people.make_mentor(app)
    for _ in range(4):
        search(app)
    with app.app_context():
        all_runs = sorted(db.session.scalars(select(MatchRun.id)))
        assert len(all_runs) == 4
        assert sorted(db.session.scalars(select(Proposal.run_id))) == all_runs[-2:]


# -- points and limits ----------------------------------------------------------------------------

VARIOUS: list[dict[str, Any]] = [
    {},
    {"languages": {"sv": 6}, "interests": []},
    {"languages": {"nn": 4, "ti": 6}, "situation": LifeSituation.family, "children": ["0-2"]},
    {"languages": {"nb": 3}, "isco": "2221", "interests": ["hiking"]},
    {"languages": {"sv": 3}, "isco": "2223", "place": "follebu", "reach_km": 3},
    {"languages": {"ar": 6}, "place": "tretten", "reach_km": 100, "children": ["6-9", "3-5"]},
    {"gender": Gender.female, "gender_wish": GenderWish.female, "isco": "2221"},
    {"gender": Gender.male, "situation": LifeSituation.student, "free_times": [20]},
    {"gender_wish": GenderWish.male, "situation": LifeSituation.senior, "children": ["0-2"]},
]


def test_a_pair_beside_each_other_is_judged_as_the_reference_does(app: Flask) -> None:
    """Pages say the same of a pair, without the engine, as the search does with it."""
    bands = list(AgeBand)[1:]
    requests = [
        people.make_request(app, **{**facts, "age_band": bands[at % len(bands)]})
        for at, facts in enumerate(VARIOUS)
    ]
    mentors = [
        people.make_mentor(app, **facts, birth_year=1950 + 5 * at)
        for at, facts in enumerate(VARIOUS)
    ]
    people.make_match(app, requests[0], mentors[0], status=MatchStatus.declined_mentor)
    with app.app_context():
        region = current_region()
        loaded = instance.load(region, None, NOW)
        km = loaded.instance["travel_km"]
        # The reference reckons as the crow flies; here the way between two places is what counts.
        assert any(km[0][one] != 0 for one in range(len(km)))
        rows = {one["id"]: one for one in loaded.instance["mentors"]}
        for newcomer in loaded.instance["newcomers"]:
            request = db.session.get_one(MentorRequest, int(newcomer["id"]))
            profiles = [db.session.get_one(MentorProfile, number) for number in mentors]
            found = weighing.judged(request, profiles, region, NOW)
            for mentor in profiles:
                other, said = rows[str(mentor.id)], found[mentor.id]
                assert said is not None
                # The reference knows no unknown professions: they have nothing in common.
                assert said["score"] == reference.score(
                    {**newcomer, "isco": newcomer["isco"] or "0000"},
                    {**other, "isco": other["isco"] or "9999"},
                )
                near = km[newcomer["municipality"]][other["municipality"]] <= max(
                    newcomer["reach_km"], other["reach_km"]
                )
                at_one_place = {"municipalities": [{"id": 0, "x": 0, "y": 0}]}
                feasible = near and reference.feasible(
                    at_one_place,
                    {**newcomer, "municipality": 0},
                    {**other, "municipality": 0},
                )
                assert (said["broken"] == []) == feasible


def test_weights_that_are_tried_keep_the_shares_of_what_is_less_than_alike(app: Flask) -> None:
    with app.app_context():
        region = current_region()
    usual = weights.numbers(weights.rules(region, {}))
    assert weights.changes(region, usual) == {}
    changed = weights.changes(region, {**usual, "situation": 400, "age": 75, "waiting": 10})
    assert changed == {
        "situation_same": 400,
        "situation_related": 200,
        "age": 75,
        "age_each_year": 3,
        "waiting_each_week": 10,
        "waiting_most": 260,
    }
    assert weights.numbers(weights.rules(region, changed))["situation"] == 400
    own = replace(region, mentoring={**region.mentoring, "weights": {"interests": 400}})
    assert weights.changes(own, usual)["interests"] == 300
    assert weights.as_line(own, {"age": 75}) == "weights = { age = 75, interests = 400 }"
