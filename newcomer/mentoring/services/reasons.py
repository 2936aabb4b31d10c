"""Why two were proposed to each other, what speaks against it, and why somebody was left out: the
engine's codes and numbers as sentences, in the language of the page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import flask_babel
from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from newcomer import i18n, profile_fields
from newcomer.mentoring import names
from newcomer.profile import Level, LifeSituation
from newcomer.taxonomy import interests

FAR_APART = 15  # years between two people that are worth a word
SAME_AGE = 5
FAR_AWAY = 25  # km
NEXT_DOOR = 5
FEW_SLOTS = 1
SLOTS_NAMED = 2

LIMITS = {
    "language": _l("They have no language in common that both get by in."),
    "distance": _l("They live farther apart than either of them travels."),
    "gender": _l("One of them wishes for somebody of another gender."),
    "time": _l("They are never free at the same time."),
    "declined": _l("One of them has said no or not answered, or you keep the two apart."),
    "no_place": _l("The mentor has no free place now."),
    "one_person": _l("The two have the same e-mail address: they are one person."),
}

PARTS = {
    "interests": _l("Interests"),
    "situation": _l("Life situation"),
    "age": _l("Age"),
    "profession": _l("Profession"),
    "children": _l("Children"),
    "waiting": _l("Waiting"),
}


@dataclass(frozen=True)
class Words:
    """What speaks for a pair, and what against it."""

    good: tuple[str, ...]
    against: tuple[str, ...]


def of_pair(reasons: Mapping[str, Any]) -> Words:
    """The reasons of a proposal or of a pair that has been sent. What is not known is not said: an
    old row may lack some of it."""
    good: list[str] = []
    against: list[str] = []
    for say in (_interests, _situation, _age, _profession, _children, _distance, _times, _language):
        for sentence, speaks_for in say(reasons):
            (good if speaks_for else against).append(str(sentence))
    return Words(tuple(good), tuple(against))


Said = Iterable[tuple[str, bool]]


def _interests(reasons: Mapping[str, Any]) -> Said:
    if "interests" in reasons:
        known = [slug for slug in reasons["interests"] if slug in interests()]
        if known:
            yield (
                _("Both like %(interests)s", interests=listed(interest_name(o) for o in known)),
                True,
            )
        else:
            yield _("No interests in common"), False


def _situation(reasons: Mapping[str, Any]) -> Said:
    if "situations" not in reasons:
        return
    one, other = (life(code) for code in reasons["situations"])
    if one == other:
        yield _("The same life situation: %(situation)s", situation=one), True
    elif reasons.get("parts", {}).get("situation"):
        yield _("Similar life situations: %(one)s; %(other)s", one=one, other=other), True
    else:
        yield _("Different life situations: %(one)s; %(other)s", one=one, other=other), False


def _age(reasons: Mapping[str, Any]) -> Said:
    years = reasons.get("years")
    if years is None:
        return
    if years <= SAME_AGE:
        yield _("About the same age"), True
    elif years >= FAR_APART:
        yield (
            ngettext("About %(num)d year between them", "About %(num)d years between them", years),
            False,
        )


def _profession(reasons: Mapping[str, Any]) -> Said:
    shared = reasons.get("digits", 0)
    if shared >= 4:  # noqa: PLR2004 - all four digits of ISCO-08
        yield _("The same profession"), True
    elif shared >= 2:  # noqa: PLR2004
        yield _("Professions that are alike"), True


def _children(reasons: Mapping[str, Any]) -> Said:
    if "children" not in reasons:
        return
    one, other = reasons["children"]
    parts = reasons.get("parts", {})
    if one and other:
        if reasons.get("same_bands"):
            yield _("Both have children of about the same age"), True
        else:
            yield _("Both have children, of different ages"), True
    elif one != other and "children" in parts:
        yield _("Only one of them has children"), False


def _distance(reasons: Mapping[str, Any]) -> Said:
    km = reasons.get("km")
    if km is None:
        return
    if km <= NEXT_DOOR:
        yield _("Live close to each other"), True
    else:
        yield _("Live %(km)s km apart", km=i18n.format_number(round(km))), km < FAR_AWAY


def _times(reasons: Mapping[str, Any]) -> Said:
    slots = profile_fields.slot_names(reasons.get("slots", []))
    if not slots:
        return
    if len(slots) > SLOTS_NAMED:
        yield (
            ngettext(
                "Both are free at %(num)d time of the week",
                "Both are free at %(num)d times of the week",
                len(slots),
            ),
            True,
        )
    else:
        yield _("Both are free on %(times)s", times=listed(slots)), True
    if len(slots) <= FEW_SLOTS:
        yield _("Only one time of the week in common"), False


def _language(reasons: Mapping[str, Any]) -> Said:
    spoken: dict[str, int] = reasons.get("spoken", {})
    if spoken:
        best = sorted(spoken, key=lambda code: (-spoken[code], code))
        yield (
            _("Both speak %(languages)s", languages=listed(_leveled(o, spoken[o]) for o in best)),
            True,
        )
    elif reasons.get("languages"):
        yield _("Each speaks a Scandinavian language that the other understands"), True


def _leveled(code: str, level: int) -> str:
    return f"{profile_fields.spoken_language(code)} ({Level(level).name.upper()})"


# -- who was left out ---------------------------------------------------------------------------


def of_left_out(reasons: Mapping[str, Any]) -> list[str]:
    """Why nobody could be found for somebody, and what would help: in numbers of mentors."""
    reason = reasons.get("reason", "")
    if reason == "place":
        return [
            _("The place where they live is not in our list any more. Ask them to choose again.")
        ]
    if reason == "age":
        return [_("They have said that they are under 18. Mentors are for adults.")]
    if reason == "locked":
        return [
            _("You have locked them to a mentor who has no free place now. Wait, or undo the lock.")
        ]
    if reason == "locked_against_wish":
        return [
            _(
                "You have locked them to a mentor, but one of the two wishes for somebody of "
                "another gender. Undo the lock."
            )
        ]
    left: Mapping[str, int] = reasons.get("left", {})
    speakers: Mapping[str, int] = reasons.get("languages", {})
    found = [_who_speaks(left.get("language", 0), speakers)]
    if reason != "language":
        found.append(_THEN[reason](reasons) if reason in _THEN else "")
    only: Mapping[str, int] = reasons.get("only", {})
    found += [_ONLY[name](many) for name, many in only.items() if name in _ONLY and name != reason]
    return [one for one in found if one]


def _who_speaks(many: int, speakers: Mapping[str, int]) -> Any:
    if not speakers:
        return _("They have given no language at level B1 or better")
    known = [code for code, number in speakers.items() if number] if many else list(speakers)
    spoken = listed((profile_fields.spoken_language(code) for code in known), style="or")
    if not many:
        return _("No mentor speaks %(languages)s", languages=spoken)
    return ngettext(
        "%(num)d mentor speaks %(languages)s",
        "%(num)d mentors speak %(languages)s",
        many,
        languages=spoken,
    )


def _too_far(reasons: Mapping[str, Any]) -> Any:
    nearest = reasons.get("nearest_km")
    if nearest is None:
        return _("All of them live too far away")
    return _(
        "All of them live too far away; the nearest who would fit otherwise is %(km)s km away",
        km=i18n.format_number(round(nearest)),
    )


def _taken(reasons: Mapping[str, Any]) -> Any:
    return ngettext(
        "%(num)d of them would fit, but is proposed to somebody else",
        "%(num)d of them would fit, but are proposed to others",
        reasons.get("possible", 0),
    )


_THEN: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "distance": _too_far,
    "gender": lambda _r: _("Those who live near enough do not fit the wishes about gender"),
    "time": lambda _r: _("None of them is free at the same time"),
    "declined": lambda _r: _(
        "Those who are left have said no or not answered, or you keep them apart"
    ),
    "no_place": lambda _r: _("All who fit have their places taken"),
    "taken": _taken,
}


_ONLY: dict[str, Callable[[int], Any]] = {
    "distance": lambda many: ngettext(
        "%(num)d would fit if they lived closer",
        "%(num)d would fit if they lived closer",
        many,
    ),
    "time": lambda many: ngettext(
        "%(num)d would fit with one more free time",
        "%(num)d would fit with one more free time",
        many,
    ),
    "gender": lambda many: ngettext(
        "%(num)d would fit without the wish about gender",
        "%(num)d would fit without the wish about gender",
        many,
    ),
    "language": lambda many: ngettext(
        "%(num)d would fit, except for the language",
        "%(num)d would fit, except for the language",
        many,
    ),
    "no_place": lambda many: ngettext(
        "%(num)d would fit with one more place",
        "%(num)d would fit with one more place",
        many,
    ),
}


# -- words for codes ----------------------------------------------------------------------------


def interest_name(slug: str) -> str:
    name = interests()[slug].names[i18n.current_language()]
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def interest_names(slugs: Iterable[str]) -> list[str]:
    return [interest_name(slug) for slug in slugs if slug in interests()]


def limits(broken: Iterable[str]) -> list[str]:
    """What stands between two people."""
    return [str(LIMITS[name]) for name in broken]


def part_name(part: str) -> str:
    """What points are given for."""
    return str(PARTS.get(part, part))


def life(code: str) -> str:
    """A life situation, for the middle of a sentence."""
    known = {one.value: one for one in LifeSituation}
    name = str(names.LIVES[known[code]]) if code in known else code
    return name[:1].lower() + name[1:]


def listed(names: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """One, two and three."""
    return str(format_list(list(names), style=style, locale=flask_babel.get_locale()))
