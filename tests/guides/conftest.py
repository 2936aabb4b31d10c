"""Somebody who writes guides, and a guide."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests import factories
from tests.guides.writers import DOCTOR, SLUG
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator")


@pytest.fixture
def doctor(app: Flask) -> int:
    """A published guide in three languages; its number."""
    factories.make_article(app, texts=DOCTOR)
    return factories.article_number(app, SLUG)
