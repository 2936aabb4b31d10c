"""Partners as coordinators see them: all of them, narrowed down, and whom nobody matches."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import joinedload

from newcomer.database import Page, paged
from newcomer.extensions import db
from newcomer.partner_jobs.models.partners import FitState, PartnerProfile, PartnerStatus
from newcomer.partner_jobs.services import looks

MOST_UNMATCHED = 10_000  # numbers that one query takes


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed down by; "" for everything."""

    status: str = ""
    place: str = ""
    speaks: str = ""
    occupation: str = ""
    why: str = ""  # what stands in the way of those whom nobody matches; "any" for all of these

    @property
    def is_narrow(self) -> bool:
        return any((self.status, self.place, self.speaks, self.occupation, self.why))


def page(wanted: Wanted, state: FitState | None, number: int) -> Page[PartnerProfile]:
    """The partners, the latest first."""
    return paged(_narrowed(wanted, state).order_by(PartnerProfile.id.desc()), number)


def load(partner_id: int) -> PartnerProfile | None:
    """One of them, with all that stands beside the profile."""
    whole = [
        joinedload(one)
        for one in (PartnerProfile.brought_by, PartnerProfile.hired_by, PartnerProfile.cv)
    ]
    return db.session.get(PartnerProfile, partner_id, options=whole)


def _narrowed(wanted: Wanted, state: FitState | None) -> Select[Any]:
    one = PartnerProfile
    query = select(one).where(looks.seen_at_desk())
    if wanted.status:
        query = query.where(one.status == PartnerStatus(wanted.status))
    if wanted.place:
        query = query.where(one.place == wanted.place)
    if wanted.speaks:
        query = query.where(one.languages[wanted.speaks].as_string().is_not(None))
    if wanted.occupation:
        query = query.where(cast(one.occupations, Text).contains(f'"{wanted.occupation}"'))
    if wanted.why:
        numbers = [
            int(number)
            for number, why in _unmatched(state).items()
            if wanted.why in ("any", why["why"])
        ]
        active = one.status == PartnerStatus.active
        query = query.where(active, one.id.in_(numbers[:MOST_UNMATCHED]))
    return query


def _unmatched(state: FitState | None) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = state.result.get("unmatched", {}) if state else {}
    return found


def reasons(state: FitState | None) -> dict[str, int]:
    """How many nobody matches, by what stands in the way."""
    found: dict[str, int] = state.result.get("reasons", {}) if state else {}
    return found


def looking() -> int:
    """How many look for work now."""
    query = select(func.count()).where(PartnerProfile.status == PartnerStatus.active)
    return db.session.scalar(query) or 0


def why_of(state: FitState | None, rows: list[PartnerProfile]) -> dict[int, str]:
    """What stands in the way of these partners, in codes, for those whom nothing fits."""
    unmatched = _unmatched(state)
    return {
        one.id: unmatched[str(one.id)]["why"]
        for one in rows
        if one.is_active and str(one.id) in unmatched
    }
