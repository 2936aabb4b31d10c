"""A database with as many questions as wanted, and a coordinator who is signed in."""

import tempfile
from datetime import datetime, timedelta
from typing import Any

from flask import session
from sqlalchemy import insert

from newcomer.access import Role
from newcomer.accounts import services as accounts
from newcomer.accounts.sign_in import new_user
from newcomer.accounts.views import begin_session
from newcomer.app import create_app
from newcomer.config import Settings
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.helpdesk.models import Message, Question, QuestionStatus
from tests.support import server

FRONT_PAGE = "/nb/"
ARTICLE = "/nb/articles/find-a-doctor"
INBOX = "/nb/desk/questions"

CHUNK = 1000
# Half of the questions wait, so that the inbox has full pages whatever their number.
STATUSES = (
    QuestionStatus.open,
    QuestionStatus.closed,
    QuestionStatus.open,
    QuestionStatus.answered,
)
BODY = (
    "Hei! Vi flytter i august med to barn. Hvordan finner vi fastlege, og hva koster barnehagen? "
    * 3
)


def settings_for(database_url: str) -> dict[str, str]:
    """The site as in production, on this machine."""
    return {
        "NEWCOMER_ENV": "production",
        "DEMO": "0",
        "SECRET_KEY": "a secret that only this measurement knows",
        "REGION": "lillehammer",
        "DATABASE_URL": database_url,
        "SMTP_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "newcomer@example.test",
    }


def seed(database_url: str, questions: int) -> str:
    """Make the tables, the articles and the questions; the cookie of a coordinator's session."""
    settings = settings_for(database_url)
    server.flask("prepare", environment=settings)
    with tempfile.TemporaryDirectory() as folder:
        base = {"INSTANCE": folder, "BASE_URL": "http://127.0.0.1"}
        app = create_app(Settings.from_environment({**settings, **base}))
        with app.test_request_context():
            user = new_user("coordinator@example.test", "nb", utcnow())
            accounts.grant(user, Role.coordinator, actor=None, now=utcnow())
            _ask(questions)
            db.session.commit()
            begin_session(user)
            signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
            cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}"
        with app.app_context():
            db.engine.dispose()
    return cookie


def _ask(count: int) -> None:
    """Questions one minute apart, each with an answer where it has one."""
    first = utcnow() - timedelta(minutes=count)
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        rows = [_question(number, first + timedelta(minutes=number)) for number in numbers]
        ids = db.session.scalars(
            insert(Question).returning(Question.id, sort_by_parameter_order=True), rows
        ).all()
        answers = [
            {
                "question_id": question_id,
                "from_staff": True,
                "body": BODY,
                "created_at": row["last_activity_at"],
                "once": f"answer {question_id}",
            }
            for question_id, row in zip(ids, rows, strict=True)
            if row["status"] is not QuestionStatus.open
        ]
        db.session.execute(insert(Message), answers)


def _question(number: int, asked_at: datetime) -> dict[str, Any]:
    status = STATUSES[number % len(STATUSES)]
    closed = status is QuestionStatus.closed
    return {
        "email": f"person{number}@example.test",
        "language": "nb",
        "body": BODY,
        "topic": "",
        "municipality": "",
        "situation": None,
        "status": status,
        "created_at": asked_at,
        "answer_due_at": asked_at + timedelta(days=2),
        "first_answered_at": None if status is QuestionStatus.open else asked_at,
        "last_activity_at": asked_at,
        "closed_at": asked_at if closed else None,
        "once": f"question {number}",
        "version": 1,
    }
