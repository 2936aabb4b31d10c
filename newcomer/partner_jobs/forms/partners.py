"""What a partner who looks for work fills in, each field with why we ask. No age, sex or family."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation, ValidationError
from wtforms.widgets import HiddenInput, ListWidget, RadioInput

from newcomer import occupation_field
from newcomer.contact_fields import PhoneNumber
from newcomer.forms import (
    AtMost,
    BaseForm,
    DayField,
    Filled,
    LanguageField,
    LineField,
    TextField,
)
from newcomer.occupation_field import OccupationField
from newcomer.partner_jobs import names
from newcomer.partner_jobs.forms.fields import PercentField
from newcomer.partner_jobs.models.partners import (
    MOST_OCCUPATIONS,
    DigestRhythm,
    PartnerProfile,
    Visibility,
)
from newcomer.profile_fields import LanguagesField, OneField, PlaceField, ReachField
from newcomer.skills_field import SkillsField

LONGEST_PRESENTATION = 1500
CHOOSE = _l("Choose one of the alternatives.")
# What is kept of the answers just as it was given.
PLAIN = (
    "name", "phone", "language", "education", "field_of_study", "skills", "languages", "place",
    "reach_km", "pct_from", "pct_to", "available_from", "permit", "presentation", "digest",
    "visibility",
)  # fmt: skip


class ChoiceField(OneField):
    """One of some alternatives that are all seen at once."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class VersionField(IntegerField):
    """The version that the form was filled in with; None for a new profile, and for nonsense."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]) if valuelist else ""
        self.data = int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else None


class EmployerField(SelectField):
    """A member of the network, or none. Give it the members with offer()."""

    data: Any

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, choices=[], coerce=str, validate_choice=False, **options)

    def offer(self, members: Iterable[tuple[int, str]], nothing: str) -> None:
        self.choices = [
            SelectChoice("", nothing),
            *(SelectChoice(str(number), name) for number, name in members),
        ]

    def pre_validate(self, form: object) -> None:
        if self.data and self.data not in {choice.value for choice in self.choices}:
            self.data = ""
            raise StopValidation(CHOOSE)

    @property
    def number(self) -> int | None:
        return int(self.data) if self.data else None


class AnOccupation:
    """At least one is chosen, in whichever of the form's fields for them."""

    field_flags = {"required": True}

    def __call__(self, form: "PartnerForm", _field: OccupationField) -> None:
        if not any(one.data for one in form.occupations):
            raise StopValidation(_("Write the kind of work that you look for."))


class PartnerForm(BaseForm):
    """The whole profile."""

    name = LineField(
        _l("Your name"),
        description=_l("Employers see it only if you say so below."),
        validators=[Filled(_l("Write your name.")), AtMost(100)],
    )
    phone = LineField(
        _l("Phone"),
        description=_l(
            "An employer gets it when you have both said yes to talking with each other."
        ),
        validators=[AtMost(30), PhoneNumber()],
    )
    language = LanguageField(_l("In which language shall we write to you?"))
    occupation_1 = OccupationField(
        _l("What kind of work are you looking for?"),
        description=_l(
            "We look for vacancies in this occupation and in those near it. Write a few letters and "
            "choose."
        ),
        validators=[AnOccupation()],
    )
    occupation_2 = OccupationField(_l("Another kind of work"))
    occupation_3 = OccupationField(_l("A third kind of work"))
    occupation_4 = OccupationField(_l("A fourth kind of work"))
    occupation_5 = OccupationField(_l("A fifth kind of work"))
    education = OneField(
        _l("Your highest education"),
        names.EDUCATIONS,
        first=_l("Choose"),
        description=_l(
            "Some vacancies need a certain education. It does not matter where you got it."
        ),
        validators=[Filled(CHOOSE)],
    )
    field_of_study = LineField(
        _l("In which field?"),
        description=_l("For example: nursing, economics, joinery."),
        validators=[AtMost(100)],
    )
    skills = SkillsField(
        _l("What can you do?"),
        description=_l(
            "We compare this with what vacancies ask for. Open a group and tick what fits, at most 15 "
            "in all."
        ),
    )
    languages = LanguagesField(
        description=_l(
            "Vacancies say which languages they need, and how well. Be honest: nobody is tested here."
        ),
        validators=[Filled(_l("Choose at least one language, and how well you speak it."))],
    )
    place = PlaceField(
        description=_l(
            "We reckon from here how far it is to work. Choose where you will live if you have not "
            "moved yet."
        ),
        validators=[Filled(_l("Choose the place that you live nearest to."))],
    )
    reach_km = ReachField(
        _l("How far can you travel to work?"),
        description=_l("Vacancies that are a little further away are shown last."),
    )
    pct_from = PercentField(
        _l("At least, in percent of full time"),
        description=_l("Full time is 100 percent, half time is 50."),
        default=50,
    )
    pct_to = PercentField(_l("At most, in percent of full time"), default=100)
    available_from = DayField(
        _l("From when can you work?"),
        description=_l("Leave it empty if you can begin now."),
        validators=[Optional()],
    )
    permit = ChoiceField(
        _l("Are you allowed to work in this country?"),
        names.PERMITS,
        description=_l(
            "If you are not sure, we help you find out. Your answer does not shut you out "
            "of anything here."
        ),
        validators=[Filled(CHOOSE)],
    )
    presentation = TextField(
        _l("A few words about you as a colleague"),
        description=_l(
            "What have you worked with, and what would you like to do? Write nothing about your "
            "health, your family or your age. Employers see this only if you show your name."
        ),
        validators=[AtMost(LONGEST_PRESENTATION)],
    )
    brought_by = EmployerField(
        _l("Did an employer bring your family here?"),
        description=_l(
            "Members of the network promise to tell partners about this page. We count how many do. "
            "No employer sees what you choose here."
        ),
        default="",
    )
    digest = ChoiceField(
        _l("How often shall we write when there are new vacancies that fit you?"),
        names.DIGESTS,
        default=DigestRhythm.weekly,
        description=_l("Each e-mail has a link that stops them."),
        validators=[Filled(CHOOSE)],
    )
    visibility = ChoiceField(
        _l("Who may see what you tell us?"),
        names.VISIBILITIES,
        default=Visibility.coordinators,
        validators=[Filled(CHOOSE)],
    )
    arrival = HiddenField("")
    version = VersionField("")

    @property
    def occupations(self) -> list[OccupationField]:
        return [self[f"occupation_{n}"] for n in range(1, MOST_OCCUPATIONS + 1)]

    @property
    def occupations_shown(self) -> int:
        """How many are shown at first: those that are filled in, and one at least."""
        used = [n for n, one in enumerate(self.occupations, 1) if one.data or one.typed]
        return max([1, *used])

    def validate_pct_to(self, field: IntegerField) -> None:
        least = self.pct_from.data
        if least is not None and field.data is not None and field.data < least:
            raise ValidationError(_("This is less than your minimum. Swap the two numbers."))

    @property
    def facts(self) -> dict[str, Any]:
        """What was told, by column."""
        chosen = [one.data.slug for one in self.occupations if one.data is not None]
        return {
            **{name: self[name].data for name in PLAIN},
            "occupations": list(dict.fromkeys(chosen)),
            "brought_by_id": self.brought_by.number,
        }

    def build_on(self, version: int) -> None:
        """Sent once more, what is written here replaces this version."""
        self.version.data = version
        self.version.raw_data = None


def filled_with(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows at first, by field, for these columns."""
    found: dict[str, Any] = {name: facts[name] for name in (*PLAIN, "version") if name in facts}
    for n, slug in enumerate(facts.get("occupations", ())[:MOST_OCCUPATIONS], 1):
        found[f"occupation_{n}"] = occupation_field.occupation_of(slug)
    if facts.get("brought_by_id"):
        found["brought_by"] = str(facts["brought_by_id"])
    return found


def as_told(partner: PartnerProfile) -> dict[str, Any]:
    """What a profile holds, by column."""
    names_of = (*PLAIN, "occupations", "brought_by_id", "version")
    return {name: getattr(partner, name) for name in names_of}


class CVForm(BaseForm):
    """One file."""

    cv = FileField(_l("Your CV as a PDF"))


class HiredForm(BaseForm):
    """Where they have found work, if they like to say."""

    employer = EmployerField(
        _l("Where?"),
        description=_l("It shows what the network is good for. You need not say."),
        default="",
    )
