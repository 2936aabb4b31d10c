"""What may stand on a checklist: files by country, each region adding to or changing its country's.

newcomer/content/checklists/README.md explains the files. They are read and checked once, at start.
"""

import enum
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from newcomer import markdown
from newcomer.i18n import LANGUAGES
from newcomer.situations import Situation

FOLDER = markdown.CONTENT / "checklists"
# What is done before the move may have its yearly deadline well before it: who moves in autumn has
# applied in spring.
LOOK_BACK = timedelta(days=240)


class Phase(enum.Enum):
    """When a thing is done, seen from the move."""

    considering = "considering"
    before = "before"
    first_week = "first_week"
    first_month = "first_month"
    first_three_months = "first_three_months"
    first_year = "first_year"


# The last day of each phase, counted from the moving date.
LAST_DAY = {
    Phase.before: -1,
    Phase.first_week: 7,
    Phase.first_month: 31,
    Phase.first_three_months: 92,
    Phase.first_year: 366,
}


class SetBy(enum.Enum):
    """Whose a deadline is."""

    law = "law"
    usual = "usual"  # most often so; who decides may say otherwise
    advice = "advice"  # ours


class ItemError(ValueError):
    """An item's file is missing something or contradicts itself; the message says what."""


@dataclass(frozen=True)
class Item:
    """One thing to do. Days are counted from the moving date, and negative before it."""

    slug: str
    phase: Phase
    title: Mapping[str, str]
    text: Mapping[str, str]
    source: Mapping[str, str]
    checked_on: date
    situations: frozenset[Situation] = field(default=frozenset())  # empty: for everybody
    days: int | None = None
    yearly: tuple[int, int] | None = None  # month and day
    set_by: SetBy | None = None
    guide: str = ""
    municipality: bool = False  # the municipality does it: its own website helps

    def is_for(self, situations: set[Situation]) -> bool:
        return not self.situations or bool(self.situations & situations)

    def due(self, moving_on: date | None, begun_on: date) -> date | None:
        """The last day to do this; None while that cannot be said. `begun_on` is the day on which
        the checklist was made: a yearly deadline of before then was never meant."""
        if self.days is not None:
            return moving_on + timedelta(days=self.days) if moving_on else None
        if self.yearly is None:
            return None
        back = LOOK_BACK if self.phase in (Phase.considering, Phase.before) else timedelta(0)
        earliest = max(begun_on, moving_on - back) if moving_on else begun_on
        in_that_year = date(earliest.year, *self.yearly)
        return in_that_year if in_that_year >= earliest else date(earliest.year + 1, *self.yearly)


@functools.cache
def load_items(country: str, region: str, folder: Path = FOLDER) -> tuple[Item, ...]:
    """All items of the country, with the region's own in the place of those with the same slug, or
    after them; by phase. Raises ItemError with what is wrong and where."""
    found: dict[str, Item] = {}
    for path in (folder / f"{country}.toml", folder / f"{region}.toml"):
        if path.exists():
            found |= {item.slug: item for item in _read(path)}
    order = list(Phase)
    return tuple(sorted(found.values(), key=lambda item: order.index(item.phase)))


def _read(path: Path) -> list[Item]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["items"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ItemError(f"{path.name}: {error}") from error
    items = []
    for row in rows:
        try:
            items.append(_item(**row))
        except (TypeError, ValueError, KeyError) as error:
            raise ItemError(f"{path.name}: {row.get('slug', 'an item')}: {error}") from error
    slugs = [item.slug for item in items]
    if twice := {slug for slug in slugs if slugs.count(slug) > 1}:
        raise ItemError(f"{path.name}: twice: {', '.join(sorted(twice))}")
    return items


def _item(**row: Any) -> Item:
    row["phase"] = Phase(row["phase"])
    row["situations"] = frozenset(Situation(one) for one in row.get("situations", ()))
    if "yearly" in row:
        month, day = (int(part) for part in row["yearly"].split("-"))
        row["yearly"] = month, day
        date(2001, month, day)  # a day of every year
    if "set_by" in row:
        row["set_by"] = SetBy(row["set_by"])
    item = Item(**row)
    _check(item)
    return item


def _check(item: Item) -> None:
    """What types do not hold: the slug, the languages, and who sets which deadline."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item.slug):
        raise ValueError("a slug is small letters, digits and hyphens")
    for name in ("title", "text"):
        texts = getattr(item, name)
        if set(texts) - set(LANGUAGES) or not any(texts.values()):
            raise ValueError(f"{name} must be in one or more of {', '.join(LANGUAGES)}")
    if not item.source["name"] or not item.source["url"].startswith("https://"):
        raise ValueError("source needs a name and an https address")
    if item.days is not None and item.yearly is not None:
        raise ValueError("days or yearly, not both")
    if (item.days is None and item.yearly is None) != (item.set_by is None):
        raise ValueError("a deadline and set_by belong together")
