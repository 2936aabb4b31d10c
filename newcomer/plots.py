"""Plots, drawn on the server: bars, columns and lines over months.

Each function takes a plot (what to show) and gives a <figure> with a heading, a line on what it
means, the drawing, and the numbers behind it in a table that can be opened.

The drawings keep their letters readable at every width: places and lengths are per cent of the
drawing, letters are not scaled with it. Colours come from the style sheet (assets/parts/plots.css),
and never carry the meaning alone: a second series is hollow or dashed.

Bars are rows of text with a drawn bar under each, so that long names wrap and are read out as they
stand. Columns and lines are one picture, with a title and a description for those who do not see it.

    rows = [Bar("Health", 12), Bar("School", 5)]
    bars(BarPlot("topics", "Topics", "What it was about.", ("Topic", "Questions"), rows))
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from flask_babel import gettext as _
from markupsafe import Markup

from newcomer import i18n
from newcomer.spreadsheet import Table

# Where the drawing of months stands in its box, in per cent from its upper left corner.
TOP, BOTTOM, RIGHT = 8.0, 80.0, 99.0
MONTH_NAMES, YEAR_NAMES = 90.0, 99.0
COLUMN_SHARE = 0.72  # how much of a month's width its columns take
MOST_LABELLED = 13  # months whose values are written beside them, and whose names all have room
FEWEST_NAMES = 6  # names of months that a phone has room for
FIRST_OF_YEAR = 1

Unit = Callable[[float], str]


@dataclass(frozen=True)
class Bar:
    """One row of a bar plot."""

    label: str
    value: float | None  # zero or more, in the plot's unit; None: not known
    note: str = ""  # stands after the value: "12 of 20"
    url: str = ""  # what the label leads to
    language: str = ""  # the label's, where it is not the page's; "und": somebody's own words


@dataclass(frozen=True)
class BarPlot:
    """How much there is of each of several things, in the order given."""

    key: str  # the figure's id: unique on its page
    title: str
    meaning: str  # one line: what is counted
    headings: tuple[str, str]  # what the labels and the values are called in the table
    rows: Sequence[Bar]
    unit: Unit = i18n.format_number  # how a value is written
    most: float | None = None  # the value of a full bar; None: the largest there is
    empty: str = ""  # said instead, where there are no rows


@dataclass(frozen=True)
class Series:
    """One value for each month of the plot; None where there is none."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Reference:
    """A value to compare with, such as the median of all: a dashed line across."""

    name: str
    value: float


@dataclass(frozen=True)
class MonthPlot:
    """One or two series over months that follow one another."""

    key: str
    title: str
    meaning: str
    months: Sequence[date]  # the first day of each
    series: Sequence[Series]
    unit: Unit = i18n.format_number
    reference: Reference | None = None
    empty: str = ""  # said instead, where there are no values


def bars(plot: BarPlot) -> Markup:
    """Horizontal bars, one under the other. ValueError for a value that has no length."""
    _check(row.value for row in plot.rows)
    if not plot.rows:
        return _figure(plot, _said(plot.empty))
    longest = plot.most or max((row.value or 0 for row in plot.rows), default=0) or 1
    rows = Markup("").join(_bar(row, plot.unit, longest) for row in plot.rows)
    return _figure(
        plot, Markup('<ul class="plot-rows" role="list">{}</ul>{}').format(rows, _numbers(plot))
    )


def columns(plot: MonthPlot) -> Markup:
    """Upright columns, side by side in each month. ValueError for a value that has no height."""
    return _over_months(plot, _columns)


def line(plot: MonthPlot) -> Markup:
    """A point for each month, joined where two months that follow one another both have a value.
    ValueError for a value that has no height."""
    return _over_months(plot, _lines)


def table(plot: BarPlot | MonthPlot) -> Table:
    """The numbers behind the plot, not rounded and without their unit."""
    if isinstance(plot, BarPlot):
        noted = any(row.note for row in plot.rows)
        headers = (*plot.headings, _("Note")) if noted else plot.headings
        rows = tuple(
            (row.label, row.value, row.note) if noted else (row.label, row.value)
            for row in plot.rows
        )
        return Table(plot.title, headers, rows)
    return Table(
        plot.title,
        (_("Month"), *(one.name for one in plot.series)),
        tuple(
            (i18n.format_month(month), *(one.values[number] for one in plot.series))
            for number, month in enumerate(plot.months)
        ),
    )


# -- what all figures have ---------------------------------------------------------------------


def _check(values: Iterator[float | None]) -> None:
    for value in values:
        if value is not None and not 0 <= value < math.inf:
            raise ValueError(f"A plot shows values from zero up: {value!r}")


def _figure(plot: BarPlot | MonthPlot, body: Markup) -> Markup:
    return Markup(
        '<figure class="plot" id="{key}" aria-labelledby="{key}-heading">'
        '<figcaption><h3 class="ds-heading" id="{key}-heading">{title}</h3><p>{meaning}</p>'
        "</figcaption>{body}</figure>"
    ).format(key=plot.key, title=plot.title, meaning=plot.meaning, body=body)


def _said(text: str) -> Markup:
    return Markup('<p class="plot-empty">{}</p>').format(text or _("There is nothing to show yet."))


def _numbers(plot: BarPlot | MonthPlot) -> Markup:
    """The table behind the drawing."""
    found = table(plot)
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(
            Markup(' class="plot-number"') if number == 1 or _is_month(plot, number) else "", header
        )
        for number, header in enumerate(found.headers)
    )
    body = Markup("").join(
        Markup('<tr><th scope="row"{}>{}</th>{}</tr>').format(
            _language(plot, number), row[0], Markup("").join(_cell(cell, plot) for cell in row[1:])
        )
        for number, row in enumerate(found.rows)
    )
    return Markup(
        '<details class="plot-numbers"><summary>{show}<span class="visually-hidden">: {title}</span>'
        '</summary><div class="table-scroll" role="region" tabindex="0" aria-label="{title}">'
        '<table class="ds-table"><caption>{title}</caption><thead><tr>{head}</tr></thead>'
        "<tbody>{body}</tbody></table></div></details>"
    ).format(show=_("Show the numbers"), title=found.title, head=head, body=body)


def _is_month(plot: BarPlot | MonthPlot, number: int) -> bool:
    return isinstance(plot, MonthPlot) and number > 0


def _language(plot: BarPlot | MonthPlot, number: int) -> Markup:
    code = plot.rows[number].language if isinstance(plot, BarPlot) else ""
    return Markup(' lang="{}" dir="auto"').format(code) if code else Markup("")


def _cell(cell: object, plot: BarPlot | MonthPlot) -> Markup:
    if isinstance(cell, str):
        return Markup("<td>{}</td>").format(cell)
    written = plot.unit(cell) if isinstance(cell, (int, float)) else "–"
    return Markup('<td class="plot-number">{}</td>').format(written)


def _percent(number: float) -> str:
    """A place or a length in a drawing."""
    return f"{round(number, 2):g}%"


# -- bars --------------------------------------------------------------------------------------


def _bar(row: Bar, unit: Unit, longest: float) -> Markup:
    language = Markup(' lang="{}" dir="auto"').format(row.language) if row.language else ""
    label = (
        Markup('<a class="ds-link" href="{}">{}</a>').format(row.url, row.label)
        if row.url
        else row.label
    )
    note = Markup(' <span class="plot-note">{}</span>').format(row.note) if row.note else ""
    length = min(100.0, 100 * (row.value or 0) / longest)
    drawn = Markup('<rect class="plot-bar-value" width="{}" height="100%"/>').format(
        _percent(max(length, 0.5))
    )
    return Markup(
        '<li class="plot-row"><span class="plot-label"{}>{}</span>'
        '<span class="plot-value">{}{}</span>'
        '<svg class="plot-bar" aria-hidden="true" focusable="false">{}</svg></li>'
    ).format(
        language,
        label,
        "–" if row.value is None else unit(row.value),
        note,
        drawn if row.value else "",
    )


# -- months ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Box:
    """How values and months become places in the drawing, in per cent."""

    left: float
    highest: float  # the value at the top line
    months: int

    def y(self, value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * value / self.highest

    @property
    def width(self) -> float:
        """Of one month."""
        return (RIGHT - self.left) / self.months

    def x(self, number: int) -> float:
        """The middle of a month."""
        return self.left + self.width * (number + 0.5)


def _over_months(plot: MonthPlot, draw: Callable[[MonthPlot, _Box], Markup]) -> Markup:
    values = [value for one in plot.series for value in one.values]
    _check(iter(values))
    for one in plot.series:
        if len(one.values) != len(plot.months):
            raise ValueError(f"{one.name}: {len(one.values)} values, {len(plot.months)} months")
    known = [value for value in values if value is not None]
    if not known:
        return _figure(plot, _said(plot.empty))
    ticks = nice_ticks(max([*known, plot.reference.value if plot.reference else 0]))
    written = [i18n.short_number(tick) for tick in ticks]
    box = _Box(3 + 2.1 * max(map(len, written)), ticks[-1], len(plot.months))
    drawing = Markup(
        '<svg class="plot-drawing" role="img" focusable="false" '
        'aria-labelledby="{key}-title {key}-description">'
        '<title id="{key}-title">{title}</title>'
        '<desc id="{key}-description">{description}</desc>{grid}{months}{reference}{drawn}</svg>'
    ).format(
        key=plot.key,
        title=plot.title,
        description=describe(plot),
        grid=_grid(ticks, written, box),
        months=_month_names(plot.months, box),
        drawn=draw(plot, box),
        reference=_reference(plot, box),
    )
    return _figure(plot, _legend(plot, draw is _lines) + drawing + _numbers(plot))


def nice_ticks(most: float) -> list[float]:
    """From zero to at least `most` in two to five even steps of 1, 2 or 5 times a power of ten;
    whole numbers where `most` is one."""
    if most <= 0:
        return [0, 1]
    power = 10.0 ** math.floor(math.log10(most / 4))
    step = next(power * digit for digit in (1, 2, 5, 10) if power * digit * 4 >= most)
    if float(most).is_integer():
        step = max(1.0, step)
    steps = max(1, math.ceil(round(most / step, 9)))
    return [round(number * step, 10) for number in range(steps + 1)]


def describe(plot: MonthPlot) -> str:
    """The plot in words: from when to when, and each series' lowest and highest value."""
    first, last = i18n.format_month(plot.months[0]), i18n.format_month(plot.months[-1])
    said = [_("From %(first)s to %(last)s.", first=first, last=last)]
    for one in plot.series:
        known = [
            (value, month)
            for value, month in zip(one.values, plot.months, strict=True)
            if value is not None
        ]
        if known:
            (low, low_month), (high, high_month) = (
                min(known, key=lambda pair: pair[0]),
                max(known, key=lambda pair: pair[0]),
            )
            said.append(
                _(
                    "%(series)s: lowest %(low)s (%(low_month)s), highest %(high)s (%(high_month)s).",
                    series=one.name,
                    low=plot.unit(low),
                    low_month=i18n.format_month(low_month),
                    high=plot.unit(high),
                    high_month=i18n.format_month(high_month),
                )
            )
    if plot.reference:
        said.append(f"{plot.reference.name}: {plot.unit(plot.reference.value)}.")
    return " ".join(said)


def _grid(ticks: Sequence[float], written: Sequence[str], box: _Box) -> Markup:
    return Markup("").join(
        Markup(
            '<line class="plot-grid" x1="{left}" x2="100%" y1="{y}" y2="{y}"/>'
            '<text class="plot-tick" x="{label}" y="{y}" dy="0.32em" text-anchor="end">{text}</text>'
        ).format(
            left=_percent(box.left),
            label=_percent(box.left - 1.5),
            y=_percent(box.y(tick)),
            text=text,
        )
        for tick, text in zip(ticks, written, strict=True)
    )


def _month_names(months: Sequence[date], box: _Box) -> Markup:
    """The names that there is room for, and each year under its first month. Names that a phone has
    no room for are left out there by the style sheet."""
    every = max(1, math.ceil(len(months) / MOST_LABELLED))
    on_phones = max(every, every * math.ceil(len(months) / every / FEWEST_NAMES))
    found = []
    for number, month in enumerate(months):
        x = _percent(box.x(number))
        if number % every == 0:
            kind = "plot-month" if number % on_phones == 0 else "plot-month plot-month--more"
            found.append(
                Markup('<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>').format(
                    kind, x, _percent(MONTH_NAMES), i18n.format_month(month, "short")
                )
            )
        if month.month == FIRST_OF_YEAR or (number == 0 and not _is_crowded(months)):
            found.append(
                Markup(
                    '<text class="plot-month" x="{}" y="{}" text-anchor="middle">{}</text>'
                ).format(x, _percent(YEAR_NAMES), month.year)
            )
    return Markup("").join(found)


def _is_crowded(months: Sequence[date]) -> bool:
    """Whether the first new year comes so soon that the first year's number would touch its own."""
    first = next(
        (number for number, one in enumerate(months) if number and one.month == FIRST_OF_YEAR), None
    )
    return first is not None and first / len(months) < 1 / FEWEST_NAMES


def _columns(plot: MonthPlot, box: _Box) -> Markup:
    wide = box.width * COLUMN_SHARE / len(plot.series)
    found = []
    for place, one in enumerate(plot.series):
        for number, value in enumerate(one.values):
            if value is None:
                continue
            x = box.x(number) + wide * (place - len(plot.series) / 2)
            found.append(
                Markup(
                    '<rect class="plot-column plot-series-{}" x="{}" y="{}" width="{}" height="{}">'
                    "<title>{}</title></rect>"
                ).format(
                    place + 1,
                    _percent(x),
                    _percent(box.y(value)),
                    _percent(wide),
                    _percent(BOTTOM - box.y(value)),
                    _hover(plot, one, number, value),
                )
            )
            if len(plot.series) == 1 and len(plot.months) <= MOST_LABELLED:
                found.append(_written_value(x + wide / 2, box.y(value), value))
    return Markup("").join(found)


def _lines(plot: MonthPlot, box: _Box) -> Markup:
    found = []
    for place, one in enumerate(plot.series, start=1):
        for (number, value), (_number, following) in pairwise(enumerate(one.values)):
            if value is not None and following is not None:
                found.append(
                    Markup(
                        '<line class="plot-line plot-series-{}" x1="{}" y1="{}" x2="{}" y2="{}"/>'
                    ).format(
                        place,
                        _percent(box.x(number)),
                        _percent(box.y(value)),
                        _percent(box.x(number + 1)),
                        _percent(box.y(following)),
                    )
                )
        for number, value in enumerate(one.values):
            if value is not None:
                found.append(_point(plot, one, place, number, box))
                if len(plot.series) == 1 and len(plot.months) <= MOST_LABELLED:
                    found.append(_written_value(box.x(number), box.y(value), value))
    return Markup("").join(found)


def _point(plot: MonthPlot, one: Series, place: int, number: int, box: _Box) -> Markup:
    value = one.values[number] or 0
    return Markup(
        '<circle class="plot-point plot-series-{}" cx="{}" cy="{}" r="4"><title>{}</title></circle>'
    ).format(
        place,
        _percent(box.x(number)),
        _percent(box.y(value)),
        _hover(plot, one, number, value),
    )


def _hover(plot: MonthPlot, one: Series, number: int, value: float) -> str:
    return f"{i18n.format_month(plot.months[number])}, {one.name}: {plot.unit(value)}"


def _written_value(x: float, y: float, value: float) -> Markup:
    return Markup(
        '<text class="plot-written" x="{}" y="{}" dy="-0.6em" text-anchor="middle">{}</text>'
    ).format(_percent(x), _percent(y), i18n.short_number(value))


def _reference(plot: MonthPlot, box: _Box) -> Markup:
    if plot.reference is None:
        return Markup("")
    return Markup('<line class="plot-reference" x1="{}" x2="100%" y1="{y}" y2="{y}"/>').format(
        _percent(box.left), y=_percent(box.y(plot.reference.value))
    )


def _legend(plot: MonthPlot, is_line: bool) -> Markup:
    """What the marks mean, where there is more than one kind of them."""
    keys = [(f"plot-series-{place}", one.name) for place, one in enumerate(plot.series, start=1)]
    marks = [
        Markup(
            '<line class="plot-line {kind}" x1="0" x2="100%" y1="50%" y2="50%"/>'
            '<circle class="plot-point {kind}" cx="50%" cy="50%" r="4"/>'
        ).format(kind=kind)
        if is_line
        else Markup(
            '<rect class="plot-column {}" x="20%" y="10%" width="60%" height="80%"/>'
        ).format(kind)
        for kind, _name in keys
    ]
    names = [name for _kind, name in keys]
    if plot.reference:
        marks.append(Markup('<line class="plot-reference" x1="0" x2="100%" y1="50%" y2="50%"/>'))
        names.append(f"{plot.reference.name}: {plot.unit(plot.reference.value)}")
    if len(names) < 2:
        return Markup("")
    return Markup('<ul class="plot-legend" role="list">{}</ul>').format(
        Markup("").join(
            Markup(
                '<li><svg class="plot-key" aria-hidden="true" focusable="false">{}</svg> {}</li>'
            ).format(mark, name)
            for mark, name in zip(marks, names, strict=True)
        )
    )
