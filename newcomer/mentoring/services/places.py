"""A mentor's places: each open proposal and each pair holds one, and never one more than there are."""

from sqlalchemy import update

from newcomer.extensions import db
from newcomer.mentoring.models import MentorProfile, MentorStatus, NoPlaceLeft


def hold(mentor_id: int) -> None:
    """Take one of the mentor's free places. Of two who come for the last one, one gets NoPlaceLeft:
    the statement decides, not what was read before."""
    taken = db.session.execute(
        update(MentorProfile)
        .where(
            MentorProfile.id == mentor_id,
            MentorProfile.status == MentorStatus.approved,
            MentorProfile.places_held < MentorProfile.capacity,
        )
        .values(places_held=MentorProfile.places_held + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        raise NoPlaceLeft


def release(mentor_id: int) -> None:
    """Give back a place that a pair or a proposal held."""
    db.session.execute(
        update(MentorProfile)
        .where(MentorProfile.id == mentor_id, MentorProfile.places_held > 0)
        .values(places_held=MentorProfile.places_held - 1)
        .execution_options(synchronize_session=False)
    )
