"""What an employer fills in about a vacancy, and what a coordinator writes who takes one down."""

import secrets
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from newcomer.contact_fields import PhoneNumber, WebAddressField
from newcomer.database import utcnow
from newcomer.forms import (
    AtMost,
    BaseForm,
    DayField,
    EmailAddressField,
    Filled,
    LanguageField,
    LineField,
    OnceField,
    OneOf,
    TextField,
    VersionedActionForm,
)
from newcomer.occupation_field import OccupationField
from newcomer.partner_jobs.forms.fields import PercentField
from newcomer.partner_jobs.names import ENDINGS, KINDS, NEEDED_LEVELS, REMOTE_SHARES
from newcomer.profile_fields import LanguagesField, OneField, PlaceField
from newcomer.region import current_region
from newcomer.skills_field import SkillsField

LONGEST_BODY = 10_000  # characters
FARTHEST_DEADLINE = timedelta(days=365)


def today() -> date:
    """The day in the region."""
    return utcnow().astimezone(current_region().zone).date()


class NeededLanguagesField(LanguagesField):
    """Languages and the level that the work needs of each."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        options.setdefault(
            "description",
            _l(
                "Ask for what the work needs, and no more: most learn the rest at work. "
                "Leave it empty if no language is needed."
            ),
        )
        super().__init__(label or _l("Which languages does the work need?"), **options)

    @property
    def levels(self) -> list[tuple[str, str]]:
        return [(str(int(level)), str(name)) for level, name in NEEDED_LEVELS.items()]


class VacancyTextForm(BaseForm):
    """What a vacancy says in one language."""

    title = LineField(
        _l("Title"),
        description=_l("What somebody does in this work, such as “Nurse, night duty”."),
        validators=[Filled(_l("Write a title.")), AtMost(150)],
    )
    body = TextField(
        _l("About the work"),
        description=_l(
            "What one does, what you need, and what you offer. Markdown: ## heading, - list, "
            "**important**, [name](https://address)."
        ),
        validators=[Filled(_l("Write what the work is about.")), AtMost(LONGEST_BODY)],
    )
    how_to_apply = TextField(
        _l("How to apply"),
        description=_l("What you want people to send, and what happens next."),
        validators=[AtMost(500)],
    )
    # Shown only where wording was found that may exclude people, in a vacancy that is open.
    read = BooleanField(_l("I have read this"))
    version = IntegerField("", widget=HiddenInput(), validators=[Optional()], default=0)


class VacancyForm(VacancyTextForm):
    """A vacancy with its first text."""

    source_language = LanguageField(
        _l("In which language do you write?"),
        description=_l("You can add other languages afterwards."),
    )
    kind = OneField(_l("Job type"), KINDS, first=_l("Choose"))
    occupation = OccupationField(
        _l("Occupation"),
        description=_l("We use this to find partners who fit. The title can be different."),
    )
    skills = SkillsField(_l("Which skills does the work need?"))
    languages = NeededLanguagesField()
    place = PlaceField(
        _l("Where is the workplace?"),
        description=_l("Choose the place that is nearest."),
        validators=[Filled(_l("Choose the place."))],
    )
    remote_pct = OneField(_l("How much can be done remotely?"), REMOTE_SHARES, default=0)
    pct_from = PercentField(_l("Workload in percent, at least"))
    pct_to = PercentField(_l("Workload in percent, at most"))
    deadline = DayField(
        _l("Apply by"),
        description=_l("Leave it empty if you take the first one who fits."),
        validators=[Optional()],
    )
    apply_url = WebAddressField(
        _l("Web address to apply at"),
        description=_l("Give a web address or an e-mail address, or both."),
        validators=[AtMost(300)],
    )
    apply_email = EmailAddressField(_l("E-mail address to apply to"))
    contact_name = LineField(
        _l("Who answers questions?"),
        description=_l("Everybody can read this name and number."),
        validators=[AtMost(100)],
    )
    contact_phone = LineField(_l("Their phone number"), validators=[AtMost(30), PhoneNumber()])
    once = OnceField(lambda: secrets.token_hex(16))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind.flags.required = self.remote_pct.flags.required = True

    def validate_kind(self, field: Field) -> None:
        if field.data is None and not field.errors:
            raise ValidationError(_l("Choose one of the alternatives."))

    def validate_pct_to(self, field: Field) -> None:
        if self.pct_from.data is not None and self.pct_from.data > (field.data or 100):
            raise ValidationError(
                _l("This is less than the lowest workload. Did you mix up the two?")
            )

    def validate_deadline(self, field: Field) -> None:
        if field.data is None:
            return
        if field.data < today():
            raise ValidationError(_l("This day has passed. Choose a day that is still to come."))
        if field.data > today() + FARTHEST_DEADLINE:
            raise ValidationError(_l("This is more than a year away. Choose a day before that."))

    def validate_apply_url(self, field: Field) -> None:
        if not field.data and not self.apply_email.data:
            raise ValidationError(
                _l("Say how people apply: give a web address or an e-mail address.")
            )

    @property
    def facts(self) -> dict[str, Any]:
        """The answers that do not depend on the language, by column."""
        chosen = self.occupation.data
        place = next(one for one in current_region().places if one.slug == self.place.data)
        return {
            "kind": self.kind.data,
            "occupation": chosen.slug if chosen else "",
            "isco": chosen.isco if chosen else "",
            "skills": self.skills.data,
            "languages": self.languages.data,
            "place": place.slug,
            "municipality": place.municipality,
            "remote_pct": self.remote_pct.data,
            "pct_from": self.pct_from.data,
            "pct_to": self.pct_to.data,
            "deadline": self.deadline.data,
            "apply_url": self.apply_url.data or "",
            "apply_email": self.apply_email.data or "",
            "contact_name": self.contact_name.data or "",
            "contact_phone": self.contact_phone.data or "",
        }


class PublishForm(VersionedActionForm):
    """Publish what the preview shows."""

    read = BooleanField(_l("I have read this"))


class EndForm(VersionedActionForm):
    """Close a vacancy, and say what became of it."""

    outcome = RadioField(
        _l("What became of it?"),
        choices=[SelectChoice(value, name) for value, name in ENDINGS.items()],
        validators=[OneOf(required=True)],
        validate_choice=False,
    )


class TakeDownForm(VersionedActionForm):
    """Why a coordinator takes a vacancy down; it is mailed to the employer."""

    reason = TextField(
        _l("Why do you take it down?"),
        description=_l("The employer gets this by e-mail."),
        validators=[Filled(_l("Write why, so that the employer understands.")), AtMost(1000)],
    )
