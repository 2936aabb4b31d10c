"""The invented year before today: partners who found work through the network, and introductions that
came to this or that, so that the ledger and the figures have something to show. It is the same on
every machine, but for the day it ends on."""

from datetime import datetime, timedelta

from sqlalchemy import select

from newcomer.extensions import db
from newcomer.partner_jobs.demo import employer_of
from newcomer.partner_jobs.demo_partners import SURNAME
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.introductions import (
    EmployerNoReason,
    Introduction,
    IntroductionStatus,
    Outcome,
    Suggester,
)
from newcomer.partner_jobs.models.partners import (
    DigestRhythm,
    Education,
    PartnerProfile,
    PartnerStatus,
    Permit,
    Visibility,
)
from newcomer.region import Region, current_region

DAY = timedelta(days=1)
FIRST, EACH, MANY = 350, 7, 35  # days ago, days between two, introductions
EMPLOYERS = ("workshop", "municipality", "hotel", "hospital", "volunteers")
# What comes of one after the other. Of those that came to nothing the partner has been erased.
ENDS = ("hired", "not_now", "hired", "no", "hired", "silence", "not_now")
HIRED = (
    ("Ada", "office-assistant"), ("Bilal", "bus-driver"), ("Carla", "nurse"), ("Dmytro", "welder"),
    ("Eszter", "accountant"), ("Fatou", "health-care-worker"), ("Goran", "carpenter"),
    ("Hana", "pharmacist"), ("Ivo", "electrician"), ("Jana", "kindergarten-teacher"),
    ("Kofi", "cook"), ("Lena", "software-developer"), ("Mikel", "mechanical-engineer"),
    ("Nadia", "receptionist"), ("Olek", "car-mechanic"),
)  # fmt: skip


def fill(now: datetime) -> None:
    """Add the year, where there are no introductions yet."""
    if db.session.scalar(select(Introduction.id).limit(1)) is not None:
        return
    region, hired = current_region(), iter(HIRED)
    for number in range(MANY):
        employer = employer_of(EMPLOYERS[number % len(EMPLOYERS)])
        asked, end = now - (FIRST - EACH * number) * DAY, ENDS[number % len(ENDS)]
        if employer is None:
            continue
        found = _introduction(employer, end, asked, region)
        if end == "hired":
            brought_by = employer_of(EMPLOYERS[(number + 2) % len(EMPLOYERS)])
            found.partner = _hired(*next(hired), employer, brought_by, asked, region)
        db.session.add(found)
    db.session.flush()


def _introduction(employer: Employer, end: str, asked: datetime, region: Region) -> Introduction:
    """A conversation that the employer was asked for, and what came of it."""
    due = region.close_of_day_after(asked, region.jobs["answer_working_days"])
    found = Introduction(
        employer=employer,
        is_conversation=True,
        suggested_by=Suggester.coordinator,
        created_at=asked - 2 * DAY,
        partner_yes_at=asked,
        employer_asked_at=asked,
        employer_due_at=due,
        employer_answered_at=asked + DAY,
    )
    if end == "silence":
        found.status, found.employer_answered_at = IntroductionStatus.expired_employer, None
        found.ended_at, found.looked_after_at = due, due
    elif end == "no":
        found.status, found.ended_at = IntroductionStatus.declined_employer, asked + DAY
        found.employer_no = EmployerNoReason.other_skills
    else:
        found.status, found.outcome = IntroductionStatus.over, Outcome(end)
        found.talked_on = (asked + 5 * DAY).date()
        found.outcome_at = found.ended_at = asked + 20 * DAY
    found.last_activity_at = found.ended_at
    return found


def _hired(
    name: str,
    occupation: str,
    employer: Employer,
    brought_by: Employer | None,
    asked: datetime,
    region: Region,
) -> PartnerProfile:
    """Somebody who has found work there, some time after they registered."""
    registered = asked - (15 + 2 * len(name) * len(occupation) % 50) * DAY
    return PartnerProfile(
        email=f"{name.casefold()}.hired@example.test",
        name=f"{name} {SURNAME[region.country]}",
        language=region.default_language,
        status=PartnerStatus.hired,
        visibility=Visibility.anonymous,
        occupations=[occupation],
        education=Education.vocational,
        languages={"en": 4, region.default_language: 3},
        place=employer.place,
        permit=Permit.yes,
        brought_by=brought_by,
        hired_by=employer,
        digest=DigestRhythm.never,
        digest_at=registered,
        created_at=registered,
        hired_at=asked + 20 * DAY,
        last_used_at=asked + 120 * DAY,
    )
