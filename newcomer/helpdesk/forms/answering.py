"""What coordinators fill in."""

import secrets
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from newcomer.accounts.models import User
from newcomer.forms import (
    AtMost,
    BaseForm,
    DayField,
    EmailAddressField,
    Filled,
    LineField,
    OnceField,
    OneOf,
    TextField,
)
from newcomer.helpdesk.forms.asking import LONGEST, AskForm
from newcomer.helpdesk.forms.phone import PhoneField
from newcomer.helpdesk.models import Channel, MessageKind, QuestionStatus
from newcomer.helpdesk.placeholders import gap_left
from newcomer.region import Region

STATUSES = {
    QuestionStatus.unconfirmed: _l("Not confirmed yet"),
    QuestionStatus.open: _l("Waiting for an answer"),
    QuestionStatus.elsewhere: _l("Waiting for somebody else"),
    QuestionStatus.answered: _l("Answered"),
    QuestionStatus.closed: _l("Closed"),
}
KINDS = {
    MessageKind.preliminary: _l("An answer for now"),
    MessageKind.handover: _l("Passed on"),
    MessageKind.call: _l("By phone"),
    MessageKind.note: _l("Note to colleagues"),
}
CHANNELS = {
    Channel.web: _l("On the website"),
    Channel.phone: _l("By phone"),
    Channel.desk: _l("At the counter"),
}
LONGEST_WAIT = timedelta(days=180)


def status_name(status: QuestionStatus) -> str:
    return str(STATUSES[status])


def kind_name(kind: MessageKind) -> str:
    return str(KINDS.get(kind, ""))


def channel_name(channel: Channel) -> str:
    return str(CHANNELS[channel])


class ActOnQuestionForm(BaseForm):
    """What every act on a question carries: the version it was meant for, and its mark."""

    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])
    once = OnceField(lambda: secrets.token_hex(16))


class AnswerForm(ActOnQuestionForm):
    body = TextField(
        _l("Your answer"),
        description=_l("It is sent by e-mail and shown on the asker's private page."),
        validators=[Filled(_l("Write the answer first.")), AtMost(LONGEST)],
    )
    # A text to begin with. Putting it in sends nothing.
    saved = SelectField(_l("Saved answer"), validate_choice=False, choices=[])
    by_phone = BooleanField(
        _l("I have told them on the phone"),
        description=_l("Then what you write is kept here and shown to the asker, but not mailed."),
    )
    # Sent from a question that was closed while the answer was written.
    reopen = HiddenField("")

    def validate_body(self, field: TextField) -> None:
        if gap := gap_left(field.data or ""):
            raise ValidationError(_l("Fill in %(gap)s first.", gap=gap))


class NoteForm(ActOnQuestionForm):
    body = TextField(
        _l("Your note"),
        description=_l(
            "Only people who answer questions here see it. It is never mailed. "
            "Write nothing that you would not say to the asker: it may be asked for."
        ),
        validators=[Filled(_l("Write the note first.")), AtMost(LONGEST)],
    )


class PreliminaryForm(ActOnQuestionForm):
    body = TextField(
        _l("Why it takes longer"),
        description=_l("The asker gets this by e-mail, with the date."),
        validators=[Filled(_l("Write why it takes longer.")), AtMost(LONGEST)],
    )
    expected_on = DayField(
        _l("When they hear from us"), validators=[Filled(_l("Choose the date."))]
    )

    def __init__(self, *, today: date, **options: Any) -> None:
        self.today = today
        super().__init__(**options)

    def validate_expected_on(self, field: DayField) -> None:
        if field.data and not self.today < field.data <= self.today + LONGEST_WAIT:
            raise ValidationError(_l("Choose a day after today, and within half a year."))


class HandOverForm(ActOnQuestionForm):
    contact = SelectField(
        _l("Who answers?"),
        validators=[Filled(_l("Choose who answers.")), OneOf(required=True)],
        validate_choice=False,
    )
    body = TextField(
        _l("Your note to the asker"),
        description=_l("The asker gets this by e-mail, with who answers and how to reach them."),
        validators=[Filled(_l("Write a few words to the asker.")), AtMost(LONGEST)],
    )
    share = BooleanField(
        _l("Send them the question and how to reach the asker"),
        description=_l(
            "Leave it out if the question is sensitive or they are no public body: "
            "then the asker can turn to them."
        ),
    )

    def offer(self, region: Region) -> None:
        self.contact.choices = [
            SelectChoice("", _("Choose")),
            *(SelectChoice(one.slug, region.text(one.name)) for one in region.contacts),
        ]


class DuplicateForm(ActOnQuestionForm):
    original = LineField(
        _l("Number of the other question"),
        description=_l("The one that you answer. It must be from the same person."),
        validators=[Filled(_l("Write the number of the other question."))],
    )

    def validate_original(self, field: LineField) -> None:
        digits = (field.data or "").lstrip("#")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            raise ValidationError(_l("Write the number of a question, for example 17."))

    @property
    def number(self) -> int:
        return int(str(self.original.data).lstrip("#"))


class AssignForm(ActOnQuestionForm):
    assignee = SelectField(
        _l("Who sees to it?"), validators=[OneOf()], validate_choice=False, default=""
    )

    def offer(self, coordinators: list[User]) -> None:
        self.assignee.choices = [
            SelectChoice("", _("Nobody yet")),
            *(SelectChoice(str(one.id), one.display_name) for one in coordinators),
        ]


class OnBehalfForm(AskForm):
    """A question of somebody who phoned or stood at the counter."""

    email = EmailAddressField(
        _l("The asker's e-mail address"),
        description=_l("The asker gets a receipt and the answer. Leave it empty if there is none."),
    )
    phone = PhoneField(_l("The asker's phone number"), description=_l("If you are to call back."))
    channel = SelectField(
        _l("How did the asker reach us?"), validators=[OneOf(required=True)], validate_choice=False
    )
    answer = TextField(
        _l("What you answered"),
        description=_l("Leave it empty if you could not answer at once."),
        validators=[AtMost(LONGEST)],
    )

    def validate_phone(self, field: PhoneField) -> None:
        if field.data:
            field.check()

    def offer(self, region: Region) -> None:
        super().offer(region)
        self.channel.choices = [
            SelectChoice(one.value, CHANNELS[one]) for one in (Channel.phone, Channel.desk)
        ]
