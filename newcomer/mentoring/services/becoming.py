"""Becoming a mentor: a form in steps that each are kept for themselves, behind a private link."""

import enum
import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from newcomer import audit, limits
from newcomer.errors import NewcomerError
from newcomer.extensions import db
from newcomer.links import absolute_url, link_token, read_link_token
from newcomer.mail import queue_email
from newcomer.mentoring.models import MentorProfile, MentorStatus, NotNow
from newcomer.mentoring.steps import Step
from newcomer.profile_fields import LEAST_INTERESTS
from newcomer.region import current_region

LINK = "mentor"
WINDOW = timedelta(hours=1)
PER_NETWORK = 60  # a library's or a course's many people
PER_ADDRESS = 5  # too little to flood a stranger's inbox
REFERENCES = 2


class Incomplete(NewcomerError):
    """Something is missing; `steps` says where."""

    def __init__(self, steps: list[Step]) -> None:
        super().__init__(", ".join(step.value for step in steps))
        self.steps = steps


_HELD = {  # what each step fills in; two tabs with two steps do not get in each other's way
    Step.about: (
        "first_name", "language", "birth_year", "situation", "children", "gender", "gender_wish",
    ),
    Step.languages: ("languages",),
    Step.place: ("place", "reach_km", "free_times"),
    Step.interests: ("interests", "occupation"),
    Step.why: ("why", "capacity"),
}  # fmt: skip

# In these the mentor may change what they told.
CHANGEABLE = (
    MentorStatus.draft,
    MentorStatus.submitted,
    MentorStatus.interview,
    MentorStatus.approved,
    MentorStatus.paused,
)
VETTED = (MentorStatus.approved, MentorStatus.paused)


# -- beginning, and coming back --------------------------------------------------------------------


def count_try(email: str, network: str, now: datetime) -> None:
    """Count that a link is asked for; raises TooMany."""
    limits.hit("mentor network", network, most=PER_NETWORK, per=WINDOW, now=now)
    limits.hit("mentor address", email, most=PER_ADDRESS, per=WINDOW, now=now)


def begin(first_name: str, email: str, language: str, once: str, now: datetime) -> None:
    """Make a draft for this address and mail its link. If the address has one already, that one's
    link is mailed, and nothing of what was typed is kept: whoever types an address learns nothing
    of it. The same form sent twice is one draft and one mail."""
    profile = profile_of(email)
    if profile is None:
        profile = MentorProfile(
            email=email,
            first_name=first_name,
            language=language,
            status=MentorStatus.draft,
            created_at=now,
            last_used_at=now,
        )
        try:
            with db.session.begin_nested():
                db.session.add(profile)
        except IntegrityError:  # the same form, sent twice at the same moment
            profile = db.session.scalars(
                select(MentorProfile).where(MentorProfile.email == email)
            ).one()
        else:
            audit.record(db.session(), "mentor_profile.begun", profile, actor_id=None, now=now)
    _mail_link(profile, once, now)


def send_link(email: str, once: str, now: datetime) -> None:
    """Mail the link again, if the address has a profile."""
    profile = profile_of(email)
    if profile is not None:
        _mail_link(profile, once, now)


def _mail_link(profile: MentorProfile, once: str, now: datetime) -> None:
    try:
        with db.session.begin_nested():
            queue_email(
                "mentor_link",
                to=profile.email,
                language=profile.language,
                now=now,
                once=f"mentor_link:{profile.id}:{once}",
                link=profile_link(profile),
            )
    except IntegrityError:
        pass  # this form has been answered


def profile_of(email: str) -> MentorProfile | None:
    return db.session.scalar(select(MentorProfile).where(MentorProfile.email == email))


def token_of(profile: MentorProfile) -> str:
    return link_token(LINK, profile.id, profile.link_nonce)


def profile_link(profile: MentorProfile) -> str:
    """The private address for e-mails, in the mentor's language."""
    return absolute_url(
        "mentoring.profile", language=profile.language, mentor_token=token_of(profile)
    )


def profile_path(profile: MentorProfile, language: str) -> str:
    """The private address on this site, in the language of the page."""
    return url_for("mentoring.profile", language=language, mentor_token=token_of(profile))


def profile_of_link(token: str) -> MentorProfile | None:
    """The profile that a private link opens; None for a link that is forged, or to nobody."""
    opened = read_link_token(LINK, token)
    if opened is None:
        return None
    profile = db.session.get(MentorProfile, opened[0])
    if profile is None or not secrets.compare_digest(profile.link_nonce, opened[1]):
        return None
    return profile


# -- the steps -------------------------------------------------------------------------------------


def steps_of(profile: MentorProfile) -> list[Step]:
    """The parts that there are to fill in: who is approved has been vouched for."""
    vetted = profile.status in VETTED
    return [step for step in Step if not (vetted and step is Step.references)]


def shown(profile: MentorProfile, step: Step) -> str:
    """What the step's answers are now, as a short mark: to see whether they were changed since."""
    if step is Step.references:
        told: list[object] = [[one.name, one.phone, one.relation] for one in profile.references]
    elif step is Step.pledge:
        told = [profile.pledged_at is not None]
    else:
        told = [_plain(getattr(profile, name)) for name in _HELD[step]]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    return value.value if isinstance(value, enum.Enum) else value


def is_done(profile: MentorProfile, step: Step) -> bool:
    """Whether the step has all that is needed of it."""
    done = {
        Step.about: bool(profile.first_name and profile.birth_year and profile.situation),
        Step.languages: bool(profile.languages),
        Step.place: bool(profile.place and profile.free_times),
        Step.interests: len(profile.interests or ()) >= LEAST_INTERESTS,
        Step.why: bool(profile.why),
        Step.pledge: profile.pledged_at is not None,
    }
    # References are only looked up when there is something to see of them.
    return len(profile.references) >= REFERENCES if step is Step.references else done[step]


def missing(profile: MentorProfile) -> list[Step]:
    """The steps that lack something, in their order."""
    return [step for step in steps_of(profile) if not is_done(profile, step)]


def next_step(profile: MentorProfile, after: Step) -> Step | None:
    """Where to go on: the next step that lacks something, after this one or before it."""
    steps, lacking = steps_of(profile), missing(profile)
    at = steps.index(after)
    return next((step for step in (*steps[at + 1 :], *steps[:at]) if step in lacking), None)


def submit(profile: MentorProfile, now: datetime) -> None:
    """Send it to the coordinators. Raises Incomplete with what is missing; a second time changes
    nothing. Raises NotNow for who has been declined or has stopped."""
    if profile.status not in CHANGEABLE:
        raise NotNow
    if profile.status is not MentorStatus.draft:
        return
    if lacking := missing(profile):
        raise Incomplete(lacking)
    profile.status = MentorStatus.submitted
    profile.submitted_at = profile.last_used_at = now
    db.session.flush()
    audit.record(db.session(), "mentor_profile.submitted", profile, actor_id=None, now=now)
    tell("mentor_submitted", profile, now)


def tell(kind: str, profile: MentorProfile, now: datetime, **context: Any) -> None:
    """Mail the mentor what has become of it, once for each version of their profile."""
    region = current_region()
    contact = next(one for one in region.contacts if one.slug == region.mentoring["contact"])
    queue_email(
        kind,
        to=profile.email,
        language=profile.language,
        now=now,
        once=f"{kind}:{profile.id}:{profile.version}",
        link=profile_link(profile),
        contact=contact,
        **context,
    )
