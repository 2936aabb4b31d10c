"""What "I'm moving here" adds to the application."""

from collections.abc import Iterator
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from newcomer.access import Permission
from newcomer.arrivals import demo, personal_data
from newcomer.arrivals.services import links, own_page
from newcomer.arrivals.views import (
    desk_pages,
    doors,
    moving,
    private,
    public_pages,
    short_addresses,
)
from newcomer.i18n import current_language
from newcomer.profile_fields import names_for_templates
from newcomer.registry import Card, DeskLink, MyPageSection, PersonalData, Registry

# Imported for the pages that they add.
PAGES = (doors, moving, private)


def register(app: Flask, registry: Registry) -> None:
    app.jinja_env.globals |= names_for_templates()
    app.register_blueprint(public_pages, url_prefix="/<language:language>")
    app.register_blueprint(desk_pages, url_prefix="/<language:language>/desk")
    app.register_blueprint(short_addresses)
    registry.cards.append(
        Card(
            title=lambda: _("I'm moving here"),
            text=lambda: _("Tell us about yourself once. We can find you a mentor who lives here."),
            url=lambda: url_for("arrivals.moving"),
            icon="mentor",
            order=12,
        )
    )
    registry.my_page.append(
        MyPageSection(
            "arrivals/_my_arrivals.html",
            lambda user: {
                "arrivals": [
                    (arrival, links.private_path(arrival, current_language()))
                    for arrival in own_page.arrivals_of(user.email)
                ]
            },
            order=20,
        )
    )
    registry.desk_links.append(
        DeskLink(
            lambda: _("Links to hand out"),
            "arrivals_desk.all_doors",
            Permission.see_arrivals,
            order=50,
        )
    )
    registry.sitemap.append(_addresses)
    registry.demo.append(demo.fill)
    registry.personal_data.append(
        PersonalData(
            kind="arrivals",
            tables=frozenset({"arrival", "arrival_use"}),
            export=personal_data.export,
            erase=personal_data.erase,
            retain=personal_data.retain,
            order=60,  # after the workflows that use them
        )
    )


def _addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    """What a search engine should know of."""
    yield "arrivals.moving", {}
    yield "arrivals.ask_for_mentor", {}
