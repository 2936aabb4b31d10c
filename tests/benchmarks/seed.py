"""A database with as many guides and questions as wanted, and a coordinator who is signed in."""

import csv
import tempfile
from dataclasses import dataclass

from flask import session

from newcomer.access import Role
from newcomer.accounts import services as accounts
from newcomer.accounts.sign_in import new_user
from newcomer.accounts.views import begin_session
from newcomer.app import create_app
from newcomer.config import Settings
from newcomer.database import utcnow
from newcomer.extensions import db
from tests.benchmarks import seed_guides, seed_jobs, seed_questions
from tests.support import server
from tests.support.processes import ROOT

QUERIES = ROOT / "tests" / "guides" / "queries.csv"


@dataclass(frozen=True)
class Size:
    """How much a site holds."""

    guides: int
    questions: int
    vacancies: int = 0


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


def queries() -> list[str]:
    """What people may type into the search."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return [row["query"] for row in csv.DictReader(file)]


def seed(database_url: str, size: Size) -> str:
    """Make the tables, the guides and the questions; the cookie of a coordinator's session."""
    settings = settings_for(database_url)
    server.flask("prepare", environment=settings)
    with tempfile.TemporaryDirectory() as folder:
        base = {"INSTANCE": folder, "BASE_URL": "http://127.0.0.1"}
        app = create_app(Settings.from_environment({**settings, **base}))
        with app.test_request_context():
            user = new_user("coordinator@example.test", "nb", utcnow())
            accounts.grant(user, Role.coordinator, actor=None, now=utcnow())
            seed_guides.write(size.guides)
            seed_questions.ask(size.questions)
            seed_jobs.post(size.vacancies)
            db.session.commit()
            settle()
            begin_session(user)
            signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
            cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}"
        with app.app_context():
            db.engine.dispose()
    return cookie


def settle() -> None:
    """What PostgreSQL would have done by itself after a while: look at what there is."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
