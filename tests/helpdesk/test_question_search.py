"""Coordinators find a question again by what was written in it, or by whose it is."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.helpdesk.models import Message, MessageKind, Question, QuestionWord
from newcomer.helpdesk.services import conversation, question_search
from tests import factories


def found(app: Flask, query: str) -> list[int]:
    with app.app_context():
        condition = question_search.matching(query)
        return list(db.session.scalars(select(Question.id).where(condition).order_by(Question.id)))


@pytest.fixture(params=[question_search.FREQUENT, 1], ids=["rare words", "frequent words"])
def questions(
    app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, int, int]:
    """A childcare question in bokmål, a school one in Swedish, one about a dog in English; found
    alike whether their words are thought rare or frequent."""
    monkeypatch.setattr(question_search, "FREQUENT", request.param)
    asked = (
        ("a@example.test", "nb", "Har dere ledige barnehageplasser i Øyer?"),
        ("b@example.test", "sv", "Vilken skola ska barnet gå i?"),
        ("c.d@example.test", "en", "May I bring my dogs?"),
    )
    child, school, dog = (
        factories.make_question(app, body=body, email=email, language=language)
        for email, language, body in asked
    )
    return child, school, dog


def test_a_word_is_found_in_any_of_its_forms(app: Flask, questions: tuple[int, int, int]) -> None:
    child, school, dog = questions
    for query in ("barnehageplass", "BARNEHAGEPLASSENE", "ledig", "Øyer"):
        assert found(app, query) == [child], query
    assert found(app, "skolor") == [school]
    assert found(app, "dog") == [dog]


def test_a_word_is_found_by_its_beginning(app: Flask, questions: tuple[int, int, int]) -> None:
    child, school, _dog = questions
    assert found(app, "barneha") == [child]
    assert found(app, "bar") == [child, school]
    assert found(app, "ba") == []


def test_all_words_must_be_there(app: Flask, questions: tuple[int, int, int]) -> None:
    child, _school, _dog = questions
    assert found(app, "ledig barnehage") == [child]
    assert found(app, "ledig skole") == []


def test_what_was_said_later_is_found_too(app: Flask, questions: tuple[int, int, int]) -> None:
    child, school, _dog = questions
    factories.answer_question(app, child, "Ring servicekontoret.")
    with app.test_request_context():
        question = db.session.get_one(Question, school)
        conversation.reply(question, "Det gäller tvillingar.", "mark", utcnow())
        db.session.commit()
    assert found(app, "servicekontor") == [child]
    assert found(app, "tvilling") == [school]
    assert found(app, "skola tvilling") == [school]


def test_the_same_words_twice_are_no_trouble(app: Flask, questions: tuple[int, int, int]) -> None:
    child, _school, _dog = questions
    factories.answer_question(app, child, "Ledige barnehageplasser er det i Øyer.")
    factories.answer_question(app, child, "Ledige barnehageplasser er det også i Gausdal.")
    assert found(app, "ledig gausdal") == [child]


def test_a_question_is_found_by_its_number(app: Flask, questions: tuple[int, int, int]) -> None:
    _child, school, _dog = questions
    assert found(app, f"#{school}") == [school]
    assert found(app, str(school)) == [school]
    assert found(app, "#99999999999") == []


def test_a_question_is_found_by_a_whole_address(
    app: Flask, questions: tuple[int, int, int]
) -> None:
    _child, _school, dog = questions
    assert found(app, " C.D@example.test ") == [dog]
    assert found(app, "d@example.test") == []


@pytest.mark.parametrize("typed", ["+47 61 00 00 00", "61000000", "61 00 00 00", "0047 61000000"])
def test_a_question_is_found_by_its_phone_number(
    app: Flask, questions: tuple[int, int, int], typed: str
) -> None:
    child, _school, _dog = questions
    with app.app_context():
        db.session.get_one(Question, child).phone = "+4761000000"
        db.session.commit()
    assert found(app, typed) == [child]


def test_a_swedish_number_is_found_as_it_is_written_in_sweden(
    app: Flask, questions: tuple[int, int, int]
) -> None:
    child, _school, _dog = questions
    with app.app_context():
        db.session.get_one(Question, child).phone = "+46701740605"
        db.session.commit()
    assert found(app, "070-174 06 05") == [child]


@pytest.mark.parametrize(
    "query", ["", " ", "og", "🎿" * 500, "%", "_", "' OR 1=1 --", "#", "@", "+"]
)
def test_what_says_nothing_finds_nothing(
    app: Flask, questions: tuple[int, int, int], query: str
) -> None:
    assert found(app, query) == []


def test_a_note_between_coordinators_is_found_once_its_words_are_kept(
    app: Flask, questions: tuple[int, int, int]
) -> None:
    child, _school, _dog = questions
    with app.app_context():
        db.session.add(
            Message(
                question_id=child,
                kind=MessageKind.note,
                from_staff=True,
                body="Venter på rådhuset",
                once="note",
                created_at=utcnow(),
            )
        )
        db.session.commit()
    assert found(app, "rådhus") == [child]


def test_questions_from_before_there_was_a_search_get_their_words(
    app: Flask, questions: tuple[int, int, int]
) -> None:
    child, _school, dog = questions
    factories.answer_question(app, child, "Ring servicekontoret.")
    with app.app_context():
        db.session.execute(delete(QuestionWord).where(QuestionWord.question_id != dog))
        db.session.commit()
        question_search.index_silent(utcnow())
        db.session.commit()
    assert found(app, "barnehageplass servicekontor") == [child]


def test_a_deleted_question_leaves_no_words(app: Flask, questions: tuple[int, int, int]) -> None:
    child, _school, _dog = questions
    with app.app_context():
        db.session.delete(db.session.get_one(Question, child))
        db.session.commit()
        left = select(func.count()).where(QuestionWord.question_id == child)
        assert db.session.scalar(left) == 0


def test_two_who_write_at_the_same_moment_are_both_found(
    app: Flask, questions: tuple[int, int, int]
) -> None:
    child, _school, _dog = questions
    ready = Barrier(2)

    def say(text: str) -> None:
        with app.app_context():
            ready.wait()
            said = Message(question_id=child, from_staff=False, body=text, once=text)
            said.created_at = utcnow()
            db.session.add(said)
            db.session.commit()

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(say, text) for text in ("Zebra og apekatt", "Apekatt og zebra")]:
            one.result()
    assert found(app, "zebra apekatt") == [child]
