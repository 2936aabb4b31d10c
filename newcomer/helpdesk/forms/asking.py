"""What people who ask fill in."""

import secrets
from itertools import groupby

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from newcomer.forms import (
    AtMost,
    BaseForm,
    EmailAddressField,
    Filled,
    LanguageField,
    LineField,
    OnceField,
    OneOf,
    TextField,
)
from newcomer.helpdesk.forms.phone import PhoneField
from newcomer.helpdesk.models import CallTime, Rating
from newcomer.region import WEEKDAYS, Region, current_region
from newcomer.situations import SITUATIONS

LONGEST = 10_000  # characters: five pages, more than anybody needs for one question
LONGEST_COMMENT = 300
BY_EMAIL, BY_PHONE = "email", "call"

CALL_TIMES = {
    CallTime.morning: _l("Morning (8–11)"),
    CallTime.midday: _l("Midday (11–14)"),
    CallTime.afternoon: _l("Afternoon (14–17)"),
}
RATINGS = {
    Rating.good: _l("Yes, it helped"),
    Rating.partly: _l("Partly"),
    Rating.poor: _l("No, not really"),
}


def open_days() -> list[tuple[str, str]]:
    """("monday–friday", "09:00–15:00") in the page's language, for each row of days with the same
    hours."""
    hours = current_region().working_hours
    names = get_locale().days["stand-alone"]["wide"]
    rows = groupby(enumerate(WEEKDAYS), key=lambda day: hours.get(day[1]))
    found = []
    for opened, group in rows:
        days = [names[number] for number, _day in group]
        if opened is not None:
            found.append(("–".join(dict.fromkeys((days[0], days[-1]))), "–".join(opened)))
    return found


def call_time_name(value: str) -> str:
    """What a CallTime value is called."""
    return str(CALL_TIMES[CallTime(value)])


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


class _FilledFor(Filled):
    """Must be filled in if this is how we are to answer."""

    def __init__(self, way: str, message: object) -> None:
        super().__init__(message)
        self.way = way

    def __call__(self, form: BaseForm, field: Field) -> None:
        if form["reply_by"].data == self.way:
            super().__call__(form, field)


class AskHereForm(AskForm):
    """The question form of the site, with what holds machines off."""

    reply_by = RadioField(
        _l("How shall we answer?"),
        choices=[
            SelectChoice(BY_EMAIL, _l("By e-mail")),
            SelectChoice(BY_PHONE, _l("Call me")),
        ],
        default=BY_EMAIL,
        validators=[OneOf(required=True)],
        validate_choice=False,
    )
    phone = PhoneField(
        _l("Your phone number"),
        description=_l(
            "We use it to call you about this question. Only those who answer questions see it."
        ),
        validators=[
            _FilledFor(BY_PHONE, _l("Write your phone number, so that we can call you.")),
        ],
    )
    call_times = SelectMultipleField(
        _l("When does it suit you?"),
        choices=[SelectChoice(one.value, name) for one, name in CALL_TIMES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    email = EmailAddressField(
        _l("Your e-mail address"),
        description=_l("We send the answer here. If we are to call you, you can leave this empty."),
        validators=[
            _FilledFor(BY_EMAIL, _l("Write your e-mail address, so that the answer reaches you."))
        ],
    )
    # No person sees this field, and no browser fills it in: what fills it in is a machine.
    more_details = LineField(_l("Leave this empty"))
    opened = HiddenField("")  # when the form was opened, signed
    shown = HiddenField("")  # "1" when guides that look like the question have been shown

    def validate_phone(self, field: PhoneField) -> None:
        if self.wants_call:
            field.check()

    def validate_call_times(self, field: SelectMultipleField) -> None:
        if not set(field.data or ()) <= {one.value for one in CallTime}:
            raise ValidationError(_l("Choose one of the alternatives."))

    @property
    def wants_call(self) -> bool:
        return bool(self.reply_by.data == BY_PHONE)

    @property
    def phone_to_call(self) -> str:
        """The number; "" for who wants no call, whatever stands in the field."""
        return str(self.phone.data) if self.wants_call else ""

    def ask_for_email(self) -> None:
        """Give the form back: this one must be confirmed by e-mail."""
        self.email.errors = [
            _l("Write your e-mail address too. We need you to confirm that you asked this.")
        ]


class SuggestForm(BaseForm):
    """What somebody is writing, while they write it."""

    body = TextField("", validators=[AtMost(LONGEST)])


class AnsweredForm(BaseForm):
    """The button under a guide that answered the question."""

    guide = HiddenField("")
    once = OnceField(lambda: secrets.token_hex(16))


class LostLinkForm(BaseForm):
    email = EmailAddressField(
        _l("Your e-mail address"), validators=[Filled(_l("Write your e-mail address."))]
    )


class RatingForm(BaseForm):
    """Three buttons."""

    rating = HiddenField("")

    def validate_rating(self, field: HiddenField) -> None:
        if field.data not in {one.value for one in Rating}:
            raise StopValidation(_l("Choose one of the alternatives."))


class CommentForm(BaseForm):
    comment = LineField(_l("Do you want to say why?"), validators=[AtMost(LONGEST_COMMENT)])


class ReplyForm(BaseForm):
    body = TextField(
        _l("Write to us"), validators=[Filled(_l("Write something first.")), AtMost(LONGEST)]
    )
    once = OnceField(lambda: secrets.token_hex(16))
