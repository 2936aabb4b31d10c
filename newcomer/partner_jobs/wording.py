"""Wording in a vacancy that may keep people from applying, and what to write instead.

Pure: text in, findings out. The rules stand in newcomer/taxonomies/wording.csv, by the language of
the text: a pattern, and where it needs them words that must stand near it (`near`: in the same
sentence or the one before) or must not (`not_near`: in the same sentence). A finding is a hint to
the writer, who decides: some of it the law may allow for some work.
"""

import csv
import enum
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent.parent / "taxonomies" / "wording.csv"
AROUND = 60  # characters shown on each side of what was found
LONGEST_SENTENCE = 300  # characters looked at on each side
MOST_SHOWN = 20  # findings of a text
SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")


class Kind(enum.Enum):
    """Whom the words may exclude, or by what."""

    age = "age"
    sex = "sex"
    family = "family"
    native = "native"  # asks for a mother tongue, or that nothing can be heard
    origin = "origin"
    vague = "vague"  # says how well a language must be known in words that mean nothing exact


MILD = (Kind.vague,)  # a hint, which nobody has to have read before publishing


@dataclass(frozen=True)
class Finding:
    kind: Kind
    start: int
    end: int
    instead: str  # a better wording, in the language of the text

    @property
    def is_mild(self) -> bool:
        return self.kind in MILD


@dataclass(frozen=True)
class Passage:
    """A finding with the words around it, to show it."""

    before: str
    words: str
    after: str
    kind: Kind
    instead: str

    @property
    def is_mild(self) -> bool:
        return self.kind in MILD


@dataclass(frozen=True)
class Rule:
    kind: Kind
    pattern: re.Pattern[str]
    near: re.Pattern[str] | None
    not_near: re.Pattern[str] | None
    instead: str


def check(text: str, language: str) -> list[Finding]:
    """What in a text of this language may exclude people, in the order of the text; of findings that
    overlap only the first and longest."""
    found = [
        Finding(rule.kind, match.start(), match.end(), rule.instead)
        for rule in rules(language)
        for match in rule.pattern.finditer(text)
        if _counts(rule, text, match.start(), match.end())
    ]
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def passages(texts: Iterable[str], language: str) -> list[Passage]:
    """The findings in these texts, each with some words around it."""
    return [_passage(text, one) for text in texts for one in check(text, language)[:MOST_SHOWN]]


def _passage(text: str, found: Finding) -> Passage:
    before = text[max(0, found.start - AROUND) : found.start]
    after = text[found.end : found.end + AROUND]
    if found.start > AROUND:  # a word cut in two says nothing
        before = "… " + before.partition(" ")[2]
    if found.end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Passage(before, text[found.start : found.end], after, found.kind, found.instead)


def _counts(rule: Rule, text: str, start: int, end: int) -> bool:
    first, last = _sentence(text, start, end)
    if rule.not_near is not None and rule.not_near.search(text, first, last):
        return False
    if rule.near is not None:
        before, _end = _sentence(text, max(0, first - 2), first)
        return rule.near.search(text, before, last) is not None
    return True


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends."""
    least, most = max(0, start - LONGEST_SENTENCE), min(len(text), end + LONGEST_SENTENCE)
    ends = [match.end() for match in SENTENCE_END.finditer(text, least, start)]
    following = SENTENCE_END.search(text, end, most)
    return (ends[-1] if ends else least), (following.end() if following else most)


@functools.cache
def rules(language: str) -> tuple[Rule, ...]:
    """The rules for texts in this language."""
    return tuple(_read(language))


def _read(language: str) -> Iterator[Rule]:
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            languages = row["languages"].split()
            if language in languages:
                instead = row["instead"].split("|")  # one for all languages, or one for each
                yield Rule(
                    Kind(row["kind"]),
                    _words(row["pattern"]),
                    _words(row["near"]) if row["near"] else None,
                    _words(row["not_near"]) if row["not_near"] else None,
                    instead[languages.index(language) if len(instead) > 1 else 0],
                )


def _words(pattern: str) -> re.Pattern[str]:
    """The pattern as whole words, small letters or large; a space may be up to three. (More of them,
    time and again, would take long to look through.)"""
    spaced = pattern.replace(" ?", r"\s{0,3}").replace(" ", r"\s{1,3}")
    return re.compile(rf"\b(?:{spaced})(?!\w)", re.IGNORECASE)
