"""What job number 2 adds to the application."""

from flask import Flask

from newcomer.partner_jobs import (
    names,
    personal_data,
    register_employers,
    register_introductions,
    register_partners,
    register_vacancies,
    tabs,
)
from newcomer.partner_jobs.models import employers, introductions, partners, vacancies
from newcomer.partner_jobs.views import desk_pages, public_pages
from newcomer.registry import PersonalData, Registry
from newcomer.skills_field import skill_name

# Imported so that the database knows their tables.
MODELS = (employers, introductions, partners, vacancies)


def register(app: Flask, registry: Registry) -> None:
    app.register_blueprint(public_pages, url_prefix="/<language:language>")
    app.register_blueprint(desk_pages, url_prefix="/<language:language>/desk")
    app.jinja_env.globals |= {"job_names": names, "job_tabs": tabs, "skill_name": skill_name}
    registry.personal_data.append(
        PersonalData(
            kind="job_number_2",
            tables=frozenset(
                {
                    "employer",
                    "employer_person",
                    "vacancy",
                    "partner_profile",
                    "partner_cv",
                    "profile_look",
                    "introduction",
                    "member_mail",
                }
            ),
            export=personal_data.export,
            erase=personal_data.erase,
            retain=personal_data.retain,
        )
    )
    register_employers.add(app, registry)
    register_vacancies.add(app, registry)
    register_partners.add(app, registry)
    register_introductions.add(app, registry)
