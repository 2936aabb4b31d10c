"""What the guides add to the application."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from newcomer.guides import search, services, views
from newcomer.guides.checklist import services as checklists
from newcomer.guides.checklist import views as checklist_views
from newcomer.guides.checklist.items import load_items
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
    _register_checklist(app, registry)


def _register_checklist(app: Flask, registry: Registry) -> None:
    region = app.extensions["region"]
    load_items(region.country, region.slug)  # a fault in the files is found now, not by a visitor
    app.register_blueprint(checklist_views.bp, url_prefix="/<language:language>")
    registry.cards.append(
        Card(
            title=lambda: _("Your moving checklist"),
            text=lambda: _("What to do and when, made for you. Tick it off as you go."),
            url=lambda: url_for("checklist.start"),
            icon="check",
            order=15,
        )
    )
    registry.personal_data.append(
        PersonalData(
            kind="checklists",
            tables=frozenset(),  # a list is nobody's: there is nothing of a person to find it by
            export=lambda _user: [],
            erase=lambda _user, _now: None,
            retain=checklists.retain,
        )
    )


def _addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    """What a search engine should know of."""
    yield "guides.articles", {}
    yield "checklist.start", {}
    for topic in current_region().topics:
        yield "guides.topic", {"slug": topic.slug}
    for articles in services.articles_by_topic().values():
        for article in articles:
            yield "guides.article", {"slug": article.slug}


def _import_articles(now: datetime) -> None:
    services.import_articles(current_region(), now)
