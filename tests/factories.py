"""Rows for tests. Each factory commits, and gives back plain values that no session holds."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from newcomer.access import Role
from newcomer.accounts import services as accounts
from newcomer.accounts import sign_in
from newcomer.accounts.sign_in import find_user, new_user
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides import search
from newcomer.guides.checklist import services as checklists
from newcomer.guides.models import Article, ArticleTranslation
from newcomer.helpdesk.models import SavedAnswer
from newcomer.helpdesk.services import answering, asking, conversation
from newcomer.helpdesk.services.answering import Act
from newcomer.mail import EmailStatus, queue_email
from newcomer.region import current_region

_marks = count(1)


def _writing(app: Flask) -> Any:
    """A request that may write: beside a running site, SQLite lets nobody write who began by reading."""
    return app.test_request_context(method="POST")


def make_user(app: Flask, email: str, *roles: Role, language: str = "nb") -> str:
    """A person with these roles; returns what Flask-Login keeps in the session."""
    with _writing(app):
        user = find_user(email) or new_user(email, language, utcnow())
        for role in roles:
            if role not in user.roles:
                accounts.grant(user, role, actor=None, now=utcnow())
        db.session.commit()
        session_id = user.get_id()
        db.session.expunge_all()
    return session_id


def make_question(
    app: Flask,
    *,
    body: str = "Hvor melder jeg flytting?",
    email: str = "ana@example.test",
    language: str = "nb",
    topic: str = "",
    phone: str = "",
    call_times: Sequence[str] = (),
    suspicious: bool = False,
    now: datetime | None = None,
) -> int:
    """A question that somebody has asked; returns its number."""
    asked = asking.Asked(
        body=body,
        email=email,
        language=language,
        topic=topic,
        phone=phone,
        call_times=call_times,
        once=f"test{next(_marks)}",
    )
    with _writing(app):
        question = asking.ask(
            asked, region=current_region(), now=now or utcnow(), suspicious=suspicious
        )
        db.session.commit()
        number = question.id
        db.session.expunge_all()
    return number


def answer_question(
    app: Flask, number: int, body: str = "Hos Skatteetaten.", now: datetime | None = None
) -> None:
    """A coordinator answers."""
    make_user(app, "coordinator@example.test", Role.coordinator)
    with _writing(app):
        author = find_user("coordinator@example.test")
        question = answering.load_question_with_messages(number)
        assert author is not None
        assert question is not None
        answering.answer(question, body, Act(author, now or utcnow(), f"test{next(_marks)}"))
        db.session.commit()


def private_path(app: Flask, number: int, language: str = "nb") -> str:
    """The path of the private page of a question."""
    with _writing(app):
        question = answering.load_question_with_messages(number)
        assert question is not None
        return conversation.conversation_path(question, language)


def confirmation_path(app: Flask, number: int, language: str = "nb") -> str:
    """The path of the page where the asker confirms the question."""
    with _writing(app):
        question = answering.load_question_with_messages(number)
        assert question is not None
        link = urlsplit(conversation.confirmation_link(question)).path
    return f"/{language}/{link.split('/', 2)[2]}"


def make_article(
    app: Flask,
    *,
    slug: str = "find-a-doctor",
    topic: str = "health",
    texts: dict[str, str] | None = None,
    edition: int = 1,
    **values: Any,
) -> str:
    """An article with a title per language, the first one's source in this edition, the others made
    from the first edition; returns its slug."""
    with _writing(app):
        translations = [
            ArticleTranslation(
                language=language,
                title=title,
                summary=title + ".",
                body=title,
                updated_at=utcnow(),
            )
            for language, title in (texts or {"nb": "Finn en fastlege"}).items()
        ]
        translations[0].edition = edition
        article = Article(
            slug=slug,
            topic=topic,
            owner="Flyttehjelpen",
            translations=translations,
            **{
                "checked_on": date(2026, 11, 20),
                "situations": [],
                "sources": [{"name": "Helsenorge", "url": "https://www.helsenorge.no"}],
                "published_at": utcnow(),
                "source_language": translations[0].language,
                **values,
            },
        )
        db.session.add(article)
        db.session.flush()
        search.index_article(article)
        db.session.commit()
    return slug


def make_saved_answer(
    app: Flask,
    *,
    title: str = "Takk for spørsmålet",
    topic: str = "",
    texts: dict[str, str] | None = None,
) -> int:
    """An answer that is kept for sending often; returns its number."""
    with app.app_context():
        saved = SavedAnswer(
            title=title, topic=topic, texts=texts or {"nb": "Du hører fra oss senest {due_date}."}
        )
        db.session.add(saved)
        db.session.commit()
        return saved.id


def article_number(app: Flask, slug: str) -> int:
    """The number of the article at this address, published or not."""
    with app.app_context():
        return db.session.scalars(select(Article.id).where(Article.slug == slug)).one()


def make_checklist(
    app: Flask,
    *,
    moving_in: int | None = 30,
    municipality: str = "",
    situations: Sequence[str] = (),
    now: datetime | None = None,
) -> str:
    """A checklist for a move so many days from now; returns the token of its link."""
    now = now or utcnow()
    with _writing(app):
        moving_on = None if moving_in is None else now.date() + timedelta(days=moving_in)
        checklist = checklists.make(moving_on, municipality, situations, now)
        db.session.commit()
        return checklists.token_of(checklist)


def tick_steps(app: Flask, token: str, *slugs: str) -> None:
    """Somebody has done these steps of the checklist."""
    with _writing(app):
        checklist = checklists.checklist_of_link(token)
        assert checklist is not None
        checklists.tick(checklist, set(), set(slugs), current_region(), utcnow())
        db.session.commit()


def make_sign_in_link(app: Flask, email: str, language: str = "nb", next_path: str = "") -> str:
    """A link that was mailed to this address; returns its token."""
    with _writing(app):
        token = sign_in.send_link(email, language, next_path, utcnow())
        db.session.commit()
    return token


def make_coordinator_grant(app: Flask, email: str = "colleague@example.test") -> int:
    """A coordinator; returns the number of their grant."""
    make_user(app, email, Role.coordinator)
    with app.app_context():
        user = find_user(email)
        assert user is not None
        return user.grants[0].id


def make_dead_email(app: Flask, to: str = "away@example.test") -> int:
    """An e-mail that the mail server refused for good; returns its number."""
    with _writing(app):
        email = queue_email(
            "sign_in", to=to, language="nb", now=utcnow(), link="http://newcomer.test/x", minutes=60
        )
        email.status, email.attempts = EmailStatus.dead, 1
        email.last_error = "SMTPRecipientsRefused: 550 No such mailbox"
        db.session.commit()
        return email.id


def days_ago(days: float) -> datetime:
    return utcnow() - timedelta(days=days)
