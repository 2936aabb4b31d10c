"""What employers fill in about themselves and those who act for them, and what the desk answers."""

import secrets
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, IntegerField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, StopValidation
from wtforms.widgets import HiddenInput

from newcomer.contact_fields import PhoneNumber, WebAddressField
from newcomer.forms import (
    AtMost,
    BaseForm,
    EmailAddressField,
    Filled,
    From0To,
    LanguageField,
    LineField,
    NumberField,
    OnceField,
    TextField,
)
from newcomer.partner_jobs import names, org_numbers
from newcomer.partner_jobs.models.employers import MOST_CONVERSATIONS
from newcomer.profile_fields import (
    LANGUAGES,
    HowMany,
    ManyField,
    OneField,
    PlaceField,
    first_upper,
    spoken_language,
)
from newcomer.region import current_region

LONGEST_NAME = 150
LONGEST_PERSON = 100
LONGEST_PHONE = 30
LONGEST_ANSWER = 2_000
MOST_LANGUAGES = 10

# The facts and the commitment that have a column of the same name; what a member cannot change alone.
FACTS = ("place", "size", "website", "languages")
COMMITMENT = ("conversations_a_month", "posts_vacancies", "refers_partners")
CHECKED = ("name", "sector")


class OrgNumberField(LineField):
    """The digits of an organisation number of the region's country. The number of a person is thrown
    away as soon as it is read: it does not come back on the page either."""

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        region = current_region()
        try:
            self.data = org_numbers.read(self.data, region.country)
        except org_numbers.PersonalNumber as error:
            self.data = ""
            contact = next(one for one in region.contacts if one.slug == region.jobs["contact"])
            raise StopValidation(
                _(
                    "This is the number of a person, and we have not kept it. Sole traders whose "
                    "number is a personal number cannot use this form. Write to %(email)s, and we "
                    "find another way.",
                    email=contact.email,
                )
            ) from error
        except org_numbers.WrongNumber as error:
            raise StopValidation(_wrong_number(region.country)) from error


def _wrong_number(country: str) -> str:
    if country == "se":
        said: str = _(
            "Write the organisation number with its ten digits, for example 559990-0015. One of the "
            "digits may be wrong."
        )
    else:
        said = _(
            "Write the organisation number with its nine digits, for example 800 000 106. One of "
            "the digits may be wrong."
        )
    return said


class WorkLanguagesField(ManyField):
    """Codes of the languages that are spoken at work, the region's own first."""

    def __init__(self, label: Any, **options: Any) -> None:
        first = current_region().languages
        others = sorted(
            (one for one in LANGUAGES if one not in first), key=lambda one: spoken_language(one)
        )
        choices = [SelectChoice(one, first_upper(spoken_language(one))) for one in first]
        choices += [SelectChoice(one, first_upper(spoken_language(one))) for one in others]
        super().__init__(label, choices, **options)

    @property
    def parts(self) -> tuple[list[Any], list[Any], int]:
        """The boxes of the region's languages, the others, and how many of those are ticked."""
        boxes = list(self)
        first = len(current_region().languages)
        return boxes[:first], boxes[first:], sum(bool(one.checked) for one in boxes[first:])


class NumberFields(BaseForm):
    """Which employer it is."""

    org_number = OrgNumberField(
        _l("Organisation number"),
        description=_l("There is one page for each employer, and this is how we tell them apart."),
        validators=[Filled(_l("Write the organisation number."))],
    )


class DetailsFields(BaseForm):
    """What an employer tells of itself, and what it commits to."""

    name = LineField(
        _l("What is the employer called?"),
        description=_l("As it stands in the register of organisations."),
        validators=[Filled(_l("Write the name.")), AtMost(LONGEST_NAME)],
    )
    sector = OneField(
        _l("What kind of employer is it?"),
        names.SECTORS,
        first=_l("Choose"),
        description=_l(
            "By law, public employers advertise openly and choose by qualification. We "
            "never show them a ranking of people."
        ),
        validators=[Filled(_l("Choose one of the alternatives."))],
    )
    place = PlaceField(
        _l("Where is the workplace?"),
        description=_l(
            "Partners look for work near where they live. Choose the largest workplace."
        ),
        validators=[Filled(_l("Choose a place."))],
    )
    size = OneField(
        _l("How many people work there?"),
        names.SIZES,
        first=_l("Choose"),
        description=_l("A small workplace needs other help from us than a large one."),
        validators=[Filled(_l("Choose one of the alternatives."))],
    )
    website = WebAddressField(
        _l("Website"),
        description=_l("So that partners can read about you."),
        validators=[AtMost(300)],
    )
    languages = WorkLanguagesField(
        _l("Which languages do you speak at work?"),
        description=_l("Many partners are still learning the language, and ask about this first."),
        validators=[HowMany(1, MOST_LANGUAGES)],
    )
    conversations_a_month = NumberField(
        _l("How many conversations with partners can you take in a month, at most?"),
        description=_l(
            "Half an hour or so about the work, even when you have no vacancy. Write 0 if "
            "you cannot."
        ),
        default=1,
        validators=[From0To(MOST_CONVERSATIONS)],
    )
    posts_vacancies = BooleanField(_l("We post our vacancies here too"))
    refers_partners = BooleanField(_l("We tell the partners of our own new employees about this"))

    @property
    def facts(self) -> dict[str, Any]:
        """What was told, by column."""
        return {name: self[name].data for name in (*CHECKED, *FACTS, *COMMITMENT) if name in self}


class PledgeFields(BaseForm):
    """The one thing that every member does."""

    pledge = BooleanField(
        "", validators=[InputRequired(_l("Every member of the network promises this."))]
    )

    def offer(self) -> None:
        """Say the promise with the region's number of working days."""
        self.pledge.label.text = ngettext(
            "We answer each introduction within %(num)d working day",
            "We answer each introduction within %(num)d working days",
            current_region().jobs["answer_working_days"],
        )


class PersonFields(BaseForm):
    """Somebody who acts for an employer."""

    person_name = LineField(
        _l("Your name"),
        description=_l("The other members see who they can talk with."),
        validators=[Filled(_l("Write the name.")), AtMost(LONGEST_PERSON)],
    )
    title = LineField(
        _l("What is your job there?"),
        description=_l("For example HR adviser, or head of a department. Members see it."),
        validators=[AtMost(LONGEST_PERSON)],
    )
    phone = LineField(
        _l("Phone"),
        description=_l(
            "The coordinators call this number when something is urgent. Colleagues who act "
            "for the same employer see it too."
        ),
        validators=[AtMost(LONGEST_PHONE), PhoneNumber()],
    )


class LanguageFields(BaseForm):
    """In which language we write to somebody."""

    language = LanguageField(_l("Language of our e-mails"))


# -- the forms -------------------------------------------------------------------------------------


class ApplyForm(NumberFields, DetailsFields, PledgeFields, PersonFields, LanguageFields):
    """An employer would like to be a member."""

    once = OnceField(lambda: secrets.token_hex(16))


class ChangeForm(DetailsFields, PledgeFields):
    """What an employer told, to be changed; meant for the version that the page showed."""

    answer = TextField(
        _l("Your answer"),
        description=_l("Only the coordinators read it."),
        validators=[AtMost(LONGEST_ANSWER)],
    )
    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])

    def fit(self, *, is_member: bool, is_asked: bool) -> None:
        """Leave out what does not apply: a member has promised already, and a coordinator has looked
        at its name and sector; only who was asked has something to answer."""
        for name in (*CHECKED, "pledge") if is_member else ():
            del self[name]
        if is_asked:
            self.answer.validators = [
                Filled(_l("Write an answer to what we asked.")),
                *self.answer.validators,
            ]
            self.answer.flags.required = True
        else:
            del self["answer"]
        if "pledge" in self:
            self.offer()

    def build_on(self, version: int) -> None:
        """Sent once more, it is meant for this version."""
        self.version.raw_data = None
        self.version.data = version


class PersonForm(PersonFields, LanguageFields):
    """One's own details."""


class ColleagueForm(PersonFields, LanguageFields):
    """Somebody else who is to act for an employer."""

    email = EmailAddressField(
        _l("E-mail address"),
        description=_l(
            "We send a link there. Whoever signs in with this address can act for the employer."
        ),
        validators=[Filled(_l("Write the e-mail address."))],
    )

    def offer(self) -> None:
        """Ask about somebody else, and not for a number that is theirs to give."""
        del self["phone"]
        self.person_name.label.text = _("Name")
        self.title.label.text = _("What is their job there?")
