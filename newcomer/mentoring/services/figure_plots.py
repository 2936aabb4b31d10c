"""The figures of the mentor scheme as bars: the region first, then each municipality."""

from flask_babel import gettext as _

from newcomer import i18n
from newcomer.mentoring.services.figures import Figures
from newcomer.plots import Bar, BarPlot, Unit
from newcomer.region import Region
from newcomer.suppression import FEWEST, Shown


def draw(figures: Figures, region: Region) -> list[BarPlot]:
    """A plot for each figure, in the language of the page."""

    def plot(
        key: str, title: str, meaning: str, shown: Shown, unit: Unit, most: float | None = None
    ) -> BarPlot:
        headings = (_("Where"), title)
        rows = _rows(shown, region, unit)
        return BarPlot(f"mentors-{key}", title, meaning, headings, rows, unit=unit, most=most)

    return [
        plot(
            "days",
            _("Days until a newcomer has a mentor"),
            _("From asking to the first day as a pair. Half of them waited no longer than this."),
            figures.days_to_mentor,
            _whole,
        ),
        plot(
            "offered",
            _("Offered a mentor in time"),
            _(
                "Of those who asked, how many got an offer within %(days)s working days.",
                days=region.mentoring["offer_working_days"],
            ),
            figures.offered_in_time,
            i18n.format_percent,
            1,
        ),
        plot(
            "accepted",
            _("Both said yes"),
            _("Of the proposals that were answered or ran out."),
            figures.accepted,
            i18n.format_percent,
            1,
        ),
        plot(
            "meetings",
            _("Meetings per pair"),
            _(
                "On average, for pairs that are over. The goal is %(goal)s.",
                goal=region.mentoring["meetings"],
            ),
            figures.meetings,
            _one_decimal,
        ),
        plot(
            "finished",
            _("Pairs that stayed to the end"),
            _("Of the pairs that are over."),
            figures.finished,
            i18n.format_percent,
            1,
        ),
        plot(
            "content",
            _("How content they were"),
            _("The answers at the end, from 1 to 5, on average."),
            figures.content,
            _one_decimal,
            5,
        ),
        plot(
            "hours",
            _("Hours of the local language"),
            _("At all meetings of all pairs, added up."),
            figures.local_hours,
            _whole,
        ),
    ]


def _rows(shown: Shown, region: Region, unit: Unit) -> list[Bar]:
    """The municipalities' bars after the region's; where nothing may be shown, why."""
    few = _("hidden: fewer than %(number)s people, or it would give them away", number=FEWEST)
    names = {one.slug: one.name for one in region.municipalities}
    values = [
        (region.names.name, shown.whole),
        *((names[at], one) for at, one in shown.parts.items()),
    ]
    return [Bar(name, value, "" if value is not None else few) for name, value in values]


def _whole(value: float) -> str:
    return i18n.format_number(round(value))


def _one_decimal(value: float) -> str:
    return i18n.format_number(round(value, 1))
