"""The inbox: lists by whom a question waits for, narrowed down in the address."""

from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from newcomer import i18n
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
    filters = _filters(choices)
    now = utcnow()
    page = services.inbox(view, filters, current_user, request.args.get("page", 1, type=int), now)
    return render_template(
        "helpdesk/inbox.html",
        page_of=page,
        view=view,
        views=VIEWS,
        filters=filters,
        choices=choices,
        counts=services.counts(current_user, now),
        unread=services.unread(list(page.rows), current_user),
        now=now,
    )


def _choices() -> dict[str, tuple[str, list[SelectChoice]]]:
    """What the list can be narrowed down by: a label and its values, the first for everything."""
    region = current_region()
    return {
        "topic": (
            _("Topic"),
            [
                SelectChoice("", _("All topics")),
                *(SelectChoice(one.slug, region.text(one.title)) for one in region.topics),
            ],
        ),
        "municipality": (
            _("Where"),
            [
                SelectChoice("", _("Everywhere")),
                *(SelectChoice(one.slug, one.name) for one in region.municipalities),
            ],
        ),
        "answer_in": (
            _("Language"),
            [
                SelectChoice("", _("All languages")),
                *(SelectChoice(code, i18n.language_name(code)) for code in i18n.LANGUAGES),
            ],
        ),
        "situation": (
            _("Situation"),
            [
                SelectChoice("", _("All situations")),
                *(SelectChoice(one.value, str(name)) for one, name in SITUATIONS.items()),
            ],
        ),
    }


def _filters(choices: dict[str, tuple[str, list[SelectChoice]]]) -> Filters:
    """What the address asks for; a value that does not exist is as good as none."""
    chosen = {}
    for name, (_label, options) in choices.items():
        value = request.args.get(name, "")
        chosen[name] = value if value in {option.value for option in options} else ""
    return Filters(**chosen, q=clean_line(request.args.get("q"))[:200])
