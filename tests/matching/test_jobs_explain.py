"""Why this job, what is missing for it, and what stands in the way of those who find none."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from newcomer.matching.errors import BadInput
from newcomer.matching.job_explain import LIMITS
from newcomer.matching.job_rules import JobRules
from newcomer.matching.jobs import JobMatcher, explained
from tests.matching import reference
from tests.matching.support_jobs import Instance, score_parts, with_rules
from tests.matching.test_jobs import extended, rules

COMPILED = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
WHERE = [{"x": 0, "y": 0}, {"x": 30, "y": 0}, {"x": 77, "y": 0}]
PROFILE = {
    "id": "p",
    "isco": "2221",
    "skills": [1, 2, 3],
    "languages": {"nb": 3, "en": 6},
    "municipality": 0,
    "max_km": 20,
    "pct": [60, 80],
}
JOB = {
    "id": "j",
    "isco": "2211",
    "skills": [2, 3, 4, 5],
    "languages": {"nb": 4},
    "municipality": 1,
    "pct": [50, 100],
}


@pytest.fixture
def instance() -> Instance:
    return reference.job_instance(90, 40, 6, n_mun=12)


@COMPILED
@given(extended(), rules())
def test_the_parts_of_every_pair_add_up_to_its_score(instance: Instance, rules: JobRules) -> None:
    matcher = JobMatcher(instance, rules)
    for profile in instance["profiles"]:
        for job in instance["jobs"]:
            told: Any = matcher.parts(profile["id"], job["id"])
            parts = score_parts(instance, profile, job, rules)
            assert told["parts"] == {name: points or 0 for name, points in parts.items()}
            assert told["broken"] == [name for name in LIMITS if parts[name] is None]
            assert told["score"] == with_rules(rules)(instance, profile, job)
            assert told["score"] is None or told["score"] == sum(told["parts"].values())
            assert told["missing_skills"] == sorted(set(job["skills"]) - set(profile["skills"]))
            known = reference.understood(profile["languages"])
            assert {one["language"]: one["have"] for one in told["missing_languages"]} == {
                code: known.get(code, 0)
                for code, need in job["languages"].items()
                if known.get(code, 0) < need
            }


def test_needs_norwegian_b2_and_you_have_b1() -> None:
    matcher = JobMatcher({"municipalities": WHERE, "profiles": [PROFILE], "jobs": [JOB]})
    assert matcher.parts("p", "j") == {
        "profile": "p",
        "job": "j",
        "score": 220 + 150 + 60 + 50 + 40,
        "parts": {
            "occupation": 220,
            "skills": 150,
            "language": 60,
            "distance": 50,
            "workload": 40,
        },
        "broken": [],
        "digits": 2,
        "km": 30.0,
        "missing_skills": [4, 5],
        "missing_languages": [{"language": "nb", "need": 4, "have": 3}],
    }
    assert matcher.parts(PROFILE, JOB) == matcher.parts("p", "j")


def test_every_pair_that_is_proposed_comes_with_its_parts(instance: Instance) -> None:
    matcher = JobMatcher(instance)
    proposals = matcher.all()
    told: Any = explained(proposals)["explanations"]
    forth = {(i, j) for i, found in proposals.jobs_for.items() for j in found}
    back = {(i, j) for j, found in proposals.profiles_for.items() for i in found}
    assert {(one["profile"], one["job"]) for one in told} == forth | back
    assert len(told) == len(forth | back)
    assert told[3] == matcher.parts(told[3]["profile"], told[3]["job"])


def test_whoever_has_nobody_is_told_what_stands_in_the_way(instance: Instance) -> None:
    instance["profiles"][4]["consents"] = False
    instance["jobs"][3]["languages"] = {"eo": 3}
    proposals = JobMatcher(instance).all()
    told: Any = explained(proposals)
    without = [one for one, found in proposals.jobs_for.items() if not found]
    assert without and [one["profile"] for one in told["left_out"]] == without
    nobody = [one for one, found in proposals.profiles_for.items() if not found]
    assert nobody and [one["job"] for one in told["jobs_left_out"]] == nobody
    for one in told["left_out"] + told["jobs_left_out"]:
        counts = [one["left"][name] for name in LIMITS]
        assert counts == sorted(counts, reverse=True)
        assert one["possible"] == counts[-1] == 0
        assert one["left"][one["reason"]] == 0


@pytest.mark.parametrize("new", [False, True])
def test_how_many_jobs_are_possible_and_which_limit_keeps_away_the_others(
    instance: Instance, new: bool
) -> None:
    matcher = JobMatcher(instance)
    for profile in instance["profiles"][:30]:
        told: Any = matcher.left_out(profile if new else profile["id"])
        parts = [score_parts(instance, profile, job, JobRules()) for job in instance["jobs"]]
        broken = [[name for name in LIMITS if one[name] is None] for one in parts]
        assert told["possible"] == broken.count([])
        assert (told["reason"] is None) == (told["possible"] > 0)
        assert told["only"] == {
            name: broken.count([name]) for name in LIMITS if broken.count([name])
        }
        assert sum(told["occupation"]["all"]) == len(parts)
        assert sum(told["occupation"]["possible"]) == told["possible"]
    for job in instance["jobs"][:30]:
        told = matcher.job_left_out(job if new else job["id"])
        scores = [reference.job_score(instance, one, job) for one in instance["profiles"]]
        assert told["possible"] == sum(score is not None for score in scores)


def test_twelve_jobs_ask_for_norwegian_b2() -> None:
    profile = PROFILE | {"languages": {"nb": 2, "en": 6}}
    jobs = [JOB | {"id": f"a{n}"} for n in range(12)]
    jobs += [JOB | {"id": f"b{n}", "languages": {"nb": 5}} for n in range(3)]
    jobs += [JOB | {"id": f"c{n}", "languages": {"nb": 4, "ti": 3}} for n in range(2)]
    told: Any = JobMatcher({"municipalities": WHERE, "profiles": [profile], "jobs": jobs}).left_out(
        "p"
    )
    assert told["reason"] == "language"
    assert told["languages"] == [
        {"language": "nb", "need": 4, "many": 14, "only": 12, "have": 2},
        {"language": "nb", "need": 5, "many": 3, "only": 3, "have": 2},
        {"language": "ti", "need": 3, "many": 2, "only": 0, "have": 0},
    ]


def test_the_nearest_job_is_too_far_away_and_another_is_for_too_few_hours() -> None:
    far = JOB | {"id": "far", "municipality": 2}
    small = JOB | {"id": "small", "pct": [10, 40]}
    told: Any = JobMatcher(
        {"municipalities": WHERE, "profiles": [PROFILE], "jobs": [far, small]}
    ).left_out("p")
    assert told["reason"] == "workload"
    assert told["only"] == {"distance": 1, "workload": 1}
    assert (told["nearest_km"], told["nearest_percent"]) == (77.0, 20)
    assert told["occupation"] == {"all": [0, 0, 2, 0, 0], "possible": [0, 0, 0, 0, 0]}


def test_without_any_job_the_first_limit_is_as_good_as_any() -> None:
    told: Any = JobMatcher({"municipalities": WHERE, "profiles": [PROFILE], "jobs": []}).left_out(
        "p"
    )
    assert (told["possible"], told["nearest_km"], told["nearest_percent"]) == (0, None, None)


def test_who_is_asked_for_must_be_there(instance: Instance) -> None:
    matcher = JobMatcher(instance)
    for ask in (matcher.jobs_for, matcher.profiles_for, matcher.left_out, matcher.job_left_out):
        with pytest.raises(BadInput, match="nothing with the id somebody"):
            ask("somebody")
    with pytest.raises(BadInput, match="profile p00000: pct is upside down"):
        matcher.jobs_for(instance["profiles"][0] | {"pct": [90, 10]})
    with pytest.raises(BadInput, match="top is a whole number from 1"):
        matcher.jobs_for("p00000", top=0)
