"""What one of the two may know of the other: little before both said yes, the first name after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

from flask_babel import gettext as _

from newcomer import profile_fields
from newcomer.mentoring import names
from newcomer.mentoring.models import MentorMatch, Side
from newcomer.mentoring.services import reasons as in_words
from newcomer.mentoring.services.links import other
from newcomer.profile import LifeSituation, ProfileColumns, age_of, band_of_age
from newcomer.region import current_region

GET_BY = 3  # CEFR B1


@dataclass(frozen=True)
class Glimpse:
    """All that is told of the other before both have said yes, in the language of the page."""

    age: str
    life: str
    languages: Sequence[str]
    reasons: Sequence[str]


def glimpse(match: MentorMatch, side: Side, now: datetime) -> Glimpse:
    """The other, as this side may see them."""
    them = facts_of(match, other(side))
    band = match.request.arrival.age_band
    if side is Side.newcomer:
        today = now.astimezone(current_region().zone).date()
        born = match.mentor.birth_year
        band = band_of_age(age_of(born, today)) if born else None
    return Glimpse(
        age=str(profile_fields.AGE_BANDS[band]) if band else "",
        life=str(names.LIVES[them.situation]) if _may_tell(them.situation) else "",
        languages=[profile_fields.spoken_language(code) for code in shared_languages(match)],
        reasons=reasons(match),
    )


def _may_tell(situation: LifeSituation | None) -> TypeGuard[LifeSituation]:
    """That somebody had to flee is theirs to tell."""
    return situation is not None and situation is not LifeSituation.refugee


def facts_of(match: MentorMatch, side: Side) -> ProfileColumns:
    return match.mentor if side is Side.mentor else match.request.arrival


def first_name(match: MentorMatch, side: Side) -> str:
    """What they are called; shown once they are a pair."""
    return facts_of(match, side).first_name


def shared_languages(match: MentorMatch) -> list[str]:
    """Codes of the languages in which both get by, best first; as the engine found them when the
    proposal was made, since it knows which languages are understood across borders."""
    found: dict[str, Any] = match.reasons.get("languages") or {}
    if not found:
        left, right = match.request.arrival.languages, match.mentor.languages
        both = {code: min(left[code], right[code]) for code in left if code in right}
        found = {code: level for code, level in both.items() if level >= GET_BY}
    return sorted(found, key=lambda code: (-int(found[code]), code))


def shared_times(match: MentorMatch) -> list[int]:
    """Slots of the week in which both are free."""
    return sorted(set(match.request.arrival.free_times) & set(match.mentor.free_times))


def _discreet(reasons: Mapping[str, Any]) -> dict[str, Any]:
    """Less what somebody may want to tell themselves, and what would say where they live."""
    told = dict(reasons)
    if LifeSituation.refugee.value in told.get("situations", ()):
        del told["situations"]
    if (told.get("km") or 0) > in_words.NEXT_DOOR:
        del told["km"]
    return told


def reasons(match: MentorMatch) -> list[str]:
    """Why the two fit, in words that may be read before both have said yes."""
    found = in_words.of_pair(_discreet(match.reasons)).good
    if found:
        return list(found)
    times = profile_fields.slot_names(shared_times(match))  # of an old row that tells nothing
    return [_("You are both free: %(times)s", times=", ".join(times[:3]))] if times else []
