"""What people who move here fill in, and what coordinators fill in for a door."""

import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from newcomer import i18n
from newcomer.arrivals.models import Arrival, DoorKind
from newcomer.arrivals.purposes import all_purposes, is_too_young
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
)
from newcomer.occupation_field import OccupationField, occupation_of
from newcomer.profile_fields import (
    AgeBandField,
    ChildrenField,
    GenderField,
    GenderWishField,
    InterestsField,
    LanguagesField,
    LifeSituationField,
    ManyField,
    PlaceField,
    ReachField,
    WeekGridField,
)
from newcomer.region import Region, current_region
from newcomer.registry import Purpose

LONGEST_HOPES = 2_000  # characters: a page
LONGEST_NAME = 50
YEARS = 5  # how far away a moving date may be, before and after today
MYSELF, SOMEBODY_ELSE = "me", "other"

# The facts that have a column of the same name.
FACTS = (
    "first_name", "language", "age_band", "moving_on", "place", "reach_km", "situation", "children",
    "languages", "free_times", "interests", "hopes", "gender", "gender_wish",
)  # fmt: skip


class PurposesField(ManyField):
    """Slugs of the purposes that somebody says yes to."""

    def __init__(self, label: Any, **options: Any) -> None:
        choices = [SelectChoice(one.slug, one.label()) for one in all_purposes()]
        super().__init__(label, choices, **options)


class FactsForm(BaseForm):
    """What people who move here tell of themselves."""

    first_name = LineField(
        _l("First name"),
        description=_l("Only we see it, until you and somebody else have said yes to each other."),
        validators=[Filled(_l("Write your first name.")), AtMost(LONGEST_NAME)],
    )
    language = LanguageField(_l("Language of our e-mails"))
    age_band = AgeBandField(
        validators=[Filled(_l("Choose how old you are."))],
        description=_l("A rough age is enough. People of about the same age have more in common."),
    )
    moving_on = DayField(
        _l("When do you move?"),
        description=_l("Then we know when you need company. Leave it empty if you do not know."),
        validators=[Optional()],
    )
    place = PlaceField(
        _l("Where will you live?"),
        description=_l(
            "We look for somebody who lives near enough. If you are not sure, take the likeliest "
            "place. You can change it later."
        ),
        validators=[Filled(_l("Choose a place."))],
    )
    reach_km = ReachField()
    situation = LifeSituationField(validators=[Filled(_l("Choose what fits best."))])
    children = ChildrenField()
    occupation = OccupationField(
        _l("What kind of work do you do?"),
        description=_l("Those who do the same work can tell you how it is done here."),
    )
    languages = LanguagesField(validators=[Filled(_l("Choose at least one language."))])
    interests = InterestsField()
    free_times = WeekGridField(validators=[Filled(_l("Tick at least one time."))])
    hopes = TextField(
        _l("What do you hope for here?"),
        description=_l(
            "What would you like to do, learn or find? Only those who help you with it read this. "
            "Please write nothing about illness."
        ),
        validators=[Optional(), AtMost(LONGEST_HOPES)],
    )
    gender = GenderField()
    gender_wish = GenderWishField()

    today: date

    def offer(self, today: date) -> None:
        """Say which day it is."""
        self.today = today

    def validate_moving_on(self, field: DayField) -> None:
        if field.data is None:
            return
        first, last = self.today - timedelta(days=365 * YEARS), self.today
        last += timedelta(days=365 * YEARS)
        if not first <= field.data <= last:
            raise ValidationError(
                _(
                    "Write a day between %(first)s and %(last)s, or leave this empty.",
                    first=i18n.format_date(first),
                    last=i18n.format_date(last),
                )
            )

    @property
    def facts(self) -> dict[str, Any]:
        """What was told, by column."""
        chosen = self.occupation.data
        return {
            **{name: self[name].data for name in FACTS},
            "occupation": chosen.slug if chosen else "",
            "isco": chosen.isco if chosen else "",
        }


class MovingForm(FactsForm):
    """All of it, with what it may be used for, and what holds machines off."""

    for_whom = RadioField(
        _l("Who are you filling this in for?"),
        choices=[
            SelectChoice(MYSELF, _l("For myself")),
            SelectChoice(SOMEBODY_ELSE, _l("For somebody else")),
        ],
        default=MYSELF,
        description=_l(
            "If it is for somebody else, tell us about them and give their e-mail address. They "
            "see what you have written and have to agree. Until then, nobody else sees it."
        ),
        validators=[OneOf(required=True)],
        validate_choice=False,
    )
    email = EmailAddressField(
        _l("E-mail address"),
        description=_l(
            "The address of the person who is moving. We send a link there, to check that the "
            "address is right."
        ),
        validators=[Filled(_l("Write the e-mail address."))],
    )
    uses = PurposesField(
        _l("What may we use it for?"),
        description=_l("Each yes stands for itself. You can take it back at any time."),
        validators=[
            Filled(_l("Say yes to at least one thing. Otherwise we have no reason to keep this."))
        ],
    )
    once = OnceField(lambda: secrets.token_hex(16))
    door = HiddenField("")  # the code of the link or QR code that led here
    opened = HiddenField("")  # when the form was opened, signed
    # No person sees this field, and no browser fills it in: what fills it in is a machine.
    more_details = LineField(_l("Leave this empty"))

    def __iter__(self) -> Iterator[Any]:
        """In the order of the page, so that mistakes are listed as they stand there."""
        first = (self.for_whom, self.email)
        return iter((*first, *(field for field in super().__iter__() if field not in first)))

    def validate_uses(self, field: ManyField) -> None:
        for purpose in all_purposes():
            if purpose.slug in field.data and is_too_young(self.age_band.data, purpose):
                raise ValidationError(too_young(purpose))

    @property
    def by_other(self) -> bool:
        return bool(self.for_whom.data == SOMEBODY_ELSE)


def too_young(purpose: Purpose) -> str:
    """Why somebody under age cannot have this, and whom they can turn to instead."""
    region = current_region()
    contact = next(one for one in region.contacts if one.slug == region.mentoring["contact"])
    return str(
        _(
            "You have to be %(age)s or older for this: %(purpose)s. Write to %(contact)s "
            "(%(email)s) or talk to your school: they help you to meet people here.",
            age=purpose.least_age(),
            purpose=purpose.label(),
            contact=region.text(contact.name),
            email=contact.email,
        )
    )


class ChangeForm(FactsForm):
    """What somebody has told, to be changed; meant for the version that the page showed."""

    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])

    granted: frozenset[str] = frozenset()  # what they have said yes to

    def show(self, arrival: Arrival) -> None:
        """What does not come from the row by itself, unless something was sent."""
        shown: Any = self.occupation.data
        if shown == arrival.occupation:  # the row's slug still
            self.occupation.data = occupation_of(arrival.occupation)

    def build_on(self, version: int) -> None:
        """Sent once more, it is meant for this version."""
        self.version.raw_data = None
        self.version.data = version

    def validate_age_band(self, field: AgeBandField) -> None:
        for purpose in all_purposes():
            if purpose.slug in self.granted and is_too_young(field.data, purpose):
                raise ValidationError(too_young(purpose))


class LostLinkForm(BaseForm):
    email = EmailAddressField(
        _l("Your e-mail address"), validators=[Filled(_l("Write your e-mail address."))]
    )


# -- doors -----------------------------------------------------------------------------------------

DOOR_KINDS = {
    DoorKind.counter: _l("A municipality's service desk"),
    DoorKind.employer: _l("An employer"),
    DoorKind.other: _l("Somebody else"),
}


class DoorForm(BaseForm):
    """Who hands out a link."""

    name = LineField(
        _l("Who hands it out?"),
        description=_l("The name of the office or the employer, as you want it in your list."),
        validators=[Filled(_l("Write who hands it out.")), AtMost(100)],
    )
    kind = SelectField(_l("Who is it?"), validators=[OneOf(required=True)], validate_choice=False)
    municipality = SelectField(
        _l("Municipality"), validators=[OneOf()], validate_choice=False, default=""
    )
    once = OnceField(lambda: secrets.token_hex(16))

    def offer(self, region: Region) -> None:
        """Fill the lists."""
        self.kind.choices = [SelectChoice(one.value, str(name)) for one, name in DOOR_KINDS.items()]
        self.municipality.choices = [
            SelectChoice("", _("All of the region")),
            *(SelectChoice(one.slug, one.name) for one in region.municipalities),
        ]
