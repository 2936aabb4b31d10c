"""What Flyttehjelpen adds to the application."""

from collections.abc import Iterator
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from newcomer.access import Permission
from newcomer.helpdesk import demo, personal_data
from newcomer.helpdesk.forms.answering import status_name
from newcomer.helpdesk.models import QuestionStatus
from newcomer.helpdesk.services import conversation as conversations
from newcomer.helpdesk.services import inbox as inboxes
from newcomer.helpdesk.services import question_search
from newcomer.helpdesk.views import asking, conversation, desk_pages, inbox, public_pages, question
from newcomer.i18n import current_language
from newcomer.registry import Card, DeskLink, DeskTask, MyPageSection, PersonalData, Registry
from newcomer.situations import SITUATIONS

# Imported for the pages that they add.
PAGES = (asking, conversation, inbox, question)


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
            count=lambda user: (
                inboxes.open_questions() if user.may(Permission.answer_questions) else None
            ),
            url=lambda: url_for("helpdesk_desk.inbox"),
        )
    )
    registry.desk_links.append(
        DeskLink(
            lambda: _("Questions"), "helpdesk_desk.inbox", Permission.answer_questions, order=10
        )
    )
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
        "situation_name": SITUATIONS.__getitem__,
    }
    registry.sitemap.append(_addresses)
    registry.start.append(question_search.index_silent)
    registry.demo.append(demo.fill)


def _addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    """What a search engine should know of."""
    yield "helpdesk.ask", {}
