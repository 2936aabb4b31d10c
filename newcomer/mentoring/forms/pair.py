"""What the two in a pair fill in, and what coordinators do about it."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from newcomer.forms import (
    AtMost,
    BaseForm,
    DayField,
    Filled,
    LineField,
    OnceField,
    OneOf,
    TextField,
)
from newcomer.mentoring import names
from newcomer.mentoring.models import NoReason

LONGEST = 5_000  # characters of a message or a concern
LONGEST_COMMENT = 500
MARKS = {
    "5": _l("5 – yes, very much"),
    "4": "4",
    "3": "3",
    "2": "2",
    "1": _l("1 – no, not at all"),
}


def _once() -> OnceField:
    return OnceField(lambda: secrets.token_hex(16))


def _choices(options: Mapping[Any, Any]) -> list[SelectChoice]:
    return [
        SelectChoice(one.value if isinstance(one, NoReason) else one, name)
        for one, name in options.items()
    ]


class NoForm(BaseForm):
    """No, and why."""

    reason = RadioField(
        _l("Why not this time?"),
        description=_l("Only the coordinators see it. It helps us to find somebody who fits."),
        choices=_choices(names.NO_REASONS),
        validators=[OneOf(required=True)],
        validate_choice=False,
    )


class MessageForm(BaseForm):
    body = TextField(
        _l("Your message"), validators=[Filled(_l("Write something first.")), AtMost(LONGEST)]
    )
    once = _once()


class _Needed:
    """Says that the field must be filled in; the form's own check sees to it."""

    field_flags = {"required": True}

    def __call__(self, _form: BaseForm, _field: Any) -> None:
        """Nothing here."""


class MeetingForm(BaseForm):
    on = DayField(_l("When did you meet?"), validators=[_Needed()])
    minutes = RadioField(
        _l("About how long?"),
        choices=_choices({str(minutes): name for minutes, name in names.LENGTHS.items()}),
        default="60",
        validators=[OneOf(required=True)],
        validate_choice=False,
    )
    spoken = SelectField(
        _l("Which language did you speak most?"),
        validators=[OneOf(required=True)],
        validate_choice=False,
    )
    once = _once()

    def offer(self, languages: Mapping[str, str], first: date, today: date) -> None:
        """The languages to choose from, and the days on which the two can have met."""
        self.spoken.choices = [SelectChoice(code, name) for code, name in languages.items()]
        self.first, self.today = first, today
        if not self.on.raw_data:
            self.on.data = self.on.data or today

    def validate_on(self, field: DayField) -> None:
        if field.process_errors:
            return
        if field.data is None:
            raise ValidationError(_l("Write the day on which you met."))
        if field.data > self.today:
            raise ValidationError(_l("This day is still to come. Write it down when you have met."))
        if field.data < self.first:
            raise ValidationError(_l("This day is before you became a pair."))


class FeedbackForm(BaseForm):
    """Three questions, each with five answers, and a line if one likes."""

    one, two, three = (
        RadioField(
            "", choices=_choices(MARKS), validators=[OneOf(required=True)], validate_choice=False
        )
        for _ in range(3)
    )
    comment = LineField(
        _l("Is there anything more you would like to say?"), validators=[AtMost(LONGEST_COMMENT)]
    )

    def ask(self, questions: Mapping[str, Any]) -> None:
        """The questions of this time and side, by the code under which the answer is kept."""
        self.codes = tuple(questions)
        for field, question in zip(self.fields, questions.values(), strict=True):
            field.label.text = question

    @property
    def fields(self) -> tuple[RadioField, RadioField, RadioField]:
        return self.one, self.two, self.three

    @property
    def answers(self) -> dict[str, int]:
        return {code: int(field.data) for code, field in zip(self.codes, self.fields, strict=True)}

    def show(self, answers: Mapping[str, int], comment: str) -> None:
        """What was answered before, to be changed."""
        for code, field in zip(self.codes, self.fields, strict=True):
            field.data = str(answers.get(code, ""))
        self.comment.data = comment


class EndForm(BaseForm):
    reason = RadioField(
        _l("Do you want to say why?"),
        description=_l("Only the coordinators see it."),
        choices=[SelectChoice("", _l("I would rather not say")), *_choices(names.END_REASONS)],
        default="",
        validators=[OneOf()],
        validate_choice=False,
    )

    @property
    def chosen(self) -> NoReason | None:
        return NoReason(self.reason.data) if self.reason.data else None


class ConcernForm(BaseForm):
    body = TextField(
        _l("What are you worried about?"),
        description=_l(
            "Tell us in your own words, in any language. Only the coordinators read it. The other "
            "person in the pair is not told."
        ),
        validators=[Filled(_l("Write what you are worried about.")), AtMost(LONGEST)],
    )
    once = _once()


class CertificateForm(BaseForm):
    name = LineField(
        _l("Your full name"),
        description=_l("It is printed on the certificate. We do not keep it."),
        validators=[Filled(_l("Write your name.")), AtMost(100)],
    )


class OutcomeForm(BaseForm):
    outcome = TextField(
        _l("What did you do?"),
        validators=[Filled(_l("Write what came of it.")), AtMost(LONGEST)],
    )
    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])
