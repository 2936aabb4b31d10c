"""Finding guides: by word stems, parts of compounds, and words for the same thing in other languages.

Every guide's words are kept as stems in `search_word`, the same on SQLite and PostgreSQL. A word that
somebody types is looked up in all its guises: its stems in each language, the same thing's names in
the other languages, the parts of a compound, longer words that begin with it; and, where nobody
knows it, words that are spelt nearly the same. A guide's score is the sum over the words of the
best guise that it holds, weighted by where it stands and by how few guides hold it (as in BM25).

A search is four or five statements, however many words and guides there are, and of each stem only
those guides are fetched in which it weighs most.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, delete, exists, func, insert, select, union, union_all
from sqlalchemy.orm import Mapped, mapped_column

from newcomer.database import insert_missing
from newcomer.extensions import Model, db
from newcomer.guides.models import Article, ArticleTranslation
from newcomer.guides.words import (
    STEM,
    plain,
    same_thing,
    spellings,
    spelt,
    stem_of,
    stems_of,
    words_of,
)
from newcomer.page_cache import PublicVersion

LONGEST_QUERY = 200  # characters
MOST_WORDS = 8
WEIGHTS = {"title": 6.0, "summary": 2.5, "body": 1.0}
# How much a guise counts beside the word itself.
SAME_THING, COMPOUND, BEGINNING, TYPO = 0.8, 0.8, 0.5, 0.6
SHORTEST_PART = 3  # letters of a compound's part
MOST_PER_STEM = 60  # guides looked at for one stem
MOST_LONGER = 20  # longer stems looked at for one word
ALIKE = 0.78  # from 0 to 1: how much of two stems must be the same where one is taken for the other
MOST_ALIKE = 3  # stems taken for one that nobody knows

Guises = dict[str, float]  # stem → how much it counts, beside the word itself


class SearchWord(Model):
    """That a published guide holds this stem, and how much it counts there."""

    __tablename__ = "search_word"
    __table_args__ = (Index("ix_search_word_best", "stem", "weight", "article_id"),)

    stem: Mapped[str] = mapped_column(STEM, primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    weight: Mapped[float]


class SearchStem(Model):
    """Every stem that a guide holds. One that none holds any more does no harm until it is tidied
    away: how many hold it is counted where they do."""

    __tablename__ = "search_stem"
    __table_args__ = {"sqlite_with_rowid": False}

    stem: Mapped[str] = mapped_column(STEM, primary_key=True)


class SearchSpelling(Model):
    """How somebody may spell a stem who misses it by little."""

    __tablename__ = "search_spelling"
    __table_args__ = {"sqlite_with_rowid": False}

    spelling: Mapped[str] = mapped_column(STEM, primary_key=True)
    stem: Mapped[str] = mapped_column(
        ForeignKey("search_stem.stem", ondelete="CASCADE"), primary_key=True, index=True
    )


# -- keeping the words -------------------------------------------------------------------------


def index_article(article: Article) -> None:
    """Keep the guide's words anew, after its texts have changed or it was published or withdrawn.
    Flush before."""
    index_articles([article])


def index_articles(articles: Sequence[Article]) -> None:
    """Keep the words of these guides anew. A draft has none, so nobody finds it."""
    # One at a time, on PostgreSQL too: two that keep the same new stems would wait for each other.
    db.session.execute(select(PublicVersion.id).with_for_update())
    ids = [article.id for article in articles]
    db.session.execute(delete(SearchWord).where(SearchWord.article_id.in_(ids)))
    words: list[dict[str, Any]] = [
        {"stem": stem, "article_id": article.id, "weight": weight}
        for article in articles
        if article.published_at is not None
        for stem, weight in _weights(article).items()
    ]
    stems = {word["stem"] for word in words}
    known = set(db.session.scalars(select(SearchStem.stem).where(SearchStem.stem.in_(stems))))
    fresh = sorted(stems - known)
    insert_missing(SearchStem, [{"stem": stem} for stem in fresh])
    insert_missing(
        SearchSpelling,
        [{"spelling": form, "stem": stem} for stem in fresh for form in sorted(spellings(stem))],
    )
    if words:
        db.session.execute(insert(SearchWord), words)


def _weights(article: Article) -> dict[str, float]:
    """Each stem's weight, in the language in which it weighs most."""
    heaviest: dict[str, float] = defaultdict(float)
    for text in article.translations:
        for stem, weight in _weights_in(text).items():
            heaviest[stem] = max(heaviest[stem], weight)
    return heaviest


def _weights_in(text: ArticleTranslation) -> dict[str, float]:
    """Each stem's weight: where it stands, and less for each time it is said again."""
    weights: dict[str, float] = defaultdict(float)
    for part, factor in WEIGHTS.items():
        times: dict[str, int] = defaultdict(int)
        for word in words_of(getattr(text, part)):
            for piece in {word, *word.split("-")}:
                times[stem_of(piece, text.language)] += 1
        for stem, count in times.items():
            weights[stem] += factor * count / (count + 1.0) * 2
    return weights


def tidy() -> None:
    """Forget the stems that no guide holds any more."""
    db.session.execute(select(PublicVersion.id).with_for_update())
    in_use = exists().where(SearchWord.stem == SearchStem.stem)
    db.session.execute(delete(SearchStem).where(~in_use))


# -- looking for them --------------------------------------------------------------------------


@dataclass
class Sought:
    """A word that somebody looks for."""

    own: set[str]  # its stems
    guises: Guises

    @property
    def beginnings(self) -> set[str]:
        """What longer words may begin with: no beginning of another one among them."""
        stems = {stem for stem in self.own if len(stem) > SHORTEST_PART}
        return {one for one in stems if not any(one != o and one.startswith(o) for o in stems)}


def find(query: str, most: int = 20) -> tuple[list[int], set[str]]:
    """The numbers of the guides that answer the query best, best first; and all the stems that count
    for it, to mark them where they stand."""
    words, held = _understand(words_of(query[:LONGEST_QUERY])[:MOST_WORDS])
    scores: dict[int, float] = defaultdict(float)
    for hits in _hits([word.guises for word in words], held):
        for number, score in hits.items():
            scores[number] += score
    best = sorted(scores, key=lambda number: (-scores[number], number))[:most]
    stems = {stem for word in words for stem, factor in word.guises.items() if factor >= TYPO}
    return best, stems


def marked(text: str, stems: set[str]) -> Markup:
    """The text with the words marked that were looked for."""
    parts = re.split(r"([^\W_]+)", text)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if stems_of(part.casefold()) & stems else part
        for part in parts
    )


# -- what a word may mean ------------------------------------------------------------------------


def _understand(words: Iterable[str]) -> tuple[list[Sought], dict[str, int]]:
    """The words in all their guises, and how many guides hold each of the stems that there are."""
    sought = [_guises(word) for word in words]
    held = _held(sought)
    unknown = [one for one in sought if not one.own & (held.keys() | same_thing().keys())]
    if unknown:
        _forgive_typos(unknown)
        held |= _held(unknown)
    for one in sought:
        _add_longer_words(one, held)
    return sought, held


def _guises(word: str) -> Sought:
    """Stems to look for, as far as the word itself tells, and how much each counts."""
    own = set().union(*(stems_of(part) for part in {word, *word.split("-")}))
    guises: Guises = {}

    def add(stems: Iterable[str], factor: float) -> None:
        for stem in stems:
            if len(stem) >= SHORTEST_PART or stem == word:
                guises[stem] = max(guises.get(stem, 0.0), factor)

    add(own, 1.0)
    for stem in own:
        add(same_thing().get(stem, ()), SAME_THING)
    for part in _parts(word):
        stems, share = stems_of(part), COMPOUND * len(part) / len(word)
        add(stems, share)
        for stem in stems:
            add(same_thing().get(stem, ()), share * SAME_THING)
    return Sought(own, guises)


def _parts(word: str) -> set[str]:
    """Beginnings and ends of what may be a compound: barnehageplass → barnehage, plass, …"""
    if len(word) < 2 * SHORTEST_PART + 1:
        return set()
    cuts = range(SHORTEST_PART + 1, len(word) - SHORTEST_PART + 1)
    return {word[:cut] for cut in cuts} | {word[cut - 1 :] for cut in cuts}


def _forgive_typos(words: list[Sought]) -> None:
    """For what nobody knows as it was typed."""
    near = _spelt_like({stem for word in words for stem in word.own})
    for word in words:
        for stem in {one for own in word.own for one in near[own]}:
            for same in same_thing().get(stem, ()):
                word.guises.setdefault(same, TYPO * SAME_THING)
            word.guises[stem] = TYPO


def _spelt_like(stems: Iterable[str]) -> dict[str, list[str]]:
    """For each of the stems, the known ones that are spelt nearly the same."""
    wanted = {stem: spellings(stem) for stem in stems}
    rows = db.session.execute(
        select(SearchSpelling.spelling, SearchSpelling.stem).where(
            SearchSpelling.spelling.in_(set().union(*wanted.values()))
        )
    )
    known: dict[str, set[str]] = defaultdict(set)
    for spelling, stem in rows:
        known[spelling].add(stem)
    return {
        stem: _most_alike(stem, {one for form in forms for one in known[form] | spelt(form)})
        for stem, forms in wanted.items()
    }


def _most_alike(stem: str, others: Iterable[str]) -> list[str]:
    forms: dict[str, list[str]] = defaultdict(list)
    for other in others:
        forms[plain(other)].append(other)
    near = get_close_matches(plain(stem), forms, n=MOST_ALIKE, cutoff=ALIKE)
    return [other for form in near for other in forms[form]]


def _add_longer_words(word: Sought, held: Mapping[str, int]) -> None:
    """Words that begin with this one."""
    longer = [stem for stem in held if stem.startswith(tuple(word.beginnings))]
    for stem in longer:
        word.guises.setdefault(stem, BEGINNING)


# -- which guides hold it ------------------------------------------------------------------------


def _held(words: list[Sought]) -> dict[str, int]:
    """Stem → how many guides hold it, for the words' guises and the longer words; 0 is left out."""
    known = select(SearchStem.stem)
    wanted = [known.where(SearchStem.stem.in_({stem for word in words for stem in word.guises}))]
    for beginning in {one for word in words for one in word.beginnings}:
        longer = (
            known.where(SearchStem.stem.between(beginning, beginning + "\uffff"))
            .order_by(func.length(SearchStem.stem), SearchStem.stem)
            .limit(MOST_LONGER)
        )
        wanted.append(select(longer.subquery()))
    stems = union(*wanted).subquery()
    guides = select(func.count()).where(SearchWord.stem == stems.c.stem).scalar_subquery()
    rows = db.session.execute(select(stems.c.stem, guides)).all()
    return {stem: count for stem, count in rows if count}


def _hits(words: list[Guises], held: Mapping[str, int]) -> list[dict[int, float]]:
    """For each word: article → the best score that any of the guises has in it."""
    stems = held.keys() & {stem for guises in words for stem in guises}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for stem, article_id, weight in _postings(stems, held):
        postings[stem].append((article_id, weight))
    published = select(func.count()).where(Article.published_at.is_not(None))
    total = db.session.scalar(published) or 1
    found = []
    for guises in words:
        best: dict[int, float] = defaultdict(float)
        for stem in guises.keys() & postings.keys():
            telling = guises[stem] * math.log(1 + total / held[stem])
            for article_id, weight in postings[stem]:
                best[article_id] = max(best[article_id], telling * weight)
        found.append(best)
    return found


def _postings(stems: Iterable[str], held: Mapping[str, int]) -> list[tuple[str, int, float]]:
    """Stem, article and weight. However many guides hold a stem, only those in which it weighs most
    can come first."""
    word = select(SearchWord.stem, SearchWord.article_id, SearchWord.weight)
    rare = [stem for stem in stems if held[stem] <= MOST_PER_STEM]
    best_first = (SearchWord.weight.desc(), SearchWord.article_id.desc())
    best = [
        select(
            word.where(SearchWord.stem == stem)
            .order_by(*best_first)
            .limit(MOST_PER_STEM)
            .subquery()
        )
        for stem in stems
        if held[stem] > MOST_PER_STEM
    ]
    rows = db.session.execute(union_all(word.where(SearchWord.stem.in_(rare)), *best))
    return [(stem, number, weight) for stem, number, weight in rows.all()]
