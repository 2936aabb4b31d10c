"""What the pages are, and what is done on one to come to the next."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for
from playwright.sync_api import Locator, Page, Response

ROLES = ("visitor", "member", "coordinator", "administrator")
EMAILS = {role: f"{role}@example.test" for role in ROLES[1:]}
SENTENCE = "Hei! Hello! Hej! Må vi melde flytting før vi kommer?"
ENOUGH = 3  # of a kind, to see that they are well

Step = Callable[[Page], Response | None]


@dataclass(frozen=True)
class SitePage:
    """A page that the site can show; {lang} in its path is the language."""

    name: str
    path: str
    role: str = "visitor"
    status: int = 200
    step: Step | None = None  # what is done after the path has been opened
    key: bool = False  # one that most people meet: looked at more closely
    personal: bool = False  # its text is mostly what people wrote
    alike: bool = (
        False  # one more of a kind: pictured and read, but not walked by the browser tests
    )


def path(app: Flask, endpoint: str, **values: Any) -> str:
    """The endpoint's path with {lang} for the language."""
    with app.test_request_context():
        return url_for(endpoint, language="nb", **values).replace("/nb/", "/{lang}/", 1)


def main_form(page: Page) -> Locator:
    """The form that the page is for; those with an action are single buttons."""
    return page.locator('main form[method="post"]:not([action])')


def press(page: Page, button: Locator) -> Response | None:
    """Press a button or a link that leads somewhere, and wait until we are there."""
    with page.expect_navigation() as going:
        button.click()
    return going.value


def send(page: Page, **values: str) -> Response | None:
    """Fill in the page's form and send it."""
    form = main_form(page)
    for name, value in values.items():
        form.locator(f'[name="{name}"]').fill(value)
    return press(page, form.locator('button[type="submit"]:not([name])'))


def sending(**values: str) -> Step:
    return lambda page: send(page, **values)


def sending_from_a_new_address(**values: str) -> Step:
    return lambda page: send(page, email=f"{secrets.token_hex(6)}@example.test", **values)


def send_an_outdated_version(page: Page) -> Response | None:
    form = main_form(page)
    form.locator('[name="version"]').evaluate("field => { field.value = '99' }")
    return press(page, form.locator('button[type="submit"]:not([name])'))
