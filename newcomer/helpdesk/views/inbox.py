"""The inbox."""

from typing import Any

from flask import abort, render_template, request

from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.helpdesk.models import QuestionStatus
from newcomer.helpdesk.services import inbox as services
from newcomer.helpdesk.views import desk_pages


@desk_pages.get("/questions")
@requires(Permission.answer_questions)
def inbox() -> Any:
    status = request.args.get("status", QuestionStatus.open.value)
    if status not in {one.value for one in QuestionStatus}:
        abort(404)
    page = services.inbox(QuestionStatus(status), request.args.get("page", 1, type=int))
    return render_template(
        "helpdesk/inbox.html", page_of=page, status=QuestionStatus(status), now=utcnow()
    )
