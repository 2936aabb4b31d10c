"""What people who ask fill in."""

import secrets

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from newcomer.forms import (
    AtMost,
    BaseForm,
    EmailAddressField,
    Filled,
    LanguageField,
    OnceField,
    OneOf,
    TextField,
)
from newcomer.region import Region
from newcomer.situations import SITUATIONS

LONGEST = 10_000  # characters: five pages, more than anybody needs for one question


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
