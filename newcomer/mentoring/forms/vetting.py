"""The forms of coordinators who look at mentors."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from newcomer.forms import BaseForm, OneOf, VersionedActionForm
from newcomer.mentoring.mentor_names import DECLINE_REASONS


class TickForm(VersionedActionForm):
    """Done, or not after all."""

    done = IntegerField("", widget=HiddenInput(), validators=[Optional()])


class DeclineForm(BaseForm):
    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])
    reason = RadioField(
        _l("Why?"),
        description=_l("For us, so that we can see what it is that stops people."),
        choices=[],
        validators=[OneOf(required=True)],
        validate_choice=False,
    )
    tell_why = BooleanField(
        _l("Give the reason in the e-mail"),
        description=_l(
            "Otherwise the e-mail says nothing about the reason. It is kind in any case."
        ),
    )

    def offer(self) -> None:
        """The reasons, in the language of the page."""
        self.reason.choices = [
            SelectChoice(one.value, str(name)) for one, name in DECLINE_REASONS.items()
        ]
