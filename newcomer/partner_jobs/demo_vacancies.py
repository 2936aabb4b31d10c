"""Some invented vacancies of the invented employers."""

from datetime import datetime


def fill(now: datetime) -> None:
    """Add the vacancies, where there are employers and no vacancies yet."""
