"""Every profile's best jobs and every job's best profiles: exactly the reference's lists."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newcomer.matching import job_best
from newcomer.matching.job_rules import JobRules
from newcomer.matching.jobs import JobMatcher, NotRanked
from tests.matching import reference
from tests.matching.support_jobs import Instance, best_both_ways, ids, score_parts, with_rules

SIZES = [(1, 1), (60, 20), (30, 90), (150, 120)]
COMPILED = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])

codes = st.sampled_from(["nb", "nn", "sv", "da", "en", "ti", "uk"])
occupations = st.sampled_from(["2211", "2212", "2231", "0110", "5120", "5121"])
percents = st.integers(0, 10).map(lambda tenth: tenth * 10)


@st.composite
def side(draw: st.DrawFn, one: str, places: int) -> dict[str, Any]:
    """What profiles and jobs both have, of few kinds, so that there are many ties."""
    return {
        "id": one,
        "isco": draw(occupations),
        "skills": draw(st.lists(st.integers(0, 5), max_size=5)),
        "languages": draw(st.dictionaries(codes, st.integers(1, 6), max_size=3)),
        "municipality": draw(st.integers(0, places - 1)),
        "pct": sorted(draw(st.tuples(percents, percents))),
    }


@st.composite
def instances(draw: st.DrawFn, most: int = 30) -> Instance:
    places = draw(st.integers(1, 3))
    coordinate = st.integers(0, 4).map(lambda step: step * 3.1)
    reaches = st.sampled_from([0, 3, 5, 8, 12.5])
    profiles = [
        draw(side(f"p{number}", places)) | {"max_km": draw(reaches)}
        for number in range(draw(st.integers(0, most)))
    ]
    return {
        "kind": "job",
        "municipalities": [{"x": draw(coordinate), "y": draw(coordinate)} for _ in range(places)],
        "profiles": profiles,
        "jobs": [draw(side(f"j{n}", places)) for n in range(draw(st.integers(0, most)))],
    }


@st.composite
def extended(draw: st.DrawFn) -> Instance:
    """With the fields that the reference doesn't know."""
    instance = draw(instances(most=15))
    many = st.one_of(st.none(), st.just(""), occupations, st.lists(occupations, max_size=3))
    for one in instance["profiles"]:
        one["isco"] = draw(many)
        if draw(st.booleans()):
            one["consents"] = draw(st.booleans())
    for one in instance["jobs"]:
        one["isco"] = draw(many)
        if draw(st.booleans()):
            one["ranks"] = draw(st.booleans())
        if draw(st.booleans()):
            one["remote"] = draw(st.sampled_from([0, 30, 49, 50, 99, 100]))
        if one.get("remote") == 100 and draw(st.booleans()):
            one["municipality"] = None
    if draw(st.booleans()):
        places = len(instance["municipalities"])
        km = st.one_of(st.none(), st.sampled_from([0, 3, 7.5, 9, 16, 17, 30]))
        rows = [[draw(km) for _ in range(places)] for _ in range(places)]
        instance |= {"travel_km": rows, "municipalities": [{} for _ in range(places)]}
    return instance


@st.composite
def rules(draw: st.DrawFn) -> JobRules:
    points = st.integers(0, 1500)
    return JobRules(
        occupation=tuple(sorted(draw(points) for _ in range(5))),
        skills=draw(points),
        language_met=draw(points),
        language_short=draw(points),
        distance=draw(points),
        workload=draw(points),
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(5))
def test_the_lists_are_the_references(size: tuple[int, int], seed: int) -> None:
    instance = reference.job_instance(*size, seed, n_mun=12, n_skills=120)
    _same(instance, *best_both_ways(instance))


@pytest.mark.parametrize("seed", range(2))
def test_the_lists_are_the_references_in_a_whole_region(seed: int) -> None:
    instance = reference.job_instance(500, 400, seed)
    _same(instance, *best_both_ways(instance))


@COMPILED
@given(instances())
def test_the_lists_are_the_references_whatever_people_are_like(instance: Instance) -> None:
    _same(instance, *best_both_ways(instance))


@COMPILED
@given(instances(), st.integers(1, 40))
def test_as_many_as_are_wanted(instance: Instance, top: int) -> None:
    jobs, profiles = best_both_ways(instance, top=top)
    found = JobMatcher(instance).all(top)
    assert (found.jobs_for, found.profiles_for) == (ids(jobs), ids(profiles))


@COMPILED
@given(extended(), rules())
def test_what_the_reference_does_not_know(instance: Instance, rules: JobRules) -> None:
    jobs, profiles = best_both_ways(instance, with_rules(rules))
    _same(instance, jobs, profiles, rules)


@COMPILED
@given(extended(), rules())
def test_somebody_new_is_asked_for_as_if_they_were_there(
    instance: Instance, rules: JobRules
) -> None:
    jobs, profiles = best_both_ways(instance, with_rules(rules))
    without = {key: instance[key] for key in ("municipalities", "travel_km") if key in instance}
    no_profile = JobMatcher(without | {"profiles": [], "jobs": instance["jobs"]}, rules)
    no_job = JobMatcher(without | {"profiles": instance["profiles"], "jobs": []}, rules)
    neither = JobMatcher(without | {"profiles": [], "jobs": []}, rules)
    for profile in instance["profiles"]:
        assert no_profile.jobs_for(profile) == jobs[profile["id"]]
        assert neither.jobs_for(profile) == []
    for job in instance["jobs"]:
        if job.get("ranks", True):
            assert no_job.profiles_for(job) == profiles[job["id"]]
    for profile, job in zip(instance["profiles"], instance["jobs"], strict=False):
        told = neither.parts(profile, job)
        assert told["score"] == with_rules(rules)(instance, profile, job)


def test_points_fall_where_python_rounds_them() -> None:
    """Distances on every hundredth of the way are where the points step down."""
    places = [{"x": 0.0, "y": 0.0}] + [{"x": 0.1 * n, "y": 0.0} for n in range(1, 200)]
    places += [{"x": 3 * 0.1 * n, "y": -4 * 0.1 * n} for n in range(1, 60)]
    one = {"isco": "2211", "skills": [], "languages": {}, "pct": [50, 100]}
    instance = {
        "municipalities": places,
        "profiles": [
            one | {"id": f"p{km}", "municipality": 0, "max_km": km} for km in (1, 3, 5, 7.3, 10, 20)
        ],
        "jobs": [one | {"id": f"j{at}", "municipality": at} for at in range(len(places))],
    }
    jobs, profiles = best_both_ways(instance, top=len(places))
    found = JobMatcher(instance).all(len(places))
    assert (found.jobs_for, found.profiles_for) == (ids(jobs), ids(profiles))
    assert list(found.jobs.score[4][:200:13]) == [s for _id, s in jobs["p10"]][:200:13]


def test_a_region_of_which_nothing_is_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """More classes than are kept spread out at a time, and more languages than fit one number."""
    monkeypatch.setattr(job_best, "KEPT", 3)
    instance = reference.job_instance(80, 60, 1, n_mun=40)
    for number, one in enumerate(instance["profiles"]):
        one |= {"max_km": 10 + number / 3, "pct": [number, 100]}
        one["languages"] |= {f"x{number % 40}": 1 + number % 6}
    for number, one in enumerate(instance["jobs"]):
        one |= {"pct": [number, number + 30]}
        one["languages"] = {f"x{number % 40}": 2, "en": 1}
    _same(instance, *best_both_ways(instance))


def test_the_same_input_gives_the_same_output() -> None:
    instance = reference.job_instance(300, 200, 3)
    one, other = JobMatcher(instance).all(), JobMatcher(instance).all()
    assert (one.jobs_for, one.profiles_for) == (other.jobs_for, other.profiles_for)


def test_all_is_compiled_before_anybody_asks() -> None:
    """For no instance, and for nobody new, another form of the compiled functions is needed."""
    instance = reference.job_instance(30, 20, 2, n_mun=6)
    instance["profiles"][1] |= {"consents": False, "isco": ["2211", "5120"], "skills": [3, 3, 1]}
    instance["jobs"][1] |= {"ranks": False, "remote": 60, "isco": None}
    for changed in (instance, instance | {"jobs": []}, instance | {"profiles": []}):
        matcher = JobMatcher(changed)
        matcher.all(3)
        for profile in instance["profiles"]:
            matcher.jobs_for(profile)
        matcher.profiles_for(instance["jobs"][0] | {"languages": {"eo": 1}})
    for function in (job_best._best, job_best._holders):
        assert len(function.signatures) == 1


def test_who_does_not_consent_is_proposed_to_nobody_and_still_gets_jobs() -> None:
    instance = reference.job_instance(40, 30, 5, n_mun=4)
    hidden = {one["id"] for one in instance["profiles"][::3]}
    every, _profiles = best_both_ways(instance)
    for one in instance["profiles"]:
        one["consents"] = one["id"] not in hidden
    matcher = JobMatcher(instance)
    assert matcher.all().jobs_for == ids(every)
    for job in instance["jobs"]:
        assert hidden.isdisjoint(one for one, _score in matcher.profiles_for(job["id"]))
        assert hidden.isdisjoint(one for one, _score in matcher.profiles_for(job))


def test_people_are_never_ranked_for_a_job_that_must_not() -> None:
    instance = reference.job_instance(40, 30, 5, n_mun=4)
    job = instance["jobs"][7]
    job["ranks"] = False
    matcher = JobMatcher(instance)
    assert job["id"] not in matcher.all().profiles_for
    assert len(matcher.all().profiles_for) == len(instance["jobs"]) - 1
    assert any(job["id"] in jobs for jobs in matcher.all().jobs_for.values())
    for asked in (job["id"], job, job | {"id": "new"}):
        with pytest.raises(NotRanked):
            matcher.profiles_for(asked)


def test_a_job_in_a_language_that_nobody_was_asked_for() -> None:
    instance = reference.job_instance(60, 30, 4, n_mun=4)
    matcher = JobMatcher(instance)
    for language in ("ti", "so", "eo"):
        job = instance["jobs"][0] | {"id": "new", "languages": {language: 2, "en": 1}}
        _jobs, profiles = best_both_ways(instance | {"jobs": [job]})
        assert matcher.profiles_for(job) == profiles["new"]


def test_the_best_of_several_occupations_counts() -> None:
    instance = reference.job_instance(1, 1, 1)
    (profile,), (job,) = instance["profiles"], instance["jobs"]
    job |= {"isco": ["9112", "2212"], "municipality": profile["municipality"]}
    for isco, points in (("2211", 300), (["5120", "2212"], 350), ([], 0), (None, 0), ("", 0)):
        matcher = JobMatcher(instance | {"profiles": [profile | {"isco": isco}]})
        told: Any = matcher.parts(profile["id"], job["id"])
        assert told["parts"]["occupation"] == points
        wanted = score_parts(instance, profile | {"isco": isco}, job, JobRules())
        assert wanted["occupation"] == points


def _same(instance: Instance, jobs: Any, profiles: Any, rules: JobRules | None = None) -> None:
    """All at once and one by one, ids and scores."""
    matcher = JobMatcher(instance, rules or JobRules())
    found = matcher.all()
    assert found.jobs_for == ids(jobs)
    assert found.profiles_for == ids(profiles)
    for one, expected in jobs.items():
        assert matcher.jobs_for(one) == expected
    for one, expected in profiles.items():
        assert matcher.profiles_for(one) == expected
