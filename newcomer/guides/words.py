"""Words and their stems in four languages, and words for the same thing."""

import csv
import functools
import re
import threading
from collections import defaultdict

import snowballstemmer
from sqlalchemy import String

from newcomer.taxonomy import FOLDER

LONGEST_WORD = 40  # characters: the rest of what is longer tells nothing more
# Sorted by code point everywhere, so that a beginning is a range of the index.
STEM = String(LONGEST_WORD).with_variant(String(LONGEST_WORD, collation="C"), "postgresql")

STOP_WORDS = frozenset(  # in four languages: what says nothing about the matter
    """og i på til for av en et ei er det den de å som med om kan jeg du vi eg me dei ein eit ikke ikkje har
    hvor hvordan hva når hvem kor korleis kva kven hvilken må skal vil min mitt mi mine din ditt att och jag
    är ett hur var vad vem när ska måste kan med för från til till the a an of to in on is are do does how
    what where when who i my me we can must need get for and or at be with it vår vårt deg meg seg man
    får få finner finne hitta hittar find bli trenger treng behöver vill""".split()  # noqa: SIM905
)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without those that say nothing."""
    found = re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.casefold())
    return [word[:LONGEST_WORD] for word in found if word not in STOP_WORDS]


_own = threading.local()  # a stemmer holds the word that it is at: one for each thread


@functools.lru_cache(maxsize=20_000)
def stem_of(word: str, language: str) -> str:
    """The word's stem in a language."""
    stemmers = _own.__dict__.setdefault("stemmers", {})
    name = {"sv": "swedish", "en": "english"}.get(language, "norwegian")
    if name not in stemmers:
        stemmers[name] = snowballstemmer.stemmer(name)
    return str(stemmers[name].stemWord(word))[:LONGEST_WORD]


@functools.lru_cache(maxsize=20_000)
def stems_of(word: str) -> frozenset[str]:
    """The word's stems in every language: nobody says in which one they type."""
    return frozenset(stem_of(word, language) for language in ("nb", "sv", "en"))


@functools.cache
def same_thing() -> dict[str, frozenset[str]]:
    """Stem → the stems of all words for the same thing, in all languages."""
    found: dict[str, set[str]] = defaultdict(set)
    with (FOLDER / "search_words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            group = set().union(
                *(stems_of(word) for texts in row.values() for word in texts.split())
            )
            for stem in group:
                found[stem] |= group
    return {stem: frozenset(group) for stem, group in found.items()}


# -- words that are spelt nearly the same --------------------------------------------------------

SHORTEST_TO_MISSPELL = 4  # letters
# What is often typed without its dots and rings.
PLAIN = str.maketrans("åäæöøéèüï", "aaaooeeui")


def plain(stem: str) -> str:
    """The stem without what is most often mistyped: doubled letters, and letters that other
    languages' keyboards have not."""
    return re.sub(r"(.)\1", r"\1", stem.translate(PLAIN))


def spellings(stem: str) -> set[str]:
    """The plain stem, and what is left of it with any one letter left out: two stems that differ by a
    letter share one of these. Numbers have none: another number is another thing."""
    form = plain(stem)
    if len(form) < SHORTEST_TO_MISSPELL or not form.isalpha():
        return set()
    return {form} | {form[:cut] + form[cut + 1 :] for cut in range(len(form))}


@functools.cache
def _same_thing_spelt() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for stem in same_thing():
        for form in spellings(stem):
            found[form].add(stem)
    return dict(found)


def spelt(form: str) -> set[str]:
    """The stems in the list of words for the same thing that have this spelling."""
    return _same_thing_spelt().get(form, set())
