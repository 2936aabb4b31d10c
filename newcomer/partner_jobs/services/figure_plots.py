"""The figures of job number 2 as bars: the whole first, then each part."""

from collections.abc import Iterator, Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from newcomer import i18n
from newcomer.partner_jobs import names
from newcomer.partner_jobs.models.employers import Sector
from newcomer.partner_jobs.services.figures import Figures
from newcomer.plots import Bar, BarPlot, Unit
from newcomer.region import Region
from newcomer.suppression import FEWEST, Shown

DIVIDED = {
    "sector": _l("By sector"),
    "municipality": _l("By municipality"),
    "quarter": _l("By quarter"),
}
ENDS = {
    "hired": _l("Hired"),
    "offer": _l("An offer"),
    "interview": _l("Interview"),
    "not_now": _l("Not now"),
    "going_on": _l("Still going on"),
    "no": _l("One of the two said no"),
    "silence": _l("Nobody answered in time"),
    "withdrawn": _l("Taken back"),
}


def draw(figures: Figures, region: Region) -> list[tuple[str, list[BarPlot]]]:
    """The plots of each figure under its heading, in the language of the page."""
    drawing = _Drawing(region)
    days = region.jobs["answer_working_days"]
    return [
        (
            _("Days until a partner has work"),
            drawing.plots(
                "days",
                figures.days_to_job,
                _("From registering until hired. Half of them waited no longer than this."),
                _whole,
            ),
        ),
        (
            _("Hired through the network"),
            drawing.plots(
                "hires",
                figures.hires,
                _("Partners who got work with the help of an introduction."),
                _whole,
            ),
        ),
        (
            _("Introductions that employers answered in time"),
            drawing.plots(
                "in-time",
                figures.in_time,
                _("Of those in which the %(days)s working days are over.", days=days),
                i18n.format_percent,
                1,
            ),
        ),
        (
            _("What came of the introductions"),
            [drawing.ends(figures.ends)],
        ),
    ]


class _Drawing:
    def __init__(self, region: Region) -> None:
        self.whole = region.names.name
        self.municipalities = {one.slug: one.name for one in region.municipalities}

    def plots(
        self,
        key: str,
        divided: Mapping[str, Shown],
        meaning: str,
        unit: Unit,
        most: float | None = None,
    ) -> list[BarPlot]:
        return [
            BarPlot(
                f"jobs-{key}-{how}",
                str(DIVIDED[how]),
                meaning,
                (_("Where or when"), _("Figures")),
                list(self._rows(shown, how, unit)),
                unit=unit,
                most=most,
            )
            for how, shown in divided.items()
        ]

    def ends(self, shown: Shown) -> BarPlot:
        rows = [self._bar(self.whole, shown.whole)]
        rows += [self._bar(str(ENDS[end]), value) for end, value in shown.parts.items()]
        meaning = _("Of those that were suggested in these quarters, as it was when they ended.")
        headings = (_("What came of it"), _("Introductions"))
        return BarPlot("jobs-ends", _("All introductions"), meaning, headings, rows, unit=_whole)

    def _rows(self, shown: Shown, how: str, _unit: Unit) -> Iterator[Bar]:
        yield self._bar(self.whole, shown.whole)
        for part, value in shown.parts.items():
            yield self._bar(self._name(part, how), value)

    def _bar(self, name: str, value: float | None) -> Bar:
        few = _("hidden: fewer than %(number)s people, or it would give them away", number=FEWEST)
        return Bar(name, value, "" if value is not None else few)

    def _name(self, part: str, how: str) -> str:
        if how == "sector":
            return str(names.SECTORS[Sector(part)])
        if how == "municipality":
            return self.municipalities[part]
        day = date.fromisoformat(part)
        quarter = (day.month + 2) // 3
        return str(_("Quarter %(number)s of %(year)s", number=quarter, year=day.year))


def _whole(value: float) -> str:
    return i18n.format_number(round(value))
