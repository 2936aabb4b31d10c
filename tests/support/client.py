"""A browser for tests that looks hard at every page it loads, and fills in forms as people do."""

import functools
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from justhtml import Element, JustHTML
from sqlalchemy import event, select

from newcomer.extensions import db
from newcomer.mail import OutgoingEmail
from tests.support import untranslated

MOST_QUERIES = 12
INLINE = {"style", "onclick", "onload", "onsubmit"}
JSON_LD = "application/ld+json"
HTML_LANG = re.compile(r'<html lang="(\w+)"')


@dataclass
class Page:
    """What came back: its status, its path after redirects, and what a person would see."""

    status: int
    path: str
    html: str
    headers: dict[str, str]
    queries: list[str] = field(default_factory=list)

    @functools.cached_property
    def document(self) -> Any:
        return JustHTML(self.html, collect_errors=True, sanitize=False)

    @property
    def text(self) -> str:
        """The page's words, in one line."""
        return " ".join(self.document.to_text().split())

    def all(self, selector: str) -> list[Any]:
        return list(self.document.query(selector))

    @property
    def heading(self) -> str:
        (h1,) = self.all("h1")
        return " ".join(h1.to_text().split())

    @property
    def language(self) -> str:
        found = HTML_LANG.search(self.html)
        return found.group(1) if found else ""

    @property
    def errors(self) -> list[str]:
        """What the error summary says."""
        return [" ".join(item.to_text().split()) for item in self.all("[data-error-summary] li")]

    @property
    def flashes(self) -> list[str]:
        return [" ".join(item.to_text().split()) for item in self.all(".flashes .ds-alert")]

    def fields(self, action: str | None = None) -> dict[str, Any]:
        """What a browser would send if the form was sent as it stands; a list where several boxes
        of one name are ticked."""
        values: dict[str, Any] = {}
        for form in self.all("form[method=post]"):
            if action is not None and not form.attrs.get("action", self.path).endswith(action):
                continue
            if action is None and form.attrs.get("action"):
                continue
            for control in elements(form):
                name = control.attrs.get("name")
                if name and control.name in {"input", "textarea", "select"}:
                    value = _value(control)
                    if value is not None and name in values and _is_box(control):
                        before = values[name]
                        values[name] = (
                            [*before, value] if isinstance(before, list) else [before, value]
                        )
                    elif value is not None:
                        values[name] = value
        return values


def _is_box(control: Any) -> bool:
    return bool(control.attrs.get("type") == "checkbox")


def _value(control: Any) -> str | None:
    if control.name == "textarea":
        # The parser drops the first line break, as browsers do.
        return str(control.to_text(separator="", strip=False))
    if control.name == "select":
        options = [one for one in elements(control) if one.name == "option"]
        chosen = [option for option in options if "selected" in option.attrs] or options[:1]
        return str(chosen[0].attrs.get("value", "")) if chosen else None
    kind = control.attrs.get("type", "text")
    if kind in {"radio", "checkbox"} and "checked" not in control.attrs:
        return None
    return str(control.attrs.get("value") or "")


class SiteClient:
    """Loads pages in one language. Every HTML page it meets is checked on the spot."""

    def __init__(self, app: Flask, language: str = "nb") -> None:
        self.app = app
        self.language = language
        self.http = app.test_client()
        self.base_url = app.config["SETTINGS"].base_url

    def sign_in(self, session_id: str) -> None:
        with self.http.session_transaction(base_url=self.base_url) as session:
            session["_user_id"] = session_id
            session["_fresh"] = True
            session["signed_in_at"] = int(time.time())

    def url(self, target: str, **values: Any) -> str:
        """A path as it is, or the address of an endpoint in this client's language."""
        if target.startswith(("/", "http:")):
            return target
        with self.app.test_request_context(base_url=self.base_url):
            from flask import url_for

            return url_for(target, **{"language": self.language, **values})

    def get(self, target: str, *, status: int = 200, **values: Any) -> Page:
        return self.open("GET", self.url(target, **values), status=status)

    def post(self, target: str, data: dict[str, Any], *, status: int = 200, **values: Any) -> Page:
        return self.open("POST", self.url(target, **values), status=status, data=data)

    def submit(
        self, target: str, data: dict[str, Any] | None = None, *, status: int = 200, **values: Any
    ) -> Page:
        """Open the page, fill in its form, send it and go where it leads."""
        page = self.get(target, **values)
        sent = {**page.fields(), **(data or {})}
        return self.open("POST", page.path, data=sent, status=status)

    def press(self, page: Page, action: str, *, status: int = 200) -> Page:
        """Press the page's button whose form goes to an address that ends like this."""
        (form,) = [
            one
            for one in page.all("form[method=post]")
            if one.attrs.get("action", "").endswith(action)
        ]
        return self.open("POST", form.attrs["action"], data=page.fields(action), status=status)

    def open(self, method: str, url: str, *, status: int = 200, **options: Any) -> Page:
        for _ in range(5):
            page = self._once(method, url, **options)
            target = page.headers.get("Location")
            if page.status not in {301, 302, 303} or target is None:
                break
            method, url, options = "GET", target, {}
        assert page.status == status, f"{method} {url}: {page.status}\n{page.html[:2000]}"
        self._look_at(page)
        return page

    def _once(self, method: str, url: str, **options: Any) -> Page:
        queries: list[str] = []
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")

        def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA")):
                queries.append(statement)

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            response = self.http.open(path, method=method, base_url=self.base_url, **options)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return Page(
            response.status_code,
            path,
            response.get_data(as_text=True),
            dict(response.headers),
            queries,
        )

    def _look_at(self, page: Page) -> None:
        missing = untranslated.take()
        assert not missing, f"Untranslated on {page.path}: {sorted(missing)}"
        if page.headers.get("Content-Type", "").startswith("text/html"):
            check_html(page)
            assert len(page.queries) <= MOST_QUERIES, "\n".join(page.queries)
            first = page.path.split("/")[1]
            if first in {"nb", "nn", "sv", "en"}:
                assert page.language == first


def elements(node: Any) -> Iterator[Any]:
    """What is inside, in the document's order: much faster than a selector on a large form."""
    for child in node.children:
        if isinstance(child, Element):
            yield child
            yield from elements(child)


def _problems(page: Page) -> Iterator[str]:
    for error in page.document.errors:
        yield f"not valid HTML: {error}"
    inside = list(elements(page.document.root))
    headings = sum(one.name == "h1" for one in inside)
    if headings != 1:
        yield f"{headings} h1 headings"
    titles = [one for one in inside if one.name == "title" and one.parent.name == "head"]
    if len(titles) != 1 or not titles[0].to_text().strip():
        yield "no title"
    ids = Counter(one.attrs["id"] for one in inside if "id" in one.attrs)
    yield from (f"id {one!r} twice" for one, times in ids.items() if times > 1)
    for one in inside:
        if not INLINE.isdisjoint(one.attrs):
            yield f"inline style or script on <{one.name}>"
        # Data runs nothing.
        if one.name == "script" and "src" not in one.attrs and one.attrs.get("type") != JSON_LD:
            yield "inline script"
    if not HTML_LANG.search(page.html):
        yield "no lang"
    if re.search(r"%\(\w+\)[sd]|<lazy|LazyString", page.html):
        yield "a placeholder shows"


def check_html(page: Page) -> None:
    problems = list(_problems(page))
    assert not problems, f"{page.path}: {'; '.join(problems)}"


class Outbox:
    """The e-mails that wait to be sent or were."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def to(self, address: str) -> list[OutgoingEmail]:
        with self.app.app_context():
            query = select(OutgoingEmail).where(OutgoingEmail.to == address)
            found = list(db.session.scalars(query.order_by(OutgoingEmail.id)))
            db.session.expunge_all()
        return found

    def subjects_to(self, address: str) -> list[str]:
        return [email.subject for email in self.to(address)]

    def link_to(self, address: str) -> str:
        """The path of the first link in the last e-mail to this address."""
        links = re.findall(r"http://\S+", self.to(address)[-1].body)
        return urlsplit(links[0]).path

    def count(self) -> int:
        with self.app.app_context():
            return len(db.session.scalars(select(OutgoingEmail.id)).all())
