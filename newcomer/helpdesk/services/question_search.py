"""Coordinators' search: which questions hold these words, anywhere in what was asked and said.

The words of a question, its conversation and the notes on it are kept as stems in `question_word`,
which is as personal as the question itself and goes with it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    event,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import selectinload

from newcomer.database import insert_missing
from newcomer.extensions import db
from newcomer.guides.words import stems_of, words_of
from newcomer.helpdesk.models import Message, Question, QuestionWord

LONGEST_QUERY = 200  # characters
MOST_WORDS = 8
SHORTEST_BEGINNING = 3  # letters
FREQUENT = 5_000  # times that a word stands somewhere
LARGEST_NUMBER = 2**31 - 1
BATCH = 200  # questions

NUMBER = re.compile(r"#?(\d{1,10})")
PHONE = re.compile(r"\+?[\d\s().-]{5,30}")
COUNTRIES = ("47", "46")


# -- keeping the words ---------------------------------------------------------------------------


@event.listens_for(Question, "after_insert")
def _index_question(_mapper: object, connection: Connection, question: Question) -> None:
    """Whoever writes something anywhere: its words are kept with it."""
    _keep(connection, question.id, [question.body])


@event.listens_for(Message, "after_insert")
def _index_message(_mapper: object, connection: Connection, message: Message) -> None:
    _keep(connection, message.question_id, [message.body])


def index_silent(_now: datetime) -> None:
    """Keep the words of questions that came by another way, a few at a time."""
    silent = (
        select(Question)
        .where(~exists().where(QuestionWord.question_id == Question.id))
        .order_by(Question.id)
        .options(selectinload(Question.messages))
        .limit(BATCH)
    )
    last = 0
    while questions := db.session.scalars(silent.where(Question.id > last)).all():
        for question in questions:
            said = [message.body for message in question.messages]
            _keep(db.session.connection(), question.id, [question.body, *said])
        last = questions[-1].id


def _keep(connection: Connection, number: int, texts: Iterable[str]) -> None:
    found = {stem for text in texts for stem in all_stems(text)}
    rows = [{"stem": stem, "question_id": number} for stem in sorted(found)]
    insert_missing(connection, QuestionWord, rows)


def all_stems(text: str) -> set[str]:
    """Every word of the text in each language's stems: nobody says which one it is written in."""
    words = {part for word in words_of(text) for part in (word, *word.split("-"))}
    return {stem for word in words if word for stem in stems_of(word)}


# -- looking for them ----------------------------------------------------------------------------


def matching(query: str) -> ColumnElement[bool]:
    """What a question must fulfil: all the words stand in it, in any form or as the beginning of
    another word; or it has this number (17, #17), this whole e-mail address or this phone number."""
    query = query[:LONGEST_QUERY].strip()
    ways: list[ColumnElement[bool]] = []
    if words := list(dict.fromkeys(words_of(query)))[:MOST_WORDS]:
        ways.append(and_(*_holding(words)))
    if number := NUMBER.fullmatch(query):
        ways.append(Question.id == min(int(number[1]), LARGEST_NUMBER))
    if "@" in query:
        ways.append(Question.email == query.casefold())
    if PHONE.fullmatch(query):
        ways.append(Question.phone.in_(_phones(query)))
    return or_(false(), *ways)


def _holding(words: list[str]) -> Iterator[ColumnElement[bool]]:
    """For each word, that it stands in the question. A rare one is looked up in the index, and
    gives the questions; a frequent one is asked for question by question, until a page is full: to
    gather all questions in which it stands would take longer."""
    stands = [_stands(word) for word in words]
    some = [select(literal(1)).where(one).limit(FREQUENT).subquery() for one in stands]
    counts = db.session.execute(
        select(*(select(func.count()).select_from(one).scalar_subquery() for one in some))
    ).one()
    for one, count in zip(stands, counts, strict=True):
        if count < FREQUENT:
            yield Question.id.in_(select(QuestionWord.question_id).where(one))
        else:  # a value rather than EXISTS, which PostgreSQL makes the same as IN
            here = select(literal(1)).where(QuestionWord.question_id == Question.id, one)
            yield here.limit(1).scalar_subquery().is_not(None)


def _stands(word: str) -> ColumnElement[bool]:
    """One of the word's stems, or a longer word that begins with the shortest of them: half a
    compound is enough."""
    stem, stems = QuestionWord.stem, stems_of(word)
    shortest = min(stems, key=len)
    begins = stem.between(shortest, shortest + "\uffff")
    return begins if len(shortest) >= SHORTEST_BEGINNING else stem.in_(stems)


def _phones(text: str) -> list[str]:
    """The number as it may be kept: with the code of its country, whichever that is."""
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        return [f"+{digits}"]
    if digits.startswith("00"):
        return [f"+{digits[2:]}"]
    national = digits.removeprefix("0")
    return [f"+{digits}", *(f"+{code}{national}" for code in COUNTRIES)]
