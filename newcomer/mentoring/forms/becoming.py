"""The forms of who becomes or is a mentor. Each step's form knows how its answers are kept."""

import secrets
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, FormField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from newcomer import occupation_field
from newcomer.contact_fields import PhoneNumber
from newcomer.forms import (
    AtMost,
    BaseForm,
    DayField,
    EmailAddressField,
    Filled,
    LanguageField,
    LineField,
    NumberField,
    OnceField,
    OneOf,
    TextField,
)
from newcomer.mentoring.models import MOST_PLACES, MentorProfile, MentorReference
from newcomer.mentoring.steps import Step, is_too_young
from newcomer.occupation_field import OccupationField
from newcomer.profile_fields import (
    ChildrenField,
    GenderField,
    GenderWishField,
    InterestsField,
    LanguagesField,
    LifeSituationField,
    PlaceField,
    ReachField,
    WeekGridField,
)
from newcomer.region import current_region

LONGEST_NAME = 50
LONGEST_WHY = 2000
OLDEST = 110  # years


class BecomeForm(BaseForm):
    """Just enough to come back to."""

    first_name = LineField(
        _l("Your first name"),
        description=_l("We tell it to a newcomer when you have both said yes."),
        validators=[Filled(_l("Write your first name.")), AtMost(LONGEST_NAME)],
    )
    email = EmailAddressField(
        _l("Your e-mail address"),
        description=_l("You get a link to a private page. There you go on, now or later."),
        validators=[Filled(_l("Write your e-mail address, so that the link reaches you."))],
    )
    language = LanguageField(_l("In which language shall we write to you?"))
    once = OnceField(lambda: secrets.token_hex(16))


class LostLinkForm(BaseForm):
    email = EmailAddressField(
        _l("Your e-mail address"), validators=[Filled(_l("Write your e-mail address."))]
    )
    once = OnceField(lambda: secrets.token_hex(16))


class StepForm(BaseForm):
    """A step. `shown` is a mark of the answers that it was filled in with."""

    shown = HiddenField("")

    @classmethod
    def of(cls, profile: MentorProfile) -> "StepForm":
        """The form, filled in with what is kept."""
        return cls(obj=profile)

    def write_to(self, profile: MentorProfile, now: datetime) -> None:
        """Keep the answers."""
        raise NotImplementedError

    def keep(self, profile: MentorProfile, *names: str) -> None:
        for name in names:
            setattr(profile, name, self[name].data)


class AboutForm(StepForm):
    first_name = LineField(
        _l("Your first name"),
        description=_l("We tell it to a newcomer when you have both said yes."),
        validators=[Filled(_l("Write your first name.")), AtMost(LONGEST_NAME)],
    )
    language = LanguageField(_l("In which language shall we write to you?"))
    birth_year = NumberField(
        _l("Which year were you born?"),
        description=_l("Others see roughly how old you are, never the year."),
        validators=[Filled(_l("Write the year with four digits, for example 1985."))],
    )
    situation = LifeSituationField(validators=[Filled(_l("Choose what fits best."))])
    children = ChildrenField()
    gender = GenderField()
    gender_wish = GenderWishField()

    def validate_birth_year(self, field: Any) -> None:
        today = datetime.now(current_region().zone).date()
        if not today.year - OLDEST <= field.data <= today.year:
            raise ValidationError(_("Write the year with four digits, for example 1985."))
        if is_too_young(field.data, current_region(), today):
            raise ValidationError(
                _(
                    "A mentor is at least %(age)s years old. We would be glad to hear from you "
                    "then.",
                    age=current_region().ages["mentor"],
                )
            )

    def write_to(self, profile: MentorProfile, now: datetime) -> None:
        self.keep(profile, "first_name", "language", "birth_year", "situation")
        self.keep(profile, "children", "gender", "gender_wish")


class LanguagesForm(StepForm):
    languages = LanguagesField(
        validators=[Filled(_l("Choose at least one language, and how well you speak it."))]
    )

    def write_to(self, profile: MentorProfile, now: datetime) -> None:
        self.keep(profile, "languages")


class PlaceForm(StepForm):
    place = PlaceField(validators=[Filled(_l("Choose the place that you live nearest to."))])
    reach_km = ReachField()
    free_times = WeekGridField(validators=[Filled(_l("Tick at least one time."))])

    def write_to(self, profile: MentorProfile, now: datetime) -> None:
        self.keep(profile, "place", "reach_km", "free_times")


class InterestsForm(StepForm):
    interests = InterestsField()
    occupation = OccupationField(
        _l("What kind of work do you do, or did you do?"),
        description=_l(
            "Some would like to meet somebody of their own profession. Write a few letters and "
            "choose. You can leave it out."
        ),
    )

    @classmethod
    def of(cls, profile: MentorProfile) -> "InterestsForm":
        kept = occupation_field.occupation_of(profile.occupation)
        return cls(data={"interests": profile.interests, "occupation": kept})

    def write_to(self, profile: MentorProfile, now: datetime) -> None:
        self.keep(profile, "interests")
        occupation_field.keep(profile, self.occupation.data)


class WhyForm(StepForm):
    why = TextField(
        _l("Why would you like to be a mentor?"),
        description=_l("A few words are enough. Only our coordinators read this."),
        validators=[Filled(_l("Write a few words.")), AtMost(LONGEST_WHY)],
    )
    capacity = RadioField(
        _l("For how many at the same time?"),
        description=_l("Most begin with one. You can change it whenever you like."),
        coerce=int,
        choices=[SelectChoice(number, str(number)) for number in range(1, MOST_PLACES + 1)],
        validators=[OneOf(required=True)],
        validate_choice=False,
    )

    def write_to(self, profile: MentorProfile, now: datetime) -> None:
        self.keep(profile, "why", "capacity")


class ReferenceForm(Form):
    """Somebody who knows the mentor."""

    class Meta(BaseForm.Meta):
        csrf = False

    name = LineField(_l("Name"), validators=[Filled(_l("Write the name.")), AtMost(100)])
    phone = LineField(
        _l("Phone"), validators=[Filled(_l("Write the phone number.")), AtMost(30), PhoneNumber()]
    )
    relation = LineField(
        _l("How do you know each other?"),
        description=_l("For example: my boss, a neighbour, the leader of my choir."),
        validators=[Filled(_l("Write how you know each other.")), AtMost(100)],
    )


class ReferencesForm(StepForm):
    first = FormField(ReferenceForm, _l("The first"))
    second = FormField(ReferenceForm, _l("The second"))
    agreed = BooleanField(
        _l("Both have said that we may call them."),
        description=_l("Ask them first. They cannot be from your own family."),
        validators=[Filled(_l("Ask both, and then tick here."))],
    )

    @classmethod
    def of(cls, profile: MentorProfile) -> "ReferencesForm":
        told = [
            {"name": one.name, "phone": one.phone, "relation": one.relation}
            for one in profile.references
        ]
        names = ("first", "second")
        return cls(data={**dict(zip(names, told, strict=False)), "agreed": len(told) >= len(names)})

    def write_to(self, profile: MentorProfile, now: datetime) -> None:
        for at, part in enumerate((self.first.form, self.second.form)):
            if at == len(profile.references):
                profile.references.append(MentorReference(name="", phone="", relation=""))
            for name in ("name", "phone", "relation"):
                setattr(profile.references[at], name, part[name].data)


class PledgeForm(StepForm):
    pledge = BooleanField(
        _l("I promise this."), validators=[Filled(_l("Tick here if you promise it."))]
    )

    @classmethod
    def of(cls, profile: MentorProfile) -> "PledgeForm":
        return cls(data={"pledge": profile.pledged_at is not None})

    def write_to(self, profile: MentorProfile, now: datetime) -> None:
        profile.pledged_at = profile.pledged_at or now


STEP_FORMS: dict[Step, type[StepForm]] = {
    Step.about: AboutForm,
    Step.languages: LanguagesForm,
    Step.place: PlaceForm,
    Step.interests: InterestsForm,
    Step.why: WhyForm,
    Step.references: ReferencesForm,
    Step.pledge: PledgeForm,
}


class PauseForm(BaseForm):
    """Until when; nothing: until one says so."""

    until = DayField(
        _l("Up to and including"),
        description=_l("Leave it empty if you do not know yet."),
        validators=[Optional()],
    )

    def validate_until(self, field: Any) -> None:
        today: date = datetime.now(current_region().zone).date()
        if field.data and field.data < today:
            raise ValidationError(_("Choose a day that has not passed."))
