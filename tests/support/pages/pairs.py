"""Pages of proposals and pairs: of the mentor, of the newcomer, and at the desk."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask
from playwright.sync_api import Page, Response
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import Concern, MatchStatus, MentorMatch, Side
from tests.mentoring import pairs as of_tests
from tests.mentoring import people
from tests.support.pages.steps import (
    SitePage,
    Step,
    path,
    press,
    send_an_outdated_version,
    sending,
)

WEEK = timedelta(weeks=1)
STAGES = {
    "asked-mentor": (MatchStatus.asked_mentor, Side.mentor),
    "said-yes": (MatchStatus.asked_newcomer, Side.mentor),
    "asked-newcomer": (MatchStatus.asked_newcomer, Side.newcomer),
    "said-no": (MatchStatus.declined_mentor, Side.mentor),
    "too-late": (MatchStatus.expired_mentor, Side.mentor),
    "came-to-nothing": (MatchStatus.withdrawn, Side.newcomer),
}


def pages(app: Flask) -> Iterator[SitePage]:
    yield from _proposals(app)
    yield from _pair(app)
    yield from _over(app)
    yield from _desk(app)


def fill(app: Flask) -> None:
    """The demo has a pair of each kind; what it lacks is made beside the pages that show it."""


def _make(app: Flask, status: MatchStatus, weeks: int = 0, **values: object) -> int:
    now = utcnow() - weeks * WEEK
    mentor = people.make_mentor(app, first_name="Marit")
    request = people.make_request(app, first_name="Ana")
    return people.make_match(app, request, mentor, status=status, now=now, **values)


def _page(app: Flask, number: int, side: Side, more: str = "") -> str:
    token = of_tests.token_of(app, number, side)
    return path(app, "mentoring.pair", pair_token=token) + more


def _proposals(app: Flask) -> Iterator[SitePage]:
    for name, (status, side) in STAGES.items():
        due = utcnow() + WEEK if status.value.startswith("asked") else None
        number = _make(app, status, due_at=due)
        where = _page(app, number, side)
        yield SitePage(f"proposal-{name}", where, key=name == "asked-mentor")
        if name == "asked-mentor":
            yield SitePage("proposal-mistakes", where, status=422, step=_pressing("/no"))
            yield SitePage(
                "proposal-answered-meanwhile", where, status=409, step=_too_late(app, number)
            )
            yield SitePage("proposal-concern", _page(app, number, side, "/concern"))
    yield SitePage("pair-lost", path(app, "mentoring.pair", pair_token="x"), status=404)


def _pressing(end: str) -> Step:
    """Press the button of the form that goes to this address, as it stands."""

    def step(page: Page) -> Response | None:
        form = page.locator(f'main form[action$="{end}"]')
        if not form.locator("button").is_visible():
            page.locator("main details > summary").first.click()
        return press(page, form.locator("button"))

    return step


def _too_late(app: Flask, number: int) -> Step:
    def step(page: Page) -> Response | None:
        due = of_tests.look_at(app, number).due_at
        of_tests.change(app, MentorMatch, number, status=MatchStatus.withdrawn, due_at=None)
        try:
            return _pressing("/yes")(page)
        finally:
            of_tests.change(app, MentorMatch, number, status=MatchStatus.asked_mentor, due_at=due)

    return step


def _pair(app: Flask) -> Iterator[SitePage]:
    new = _make(app, MatchStatus.active)
    yield SitePage("pair-new", _page(app, new, Side.newcomer), key=True)
    yield SitePage("pair-too-early", _page(app, new, Side.mentor, "/certificate"))
    number = _make(app, MatchStatus.active, 9, midway_asked_at=utcnow())
    of_tests.note_meeting(app, number)
    of_tests.write_messages(app, number)
    where = _page(app, number, Side.mentor)
    yield SitePage("pair", where, key=True)
    yield SitePage("pair-message-mistakes", where, status=422, step=_pressing("/write"))
    yield SitePage("pair-meeting-mistakes", where, status=422, step=_a_day_to_come)
    for name in ("midway", "concern"):
        yield SitePage(f"pair-{name}", where + f"/{name}")
        yield SitePage(f"pair-{name}-mistakes", where + f"/{name}", status=422, step=sending())
    yield SitePage("pair-end", where + "/end")


def _a_day_to_come(page: Page) -> Response | None:
    form = page.locator('main form[action$="/met"]')
    form.locator('[name="on"]').fill("2999-01-01")
    return press(page, form.locator("button"))


def _over(app: Flask) -> Iterator[SitePage]:
    number = _make(
        app, MatchStatus.finished, 18, started_at=utcnow() - 17 * WEEK, ended_at=utcnow()
    )
    of_tests.note_meeting(app, number)
    for side in Side:
        yield SitePage(f"pair-finished-{side.value}", _page(app, number, side))
    where = _page(app, number, Side.mentor)
    yield SitePage("pair-survey", where + "/survey")
    yield SitePage("pair-certificate", where + "/certificate", key=True)
    too_long = sending(name="x" * 101)
    yield SitePage("pair-certificate-mistakes", where + "/certificate", status=422, step=too_long)
    ended = _make(app, MatchStatus.ended, 5, started_at=utcnow() - 5 * WEEK, ended_at=utcnow())
    yield SitePage("pair-ended", _page(app, ended, Side.newcomer))


def _desk(app: Flask) -> Iterator[SitePage]:
    who = "coordinator"
    pairs = path(app, "mentoring_desk.pairs")
    yield SitePage("desk-pairs", pairs, who, key=True)
    for tab in ("open", "active", "over"):
        yield SitePage(f"desk-pairs-{tab}", f"{pairs}?tab={tab}", who)
    for status in (MatchStatus.asked_mentor, MatchStatus.finished, MatchStatus.declined_mentor):
        number = _first(app, status)
        where = path(app, "mentoring_desk.pair", match_id=number)
        yield SitePage(f"desk-pair-{status.value.replace('_', '-')}", where, who)
    silent = path(app, "mentoring_desk.pair", match_id=_silent(app))
    yield SitePage("desk-pair-silent", silent, who)
    yield SitePage("desk-pair-outdated", silent, who, 409, _outdated_press)
    yield SitePage("desk-pair-end", silent + "/end", who)
    concerns = path(app, "mentoring_desk.concerns")
    yield SitePage("desk-concerns", concerns, who)
    yield SitePage("desk-concerns-seen-to", f"{concerns}?handled=1", who)
    with app.app_context():
        first = db.session.scalars(select(Concern.id).order_by(Concern.id)).first()
    concern = path(app, "mentoring_desk.concern", concern_id=first)
    yield SitePage("desk-concern", concern, who, personal=True)
    yield SitePage("desk-concern-mistakes", concern, who, 422, sending(), personal=True)
    outdated = _send_outdated_outcome
    yield SitePage("desk-concern-outdated", concern, who, 409, outdated, personal=True)


def _first(app: Flask, status: MatchStatus) -> int:
    with app.app_context():
        query = select(MentorMatch.id).where(MentorMatch.status == status)
        return db.session.scalars(query.order_by(MentorMatch.id)).first() or 0


def _silent(app: Flask) -> int:
    with app.app_context():
        query = select(MentorMatch.id).where(
            MentorMatch.status == MatchStatus.active,
            MentorMatch.last_activity_at < utcnow() - 4 * WEEK,
        )
        return db.session.scalars(query.order_by(MentorMatch.id)).first() or 0


def _outdated_press(page: Page) -> Response | None:
    form = page.locator('main form[action$="/looked-after"]')
    form.locator('[name="version"]').evaluate("field => { field.value = '99' }")
    return press(page, form.locator("button"))


def _send_outdated_outcome(page: Page) -> Response | None:
    page.locator('main [name="outcome"]').fill("Ringte.")
    return send_an_outdated_version(page)
