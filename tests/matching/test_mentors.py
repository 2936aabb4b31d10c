"""Newcomers get mentors: nobody whom a hard limit forbids, and the best that is possible."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newcomer.matching import assign, cardinality, changes, edges, known, mentors, solve
from newcomer.matching.data import read_mentors
from newcomer.matching.edges import find_edges
from newcomer.matching.mentors import Matcher
from newcomer.matching.rules import Rules
from tests.matching import reference
from tests.matching.support import Instance, assert_allowed, best, feasible_scores

SIZES = [(1, 1), (12, 30), (60, 20), (40, 25), (120, 45)]
COMPILED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

codes = st.sampled_from(["nb", "nn", "sv", "da", "en", "ti", "uk"])


@st.composite
def person(draw: st.DrawFn, one: str, places: int) -> dict[str, Any]:
    """Somebody of few kinds, so that limits and points collide often."""
    return {
        "id": one,
        "languages": draw(st.dictionaries(codes, st.integers(1, 6), max_size=4)),
        "municipality": draw(st.integers(0, places - 1)),
        "reach_km": draw(st.sampled_from([0, 5, 8, 12.5])),
        "gender": draw(st.sampled_from("fmx")),
        "gender_pref": draw(st.sampled_from(["any", "any", "f", "m"])),
        "availability": draw(st.lists(st.integers(0, 20), max_size=6)),
        "interests": draw(st.lists(st.integers(0, 7), max_size=5, unique=True)),
        "situation": draw(st.sampled_from(reference.SITUATIONS)),
        "age": draw(st.integers(18, 80)),
        "isco": draw(st.sampled_from(["2211", "2212", "2231", "0110", "5120"])),
        "children": draw(st.lists(st.integers(0, 17), max_size=3)),
    }


@st.composite
def instances(draw: st.DrawFn, most: int = 9) -> Instance:
    places = draw(st.integers(1, 3))
    coordinate = st.integers(0, 4).map(lambda step: step * 3.0)
    mentors = [
        draw(person(f"m{number}", places)) | {"capacity": draw(st.integers(0, 3))}
        for number in range(draw(st.integers(0, most)))
    ]
    ids = [one["id"] for one in mentors] + ["somebody who left"]
    newcomers = [
        draw(person(f"n{number}", places))
        | {"rejected": draw(st.lists(st.sampled_from(ids), max_size=2))}
        for number in range(draw(st.integers(0, most)))
    ]
    return {
        "kind": "mentor",
        "municipalities": [
            {"id": at, "x": draw(coordinate), "y": draw(coordinate)} for at in range(places)
        ],
        "newcomers": newcomers,
        "mentors": mentors,
    }


@pytest.mark.parametrize("seed", range(4))
def test_the_pairs_that_may_meet_and_their_scores_are_the_references(seed: int) -> None:
    instance = reference.mentor_instance(150, 70, seed, n_mun=20)
    assert _edges(instance) == feasible_scores(instance)


@COMPILED
@given(instances())
def test_edges_are_the_references_whatever_people_are_like(instance: Instance) -> None:
    assert _edges(instance) == feasible_scores(instance)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(5))
def test_as_many_as_possible_are_matched_and_then_with_the_highest_score(
    size: tuple[int, int], seed: int
) -> None:
    instance = reference.mentor_instance(*size, seed, n_mun=12)
    found = Matcher(instance).match()
    assert_allowed(instance, found.pairs())
    assert (found.matched, found.score) == best(instance)
    assert len(found.pairs()) == found.matched


@COMPILED
@given(instances())
def test_the_optimum_whatever_people_are_like(instance: Instance) -> None:
    found = Matcher(instance).match()
    assert_allowed(instance, found.pairs())
    assert (found.matched, found.score) == best(instance)


def test_the_same_people_give_the_same_pairs() -> None:
    instance = reference.mentor_instance(200, 80, 3)
    pairs = Matcher(instance).match().pairs()
    assert pairs == Matcher(instance).match().pairs()
    shuffled = dict(instance)
    for side in ("newcomers", "mentors"):
        shuffled[side] = instance[side][::-7] + [
            one for at, one in enumerate(instance[side][::-1]) if at % 7
        ]
    other = Matcher(shuffled).match()
    assert (other.matched, other.score) == best(instance)


@pytest.mark.parametrize("seed", range(3))
def test_locked_pairs_stay_and_the_rest_is_the_best_that_is_left(seed: int) -> None:
    instance = reference.mentor_instance(80, 30, seed, n_mun=10)
    pairs = list(feasible_scores(instance))
    locked = [pair for number, pair in enumerate(pairs) if number % 97 == 0]
    locked = list({newcomer: (newcomer, mentor) for newcomer, mentor in locked}.values())
    places = {one["id"]: one["capacity"] for one in instance["mentors"]}
    locked = [pair for pair in locked if places[pair[1]]][:5]
    found = Matcher(instance).match(locked)
    assert set(locked) <= set(found.pairs())
    assert (found.matched, found.score) == best(instance, locked)


def test_a_locked_pair_stays_though_the_mentor_has_no_place_any_more() -> None:
    instance = reference.mentor_instance(40, 15, 2, n_mun=4)
    newcomer, mentor = next(iter(feasible_scores(instance)))
    next(one for one in instance["mentors"] if one["id"] == mentor)["capacity"] = 0
    found = Matcher(instance).match([(newcomer, mentor)])
    assert [pair for pair in found.pairs() if pair[1] == mentor] == [(newcomer, mentor)]


def test_travel_distances_may_take_the_place_of_coordinates() -> None:
    instance = reference.mentor_instance(60, 25, 5, n_mun=6)
    places = instance["municipalities"]
    km = [[reference.dist_km(a, b) for b in places] for a in places]
    other = instance | {"travel_km": km, "municipalities": [{"id": one["id"]} for one in places]}
    assert Matcher(other).match().pairs() == Matcher(instance).match().pairs()
    nowhere = [[0 if a == b else None for b in range(6)] for a in range(6)]
    homes = {one["id"]: one["municipality"] for one in instance["newcomers"] + instance["mentors"]}
    for newcomer, mentor in Matcher(other | {"travel_km": nowhere}).match().pairs():
        assert homes[newcomer] == homes[mentor]


def test_a_region_may_weigh_otherwise() -> None:
    instance = reference.mentor_instance(40, 20, 1, n_mun=4)
    nothing = ["situation_same", "situation_related", "profession_each_digit", "interests"]
    nothing += ["children_shared", "children_other", "children_neither"]
    only_age = dict.fromkeys(nothing, 0)
    edges = _edges(instance | {"weights": only_age | {"age": 80, "age_each_year": 2}})
    people = {one["id"]: one for one in instance["newcomers"] + instance["mentors"]}
    assert edges
    for (newcomer, mentor), score in edges.items():
        assert score == max(0, 80 - 2 * abs(people[newcomer]["age"] - people[mentor]["age"]))


def test_who_has_waited_longest_comes_first_where_places_are_scarce() -> None:
    instance = reference.mentor_instance(1, 1, 1, n_mun=1)
    mentor = instance["mentors"][0] | {"capacity": 1, "gender": "f", "gender_pref": "any"}
    twin = instance["newcomers"][0] | {"gender_pref": "any", "languages": mentor["languages"]}
    twin |= {"availability": mentor["availability"], "rejected": []}
    short, long = (
        twin | {"id": "short", "weeks_waited": 1},
        twin | {"id": "long", "weeks_waited": 9},
    )
    instance |= {"newcomers": [short, long], "mentors": [mentor]}
    rules = Rules(waiting_each_week=5, waiting_most=100)
    assert Matcher(instance, rules).match().pairs() == [("long", mentor["id"])]


def test_stability_leaves_as_many_matched_and_fewer_who_would_rather_have_each_other() -> None:
    instance = reference.mentor_instance(300, 110, 4, n_mun=12)
    plain = Matcher(instance).match()
    stable = Matcher(instance, Rules(stability=1.5)).match()
    assert stable.matched == plain.matched
    assert 0.99 * plain.score < stable.score <= plain.score
    assert _blocking(instance, stable.pairs()) < _blocking(instance, plain.pairs())


def test_everything_is_compiled_when_it_is_imported() -> None:
    """Or somebody waits for it later."""
    before = _compiled()
    instance = reference.mentor_instance(120, 50, 1, n_mun=9)
    matcher = Matcher(instance)
    pairs = matcher.match().pairs()
    matcher.rematch(*reference.perturb(instance, pairs, 1, 0.05))
    assert before
    assert _compiled() == before


def _compiled() -> dict[str, int]:
    """For how many kinds of arguments each function has been compiled."""
    modules = (assign, cardinality, changes, edges, known, mentors, solve)
    return {
        f"{module.__name__}.{name}": len(one.signatures)
        for module in modules
        for name, one in vars(module).items()
        if hasattr(one, "signatures")
    }


def test_nobody_is_fine() -> None:
    instance = reference.mentor_instance(5, 3, 1)
    for without in ({"newcomers": []}, {"mentors": []}, {"newcomers": [], "mentors": []}):
        assert Matcher(instance | without).match().pairs() == []


def _edges(instance: Instance) -> dict[tuple[str, str], int]:
    """What the engine thinks: pairs that may meet and their scores, but for those who said no."""
    columns = read_mentors(instance)
    edges = find_edges(columns)
    newcomers, mentors = columns.newcomers.ids, columns.mentors.ids
    no = {(newcomers[i], mentors[j]) for i, j in columns.turned_down.tolist()}
    found = {
        (newcomers[i], mentors[edges.mentor[e]]): int(edges.score[e])
        for i in range(len(newcomers))
        for e in range(edges.start[i], edges.stop[i])
    }
    return {pair: score for pair, score in found.items() if pair not in no}


def _blocking(instance: Instance, pairs: list[tuple[str, str]]) -> int:
    """How many who may meet would both rather have each other than what they got."""
    scores = feasible_scores(instance)
    mentor_of = dict(pairs)
    of_mentor: dict[str, list[int]] = {}
    for newcomer, mentor in pairs:
        of_mentor.setdefault(mentor, []).append(scores[newcomer, mentor])
    places = {one["id"]: one["capacity"] for one in instance["mentors"]}
    count = 0
    for (newcomer, mentor), score in scores.items():
        has = mentor_of.get(newcomer)
        wants = has is None or (has != mentor and score > scores[newcomer, has])
        got = of_mentor.get(mentor, [])
        count += wants and (len(got) < places[mentor] or score > min(got, default=score))
    return count
