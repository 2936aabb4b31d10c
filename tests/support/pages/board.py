"""Pages of matching: the board, a search, one newcomer, and which mentors are missing."""

from collections.abc import Iterator

from flask import Flask
from playwright.sync_api import Page, Response
from sqlalchemy import select

from newcomer.arrivals.models import Arrival
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    MatchRun,
    MatchStatus,
    MentorProfile,
    MentorRequest,
    PairRule,
    RuleKind,
    RunStatus,
)
from newcomer.mentoring.services import runs, searching
from newcomer.region import current_region
from tests.mentoring import people
from tests.support.pages.steps import SitePage, main_form, path, press

NAME = "Freweini"  # who waits and is looked at


def pages(app: Flask) -> Iterator[SitePage]:
    with app.app_context():
        last = runs.last_for_all()
        assert last is not None
        failed = db.session.scalar(select(MatchRun.id).where(MatchRun.status == RunStatus.failed))
        queued = db.session.scalar(select(MatchRun.id).where(MatchRun.status == RunStatus.queued))
        newcomer = db.session.scalar(
            select(MentorRequest.id).join(MentorRequest.arrival).where(Arrival.first_name == NAME)
        )
        mentor = db.session.scalar(
            select(MentorProfile.id).where(MentorProfile.first_name == "Siri")
        )
        number = last.id
    desk = "mentoring_desk"
    one = {"request_id": newcomer}
    yield SitePage("mentors missing", path(app, "mentoring.missing"), key=True)
    figures = path(app, "mentoring_desk.mentor_figures")
    yield SitePage("mentor figures", figures, "coordinator", key=True)
    for name, address in (
        ("mentor board", path(app, f"{desk}.board")),
        ("mentor board, sent", path(app, f"{desk}.board", view="sent")),
        ("mentor board, narrowed down", path(app, f"{desk}.board", speaks="pl")),
        ("mentor search", path(app, f"{desk}.run", run_id=number)),
        ("mentor search, failed", path(app, f"{desk}.run", run_id=failed)),
        ("mentor search, under way", path(app, f"{desk}.run_progress", run_id=queued)),
        ("mentor weights", path(app, f"{desk}.change_weights")),
        ("newcomer who waits", path(app, f"{desk}.newcomer", **one)),
        ("mentors for a newcomer", path(app, f"{desk}.choose_mentor", **one)),
        ("why not this mentor", path(app, f"{desk}.why_not", **one, mentor_id=mentor)),
    ):
        yield SitePage(name, address, "coordinator")
    yield SitePage(
        "mentor weights, errors",
        path(app, f"{desk}.change_weights"),
        "coordinator",
        422,
        step=_try_nothing,
    )


def _try_nothing(page: Page) -> Response | None:
    form = main_form(page)
    form.locator('[name="interests"]').fill("")
    return press(page, form.locator('button[type="submit"]'))


def fill(app: Flask) -> None:
    """Some who wait, some mentors, and searches: done twice, gone wrong, and not yet taken."""
    now = utcnow()
    wanted = people.make_request(app, first_name=NAME, languages={"ti": 6, "en": 4}, now=now)
    people.make_request(app, first_name="Olga", languages={"uk": 6}, place="follebu", now=now)
    asked = people.make_request(app, first_name="Samir", now=now)
    people.make_mentor(app, first_name="Berit", now=now)
    siri = people.make_mentor(app, first_name="Siri", free_times=[1], now=now)
    people.make_match(app, asked, siri, status=MatchStatus.asked_mentor, due_at=now, now=now)
    with app.test_request_context(method="POST"):
        rule = PairRule(request_id=wanted, mentor_id=siri, kind=RuleKind.forbid, created_at=now)
        db.session.add(rule)
        db.session.commit()
        for weights in ({}, {"interests": 0}):
            runs.queue(None, weights, actor=None, now=now)
            db.session.commit()
            searching.work(current_region(), now)
            searching.count_missing(current_region(), now)
            db.session.commit()
        db.session.add(MatchRun(status=RunStatus.failed, error="ValueError", created_at=now))
        # Nobody takes it: the world has no worker.
        runs.queue(wanted, {}, actor=None, now=now)
        db.session.commit()
