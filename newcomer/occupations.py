"""The table of occupations: their titles in four languages, and how one is found by what people type.

Each row stands for one occupation in both countries. The same word may be different occupations in
Norway and in Sweden, so a title or a synonym is looked up within one language at a time. `ssyk` holds
several keys where SSYK 2012 divides by something the title does not tell (a manager's level, say),
and none where it is not known: the key is written down, never taken over from ISCO-08.
"""

import csv
import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from newcomer.i18n import LANGUAGES, fallback_chain
from newcomer.taxonomy import FOLDER

LEAST = 2  # letters from which on half words are looked for
ALIKE = 0.8  # from which on a word counts as another one misspelt


@dataclass(frozen=True)
class Occupation:
    slug: str
    isco: str  # the unit group of ISCO-08: four digits
    ssyk: tuple[str, ...]  # its own keys in SSYK 2012, in order; empty when not known
    names: dict[str, str]  # the title by language, all four
    synonyms: dict[str, tuple[str, ...]]  # other words for it by language, all four


@dataclass(frozen=True)
class Hit:
    occupation: Occupation
    language: str  # in which the word was found
    word: str  # the title or synonym that fits


@functools.cache
def occupations() -> dict[str, Occupation]:
    """All occupations by slug, in the file's order."""
    with (FOLDER / "occupations.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Occupation(
                slug=row["slug"],
                isco=row["isco"],
                ssyk=tuple(filter(None, row["ssyk"].split("|"))),
                names={code: row[code] for code in LANGUAGES},
                synonyms={code: tuple(row[f"{code}_synonyms"].split("|")) for code in LANGUAGES},
            )
            for row in csv.DictReader(file)
        ]
    return {one.slug: one for one in rows}


def titled(title: str, language: str) -> Occupation | None:
    """The occupation with exactly this title in the language; small letters or large."""
    return _titles(language).get(" ".join(title.split()).casefold())


@functools.cache
def _titles(language: str) -> dict[str, Occupation]:
    return {one.names[language].casefold(): one for one in occupations().values()}


def by_ssyk(code: str) -> list[Occupation]:
    """The occupations with a key of SSYK 2012, in the file's order; none for a key that is not known.

    Swedish vacancies are published with the two levels of managers as one, 0 for the last digit:
    1730 stands for 1731 and 1732.
    """
    return list(_by_ssyk().get(code, ()))


@functools.cache
def _by_ssyk() -> dict[str, list[Occupation]]:
    found: dict[str, list[Occupation]] = {}
    for one in occupations().values():
        both_levels = {f"{code[:3]}0" for code in one.ssyk if code[0] == "1"}
        for code in both_levels | set(one.ssyk):
            found.setdefault(code, []).append(one)
    return found


def find(query: str, language: str, most: int = 8) -> list[Hit]:
    """The occupations that fit what somebody typed, best first; none for less than two letters.

    Whole words come before beginnings, those before parts of words, and words that are only spelt
    alike come last; among equals the page's language comes first, then those near it. Letters with
    and without accents count as the same (å and a, æ, ä and a, ø, ö and o).
    """
    wanted = plain(query)
    if len(wanted) < LEAST:
        return []
    best: dict[str, tuple[tuple[int, int, int, int], Hit]] = {}
    for nearness, code in enumerate(fallback_chain(language, "nb")):
        for order, entry in enumerate(_words(code)):
            rank = _rank(wanted, entry.plain)
            if rank is None:
                continue
            key = (rank, nearness, int(not entry.is_title), len(entry.word) * 1000 + order)
            slug = entry.occupation.slug
            if slug not in best or key < best[slug][0]:
                best[slug] = key, Hit(entry.occupation, code, entry.word)
    if not best:
        return _misspelt(wanted, language, most)
    return [hit for _key, hit in sorted(best.values(), key=lambda one: one[0])[:most]]


@dataclass(frozen=True)
class _Entry:
    word: str
    plain: str
    is_title: bool
    occupation: Occupation


@functools.cache
def _words(language: str) -> list[_Entry]:
    def of(one: Occupation) -> Iterable[_Entry]:
        yield _Entry(one.names[language], plain(one.names[language]), True, one)
        for word in one.synonyms[language]:
            yield _Entry(word, plain(word), False, one)

    return [entry for one in occupations().values() for entry in of(one)]


def _rank(wanted: str, word: str) -> int | None:
    """How well a word fits, 0 best; None: not at all."""
    if word == wanted:
        return 0
    if word.startswith(wanted):
        return 1
    parts = wanted.split()
    known = word.split()
    if all(any(one.startswith(part) for one in known) for part in parts):
        return 2
    # "driver" in "bussdriver"; but two letters stand in the middle of too many words.
    if all(len(part) > LEAST and part in word for part in parts):
        return 3
    return None


def _misspelt(wanted: str, language: str, most: int) -> list[Hit]:
    """What is spelt much like it, for a word that stands nowhere."""
    best: dict[str, tuple[float, int, Hit]] = {}
    compare = SequenceMatcher(b=wanted)
    for nearness, code in enumerate(fallback_chain(language, "nb")):
        for entry in _words(code):
            compare.set_seq1(entry.plain)
            if compare.real_quick_ratio() < ALIKE or compare.quick_ratio() < ALIKE:
                continue
            alike = compare.ratio()
            slug = entry.occupation.slug
            if alike >= ALIKE and (slug not in best or alike > best[slug][0]):
                best[slug] = alike, nearness, Hit(entry.occupation, code, entry.word)
    ordered = sorted(best.values(), key=lambda one: (-one[0], one[1], one[2].word))
    return [hit for _alike, _nearness, hit in ordered[:most]]


_FOLDED = str.maketrans({"æ": "a", "ø": "o", "đ": "d", "ł": "l", "ß": "ss"})


def plain(text: str) -> str:
    """Small letters without accents, and single spaces for everything between words."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", kept).strip()
