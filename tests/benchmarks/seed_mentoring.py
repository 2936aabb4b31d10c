"""As many newcomers who wait and mentors as wanted, as the matching reference makes them up."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from newcomer.arrivals.models import Arrival, ArrivalStatus, ArrivalUse
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import MentorProfile, MentorRequest, MentorStatus
from newcomer.mentoring.services.requests import PURPOSE
from newcomer.profile import ChildBand, Gender, GenderWish, LifeSituation, band_of_age
from newcomer.region import current_region
from newcomer.taxonomy import interests
from tests.matching import reference

SEED = 2026


def write(newcomers: int, mentors: int) -> None:
    instance = reference.mentor_instance(newcomers, mentors, SEED)
    now = utcnow()
    people = [
        {
            **_facts(one),
            "email": f"{one['id']}@example.test",
            "once": one["id"],
            "status": ArrivalStatus.active,
            "age_band": band_of_age(one["age"]),
            "hopes": "",
            "asked_by_other": False,
            "created_at": now,
            "last_used_at": now,
            "link_nonce": one["id"],
            "version": 1,
        }
        for one in instance["newcomers"]
    ]
    ids = db.session.scalars(
        insert(Arrival).returning(Arrival.id, sort_by_parameter_order=True), people
    ).all()
    uses = [{"arrival_id": one, "purpose": PURPOSE, "granted_at": now} for one in ids]
    db.session.execute(insert(ArrivalUse), uses)
    wishes = [
        {"arrival_id": one, "created_at": since, "waiting_since": since, "version": 1}
        for at, one in enumerate(ids)
        for since in [now - timedelta(minutes=30 * at)]
    ]
    db.session.execute(insert(MentorRequest), wishes)
    profiles = [
        {
            **_facts(one),
            "email": f"{one['id']}@example.test",
            "status": MentorStatus.approved,
            "why": "",
            "birth_year": now.year - one["age"],
            "capacity": max(1, one["capacity"]),
            "places_held": 0 if one["capacity"] else 1,
            "created_at": now,
            "last_used_at": now,
            "link_nonce": one["id"],
            "version": 1,
        }
        for one in instance["mentors"]
    ]
    db.session.execute(insert(MentorProfile), profiles)


def _facts(one: dict[str, Any]) -> dict[str, Any]:
    places, slugs = current_region().places, list(interests())
    bands = {
        band.value
        for band in ChildBand
        for age in one["children"]
        if int(band.value.split("-")[0]) <= age <= int(band.value.split("-")[1])
    }
    return {
        "first_name": one["id"],
        "language": "nb",
        "place": places[one["municipality"] % len(places)].slug,
        "reach_km": one["reach_km"],
        "languages": one["languages"],
        "free_times": one["availability"],
        "interests": [slugs[at] for at in one["interests"]],
        "occupation": "",
        "isco": one["isco"],
        "children": sorted(bands),
        "situation": LifeSituation(one["situation"]),
        "gender": Gender(one["gender"]),
        "gender_wish": GenderWish(one["gender_pref"]),
        "facts_version": 1,
    }
