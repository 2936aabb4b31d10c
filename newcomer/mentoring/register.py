"""What the mentor scheme adds to the application."""

from flask import Flask

from newcomer.mentoring import personal_data
from newcomer.mentoring.views import desk_pages, figures, public_pages
from newcomer.registry import PersonalData, Registry

# Imported for the pages that they add.
PAGES = (figures,)


def register(app: Flask, registry: Registry) -> None:
    app.register_blueprint(public_pages, url_prefix="/<language:language>")
    app.register_blueprint(desk_pages, url_prefix="/<language:language>/desk")
    registry.personal_data.append(
        PersonalData(
            kind="mentoring",
            tables=frozenset(
                {
                    "mentor_profile",
                    "mentor_reference",
                    "mentor_request",
                    "mentor_match",
                    "match_message",
                    "mentor_meeting",
                    "match_feedback",
                    "concern",
                }
            ),
            export=personal_data.export,
            erase=personal_data.erase,
            retain=personal_data.retain,
        )
    )
