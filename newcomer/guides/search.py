"""Finding guides: by word stems, parts of compounds, and words for the same thing in other languages.

Every guide's words are kept as stems in `search_word`, the same on SQLite and PostgreSQL. A word that
somebody types is looked up in all its guises: its stems in each language, the same thing's names in
the other languages, the parts of a compound, longer words that begin with it; and, where nobody
knows it, words that are spelt nearly the same. A guide's score is the sum over the words of the
best guise that it holds, weighted by where it stands and by how few guides hold it (as in BM25).

However many words and guides there are, a search is two to four statements, and of each stem only
those guides are fetched in which it weighs most.
"""

import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import (
    CompoundSelect,
    Connection,
    ForeignKey,
    Index,
    Row,
    bindparam,
    delete,
    event,
    func,
    insert,
    select,
    union_all,
    update,
)
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
EVERY_GUIDE = ""  # the stem that every guide holds, to count them by
MOST_PER_STEM = 60  # guides looked at for one stem
MOST_LONGER = 12  # longer stems looked at for one word
MOST_READ = 150  # words of a text that guides are suggested for
LEAST_SCORE = 4.0  # of a suggestion, counted in rare words mentioned once
LEAST_SHARE = 0.4  # of the best one's score
ALIKE = 0.78  # from 0 to 1: how much of two stems must be the same where one is taken for the other
WORD = re.compile(r"[^\W_]+")
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
    """Every stem that a guide holds or held, and how many do. EVERY_GUIDE's row counts them all."""

    __tablename__ = "search_stem"
    __table_args__ = {"sqlite_with_rowid": False}

    stem: Mapped[str] = mapped_column(STEM, primary_key=True)
    held: Mapped[int]


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
    words: list[dict[str, Any]] = [
        {"stem": stem, "article_id": article.id, "weight": weight}
        for article in articles
        if article.published_at is not None
        for stem, weight in _weights(article).items()
    ]
    connection = db.session.connection()
    _forget(connection, [article.id for article in articles])
    counts = Counter(word["stem"] for word in words)
    known = set(db.session.scalars(select(SearchStem.stem).where(SearchStem.stem.in_(counts))))
    fresh = sorted(counts.keys() - known)
    insert_missing(connection, SearchStem, [{"stem": stem, "held": 0} for stem in fresh])
    insert_missing(
        connection,
        SearchSpelling,
        [{"spelling": form, "stem": stem} for stem in fresh for form in sorted(spellings(stem))],
    )
    if words:
        connection.execute(insert(SearchWord), words)
    _count(connection, counts)


@event.listens_for(Article, "before_delete")
def _forget_deleted(_mapper: object, connection: Connection, article: Article) -> None:
    _forget(connection, [article.id])


def _forget(connection: Connection, article_ids: Sequence[int]) -> None:
    """Take the words of these guides away, also from the counts."""
    # One at a time, on PostgreSQL too: two that count the same stems would wait for each other.
    connection.execute(select(PublicVersion.id).with_for_update())
    theirs = SearchWord.article_id.in_(article_ids)
    counts = Counter(connection.scalars(select(SearchWord.stem).where(theirs)))
    connection.execute(delete(SearchWord).where(theirs))
    _count(connection, {stem: -count for stem, count in counts.items()})


def _count(connection: Connection, more: Mapping[str, int]) -> None:
    """So many more guides hold these stems; fewer where it is below zero."""
    change = update(SearchStem).where(SearchStem.stem == bindparam("one"))
    change = change.values(held=SearchStem.held + bindparam("more"))
    rows = [{"one": stem, "more": count} for stem, count in sorted(more.items())]
    if rows:
        connection.execute(change, rows)


def tidy() -> None:
    """Count anew how many guides hold each stem, and let go of those that none holds any more."""
    connection = db.session.connection()
    connection.execute(select(PublicVersion.id).with_for_update())
    held = select(func.count()).where(SearchWord.stem == SearchStem.stem).scalar_subquery()
    connection.execute(update(SearchStem).where(SearchStem.held != held).values(held=held))
    connection.execute(delete(SearchStem).where(SearchStem.held == 0))


def _weights(article: Article) -> dict[str, float]:
    """Each stem's weight, in the language in which it weighs most."""
    heaviest: dict[str, float] = defaultdict(float, {EVERY_GUIDE: 0.0})
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
    stems = {stem for word in words for stem, factor in word.guises.items() if factor >= TYPO}
    return _best_first(_scores(words, held))[:most], stems


def _best_first(scores: Mapping[int, float]) -> list[int]:
    return sorted(scores, key=lambda number: (-scores[number], number))


def suggest(text: str, most: int = 3) -> list[int]:
    """The numbers of the guides that look like the question somebody writes, best first; none where
    none looks much like it."""
    words, held = _understand(_most_telling(text))
    scores = _scores(words, held)
    mentioned_once = math.log(1 + held.get(EVERY_GUIDE, 0))  # the score of a rare word in a body
    least = max([LEAST_SCORE * mentioned_once, *(LEAST_SHARE * one for one in scores.values())])
    return [number for number in _best_first(scores)[:most] if scores[number] >= least]


def _most_telling(text: str) -> list[str]:
    """Words of a long text that say what it is about: those on the list of words for the same thing,
    and then those that the fewest guides hold."""
    words = [word for word in dict.fromkeys(words_of(text)) if len(word) >= SHORTEST_PART]
    own = {word: stems_of(word) for word in words[:MOST_READ]}
    every = {stem for stems in own.values() for stem in stems}
    known = select(SearchStem.stem, SearchStem.held).where(
        SearchStem.stem.in_(every), SearchStem.held > 0
    )
    held = dict(db.session.execute(known).all())
    telling = []
    for word, stems in own.items():
        listed = any(_is_listed(stem) for stem in stems)
        guides = max((held.get(stem, 0) for stem in stems), default=0)
        if listed or guides:
            telling.append((not listed, guides, -len(word), word))
    return [word for *_rank, word in sorted(telling)[:MOST_WORDS]]


def _is_listed(stem: str) -> bool:
    """Whether the stem, or a beginning or an end of it, is on the list of words for the same thing."""
    long = SHORTEST_PART + 1
    cuts = range(long, len(stem) + 1)
    return any(stem[:cut] in same_thing() or stem[-cut:] in same_thing() for cut in cuts) or (
        stem in same_thing()
    )


def marked(text: str, stems: set[str]) -> Markup:
    """The text with the words marked that were looked for."""
    pieces, end = [], 0
    for word in WORD.finditer(text):
        if not stems.isdisjoint(stems_of(word[0].casefold())):
            pieces += [escape(text[end : word.start()]), Markup("<mark>{}</mark>").format(word[0])]
            end = word.end()
    return Markup("").join([*pieces, escape(text[end:])])


# -- what a word may mean ------------------------------------------------------------------------


def _understand(words: Iterable[str]) -> tuple[list[Sought], dict[str, int]]:
    """The words in all their guises, and how many guides hold each of the stems that there are."""
    sought = [_guises(word) for word in words]
    held = _held(sought)
    unknown = [one for one in sought if not one.own & (held.keys() | same_thing().keys())]
    if unknown and _forgive_typos(unknown):
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


def _forgive_typos(words: list[Sought]) -> bool:
    """Add what is spelt nearly the same, for words that nobody knows as they were typed; whether
    there is any."""
    near = _spelt_like({stem for word in words for stem in word.own})
    for word in words:
        for stem in {one for own in word.own for one in near[own]}:
            for same in same_thing().get(stem, ()):
                word.guises.setdefault(same, TYPO * SAME_THING)
            word.guises[stem] = TYPO
    return any(near.values())


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
    stems = {EVERY_GUIDE}.union(*(word.guises for word in words))
    beginnings = sorted(set().union(*(word.beginnings for word in words)))
    values = {f"stem{place}": stem for place, stem in enumerate(beginnings)}
    ends = {f"end{place}": stem + "\uffff" for place, stem in enumerate(beginnings)}
    rows = db.session.execute(
        _stems_known(len(beginnings)), {"stems": list(stems), **values, **ends}
    )
    return dict(rows.all())


@functools.cache  # making a statement takes longer than running it
def _stems_known(beginnings: int) -> CompoundSelect[str, int]:
    """These stems, and the shortest of those that have one of so many beginnings."""
    known = select(SearchStem.stem, SearchStem.held).where(SearchStem.held > 0)
    parts = [known.where(SearchStem.stem.in_(bindparam("stems", expanding=True)))]
    for place in range(beginnings):
        longer = (
            known.where(
                SearchStem.stem.between(bindparam(f"stem{place}"), bindparam(f"end{place}"))
            )
            .order_by(func.length(SearchStem.stem), SearchStem.stem)
            .limit(MOST_LONGER)
        )
        parts.append(select(longer.subquery()))
    return union_all(*parts)


def _scores(words: list[Sought], held: Mapping[str, int]) -> dict[int, float]:
    """Article → how well it answers: for each word, what the best of its guises scores in it."""
    stems = held.keys() & {stem for word in words for stem in word.guises}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for stem, article_id, weight in _postings(stems, held) if stems else []:
        postings[stem].append((article_id, weight))
    scores: dict[int, float] = defaultdict(float)
    for word in words:
        best: dict[int, float] = defaultdict(float)
        for stem in word.guises.keys() & postings.keys():
            telling = word.guises[stem] * math.log(1 + held[EVERY_GUIDE] / held[stem])
            for article_id, weight in postings[stem]:
                best[article_id] = max(best[article_id], telling * weight)
        for article_id, score in best.items():
            scores[article_id] += score
    return scores


def _postings(stems: Iterable[str], held: Mapping[str, int]) -> Sequence[Row[str, int, float]]:
    """Stem, article and weight. However many guides hold a stem, only those in which it weighs most
    can come first."""
    rare = [stem for stem in stems if held[stem] <= MOST_PER_STEM]
    common = sorted(set(stems).difference(rare))
    values = {f"stem{place}": stem for place, stem in enumerate(common)}
    return db.session.execute(_best_of(len(common)), {"rare": rare, **values}).all()


@functools.cache
def _best_of(stems: int) -> CompoundSelect[str, int, float]:
    """All that hold a rare stem, and of each of so many common ones those in which it weighs most."""
    word = select(SearchWord.stem, SearchWord.article_id, SearchWord.weight)
    parts = [word.where(SearchWord.stem.in_(bindparam("rare", expanding=True)))]
    best_first = word.order_by(SearchWord.weight.desc(), SearchWord.article_id.desc())
    for place in range(stems):
        best = best_first.where(SearchWord.stem == bindparam(f"stem{place}")).limit(MOST_PER_STEM)
        parts.append(select(best.subquery()))
    return union_all(*parts)
