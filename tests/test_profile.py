"""What people tell of themselves, and how it becomes what the engine reckons with."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.matching.mentors import Matcher
from newcomer.matching.rules import REFERENCE
from newcomer.mentoring.models import MentorProfile, MentorStatus
from newcomer.profile import (
    AGE_OF_BAND,
    AgeBand,
    ChildBand,
    EngineRows,
    Gender,
    age_of,
    band_of_age,
    child_age,
    engine_places,
)
from newcomer.region import current_region
from tests.mentoring.people import make_mentor

CHILDREN = list(ChildBand)
AGES_OF_CHILDREN = {
    "0-2": range(3),
    "3-5": range(3, 6),
    "6-9": range(6, 10),
    "10-12": range(10, 13),
    "13-15": range(13, 16),
    "16-17": range(16, 18),
}


def person(one: str, **facts: Any) -> dict[str, Any]:
    return {
        "id": one,
        "municipality": 0,
        "reach_km": 10,
        "languages": {"nb": 6},
        "gender": "x",
        "gender_pref": "any",
        "availability": [2],
        "interests": [1, 2],
        "situation": "family",
        "age": 40,
        "isco": "2221",
        "children": [],
        **facts,
    }


def points(newcomer: dict[str, Any], mentor: dict[str, Any]) -> int:
    """What the engine gives these two."""
    instance = {
        "kind": "mentor",
        "municipalities": [{"id": 0, "x": 0.0, "y": 0.0}],
        "newcomers": [{**newcomer, "rejected": []}],
        "mentors": [{**mentor, "capacity": 1}],
    }
    found = Matcher(instance).match()
    assert found.matched == 1
    return found.score


# -- children ------------------------------------------------------------------------------------


@pytest.mark.parametrize("band", CHILDREN, ids=lambda band: band.value)
def test_a_band_of_children_counts_as_any_age_in_it_does(band: ChildBand) -> None:
    """Whatever the other has: a child of any band, several, or none."""
    others = [[], *([child_age(one.value)] for one in CHILDREN), [1, 11]]
    for other in others:
        mentor = person("m", children=other)
        told = points(person("n", children=[child_age(band.value)]), mentor)
        for age in AGES_OF_CHILDREN[band.value]:
            assert points(person("n", children=[age]), mentor) == told, (age, other)


def test_the_bands_cover_every_age_of_a_child_once() -> None:
    ages = [age for band in CHILDREN for age in AGES_OF_CHILDREN[band.value]]
    assert ages == list(range(18))


# -- how old somebody is ---------------------------------------------------------------------------


def ages_of(band: AgeBand) -> range:
    first, _, last = band.value.partition("-")
    return range(int(first), int(last) + 1) if last else range(65, 75)


@pytest.mark.parametrize("band", list(AGE_OF_BAND), ids=lambda band: band.value)
def test_a_band_counts_as_its_middle_which_is_never_far_from_anybody_in_it(band: AgeBand) -> None:
    middle = AGE_OF_BAND[band]
    assert middle in ages_of(band)
    most = 5 * REFERENCE.age_each_year
    for mentor_age in (20, 35, 50, 66):
        mentor = person("m", age=mentor_age)
        told = points(person("n", age=middle), mentor)
        for age in ages_of(band):
            assert band_of_age(age) is band
            assert abs(points(person("n", age=age), mentor) - told) <= most


def test_two_of_one_band_and_age_have_all_the_points_for_age() -> None:
    near = points(person("n", age=AGE_OF_BAND[AgeBand.from_35]), person("m", age=40))
    far = points(person("n", age=AGE_OF_BAND[AgeBand.from_65]), person("m", age=40))
    assert near - far == REFERENCE.age


def test_a_year_of_birth_is_the_age_reached_this_year() -> None:
    assert age_of(1985, date(2026, 1, 1)) == age_of(1985, date(2026, 12, 31)) == 41


@pytest.mark.parametrize(
    ("age", "band"), [(17, "under_18"), (18, "18-24"), (24, "18-24"), (90, "65+")]
)
def test_every_age_lies_in_a_band(age: int, band: str) -> None:
    assert band_of_age(age) is AgeBand(band)


# -- the rows that the engine gets -----------------------------------------------------------------


def test_a_profile_becomes_a_row_that_the_engine_takes(app: Flask) -> None:
    number = make_mentor(app, children=["3-5", "16-17"], gender=Gender.female, isco="2221")
    with app.app_context():
        region, row = current_region(), db.session.get_one(MentorProfile, number)
        made = EngineRows(region).row("m1", row, 40)
        assert made is not None
        assert made["children"] == [3, 16]
        assert made["gender"] == "f"
        places = engine_places(region)
        instance = {
            "kind": "mentor",
            **places,
            "newcomers": [{**made, "id": "n1", "rejected": []}],
            "mentors": [{**made, "capacity": 1}],
        }
        assert Matcher(instance).match().matched == 1
        row.place = "atlantis"
        assert EngineRows(region).row("m1", row, 40) is None


# -- whether what was reckoned still holds ---------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"place": "oyer"}, True),
        ({"reach_km": 5}, True),
        ({"languages": {"nb": 1}}, True),
        ({"free_times": [1]}, True),
        ({"interests": ["choir"]}, True),
        ({"isco": "5120"}, True),
        ({"children": ["0-2"]}, True),
        ({"gender": Gender.male}, True),
        ({"birth_year": 1950}, True),
        ({"first_name": "Kari"}, False),
        ({"why": "Derfor"}, False),
        ({"capacity": 3}, False),
        ({"status": MentorStatus.paused}, False),
        ({"last_used_at": utcnow()}, False),
        ({"place": "lillehammer"}, False),  # what it was
    ],
    ids=lambda value: str(value)[:40],
)
def test_only_a_change_of_facts_counts_as_one(
    app: Flask, changes: dict[str, Any], counts: bool
) -> None:
    number = make_mentor(app, children=[], isco="2221", birth_year=1980)
    with app.test_request_context(method="POST"):
        mentor = db.session.get_one(MentorProfile, number)
        before = mentor.facts_version
        for name, value in changes.items():
            setattr(mentor, name, value)
        db.session.commit()
        assert (mentor.facts_version > before) is counts
