"""Why this pair, why not that one, why nobody, and who would help."""

import pytest

from newcomer.matching.errors import BadInput
from newcomer.matching.explain import explained, why_not
from newcomer.matching.limits import LIMITS
from newcomer.matching.mentors import Matcher
from newcomer.matching.recruit import more_matched, somebody
from tests.matching import reference
from tests.matching.support import Instance, best, feasible_scores


@pytest.fixture
def instance() -> Instance:
    return reference.mentor_instance(90, 30, 6, n_mun=12)


@pytest.fixture
def matcher(instance: Instance) -> Matcher:
    return Matcher(instance)


def test_every_pair_comes_with_the_parts_of_its_score(instance: Instance, matcher: Matcher) -> None:
    matching = matcher.match()
    people = {one["id"]: one for one in instance["newcomers"] + instance["mentors"]}
    told = explained(matching)["explanations"]
    assert [(one["newcomer"], one["mentor"]) for one in told] == matching.pairs()
    for one in told:
        newcomer, mentor = people[one["newcomer"]], people[one["mentor"]]
        assert one["parts"] == reference.score_parts(newcomer, mentor)
        assert one["score"] == sum(one["parts"].values())
        assert one["slots"] == sorted(set(newcomer["availability"]) & set(mentor["availability"]))
        assert one["languages"]


def test_everybody_left_out_is_told_what_stands_in_the_way(
    instance: Instance, matcher: Matcher
) -> None:
    matching = matcher.match()
    told = explained(matching)["left_out"]
    matched = {newcomer for newcomer, _mentor in matching.pairs()}
    assert [one["newcomer"] for one in told] == [
        one["id"] for one in instance["newcomers"] if one["id"] not in matched
    ]
    possible = [newcomer for newcomer, _mentor in feasible_scores(instance)]
    for one in told:
        assert one["possible"] == possible.count(one["newcomer"])
        assert (one["reason"] == "taken") == (one["possible"] > 0)
        counts = [one["left"][name] for name in LIMITS]
        assert counts == sorted(counts, reverse=True)
        assert one["reason"] == "taken" or one["left"][one["reason"]] == 0


def test_two_speak_tigrinya_and_both_live_too_far_away(instance: Instance) -> None:
    newcomer = instance["newcomers"][0] | {"languages": {"ti": 6}, "availability": list(range(21))}
    newcomer |= {"municipality": 0, "reach_km": 10, "gender_pref": "any", "rejected": []}
    mentors = [
        one | {"languages": {"nb": 6}, "gender_pref": "any", "reach_km": 10, "capacity": 1}
        for one in instance["mentors"][:6]
    ]
    for number in (2, 3):
        mentors[number] |= {"languages": {"ti": 4}, "municipality": number}
    instance |= {
        "newcomers": [newcomer],
        "mentors": mentors,
        "municipalities": [{"id": at, "x": 21.0 * at, "y": 0.0} for at in range(12)],
    }
    (told,) = explained(Matcher(instance).match())["left_out"]
    assert told["reason"] == "distance"
    assert told["languages"] == {"ti": 2}
    assert told["left"]["language"] == 2
    assert told["only"]["distance"] == 2
    assert told["nearest_km"] == 42.0


def test_a_mentor_whom_nobody_needs_is_told_too() -> None:
    instance = reference.mentor_instance(20, 40, 2, n_mun=12)
    matching = Matcher(instance).match()
    busy = {mentor for _newcomer, mentor in matching.pairs()}
    told = explained(matching)["mentors_left_out"]
    assert {one["mentor"] for one in told} == {
        one["id"] for one in instance["mentors"] if one["id"] not in busy and one["capacity"]
    }


def test_why_not_any_pair(instance: Instance, matcher: Matcher) -> None:
    matching = matcher.match()
    scores = feasible_scores(instance)
    chosen = set(matching.pairs())
    for newcomer in instance["newcomers"][:12]:
        for mentor in instance["mentors"]:
            pair = (newcomer["id"], mentor["id"])
            told = why_not(matcher, matching, *pair)
            assert told["score"] == reference.score(newcomer, mentor)
            if pair in scores and pair not in chosen:
                assert told["broken"] == []
                matched, score = best(instance, [pair])
                assert told["costs"] == {
                    "matched": matching.matched - matched,
                    "score": matching.score - score,
                }
            elif pair not in scores:
                assert told["broken"]


def test_each_limit_is_named(instance: Instance) -> None:
    mentor = instance["mentors"][0] | {"gender_pref": "any", "gender": "f", "capacity": 1}
    fits = instance["newcomers"][0] | {
        "languages": mentor["languages"],
        "municipality": mentor["municipality"],
        "gender_pref": "any",
        "availability": mentor["availability"],
        "rejected": [],
    }
    changes = {
        "language": {"languages": {"eo": 6}},
        "distance": {"municipality": mentor["municipality"] ^ 1, "reach_km": 0},
        "gender": {"gender_pref": "m"},
        "time": {"availability": []},
        "declined": {"rejected": [mentor["id"]]},
    }
    instance |= {"mentors": [mentor | {"reach_km": 0}]}
    for limit, change in changes.items():
        matcher = Matcher(instance | {"newcomers": [fits | change]})
        matching = matcher.match()
        assert why_not(matcher, matching, fits["id"], mentor["id"])["broken"] == [limit]
        assert explained(matching)["left_out"][0]["reason"] == limit
    full = Matcher(instance | {"newcomers": [fits], "mentors": [mentor | {"capacity": 0}]})
    assert why_not(full, full.match(), fits["id"], mentor["id"])["broken"] == ["no_place"]


def test_why_not_asks_for_people_who_are_there(matcher: Matcher) -> None:
    with pytest.raises(BadInput, match="nobody with the id somebody"):
        why_not(matcher, matcher.match(), "somebody", "m00001")


@pytest.mark.parametrize("seed", range(3))
def test_who_would_help_is_what_solving_again_with_them_says(seed: int) -> None:
    instance = reference.mentor_instance(70, 12, seed, n_mun=6)
    matcher = Matcher(instance)
    locked = matcher.match().pairs()[:6]
    matching = matcher.match(locked)
    profiles = [
        somebody({language: 6, "nb": 5}, place, slots, 15, capacity=capacity)
        for language in ("ti", "uk", "en", "nb")
        for place in (0, 3, 5)
        for slots, capacity in (([2, 5], 1), (range(21), 1), (range(21), 4), (range(21), 40))
    ]
    found = more_matched(matcher, matching, profiles)
    for profile, more in zip(profiles, found, strict=True):
        joined = instance | {"mentors": [*instance["mentors"], profile]}
        assert Matcher(joined).match(locked).matched - matching.matched == more
    assert max(found) > 1
