"""How job number 2 is doing: right figures, and nobody who could be told by them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from newcomer.partner_jobs.models.employers import Sector
from newcomer.partner_jobs.models.introductions import (
    Introduction,
    IntroductionStatus,
    Outcome,
)
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus
from newcomer.partner_jobs.services.figures import Figures, Row, _divide, figures
from newcomer.region import current_region
from newcomer.suppression import FEWEST
from tests.partner_jobs import introductions as of
from tests.partner_jobs import people
from tests.support.client import SiteClient

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASKED = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
S = IntroductionStatus
SECOND = "2026-04-01"


def shown_now(app: Flask, now: datetime = NOW) -> Figures:
    with app.test_request_context():
        return figures(current_region(), now)


def hired(app: Flask, employer_id: int, *, days: int = 60, place: str = "lillehammer") -> int:
    """A partner who registered on ASKED and was hired so many days later."""
    at = ASKED + days * DAY
    partner = people.make_partner(
        app, now=ASKED, status=PartnerStatus.hired, hired_at=at, place=place
    )
    return people.make_introduction(
        app,
        partner,
        employer_id,
        status=S.over,
        now=ASKED,
        employer_asked_at=ASKED,
        employer_due_at=ASKED + 7 * DAY,
        employer_answered_at=ASKED + 2 * DAY,
        outcome=Outcome.hired,
        outcome_at=at,
        ended_at=at,
    )


def silent(app: Flask, employer_id: int) -> int:
    """A partner whom the employer did not answer."""
    return people.make_introduction(
        app,
        people.make_partner(app, now=ASKED),
        employer_id,
        status=S.expired_employer,
        now=ASKED,
        employer_asked_at=ASKED,
        employer_due_at=ASKED + 7 * DAY,
        ended_at=ASKED + 7 * DAY,
    )


def test_the_figures_are_those_of_the_partners_and_the_introductions(app: Flask) -> None:
    private = people.make_employer(app)
    town = people.make_employer(app, sector=Sector.municipal, place="oyer")
    for number in range(5):
        hired(app, private, days=40 + number)
        hired(app, town, days=140, place="oyer")
        silent(app, town)
    found = shown_now(app)
    assert (found.since, found.until) == (date(2025, 10, 1), date(2026, 10, 1))
    assert found.days_to_job["municipality"].whole == 92  # between 44 and 140
    assert found.days_to_job["municipality"].parts["lillehammer"] == 42
    assert found.days_to_job["quarter"].parts == {
        **dict.fromkeys(("2025-10-01", "2026-01-01")),
        SECOND: 42,
        "2026-07-01": 140,
    }
    assert found.hires["sector"].whole == 10
    assert found.hires["sector"].parts["municipal"] == 5
    assert found.hires["municipality"].parts["oyer"] == 5
    assert found.in_time["sector"].parts["private"] == 1
    assert found.in_time["sector"].parts["municipal"] == 0.5
    assert found.ends.whole == 15
    assert (found.ends.parts["hired"], found.ends.parts["silence"]) == (10, 5)


def test_nothing_is_shown_of_fewer_than_five_nor_what_would_give_it_away(app: Flask) -> None:
    private = people.make_employer(app)
    town = people.make_employer(app, sector=Sector.municipal)
    state = people.make_employer(app, sector=Sector.state)
    for employer, many in ((private, 8), (town, 6), (state, 2)):
        for _ in range(many):
            hired(app, employer)
    parts = shown_now(app).hires["sector"].parts
    # The state's two are too few; the town's are hidden too, or theirs could be reckoned from the rest.
    assert (parts["private"], parts["municipal"], parts["state"]) == (8, None, None)


def test_somebody_who_is_asked_for_often_is_one_person(app: Flask) -> None:
    employer = people.make_employer(app)
    partner = people.make_partner(app, now=ASKED)
    for _ in range(6):
        people.make_introduction(
            app,
            partner,
            employer,
            status=S.declined_employer,
            now=ASKED,
            employer_asked_at=ASKED,
            employer_due_at=ASKED + 7 * DAY,
            employer_answered_at=ASKED + DAY,
            ended_at=ASKED + DAY,
        )
    assert shown_now(app).nothing


def test_what_happens_in_a_quarter_that_is_not_over_is_not_told(app: Flask) -> None:
    employer = people.make_employer(app)
    numbers = [hired(app, employer) for _ in range(5)]
    before = shown_now(app)
    later = NOW - 10 * DAY
    waits = silent(app, employer)
    of.change(app, Introduction, waits, employer_due_at=later, created_at=later, ended_at=later)
    found_work = people.make_partner(app, now=ASKED)
    of.change(app, PartnerProfile, found_work, status=PartnerStatus.hired, hired_at=later)
    assert shown_now(app) == before == shown_now(app, NOW + 7 * DAY)
    assert len(numbers) == before.hires["sector"].whole


def test_what_was_taken_back_before_an_answer_is_no_silence(app: Flask) -> None:
    employer = people.make_employer(app)
    for _ in range(5):
        hired(app, employer)
        of.change(app, Introduction, silent(app, employer), status=S.withdrawn)
    found = shown_now(app)
    assert found.in_time["sector"].whole == 1
    assert found.ends.parts["withdrawn"] == 5


def test_the_erased_count_where_they_were_asked_for(app: Flask) -> None:
    employer = people.make_employer(app)
    for _ in range(5):
        of.change(app, Introduction, hired(app, employer), partner_id=None)
    assert shown_now(app).hires["sector"].whole == 5


ROWS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abcd")), max_size=40)


@given(ROWS)
def test_what_is_hidden_can_never_be_reckoned_for_fewer_than_five(
    happened: list[tuple[int, str]],
) -> None:
    rows = [Row(person, 1, {"part": part}) for person, part in happened]
    found = _divide(rows, "part", "abcd", len)
    hidden = {part for part, value in found.parts.items() if value is None}
    behind = {person for person, part in happened if part in hidden}
    if found.whole is None:
        assert len({person for person, _part in happened}) < FEWEST
        assert hidden == set("abcd")
    else:
        assert not behind or len(behind) >= FEWEST
    for part in set("abcd") - hidden:
        assert len({person for person, one in happened if one == part}) >= FEWEST


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_coordinators_see_them_as_a_page_and_as_a_file(
    app: Flask, client_for: Callable[..., SiteClient], language: str
) -> None:
    employer = people.make_employer(app)
    for _ in range(5):
        hired(app, employer)
    client = client_for("coordinator", language=language)
    page = client.get("jobs_desk.job_figures")
    assert len(page.all("figure")) == 9
    path = client.url("jobs_desk.job_figures_csv")
    file = client.http.get(path, base_url=client.base_url)
    assert file.content_type == "text/csv; charset=utf-8"
    assert file.text.count("Lillehammer;") == 3


def test_the_page_costs_the_same_however_much_there_is(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    client = client_for("coordinator")
    few = len(client.get("jobs_desk.job_figures").queries)
    employer = people.make_employer(app)
    for _ in range(6):
        hired(app, employer)
    assert len(client.get("jobs_desk.job_figures").queries) == few
