"""The public list of vacancies: found by words in four languages, narrowed down, in pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyKind, VacancyStatus
from newcomer.partner_jobs.services import vacancy_search
from tests.partner_jobs import people
from tests.support.client import Page, SiteClient

ClientFor = Callable[..., SiteClient]


@pytest.fixture
def employer(app: Flask) -> int:
    return people.make_employer(app, name="Fjellhotellet AS")


def make(app: Flask, employer: int, title: str, **facts: Any) -> int:
    """An open vacancy that can be searched."""
    number = people.make_vacancy(app, employer, title=title, **facts)
    with app.test_request_context(method="POST"):
        vacancy_search.index(db.session.get_one(Vacancy, number))
        db.session.commit()
    return number


def titles(page: Page) -> list[str]:
    return [one.to_text().strip() for one in page.all(".vacancy a")]


def found(client: SiteClient, **asked: Any) -> list[str]:
    return titles(client.get("jobs.vacancies", **asked))


def test_the_newest_stand_first_in_pages_of_twenty_five(
    app: Flask, employer: int, visitor: SiteClient
) -> None:
    for number in range(30):
        make(app, employer, f"Kokk {number}", published_at=utcnow() - timedelta(hours=number))
    first = visitor.get("jobs.vacancies")
    assert titles(first) == [f"Kokk {number}" for number in range(25)]
    assert "30 ledige stillinger" in first.text
    (onwards,) = first.all("a[rel=next]")
    assert titles(visitor.get(onwards.attrs["href"])) == [f"Kokk {n}" for n in range(25, 30)]
    assert found(visitor, page=9999) == []
    assert found(visitor, page="x") == titles(first)


@pytest.mark.parametrize(
    "query",
    [
        "sykepleier",
        "sykepleiere",
        "nurse",
        "sjuksköterska",
        "sjukepleiar",
        "SYKEPL",
        "sykepleier i Lillehammer",
        "fjellhotellet",
        "natt",
    ],
)
def test_words_of_any_of_the_languages_find_it(
    app: Flask, employer: int, visitor: SiteClient, query: str
) -> None:
    make(app, employer, "Sykepleier på natt")
    make(app, employer, "Kokk", occupation="cook", isco="5120", place="tretten")
    assert found(visitor, q=query) == ["Sykepleier på natt"] or query == "fjellhotellet"
    if query == "fjellhotellet":
        assert len(found(visitor, q=query)) == 2


def test_all_the_words_must_be_there(app: Flask, employer: int, visitor: SiteClient) -> None:
    make(app, employer, "Sykepleier på natt")
    make(app, employer, "Sykepleier på dag")
    assert found(visitor, q="sykepleier natt") == ["Sykepleier på natt"]
    assert found(visitor, q="sykepleier helikopter") == []


def test_skills_are_found_in_every_language(app: Flask, employer: int, visitor: SiteClient) -> None:
    make(app, employer, "Medarbeider", occupation="", isco="", skills=["dementia-care"])
    for query in ("demensomsorg", "demensvård", "dementia"):
        assert found(visitor, q=query) == ["Medarbeider"]


def test_each_choice_narrows_the_list_down(app: Flask, employer: int, visitor: SiteClient) -> None:
    make(app, employer, "Kokk", occupation="cook", isco="5120", kind=VacancyKind.temporary,
         municipality="gausdal", languages={"en": 4}, pct_from=40, pct_to=60)  # fmt: skip
    make(app, employer, "Utvikler", occupation="software-developer", isco="2512", remote_pct=100,
         languages={"nb": 5}, pct_from=100, pct_to=100)  # fmt: skip
    assert found(visitor, municipality="gausdal") == ["Kokk"]
    assert found(visitor, kind="permanent") == ["Utvikler"]
    assert found(visitor, group="5") == ["Kokk"]
    assert found(visitor, workload="50") == ["Kokk"]
    assert found(visitor, workload="100") == ["Utvikler"]
    assert found(visitor, remote="50") == ["Utvikler"]
    assert found(visitor, level="0") == ["Kokk"]
    assert sorted(found(visitor, level="5")) == ["Kokk", "Utvikler"]
    assert found(visitor, level="4") == ["Kokk"]
    assert found(visitor, q="kokk", kind="permanent") == []
    page = visitor.get("jobs.vacancies", kind="internship")
    assert "Ingen ledige stillinger passer" in page.text
    # What is no choice is as good as none.
    assert len(found(visitor, kind="slavery", municipality="oslo", level="99")) == 2


def test_one_employer_s_are_shown_and_only_a_member_s_are_named(
    app: Flask, employer: int, visitor: SiteClient
) -> None:
    other = people.make_employer(app, name="Annen AS")
    make(app, employer, "Kokk")
    make(app, other, "Utvikler")
    assert found(visitor, employer=employer) == ["Kokk"]
    assert "Bare fra Fjellhotellet AS" in visitor.get("jobs.vacancies", employer=employer).text
    for odd in (999_999, -1, 2**40, "x"):
        assert len(found(visitor, employer=odd)) == 2


def test_odd_words_find_nothing_and_break_nothing(
    app: Flask, employer: int, visitor: SiteClient
) -> None:
    make(app, employer, "Kokk")
    for query in (
        "%",
        "_",
        "'; DROP TABLE vacancy;--",
        "\uffff",
        "<script>",
        "a" * 5000,
        "🙂",
        "- -",
    ):
        visitor.get("jobs.vacancies", q=query)
    assert found(visitor) == ["Kokk"]


def test_what_is_edited_or_gone_is_searched_as_it_is_now(
    app: Flask, employer: int, visitor: SiteClient, client_for: ClientFor
) -> None:
    number = make(app, employer, "Sykepleier")
    hr = client_for("member", email="hr@example.test")
    path = hr.url("jobs.own_vacancy", employer_id=employer, vacancy_id=number)
    hr.submit(path + "/edit", {"title": "Helikopterfører"})
    assert found(visitor, q="helikopterfører") == ["Helikopterfører"]
    hr.press(hr.get(path), "/pause")
    assert found(visitor, q="helikopterfører") == []


def test_a_vacancy_in_another_language_says_so(
    app: Flask, employer: int, client_for: ClientFor
) -> None:
    number = make(app, employer, "Sykepleier")
    swedish = client_for(None, language="sv")
    page = swedish.get("jobs.vacancy", vacancy_id=number)
    assert page.all("[lang=nb] h1")
    assert page.all(".prose[lang=nb]")
    assert page.all(".language-note")
    assert swedish.get("jobs.vacancies").all(".vacancy h2[lang=nb]")


def test_numbers_that_are_nobody_s_are_not_found(visitor: SiteClient) -> None:
    for number in (1, 0, 2**31 - 1):
        visitor.get("jobs.vacancy", vacancy_id=number, status=404)
    visitor.get(f"/nb/vacancies/{2**31}", status=404)


def test_a_visitor_who_only_reads_gets_no_cookie(
    app: Flask, employer: int, visitor: SiteClient
) -> None:
    number = make(app, employer, "Kokk")
    for page in (visitor.get("jobs.vacancies"), visitor.get("jobs.vacancy", vacancy_id=number)):
        assert "Set-Cookie" not in page.headers


def test_what_changes_is_seen_at_once_by_the_worker_that_looks(
    app: Flask, employer: int, visitor: SiteClient, client_for: ClientFor
) -> None:
    number = make(app, employer, "Kokk")
    assert found(visitor) == ["Kokk"]
    hr = client_for("member", email="hr@example.test")
    path = hr.url("jobs.own_vacancy", employer_id=employer, vacancy_id=number)
    hr.press(hr.get(path), "/pause")
    app.extensions["page_cache"].looked_at = float("-inf")
    assert found(visitor) == []
    visitor.get("jobs.vacancy", vacancy_id=number, status=410)


def test_the_front_page_leads_there(visitor: SiteClient) -> None:
    assert visitor.get("pages.front_page").all('a[href="/nb/vacancies"]')


@pytest.mark.parametrize("status", [one for one in VacancyStatus if one is not VacancyStatus.open])
def test_only_what_is_open_is_listed(
    app: Flask, employer: int, visitor: SiteClient, status: VacancyStatus
) -> None:
    people.make_vacancy(app, employer, status=status)
    assert found(visitor) == []
