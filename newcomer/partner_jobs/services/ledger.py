"""The ledger: what each member has done of what it committed to, and the network as a whole.

An introduction counts as received when the employer is asked, and as answered in time when a yes or a
no came before the deadline. What is still being waited for counts neither way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from statistics import median

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus, Sector
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus, Outcome
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus, Visibility
from newcomer.region import Region
from newcomer.suppression import FEWEST, Figure, Shown, shown

MONTHS = 12  # that the ledger goes back


@dataclass(frozen=True)
class Ledger:
    """What was done in a period: by one employer, or by all of them."""

    received: int = 0  # introductions in which the employer was asked
    in_time: int = 0  # of these, answered before the deadline
    late: int = 0  # answered after it, or not at all
    conversations: int = 0
    hires: int = 0
    referred: int = 0  # partners who say that the employer brought the family here

    @property
    def share_in_time(self) -> float | None:
        """Of what should have been answered by now, from 0 to 1; None where there is nothing."""
        due = self.in_time + self.late
        return self.in_time / due if due else None


FIGURES = tuple(one.name for one in fields(Ledger))


@dataclass(frozen=True)
class Network:
    """All members beside each other. Nothing here names one of them."""

    members: int
    total: Ledger
    medians: Mapping[str, float]  # by figure, and "share_in_time"; empty while members are few


@dataclass(frozen=True)
class Public:
    """What everybody may see: the whole only, and nothing that a few stand behind."""

    since: date
    last_day: date
    members: int | None
    sectors: Mapping[Sector, float | None]
    figures: Mapping[str, float | None]  # by figure, and "share_in_time"


def period(now: datetime, region: Region) -> tuple[datetime, datetime]:
    """The twelve whole months before this one, as [from, until)."""
    today = now.astimezone(region.zone).date()
    first = today.replace(day=1)
    return _midnight(first.replace(year=first.year - 1), region), _midnight(first, region)


def _midnight(day: date, region: Region) -> datetime:
    return datetime.combine(day, time.min, tzinfo=region.zone)


def of_employer(employer: Employer, since: datetime, *, at_desk: bool = False) -> Ledger:
    """What one employer has done since then. Only the desk counts partners who let no employer see
    them: an employer must not learn from a number that somebody is here."""
    return _ledgers(since, None, [employer.id], at_desk=at_desk).get(employer.id, Ledger())


def network(since: datetime, *, at_desk: bool = False) -> Network:
    """What the members have done since then, and what the one in the middle has. Three statements,
    however many there are. `at_desk`: as for one employer."""
    members = db.session.scalars(
        select(Employer.id).where(Employer.status == EmployerStatus.approved)
    ).all()
    found = _ledgers(since, None, None, at_desk=at_desk)
    each = [found.get(one, Ledger()) for one in members]
    return Network(len(each), _sum(found), _medians(each))


def _medians(each: list[Ledger]) -> dict[str, float]:
    if len(each) < FEWEST:
        return {}
    medians = {name: median(getattr(one, name) for one in each) for name in FIGURES}
    shares = [one.share_in_time for one in each if one.share_in_time is not None]
    if len(shares) >= FEWEST:
        medians["share_in_time"] = median(shares)
    return medians


def _sum(ledgers: Mapping[int, Ledger]) -> Ledger:
    return Ledger(**{name: sum(getattr(one, name) for one in ledgers.values()) for name in FIGURES})


def public(now: datetime, region: Region) -> Public:
    """The network as a whole. A figure is shown when at least FEWEST employers stand behind it, and
    of whole months only, so that nobody can be told from a change between two days."""
    since, until = period(now, region)
    counted = select(Employer.sector, func.count()).where(
        Employer.status == EmployerStatus.approved
    )
    sectors = dict(iter(db.session.execute(counted.group_by(Employer.sector))))
    members = _members({one: sectors.get(one, 0) for one in Sector})
    found = _ledgers(since, until, None, at_desk=True)
    total = _sum(found)
    figures: dict[str, float | None] = {
        name: shown(_behind(name, total, found), {}).whole for name in FIGURES
    }
    figures["share_in_time"] = total.share_in_time if figures["in_time"] is not None else None
    last_day = date.fromordinal(until.date().toordinal() - 1)
    return Public(since.date(), last_day, _whole(members.whole), _by_sector(members), figures)


def _members(sectors: Mapping[Sector, int]) -> Shown:
    total = sum(sectors.values())
    parts = {sector.value: Figure(number, number) for sector, number in sectors.items()}
    return shown(Figure(total, total), parts)


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _by_sector(members: Shown) -> dict[Sector, float | None]:
    return {sector: members.parts[sector.value] for sector in Sector}


def _behind(name: str, total: Ledger, found: Mapping[int, Ledger]) -> Figure:
    return Figure(getattr(total, name), sum(getattr(one, name) > 0 for one in found.values()))


# -- counting --------------------------------------------------------------------------------------


def _ledgers(
    since: datetime, until: datetime | None, of: list[int] | None, *, at_desk: bool
) -> dict[int, Ledger]:
    """Each employer's ledger, of those that have done anything: two statements."""
    counts = _introductions(since, until, of)
    referred = _referred(since, until, of, at_desk=at_desk)
    return {
        number: Ledger(**counts.get(number, {}), referred=referred.get(number, 0))
        for number in counts.keys() | referred.keys()
    }


def _introductions(
    since: datetime, until: datetime | None, of: list[int] | None
) -> dict[int, dict[str, int]]:
    one = Introduction
    asked = _within(one.employer_asked_at, since, until)
    talked = _within(one.talked_on, since.date(), until.date() if until else None)
    hired = and_(_within(one.outcome_at, since, until), one.outcome == Outcome.hired)
    in_time = one.employer_answered_at <= one.employer_due_at
    unanswered = one.status == IntroductionStatus.expired_employer
    late = or_(
        one.employer_answered_at > one.employer_due_at,
        and_(one.employer_answered_at.is_(None), unanswered),
    )
    counted = {
        "received": asked,
        "in_time": and_(asked, in_time),
        "late": and_(asked, late),
        "conversations": talked,
        "hires": hired,
    }
    query = (
        select(
            one.employer_id, *(func.sum(case((which, 1), else_=0)) for which in counted.values())
        )
        .where(or_(asked, talked, hired))
        .group_by(one.employer_id)
    )
    if of is not None:
        query = query.where(one.employer_id.in_(of))
    return {
        row[0]: dict(zip(counted, map(int, row[1:]), strict=True))
        for row in db.session.execute(query)
    }


def _referred(
    since: datetime, until: datetime | None, of: list[int] | None, *, at_desk: bool
) -> dict[int, int]:
    one = PartnerProfile
    query = (
        select(one.brought_by_id, func.count())
        .where(one.brought_by_id.is_not(None), _within(one.created_at, since, until))
        .group_by(one.brought_by_id)
    )
    if not at_desk:
        query = query.where(
            one.visibility != Visibility.coordinators, one.status != PartnerStatus.hidden
        )
    if of is not None:
        query = query.where(one.brought_by_id.in_(of))
    return {number: count for number, count in db.session.execute(query) if number is not None}


def _within(
    column: ColumnElement[object] | object, since: object, until: object
) -> ColumnElement[bool]:
    start = column >= since  # type: ignore[operator]
    return start if until is None else and_(start, column < until)  # type: ignore[operator]
