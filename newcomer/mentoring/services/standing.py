"""Breaks, stopping and leaving: by the mentor, on their behalf, or because the break is over."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.extensions import db
from newcomer.mentoring.models import (
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorStatus,
    NotNow,
    Side,
)
from newcomer.mentoring.services import matches, parting
from newcomer.mentoring.services.becoming import tell
from newcomer.mentoring.services.links import with_people
from newcomer.mentoring.services.rows import lock_mentor, lock_wishes, of_mentor
from newcomer.region import Region
from newcomer.registry import Counts

SUMMER_ENDS = (8, 15)  # month and day: when school begins again, or nearly so
AT_A_TIME = 100


def end_of_summer(today: date) -> date:
    """The last day of the summer that is, or that comes."""
    this_year = date(today.year, *SUMMER_ENDS)
    return this_year if today <= this_year else date(today.year + 1, *SUMMER_ENDS)


def pause(
    mentor: MentorProfile, until: date | None, now: datetime, actor: User | None = None
) -> None:
    """No new newcomers until that day is over (None: until they say so). Open proposals are taken
    back; pairs go on. Somebody on a break already gets the new day. Raises NotNow for who is no
    mentor."""
    if mentor.status not in (MentorStatus.approved, MentorStatus.paused):
        raise NotNow
    mentor.status, mentor.paused_until, mentor.last_used_at = MentorStatus.paused, until, now
    _changed("paused", mentor, now, actor)
    matches.withdraw_all_of_mentor(mentor, now, actor)


def resume(mentor: MentorProfile, now: datetime, actor: User | None = None) -> None:
    """Back from the break. Who is back already stays so; raises NotNow for who is no mentor."""
    if mentor.status is MentorStatus.approved:
        return
    if mentor.status is not MentorStatus.paused:
        raise NotNow
    mentor.status, mentor.paused_until, mentor.last_used_at = MentorStatus.approved, None, now
    _changed("back", mentor, now, actor)


def stop(mentor: MentorProfile, now: datetime, actor: User | None = None) -> int:
    """They are no mentor any more; returns how many pairs they are in still. Those are a
    coordinator's task. Raises NotNow unless they had got past their draft."""
    if mentor.status in (MentorStatus.draft, MentorStatus.declined):
        raise NotNow
    if mentor.status is not MentorStatus.ended:
        mentor.status, mentor.paused_until, mentor.last_used_at = MentorStatus.ended, None, now
        mentor.references.clear()
        _changed("stopped", mentor, now, actor)
        matches.withdraw_all_of_mentor(mentor, now, actor)
    return len(active_pairs([mentor.id]).get(mentor.id, []))


def begin_again(mentor: MentorProfile, now: datetime) -> None:
    """Who had stopped wants to be a mentor once more: what they told is there, and they are looked
    at anew. Raises NotNow for anybody else."""
    if mentor.status is MentorStatus.draft:
        return
    if mentor.status is not MentorStatus.ended:
        raise NotNow
    mentor.status, mentor.last_used_at = MentorStatus.draft, now
    mentor.submitted_at = mentor.approved_at = mentor.pledged_at = None
    mentor.interviewed_at = mentor.references_called_at = mentor.trained_at = None
    _changed("begun_again", mentor, now, None)


def delete(mentor: MentorProfile, now: datetime) -> None:
    """Remove all of it. Newcomers in a pair with them wait again, with the time they had waited."""
    lock_wishes(of_mentor(mentor.id))
    lock_mentor(mentor.id)  # nothing new is sent to them from here on
    theirs = with_people().where(MentorMatch.mentor_id == mentor.id).order_by(MentorMatch.id)
    for match in db.session.scalars(theirs).all():
        parting.pair(match, Side.mentor, now)
    parting.forget_worries(mentor.email, Side.mentor)
    parting.forget_mails(mentor.email)
    audit.record(db.session(), "mentor_profile.deleted", mentor, actor_id=None, now=now)
    db.session.flush()
    db.session.delete(mentor)
    db.session.flush()


def active_pairs(mentor_ids: Sequence[int]) -> dict[int, list[int]]:
    """The numbers of the pairs that these mentors are in now, by mentor."""
    found: dict[int, list[int]] = {}
    rows = db.session.execute(
        select(MentorMatch.mentor_id, MentorMatch.id)
        .where(MentorMatch.mentor_id.in_(mentor_ids), MentorMatch.status == MatchStatus.active)
        .order_by(MentorMatch.id)
    )
    for mentor_id, match_id in rows:
        found.setdefault(mentor_id, []).append(match_id)
    return found


def end_breaks(now: datetime, region: Region) -> Counts:
    """Mentors whose break is over are back, and are told so by mail."""
    today = now.astimezone(region.zone).date()
    over = (MentorProfile.status == MentorStatus.paused, MentorProfile.paused_until < today)
    back = 0
    due = select(MentorProfile).where(*over).order_by(MentorProfile.id).limit(AT_A_TIME)
    for mentor in db.session.scalars(due).all():
        # Guarded: they may press "I am back", or take a longer break, at this very moment.
        taken = db.session.execute(
            update(MentorProfile)
            .where(MentorProfile.id == mentor.id, *over)
            .values(
                status=MentorStatus.approved, paused_until=None, version=MentorProfile.version + 1
            )
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount == 0:  # type: ignore[attr-defined]
            continue
        db.session.refresh(mentor)
        audit.record(db.session(), "mentor_profile.back", mentor, actor_id=None, now=now)
        tell("mentor_back", mentor, now)
        back += 1
    return {"mentors_back": back}


def _changed(what: str, mentor: MentorProfile, now: datetime, actor: User | None) -> None:
    db.session.flush()
    actor_id = actor.id if actor else None
    audit.record(db.session(), f"mentor_profile.{what}", mentor, actor_id=actor_id, now=now)
