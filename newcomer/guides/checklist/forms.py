"""What somebody fills in for a checklist."""

import secrets
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from newcomer import i18n
from newcomer.forms import BaseForm, DayField, EmailAddressField, Filled, OnceField, OneOf
from newcomer.region import Region
from newcomer.situations import SITUATIONS

YEARS_BACK, YEARS_AHEAD = 2, 5  # how far away a moving date may be


def years_from(day: date, years: int) -> date:
    """The same day some years before or after."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)


class ChecklistForm(BaseForm):
    """What selects the steps. Nothing of it must be given."""

    moving_on = DayField(
        _l("When do you move?"),
        description=_l("Then we count the deadlines for you. You can change the date later."),
        validators=[Optional()],
    )
    municipality = SelectField(
        _l("Where are you moving to?"), validators=[OneOf()], validate_choice=False, default=""
    )
    situations = SelectMultipleField(
        _l("What applies to you?"),
        description=_l("Choose all that fits. Each choice adds the steps that go with it."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
        default=(),
    )
    shown = HiddenField("", default="")  # the choices that the page showed

    today: date

    def offer(self, region: Region, today: date) -> None:
        """Fill the lists with what the region has, and say which day it is."""
        self.today = today
        self.municipality.choices = [
            SelectChoice("", _("Not sure yet")),
            *(SelectChoice(one.slug, one.name) for one in region.municipalities),
        ]
        self.situations.choices = [
            SelectChoice(one.value, name) for one, name in SITUATIONS.items()
        ]

    def validate_moving_on(self, field: Any) -> None:
        if field.data is None:  # no date at all, which has been said
            return
        first, last = years_from(self.today, -YEARS_BACK), years_from(self.today, YEARS_AHEAD)
        if not first <= field.data <= last:
            raise ValidationError(
                _(
                    "We can count from days between %(first)s and %(last)s. "
                    "Leave this empty if you do not know the date yet.",
                    first=i18n.format_date(first),
                    last=i18n.format_date(last),
                )
            )

    def validate_situations(self, field: Any) -> None:
        known = [one.value for one in SITUATIONS]
        if not set(field.data or ()) <= set(known):
            field.data = [one for one in known if one in field.data]
            raise StopValidation(_("Choose among the alternatives."))
        field.data = [one for one in known if one in (field.data or ())]


class MailLinkForm(BaseForm):
    email = EmailAddressField(
        _l("Your e-mail address"),
        validators=[Filled(_l("Write your e-mail address, so that the link reaches you."))],
    )
    once = OnceField(lambda: secrets.token_hex(16))
