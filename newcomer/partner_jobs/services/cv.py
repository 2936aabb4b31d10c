"""A partner's CV: whether a file may be kept, keeping it, and who may have it."""

import enum
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import undefer

from newcomer import audit, limits
from newcomer.errors import NewcomerError
from newcomer.extensions import db
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus
from newcomer.partner_jobs.models.partners import PartnerCV, PartnerProfile

MOST_BYTES = 3 * 1024 * 1024
MOST_SECONDS = 15  # for the look at it; it gives up by itself long before
MOST_TRIES = 20  # files that one person may send in an hour: each takes a while to look at
PROGRAM = Path(__file__).with_name("pdf_check.py")


class Why(enum.Enum):
    """Why a file is not kept."""

    nothing = "nothing"
    too_large = "too_large"
    not_pdf = "not_pdf"
    broken = "broken"
    locked = "locked"
    too_many_pages = "too_many_pages"
    does_things = "does_things"  # runs, fetches, sends, hides or plays something
    too_heavy = "too_heavy"  # takes more to read than any CV


class Unfit(NewcomerError):
    """The file is not one that we keep."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def count_try(email: str, now: datetime) -> None:
    """Raises TooMany for who sends in file after file."""
    limits.hit("partner cv", email, most=MOST_TRIES, per=timedelta(hours=1), now=now)


def check(data: bytes) -> None:
    """Raises Unfit unless it is a PDF that only shows pages. It is read in a program of its own with
    little time and memory: whatever is in it can at worst end that program."""
    if not data:
        raise Unfit(Why.nothing)
    if len(data) > MOST_BYTES:
        raise Unfit(Why.too_large)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and the file is not a part of the command
            [sys.executable, "-I", str(PROGRAM)],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unfit(Why.too_heavy) from None
    said = done.stdout.decode("ascii", "replace")
    if said == "ok" and done.returncode == 0:
        return
    raise Unfit(Why(said) if said in {one.value for one in Why} else Why.too_heavy)


def keep(partner: PartnerProfile, data: bytes, now: datetime) -> None:
    """Keep a file that has been checked, in the place of the one before."""
    if partner.cv is None:
        partner.cv = PartnerCV(data=data, size=len(data), uploaded_at=now)
    else:
        partner.cv.data, partner.cv.size, partner.cv.uploaded_at = data, len(data), now
    partner.last_used_at = now
    db.session.flush()
    audit.record(db.session(), "partner_cv.uploaded", partner, actor_id=None, now=now)


def remove(partner: PartnerProfile, now: datetime) -> None:
    """Away with it. There is none: nothing changes."""
    if partner.cv is not None:
        db.session.delete(partner.cv)
        partner.cv = None
        audit.record(db.session(), "partner_cv.removed", partner, actor_id=None, now=now)
        db.session.flush()


def data_of(partner_id: int, allowed: ColumnElement[bool]) -> bytes | None:
    """The file itself, if it may be had of this partner now."""
    query = select(PartnerCV).join(PartnerCV.partner)
    query = query.where(PartnerCV.partner_id == partner_id, allowed)
    cv = db.session.scalar(query.options(undefer(PartnerCV.data)))
    return cv.data if cv is not None else None


def has_met(employer_id: int) -> ColumnElement[bool]:
    """Of partners: that both they and the employer have said yes to an introduction."""
    return exists().where(
        Introduction.partner_id == PartnerProfile.id,
        Introduction.employer_id == employer_id,
        Introduction.status == IntroductionStatus.accepted,
    )
