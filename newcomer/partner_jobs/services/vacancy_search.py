"""The public list of vacancies: narrowed down, and searched in four languages.

The words of an open vacancy are kept as stems in `vacancy_word`: those of its texts, and what its
occupation and its skills are called in every language, so that "nurse" finds a *sykepleier*.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    delete,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload, selectinload

from newcomer.database import Page, insert_missing, paged, paged_by_key
from newcomer.extensions import db
from newcomer.guides.words import same_thing, stem_of, stems_of, words_of
from newcomer.i18n import LANGUAGES
from newcomer.occupations import occupations
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.vacancies import (
    Vacancy,
    VacancyKind,
    VacancyStatus,
    VacancyText,
    VacancyWord,
)
from newcomer.region import current_region
from newcomer.taxonomy import skills

LONGEST_QUERY = 100  # characters
MOST_WORDS = 6
SHORTEST_BEGINNING = 3  # letters
FREQUENT = 5_000  # times that a word stands somewhere
FEED = 50  # entries

# -- keeping the words -----------------------------------------------------------------------------


def index(vacancy: Vacancy) -> None:
    """Keep the words of an open vacancy anew. Flush before."""
    forget(vacancy)
    rows = [{"stem": stem, "vacancy_id": vacancy.id} for stem in sorted(stems_in(vacancy))]
    insert_missing(db.session.connection(), VacancyWord, rows)


def forget(vacancy: Vacancy) -> None:
    """It is not open any more: nobody finds it."""
    db.session.execute(
        delete(VacancyWord)
        .where(VacancyWord.vacancy_id == vacancy.id)
        .execution_options(synchronize_session=False)
    )


def stems_in(vacancy: Vacancy) -> set[str]:
    """The stems that the vacancy is found by."""
    texts = [(one.language, f"{one.title} {one.body}") for one in vacancy.translations]
    region = current_region()
    municipality = region.municipality(vacancy.municipality)
    places = [one.name for one in region.places if one.slug == vacancy.place]
    places += [municipality.name] if municipality else []
    names = " ".join([vacancy.employer.name, *places])
    for language in LANGUAGES:
        texts.append((language, names))
        texts += [(language, words) for words in _called(vacancy, language)]
    return {stem for language, text in texts for stem in _stems(text, language)}


def _called(vacancy: Vacancy, language: str) -> Iterator[str]:
    """What the occupation and the skills are called."""
    if (occupation := occupations().get(vacancy.occupation)) is not None:
        yield " ".join((occupation.names[language], *occupation.synonyms[language]))
    for slug in vacancy.skills:
        if slug in skills():
            yield skills()[slug].names[language]


def _stems(text: str, language: str) -> Iterator[str]:
    for word in words_of(text):
        for part in {word, *word.split("-")}:
            if part:
                yield stem_of(part, language)


# -- looking for them ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What the public list is narrowed down to; "" for everything."""

    municipality: str = ""
    kind: str = ""
    group: str = ""  # the first digit of ISCO-08
    workload: str = ""  # that one would like to work, in percent
    remote: str = ""  # at least this share from elsewhere
    level: str = ""  # that one has of a language that is understood here
    employer: int = 0
    q: str = ""

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """All but the words."""
        if self.municipality:
            yield Vacancy.municipality == self.municipality
        if self.kind:
            yield Vacancy.kind == VacancyKind(self.kind)
        if self.group:
            yield Vacancy.isco.between(self.group, self.group + "999")
        if self.workload:
            yield literal(int(self.workload)).between(Vacancy.pct_from, Vacancy.pct_to)
        if self.remote:
            yield Vacancy.remote_pct >= int(self.remote)
        if self.level:
            yield Vacancy.nordic_level <= int(self.level)
        if self.employer:
            yield Vacancy.employer_id == self.employer


def shown(today: date) -> Select[Any]:
    """What everybody may see, the newest first, with what a list shows of it."""
    return _newest_first(_with_titles(select(Vacancy)).where(*_open(today)))


def find(filters: Filters, page: int, today: date) -> Page[Vacancy]:
    """A page of the vacancies that fit, the newest first."""
    conditions = [*_open(today), *filters.conditions()]
    words = list(dict.fromkeys(words_of(filters.q[:LONGEST_QUERY])))[:MOST_WORDS]
    rows = _with_titles(select(Vacancy))
    query = _newest_first(rows.where(*conditions))
    if not filters:
        return paged(query, page)
    if words:
        query = query.where(*_holding(words))
    return paged_by_key(query, Vacancy.id, rows, page)


def newest(today: date, most: int = FEED) -> Sequence[Vacancy]:
    """The newest vacancies with all their texts, for the feed."""
    query = select(Vacancy).where(*_open(today)).options(joinedload(Vacancy.employer))
    return db.session.scalars(_newest_first(query).limit(most)).unique().all()


def alike(vacancy: Vacancy, today: date, most: int = 3) -> Sequence[Vacancy]:
    """Open vacancies for who came for this one: of the same kind of work, or the same employer."""
    near = [Vacancy.employer_id == vacancy.employer_id]
    if vacancy.isco:
        near.append(Vacancy.isco.between(vacancy.isco[:2], vacancy.isco[:2] + "99"))
    query = shown(today).where(or_(*near), Vacancy.id != vacancy.id)
    return db.session.scalars(query.limit(most)).unique().all()


def addresses(today: date, most: int) -> Sequence[int]:
    """The numbers of the newest that everybody may see."""
    query = select(Vacancy.id).where(*_open(today))
    return db.session.scalars(_newest_first(query).limit(most)).all()


def how_many(today: date) -> int:
    """How many vacancies everybody may see."""
    return db.session.scalar(select(func.count()).select_from(Vacancy).where(*_open(today))) or 0


def _open(today: date) -> tuple[ColumnElement[bool], ...]:
    return Vacancy.status == VacancyStatus.open, Vacancy.expires_on >= today


def _newest_first(query: Select[Any]) -> Select[Any]:
    return query.order_by(Vacancy.published_at.desc(), Vacancy.id.desc())


def _with_titles(query: Select[Any]) -> Select[Any]:
    return query.options(
        joinedload(Vacancy.employer).load_only(Employer.name),
        selectinload(Vacancy.translations).load_only(VacancyText.title),
    )


def _holding(words: list[str]) -> Iterator[ColumnElement[bool]]:
    """For each word, that it stands in the vacancy. A rare one is looked up in the index, and gives
    the vacancies; a frequent one is asked for vacancy by vacancy, until a page is full."""
    stands = [_stands(word) for word in words]
    some = [_found(literal(1), ways).limit(FREQUENT).subquery() for ways in stands]
    counts = db.session.execute(
        select(*(select(func.count()).select_from(one).scalar_subquery() for one in some))
    ).one()
    for ways, count in zip(stands, counts, strict=True):
        if count < FREQUENT:
            yield Vacancy.id.in_(_found(VacancyWord.vacancy_id, ways))
        else:  # a value rather than EXISTS, which PostgreSQL makes the same as IN
            here = select(literal(1)).where(VacancyWord.vacancy_id == Vacancy.id, or_(*ways))
            yield here.limit(1).scalar_subquery().is_not(None)


def _found(column: Any, ways: list[ColumnElement[bool]]) -> CompoundSelect[Any]:
    """One way after the other, each by the index: all at once PostgreSQL would read the whole table."""
    return union_all(*(select(column).select_from(VacancyWord).where(way) for way in ways))


def _stands(word: str) -> list[ColumnElement[bool]]:
    """One of the word's stems, a word for the same thing, or a longer word that begins with it."""
    own = stems_of(word)
    stems = own.union(*(same_thing().get(stem, ()) for stem in own))
    # What ends in -er already in the singular has a stem of its own in the plural: sykepleiere.
    stems = stems.union(*(stems_of(stem) for stem in own))
    return [
        VacancyWord.stem.in_(sorted(stems)),
        *(
            VacancyWord.stem.between(stem, stem + "\uffff")
            for stem in sorted(_beginnings(own))
            if len(stem) >= SHORTEST_BEGINNING
        ),
    ]


def _beginnings(stems: Iterable[str]) -> set[str]:
    """Of stems of which one begins with another only the shorter."""
    some = set(stems)
    return {one for one in some if not any(one != o and one.startswith(o) for o in some)}
