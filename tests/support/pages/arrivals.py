"""Pages of people who move here, and the doors at the desk."""

import secrets
from collections.abc import Iterator

from flask import Flask
from playwright.sync_api import Page, Response
from sqlalchemy import select

from newcomer.arrivals.models import Arrival, ArrivalStatus, Door
from newcomer.arrivals.services import links
from newcomer.extensions import db
from tests.support.pages.steps import SitePage, main_form, path, press, send, sending

WHO = "coordinator"


def pages(app: Flask) -> Iterator[SitePage]:
    moving = path(app, "arrivals.moving")
    yield SitePage("moving", moving, key=True)
    yield SitePage("moving-mistakes", moving, status=422, step=sending(hopes="x" * 2001), key=True,
                   personal=True)  # fmt: skip
    yield SitePage("mentors-ask", path(app, "arrivals.ask_for_mentor"), key=True)
    yield SitePage("moving-sent", moving, step=tell)
    yield SitePage("moving-sent-before", path(app, "arrivals.sent"))
    yield SitePage("moving-lost", path(app, "arrivals.lost_link"))
    lost = path(app, "arrivals.lost_link")
    yield SitePage("moving-lost-mistakes", lost, status=422, step=sending(email="nobody"))
    yield SitePage("moving-lost-sent", path(app, "arrivals.lost_link_sent"))
    gone = path(app, "arrivals.private", arrival_token="no-such-link")
    yield SitePage("moving-gone", gone, status=404)
    yield from _own_pages(app)
    yield from _desk(app)


def tell(page: Page) -> Response | None:
    """Fill in the whole form, as somebody new, and send it."""
    form = main_form(page)
    for name, value in (("age_band", "25-34"), ("situation", "couple")):
        form.locator(f'[name="{name}"]').select_option(value)
    form.locator('[name="place"]').select_option(index=1)
    form.locator('[name="languages-0-code"]').select_option("en")
    form.locator('[name="languages-0-level"]').select_option("6")
    for name, values in (
        ("interests", ("hiking", "camping", "fishing")),
        ("free_times", ("2", "5")),
        ("uses", ("mentor",)),
    ):
        for value in values:
            form.locator(f'[name="{name}"][value="{value}"]').check()
    return send(page, first_name="Ana", email=f"{secrets.token_hex(6)}@example.test")


def _own_pages(app: Flask) -> Iterator[SitePage]:
    with app.test_request_context():
        found = {
            status: db.session.scalars(
                select(Arrival).where(Arrival.status == status).order_by(Arrival.id)
            ).first()
            for status in ArrivalStatus
        }
        tokens = {status: links.token_of(one) for status, one in found.items() if one is not None}
        waits = found[ArrivalStatus.unconfirmed]
        assert waits is not None
        confirmation = links.confirmation_link(waits).rpartition("/")[2]
    confirm = path(app, "arrivals.confirm", arrival_confirmation=confirmation)
    yield SitePage("moving-confirm", confirm, personal=True)
    active, ended = tokens[ArrivalStatus.active], tokens[ArrivalStatus.ended]
    yield SitePage("moving-own-page", path(app, "arrivals.private", arrival_token=active),
                   key=True, personal=True)  # fmt: skip
    yield SitePage("moving-ended", path(app, "arrivals.private", arrival_token=ended),
                   personal=True)  # fmt: skip
    change = path(app, "arrivals.change", arrival_token=active)
    yield SitePage("moving-change", change, personal=True)
    mistakes = sending(first_name="")
    yield SitePage("moving-change-mistakes", change, status=422, step=mistakes, personal=True)
    yield SitePage("moving-changed", change, status=409, step=_outdated, personal=True)
    yield SitePage("moving-end", path(app, "arrivals.end", arrival_token=active))
    yield SitePage("moving-delete", path(app, "arrivals.delete", arrival_token=active))


def _outdated(page: Page) -> Response | None:
    form = main_form(page)
    form.locator('[name="version"]').evaluate("field => { field.value = '0' }")
    return press(page, form.locator('button[type="submit"]:not([name])'))


def _desk(app: Flask) -> Iterator[SitePage]:
    with app.app_context():
        door = db.session.scalars(select(Door.id).order_by(Door.id)).first()
    yield SitePage("doors", path(app, "arrivals_desk.all_doors"), WHO)
    new = path(app, "arrivals_desk.new_door")
    yield SitePage("door-new", new, WHO)
    yield SitePage("door-mistakes", new, WHO, 422, sending(name=""))
    yield SitePage("door-poster", path(app, "arrivals_desk.poster", door_id=door), WHO, key=True)
    yield SitePage("door-close", path(app, "arrivals_desk.close_door", door_id=door), WHO)
