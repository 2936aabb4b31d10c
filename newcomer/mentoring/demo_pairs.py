"""Invented proposals and pairs for the demo, at every stage of their life. It makes its own few
people, so that it needs none of the others' demos."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from newcomer.arrivals.models import Arrival, ArrivalStatus, ArrivalUse
from newcomer.extensions import db
from newcomer.mentoring.models import (
    HOLDING,
    Concern,
    FeedbackKind,
    MatchFeedback,
    MatchMessage,
    MatchStatus,
    MentorMatch,
    MentorMeeting,
    MentorProfile,
    MentorRequest,
    MentorStatus,
    NoReason,
    RequestStatus,
    Side,
)
from newcomer.mentoring.services import match_mails as mails
from newcomer.mentoring.services.matches import AWAITED
from newcomer.mentoring.services.once import once_key
from newcomer.mentoring.services.requests import PURPOSE
from newcomer.profile import AgeBand, ChildBand, LifeSituation
from newcomer.region import Region, current_region

WEEK = timedelta(weeks=1)
# (mentor, newcomer, status, begun so many weeks ago, last heard of so many weeks ago)
PAIRS = (
    ("Marit", "Daniela", MatchStatus.asked_mentor, 0, 0),
    ("Oddvar", "Piotr", MatchStatus.asked_newcomer, 0, 0),
    ("Solveig", "Amina", MatchStatus.active, 6, 0),
    ("Trond", "Lukas", MatchStatus.active, 7, 5),
    ("Ingrid", "Yusuf", MatchStatus.finished, 19, 2),
    ("Bjarne", "Elena", MatchStatus.declined_mentor, 0, 0),
)
MET = (5, 4, 2, 1)  # weeks ago


def fill(now: datetime) -> None:
    """Add the demo's pairs, unless they are there already."""
    region = current_region()
    for number, (mentor_name, newcomer_name, status, begun, heard) in enumerate(PAIRS):
        email = _address(mentor_name)
        if db.session.scalar(select(MentorProfile.id).where(MentorProfile.email == email)):
            continue
        mentor = _mentor(mentor_name, region, now, number)
        request = _request(newcomer_name, region, now, number)
        pair = _pair(mentor, request, status, now - begun * WEEK, now - heard * WEEK, region)
        db.session.add(pair)
        db.session.flush()
        _FILL.get(newcomer_name, _nothing)(pair, now)
        _tell(pair, now)
    db.session.flush()


def _address(name: str) -> str:
    return f"{name.casefold()}.pair@example.test"


def _facts(region: Region, number: int) -> dict[str, Any]:
    places = region.places
    return {
        "language": region.default_language,
        "place": places[number % len(places)].slug,
        "free_times": [2, 8, 16, (number * 4) % 21],
        "interests": ["hiking", "cooking", "cross-country-skiing"][: 2 + number % 2],
        "children": [ChildBand.young.value] if number % 2 == 0 else [],
        "situation": LifeSituation.family if number % 2 == 0 else LifeSituation.couple,
    }


def _mentor(name: str, region: Region, now: datetime, number: int) -> MentorProfile:
    long_ago = now - 30 * WEEK
    return MentorProfile(
        **_facts(region, number),
        email=_address(name),
        first_name=name,
        status=MentorStatus.approved,
        languages={region.default_language: 6, "en": 4},
        birth_year=now.year - 35 - 4 * number,
        why="",
        capacity=2,
        created_at=long_ago,
        submitted_at=long_ago,
        interviewed_at=long_ago,
        references_called_at=long_ago,
        trained_at=long_ago,
        pledged_at=long_ago,
        approved_at=long_ago,
        last_used_at=now,
    )


def _request(name: str, region: Region, now: datetime, number: int) -> MentorRequest:
    asked_at = now - (20 + number) * WEEK
    arrival = Arrival(
        **_facts(region, number),
        email=_address(name),
        first_name=name,
        status=ArrivalStatus.active,
        age_band=AgeBand.from_35 if number % 2 else AgeBand.from_25,
        languages={"en": 5, region.default_language: 3},
        created_at=asked_at,
        confirmed_at=asked_at,
        last_used_at=now,
        once=once_key("demo pair", name),
        uses=[ArrivalUse(purpose=PURPOSE, granted_at=asked_at)],
    )
    return MentorRequest(arrival=arrival, created_at=asked_at, waiting_since=asked_at)


def _pair(
    mentor: MentorProfile,
    request: MentorRequest,
    status: MatchStatus,
    begun_at: datetime,
    heard_at: datetime,
    region: Region,
) -> MentorMatch:
    is_pair = status in (MatchStatus.active, MatchStatus.finished)
    pair = MentorMatch(
        mentor=mentor,
        request=request,
        status=status,
        score=520,
        reasons={},
        created_at=begun_at,
        last_activity_at=heard_at,
    )
    request.first_offered_at = begun_at
    if status in HOLDING:
        mentor.places_held = 1
    if is_pair:
        weeks = timedelta(weeks=region.mentoring["duration_weeks"])
        pair.started_at, pair.ends_on = begun_at, (begun_at + weeks).date()
        active = status is MatchStatus.active
        request.status = RequestStatus.matched if active else RequestStatus.ended
        pair.ended_at = None if active else heard_at
    elif status is MatchStatus.declined_mentor:
        pair.no_reason, pair.ended_at, pair.answered_at = NoReason.no_time, heard_at, heard_at
    else:
        pair.due_at = region.close_of_day_after(begun_at, region.mentoring["answer_working_days"])
        pair.remind_at = region.close_of_day_after(
            begun_at, region.mentoring["reminder_working_days"]
        )
    return pair


def _talk(pair: MentorMatch, now: datetime) -> None:
    lines = (
        (Side.mentor, "Hei Amina! Velkommen hit. Skal vi ta en kaffe på torsdag?"),
        (Side.newcomer, "Hei! Ja, gjerne. Jeg er ferdig på jobb klokka fire."),
        (Side.mentor, "Fint, da møtes vi ved biblioteket kvart over fire."),
    )
    for number, (side, body) in enumerate(lines):
        at = now - 5 * WEEK + timedelta(hours=3 * number)
        key = once_key("demo", pair.id, number)
        pair.messages.append(MatchMessage(side=side, body=body, created_at=at, once=key))
    _meet(pair, now, MET)


def _meet(pair: MentorMatch, now: datetime, weeks: tuple[int, ...]) -> None:
    for number, ago in enumerate(weeks):
        at = now - ago * WEEK
        pair.meetings.append(
            MentorMeeting(
                on=at.date(),
                minutes=(60, 90, 120)[number % 3],
                language=pair.mentor.language,
                side=Side.newcomer if number % 2 else Side.mentor,
                created_at=at,
                once=once_key("demo meeting", pair.id, number),
            )
        )


def _finish(pair: MentorMatch, now: datetime) -> None:
    _meet(pair, now, (18, 16, 13, 10, 7, 5, 3))
    for side, marks in ((Side.mentor, (5, 4, 5)), (Side.newcomer, (5, 5, 5))):
        answers = dict(zip(("content", "gained", "recommend"), marks, strict=True))
        pair.feedback.append(
            MatchFeedback(
                side=side,
                kind=FeedbackKind.end,
                answers=answers,
                lowest=min(marks),
                comment="Vi fortsetter å gå på ski sammen." if side is Side.newcomer else "",
                created_at=now - WEEK,
            )
        )


def _worry(pair: MentorMatch, now: datetime) -> None:
    _meet(pair, now, (6, 5))
    db.session.add(
        Concern(
            match_id=pair.id,
            side=Side.newcomer,
            email=pair.request.arrival.email,
            body="Jeg har ikke hørt noe på lenge, og lurer på om det har skjedd noe med ham.",
            created_at=now - timedelta(days=2),
            once=once_key("demo concern", pair.id),
        )
    )


def _tell(pair: MentorMatch, now: datetime) -> None:
    """The mails with the links to it, so that somebody can try them."""
    if pair.is_open:
        mails.ask(pair, AWAITED[pair.status], now)
    elif pair.is_active:
        for side in Side:
            mails.begin(pair, side, now)


def _nothing(_pair: MentorMatch, _now: datetime) -> None:
    """A proposal has nothing more yet."""


_FILL = {"Amina": _talk, "Lukas": _worry, "Yusuf": _finish}
