"""What "I'm moving here" adds to the application."""

from flask import Flask

from newcomer.arrivals import personal_data
from newcomer.profile_fields import names_for_templates
from newcomer.registry import PersonalData, Registry


def register(app: Flask, registry: Registry) -> None:
    app.jinja_env.globals |= names_for_templates()
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
