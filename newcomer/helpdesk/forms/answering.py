"""What coordinators fill in."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from newcomer.forms import (
    AtMost,
    BaseForm,
    Filled,
    OnceField,
    TextField,
)
from newcomer.helpdesk.forms.asking import LONGEST
from newcomer.helpdesk.models import QuestionStatus

STATUSES = {
    QuestionStatus.unconfirmed: _l("Not confirmed yet"),
    QuestionStatus.open: _l("Waiting for an answer"),
    QuestionStatus.elsewhere: _l("Waiting for somebody else"),
    QuestionStatus.answered: _l("Answered"),
    QuestionStatus.closed: _l("Closed"),
}


def status_name(status: QuestionStatus) -> str:
    return str(STATUSES[status])


class AnswerForm(BaseForm):
    body = TextField(
        _l("Your answer"),
        description=_l("It is sent by e-mail and shown on the asker's private page."),
        validators=[Filled(_l("Write the answer first.")), AtMost(LONGEST)],
    )
    # What the answer was written to. If the conversation has moved on since, the writer sees it first.
    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])
    once = OnceField(lambda: secrets.token_hex(16))
    # Sent from a question that was closed while the answer was written.
    reopen = HiddenField("")
