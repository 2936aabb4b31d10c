"""Several people at the very same moment, each a thread with a connection of their own. On PostgreSQL
they also wait for each other inside their transactions, just before the statement that decides;
SQLite lets one write at a time, so there they meet at the door."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from newcomer.extensions import db
from tests.support.client import Page, SiteClient, check_html

T = TypeVar("T")
PATIENCE = 30  # seconds, for what takes none when all is well


def at_once(
    app: Flask, *acts: Callable[[], T], meet: str | tuple[str, ...], in_turn: bool = False
) -> list[T]:
    """Do all of this at the same moment; what each gave back.

    On PostgreSQL nobody goes past their first statement that begins with `meet` before all have
    come to theirs; `in_turn`, the first then finishes before the others go on.
    """
    door, meeting = threading.Barrier(len(acts)), threading.Barrier(len(acts))
    first_is_done = threading.Event()
    me = threading.local()
    with app.app_context():
        engine = db.engine

    def wait(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if getattr(me, "must_meet", False) and statement.startswith(meet):
            me.must_meet = False
            meeting.wait(PATIENCE)
            if in_turn and me.number > 0:
                first_is_done.wait(PATIENCE)

    def run(number: int) -> T:
        me.number, me.must_meet = number, engine.dialect.name == "postgresql"
        door.wait(PATIENCE)
        try:
            return acts[number]()
        finally:
            if number == 0:
                first_is_done.set()

    event.listen(engine, "before_cursor_execute", wait)
    try:
        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, range(len(acts))))
    finally:
        event.remove(engine, "before_cursor_execute", wait)


def filled(client: SiteClient, target: str, /, **values: str) -> Callable[[], TestResponse]:
    """Fill in the page's form now; what is given back sends it."""
    page = client.get(target)
    return sending(client, page.path, {**page.fields(), **values})


def pressed(client: SiteClient, target: str, button: str) -> Callable[[], TestResponse]:
    """Lay a finger on the button whose form goes to this address; what is given back presses it."""
    page = client.get(target)
    (form,) = [one for one in page.all("form") if one.attrs.get("action", "").endswith(button)]
    return sending(client, form.attrs["action"], page.fields(button))


def sending(client: SiteClient, path: str, data: dict[str, str]) -> Callable[[], TestResponse]:
    return lambda: client.http.post(path, data=data, base_url=client.base_url)


def same_browser(client: SiteClient) -> SiteClient:
    """A second connection of the same browser, as a double click opens one."""
    other = SiteClient(client.app, client.language)
    cookie = client.http.get_cookie("session", domain="newcomer.test")
    assert cookie is not None
    other.http.set_cookie("session", cookie.value, domain="newcomer.test")
    return other


def seen(response: TestResponse) -> Page:
    """The page as a person sees it, after a look at its HTML."""
    page = Page(response.status_code, response.request.path, response.text, dict(response.headers))
    check_html(page)
    return page


def statuses(responses: list[TestResponse]) -> list[int]:
    return sorted(response.status_code for response in responses)


def count(app: Flask, *conditions: Any) -> int:
    """How many rows there are of the first table named."""
    with app.app_context():
        query = select(func.count()).select_from(conditions[0]).where(*conditions[1:])
        return db.session.scalar(query) or 0
