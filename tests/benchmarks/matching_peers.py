"""The mentor matching as others would solve it: edges with NumPy, then a library's solver."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from tests.matching import reference

Found = tuple[Any, Any, Any]  # rows, columns and scores of the pairs that may meet
FEMALE_MALE_OTHER = {"f": 1, "m": 2, "x": 4}
WISHES = {"f": 1, "m": 2, "any": 7}


def grouped_edges(instance: Any) -> tuple[Found, Any]:
    """Pairs within reach, place by place and reach by reach, then masks, then scores of the rest."""
    codes: dict[str, int] = {}
    left = _columns(instance["newcomers"], codes)
    right = _columns(instance["mentors"], codes)
    places = instance["municipalities"]
    xy = np.array([(one["x"], one["y"]) for one in places])
    km = np.sqrt(((xy[:, None] - xy) ** 2).sum(axis=2))
    rows, columns, scores = [], [], []
    rejected = _rejected(instance)
    groups = {}
    for place, reach in product(range(len(places)), np.unique(left["reach"])):
        members = np.flatnonzero((left["place"] == place) & (left["reach"] == reach))
        if len(members):
            groups[place, reach] = members
    for (place, reach), members in groups.items():
        far = km[place][right["place"]]
        near = np.flatnonzero(far <= np.maximum(reach, right["reach"]))
        fits = (left["speaks"][members][:, None] & right["speaks"][near]) != 0
        fits &= (left["slots"][members][:, None] & right["slots"][near]) != 0
        fits &= (left["wish"][members][:, None] & right["gender"][near]) != 0
        fits &= (left["gender"][members][:, None] & right["wish"][near]) != 0
        a, b = np.nonzero(fits)
        a, b = members[a], near[b]
        rows.append(a.astype(np.int32))
        columns.append(b.astype(np.int32))
        scores.append(_scores(left, right, a, b))
    i, j, score = (np.concatenate(one) for one in (rows, columns, scores))
    if len(rejected):
        keep = ~np.isin(i.astype(np.int64) * len(right["age"]) + j, rejected)
        i, j, score = i[keep], j[keep], score[keep]
    return (i, j, score), right["capacity"]


def scipy_sparse(instance: Any) -> tuple[int, int]:
    """A mentor is as many columns as there are places; a newcomer may also have a column of none."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    (i, j, score), capacity = grouped_edges(instance)
    count, places = len(instance["newcomers"]), int(capacity.sum())
    first = np.concatenate([[0], np.cumsum(capacity)])
    times = capacity[j]
    row = np.repeat(i, times)
    within = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    column = np.repeat(first[j], times) + within
    none = 1001 * (min(count, places) + 1)
    cost = np.concatenate([1001 - np.repeat(score, times), np.full(count, none)]).astype(float)
    row = np.concatenate([row, np.arange(count)])
    column = np.concatenate([column, places + np.arange(count)])
    graph = csr_array((cost, (row, column)), shape=(count, places + count))
    _rows, chosen = min_weight_full_bipartite_matching(graph)
    mentor = np.repeat(np.arange(len(capacity)), capacity)
    matched = np.flatnonzero(chosen < places)
    keys = i.astype(np.int64) * len(capacity) + j
    order = np.argsort(keys)
    at = np.searchsorted(keys, matched * len(capacity) + mentor[chosen[matched]], sorter=order)
    return len(matched), int(score[order[at]].sum())


def ortools_flow(instance: Any) -> tuple[int, int]:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    (i, j, score), capacity = grouped_edges(instance)
    n, m = len(instance["newcomers"]), len(instance["mentors"])
    flow = SimpleMinCostFlow()
    one = np.ones(len(i), np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(i, n + j, one, -score.astype(np.int64))
    every, mentors = np.arange(n), np.arange(m)
    flow.add_arcs_with_capacity_and_unit_cost(n + mentors, np.full(m, n + m), capacity, 0 * mentors)
    none = np.full(n, 1000 * (min(n, int(capacity.sum())) + 1))
    flow.add_arcs_with_capacity_and_unit_cost(every, np.full(n, n + m), np.ones(n, int), none)
    supply = np.zeros(n + m + 1, np.int64)
    supply[:n], supply[n + m] = 1, -n
    flow.set_nodes_supplies(np.arange(n + m + 1), supply)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("no optimum")
    used = flow.flows(np.arange(len(i)))
    return int(used.sum()), int((used * score).sum())


def networkx_flow(instance: Any) -> tuple[int, int]:
    from tests.matching.support import max_flow

    (i, j, score), capacity = grouped_edges(instance)
    edges = {(f"n{a}", f"m{b}"): int(c) for a, b, c in zip(i, j, score, strict=True)}
    return max_flow(edges, {f"m{b}": int(places) for b, places in enumerate(capacity)})


SOLVERS: dict[str, Callable[[Any], tuple[int, int]]] = {
    "scipy": scipy_sparse,
    "ortools": ortools_flow,
    "networkx": networkx_flow,
}


def _columns(people: list[Any], codes: dict[str, int]) -> dict[str, Any]:
    def bits(numbers: Any) -> int:
        return sum(1 << number for number in set(numbers))

    def speaks(one: Any) -> int:
        known = reference.understood(one["languages"])
        return bits(codes.setdefault(c, len(codes)) for c, n in known.items() if n >= 3)

    def bands(one: Any) -> int:
        return bits(reference._bands(one["children"]))

    found = {
        "speaks": [speaks(one) for one in people],
        "slots": [bits(one["availability"]) for one in people],
        "interests": [bits(one["interests"]) for one in people],
        "children": [bands(one) for one in people],
        "place": [one["municipality"] for one in people],
        "reach": [one["reach_km"] for one in people],
        "gender": [FEMALE_MALE_OTHER[one["gender"]] for one in people],
        "wish": [WISHES[one["gender_pref"]] for one in people],
        "situation": [reference.SITUATIONS.index(one["situation"]) for one in people],
        "age": [one["age"] for one in people],
        "isco": [int(one["isco"], 16) for one in people],
        "capacity": [one.get("capacity", 0) for one in people],
    }
    return {name: np.array(column, np.int64) for name, column in found.items()}


def _rejected(instance: Any) -> Any:
    at = {one["id"]: number for number, one in enumerate(instance["mentors"])}
    pairs = [
        number * len(at) + at[one]
        for number, newcomer in enumerate(instance["newcomers"])
        for one in newcomer["rejected"]
    ]
    return np.array(pairs, np.int64)


def _situations() -> Any:
    table = np.diag(np.full(len(reference.SITUATIONS), 200, np.int16))
    for a, b in product(range(len(table)), repeat=2):
        if frozenset((reference.SITUATIONS[a], reference.SITUATIONS[b])) in reference.RELATED:
            table[a, b] = 100
    return table


SITUATIONS = _situations()


def _scores(left: Any, right: Any, a: Any, b: Any) -> Any:
    one, other = left["interests"][a], right["interests"][b]
    common = np.bitwise_count(one & other).astype(np.int32)
    union = np.maximum(1, np.bitwise_count(one | other))
    score = 300 * common // union + SITUATIONS[left["situation"][a], right["situation"][b]]
    score += np.maximum(0, 150 - 6 * np.abs(left["age"][a] - right["age"][b])).astype(np.int32)
    apart = left["isco"][a] ^ right["isco"][b]
    digits = sum((apart < 1 << 4 * n).astype(np.int32) for n in range(4))
    one, other = left["children"][a], right["children"][b]
    both = np.where(one & other, 150, 60)
    neither = np.where((one == 0) & (other == 0), 75, 0)
    return score + 50 * digits + np.where((one != 0) & (other != 0), both, neither)
