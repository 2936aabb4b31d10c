"""What the guides add to the application."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from newcomer.guides import misses, search, services, views
from newcomer.region import current_region
from newcomer.registry import Card, PersonalData, Registry


def register(app: Flask, registry: Registry) -> None:
    app.register_blueprint(views.bp, url_prefix="/<language:language>")
    registry.cards.append(
        Card(
            title=lambda: _("Find answers now"),
            text=lambda: _("Short guides to papers, home, children, health and work."),
            url=lambda: url_for("guides.search"),
            icon="search",
            order=20,
        )
    )
    app.jinja_env.filters["marked"] = search.marked
    registry.sitemap.append(_addresses)
    registry.front_page.append(lambda: {"most_asked": services.most_asked()})
    registry.start.append(_import_articles)
    registry.personal_data.append(
        PersonalData(
            kind="searches",
            tables=frozenset(),  # nothing of a person to find them by, but not kept for ever either
            export=lambda _user: [],
            erase=lambda _user, _now: None,
            retain=misses.retain,
        )
    )


def _addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    """What a search engine should know of."""
    yield "guides.articles", {}
    for topic in current_region().topics:
        yield "guides.topic", {"slug": topic.slug}
    for articles in services.articles_by_topic().values():
        for article in articles:
            yield "guides.article", {"slug": article.slug}


def _import_articles(now: datetime) -> None:
    services.import_articles(current_region(), now)
