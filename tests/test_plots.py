"""Plots that are drawn on the server: whole markup, whatever there is to show."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from justhtml import JustHTML
from markupsafe import Markup

from newcomer import plots
from newcomer.i18n import LANGUAGES, speaking
from newcomer.plots import Bar, BarPlot, MonthPlot, Reference, Series

MONTHS = [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


@pytest.fixture(params=LANGUAGES)
def speaker(app: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    """Each of the four languages in turn."""
    with app.test_request_context(), speaking(request.param):
        yield request.param


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context(), speaking("en"):
        yield


def bar_plot(*rows: Bar, key: str = "topics", empty: str = "") -> BarPlot:
    return BarPlot(key, "Topics", "What it was about.", ("Topic", "Questions"), rows, empty=empty)


def month_plot(*values: float | None, reference: Reference | None = None) -> MonthPlot:
    return MonthPlot(
        "months",
        "Questions per month",
        "How many were asked.",
        MONTHS[: len(values)],
        [Series("Asked", values)],
        reference=reference,
    )


def parsed(markup: Markup) -> JustHTML:
    """The figure in a page, read strictly; nothing in it but what our content policy lets through."""
    page = (
        f'<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>{markup}</body></html>'
    )
    document = JustHTML(page, collect_errors=True, sanitize=False)
    assert document.errors == []
    assert not document.query("[style], style, script, [onclick], [fill], [stroke]")
    ids = [one.attrs["id"] for one in document.query("[id]")]
    assert len(ids) == len(set(ids))
    for one in document.query("[aria-labelledby]"):
        assert set(one.attrs["aria-labelledby"].split()) <= set(ids)
    assert "nan%" not in markup
    return document


def texts(document: JustHTML, selector: str) -> list[str]:
    return [" ".join(one.to_text().split()) for one in document.query(selector)]


def test_every_plot_is_whole_in_every_language(speaker: str) -> None:
    drawn = (
        plots.bars(bar_plot(Bar("Helse", 12), Bar("Skole", 5), key="a"))
        + plots.columns(month_plot(3, 0, 12, 7))
        + plots.line(MonthPlot("b", "Wait", "How long.", MONTHS, [Series("Hours", [1.5, 2, 3, 4])]))
    )
    document = parsed(drawn)
    assert len(document.query("figure figcaption h3")) == 3
    assert len(document.query("details table")) == 3
    for picture in document.query("svg[role=img]"):
        assert picture.query("title")[0].to_text()
        assert picture.query("desc")[0].to_text()


def test_numbers_are_written_as_the_language_writes_them(speaker: str) -> None:
    document = parsed(plots.bars(bar_plot(Bar("x", 1234.5))))
    value = texts(document, ".plot-value")[0].replace("\xa0", " ")
    assert value == {"en": "1,234.5"}.get(speaker, "1 234,5")


def test_bars_are_as_long_as_their_values(english: None) -> None:
    document = parsed(plots.bars(bar_plot(Bar("A", 8), Bar("B", 2), Bar("C", 0), Bar("D", None))))
    lengths = [bar.query("rect") for bar in document.query(".plot-bar")]
    assert [one[0].attrs["width"] if one else "" for one in lengths] == ["100%", "25%", "", ""]
    assert texts(document, ".plot-value") == ["8", "2", "0", "–"]


def test_a_share_is_measured_against_the_whole(english: None) -> None:
    plot = BarPlot("s", "Share", "Of all.", ("What", "Per cent"), [Bar("A", 40)], most=100)
    assert parsed(plots.bars(plot)).query("rect")[0].attrs["width"] == "40%"


def test_equal_values_are_drawn_equal(english: None) -> None:
    document = parsed(plots.columns(month_plot(5, 5, 5)))
    assert len({one.attrs["height"] for one in document.query(".plot-column")}) == 1


def test_nothing_to_show_says_what_to_do(english: None) -> None:
    document = parsed(plots.bars(bar_plot(empty="Ask somebody.")) + plots.line(month_plot()))
    assert texts(document, ".plot-empty") == ["Ask somebody.", "There is nothing to show yet."]
    assert not document.query("table, svg")


def test_months_without_any_value_are_nothing_to_show(english: None) -> None:
    assert parsed(plots.line(month_plot(None, None))).query(".plot-empty")


def test_one_month_is_a_point(english: None) -> None:
    document = parsed(plots.line(month_plot(3)))
    assert len(document.query(".plot-drawing circle")) == 1
    assert not document.query(".plot-drawing .plot-line")


def test_all_zero_is_drawn_on_the_ground(english: None) -> None:
    document = parsed(plots.columns(month_plot(0, 0)))
    assert {one.attrs["height"] for one in document.query(".plot-column")} == {"0%"}


def test_a_month_without_a_value_breaks_the_line(english: None) -> None:
    document = parsed(plots.line(month_plot(1, None, 3, 4)))
    assert len(document.query(".plot-drawing .plot-line")) == 1
    assert texts(document, "td") == ["1", "–", "3", "4"]


def test_huge_values_stay_inside(speaker: str) -> None:
    document = parsed(plots.columns(month_plot(0, 10**15, 123_456_789)))
    for one in document.query(".plot-column"):
        assert 0 <= float(one.attrs["y"].rstrip("%")) <= plots.BOTTOM
        assert float(one.attrs["height"].rstrip("%")) <= plots.BOTTOM


def test_long_labels_and_markup_in_them_are_kept_as_text(english: None) -> None:
    long = "Barnehage<script>&" + "w" * 300
    document = parsed(plots.bars(bar_plot(Bar(long, 1, note="(1 <of> 2)", url="/en/?a=1&b=2"))))
    assert texts(document, ".plot-label") == [long]
    assert document.query(".plot-label a")[0].attrs["href"] == "/en/?a=1&b=2"


def test_a_label_in_another_language_says_so(english: None) -> None:
    document = parsed(plots.bars(bar_plot(Bar("Boplikt", 1, language="nb"))))
    assert [one.attrs["lang"] for one in document.query("[lang=nb]")] == ["nb", "nb"]


def test_a_second_series_differs_in_more_than_colour(english: None) -> None:
    both = [Series("Asked", [1, 2]), Series("Answered", [1, 1])]
    plot = MonthPlot("m", "Questions", "How many.", MONTHS[:2], both)
    document = parsed(plots.columns(plot))
    assert len(document.query(".plot-drawing .plot-series-2")) == 2  # hollow, by the style sheet
    assert texts(document, ".plot-legend li") == ["Asked", "Answered"]
    assert texts(document, "thead th") == ["Month", "Asked", "Answered"]


def test_the_reference_is_drawn_and_named(english: None) -> None:
    document = parsed(plots.line(month_plot(1, 9, reference=Reference("Whole period", 4))))
    assert len(document.query(".plot-drawing .plot-reference")) == 1
    assert "Whole period: 4" in texts(document, ".plot-legend li")


def test_the_picture_is_described_in_words(english: None) -> None:
    assert plots.describe(month_plot(3, 1, 12, 7)) == (
        "From November 2025 to February 2026. "
        "Asked: lowest 1 (December 2025), highest 12 (January 2026)."
    )


@pytest.mark.parametrize("months", [13, 24, 36, 60, 120])
def test_there_is_room_for_the_names_of_many_months(english: None, months: int) -> None:
    days = [date(2020 + number // 12, number % 12 + 1, 1) for number in range(months)]
    plot = MonthPlot("m", "Q", "How many.", days, [Series("Asked", [1] * months)])
    document = parsed(plots.columns(plot))
    names = document.query(".plot-month")
    years = [one for one in names if one.to_text().isdigit()]
    narrow = [one for one in names if one.attrs["class"] == "plot-month" and one not in years]
    assert len(narrow) <= plots.FEWEST_NAMES + 1
    assert len(names) - len(years) <= plots.MOST_LABELLED


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (31, [0, 10, 20, 30, 40]),
        (100, [0, 50, 100]),
        (0.3, [0, 0.1, 0.2, 0.3]),
        (4.9, [0, 2, 4, 6]),
    ],
)
def test_axes_have_round_numbers(most: float, ticks: list[float]) -> None:
    assert plots.nice_ticks(most) == ticks


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_what_has_no_length_is_refused(english: None, value: float) -> None:
    with pytest.raises(ValueError, match="from zero up"):
        plots.bars(bar_plot(Bar("x", value)))
    with pytest.raises(ValueError, match="from zero up"):
        plots.line(month_plot(1, value))


def test_each_month_has_its_value(english: None) -> None:
    plot = MonthPlot("m", "Q", "How many.", MONTHS, [Series("Asked", [1])])
    with pytest.raises(ValueError, match="1 values, 4 months"):
        plots.columns(plot)
