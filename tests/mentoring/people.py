"""Mentors, newcomers and pairs for tests. Each maker commits and gives back a number."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask

from newcomer.arrivals.models import Arrival, ArrivalStatus, ArrivalUse
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    HOLDING,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorRequest,
    MentorStatus,
    RequestStatus,
)
from newcomer.mentoring.services import becoming
from newcomer.mentoring.services.requests import PURPOSE
from newcomer.profile import AgeBand, LifeSituation

_numbers = count(1)

# Two who fit: they speak, live near each other, are free at the same time.
FACTS: dict[str, Any] = {
    "place": "lillehammer",
    "reach_km": 25,
    "languages": {"nb": 6, "en": 4},
    "free_times": [2, 5, 8],
    "interests": ["hiking", "berry-picking"],
    "situation": LifeSituation.couple,
    "language": "nb",
}


def _add(app: Flask, row: Any) -> int:
    with app.test_request_context(method="POST"):
        db.session.add(row)
        db.session.commit()
        number = int(row.id)
        db.session.remove()
    return number


def mentor_row(
    *, status: MentorStatus = MentorStatus.approved, now: datetime | None = None, **facts: Any
) -> MentorProfile:
    now = now or utcnow()
    number = next(_numbers)
    usual = {
        **FACTS,
        "email": f"mentor{number}@example.test",
        "first_name": f"Mentor {number}",
        "birth_year": now.year - 40,
        "why": "Jeg var selv ny her.",
        "capacity": 1,
        "created_at": now,
        "last_used_at": now,
        "pledged_at": now,
        "approved_at": now if status is MentorStatus.approved else None,
    }
    return MentorProfile(status=status, **{**usual, **facts})


def arrival_row(
    *,
    status: ArrivalStatus = ArrivalStatus.active,
    purposes: tuple[str, ...] = (PURPOSE,),
    now: datetime | None = None,
    **facts: Any,
) -> Arrival:
    now = now or utcnow()
    number = next(_numbers)
    usual = {
        **FACTS,
        "email": f"newcomer{number}@example.test",
        "first_name": f"Ny {number}",
        "age_band": AgeBand.from_35,
        "hopes": "Noen å gå på tur med.",
        "created_at": now,
        "confirmed_at": now,
        "last_used_at": now,
        "once": f"arrival-{number}",
        "uses": [ArrivalUse(purpose=one, granted_at=now) for one in purposes],
    }
    return Arrival(status=status, **{**usual, **facts})


def make_mentor(app: Flask, **facts: Any) -> int:
    """A mentor with one place, approved unless `status` says otherwise; returns their number."""
    return _add(app, mentor_row(**facts))


def mentor_path(app: Flask, number: int) -> str:
    """The private page of a mentor."""
    with app.test_request_context():
        return becoming.profile_path(db.session.get_one(MentorProfile, number), "nb")


def make_arrival(app: Flask, **facts: Any) -> int:
    """Somebody who moves here and allows a mentor to be found; returns their number."""
    return _add(app, arrival_row(**facts))


def make_request(app: Flask, *, waited: timedelta = timedelta(0), **facts: Any) -> int:
    """A newcomer's wish for a mentor; returns its number."""
    now = facts.get("now") or utcnow()
    arrival_id = make_arrival(app, **facts)
    return _add(
        app,
        MentorRequest(arrival_id=arrival_id, created_at=now - waited, waiting_since=now - waited),
    )


def make_match(
    app: Flask,
    request_id: int,
    mentor_id: int,
    *,
    status: MatchStatus = MatchStatus.active,
    now: datetime | None = None,
    **values: Any,
) -> int:
    """A pair, or a proposal that has been sent; its place is held and the newcomer's wish follows."""
    now = now or utcnow()
    active = status is MatchStatus.active
    number = _add(
        app,
        MentorMatch(
            **{
                "request_id": request_id,
                "mentor_id": mentor_id,
                "status": status,
                "score": 500,
                "reasons": {},
                "created_at": now,
                "started_at": now if active else None,
                "ends_on": (now + timedelta(weeks=17)).date() if active else None,
                "last_activity_at": now,
                **values,
            }
        ),
    )
    with app.test_request_context(method="POST"):
        if status in HOLDING:
            db.session.get_one(MentorProfile, mentor_id).places_held += 1
        if active:
            db.session.get_one(MentorRequest, request_id).status = RequestStatus.matched
        db.session.commit()
        db.session.remove()
    return number
