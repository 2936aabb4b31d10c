"""What is filled in about an introduction: a no and why, the day of a conversation, what came of it,
and what two are introduced for."""

import enum
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from newcomer.forms import BaseForm, DayField, OneOf
from newcomer.partner_jobs import names
from newcomer.partner_jobs.models.introductions import EmployerNoReason, Outcome, PartnerNo

CONVERSATION = "conversation"


def _choices(options: Mapping[Any, Any]) -> list[SelectChoice]:
    return [
        SelectChoice(one.value if isinstance(one, enum.Enum) else one, name)
        for one, name in options.items()
    ]


class PartnerNoForm(BaseForm):
    """No from the partner, and why."""

    reason = RadioField(
        _l("Why not this time?"),
        description=_l("Only the coordinators see it. It helps us to find something that fits."),
        choices=_choices(names.PARTNER_NOS),
        validators=[OneOf(required=True)],
        validate_choice=False,
    )

    @property
    def chosen(self) -> PartnerNo:
        return PartnerNo(self.reason.data)


class EmployerNoForm(BaseForm):
    """No from the employer, and why. The list holds no reason that the law forbids."""

    reason = RadioField(
        _l("Why not this time?"),
        description=_l(
            "Only the coordinators see it. The partner hears kindly that it came to nothing this time."
        ),
        choices=_choices(names.EMPLOYER_REASONS),
        validators=[OneOf(required=True)],
        validate_choice=False,
    )

    @property
    def chosen(self) -> EmployerNoReason:
        return EmployerNoReason(self.reason.data)


class _Needed:
    """Says that the field must be filled in; the form's own check sees to it."""

    field_flags = {"required": True}

    def __call__(self, _form: BaseForm, _field: Any) -> None:
        """Nothing here."""


class TalkedForm(BaseForm):
    """When the two talked."""

    on = DayField(_l("When did you talk?"), validators=[_Needed()])

    def between(self, first: date, today: date) -> None:
        """The days on which it can have been."""
        self.first, self.today = first, today
        if not self.on.raw_data:
            self.on.data = self.on.data or today

    def of_others(self) -> None:
        """Asked of a coordinator, who writes it down for the two."""
        self.on.label.text = _l("When did they talk?")

    def validate_on(self, field: DayField) -> None:
        if field.process_errors:
            return
        if field.data is None:
            raise ValidationError(_l("Write the day on which you talked."))
        if field.data > self.today:
            raise ValidationError(
                _l("This day is still to come. Write it down when you have talked.")
            )
        if field.data < self.first:
            raise ValidationError(_l("This day is before the introduction."))


class OutcomeForm(BaseForm):
    """What came of it."""

    outcome = RadioField(
        _l("What came of it?"),
        description=_l("“Hired” and “not now” end the introduction. A mistake can be undone."),
        choices=_choices(names.OUTCOMES),
        validators=[OneOf(required=True)],
        validate_choice=False,
    )

    @property
    def chosen(self) -> Outcome:
        return Outcome(self.outcome.data)


class SuggestForm(BaseForm):
    """What the two are introduced for: one of the employer's vacancies, or (for coordinators) a
    conversation."""

    about = RadioField(
        _l("What is it about?"),
        validators=[OneOf(required=True)],
        validate_choice=False,
    )

    def offer(self, vacancies: Iterable[tuple[int, str]], conversation: str = "") -> None:
        """The vacancies to choose from, and how a conversation is called; "": there is none."""
        choices = [SelectChoice(str(number), name) for number, name in vacancies]
        if conversation:
            choices.append(SelectChoice(CONVERSATION, conversation))
        self.about.choices = choices

    @property
    def vacancy_id(self) -> int | None:
        """The vacancy that was chosen; None: a conversation."""
        return None if self.about.data == CONVERSATION else int(self.about.data)
