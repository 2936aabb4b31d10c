"""What introductions add, and the network as a whole."""

from datetime import timedelta

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from newcomer.access import Permission
from newcomer.database import utcnow
from newcomer.partner_jobs import demo_introductions
from newcomer.partner_jobs.services import due, introduction_lists, tasks
from newcomer.partner_jobs.services import introduction_words as words
from newcomer.partner_jobs.views import (
    desk_introductions,
    figures,
    introduction_suggesting,
    introductions,
    network,
)
from newcomer.registry import DeskLink, DeskTask, DueWork, MyPageSection, Registry

# Imported for the pages that they add.
PAGES = (desk_introductions, figures, introduction_suggesting, introductions, network)


def add(app: Flask, registry: Registry) -> None:
    registry.demo.append(demo_introductions.fill)
    registry.due_work.append(DueWork("introductions", timedelta(minutes=15), due.run))
    registry.desk_links.append(
        DeskLink(
            lambda: _("Job number 2"), "jobs_desk.network", Permission.run_job_network, order=44
        )
    )
    registry.my_page.append(
        MyPageSection(
            "jobs/_introductions_mine.html",
            lambda user: {
                "introductions": introduction_lists.open_of(user),
                "title_of": words.title,
                "name_of": words.name_for_employer,
            },
            order=24,
        )
    )
    registry.desk_tasks.append(
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d introduction needs you", "%(num)d introductions need you", count
            ),
            rows=lambda user: (
                tasks.needing(utcnow(), user) if user.may(Permission.run_job_network) else None
            ),
            url=lambda: url_for("jobs_desk.introductions"),
        )
    )
