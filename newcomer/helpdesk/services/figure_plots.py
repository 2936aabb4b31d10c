"""The figures as plots, and as tables for a spreadsheet: the same numbers and the same words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from newcomer import i18n
from newcomer.helpdesk.models import Rating
from newcomer.helpdesk.services.figures import Figures, GuideVotes, Period
from newcomer.plots import Bar, BarPlot, MonthPlot, Reference, Series, table
from newcomer.region import Region
from newcomer.situations import SITUATIONS, Situation
from newcomer.spreadsheet import Table

# What one person alone searched for may be a name: it is not given away in a file.
FEWEST_SEARCHES = 2


@dataclass(frozen=True)
class FigurePlots:
    """All plots of the page, in its order."""

    per_month: MonthPlot
    waiting: MonthPlot
    in_time: MonthPlot
    by_topic: BarPlot
    by_municipality: BarPlot
    by_language: BarPlot
    by_situation: BarPlot
    ratings: BarPlot
    helped_least: BarPlot
    helped_most: BarPlot
    misses: BarPlot


def period_name(period: Period) -> str:
    names = {
        Period.month: _("30 days"),
        Period.quarter: _("90 days"),
        Period.year: _("12 months"),
        Period.all: _("Everything"),
    }
    return str(names[period])


def rating_name(rating: Rating) -> str:
    names = {
        Rating.good: _("It helped"),
        Rating.partly: _("It helped partly"),
        Rating.poor: _("It did not help"),
    }
    return str(names[rating])


def working_hours(hours: float) -> str:
    """An amount of opening time, as exact as one cares for: tenths of an hour below ten."""
    rounded = round(hours, 1) if hours < 10 else round(hours)
    number = i18n.format_number(rounded)
    return str(
        ngettext(
            "%(hours)s working hour",
            "%(hours)s working hours",
            1 if rounded == 1 else 2,
            hours=number,
        )
    )


def draw(figures: Figures, region: Region) -> FigurePlots:
    """What to draw of the figures, in the page's language."""
    return FigurePlots(
        per_month=_per_month(figures),
        waiting=_waiting(figures),
        in_time=_in_time(figures),
        by_topic=_by_topic(figures, region),
        by_municipality=_by_municipality(figures, region),
        by_language=_by_language(figures),
        by_situation=_by_situation(figures),
        ratings=_ratings(figures),
        helped_least=_guides(
            "helped-least",
            _("Guides that helped least"),
            _("How many of those who answered said that the guide helped them. Lowest first."),
            figures.helped_least,
            region,
        ),
        helped_most=_guides(
            "helped-most",
            _("Guides that helped most"),
            _("How many of those who answered said that the guide helped them. Highest first."),
            figures.helped_most,
            region,
        ),
        misses=_misses(figures.misses),
    )


def tables(figures: Figures, region: Region) -> list[Table]:
    """The figures for a spreadsheet, without anything that might be about one person."""
    plots = draw(figures, region)
    common = [pair for pair in figures.misses if pair[1] >= FEWEST_SEARCHES]
    return [
        _summary(figures),
        table(plots.per_month),
        table(plots.waiting),
        table(plots.in_time),
        table(plots.by_topic),
        table(plots.by_municipality),
        table(plots.by_language),
        table(plots.by_situation),
        table(plots.ratings),
        table(plots.helped_least),
        table(plots.helped_most),
        table(_misses(common)),
    ]


def _summary(figures: Figures) -> Table:
    share, hours = figures.share_in_time, figures.median_hours
    rows = (
        (_("Questions asked"), figures.asked),
        (_("Answered by now"), figures.answered),
        (_("Answered in time, per cent"), None if share is None else round(100 * share)),
        (_("Hours until half were answered"), None if hours is None else round(hours, 2)),
        (_("Overdue now"), figures.overdue_now),
    )
    return Table(period_name(figures.period), (_("Figure"), _("Number")), rows)


# -- over months -------------------------------------------------------------------------------


def _per_month(figures: Figures) -> MonthPlot:
    return MonthPlot(
        key="per-month",
        title=_("Questions per month"),
        meaning=_("How many were asked in each month, and how many of them have been answered."),
        months=[one.month for one in figures.months],
        series=[
            Series(_("Asked"), [one.asked for one in figures.months]),
            Series(_("Answered by now"), [one.answered for one in figures.months]),
        ],
    )


def _waiting(figures: Figures) -> MonthPlot:
    meaning = _(
        "Half of the questions of a month got their first answer within this many working hours. "
        "A working day has %(hours)s hours. Nights, weekends and public holidays do not count.",
        hours=i18n.format_number(round(figures.hours_a_day, 1)),
    )
    if figures.every > 1:
        meaning += " " + _(
            "Counted from one in %(every)s questions.", every=i18n.format_number(figures.every)
        )
    overall = figures.median_hours
    rounded = [
        None if one.median_hours is None else round(one.median_hours, 1) for one in figures.months
    ]
    return MonthPlot(
        key="waiting",
        title=_("Time to the first answer"),
        meaning=meaning,
        months=[one.month for one in figures.months],
        series=[Series(_("Working hours"), rounded)],
        unit=working_hours,
        reference=None if overall is None else Reference(_("Whole period"), round(overall, 1)),
        empty=_("No question of this period has been answered yet. Open the questions that wait."),
    )


def _in_time(figures: Figures) -> MonthPlot:
    shares = [
        round(100 * one.in_time / (one.in_time + one.late)) if one.in_time + one.late else None
        for one in figures.months
    ]
    overall = figures.share_in_time
    return MonthPlot(
        key="in-time",
        title=_("Answered in time"),
        meaning=_(
            "How many per cent got their first answer by the date we promised. A question that "
            "still "
            "waits after that date counts as late."
        ),
        months=[one.month for one in figures.months],
        series=[Series(_("Per cent in time"), shares)],
        unit=_percent,
        reference=None if overall is None else Reference(_("Whole period"), round(100 * overall)),
        empty=_("No answer has been due yet. Come back in a few days."),
    )


def _percent(number: float) -> str:
    return i18n.format_percent(number / 100)


# -- by property -------------------------------------------------------------------------------


def _counted(counts: Mapping[str, int], names: Mapping[str, str], unknown: str) -> list[Bar]:
    """A bar for each name that has any, the most first. What has no name, or one that is no longer
    used, comes last and together."""
    known = [Bar(names[slug], count) for slug, count in counts.items() if slug in names]
    rest = sum(count for slug, count in counts.items() if slug not in names)
    return [*known, Bar(unknown, rest)] if rest else known


def _by_topic(figures: Figures, region: Region) -> BarPlot:
    names = {one.slug: region.text(one.title) for one in region.topics}
    return BarPlot(
        key="by-topic",
        title=_("By topic"),
        meaning=_("What the questions were about. Where many ask, a guide may help."),
        headings=(_("Topic"), _("Questions")),
        rows=_counted(figures.by_topic, names, _("No topic chosen")),
    )


def _by_municipality(figures: Figures, region: Region) -> BarPlot:
    names = {one.slug: one.name for one in region.municipalities}
    return BarPlot(
        key="by-municipality",
        title=_("By municipality"),
        meaning=_("Where those who ask want to live."),
        headings=(_("Municipality"), _("Questions")),
        rows=_counted(figures.by_municipality, names, _("Not sure yet")),
    )


def _by_language(figures: Figures) -> BarPlot:
    names = {code: _capital(i18n.language_name(code)) for code in i18n.LANGUAGES}
    return BarPlot(
        key="by-language",
        title=_("By language"),
        meaning=_("The language in which people want their answer."),
        headings=(_("Language"), _("Questions")),
        rows=_counted(figures.by_language, names, _("Another language")),
    )


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _by_situation(figures: Figures) -> BarPlot:
    names = {one.value: str(SITUATIONS[one]) for one in Situation}
    return BarPlot(
        key="by-situation",
        title=_("By life situation"),
        meaning=_("What people say of themselves when they ask."),
        headings=(_("Life situation"), _("Questions")),
        rows=_counted(figures.by_situation, names, _("Not said")),
    )


def _ratings(figures: Figures) -> BarPlot:
    total = sum(figures.ratings.values())
    return BarPlot(
        key="ratings",
        title=_("What people said about the help"),
        meaning=_("Everybody who has got an answer can say whether it helped."),
        headings=(_("Rating"), _("Answers")),
        rows=[
            Bar(
                rating_name(one),
                figures.ratings[one],
                note=f"({i18n.format_percent(figures.ratings[one] / total)})",
            )
            for one in Rating
            if total
        ],
        most=total,
        empty=_("Nobody has rated an answer in this period."),
    )


# -- guides and searches -----------------------------------------------------------------------


def _guides(
    key: str, title: str, meaning: str, guides: Iterable[GuideVotes], region: Region
) -> BarPlot:
    rows = []
    for one in guides:
        language, text = i18n.pick(one.titles, i18n.current_language(), region.default_language)
        rows.append(
            Bar(
                text,
                round(100 * one.share),
                note=_("(%(yes)s of %(all)s)", yes=one.yes, all=one.yes + one.no),
                url=url_for("guides.article", slug=one.slug),
                language="" if language == i18n.current_language() else language,
            )
        )
    return BarPlot(
        key=key,
        title=title,
        meaning=meaning,
        headings=(_("Guide"), _("Per cent helped")),
        rows=rows,
        unit=_percent,
        most=100,
        empty=_("Too few readers have said yet whether a guide helped them."),
    )


def _misses(misses: Iterable[tuple[str, int]]) -> BarPlot:
    return BarPlot(
        key="misses",
        title=_("Searches that found nothing"),
        meaning=_(
            "Words that people searched for when no guide was found. Each is a guide to write."
        ),
        headings=(_("Search"), _("Number of times")),
        rows=[Bar(words, count, language="und") for words, count in misses],
        empty=_("Every search of this period found something. There is nothing to do here."),
    )
