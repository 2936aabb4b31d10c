"""What the mentor scheme adds to the application."""

from flask import Flask

from newcomer.mentoring import personal_data, register_mentors
from newcomer.mentoring.views import becoming, desk_pages, public_pages, vetting
from newcomer.registry import PersonalData, Registry

# Imported for the pages that they add.
PAGES = (becoming, vetting)


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
    register_mentors.add(registry)
