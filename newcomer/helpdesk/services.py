"""Asking, answering, and finding questions; finding and importing articles."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from newcomer import audit, limits, markdown
from newcomer.accounts.models import User
from newcomer.database import COUNT_LIMIT, Page, paged
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.helpdesk import search
from newcomer.helpdesk.models import (
    Article,
    ArticleTranslation,
    Message,
    Question,
    QuestionStatus,
    Situation,
    once_key,
)
from newcomer.i18n import LANGUAGES
from newcomer.links import absolute_url, link_token, read_link_token
from newcomer.mail import queue_email
from newcomer.region import Region

LINK = "conversation"

# Enough for a family with much on its mind; too little to flood a coordinator or a stranger's inbox.
PER_ADDRESS = 10
PER_NETWORK = 60
WINDOW = timedelta(hours=1)


def count_question(email: str, network: str, now: datetime) -> None:
    """Count that somebody asks; raises TooMany."""
    limits.hit("ask network", network, most=PER_NETWORK, per=WINDOW, now=now)
    limits.hit("ask address", email, most=PER_ADDRESS, per=WINDOW, now=now)


def count_reply(network: str, now: datetime) -> None:
    """Count that somebody writes more; raises TooMany."""
    limits.hit("reply network", network, most=PER_NETWORK, per=WINDOW, now=now)


def ask(
    *,
    body: str,
    email: str,
    language: str,
    topic: str,
    municipality: str,
    situation: str,
    once: str,
    region: Region,
    now: datetime,
) -> Question:
    """Take a question and queue its receipt. The same form sent twice gives the same question.

    The receipt carries nothing that the sender typed: the address may be somebody else's.
    """
    key = once_key(once, body, email)
    known = db.session.scalar(select(Question).where(Question.once == key))
    if known is not None:
        return known
    question = Question(
        body=body,
        email=email,
        language=language,
        topic=topic,
        municipality=municipality,
        situation=Situation(situation) if situation else None,
        status=QuestionStatus.open,
        created_at=now,
        last_activity_at=now,
        answer_due_at=region.answer_due(now),
        once=key,
        messages=[],
    )
    try:
        with db.session.begin_nested():
            db.session.add(question)
    except IntegrityError:  # the same form, sent twice at the same moment
        return db.session.scalars(select(Question).where(Question.once == key)).one()
    audit.record(db.session(), "question.asked", question, actor_id=None, now=now)
    queue_email(
        "receipt",
        to=email,
        language=language,
        now=now,
        once=f"receipt:{question.id}",
        link=conversation_link(question),
        number=question.id,
        due=question.answer_due_at,
    )
    return question


def conversation_link(question: Question) -> str:
    """The private address of the conversation, for e-mails: in the language of our replies."""
    return absolute_url("helpdesk.conversation", language=question.language, token=_token(question))


def conversation_path(question: Question, language: str) -> str:
    """The private address of the conversation on this site, in the language of the page."""
    return url_for("helpdesk.conversation", language=language, token=_token(question))


def _token(question: Question) -> str:
    return link_token(LINK, question.id, question.link_nonce)


def question_of_link(token: str) -> Question | None:
    """The question that a private link opens; None for a link that is forged or has been revoked."""
    opened = read_link_token(LINK, token)
    if opened is None:
        return None
    question = db.session.get(Question, opened[0])
    return question if question is not None and question.link_nonce == opened[1] else None


def reply(question: Question, body: str, once: str, now: datetime) -> None:
    """The asker writes more. Sent twice, it stands once."""
    key = once_key(once, str(question.id), body)
    if is_written(question, body, once):
        return
    question.add_reply(body, key, now)
    audit.record(db.session(), "question.replied", question, actor_id=None, now=now)


def answer(
    question: Question,
    body: str,
    once: str,
    *,
    version: int | None,
    author: User,
    now: datetime,
    reopen: bool = False,
) -> None:
    """Answer the question, stop its clock and tell the asker; with `reopen` also a closed one.

    Raises QuestionClosed, and EditConflict if the conversation has moved on since the author saw
    it. Sent twice, it is one answer and one e-mail.
    """
    key = once_key(once, str(question.id), body)
    if is_written(question, body, once):
        return
    _check_seen(question, version)
    if reopen:
        question.reopen(now)
    message = question.add_answer(body, author, key, now)
    db.session.flush()
    audit.record(db.session(), "question.answered", question, actor_id=author.id, now=now)
    queue_email(
        "answer",
        to=question.email,
        language=question.language,
        now=now,
        once=f"answer:{message.id}",
        body=body,
        link=conversation_link(question),
        number=question.id,
    )


def close(question: Question, *, version: int | None, actor: User | None, now: datetime) -> None:
    """Close the question; without an actor it was the asker. A closed one stays closed.

    Raises EditConflict if it has moved on since this version of it was seen; None: whatever came.
    """
    if question.is_closed:
        return
    _check_seen(question, version)
    question.close(now)
    _record("question.closed", question, actor, now)


def reopen(question: Question, *, version: int | None, actor: User, now: datetime) -> None:
    """Open a closed question again. Raises EditConflict, as close() does."""
    if not question.is_closed:
        return
    _check_seen(question, version)
    question.reopen(now)
    _record("question.reopened", question, actor, now)


def renew_link(question: Question, *, version: int | None, actor: User, now: datetime) -> None:
    """Make the links given out useless, and mail the asker a new one.

    Raises EditConflict, as close() does: pressed twice, it does it once.
    """
    _check_seen(question, version)
    question.revoke_links()
    db.session.flush()
    _record("question.link_renewed", question, actor, now)
    link = conversation_link(question)
    queue_email("new_link", to=question.email, language=question.language, now=now, link=link)


def _check_seen(question: Question, version: int | None) -> None:
    if version is not None and version != question.version:
        raise EditConflict


def _record(action: str, question: Question, actor: User | None, now: datetime) -> None:
    audit.record(db.session(), action, question, actor_id=actor.id if actor else None, now=now)


def is_written(question: Question, body: str, once: str) -> bool:
    """Whether this very form with this very text has been taken already."""
    key = once_key(once, str(question.id), body)
    return db.session.scalar(select(Message.id).where(Message.once == key)) is not None


# -- lists -------------------------------------------------------------------------------------


def inbox(status: QuestionStatus, page: int) -> Page[Question]:
    """Questions in this state: those that wait the longest first, closed ones the latest first."""
    latest = Question.last_activity_at
    order = latest.asc() if status is QuestionStatus.open else latest.desc()
    return paged(
        select(Question).where(Question.status == status).order_by(order, Question.id), page
    )


def open_questions() -> int:
    """How many questions wait for us, counted no further than a list shows."""
    waiting = select(Question.id).where(Question.status == QuestionStatus.open).limit(COUNT_LIMIT)
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def questions_of(email: str) -> list[Question]:
    """What was asked from this confirmed address, the latest first."""
    query: Select[Any] = (
        select(Question).where(Question.email == email).order_by(Question.id.desc()).limit(100)
    )
    return list(db.session.scalars(query))


# -- articles ----------------------------------------------------------------------------------


def article(slug: str) -> Article | None:
    return db.session.scalar(select(Article).where(Article.slug == slug))


# What people who move ask most, in the order in which they need it: the front page begins with these.
MOST_ASKED = (
    "report-your-move",
    "find-a-doctor",
    "childcare",
    "rent-a-home",
    "bank-and-e-id",
    "find-a-job",
)


def most_asked() -> list[Article]:
    """The guides to begin with, those of them that there are."""
    found = {
        one.slug: one
        for one in db.session.scalars(select(Article).where(Article.slug.in_(MOST_ASKED)))
    }
    return [found[slug] for slug in MOST_ASKED if slug in found]


def search_articles(query: str) -> list[Article]:
    """The guides that answer the query best, best first."""
    numbers = search.find(query)
    found = {
        one.id: one for one in db.session.scalars(select(Article).where(Article.id.in_(numbers)))
    }
    return [found[number] for number in numbers if number in found]


def articles_by_topic() -> dict[str, list[Article]]:
    """All articles, by topic."""
    found: dict[str, list[Article]] = {}
    for one in db.session.scalars(select(Article).order_by(Article.slug)):
        found.setdefault(one.topic, []).append(one)
    return found


def import_articles(region: Region, folder: Path = markdown.CONTENT) -> int:
    """Import the article files of the country and of the region that the database does not have yet;
    returns how many. From then on the database owns them. A region's file wins over its country's.
    Guides from before there was a search get their words kept.
    """
    silent = select(Article).where(Article.id.not_in(select(search.SearchWord.article_id)))
    for article in db.session.scalars(silent).all():
        search.index_article(article)
    known = set(db.session.scalars(select(Article.slug)))
    sources = {
        path.name: path
        for source in (region.country, region.slug)
        for path in _folders(folder / source)
    }
    fresh = {slug: path for slug, path in sources.items() if slug not in known}
    for slug, path in sorted(fresh.items()):
        article = _read_article(slug, path)
        db.session.add(article)
        db.session.flush()
        search.index_article(article)
    return len(fresh)


def _folders(folder: Path) -> Iterator[Path]:
    return (
        (path for path in sorted(folder.iterdir()) if path.is_dir())
        if folder.is_dir()
        else iter(())
    )


def _read_article(slug: str, folder: Path) -> Article:
    translations, heads = [], []
    for language in LANGUAGES:
        path = folder / f"{language}.md"
        if path.exists():
            head, body = markdown.read_file(path)
            heads.append(head)
            translations.append(
                ArticleTranslation(
                    language=language, title=head["title"], summary=head["summary"], body=body
                )
            )
    first = heads[0]
    return Article(
        slug=slug,
        topic=first["topic"],
        situations=first.get("situations", []),
        sources=first.get("sources", []),
        owner=first["owner"],
        checked_on=first["checked_on"],
        translations=translations,
    )


def load_question_with_messages(question_id: int) -> Question | None:
    """The question, its messages and who wrote them: three statements, however long it is."""
    query = (
        select(Question)
        .where(Question.id == question_id)
        .options(selectinload(Question.messages).joinedload(Message.author))
    )
    return db.session.scalar(query)
