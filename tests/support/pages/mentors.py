"""Pages of becoming and being a mentor, and of those who look at mentors at the desk."""

from collections.abc import Iterator

from flask import Flask
from playwright.sync_api import Page, Response
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import MentorProfile, MentorStatus
from newcomer.mentoring.services import becoming
from newcomer.mentoring.services.vetting import View
from newcomer.mentoring.steps import Step
from tests.mentoring.people import make_match, make_mentor, make_request
from tests.support.pages.steps import (
    SitePage,
    main_form,
    path,
    press,
    send_an_outdated_version,
    sending,
    sending_from_a_new_address,
)

DRAFT, WHOLE, LEAVING = "draft@example.test", "whole@example.test", "leaving@example.test"


def pages(app: Flask) -> Iterator[SitePage]:
    yield from _ways_in(app)
    yield from _own_pages(app)
    yield from _at_the_desk(app)


def fill(app: Flask) -> None:
    """Add what the demo lacks: a form just begun, one that is whole, somebody who left a pair."""
    make_mentor(
        app, email=DRAFT, status=MentorStatus.draft, place="", languages={}, free_times=[],
        interests=[], situation=None, birth_year=None, why="", pledged_at=None, approved_at=None,
    )  # fmt: skip
    make_mentor(
        app, email=WHOLE, interests=["hiking", "choir", "baking"], children=["3-5", "10-12"],
        occupation="nurse", isco="2221", languages={"nb": 6, "ti": 4}, first_name="Ana",
    )  # fmt: skip
    leaving = make_mentor(app, email=LEAVING, first_name="Jonas")
    make_match(app, make_request(app, email="left@example.test"), leaving)
    with app.test_request_context(method="POST"):
        mentor = db.session.get_one(MentorProfile, leaving)
        mentor.status, mentor.submitted_at = MentorStatus.ended, utcnow()
        db.session.commit()


def _ways_in(app: Flask) -> Iterator[SitePage]:
    yield SitePage("mentors", path(app, "mentoring.mentors"), key=True)
    begin = path(app, "mentoring.become")
    yield SitePage("mentor-become", begin, key=True)
    yield SitePage("mentor-become-errors", begin, status=422, step=sending(email="Ana"))
    yield SitePage("mentor-begun", begin, step=sending_from_a_new_address(first_name="Ana"))
    lost = path(app, "mentoring.lost_mentor_link")
    yield SitePage("mentor-begun-before", path(app, "mentoring.begun"))
    yield SitePage("mentor-lost", lost)
    yield SitePage("mentor-lost-sent-before", path(app, "mentoring.lost_mentor_link_sent"))
    yield SitePage("mentor-lost-errors", lost, status=422, step=sending(email="Ana"))
    yield SitePage("mentor-lost-sent", lost, step=sending_from_a_new_address())
    yield SitePage("mentor-none", path(app, "mentoring.profile", mentor_token="x"), status=404)


def _own_pages(app: Flask) -> Iterator[SitePage]:
    draft, whole = (
        _token(app, MentorProfile.email == DRAFT),
        _token(app, MentorProfile.email == WHOLE),
    )
    yield SitePage("mentor-draft", path(app, "mentoring.profile", mentor_token=draft), key=True)
    yield SitePage(
        "mentor-draft-lacks",
        path(app, "mentoring.profile", mentor_token=draft),
        status=422,
        step=lambda page: _press_button(page, "/submit"),
    )
    for step in Step:
        of_draft = path(app, "mentoring.profile_step", mentor_token=draft, step=step.value)
        yield SitePage(f"mentor-{step.value}", of_draft, key=step is Step.place)
        yield SitePage(f"mentor-{step.value}-errors", of_draft, status=422, step=_send_nothing)
        if step is not Step.references:  # nobody is named any more
            of_whole = path(app, "mentoring.profile_step", mentor_token=whole, step=step.value)
            yield SitePage(f"mentor-{step.value}-filled", of_whole, alike=True)
    interests = path(app, "mentoring.profile_step", mentor_token=draft, step="interests")
    yield SitePage(
        "mentor-occupation", interests, status=422, step=sending(occupation="sykepl"), key=True
    )
    why = path(app, "mentoring.profile_step", mentor_token=whole, step="why")
    yield SitePage("mentor-why-changed", why, status=409, step=_send_outdated)
    for status in MentorStatus:
        if status is not MentorStatus.draft:
            token = _token(app, MentorProfile.status == status)
            own = path(app, "mentoring.profile", mentor_token=token)
            yield SitePage(f"mentor-own-{status.value}", own)
    yield SitePage(
        "mentor-pause-errors",
        path(app, "mentoring.profile", mentor_token=whole),
        status=422,
        step=_pause_in_the_past,
    )
    yield SitePage("mentor-stop", path(app, "mentoring.stop_profile", mentor_token=whole))
    yield SitePage("mentor-delete", path(app, "mentoring.delete_profile", mentor_token=whole))


def _at_the_desk(app: Flask) -> Iterator[SitePage]:
    listed = path(app, "mentoring_desk.mentors")
    for view in View:
        key = view in (View.submitted, View.approved)
        where = f"{listed}?view={view.value}"
        yield SitePage(f"desk-mentors-{view.value}", where, "coordinator", key=key)
    yield SitePage("desk-mentors-none", f"{listed}?view=approved&speaks=th", "coordinator")
    for status in MentorStatus:
        if status is not MentorStatus.draft:
            one = path(
                app,
                "mentoring_desk.mentor",
                mentor_id=_number(app, MentorProfile.status == status),
            )
            key = status is MentorStatus.interview
            yield SitePage(
                f"desk-mentor-{status.value}", one, "coordinator", key=key, personal=True
            )
    waits = _number(app, MentorProfile.status == MentorStatus.submitted)
    no = path(app, "mentoring_desk.decline_mentor", mentor_id=waits)
    yield SitePage("desk-mentor-decline", no, "coordinator")
    yield SitePage("desk-mentor-decline-errors", no, "coordinator", status=422, step=_send_nothing)
    yield SitePage(
        "desk-mentor-changed", no, "coordinator", status=409, step=_decline_outdated, personal=True
    )
    whole = _number(app, MentorProfile.email == WHOLE)
    stop = path(app, "mentoring_desk.stop_mentor", mentor_id=whole)
    yield SitePage("desk-mentor-stop", stop, "coordinator")


def _token(app: Flask, which: object) -> str:
    with app.app_context():
        return becoming.token_of(_first(which))


def _number(app: Flask, which: object) -> int:
    with app.app_context():
        return _first(which).id


def _first(which: object) -> MentorProfile:
    query = select(MentorProfile).where(which).order_by(MentorProfile.id).limit(1)  # type: ignore[arg-type]
    return db.session.scalars(query).one()


def _press_button(page: Page, action: str) -> Response | None:
    return press(page, page.locator(f'main form[action$="{action}"] button'))


def _send_nothing(page: Page) -> Response | None:
    form = main_form(page)
    return press(page, form.locator('button[type="submit"]:not([name])'))


def _send_outdated(page: Page) -> Response | None:
    form = main_form(page)
    form.locator('[name="shown"]').evaluate("field => { field.value = 'before' }")
    form.locator('[name="why"]').fill("Det er derfor.")
    return press(page, form.locator('button[type="submit"]:not([name])'))


def _pause_in_the_past(page: Page) -> Response | None:
    page.locator("details:has([name=until]) summary").click()
    form = page.locator('main form[action$="/pause"]')
    form.locator('[name="until"]').fill("2020-01-01")
    return press(page, form.locator("button"))


def _decline_outdated(page: Page) -> Response | None:
    main_form(page).locator('[name="reason"]').first.check()
    return send_an_outdated_version(page)
