"""What may stand on a checklist: the files hold together, and deadlines are counted as people do."""

from datetime import date
from pathlib import Path

import pytest

from newcomer import markdown
from newcomer.guides.checklist.items import (
    FOLDER,
    Item,
    ItemError,
    Phase,
    SetBy,
    load_items,
)
from newcomer.i18n import LANGUAGES
from newcomer.region import available_regions, load_region
from newcomer.situations import Situation

REGIONS = [(load_region(slug).country, slug) for slug in available_regions()]
AT_LEAST = {"no": 30, "se": 25}


@pytest.mark.parametrize(("country", "region"), REGIONS)
def test_every_item_is_whole_in_every_language(country: str, region: str) -> None:
    items = load_items(country, region)
    assert len(items) >= AT_LEAST[country]
    for item in items:
        for texts in (item.title, item.text):
            assert set(texts) == set(LANGUAGES), item.slug
            assert all(text.strip() for text in texts.values()), item.slug
        assert max(len(title) for title in item.title.values()) <= 80, item.slug
        assert item.checked_on >= date(2026, 1, 1)


@pytest.mark.parametrize(("country", "region"), REGIONS)
def test_items_link_to_guides_that_there_are(country: str, region: str) -> None:
    folders = (markdown.CONTENT / country, markdown.CONTENT / region)
    for item in load_items(country, region):
        if item.guide:
            assert any((folder / item.guide).is_dir() for folder in folders), item.slug


@pytest.mark.parametrize(("country", "region"), REGIONS)
def test_every_phase_and_every_situation_has_something(country: str, region: str) -> None:
    items = load_items(country, region)
    assert {item.phase for item in items} == set(Phase)
    assert set().union(*(item.situations for item in items)) == set(Situation)
    for own in (Situation.nordic, Situation.eu, Situation.non_eu):
        assert any(item.situations == {own} for item in items), own


def test_no_file_is_left_unread() -> None:
    read = {country for country, _ in REGIONS} | {region for _, region in REGIONS}
    assert {path.stem for path in FOLDER.glob("*.toml")} <= read


# -- adding to and changing a country's list ---------------------------------------------------

ITEM = """
[[items]]
slug = "{slug}"
phase = "{phase}"
source = {{ name = "Kommunen", url = "https://example.test" }}
checked_on = 2026-11-22
title.nb = "{title}"
text.nb = "Gjør det."
{more}
"""


def write(path: Path, **values: str) -> None:
    filled = {"slug": "waste", "phase": "first_week", "title": "Søppel", "more": "", **values}
    with path.open("a", encoding="utf-8") as file:
        file.write(ITEM.format(**filled))


def test_a_region_adds_items_and_puts_its_own_in_the_place_of_others(tmp_path: Path) -> None:
    write(tmp_path / "no.toml", slug="waste", title="Søppel")
    write(tmp_path / "no.toml", slug="last", phase="first_year", title="Sist")
    write(tmp_path / "voss.toml", slug="waste", title="Boss")
    write(tmp_path / "voss.toml", slug="ferry", phase="before", title="Ferje")
    items = load_items("no", "voss", tmp_path)
    assert [item.title["nb"] for item in items] == ["Ferje", "Boss", "Sist"]
    assert [item.title["nb"] for item in load_items("no", "sogn", tmp_path)] == ["Søppel", "Sist"]


@pytest.mark.parametrize(
    "fault",
    [
        {"phase": "someday"},
        {"slug": "With Spaces"},
        {"more": 'situations = ["martian"]'},
        {"more": "days = 3"},
        {"more": 'set_by = "law"'},
        {"more": 'days = 3\nyearly = "03-01"\nset_by = "law"'},
        {"more": 'yearly = "02-30"\nset_by = "law"'},
        {"more": 'yearly = "soon"\nset_by = "law"'},
        {"more": 'title.fi = "Jäte"'},
        {"more": 'gide = "waste"'},
    ],
    ids=lambda fault: next(iter(fault.values())),
)
def test_a_fault_in_a_file_is_named(tmp_path: Path, fault: dict[str, str]) -> None:
    write(tmp_path / "no.toml", **fault)
    with pytest.raises(ItemError, match=r"no\.toml"):
        load_items("no", "voss", tmp_path)


def test_a_slug_stands_once_in_a_file(tmp_path: Path) -> None:
    for _ in range(2):
        write(tmp_path / "no.toml")
    with pytest.raises(ItemError, match="twice"):
        load_items("no", "voss", tmp_path)


# -- deadlines ---------------------------------------------------------------------------------

NOVEMBER = date(2026, 11, 22)


def item(phase: Phase = Phase.before, **values: object) -> Item:
    return Item(
        slug="x", phase=phase, title={"nb": "x"}, text={"nb": "x"},
        source={"name": "x", "url": "https://example.test"}, checked_on=NOVEMBER, **values,
    )  # fmt: skip


def test_days_are_counted_from_the_move_and_may_lie_before_it() -> None:
    after, before = item(days=8, set_by=SetBy.law), item(days=-7, set_by=SetBy.advice)
    assert after.due(date(2027, 2, 25), NOVEMBER) == date(2027, 3, 5)
    assert before.due(date(2027, 1, 3), NOVEMBER) == date(2026, 12, 27)
    assert after.due(None, NOVEMBER) is None


@pytest.mark.parametrize(
    ("moving_on", "due"),
    [
        (None, date(2027, 3, 1)),
        (date(2026, 12, 1), date(2027, 3, 1)),
        (date(2027, 3, 1), date(2027, 3, 1)),
        (date(2027, 10, 1), date(2027, 3, 1)),
        (date(2028, 2, 1), date(2028, 3, 1)),
        (date(2029, 9, 15), date(2029, 3, 1)),
        (date(2025, 1, 1), date(2027, 3, 1)),
    ],
    ids=str,
)
def test_the_deadline_for_kindergarten_is_that_of_the_season_of_the_move(
    moving_on: date | None, due: date
) -> None:
    childcare = item(yearly=(3, 1), set_by=SetBy.law)
    assert childcare.due(moving_on, NOVEMBER) == due


def test_a_yearly_deadline_of_the_first_year_comes_after_the_move() -> None:
    tax = item(Phase.first_year, yearly=(4, 30), set_by=SetBy.usual)
    assert tax.due(date(2027, 6, 1), NOVEMBER) == date(2028, 4, 30)
    assert tax.due(date(2027, 4, 30), NOVEMBER) == date(2027, 4, 30)
    assert tax.due(None, NOVEMBER) == date(2027, 4, 30)


def test_an_item_without_situations_is_for_everybody() -> None:
    for_all, for_some = item(), item(situations=frozenset({Situation.family}))
    assert for_all.is_for(set())
    assert not for_some.is_for(set())
    assert not for_some.is_for({Situation.student})
    assert for_some.is_for({Situation.student, Situation.family})
