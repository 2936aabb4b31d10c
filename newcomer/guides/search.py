"""Finding guides: by word stems, parts of compounds, and words for the same thing in other languages.

Every guide's words are kept as stems in `search_word`, the same on SQLite and PostgreSQL. A word that
somebody types is looked up in all its guises: its stems in each language, the same thing's names in
the other languages, the parts of a compound, longer words that begin with it; and, where nobody
knows it, words that differ by a letter or two. A guide's score is the sum over the words of the
best guise that it holds, weighted by where it stands and by how few guides hold it (as in BM25).
"""

import csv
import functools
import heapq
import math
import re
import threading
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

import snowballstemmer
from markupsafe import Markup
from sqlalchemy import ForeignKey, String, delete, func, insert, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from newcomer.extensions import Model, db
from newcomer.guides.models import Article, ArticleTranslation
from newcomer.taxonomy import FOLDER

LONGEST_QUERY = 200  # characters
MOST_WORDS = 8
WEIGHTS = {"title": 6.0, "summary": 2.5, "body": 1.0}
# How much a guise counts beside the word itself.
SAME_THING, COMPOUND, BEGINNING, TYPO = 0.8, 0.8, 0.5, 0.6
SHORTEST_PART = 3  # letters of a compound's part
MOST_PER_STEM = 60  # guides looked at for one stem
LIKELY = 30  # stems compared letter by letter with a word that nobody knows

STOP_WORDS = frozenset(  # in four languages: what says nothing about the matter
    """og i på til for av en et ei er det den de å som med om kan jeg du vi eg me dei ein eit ikke ikkje har
    hvor hvordan hva når hvem kor korleis kva kven hvilken må skal vil min mitt mi mine din ditt att och jag
    är ett hur var vad vem när ska måste kan med för från til till the a an of to in on is are do does how
    what where when who i my me we can must need get for and or at be with it vår vårt deg meg seg man
    får få finner finne hitta hittar find bli trenger treng behöver vill""".split()  # noqa: SIM905
)


class SearchWord(Model):
    """That a guide holds this stem in this language, and how much it counts."""

    __tablename__ = "search_word"

    # Sorted by code point everywhere, so that a beginning is a range of the index.
    stem: Mapped[str] = mapped_column(
        String(40).with_variant(String(40, collation="C"), "postgresql"), primary_key=True
    )
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    weight: Mapped[float]


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without those that say nothing."""
    found = re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.casefold())
    return [word for word in found if word not in STOP_WORDS]


_own = threading.local()  # a stemmer holds the word that it is at: one for each thread


@functools.lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
    stemmers = _own.__dict__.setdefault("stemmers", {})
    name = {"sv": "swedish", "en": "english"}.get(language, "norwegian")
    if name not in stemmers:
        stemmers[name] = snowballstemmer.stemmer(name)
    return str(stemmers[name].stemWord(word))[:40]


def stems_of(word: str) -> set[str]:
    """The word's stems in every language: nobody says in which one they type."""
    return {_stem(word, language) for language in ("nb", "sv", "en")}


@functools.cache
def _same_thing() -> dict[str, frozenset[str]]:
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


# -- keeping the words -------------------------------------------------------------------------


def index_article(article: Article) -> None:
    """Keep the guide's words anew, after any of its texts has changed; a draft has none. Flush before."""
    counts: dict[str, float] = defaultdict(float)
    for text in article.translations if article.published_at else ():
        for stem, weight in _weights(text).items():
            counts[stem] = max(counts[stem], weight)
    db.session.execute(delete(SearchWord).where(SearchWord.article_id == article.id))
    rows = [{"stem": stem, "article_id": article.id, "weight": w} for stem, w in counts.items()]
    if rows:
        db.session.execute(insert(SearchWord), rows)


def _weights(text: ArticleTranslation) -> dict[str, float]:
    """Each stem's weight: where it stands, and less for each time it is said again."""
    weights: dict[str, float] = defaultdict(float)
    for part, factor in WEIGHTS.items():
        times: dict[str, int] = defaultdict(int)
        for word in words_of(getattr(text, part)):
            for piece in {word, *word.split("-")}:
                times[_stem(piece, text.language)] += 1
        for stem, count in times.items():
            weights[stem] += factor * count / (count + 1.0) * 2
    return weights


# -- looking for them --------------------------------------------------------------------------


def find(query: str, most: int = 20) -> list[int]:
    """The numbers of the guides that answer the query best, best first."""
    words = words_of(query[:LONGEST_QUERY])[:MOST_WORDS]
    total = db.session.scalar(select(func.count()).select_from(Article)) or 1
    scores: dict[int, float] = defaultdict(float)
    for word in words:
        hits = _best_hits(_guises(word), total)
        for article_id, score in hits.items():
            scores[article_id] += score
    return sorted(scores, key=lambda article_id: (-scores[article_id], article_id))[:most]


def stems_wanted(query: str) -> set[str]:
    """All stems that count for the query, to mark them where they stand."""
    words = words_of(query[:LONGEST_QUERY])[:MOST_WORDS]
    return {stem for word in words for stem, factor in _guises(word).items() if factor >= TYPO}


def marked(text: str, stems: set[str]) -> Markup:
    """The text with the words marked that were looked for."""
    parts = re.split(r"([^\W_]+)", text)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if stems_of(part.casefold()) & stems else part
        for part in parts
    )


def _guises(word: str) -> dict[str, float]:
    """Stems to look for, and how much each counts."""
    guises: dict[str, float] = {}

    def add(stems: Iterable[str], factor: float) -> None:
        for stem in stems:
            if len(stem) >= SHORTEST_PART or stem == word:
                guises[stem] = max(guises.get(stem, 0.0), factor)

    own = set().union(*(stems_of(part) for part in {word, *word.split("-")}))
    add(own, 1.0)
    for stem in own:
        add(_same_thing().get(stem, ()), SAME_THING)
    for part in _parts(word):
        stems, share = stems_of(part), COMPOUND * len(part) / len(word)
        add(stems, share)
        for stem in stems:
            add(_same_thing().get(stem, ()), share * SAME_THING)
    if not _is_known(own):
        for stem, factor in _typos(word).items():
            add([stem], factor)
    return guises


def _is_known(stems: set[str]) -> bool:
    """Whether a guide or the list of words knows any of the stems as it was typed."""
    if any(stem in _same_thing() for stem in stems):
        return True
    known = select(SearchWord.stem).where(SearchWord.stem.in_(stems)).limit(1)
    return db.session.scalar(known) is not None


def _parts(word: str) -> set[str]:
    """Beginnings and ends of what may be a compound: barnehageplass → barnehage, plass, …"""
    if len(word) < 2 * SHORTEST_PART + 1:
        return set()
    cuts = range(SHORTEST_PART + 1, len(word) - SHORTEST_PART + 1)
    return {word[:cut] for cut in cuts} | {word[cut - 1 :] for cut in cuts}


def _best_hits(guises: dict[str, float], total: int) -> dict[int, float]:
    """Article → the best score that any of the guises has in it."""
    if not guises:
        return {}
    longer = [
        SearchWord.stem.between(stem, stem + "\uffff")
        for stem, factor in guises.items()
        if factor >= 1.0 and len(stem) > SHORTEST_PART
    ]
    # However many guides hold a stem, only those in which it weighs most can come first.
    place = func.row_number().over(partition_by=SearchWord.stem, order_by=SearchWord.weight.desc())
    held = func.count().over(partition_by=SearchWord.stem).label("held")
    ranked = (
        select(
            SearchWord.stem, SearchWord.article_id, SearchWord.weight, place.label("place"), held
        )
        .where(or_(SearchWord.stem.in_(guises), *longer))
        .subquery()
    )
    rows = db.session.execute(select(ranked).where(ranked.c.place <= MOST_PER_STEM))
    best: dict[int, float] = defaultdict(float)
    for stem, article_id, weight, _place, count in rows:
        score = guises.get(stem, BEGINNING) * weight * math.log(1 + total / count)
        best[article_id] = max(best[article_id], score)
    return best


def _typos(word: str) -> dict[str, float]:
    """Known stems that differ from the word by little: for what nobody knows as it was typed."""
    if len(word) < SHORTEST_PART + 1:
        return {}
    near_by = SearchWord.stem.between(word[0], word[0] + "\uffff")
    length = func.length(SearchWord.stem).between(len(word) - 4, len(word) + 2)
    known = set(db.session.scalars(select(SearchWord.stem).where(near_by, length).distinct()))
    known |= {stem for stem in _same_thing() if stem[0] == word[0]}
    guises: dict[str, float] = {}
    for stem in stems_of(word):
        likely = heapq.nlargest(LIKELY, known, key=functools.partial(_shared_pairs, stem))
        for near in get_close_matches(stem, likely, n=3, cutoff=0.78):
            guises[near] = TYPO
            guises |= {one: TYPO * SAME_THING for one in _same_thing().get(near, ()) if one != near}
    return guises


def _shared_pairs(one: str, other: str) -> float:
    """How many of their pairs of letters two words share, from 0 to 1: a quick look before the slow
    one."""
    pairs = [{word[at : at + 2] for at in range(len(word) - 1)} for word in (one, other)]
    return 2 * len(pairs[0] & pairs[1]) / (len(pairs[0]) + len(pairs[1]) or 1)
