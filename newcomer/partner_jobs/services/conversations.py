"""How many conversations with partners an employer takes in a month, and how many are left of them."""

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy import func, select

from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus
from newcomer.region import Region


def left(employer: Employer, now: datetime, region: Region) -> int:
    """How many more this employer can be asked for in this calendar month. Whoever adds one must
    have locked the employer."""
    asked = of_month([employer.id], now, region).get(employer.id, 0)
    return max(0, employer.conversations_a_month - asked)


def of_month(employers: Sequence[int], now: datetime, region: Region) -> dict[int, int]:
    """How many each has been asked for in this calendar month. One that waits for the partner's
    answer counts too, in whatever month the employer will be asked: so it never gets too many."""
    first = now.astimezone(region.zone).date().replace(day=1)
    since = datetime.combine(first, time(), tzinfo=region.zone)
    waits = Introduction.status == IntroductionStatus.asked_partner
    query = (
        select(Introduction.employer_id, func.count())
        .where(
            Introduction.employer_id.in_(employers),
            Introduction.is_conversation,
            (Introduction.employer_asked_at >= since) | waits,
        )
        .group_by(Introduction.employer_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
