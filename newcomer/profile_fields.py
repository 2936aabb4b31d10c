"""What newcomers and mentors fill in about themselves, each field with why we ask, and what their
answers are called where others show them. templates/macros/profile.html draws the larger ones."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, RadioInput

from newcomer.i18n import current_language
from newcomer.profile import (
    SLOTS,
    AgeBand,
    ChildBand,
    Gender,
    GenderWish,
    Level,
    LifeSituation,
)
from newcomer.region import current_region
from newcomer.taxonomy import Term, interest_groups, interests

# -- what the answers are called -----------------------------------------------------------------

LEVELS = {
    Level.a1: _l("I know a few words (A1)"),
    Level.a2: _l("I manage short, simple talk (A2)"),
    Level.b1: _l("I manage everyday talk (B1)"),
    Level.b2: _l("I talk easily about most things (B2)"),
    Level.c1: _l("I speak it fluently (C1)"),
    Level.c2: _l("As well as my mother tongue (C2)"),
}
LIFE_SITUATIONS = {
    LifeSituation.single: _l("On my own"),
    LifeSituation.couple: _l("With a partner"),
    LifeSituation.family: _l("With a partner and children"),
    LifeSituation.single_parent: _l("On my own with children"),
    LifeSituation.student: _l("I study"),
    LifeSituation.senior: _l("I have retired"),
    LifeSituation.accompanying_partner: _l("My partner got a job here, and I came along"),
    LifeSituation.refugee: _l("I came here as a refugee"),
}
GENDERS = {
    Gender.female: _l("Woman"),
    Gender.male: _l("Man"),
    Gender.unsaid: _l("Another, or I would rather not say"),
}
GENDER_WISHES = {
    GenderWish.any: _l("It does not matter"),
    GenderWish.female: _l("A woman"),
    GenderWish.male: _l("A man"),
}
AGE_BANDS = {
    AgeBand.under_18: _l("Under 18"),
    AgeBand.from_18: _l("18 to 24 years"),
    AgeBand.from_25: _l("25 to 34 years"),
    AgeBand.from_35: _l("35 to 44 years"),
    AgeBand.from_45: _l("45 to 54 years"),
    AgeBand.from_55: _l("55 to 64 years"),
    AgeBand.from_65: _l("65 years or more"),
}
CHILD_BANDS = {
    ChildBand.baby: _l("0 to 2 years"),
    ChildBand.toddler: _l("3 to 5 years"),
    ChildBand.young: _l("6 to 9 years"),
    ChildBand.middle: _l("10 to 12 years"),
    ChildBand.teen: _l("13 to 15 years"),
    ChildBand.oldest: _l("16 to 17 years"),
}
REACHES = {
    5: _l("On foot or by bicycle (5 km)"),
    10: _l("A short way by bus or car (10 km)"),
    25: _l("Up to half an hour by car (25 km)"),
    50: _l("Up to an hour by car (50 km)"),
    100: _l("Anywhere in the region (100 km)"),
}
PARTS = (_l("Morning"), _l("Afternoon"), _l("Evening"))
PARTS_OF_DAY = (_l("%(day)s morning"), _l("%(day)s afternoon"), _l("%(day)s evening"))

LEAST_INTERESTS, MOST_INTERESTS = 3, 12

# Those that people who move to Norway and Sweden speak most. Dari has its name under another code.
LANGUAGES = (
    "nb", "nn", "sv", "da", "en", "fi", "is", "se", "de", "nl", "fr", "es", "it", "pt", "pl", "lt",
    "lv", "et", "uk", "ru", "ro", "hu", "cs", "sk", "bg", "sr", "hr", "bs", "sq", "el", "tr", "ar",
    "fa", "prs", "ps", "ku", "ckb", "so", "ti", "am", "sw", "ur", "hi", "pa", "ta", "bn", "th",
    "vi", "fil", "id", "zh", "ja", "ko",
)  # fmt: skip
NAMED_AS = {"prs": "fa_AF"}


def spoken_language(code: str) -> str:
    """What a language that somebody speaks is called in the language of the page."""
    return str(get_locale().languages.get(NAMED_AS.get(code, code), code))


def slot_name(slot: int) -> str:
    """A free time as within a sentence: "Monday evening", "mandag kveld"."""
    return str(PARTS_OF_DAY[slot % 3] % {"day": day_name(slot // 3)})


def slot_names(slots: Iterable[int]) -> list[str]:
    """Free times in the order of the week; numbers that are none are left out."""
    return [slot_name(slot) for slot in sorted(slots) if 0 <= slot < SLOTS]


def day_name(day: int) -> str:
    """A day of the week as within a sentence, Monday = 0."""
    return str(get_locale().days["stand-alone"]["wide"][day])


def interest_name(slug: str) -> str:
    """An interest in the language of the page; the slug for one that is no longer in the list."""
    term = interests().get(slug)
    return term.names[current_language()] if term else slug


def place_name(slug: str) -> str:
    """A place of the region; the slug for one that is no longer in its file."""
    return next((one.name for one in current_region().places if one.slug == slug), slug)


def names_for_templates() -> dict[str, Any]:
    return {
        "spoken_language": spoken_language,
        "slot_name": slot_name,
        "slot_names": slot_names,
        "interest_name": interest_name,
        "place_name": place_name,
        "level_names": LEVELS,
        "life_situations": LIFE_SITUATIONS,
        "genders": GENDERS,
        "gender_wishes": GENDER_WISHES,
        "age_bands": AGE_BANDS,
        "child_band_name": lambda value: str(CHILD_BANDS[ChildBand(value)]),
        "reaches": REACHES,
        "parts_of_day": PARTS,
    }


def first_upper(name: str) -> str:
    return name[:1].upper() + name[1:]


# -- one or several of a list ----------------------------------------------------------------------


class HowMany:
    """At least and at most so many are chosen."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most
        self.field_flags = {"required": True} if least else {}

    def __call__(self, _form: object, field: Field) -> None:
        chosen = len(field.data or ())
        if not self.least <= chosen <= self.most:
            raise ValidationError(
                _(
                    "Choose from %(least)s to %(most)s. Now it is %(chosen)s.",
                    least=self.least,
                    most=self.most,
                    chosen=chosen,
                )
            )


class OneField(SelectField):
    """One of some alternatives, as the value that it stands for; `nothing` if none is chosen."""

    nothing: Any = None

    def __init__(
        self, label: Any, names: Mapping[Any, object], *, first: Any = None, **options: Any
    ) -> None:
        self.values = {str(getattr(value, "value", value)): value for value in names}
        choices = [SelectChoice(key, str(names[value])) for key, value in self.values.items()]
        if first is not None:
            choices.insert(0, SelectChoice("", str(first)))
        super().__init__(label, choices=choices, coerce=self._value_of, **options)

    def _value_of(self, key: Any) -> Any:
        return self.values.get(str(getattr(key, "value", key)), self.nothing)

    def process_formdata(self, valuelist: list[Any]) -> None:
        key = str(valuelist[0]) if valuelist else ""
        self.data = self._value_of(key)
        if key and key not in self.values:
            raise ValueError(_l("Choose one of the alternatives."))

    def pre_validate(self, form: object) -> None:
        """Looked at while it was read."""


class ManyField(SelectMultipleField):
    """Any number of boxes, in the order of the list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, choices: Iterable[SelectChoice], **options: Any) -> None:
        options.setdefault("default", ())
        super().__init__(label, choices=list(choices), validate_choice=False, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        ticked = {str(value) for value in valuelist}
        keys = [str(choice.value) for choice in self.choices or ()]
        self.data = [self.coerce(key) for key in keys if key in ticked]
        if ticked - set(keys):
            raise ValueError(_l("Choose among the alternatives."))


# -- the fields ------------------------------------------------------------------------------------


class LanguagesField(Field):
    """Languages and how well one speaks each: {code: 1 to 6}. `rows` is what stands on the page."""

    ROWS = 5
    SHOWN = 2  # the others wait until they are wanted

    class widget:  # noqa: N801 - drawn by templates/macros/profile.html
        input_type = "select"

    rows: list[tuple[str, str]]

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        options.setdefault(
            "description",
            _l(
                "We look for somebody you can talk with. Choose all languages that you can have a "
                "conversation in, and be honest: nobody is tested."
            ),
        )
        self._mistake = ""
        super().__init__(label or _l("Which languages do you speak?"), validators, **options)

    def process_data(self, value: Mapping[str, int] | None) -> None:
        self.data = dict(value or {})
        self._show([(code, str(int(level))) for code, level in self.data.items()])

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        options = {} if data is None else {"data": data}
        super().process(None, **options, extra_filters=extra_filters)
        if formdata is not None:
            names = [(f"{self.name}-{n}-code", f"{self.name}-{n}-level") for n in range(self.ROWS)]
            self._show([(formdata.get(one, ""), formdata.get(two, "")) for one, two in names])
            self._read()

    def _show(self, rows: list[tuple[str, str]]) -> None:
        self.rows = (rows + [("", "")] * self.ROWS)[: self.ROWS]

    def _read(self) -> None:
        self.data = {}
        for code, level in self.rows:
            if not code and not level:
                continue
            if (code and code not in LANGUAGES) or level not in {"", *map(str, map(int, Level))}:
                self._mistake = _("Choose among the alternatives.")
            elif not code or not level:
                self._mistake = _("Choose both the language and how well you speak it.")
            elif code in self.data:
                self._mistake = _("%(language)s is there twice.", language=_language(code))
            else:
                self.data[code] = int(level)

    def pre_validate(self, form: object) -> None:
        if self._mistake:
            raise StopValidation(self._mistake)

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(heading, (code, name)…): the region's languages first, the others by their names."""
        first = current_region().languages
        others = [code for code in LANGUAGES if code not in first]
        rest = sorted(((code, _language(code)) for code in others), key=lambda one: one[1])
        return [
            (_("Most used here"), [(code, _language(code)) for code in first]),
            (_("More languages"), rest),
        ]

    @property
    def levels(self) -> list[tuple[str, str]]:
        return [(str(int(level)), str(name)) for level, name in LEVELS.items()]

    @property
    def filled(self) -> int:
        """How many rows are shown at first: those that are filled in, and two at least."""
        return max([self.SHOWN, *(n + 1 for n, row in enumerate(self.rows) if any(row))])


def _language(code: str) -> str:
    return first_upper(spoken_language(code))


class WeekGridField(ManyField):
    """When one is free: slots of the week, day * 3 + 0 morning, 1 afternoon, 2 evening."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        options.setdefault(
            "description",
            _l(
                "We look for somebody who is free when you are. Tick all times that often suit "
                "you: more ticks make it easier to find somebody."
            ),
        )
        super().__init__(
            label or _l("When are you usually free?"),
            [SelectChoice(str(slot), first_upper(slot_name(slot))) for slot in range(SLOTS)],
            validators=validators,
            coerce=int,
            **options,
        )

    @property
    def parts(self) -> tuple[Any, ...]:
        """What the columns are called."""
        return PARTS

    @property
    def days(self) -> list[tuple[str, list[Any]]]:
        """(day, its three boxes), from Monday."""
        boxes = list(self)
        return [(first_upper(day_name(n)), boxes[n * 3 : n * 3 + 3]) for n in range(SLOTS // 3)]


class InterestsField(ManyField):
    """What one likes to do: slugs of the taxonomy, shown in its groups."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        options.setdefault(
            "description",
            _l(
                "People who like the same things have something to talk about and to do. Choose "
                "at least %(least)s and at most %(most)s.",
                least=LEAST_INTERESTS,
                most=MOST_INTERESTS,
            ),
        )
        if validators is None:
            validators = [HowMany(LEAST_INTERESTS, MOST_INTERESTS)]
        super().__init__(
            label or _l("What do you like to do?"),
            [SelectChoice(slug, interest_name(slug)) for slug in interests()],
            validators=validators,
            **options,
        )

    @property
    def groups(self) -> list[tuple[str, list[Any], int]]:
        """(name, boxes, how many of them are ticked) for each group."""

        def group_of(option: Any) -> str:
            return interests()[option.choice.value].group

        found = []
        for slug, options in groupby(sorted(self, key=lambda one: _order(group_of(one))), group_of):
            boxes = list(options)
            ticked = sum(bool(box.checked) for box in boxes)
            found.append((_name(interest_groups()[slug]), boxes, ticked))
        return found


def _order(group: str) -> int:
    return list(interest_groups()).index(group)


def _name(term: Term) -> str:
    return term.names[current_language()]


class PlaceField(SelectField):
    """A place of the region, by municipality; "" for none."""

    data: Any

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        options.setdefault("description", _l("We look for somebody who lives near enough."))
        super().__init__(
            label or _l("Where do you live?"),
            validators=validators,
            validate_choice=False,
            choices=[SelectChoice("", _("Choose a place")), *self._places()],
            default="",
            **options,
        )

    @staticmethod
    def _places() -> list[SelectChoice]:
        region = current_region()
        return [
            SelectChoice(place.slug, place.name, optgroup=municipality.name)
            for municipality in region.municipalities
            for place in region.places
            if place.municipality == municipality.slug
        ]

    def pre_validate(self, form: object) -> None:
        if self.data and self.data not in {choice.value for choice in self.choices}:
            self.data = ""
            raise StopValidation(_("Choose one of the alternatives."))


class ReachField(OneField):
    """How far one travels to meet somebody, in kilometres."""

    nothing = 25

    def __init__(self, label: Any = None, **options: Any) -> None:
        options.setdefault("description", _l("It is enough if one of you can get there."))
        super().__init__(
            label or _l("How far can you travel to meet somebody?"), REACHES, default=25, **options
        )
        self.flags.required = True  # there is always an answer


class LifeSituationField(OneField):
    """A LifeSituation, or None."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        options.setdefault(
            "description",
            _l("Choose what fits best. Those who live a similar life have more to talk about."),
        )
        super().__init__(
            label or _l("What is your life situation?"),
            LIFE_SITUATIONS,
            first=_("Choose"),
            **options,
        )


class AgeBandField(OneField):
    """An AgeBand, or None."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        options.setdefault(
            "description", _l("A rough age is enough. We do not need your birthday.")
        )
        super().__init__(label or _l("How old are you?"), AGE_BANDS, first=_("Choose"), **options)


class ChildrenField(ManyField):
    """How old one's children are: values of ChildBand."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        options.setdefault(
            "description",
            _l(
                "Tick all that fits. We never ask for names. Leave it empty if you have no "
                "children."
            ),
        )
        super().__init__(
            label or _l("How old are your children?"),
            [SelectChoice(one.value, str(name)) for one, name in CHILD_BANDS.items()],
            **options,
        )


class _RadioField(OneField):
    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class GenderField(_RadioField):
    """A Gender; unsaid if nothing is chosen."""

    nothing = Gender.unsaid

    def __init__(self, label: Any = None, **options: Any) -> None:
        options.setdefault(
            "description", _l("We ask because some wish to meet a woman, and some a man.")
        )
        super().__init__(label or _l("Your gender"), GENDERS, default=Gender.unsaid, **options)


class GenderWishField(_RadioField):
    """A GenderWish; any if nothing is chosen."""

    nothing = GenderWish.any

    def __init__(self, label: Any = None, **options: Any) -> None:
        options.setdefault(
            "description",
            _l("We keep to it. Without a wish it is easier to find somebody who suits you."),
        )
        super().__init__(
            label or _l("Whom would you rather meet?"),
            GENDER_WISHES,
            default=GenderWish.any,
            **options,
        )
