"""The inbox: lists by whom a question waits for, narrowed down in the address."""

from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from newcomer import filters, i18n
from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.forms import clean_line
from newcomer.helpdesk.services import inbox as services
from newcomer.helpdesk.services.inbox import Filters, View
from newcomer.helpdesk.views import desk_pages
from newcomer.region import current_region
from newcomer.situations import SITUATIONS

VIEWS = {
    View.ours: _l("Waits for us"),
    View.new: _l("New"),
    View.mine: _l("Mine"),
    View.asker: _l("With the asker"),
    View.elsewhere: _l("With others"),
    View.overdue: _l("Overdue"),
    View.closed: _l("Closed"),
}


@desk_pages.get("/questions")
@requires(Permission.answer_questions)
def inbox() -> Any:
    wanted = request.args.get("view", View.ours.value)
    view = next((one for one in View if one.value == wanted), None) or abort(404)
    choices = _choices()
    chosen = Filters(**filters.asked(choices), q=clean_line(request.args.get("q"))[:200])
    now = utcnow()
    page = services.inbox(view, chosen, current_user, request.args.get("page", 1, type=int), now)
    return render_template(
        "helpdesk/inbox.html",
        page_of=page,
        view=view,
        views=VIEWS,
        filters=chosen,
        choices=choices,
        topics=_names(choices, "topic"),
        municipalities=_names(choices, "municipality"),
        counts=services.counts(current_user, now),
        unread=services.unread(list(page.rows), current_user),
        now=now,
    )


def _names(choices: filters.Choices, name: str) -> dict[str, str]:
    """What the values of a choice are called."""
    return {option.value: option.label for option in choices[name][1] if option.value}


def _choices() -> filters.Choices:
    region = current_region()
    topics = [(one.slug, region.text(one.title)) for one in region.topics]
    municipalities = [(one.slug, one.name) for one in region.municipalities]
    languages = [(code, i18n.language_name(code)) for code in i18n.LANGUAGES]
    situations = [(one.value, str(name)) for one, name in SITUATIONS.items()]
    return {
        "topic": filters.one_of(_("Topic"), _("All topics"), topics),
        "municipality": filters.one_of(_("Where"), _("Everywhere"), municipalities),
        "answer_in": filters.one_of(_("Language"), _("All languages"), languages),
        "situation": filters.one_of(_("Situation"), _("All situations"), situations),
    }
