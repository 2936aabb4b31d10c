"""What the guides add to the application."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select

from newcomer.access import Permission
from newcomer.guides import misses, search, services, views
from newcomer.guides.checklist import services as checklists
from newcomer.guides.checklist import views as checklist_views
from newcomer.guides.checklist.items import load_items
from newcomer.guides.writing import listing
from newcomer.guides.writing import views as desk
from newcomer.region import current_region
from newcomer.registry import Card, DeskLink, DeskTask, PersonalData, Registry


def register(app: Flask, registry: Registry) -> None:
    app.register_blueprint(views.bp, url_prefix="/<language:language>")
    app.register_blueprint(desk.bp, url_prefix="/<language:language>/desk")
    registry.cards.append(
        Card(
            title=lambda: _("Find answers now"),
            text=lambda: _("Short guides to papers, home, children, health and work."),
            url=lambda: url_for("guides.search"),
            icon="search",
            order=20,
        )
    )
    registry.desk_links.append(
        DeskLink(lambda: _("Guides"), "guides_desk.guides", Permission.edit_guides, order=40)
    )
    registry.desk_tasks.append(
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d guide is due for a check", "%(num)d guides are due for a check", count
            ),
            rows=lambda user: _due() if user.may(Permission.edit_guides) else None,
            url=lambda: url_for("guides_desk.guides", show=listing.Show.due.value),
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


def _due() -> Select[int]:
    return listing.due(listing.due_before(current_region(), desk.today()))


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
