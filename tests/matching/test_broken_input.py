"""Input that makes no sense is refused with a message that says what and whose."""

import copy
from typing import Any

import pytest

from newcomer.matching.data import read_mentors, read_pairs
from newcomer.matching.errors import BadInput
from newcomer.matching.job_data import read_jobs
from newcomer.matching.rules import Rules
from tests.matching import reference

NEWCOMER = [
    ("municipality", 90, "newcomer n00002: municipality is one of the 90"),
    ("municipality", -1, "newcomer n00002: municipality"),
    ("municipality", "Hamar", "newcomer n00002: municipality"),
    ("languages", {"nb": 7}, "newcomer n00002: languages takes whole numbers from 1 to 6"),
    ("languages", {"nb": 0}, "languages"),
    ("languages", {"nb": "B1"}, "languages"),
    ("languages", ["nb"], "newcomer n00002: languages takes an object"),
    ("reach_km", -1, "newcomer n00002: reach_km"),
    ("reach_km", float("nan"), "reach_km"),
    ("reach_km", 10**400, "reach_km"),
    ("reach_km", "far", "reach_km"),
    ("gender", "w", "newcomer n00002: gender takes one of f, m, x"),
    ("gender", ["f"], "gender takes one of"),
    ("gender_pref", "x", "gender_pref takes one of f, m, any"),
    ("availability", [21], "newcomer n00002: availability takes whole numbers from 0 to 20"),
    ("availability", [True], "availability"),
    ("availability", 3, "newcomer n00002: availability takes a list"),
    ("interests", [-1], "interests"),
    ("interests", [1.5], "interests"),
    ("situation", "tourist", "newcomer n00002: situation takes one of single"),
    ("age", 131, "age"),
    ("age", None, "age"),
    ("isco", "22", "newcomer n00002: isco takes four digits"),
    ("isco", 2211, "isco"),
    ("isco", ["2211"], "isco"),
    ("children", [18], "newcomer n00002: children takes whole numbers from 0 to 17"),
    ("rejected", "m00001", "newcomer n00002: rejected takes a list"),
    ("rejected", [1], "rejected"),
    ("weeks_waited", -2, "weeks_waited"),
    ("id", "n00001", "newcomer n00001: there are two"),
    ("id", 7, "newcomer number 2: id"),
]
MENTOR = [
    ("capacity", -1, "mentor m00002: capacity takes whole numbers from 0"),
    ("capacity", 1.5, "capacity"),
    ("capacity", None, "capacity"),
    ("capacity", 10**30, "capacity"),
]
WHOLE = [
    ({"kind": "job"}, "kind: mentor is expected"),
    ({"newcomers": {}}, "newcomers: a list"),
    ({"mentors": [3]}, "mentor number 0: an object"),
    ({"municipalities": [{"x": 1}]}, "municipality number 0: y is missing"),
    ({"municipalities": [{"x": 1, "y": "north"}]}, "y takes a number"),
    ({"travel_km": [[0]]}, "travel_km: 90 rows"),
    ({"travel_km": 3}, "travel_km"),
    ({"travel_km": [["far"] * 90] * 90}, "travel_km"),
    ({"travel_km": [[-1] * 90] * 90}, "travel_km: a number is missing or negative"),
    ({"weights": {"charm": 3}}, "weights: there is no 'charm'"),
    ({"weights": {"age": -3}}, "weights: age is a whole number"),
    ({"weights": {"age": 40_000}}, "30000"),
    ({"weights": {"stability": "much"}}, "stability is a number"),
    ({"weights": {"min_level": 9}}, "min_level"),
    ({"weights": [1]}, "weights: an object"),
]

SIDE = [  # of profiles and of jobs
    ("municipality", 120, "2: municipality is one of the 120"),
    ("municipality", -1, "2: municipality"),
    ("municipality", "Hamar", "2: municipality"),
    ("municipality", True, "2: municipality"),
    ("languages", {"nb": 7}, "2: languages takes whole numbers from 1 to 6"),
    ("languages", {"nb": 0}, "2: languages"),
    ("languages", {"nb": "B1"}, "2: languages"),
    ("languages", {"nb": None}, "2: languages"),
    ("languages", ["nb"], "2: languages takes an object"),
    ("languages", None, "2: languages takes an object"),
    ("pct", [80, 60], "2: pct is upside down"),
    ("pct", [-20, 60], "2: pct takes whole numbers from 0 to 100"),
    ("pct", [80, 101], "2: pct takes whole numbers from 0 to 100"),
    ("pct", [50], "2: pct takes [lowest, highest]"),
    ("pct", [0, 50, 100], "2: pct takes [lowest, highest]"),
    ("pct", [50.5, 100], "2: pct takes whole"),
    ("pct", 100, "2: pct takes a list"),
    ("pct", None, "2: pct takes a list"),
    ("isco", "22", "2: isco takes 4 digits"),
    ("isco", "22110", "2: isco"),
    ("isco", 2211, "2: isco"),
    ("isco", [2211], "2: isco"),
    ("isco", ["2211", ""], "2: isco"),
    ("isco", [["2211"]], "2: isco"),
    ("isco", ["2211"] * 21, "2: isco takes 4 digits, or a list of at most 20"),
    ("isco", {"code": "2211"}, "2: isco"),
    ("skills", [-1], "2: skills takes whole numbers from 0"),
    ("skills", [10**9], "2: skills"),
    ("skills", ["welding"], "2: skills"),
    ("skills", 7, "2: skills takes a list"),
    ("id", "", "id takes text"),
    ("id", 7, "number 2: id takes text"),
]
PROFILE = [
    ("municipality", None, "profile p00002: municipality"),
    ("max_km", -1, "profile p00002: max_km must not be negative"),
    ("max_km", float("nan"), "profile p00002: max_km"),
    ("max_km", "far", "profile p00002: max_km takes a number"),
    ("max_km", 10**400, "profile p00002: max_km"),
    ("consents", "no", "profile p00002: consents takes true or false"),
    ("consents", None, "profile p00002: consents"),
    ("id", "p00001", "profile p00001: there are two"),
]
JOB = [
    ("municipality", None, "job j00002: municipality is needed unless remote is 100"),
    ("remote", 101, "job j00002: remote takes whole numbers from 0 to 100"),
    ("remote", -1, "job j00002: remote"),
    ("remote", "partly", "job j00002: remote"),
    ("remote", True, "job j00002: remote"),
    ("ranks", 0, "job j00002: ranks takes true or false"),
    ("skills", list(range(256)), "job j00002: skills takes 255 at most"),
    ("id", "j00001", "job j00001: there are two"),
]
WHOLE_JOBS = [
    ({"kind": "mentor"}, "kind: job is expected"),
    ({"profiles": {}}, "profiles: a list"),
    ({"jobs": [3]}, "job number 0: an object"),
    ({"municipalities": None}, "municipalitys: a list"),
    ({"municipalities": [{"x": 1}]}, "municipality number 0: y is missing"),
    ({"municipalities": [{"x": 1, "y": float("inf")}]}, "y takes a number"),
    ({"travel_km": [[0]]}, "travel_km: 120 rows"),
    ({"travel_km": [[-1] * 120] * 120}, "travel_km: a number is missing or negative"),
    ({"weights": {"charm": 3}}, "weights: there is no 'charm'"),
    ({"weights": {"skills": -3}}, "weights: skills is a whole number"),
    ({"weights": {"skills": True}}, "weights: skills is a whole number"),
    ({"weights": {"skills": 9_000}}, "8000 go"),
    ({"weights": {"occupation": 350}}, "weights: occupation is 5 whole numbers"),
    ({"weights": {"occupation": [0, 120, 220, 300]}}, "weights: occupation is 5 whole numbers"),
    ({"weights": {"occupation": [0, 120, 100, 300, 350]}}, "none lower than the one before"),
    ({"weights": {"occupation": [0, 1.5, 2, 3, 4]}}, "weights: occupation"),
    ({"weights": [1]}, "weights: an object"),
]


@pytest.fixture
def jobs() -> dict[str, Any]:
    return copy.deepcopy(reference.job_instance(5, 5, 1))


@pytest.mark.parametrize("side", ["profiles", "jobs"])
@pytest.mark.parametrize(("key", "value", "complaint"), SIDE)
def test_a_broken_profile_or_job(
    jobs: dict[str, Any], side: str, key: str, value: object, complaint: str
) -> None:
    jobs[side][2][key] = value
    _are_refused(jobs, complaint)


@pytest.mark.parametrize(("key", "value", "complaint"), PROFILE)
def test_a_broken_profile(jobs: dict[str, Any], key: str, value: object, complaint: str) -> None:
    jobs["profiles"][2][key] = value
    _are_refused(jobs, complaint)


@pytest.mark.parametrize(("key", "value", "complaint"), JOB)
def test_a_broken_job(jobs: dict[str, Any], key: str, value: object, complaint: str) -> None:
    jobs["jobs"][2][key] = value
    _are_refused(jobs, complaint)


@pytest.mark.parametrize(("change", "complaint"), WHOLE_JOBS)
def test_broken_profiles_and_jobs(
    jobs: dict[str, Any], change: dict[str, Any], complaint: str
) -> None:
    _are_refused(jobs | change, complaint)


@pytest.mark.parametrize("side", ["profiles", "jobs"])
@pytest.mark.parametrize("key", ["id", "isco", "skills", "languages", "municipality", "pct"])
def test_a_profile_or_job_without_something(jobs: dict[str, Any], side: str, key: str) -> None:
    del jobs[side][1][key]
    _are_refused(jobs, f"{key} is missing")


def test_a_profile_that_does_not_say_how_far(jobs: dict[str, Any]) -> None:
    del jobs["profiles"][1]["max_km"]
    _are_refused(jobs, "profile p00001: max_km is missing")


@pytest.mark.parametrize("key", ["profiles", "jobs", "municipalities"])
def test_profiles_or_jobs_missing(jobs: dict[str, Any], key: str) -> None:
    del jobs[key]
    _are_refused(jobs, f"{key}: missing")


def _are_refused(jobs: object, complaint: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_jobs(jobs)
    assert complaint in str(refusal.value)


@pytest.fixture
def instance() -> dict[str, Any]:
    return copy.deepcopy(reference.mentor_instance(5, 5, 1))


@pytest.mark.parametrize(("key", "value", "complaint"), NEWCOMER)
def test_a_broken_newcomer(
    instance: dict[str, Any], key: str, value: object, complaint: str
) -> None:
    instance["newcomers"][2][key] = value
    _is_refused(instance, complaint)


@pytest.mark.parametrize(("key", "value", "complaint"), MENTOR)
def test_a_broken_mentor(instance: dict[str, Any], key: str, value: object, complaint: str) -> None:
    instance["mentors"][2][key] = value
    _is_refused(instance, complaint)


@pytest.mark.parametrize(("change", "complaint"), WHOLE)
def test_a_broken_instance(
    instance: dict[str, Any], change: dict[str, Any], complaint: str
) -> None:
    _is_refused(instance | change, complaint)


@pytest.mark.parametrize("key", ["id", "languages", "municipality", "isco", "children"])
def test_something_missing(instance: dict[str, Any], key: str) -> None:
    del instance["mentors"][1][key]
    _is_refused(instance, f"{key} is missing")


@pytest.mark.parametrize("key", ["newcomers", "mentors", "municipalities"])
def test_a_whole_side_missing(instance: dict[str, Any], key: str) -> None:
    del instance[key]
    _is_refused(instance, f"{key}: missing")


@pytest.mark.parametrize("instance", [None, [], "newcomers", 3])
def test_not_an_instance_at_all(instance: object) -> None:
    _is_refused(instance, "an instance is a JSON object")


@pytest.mark.parametrize("pairs", [3, "n1 m1", {"pair": []}, [["n1"]], [["n1", 2]], ["n1"]])
def test_pairs_that_are_none(pairs: object) -> None:
    with pytest.raises(BadInput, match="locked"):
        read_pairs(pairs, "locked")


def test_rules_know_their_situations() -> None:
    with pytest.raises(BadInput, match="unknown situations"):
        Rules(situations=("single",))


def test_no_profession_is_no_mistake(instance: dict[str, Any]) -> None:
    instance["newcomers"][0]["isco"] = ""
    instance["mentors"][0]["isco"] = None
    columns = read_mentors(instance)
    apart = columns.newcomers.profession[0] ^ columns.mentors.profession[0]
    assert apart >= 0x1000


def _is_refused(instance: object, complaint: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_mentors(instance)
    assert complaint in str(refusal.value)
