"""Interests and job skills, with their names in four languages: the same lists for every workflow."""

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

from newcomer.i18n import LANGUAGES

FOLDER = Path(__file__).parent / "taxonomies"


@dataclass(frozen=True)
class Term:
    slug: str
    group: str  # the slug of the group it stands in; empty for a group itself
    names: dict[str, str]  # by language, all four


@functools.cache
def interests() -> dict[str, Term]:
    """All interests by slug, in the file's order."""
    return _read("interests.csv")


@functools.cache
def interest_groups() -> dict[str, Term]:
    return _read("interest_groups.csv")


@functools.cache
def skills() -> dict[str, Term]:
    """All skills that a vacancy asks for or a person has, by slug, in the file's order."""
    return _read("skills.csv")


@functools.cache
def skill_groups() -> dict[str, Term]:
    return _read("skill_groups.csv")


def _read(name: str) -> dict[str, Term]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        terms = [
            Term(row["slug"], row.get("group", ""), {code: row[code] for code in LANGUAGES})
            for row in csv.DictReader(file)
        ]
    return {term.slug: term for term in terms}
