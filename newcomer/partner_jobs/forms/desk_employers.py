"""What coordinators fill in about employers, and to write to the members."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from newcomer.forms import AtMost, BaseForm, Filled, LineField, OnceField, OneOf, TextField
from newcomer.partner_jobs import names
from newcomer.partner_jobs.forms.employers import DetailsFields
from newcomer.profile_fields import ManyField

LONGEST_QUESTION = 2_000
LONGEST_SUBJECT = 150
LONGEST_MAIL = 10_000


class AskForm(BaseForm):
    """What we want to know before we decide."""

    text = TextField(
        _l("What do you want to know?"),
        description=_l("It goes to all who act for the employer, and stands on their page."),
        validators=[Filled(_l("Write what you want to know.")), AtMost(LONGEST_QUESTION)],
    )
    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])


class DeclineForm(BaseForm):
    """Why not."""

    reason = RadioField(
        _l("Why?"),
        description=_l("It stands in the e-mail, word for word."),
        choices=[],
        validators=[OneOf(required=True)],
        validate_choice=False,
    )
    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])

    def offer(self) -> None:
        """The reasons, in the language of the page."""
        self.reason.choices = [
            SelectChoice(one.value, str(name)) for one, name in names.EMPLOYER_NOS.items()
        ]


class DeskChangeForm(DetailsFields):
    """What an employer told, put right by a coordinator."""

    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])

    def build_on(self, version: int) -> None:
        """Sent once more, it is meant for this version."""
        self.version.raw_data = None
        self.version.data = version


class SectorsField(ManyField):
    """Values of Sector; none of them means all."""

    def __init__(self, label: object, **options: object) -> None:
        choices = [SelectChoice(one.value, str(name)) for one, name in names.SECTORS.items()]
        super().__init__(label, choices, **options)


class MemberMailForm(BaseForm):
    """A letter to the members."""

    sectors = SectorsField(
        _l("To members of which sectors?"), description=_l("Tick none to write to all members.")
    )
    subject = LineField(
        _l("Subject"), validators=[Filled(_l("Write a subject.")), AtMost(LONGEST_SUBJECT)]
    )
    body = TextField(
        _l("Text"),
        description=_l(
            "Plain text. No greeting is added: write it yourself, in the languages that your "
            "members read."
        ),
        validators=[Filled(_l("Write a text.")), AtMost(LONGEST_MAIL)],
    )
    once = OnceField(lambda: secrets.token_hex(16))
