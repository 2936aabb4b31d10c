"""Small instances, and the optimum found in another way than the engine's."""

from collections.abc import Iterable, Mapping
from typing import Any

import networkx

from tests.matching import reference

Instance = dict[str, Any]
Pair = tuple[str, str]


def feasible_scores(instance: Instance) -> dict[Pair, int]:
    """Every pair that may meet, by the reference, and its score."""
    return {
        (newcomer["id"], mentor["id"]): reference.score(newcomer, mentor)
        for newcomer in instance["newcomers"]
        for mentor in instance["mentors"]
        if reference.feasible(instance, newcomer, mentor)
    }


def best(instance: Instance, locked: Iterable[Pair] = ()) -> tuple[int, int]:
    """The most that can be matched and the highest score then, locked pairs included."""
    places = {mentor["id"]: mentor["capacity"] for mentor in instance["mentors"]}
    people = {one["id"]: one for one in [*instance["newcomers"], *instance["mentors"]]}
    locked = list(locked)
    taken = {newcomer for newcomer, _mentor in locked}
    for _newcomer, mentor in locked:
        places[mentor] = max(0, places[mentor] - 1)
    edges = {
        pair: score
        for pair, score in feasible_scores(instance).items()
        if pair[0] not in taken and places[pair[1]]
    }
    matched, score = max_flow(edges, places)
    kept = sum(reference.score(people[a], people[b]) for a, b in locked)
    return matched + len(locked), score + kept


def max_flow(edges: Mapping[Pair, int], places: Mapping[str, int]) -> tuple[int, int]:
    """The same as a flow of least cost, by networkx."""
    graph = networkx.DiGraph()
    graph.add_node("from"), graph.add_node("to")
    for (newcomer, mentor), score in edges.items():
        graph.add_edge("from", newcomer, capacity=1, weight=0)
        graph.add_edge(newcomer, mentor, capacity=1, weight=-score)
        graph.add_edge(mentor, "to", capacity=places[mentor], weight=0)
    flow = networkx.max_flow_min_cost(graph, "from", "to")
    chosen = [pair for pair in edges if flow[pair[0]][pair[1]]]
    return len(chosen), sum(edges[pair] for pair in chosen)


def assert_allowed(instance: Instance, pairs: Iterable[Pair]) -> None:
    """No pair breaks a hard limit, nobody has two mentors, no mentor too many."""
    pairs = list(pairs)
    people = {one["id"]: one for one in [*instance["newcomers"], *instance["mentors"]]}
    for newcomer, mentor in pairs:
        assert reference.feasible(instance, people[newcomer], people[mentor])
    assert len({newcomer for newcomer, _mentor in pairs}) == len(pairs)
    for mentor in instance["mentors"]:
        assert sum(other == mentor["id"] for _one, other in pairs) <= mentor["capacity"]
