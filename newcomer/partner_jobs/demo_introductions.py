"""Invented introductions for the demo: one in each state that is worth a look."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from newcomer.accounts.models import User
from newcomer.accounts.sign_in import find_user, new_user
from newcomer.extensions import db
from newcomer.mail import OutgoingEmail
from newcomer.partner_jobs.demo import employer_of
from newcomer.partner_jobs.demo_partners import partner_of
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.introductions import (
    EmployerNoReason,
    Introduction,
    Outcome,
    PartnerNo,
    Side,
    Suggester,
)
from newcomer.partner_jobs.models.partners import LookedAt
from newcomer.partner_jobs.models.vacancies import Vacancy
from newcomer.partner_jobs.services import introduction_outcomes as outcomes
from newcomer.partner_jobs.services import introductions, looks
from newcomer.region import Region, current_region

COORDINATOR = "coordinator@example.test"
DAY = timedelta(days=1)
# Who says yes, or no for a reason; who is silent; and what comes of it: so many days ago.
Step = tuple[Side | PartnerNo | EmployerNoReason | Outcome | str, float]


@dataclass(frozen=True)
class Story:
    """Who is introduced to whom, and what comes of it. `occupation`: of the vacancy that it is for;
    "" for a conversation."""

    partner: str
    employer: str
    occupation: str
    by: Suggester
    days_ago: float
    steps: tuple[Step, ...] = ()


TALKED, SILENT = "talked", "silent"
P, E = Side.partner, Side.employer
# The earliest first, as they would have come about.
# fmt: off
STORIES = (
    Story("amal", "hotel", "", Suggester.coordinator, 32, ((P, 31), (E, 28))),
    Story("yuki", "workshop", "", Suggester.coordinator, 26,
          ((P, 25), (E, 23), (TALKED, 17), (Outcome.hired, 2))),
    Story("emma", "hospital", "", Suggester.coordinator, 21,
          ((P, 19), (EmployerNoReason.language_level, 17))),
    Story("sofie", "municipality", "primary-school-teacher", Suggester.partner, 18, ((SILENT, 0),)),
    Story("arjun", "software", "software-developer", Suggester.employer, 12,
          ((P, 10), (TALKED, 3), (Outcome.interview, 2))),
    Story("katerina", "hotel", "", Suggester.coordinator, 8, ((PartnerNo.not_my_work, 7),)),
    Story("tomasz", "workshop", "carpenter", Suggester.coordinator, 3.5, ((P, 3), (E, 1))),
    Story("joao", "workshop", "", Suggester.coordinator, 2, ((P, 1),)),
    Story("farid", "hotel", "cook", Suggester.partner, 1.5),
    Story("lucia", "municipality", "nurse", Suggester.coordinator, 1),
)
# fmt: on
# Who has looked at whose profile, so many days ago.
LOOKS = (("hotel", "lucia", 6), ("workshop", "lucia", 2), ("software", "arjun", 13))


def fill(now: datetime) -> None:
    """Add the demo's introductions, unless they are there already."""
    first = partner_of(STORIES[0].partner)
    known = select(Introduction.id).where(Introduction.partner_id == (first.id if first else None))
    if first is None or db.session.scalar(known.limit(1)) is not None:
        return
    region = current_region()
    actor = find_user(COORDINATOR) or new_user(COORDINATOR, region.default_language, now)
    for employer, partner, days in LOOKS:
        _look(employer, partner, now - days * DAY)
    for story in STORIES:
        found = _suggest(story, actor, now - story.days_ago * DAY, region)
        if found is None:
            continue
        for step, days_ago in story.steps:
            _go_on(found, step, actor, now - days_ago * DAY, region)
    db.session.flush()
    # All that was long ago: nobody is mailed about it today.
    db.session.execute(delete(OutgoingEmail).where(OutgoingEmail.kind.startswith("introduction_")))


def _suggest(story: Story, actor: User, then: datetime, region: Region) -> Introduction | None:
    partner, employer = partner_of(story.partner), employer_of(story.employer)
    vacancy = _vacancy(employer, story.occupation) if employer and story.occupation else None
    if partner is None or employer is None or (story.occupation and vacancy is None):
        return None
    return introductions.suggest(
        partner, employer, vacancy, by=story.by, actor=actor, now=then, region=region
    )


def _vacancy(employer: Employer, occupation: str) -> Vacancy | None:
    query = select(Vacancy).where(
        Vacancy.employer_id == employer.id, Vacancy.occupation == occupation
    )
    return db.session.scalars(query.limit(1)).first()


def _go_on(one: Introduction, step: object, actor: User, then: datetime, region: Region) -> None:
    match step:
        case Side():
            introductions.answer(one, step, reason=None, now=then, region=region)
        case PartnerNo():
            introductions.answer(one, P, reason=step, now=then, region=region)
        case EmployerNoReason():
            introductions.answer(one, E, reason=step, now=then, region=region)
        case Outcome():
            outcomes.come_of_it(one, step, by=E, actor=actor, now=then)
        case "talked":
            outcomes.talked(one, then.date(), actor=actor, now=then)
        case "silent":
            introductions.expire(one, then)


def _look(employer_key: str, partner_key: str, then: datetime) -> None:
    """Somebody who acts for the employer looks at the profile."""
    employer, partner = employer_of(employer_key), partner_of(partner_key)
    viewer = find_user(employer.people[0].email) if employer else None
    if employer and partner and viewer:
        allowed = looks.shown_to(employer)
        looks.note(
            db.session(), partner.id, LookedAt.profile,
            by=viewer.id, employer_id=employer.id, allowed=allowed, now=then,
        )  # fmt: skip
