"""Sign in, one's own details, and the roles that administrators give."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from newcomer.access import Role
from newcomer.forms import (
    AtMost,
    BaseForm,
    EmailAddressField,
    Filled,
    LanguageField,
    LineField,
    OneOf,
)

ROLE_NAMES = {Role.coordinator: _l("Coordinator"), Role.administrator: _l("Administrator")}


class AskForLinkForm(BaseForm):
    email = EmailAddressField(
        _l("Your e-mail address"), validators=[Filled(_l("Write your e-mail address."))]
    )
    next = HiddenField("")


class DetailsForm(BaseForm):
    name = LineField(
        _l("Name"),
        description=_l(
            "Shown on your page, and to your colleagues if you work at the desk. You can leave it empty."
        ),
        validators=[AtMost(100)],
    )
    language = LanguageField(_l("Language of our e-mails to you"))


class EraseForm(BaseForm):
    sure = BooleanField(
        _l("Yes, erase everything about me"),
        validators=[InputRequired(_l("Tick the box to show that you are sure."))],
    )


class InviteForm(BaseForm):
    email = EmailAddressField(
        _l("E-mail address"), validators=[Filled(_l("Write an e-mail address."))]
    )
    role = RadioField(
        _l("Role"),
        choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()],
        default=Role.coordinator.value,
        validators=[OneOf(required=True)],
        validate_choice=False,
    )
    language = LanguageField(_l("Language of the invitation"))
