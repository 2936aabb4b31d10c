"""Profiles get jobs, and jobs profiles: the best twenty of the other side for each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from newcomer.matching import job_explain
from newcomer.matching.columns import I64, Row
from newcomer.matching.errors import BadInput
from newcomer.matching.job_best import NOBODY, Best, askers, best, others, rates
from newcomer.matching.job_data import (
    Jobs,
    Profiles,
    Side,
    read_jobs,
    read_offers,
    read_profiles,
    with_languages,
)
from newcomer.matching.job_points import (
    Market,
    Tables,
    alone,
    classes_of_profiles,
    market,
)
from newcomer.matching.job_rules import REFERENCE, JobRules

TOP = 20  # how many of the other side each one gets
Found = list[tuple[str, int]]  # ids of the other side and the scores, the best first


class NotRanked(Exception):
    """Nobody may rank people for this job."""


@dataclass(frozen=True, eq=False)
class Proposals:
    """The best of the other side for each profile, and for each job that people are ranked for.

    Row n of `jobs` is for profile n of the instance; row n of `profiles` for job `ranked[n]`.
    """

    market: Market
    jobs: Best
    ranked: I64
    profiles: Best

    @cached_property
    def jobs_for(self) -> dict[str, list[str]]:
        """Of each profile the ids of the best jobs, the best first."""
        instance = self.market.instance
        return dict(zip(instance.profiles.ids, _named(self.jobs, instance.jobs), strict=True))

    @cached_property
    def profiles_for(self) -> dict[str, list[str]]:
        """Of each job the ids of the best profiles, the best first."""
        instance = self.market.instance
        ids = [instance.jobs.ids[row] for row in self.ranked]
        return dict(zip(ids, _named(self.profiles, instance.profiles), strict=True))


class JobMatcher:
    """Profiles and jobs, ready to be asked.

    A profile or a job is named by its id, or given as a row that need not be in the instance.
    BadInput if an id isn't known, or a row makes no sense.
    """

    def __init__(self, instance: object, rules: JobRules = REFERENCE) -> None:
        """See job_data.read_jobs for what may be in an instance; BadInput if it makes no sense."""
        self.market = market(read_jobs(instance, rules))
        self._rates = rates(self._jobs, self.market.instance.rules)
        self._consenting = np.flatnonzero(self._profiles.consents)
        self._to_jobs = others(
            self._jobs, self.market.right, np.arange(len(self._jobs)), self._rates
        )
        self._to_profiles = others(self._profiles, self.market.left, self._consenting)
        self._turned = _turned(self.market.tables)

    @property
    def _profiles(self) -> Profiles:
        return self.market.instance.profiles

    @property
    def _jobs(self) -> Jobs:
        return self.market.instance.jobs

    def all(self, top: int = TOP) -> Proposals:
        """The best `top` both ways."""
        profiles, jobs = self._profiles, self._jobs
        every, ranked = np.arange(len(profiles)), np.flatnonzero(jobs.ranks)
        left, right = self.market.left, self.market.right
        forth = best(every, askers(profiles, left), self._to_jobs, self.market.tables, _least(top))
        asking = askers(jobs, right, self._rates)
        back = best(ranked, asking, self._to_profiles, self._turned, top)
        return Proposals(self.market, forth, ranked, self._consented(back))

    def jobs_for(self, profile: str | Row, top: int = TOP) -> Found:
        """The best jobs for a profile, with their scores."""
        where, row = self._with_profile(profile)
        asking = askers(where.instance.profiles, where.left)
        found = best(np.array([row]), asking, self._to_jobs, where.tables, _least(top))
        return _scored(found, self._jobs)

    def profiles_for(self, job: str | Row, top: int = TOP) -> Found:
        """The best consenting profiles for a job, with their scores; NotRanked if there mustn't be
        such a list."""
        where, row = self._with_job(job)
        jobs = where.instance.jobs
        if not jobs.ranks[row]:
            raise NotRanked(jobs.ids[row])
        known = where is self.market
        worth = self._rates if known else rates(jobs, where.instance.rules)
        tables, asked = self._turned if known else _turned(where.tables), self._to_profiles
        if where.left is not self.market.left:
            asked = asked._replace(classes=np.ascontiguousarray(where.left.of[:, self._consenting]))
        asking = askers(jobs, where.right, worth)
        found = best(np.array([row]), asking, asked, tables, _least(top))
        return _scored(self._consented(found), self._profiles)

    def parts(self, profile: str | Row, job: str | Row) -> job_explain.Explanation:
        """What the two are worth to each other, part by part, and what is missing; see
        job_explain.pairs."""
        where, j = self._with_job(job)  # first: a new job may need a language new to us
        where, i = _with_profile(where, profile)
        return job_explain.pairs(where, np.array([i]), np.array([j]))[0]

    def left_out(self, profile: str | Row) -> job_explain.Explanation:
        """What stands between a profile and the jobs; see job_explain.profile_left_out."""
        return job_explain.profile_left_out(*self._with_profile(profile))

    def job_left_out(self, job: str | Row) -> job_explain.Explanation:
        """What stands between a job and the profiles; see job_explain.job_left_out."""
        return job_explain.job_left_out(*self._with_job(job))

    def _with_profile(self, profile: str | Row) -> tuple[Market, int]:
        return _with_profile(self.market, profile)

    def _with_job(self, job: str | Row) -> tuple[Market, int]:
        return _with_job(self.market, job)

    def _consented(self, found: Best) -> Best:
        """From numbers among those who consent to numbers among all."""
        if len(self._consenting) == len(self._profiles):
            return found
        other = np.append(self._consenting, NOBODY)[found.other].astype(np.int32)
        return Best(other, found.score)


def explained(proposals: Proposals) -> dict[str, object]:
    """Everything about proposals: each pair's points, and what stands in the way of those who have
    nobody."""
    where, many = proposals.market, len(proposals.market.instance.jobs)
    row, at = np.nonzero(proposals.jobs.other != NOBODY)
    forth = row * many + proposals.jobs.other[row, at]
    row, at = np.nonzero(proposals.profiles.other != NOBODY)
    back = proposals.profiles.other[row, at] * np.int64(many) + proposals.ranked[row]
    pairs = np.divmod(np.union1d(forth, back), max(1, many))
    alone = np.flatnonzero((proposals.jobs.other == NOBODY).all(axis=1))
    empty = proposals.ranked[(proposals.profiles.other == NOBODY).all(axis=1)]
    return {
        "explanations": job_explain.pairs(where, *pairs),
        "left_out": [job_explain.profile_left_out(where, row) for row in alone.tolist()],
        "jobs_left_out": [job_explain.job_left_out(where, row) for row in empty.tolist()],
    }


def _with_profile(where: Market, profile: str | Row) -> tuple[Market, int]:
    """The market and the row in it of a profile, in one with only this profile if it is new."""
    instance = where.instance
    if isinstance(profile, str):
        return where, _row(instance.profiles, profile)
    codes = {code: number for number, code in enumerate(instance.languages)}
    one = read_profiles([profile], codes, len(instance.km))
    one = with_languages(one, len(instance.languages))  # no job needs another
    return market(replace(instance, profiles=one), alone(), where.right), 0


def _with_job(where: Market, job: str | Row) -> tuple[Market, int]:
    """The same for a job."""
    instance, left = where.instance, where.left
    if isinstance(job, str):
        return where, _row(instance.jobs, job)
    codes = {code: number for number, code in enumerate(instance.languages)}
    one = read_offers([job], codes, len(instance.km))
    profiles, needed = instance.profiles, one.needed
    if len(codes) > len(instance.languages):
        profiles = with_languages(profiles, len(codes))
    known = np.zeros(len(codes), bool)
    known[: len(instance.languages)] = instance.jobs.needed
    if (needed & ~known).any():  # profiles were not told apart by these languages
        left = classes_of_profiles(profiles, needed | known)
    changed = replace(instance, profiles=profiles, jobs=one, languages=list(codes))
    return market(changed, left, alone()), 0


def _row(side: Side, one: str) -> int:
    at = side.index.get(one)
    if at is None:
        raise BadInput(f"there is nothing with the id {one}")
    return at


def _turned(tables: Tables) -> Tables:
    """From jobs to profiles."""
    a, b, c, d = (np.ascontiguousarray(table.T) for table in tables)
    return a, b, c, d


def _least(top: int) -> int:
    if type(top) is not int or top < 1:
        raise BadInput(f"top is a whole number from 1, not {top!r}")
    return top


def _scored(found: Best, side: Side) -> Found:
    many = int((found.other[0] != NOBODY).sum())
    ids = (side.ids[row] for row in found.other[0, :many].tolist())
    return list(zip(ids, found.score[0, :many].tolist(), strict=True))


def _named(found: Best, side: Side) -> list[list[str]]:
    """The rows of what was found as ids, without the empty ends."""
    names = np.array([*side.ids, ""], object)[found.other].tolist()
    many = (found.other != NOBODY).sum(axis=1)
    for row in np.flatnonzero(many < found.other.shape[1]):
        del names[row][many[row] :]
    named: list[list[str]] = names
    return named


def _compile() -> None:
    """Have everything compiled (or fetched from where that was kept) that matching needs."""
    one = {
        "id": "1",
        "isco": "",
        "skills": [1],
        "languages": {},
        "municipality": 0,
        "pct": [0, 100],
    }
    places = [{"x": 0, "y": 0}]
    instance: Mapping[str, object] = {
        "municipalities": places,
        "profiles": [{**one, "max_km": 0}],
        "jobs": [one],
    }
    matcher = JobMatcher(instance)
    matcher.all()
    matcher.jobs_for("1")
    matcher.profiles_for("1")


_compile()  # part of the import, so that nobody waits for it later
