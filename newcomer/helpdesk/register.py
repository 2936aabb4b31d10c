"""What Flyttehjelpen adds to the application."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select

from newcomer.access import Permission
from newcomer.database import utcnow
from newcomer.helpdesk import demo, personal_data
from newcomer.helpdesk.forms.answering import channel_name, kind_name, status_name
from newcomer.helpdesk.forms.asking import RATINGS, call_time_name, open_days
from newcomer.helpdesk.models import QuestionStatus
from newcomer.helpdesk.services import conversation as conversations
from newcomer.helpdesk.services import inbox as inboxes
from newcomer.helpdesk.services import question_search
from newcomer.helpdesk.services import saved_answers as saved_answers_services
from newcomer.helpdesk.services.digest import send_digests
from newcomer.helpdesk.services.inbox import View
from newcomer.helpdesk.views import (
    acts,
    asking,
    conversation,
    desk_pages,
    figures,
    inbox,
    lost_link,
    on_behalf,
    public_pages,
    publishing,
    question,
    saved_answers,
)
from newcomer.i18n import current_language
from newcomer.region import current_region
from newcomer.registry import (
    Card,
    DeskLink,
    DeskTask,
    DueWork,
    MyPageSection,
    PersonalData,
    Registry,
)
from newcomer.situations import SITUATIONS

# Imported for the pages that they add.
PAGES = (
    acts,
    asking,
    conversation,
    figures,
    inbox,
    lost_link,
    on_behalf,
    publishing,
    question,
    saved_answers,
)


def register(app: Flask, registry: Registry) -> None:
    app.register_blueprint(public_pages, url_prefix="/<language:language>")
    app.register_blueprint(desk_pages, url_prefix="/<language:language>/desk")
    registry.cards.append(
        Card(
            title=lambda: _("Ask us anything"),
            text=lambda: _("Write in the language you like best. A person answers, by e-mail."),
            url=lambda: url_for("helpdesk.ask"),
            icon="question",
            order=10,
        )
    )
    registry.cards.append(
        Card(
            title=lambda: _("Do you live here already?"),
            text=lambda: _(
                "Somebody new would be glad of an hour with you. Tell us what you can offer."
            ),
            url=lambda: url_for("pages.contact"),
            icon="heart",
            gives=True,
            order=90,
        )
    )
    registry.my_page.append(
        MyPageSection(
            "helpdesk/_my_questions.html",
            lambda user: {
                "questions": [
                    (question, conversations.conversation_path(question, current_language()))
                    for question in conversations.questions_of(user.email)
                ]
            },
            order=10,
        )
    )
    registry.desk_tasks.append(
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d question waits for an answer",
                "%(num)d questions wait for an answer",
                count,
            ),
            rows=lambda user: (
                _waiting(user, View.ours) if user.may(Permission.answer_questions) else None
            ),
            url=lambda: url_for("helpdesk_desk.inbox", view=View.ours.value),
        )
    )
    registry.desk_tasks.append(
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d question should have been answered by now",
                "%(num)d questions should have been answered by now",
                count,
            ),
            rows=lambda user: (
                _waiting(user, View.overdue) if user.may(Permission.answer_questions) else None
            ),
            url=lambda: url_for("helpdesk_desk.inbox", view=View.overdue.value),
        )
    )
    registry.due_work.append(
        DueWork("digest", timedelta(minutes=15), lambda now: send_digests(now, current_region()))
    )
    registry.desk_links.append(
        DeskLink(
            lambda: _("Questions"), "helpdesk_desk.inbox", Permission.answer_questions, order=10
        )
    )
    registry.desk_links += [
        DeskLink(
            lambda: _("Saved answers"),
            "helpdesk_desk.saved_answers",
            Permission.answer_questions,
            order=20,
        ),
        DeskLink(
            lambda: _("Figures"), "helpdesk_desk.figures", Permission.answer_questions, order=60
        ),
    ]
    registry.personal_data.append(
        PersonalData(
            kind="questions",
            tables=frozenset({"question", "message", "read_mark", "question_word"}),
            export=personal_data.export,
            erase=personal_data.erase,
            retain=personal_data.retain,
        )
    )
    app.jinja_env.globals |= {
        "question_statuses": tuple(QuestionStatus),
        "status_name": status_name,
        "message_kind_name": kind_name,
        "channel_name": channel_name,
        "situation_name": SITUATIONS.__getitem__,
        "call_time_name": call_time_name,
        "rating_names": RATINGS,
        "open_days": open_days,
    }
    registry.sitemap.append(_addresses)
    registry.start.append(_seed_saved_answers)
    registry.start.append(question_search.index_silent)
    registry.demo.append(demo.fill)


def _waiting(user: Any, view: View) -> Select[int]:
    return inboxes.held(view, user, utcnow())


def _addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    """What a search engine should know of."""
    yield "helpdesk.ask", {}


def _seed_saved_answers(_now: datetime) -> None:
    saved_answers_services.seed(current_region())
