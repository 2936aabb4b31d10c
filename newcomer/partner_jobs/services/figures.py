"""How job number 2 is doing: over the last four whole quarters, in all, by the employer's sector and
municipality, and by quarter.

Whole quarters, so that two looks a day apart cannot be compared to tell what one person did. Only
what people take along changes the past: who is erased has no time to a job any more, and a hire that
was a mistake is none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import mean, median

from sqlalchemy import select

from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, Sector
from newcomer.partner_jobs.models.introductions import (
    Introduction,
    IntroductionStatus,
    Outcome,
)
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus
from newcomer.region import Region
from newcomer.suppression import Figure, Shown, shown

DAY = 86_400  # seconds
QUARTERS = 4
Part = str  # a sector, a municipality or the first day of a quarter, as a code
# What has come of an introduction: its last word.
ENDS = ("hired", "offer", "interview", "not_now", "going_on", "no", "silence", "withdrawn")
_ENDS = {
    IntroductionStatus.declined_partner: "no",
    IntroductionStatus.declined_employer: "no",
    IntroductionStatus.expired_partner: "silence",
    IntroductionStatus.expired_employer: "silence",
    IntroductionStatus.withdrawn: "withdrawn",
}


@dataclass(frozen=True)
class Row:
    """One thing that happened, whom it was about, and the parts of the whole that it belongs to."""

    person: int
    value: float
    parts: Mapping[str, Part]  # by "sector", "municipality", "quarter", "end"


@dataclass(frozen=True)
class Figures:
    """Each figure by how it is divided; None where too few people stand behind."""

    since: date
    until: date  # the first day that is not counted
    days_to_job: Mapping[str, Shown]  # median from registering until hired
    hires: Mapping[str, Shown]  # through the network
    in_time: Mapping[str, Shown]  # share of the introductions that employers answered in time
    ends: Shown  # how many introductions came to what

    @property
    def nothing(self) -> bool:
        """Whether there is not one figure that enough people stand behind."""
        divided = (*self.days_to_job.values(), *self.hires.values(), *self.in_time.values())
        return all(one.whole is None for one in (*divided, self.ends))


def figures(region: Region, now: datetime) -> Figures:
    """The figures of the last four whole quarters: two statements."""
    starts = _starts(now.astimezone(region.zone).date())
    names: dict[str, Sequence[Part]] = {
        "sector": [one.value for one in Sector],
        "municipality": [one.slug for one in region.municipalities],
        "quarter": [one.isoformat() for one in starts[:-1]],
        "end": ENDS,
    }
    found = _Found(region, starts)
    found.read()

    def divided(
        rows: Sequence[Row], by: Sequence[str], reckon: Callable[[Sequence[Row]], float]
    ) -> dict[str, Shown]:
        return {how: _divide(rows, how, names[how], reckon) for how in by}

    everything = ("sector", "municipality", "quarter")
    return Figures(
        since=starts[0],
        until=starts[-1],
        days_to_job=divided(found.jobs, everything[1:], _median),
        hires=divided(found.hires, everything, len),
        in_time=divided(found.answers, everything, lambda rows: mean(one.value for one in rows)),
        ends=_divide(found.ends, "end", ENDS, len),
    )


def _median(rows: Sequence[Row]) -> float:
    return median(one.value for one in rows)


def _starts(today: date) -> list[date]:
    """The first days of the last four whole quarters, and of the one that is not over."""
    month = today.month - (today.month - 1) % 3
    first = today.replace(month=month, day=1)
    back = [first.year * 12 + first.month - 1 - 3 * number for number in range(QUARTERS, -1, -1)]
    return [date(months // 12, months % 12 + 1, 1) for months in back]


class _Found:
    """The rows of the period."""

    def __init__(self, region: Region, starts: Sequence[date]) -> None:
        self.zone, self.starts = region.zone, starts
        self.first, self.last = (
            datetime.combine(day, time(), tzinfo=region.zone) for day in (starts[0], starts[-1])
        )
        self.municipality = {one.slug: one.municipality for one in region.places}
        self.jobs: list[Row] = []
        self.hires: list[Row] = []
        self.answers: list[Row] = []
        self.ends: list[Row] = []

    def read(self) -> None:
        self._partners()
        self._introductions()

    def _partners(self) -> None:
        one = PartnerProfile
        query = select(one.id, one.place, one.created_at, one.hired_at).where(
            one.status == PartnerStatus.hired, one.hired_at >= self.first, one.hired_at < self.last
        )
        for number, place, registered, hired in db.session.execute(query):
            if hired is not None:
                days = max(0.0, (hired - registered).total_seconds() / DAY)
                self.jobs.append(Row(number, days, self._parts(hired, "", place)))

    def _introductions(self) -> None:
        one = Introduction
        query = (
            select(one, Employer.sector, Employer.place)
            .join(one.employer)
            .where(
                one.created_at < self.last,
                (one.created_at >= self.first)
                | (one.outcome_at >= self.first)
                | (one.employer_due_at >= self.first),
            )
            .order_by(one.id)
        )
        for found, sector, place in db.session.execute(query):
            # Of one who has been erased nobody knows whether they stand behind another as well.
            person = found.partner_id or -found.id
            self._add(found, person, sector, place)

    def _add(self, found: Introduction, person: int, sector: Sector, place: str) -> None:
        if self._is_within(found.outcome_at) and found.outcome is Outcome.hired:
            parts = self._parts(found.outcome_at, sector.value, place)
            self.hires.append(Row(person, 1, parts))
        due, answered = found.employer_due_at, found.employer_answered_at
        taken_back = answered is None and found.status is IntroductionStatus.withdrawn
        if self._is_within(due) and due is not None and not taken_back:
            in_time = answered is not None and answered <= due
            self.answers.append(Row(person, float(in_time), self._parts(due, sector.value, place)))
        if self._is_within(found.created_at):
            self.ends.append(Row(person, 1, {"end": self._end(found)}))

    def _is_within(self, moment: datetime | None) -> bool:
        return moment is not None and self.first <= moment < self.last

    def _parts(self, moment: datetime | None, sector: str, place: str) -> dict[str, Part]:
        day = moment.astimezone(self.zone).date() if moment else self.starts[0]
        quarter = max(one for one in self.starts if one <= day)
        return {
            "sector": sector,
            "municipality": self.municipality.get(place, ""),
            "quarter": quarter.isoformat(),
        }

    def _end(self, found: Introduction) -> str:
        """What had come of it when the period ended."""
        if found.outcome is not None and self._is_within(found.outcome_at):
            return found.outcome.value
        if found.ended_at is not None and found.ended_at < self.last:
            return _ENDS.get(found.status, "going_on")
        return "going_on"


def _divide(
    rows: Sequence[Row],
    how: str,
    names: Sequence[Part],
    reckon: Callable[[Sequence[Row]], float],
) -> Shown:
    """The figure of all rows and of each part's, less what too few people stand behind. Somebody who
    stands behind several parts is counted in the first: nobody hides behind themself."""
    first: dict[int, Part] = {}
    for row in rows:
        first.setdefault(row.person, row.parts[how])

    def figure(some: Sequence[Row], people: int) -> Figure:
        return Figure(reckon(some) if some else 0, people)

    def of(part: Part) -> Figure:
        some = [row for row in rows if row.parts[how] == part]
        return figure(some, sum(one == part for one in first.values()))

    elsewhere = {row.parts[how] for row in rows} - set(names)
    found = shown(figure(rows, len(first)), {part: of(part) for part in (*names, *elsewhere)})
    return Shown(found.whole, {part: found.parts[part] for part in names})
