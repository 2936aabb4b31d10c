"""The demo shows job number 2 at work: nothing is empty on a first visit, in any region."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer.access import Role
from newcomer.app import create_app
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.demo import employer_of
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus, Outcome
from newcomer.partner_jobs.models.partners import PartnerProfile
from newcomer.partner_jobs.models.vacancies import Vacancy
from newcomer.partner_jobs.services import due, figures, ledger, tasks
from newcomer.region import current_region
from tests.conftest import make_settings
from tests.partner_jobs.partner_forms import signed_in

REGIONS = [("lillehammer", "nb"), ("sogn", "nn"), ("lerum", "sv")]
STATES = {
    IntroductionStatus.asked_partner,
    IntroductionStatus.asked_employer,
    IntroductionStatus.accepted,
    IntroductionStatus.declined_partner,
    IntroductionStatus.declined_employer,
    IntroductionStatus.expired_employer,
    IntroductionStatus.over,
}


def planted(tmp_path: Path, region: str) -> Flask:
    url = f"sqlite:///{tmp_path}/demo.db"
    app = create_app(
        make_settings(url, tmp_path, region=region, demo=True, environment="development")
    )
    plant(app)
    return app


def plant(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["prepare"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(("region", "language"), REGIONS)
def test_there_is_an_introduction_in_every_state_worth_a_look(
    region: str, language: str, tmp_path: Path
) -> None:
    app = planted(tmp_path, region)
    with app.test_request_context(method="POST"):
        found = db.session.scalars(select(Introduction)).all()
        assert {one.status for one in found} == STATES
        assert any(one.is_accepted and one.talked_on for one in found)
        assert any(one.outcome is Outcome.hired and one.partner for one in found)
        assert due.run(utcnow()) == {}  # nothing of it runs out at once
        partners = db.session.scalars(select(PartnerProfile)).all()
        assert {one.language for one in partners} == {language}
        sources = set(db.session.scalars(select(Vacancy.source_language)))
    assert sources == {language}


def test_the_desk_the_ledger_and_the_figures_are_not_empty(tmp_path: Path) -> None:
    app = planted(tmp_path, "lillehammer")
    with app.app_context():
        now, region = utcnow(), current_region()
        assert not figures.figures(region, now).nothing
        shown = ledger.public(now, region).figures
        assert all(shown[name] for name in ("received", "in_time", "conversations", "hires"))
        workshop = employer_of("workshop")
        assert workshop is not None
        number = workshop.id
    desk = signed_in(app, "kari@example.test", Role.coordinator)
    for tab in tasks.Tab:
        page = desk.get("jobs_desk.introductions", tab=tab.value)
        assert page.all(".inbox tbody tr"), tab
    room = signed_in(app, "hr@example.test")
    listed = room.get("jobs.employer_introductions", employer_id=number)
    assert "João" in listed.text


def test_it_is_planted_once(tmp_path: Path) -> None:
    app = planted(tmp_path, "lillehammer")
    counts = []
    for _ in range(2):
        with app.app_context():
            models = (Introduction, PartnerProfile, Vacancy)
            counts.append([db.session.scalar(select(func.count()).select_from(m)) for m in models])
        plant(app)
    assert counts[0] == counts[1]
