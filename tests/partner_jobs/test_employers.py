"""Employers apply, are looked at, change what they told, and leave."""

from collections.abc import Callable

from flask import Flask

from tests.partner_jobs.people import make_employer
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]


def test_the_page_for_everybody(app: Flask, client_for: ClientFor) -> None:
    page = client_for(None, language="en").get("jobs.employers")
    assert page.heading
