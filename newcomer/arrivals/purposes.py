"""What there is to say yes to, and who is old enough for it."""

from newcomer.profile import AgeBand
from newcomer.registry import Purpose, registry


def all_purposes() -> list[Purpose]:
    """In the order in which they are asked."""
    return sorted(registry().purposes, key=lambda one: one.order)


def is_too_young(band: AgeBand | None, purpose: Purpose) -> bool:
    """Whether somebody of this age may not have this. We know the age in bands only."""
    return band is AgeBand.under_18 and purpose.least_age() >= 18
