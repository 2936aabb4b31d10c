"""Forms of the coordinator's board."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from newcomer import i18n
from newcomer.forms import ActionForm, BaseForm, From0To, NumberField

MOST = 1000  # points for one topic
MOST_EACH_WEEK = 50
LARGEST_NUMBER = 2**31 - 1  # that the databases can compare with a row's


class WeightsForm(BaseForm):
    """What each topic may give at most. The page shows what a search with these numbers finds;
    nothing is sent by it."""

    interests = NumberField(
        _l("Interests"),
        description=_l("All the points if they share every interest, fewer if they share some."),
        validators=[From0To(MOST)],
    )
    situation = NumberField(
        _l("Life situation"),
        description=_l(
            "All the points if they have the same life situation, half if it is similar."
        ),
        validators=[From0To(MOST)],
    )
    age = NumberField(
        _l("Age"),
        description=_l(
            "All the points if they are the same age, none if there are 25 years or more between "
            "them."
        ),
        validators=[From0To(MOST)],
    )
    profession = NumberField(
        _l("Profession"),
        description=_l("All the points for the same profession, fewer for a similar one."),
        validators=[From0To(MOST)],
    )
    children = NumberField(
        _l("Children"),
        description=_l(
            "All the points for children of about the same age, half if neither has children."
        ),
        validators=[From0To(MOST)],
    )
    waiting = NumberField(
        _l("Each week of waiting"),
        description=_l("For half a year at most. It decides who comes first where places are few."),
        validators=[From0To(MOST_EACH_WEEK)],
    )

    def say_usual(self, usual: Mapping[str, int]) -> None:
        """Tell at each field what it counts when nobody tries another number."""
        for topic, points in usual.items():
            said = _("Usually %(points)s.", points=i18n.format_number(points))
            self[topic].description = f"{self[topic].description} {said}"

    @property
    def numbers(self) -> dict[str, int]:
        """The points by topic."""
        topics = ("interests", "situation", "age", "profession", "children", "waiting")
        return {topic: int(self[topic].data or 0) for topic in topics}


class SendForm(ActionForm):
    """Buttons beside a list with boxes to tick."""

    chosen: list[int]

    def choose(self, only: list[int], ticked: list[int]) -> None:
        """One by its own button, or all that are ticked; numbers that no row can have are none."""
        self.chosen = [number for number in only or ticked if 0 < number <= LARGEST_NUMBER]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if valid and not self.chosen:
            self.form_errors.append(_l("Tick at least one proposal, then send."))
            return False
        return valid
