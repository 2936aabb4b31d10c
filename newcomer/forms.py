"""What all forms share: the token, the messages, the fields and their checks."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from email_validator import validate_email
from flask import render_template, request
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation
from wtforms.widgets import HiddenInput

from newcomer import i18n
from newcomer.errors import TooMany

_l = lazy_gettext
# Line breaks and tabs are text; these are not.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class _Messages:
    """WTForms' own messages come from our catalogues: it has no nynorsk, and no whole bokmål."""

    def gettext(self, message: str) -> str:
        return str(lazy_gettext(message))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return singular if n == 1 else plural


class BaseForm(FlaskForm):
    """A form with a token. One without a valid token is given back filled in, with a word on what
    to do: the session may have ended while somebody wrote, and that must not cost the text."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> _Messages:
            return _Messages()

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.csrf_token.errors:
            self.csrf_token.errors = [
                _l(
                    "This page had been open for a long time. Nothing is lost: please send it once more."
                )
            ]
        return bool(valid)


class ActionForm(BaseForm):
    """A form with nothing but a button: sign out, close, reopen."""


class VersionedActionForm(ActionForm):
    """A button that is meant for what the page showed, and does nothing to a later version."""

    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])


def render_form(template: str, form: BaseForm, **context: Any) -> tuple[str, int]:
    """The page with the form: 200 when it is first shown, 422 when it comes back with errors."""
    return render_template(template, form=form, **context), 422 if form.errors else 200


def render_too_many(template: str, form: BaseForm, error: TooMany, **context: Any) -> Any:
    """The form again, filled in, for somebody who has to wait: the text is theirs to keep."""
    form.form_errors.append(
        _l(
            "That was too many tries in a short time. Wait an hour and send it again; "
            "keep a copy of your text."
        )
    )
    headers = {"Retry-After": str(error.retry_after)}
    return render_template(template, form=form, **context), 429, headers


class Filled:
    """Something other than spaces must be written; the message says what."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: BaseForm, field: Field) -> None:
        if not field.data or not str(field.data).strip():
            raise StopValidation(self.message)


class AtMost:
    """No longer than this many characters; says how many there are now."""

    def __init__(self, maximum: int) -> None:
        self.max = maximum
        # The macros turn this into a counter, not into HTML's maxlength, which cuts pasted text short.
        self.field_flags = {"maxlength": maximum}

    def __call__(self, _form: BaseForm, field: Field) -> None:
        length = len(field.data or "")
        if length > self.max:
            raise ValidationError(
                _l(
                    "This can be at most %(most)s characters long; now it is %(length)s.",
                    most=i18n.format_number(self.max),
                    length=i18n.format_number(length),
                )
            )


class From0To:
    """A number is there, and is not too large."""

    field_flags = {"required": True}

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: BaseForm, field: Any) -> None:
        if field.data is None or not 0 <= field.data <= self.most:
            most = i18n.format_number(self.most)
            raise ValidationError(_l("Write a whole number from 0 to %(most)s.", most=most))


class OneOf:
    """One of the field's choices, also when somebody forges another."""

    def __init__(self, *, required: bool = False) -> None:
        self.message = _l("Choose one of the alternatives.")
        self.field_flags = {"required": True} if required else {}

    def __call__(self, _form: BaseForm, field: Any) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise StopValidation(self.message)


def clean_text(value: str | None) -> str:
    """Text as typed, less what no person types: stray returns, and signs without a meaning, which
    PostgreSQL (NUL) or a feed would refuse."""
    return NO_TEXT.sub("", (value or "").replace("\r\n", "\n")).strip()


def clean_line(value: str | None) -> str:
    return " ".join(clean_text(value).split())


class EmailAddressField(EmailField):
    """An e-mail address, normalised so that the same person is the same everywhere: small letters,
    and a domain in one form. Whether a mailbox exists is shown by using it, not by asking around."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_line(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            self.data = normal_address(self.data)
        except ValueError as error:
            raise StopValidation(
                _l("Write an e-mail address like name@example.com, so that we can reach you.")
            ) from error


def normal_address(text: str) -> str:
    """The one form in which we keep an address: small letters, and a domain like blåbær.no in the
    ASCII that every mail server understands. Raises ValueError for what is no such address."""
    checked = validate_email(text, check_deliverability=False, test_environment=True)
    if checked.ascii_email is None or len(checked.ascii_email) > 254:
        raise ValueError(text)
    return checked.ascii_email.lower()


class LanguageField(RadioField):
    """One of the four languages, each by its own name, the page's own chosen first."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(
            label,
            choices=[SelectChoice(code, i18n.NAMES[code]) for code in i18n.LANGUAGES],
            validators=[OneOf(required=True)],
            validate_choice=False,
            **options,
        )

    def process_data(self, value: str | None) -> None:
        super().process_data(value or i18n.current_language())


class LineField(StringField):
    """One line of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_line(valuelist[0]) if valuelist else ""


class TextField(TextAreaField):
    """A longer text, kept as typed less what no person types."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_text(valuelist[0]) if valuelist else ""


class NumberField(IntegerField):
    """A whole number of digits; anything else is none, and stays as typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = int(typed) if re.fullmatch("[0-9]{1,6}", typed) else None


class DayField(DateField):
    """A day, as browsers send it or as people here write it. What is no day comes back as typed."""

    FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        typed = clean_line(valuelist[0]) if valuelist else ""
        for form in self.FORMATS:
            with suppress(ValueError):
                self.data = datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day, no time
        if typed and self.data is None:
            raise ValueError(_l("Write the date with day, month and year, for example 31.12.2027."))


class OnceField(HiddenField):
    """A mark that comes with the empty form, so that sending it twice does a thing once."""

    def __init__(self, make: Callable[[], str], **options: Any) -> None:
        super().__init__("", default=make, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        mark = str(valuelist[0]) if valuelist else ""
        self.data: str = mark if mark.isalnum() and len(mark) <= 64 else self.default()


def is_sent() -> bool:
    """Whether the request sends a form, rather than asking for it."""
    return request.method == "POST"
