"""What people do with a checklist, for the tests of it."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides.models import Checklist
from tests.support.client import Page, SiteClient


def make(client: SiteClient, **values: Any) -> Page:
    """Fill in what selects the steps and make the list."""
    return client.submit("checklist.start", values)


def steps_of(page: Page) -> list[str]:
    """The steps on the list, by slug, in the order in which they stand."""
    return [box.attrs["name"].removeprefix("tick-") for box in boxes(page)]


def ticked(page: Page) -> set[str]:
    return {
        box.attrs["name"].removeprefix("tick-") for box in boxes(page) if "checked" in box.attrs
    }


def boxes(page: Page) -> list[Any]:
    return page.all('input[type="checkbox"][name^="tick-"]')


def form_of(page: Page) -> dict[str, str]:
    """What the form of the ticks would send as it stands."""
    return page.fields(page.path)


def save(client: SiteClient, page: Page, *, tick: str = "", untick: str = "") -> Page:
    """Tick and untick on a page that was loaded some time ago, and press the button."""
    sent = form_of(page)
    sent |= {f"tick-{slug}": "y" for slug in tick.split()}
    for slug in untick.split():
        del sent[f"tick-{slug}"]
    return client.post(page.path, sent)


def in_days(days: int) -> str:
    return (utcnow().date() + timedelta(days=days)).isoformat()


def lists(app: Flask) -> list[Checklist]:
    with app.app_context():
        found = list(db.session.scalars(select(Checklist).order_by(Checklist.id)))
        db.session.expunge_all()
    return found
