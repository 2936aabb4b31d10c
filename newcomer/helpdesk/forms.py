"""What people write to Flyttehjelpen, and what coordinators write back."""

import secrets
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from newcomer.forms import (
    AtMost,
    BaseForm,
    EmailAddressField,
    Filled,
    LanguageField,
    OnceField,
    OneOf,
    clean_text,
)
from newcomer.helpdesk.models import QuestionStatus, Situation
from newcomer.region import Region

LONGEST = 10_000  # characters: five pages, more than anybody needs for one question

SITUATIONS = {
    Situation.family: _l("I have children"),
    Situation.partner: _l("My partner got a job here"),
    Situation.student: _l("I am a student"),
    Situation.returning: _l("I move back home"),
    Situation.remote: _l("I work from home"),
    Situation.nordic: _l("I am a citizen of another Nordic country"),
    Situation.eu: _l("I am a citizen of another EU or EEA country"),
    Situation.non_eu: _l("I am a citizen of a country outside the EU and EEA"),
}


STATUSES = {
    QuestionStatus.open: _l("Waiting for an answer"),
    QuestionStatus.answered: _l("Answered"),
    QuestionStatus.closed: _l("Closed"),
}


def status_name(status: QuestionStatus) -> str:
    return str(STATUSES[status])


class TextField(TextAreaField):
    """A longer text, kept as typed less what no person types."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_text(valuelist[0]) if valuelist else ""


class AskForm(BaseForm):
    body = TextField(
        _l("Your question"),
        description=_l(
            "Please leave out your identity number and details of illness. We do not need them to answer."
        ),
        validators=[Filled(_l("Write your question.")), AtMost(LONGEST)],
    )
    email = EmailAddressField(
        _l("Your e-mail address"),
        description=_l("We send the answer here."),
        validators=[Filled(_l("Write your e-mail address, so that the answer reaches you."))],
    )
    language = LanguageField(_l("Language of the answer"))
    topic = SelectField(
        _l("What is it about?"), validators=[OneOf()], validate_choice=False, default=""
    )
    municipality = SelectField(
        _l("Where are you moving to?"), validators=[OneOf()], validate_choice=False, default=""
    )
    situation = SelectField(
        _l("What describes you best?"),
        description=_l("It helps us to give the rules that apply to you."),
        validators=[OneOf()],
        validate_choice=False,
        default="",
    )
    once = OnceField(lambda: secrets.token_hex(16))

    def offer(self, region: Region) -> None:
        """Fill the lists with what the region has."""
        self.topic.choices = [
            SelectChoice("", _("Not sure")),
            *(SelectChoice(one.slug, region.text(one.title)) for one in region.topics),
        ]
        self.municipality.choices = [
            SelectChoice("", _("Not sure yet")),
            *(SelectChoice(one.slug, one.name) for one in region.municipalities),
        ]
        self.situation.choices = [
            SelectChoice("", _("I'd rather not say")),
            *(SelectChoice(one.value, name) for one, name in SITUATIONS.items()),
        ]


class ReplyForm(BaseForm):
    body = TextField(
        _l("Write to us"), validators=[Filled(_l("Write something first.")), AtMost(LONGEST)]
    )
    once = OnceField(lambda: secrets.token_hex(16))


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
