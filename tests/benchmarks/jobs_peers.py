"""The best twenty both ways as others would find them: plain Python, and NumPy with SciPy."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from tests.matching import reference

TOP = 20
EXCLUDED = -10_000
SAMPLE = 150  # profiles and jobs that plain Python scores; it has the patience for no more

Lists = dict[str, list[str]]


class Points(NamedTuple):
    """For each part a table, and where in it each profile and each job is; and the skills."""

    tables: list[tuple[Any, Any, Any]]
    shared: Any  # sparse: how many skills of job j profile i has
    asked: Any  # by each job


def points(instance: Any) -> Points:
    from scipy.sparse import csr_array

    profiles, jobs = instance["profiles"], instance["jobs"]
    parts = [_occupation, _language, _distance, _workload]
    skills = []
    for side in (profiles, jobs):
        start = np.cumsum([0] + [len(one["skills"]) for one in side])
        which = np.array([skill for one in side for skill in one["skills"]])
        shape = (len(side), 1 + max(s for one in profiles + jobs for s in one["skills"]))
        skills.append(csr_array((np.ones(len(which), np.int16), which, start), shape=shape))
    shared = skills[0] @ skills[1].T.tocsr()
    asked = np.array([len(one["skills"]) for one in jobs])
    return Points([part(instance, profiles, jobs) for part in parts], shared, asked)


def python(instance: Any) -> tuple[Lists, Lists]:
    """A sample of both ways; multiply by how many more pairs there are."""
    profiles, jobs = instance["profiles"], instance["jobs"]
    return (
        {
            one["id"]: _best([(reference.job_score(instance, one, j), j["id"]) for j in jobs])
            for one in profiles[:SAMPLE]
        },
        {
            one["id"]: _best([(reference.job_score(instance, p, one), p["id"]) for p in profiles])
            for one in jobs[:SAMPLE]
        },
    )


def rows(instance: Any) -> tuple[Lists, Lists]:
    """One row of scores after the other, both ways."""
    found = points(instance)
    ids = [[one["id"] for one in instance[side]] for side in ("profiles", "jobs")]
    worth = found.shared.tocsr()
    worth.data = (300 * worth.data.astype(np.int32) // found.asked[worth.indices]).astype(np.int16)
    turned = [(np.ascontiguousarray(table.T), b, a) for table, a, b in found.tables]
    return (
        dict(_named(_rows(found.tables, worth), ids[0], ids[1])),
        dict(_named(_rows(turned, worth.T.tocsr()), ids[1], ids[0])),
    )


def dense(instance: Any) -> tuple[Lists, Lists]:
    """The whole table of scores at once."""
    found = points(instance)
    ids = [[one["id"] for one in instance[side]] for side in ("profiles", "jobs")]
    shared = found.shared.toarray().astype(np.int32)
    scores = 300 * shared // np.maximum(1, found.asked)
    for table, left, right in found.tables:
        scores += np.take(table, right, axis=1)[left]
    return (
        dict(_named([_highest(scores)], ids[0], ids[1])),
        dict(_named([_highest(np.ascontiguousarray(scores.T))], ids[1], ids[0])),
    )


SOLVERS: dict[str, Callable[[Any], tuple[Lists, Lists]]] = {
    "python": python,
    "rows": rows,
    "dense": dense,
}


def _rows(tables: Any, worth: Any) -> Iterator[list[list[int]]]:
    (a, b, c, d), owns = (
        [np.take(table, right, axis=1) for table, _left, right in tables],
        worth.indptr,
    )
    which = zip(*(left.tolist() for _table, left, _right in tables), strict=True)
    top = min(TOP, worth.shape[1])
    for row, (i, j, k, n) in enumerate(which):
        scores = a[i] + b[j] + c[k] + d[n]
        these = slice(owns[row], owns[row + 1])
        scores[worth.indices[these]] += worth.data[these]
        least = max(0, np.partition(scores, -top)[-top])
        some = np.flatnonzero(scores >= least)
        yield [some[np.argsort(-scores[some], kind="stable")][:top].tolist()]


def _highest(scores: Any) -> list[list[int]]:
    """The columns of the highest scores of each row, in order, -1 for none."""
    width = scores.shape[1]
    keys = scores * np.int32(1 << 15) + (width - 1 - np.arange(width, dtype=np.int32))
    top = min(TOP, width)
    at = np.argpartition(keys, width - top, axis=1)[:, width - top :]
    keys = np.take_along_axis(keys, at, axis=1)
    order = np.argsort(-keys, axis=1)
    keys, at = np.take_along_axis(keys, order, axis=1), np.take_along_axis(at, order, axis=1)
    found: list[list[int]] = np.where(keys >= 0, at, -1).tolist()
    return found


def _named(blocks: Any, asking: list[str], other: list[str]) -> Iterator[tuple[str, list[str]]]:
    found = (row for block in blocks for row in block)
    for one, row in zip(asking, found, strict=True):
        yield one, [other[at] for at in row if at >= 0]


def _best(pairs: list[tuple[int | None, str]]) -> list[str]:
    allowed = [pair for pair in pairs if pair[0] is not None]
    return [one for _score, one in sorted(allowed, key=lambda pair: -pair[0])[:TOP]]  # type: ignore[operator]


def _occupation(_instance: Any, profiles: Any, jobs: Any) -> Any:
    (a, left), (b, right) = (
        np.unique([int(one["isco"], 16) for one in side], return_inverse=True)
        for side in (profiles, jobs)
    )
    apart = a[:, None] ^ b
    digits = sum((apart < 1 << 4 * n).astype(np.int8) for n in range(4))
    return np.array([0, 120, 220, 300, 350], np.int16)[digits], left, right


def _language(_instance: Any, profiles: Any, jobs: Any) -> Any:
    needed = sorted({code for one in jobs for code in one["languages"]})
    known = [reference.understood(one["languages"]) for one in profiles]
    have = [tuple(one.get(code, 0) for code in needed) for one in known]
    need = [tuple(one["languages"].get(code, 0) for code in needed) for one in jobs]
    (a, left), (b, right) = (_alike(one) for one in (have, need))
    short = np.maximum((b - a[:, None]).max(axis=2, initial=0), 0)
    return np.array([150, 60, EXCLUDED], np.int16)[np.minimum(short, 2)], left, right


def _distance(instance: Any, profiles: Any, jobs: Any) -> Any:
    a, left = _alike([(one["municipality"], one["max_km"]) for one in profiles])
    b, right = _alike([(one["municipality"],) for one in jobs])
    xy = np.array([(one["x"], one["y"]) for one in instance["municipalities"]])
    km = np.sqrt(((xy[a[:, 0]][:, None] - xy[b[:, 0]]) ** 2).sum(axis=2))
    reach = a[:, 1, None]
    falls = np.where(km <= reach, 100, 100 * (2 * reach - km) // reach)
    return np.where(km > 2 * reach, EXCLUDED, falls).astype(np.int16), left, right


def _workload(_instance: Any, profiles: Any, jobs: Any) -> Any:
    (a, left), (b, right) = (_alike([tuple(one["pct"]) for one in s]) for s in (profiles, jobs))
    low, high = a[:, 0, None], a[:, 1, None]
    common = np.minimum(high, b[:, 1]) - np.maximum(low, b[:, 0])
    width = b[:, 1] - b[:, 0]
    points = np.where(width == 0, 100, np.minimum(100, 100 * common // np.maximum(1, width)))
    return np.where(common < 0, EXCLUDED, points).astype(np.int16), left, right


def _alike(rows: Any) -> Any:
    values, at = np.unique(np.array(rows), axis=0, return_inverse=True)
    return values, at.ravel()
