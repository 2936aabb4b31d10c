"""What the worker does when partners or vacancies have changed: finds anew who fits what.

Whoever takes the search marks it with the time, and is heard of while writing. One who is not heard
of for a while is taken for dead; should they come back, their mark is gone and they stop. What is
written may be old by the time it is read: who reads it asks again who may see whom
(services/ranking.py, services/own_fits.py).
"""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus
from newcomer.partner_jobs.models.partners import (
    FitState,
    JobFit,
    PartnerProfile,
    PartnerStatus,
)
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services import fit_instance, fit_state
from newcomer.partner_jobs.services.fit_instance import Loaded
from newcomer.region import Region

log = structlog.get_logger()

TAKEN_FOR_DEAD = timedelta(minutes=5)  # many times what a batch, or finding it all, takes
BATCH = 200  # partners whose rows are written at once
LEAST_DIGITS = 2  # of the occupations' codes in common, for a vacancy to be in somebody's line
LIMITS = ("language", "distance", "workload")


class LostClaim(Exception):
    """Another worker has taken the search."""


@dataclass
class Fit:
    """What is to be written of a pair."""

    score: int
    parts: dict[str, Any]
    rank_for_partner: int | None = None
    rank_for_vacancy: int | None = None


Found = dict[int, dict[int, Fit]]  # by partner and vacancy


def warm() -> None:
    """Have the engine compiled and loaded: half a minute the first time on a machine."""
    import newcomer.matching.jobs  # noqa: F401


def work(region: Region, now: datetime) -> bool:
    """Find anew what fits if anything has changed; False if not. Commits at every step."""
    if not _is_wanted(now):
        return False
    wanted = take(now)
    if wanted is None:
        return False
    try:
        with _without_collecting():
            carry_out(wanted, now, region)
    except LostClaim:
        db.session.rollback()
        log.warning("fits taken by another worker")
    return True


def _is_wanted(now: datetime) -> bool:
    """A look that takes no lock, so that it can be taken often."""
    with db.engine.connect() as connection:
        reading = connection.execution_options(writes=False)
        return reading.scalar(select(FitState.id).where(*_waits(now))) is not None


def _waits(now: datetime) -> tuple[Any, ...]:
    free = or_(FitState.claimed_at.is_(None), FitState.claimed_at <= now - TAKEN_FOR_DEAD)
    return FitState.wanted > FitState.done, free


def take(now: datetime) -> int | None:
    """Claim the search; up to which change it is for. None: somebody else was quicker. Commits."""
    taken = db.session.execute(
        update(FitState)
        .where(*_waits(now))
        .values(claimed_at=now)
        .execution_options(synchronize_session=False)
    )
    wanted = db.session.scalar(select(FitState.wanted)) if taken.rowcount == 1 else None  # type: ignore[attr-defined]
    db.session.commit()
    return wanted


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Python looks for garbage each time many new objects are made; here they are all needed."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def carry_out(wanted: int, now: datetime, region: Region) -> None:
    """Find and write what was claimed at this moment. LostClaim if the claim is gone."""
    loaded = fit_instance.load(region)
    db.session.rollback()  # what was read is enough: finding takes seconds, and nobody waits for it
    found, unmatched = find(loaded)
    claim = _still_ours(now)
    _forget_what_is_over()
    numbers = sorted(found)
    for first in range(0, len(numbers), BATCH):
        _write(numbers[first : first + BATCH], found)
        claim = _still_ours(claim)
    _still_ours(claim, commit=False)
    fit_state.found(wanted, now, _result(loaded, unmatched))
    db.session.execute(update(FitState).values(claimed_at=None))
    db.session.commit()


def _still_ours(claim: datetime, *, commit: bool = True) -> datetime:
    """Say that we live; the new mark. LostClaim if somebody else has taken the search."""
    mark = max(utcnow(), claim + timedelta(microseconds=1))
    ours = db.session.execute(
        update(FitState)
        .where(FitState.claimed_at == claim)
        .values(claimed_at=mark)
        .execution_options(synchronize_session=False)
    )
    if ours.rowcount == 0:  # type: ignore[attr-defined]
        raise LostClaim
    if commit:
        db.session.commit()
    return mark


# -- finding ---------------------------------------------------------------------------------------


def find(loaded: Loaded) -> tuple[Found, dict[int, dict[str, Any]]]:
    """The best pairs both ways, and of each partner whom no vacancy fits what stands in the way."""
    unmatched: dict[int, dict[str, Any]] = {one: {"why": "place"} for one in loaded.aside}
    profiles, jobs = loaded.instance["profiles"], loaded.instance["jobs"]
    found: Found = {int(one["id"]): {} for one in profiles}
    if not profiles or not jobs:
        return found, unmatched | {number: {"why": "no_vacancies"} for number in found}
    from newcomer.matching.jobs import JobMatcher, explained

    proposals = JobMatcher(loaded.instance).all()
    said: dict[str, Any] = explained(proposals)
    for one in said["explanations"]:
        vacancy = int(one["job"])
        parts = _parts(one, loaded, vacancy)
        found[int(one["profile"])][vacancy] = Fit(int(one["score"]), parts)
    for profile, best in proposals.jobs_for.items():
        for rank, job in enumerate(best, 1):
            found[int(profile)][int(job)].rank_for_partner = rank
    for job, best in proposals.profiles_for.items():
        for rank, profile in enumerate(best, 1):
            found[int(profile)][int(job)].rank_for_vacancy = rank
    left_out = {int(one["profile"]): one for one in said["left_out"]}
    for number, fits in found.items():
        if number in left_out:
            unmatched[number] = _why(left_out[number])
        elif not any(fit.parts["near"] for fit in fits.values()):
            unmatched[number] = {"why": "occupation"}
    return found, unmatched


def _parts(one: dict[str, Any], loaded: Loaded, vacancy: int) -> dict[str, Any]:
    """What is kept of the engine's words, in codes. `near`: it is in the partner's line of work."""
    points = one["parts"]
    near = one["digits"] >= LEAST_DIGITS or vacancy in loaded.without_occupation
    return {
        "near": near,
        "digits": one["digits"],
        "km": one["km"],
        "points": {name: points[name] for name in sorted(points)},
        "skills": [loaded.skills[number] for number in one["missing_skills"]],
        "languages": one["missing_languages"],
    }


def _why(left_out: dict[str, Any]) -> dict[str, Any]:
    """What stands in the way of somebody whom nothing fits: the limit, and its nearest miss."""
    why: dict[str, Any] = {"why": left_out["reason"]}
    if left_out["languages"]:
        why["language"] = {
            name: left_out["languages"][0][name] for name in ("language", "need", "have", "many")
        }
    if left_out["nearest_km"] is not None:
        why["km"] = left_out["nearest_km"]
    return why


def _result(loaded: Loaded, unmatched: dict[int, dict[str, Any]]) -> dict[str, object]:
    """Counts, and whom nobody matches, for the desk."""
    partners = len(loaded.instance["profiles"]) + len(loaded.aside)
    return {
        "partners": partners,
        "vacancies": len(loaded.instance["jobs"]),
        "matched": partners - len(unmatched),
        "reasons": dict(Counter(one["why"] for one in unmatched.values())),
        "unmatched": {str(number): why for number, why in sorted(unmatched.items())},
    }


# -- writing ---------------------------------------------------------------------------------------


def _forget_what_is_over() -> None:
    """Away with the pairs of those who do not look any more, and of vacancies that are not open."""
    active = select(PartnerProfile.id).where(PartnerProfile.status == PartnerStatus.active)
    going_on = (
        select(Vacancy.id)
        .join(Employer)
        .where(Vacancy.status == VacancyStatus.open, Employer.status == EmployerStatus.approved)
    )
    over = or_(JobFit.partner_id.not_in(active), JobFit.vacancy_id.not_in(going_on))
    db.session.execute(delete(JobFit).where(over).execution_options(synchronize_session=False))
    db.session.commit()


def _write(partners: Sequence[int], found: Found) -> None:
    """Write what is new or different of these partners, all at once: whoever is told of what fits
    them is told of all that was found at the same time. A pair that is among the best no more keeps
    its row, without ranks, so that nobody is told of it a second time as if it were new."""
    for last_try in (False, True):
        new, changed = _differences(partners, found, utcnow())
        try:
            if new:
                db.session.execute(insert(JobFit), new)
            if changed:
                db.session.connection().execute(_CHANGE, changed)
            db.session.commit()
            return
        except IntegrityError:  # somebody has been deleted since we looked who is still there
            db.session.rollback()
            if last_try:
                raise


_CHANGE = (
    update(JobFit.__table__)  # type: ignore[arg-type]
    .where(
        JobFit.__table__.c.partner_id == bindparam("partner"),
        JobFit.__table__.c.vacancy_id == bindparam("vacancy"),
    )
    .values(
        score=bindparam("new_score"),
        parts=bindparam("new_parts"),
        rank_for_partner=bindparam("for_partner"),
        rank_for_vacancy=bindparam("for_vacancy"),
    )
)


def _differences(
    partners: Sequence[int], found: Found, now: datetime
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows to add and to change, without those whose partner or vacancy is gone by now."""
    one = JobFit
    columns = (one.partner_id, one.vacancy_id, one.score, one.parts, one.rank_for_partner,
               one.rank_for_vacancy)  # fmt: skip
    known = {
        (row[0], row[1]): tuple(row[2:])
        for row in db.session.execute(select(*columns).where(one.partner_id.in_(partners)))
    }
    wanted = {
        (partner, vacancy): fit for partner in partners for vacancy, fit in found[partner].items()
    }
    there = _still_there(wanted.keys() - known.keys())
    new = [
        {
            "partner_id": partner,
            "vacancy_id": vacancy,
            "score": fit.score,
            "parts": fit.parts,
            "rank_for_partner": fit.rank_for_partner,
            "rank_for_vacancy": fit.rank_for_vacancy,
            "since": now,
        }
        for (partner, vacancy), fit in sorted(wanted.items(), key=lambda item: item[0])
        if (partner, vacancy) in there
    ]
    changed = []
    for key in sorted(known):
        score, parts, *ranks = known[key]
        fit = wanted.get(key) or Fit(score, parts)
        now_so = (fit.score, fit.parts, fit.rank_for_partner, fit.rank_for_vacancy)
        if now_so != (score, parts, *ranks):
            changed.append(
                {
                    "partner": key[0],
                    "vacancy": key[1],
                    "new_score": fit.score,
                    "new_parts": fit.parts,
                    "for_partner": fit.rank_for_partner,
                    "for_vacancy": fit.rank_for_vacancy,
                }
            )
    return new, changed


def _still_there(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of whom both are there, and the partner still looks for work."""
    if not pairs:
        return set()
    looking = select(PartnerProfile.id).where(
        PartnerProfile.id.in_({one for one, _ in pairs}),
        PartnerProfile.status == PartnerStatus.active,
    )
    partners = set(db.session.scalars(looking))
    vacancies = set(
        db.session.scalars(select(Vacancy.id).where(Vacancy.id.in_({other for _, other in pairs})))
    )
    return {pair for pair in pairs if pair[0] in partners and pair[1] in vacancies}
