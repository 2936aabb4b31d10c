"""From rows, as JSON or a database gives them, to checked columns of numbers.

Every check first asks of the whole column at once, and looks for the row to name in the message
only if something is wrong with one: of ten thousand people that takes milliseconds.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from newcomer.matching.errors import BadInput

Row = Mapping[str, object]
FARTHEST = 1e300
Bits = npt.NDArray[np.uint64]
I16 = npt.NDArray[np.int16]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Table:
    """Rows of one sort (`name` in the singular, for messages), each with an id of its own."""

    def __init__(self, name: str, rows: object, keys: Sequence[str]) -> None:
        """`keys`: what every row must have, none or at least two."""
        if not isinstance(rows, Sequence) or isinstance(rows, str):
            raise BadInput(f"{name}s: a list is expected")
        if not set(map(type, rows)) <= {dict}:
            at = next(number for number, row in enumerate(rows) if type(row) is not dict)
            raise BadInput(f"{name} number {at}: an object is expected")
        self.name = name
        self.rows: Sequence[Row] = rows
        self._columns: dict[str, list[object]] = {}
        try:  # all columns in one go: each row is looked at only once
            if rows and keys:
                columns = zip(*map(itemgetter(*keys), rows), strict=True)
                self._columns = dict(zip(keys, map(list, columns), strict=True))
        except KeyError as error:
            key = error.args[0]
            at = next(number for number, row in enumerate(rows) if key not in row)
            raise BadInput(f"{self._called(at)}: {key} is missing") from None

    def __len__(self) -> int:
        return len(self.rows)

    def values(self, key: str, default: object = None) -> list[object]:
        """A column as it came, with the default where a row hasn't one."""
        if key in self._columns:
            return self._columns[key]
        return [row.get(key, default) for row in self.rows]

    def ids(self) -> list[str]:
        found = self.values("id")
        if set(map(type, found)) != {str} or "" in found:
            self._check(
                "id", found, found, lambda value: type(value) is str and value != "", "text"
            )
        ids: list[str] = found  # type: ignore[assignment]  # just checked
        if len(set(ids)) < len(ids):
            twice = next(one for one, many in Counter(ids).items() if many > 1)
            raise BadInput(f"{self.name} {twice}: there are two with this id")
        return ids

    def whole(self, key: str, low: int, high: int, default: object = None) -> I32:
        """A column of whole numbers from `low` to `high`."""
        found = self.values(key, default)
        return self._whole(key, found, found, low, high)

    def numbers(self, key: str, low: float = 0.0) -> npt.NDArray[np.float64]:
        """A column of numbers from `low`, whole or not, none of them endless."""
        found = self.values(key)
        if not set(map(type, found)) <= {int, float}:
            self._check(key, found, found, _is_number, "a number")
        try:
            column = np.fromiter(found, np.float64, len(found))
        except OverflowError:
            column = np.array([math.inf])
        if not np.isfinite(column).all():
            self._check(key, found, found, _is_number, "a number")
        if column.size and column.min() < low:
            raise self.complaint(key, int(column.argmin()), "must not be negative")
        return column

    def choice(self, key: str, choices: Mapping[str, int]) -> I32:
        """A column of words, as the numbers that stand for them."""
        found = self.values(key)
        try:
            return np.fromiter(map(choices.__getitem__, found), np.int32, len(found))  # type: ignore[arg-type]
        except (KeyError, TypeError):
            wanted = "one of " + ", ".join(choices)
            ok = lambda value: type(value) is str and value in choices  # noqa: E731
            self._check(key, found, found, ok, wanted)
            raise

    def lists(self, key: str, high: int) -> tuple[I32, I32]:
        """A column of lists of whole numbers from 0 to `high`: whose each is, and the numbers."""
        found = self.values(key)
        self._check(key, found, found, lambda value: type(value) is list, "a list", {list})
        lists: list[list[object]] = found  # type: ignore[assignment]  # just checked
        flat = list(chain.from_iterable(lists))
        numbers = self._whole(key, found, flat, 0, high)
        owners = np.repeat(np.arange(len(lists), dtype=np.int32), list(map(len, lists)))
        return owners, numbers

    def levels(self, key: str, codes: dict[str, int]) -> npt.NDArray[np.uint8]:
        """A column of {language: level 1 to 6}, as a level for every language of `codes` (0: none).

        Languages that `codes` doesn't know yet are added to it.
        """
        found = self.values(key)
        self._check(key, found, found, lambda value: type(value) is dict, "an object", {dict})
        spoken: list[dict[str, object]] = found  # type: ignore[assignment]  # just checked
        flat = list(chain.from_iterable(map(dict.values, spoken)))
        levels = self._whole(key, spoken, flat, 1, 6)
        names = list(chain.from_iterable(spoken))
        for name in dict.fromkeys(names):
            codes.setdefault(name, len(codes))
        table = np.zeros((len(spoken), len(codes)), np.uint8)
        owners = np.repeat(np.arange(len(spoken)), list(map(len, spoken)))
        columns = np.fromiter(map(codes.__getitem__, names), np.int32, len(names))
        table[owners, columns] = levels
        return table

    def complaint(self, key: str, at: int, what: str) -> BadInput:
        """What to raise about a row."""
        return BadInput(f"{self._called(at)}: {key} {what}, it is {self.rows[at].get(key)!r}")

    def _called(self, at: int) -> str:
        name = self.rows[at].get("id")
        return f"{self.name} {name}" if isinstance(name, str) else f"{self.name} number {at}"

    def _whole(
        self, key: str, found: Sequence[object], flat: Sequence[object], low: int, high: int
    ) -> I32:
        """`flat`, all the values, as a column if they are whole numbers from `low` to `high`."""
        column = np.full(1, low - 1)
        if set(map(type, flat)) <= {int}:
            with suppress(OverflowError):
                column = np.fromiter(flat, np.int64, len(flat))
        if column.size and not low <= column.min() <= column.max() <= high:
            ok = lambda value: type(value) is int and low <= value <= high  # noqa: E731
            self._check(key, found, flat, ok, f"whole numbers from {low} to {high}")
        return column.astype(np.int32)

    def _check(
        self,
        key: str,
        found: Sequence[object],
        flat: Iterable[object],
        ok: Callable[..., bool],
        wanted: str,
        types: set[type] | None = None,
    ) -> None:
        """Raise BadInput about the first row of which a value isn't `ok`; `flat`: all the values."""
        if types is not None and set(map(type, flat)) <= types:
            return
        if all(map(ok, flat)):
            return
        for at, value in enumerate(found):
            inner: Iterable[object] = [value]
            if flat is not found:  # of lists, or of objects
                inner = value.values() if isinstance(value, dict) else value  # type: ignore[assignment]
            if not all(map(ok, inner)):
                raise self.complaint(key, at, f"takes {wanted}")


def _is_number(value: Any) -> bool:
    """A number that isn't endless, nor as good as that."""
    return type(value) in (int, float) and -FARTHEST <= value <= FARTHEST


def packed(mask: Mask) -> Bits:
    """The rows of a mask as numbers of 64 bits, as many to a row as it takes, at least one."""
    words = max(1, -(-mask.shape[1] // 64))
    wide = np.zeros((mask.shape[0], 64 * words), bool)
    wide[:, : mask.shape[1]] = mask
    return np.packbits(wide, axis=1, bitorder="little").view("<u8").astype(np.uint64, copy=False)


def marked(owners: I32, numbers: I32, shape: tuple[int, int]) -> Mask:
    """A mask with True in each owner's row at each number."""
    mask = np.zeros(shape, bool)
    mask[owners, numbers] = True
    return mask


def index_of(ids: Sequence[str]) -> dict[str, int]:
    """Where each id is."""
    return dict(zip(ids, range(len(ids)), strict=True))
