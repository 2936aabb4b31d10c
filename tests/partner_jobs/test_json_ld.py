"""What search engines and feed readers get of a vacancy: read as they read it."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyKind, VacancyStatus, VacancyText
from tests.partner_jobs import people
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]
ATOM = "{http://www.w3.org/2005/Atom}"
# What Google lists for employmentType.
EMPLOYMENT_TYPES = {
    "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER",
}  # fmt: skip
REQUIRED = {"title", "description", "datePosted", "validThrough", "hiringOrganization"}


@pytest.fixture
def employer(app: Flask) -> int:
    return people.make_employer(app, name="Ås & Sønn AS", website="https://aas.example.test")


def posting(client: SiteClient, number: int) -> dict[str, Any]:
    page = client.get("jobs.vacancy", vacancy_id=number)
    (script,) = page.all('script[type="application/ld+json"]')
    found: dict[str, Any] = json.loads(script.to_text())
    return found


def valid(found: dict[str, Any]) -> dict[str, Any]:
    """Hold it to the terms of schema.org's JobPosting as Google checks them."""
    assert found["@context"] in {"https://schema.org", "https://schema.org/"}
    assert found["@type"] == "JobPosting"
    assert found.keys() >= REQUIRED
    assert found["title"].strip()
    assert found["description"].startswith("<")
    date.fromisoformat(found["datePosted"])
    assert datetime.fromisoformat(found["validThrough"]).tzinfo is not None
    assert datetime.fromisoformat(found["validThrough"]) > utcnow()
    assert found["hiringOrganization"]["@type"] == "Organization"
    assert found["hiringOrganization"]["name"]
    assert found["employmentType"]
    assert set(found["employmentType"]) <= EMPLOYMENT_TYPES
    if found.get("jobLocationType") == "TELECOMMUTE":
        assert found["applicantLocationRequirements"]["@type"] == "Country"
        assert found["applicantLocationRequirements"]["name"]
    else:
        address = found["jobLocation"]["address"]
        assert found["jobLocation"]["@type"] == "Place"
        assert address["@type"] == "PostalAddress"
        assert address["addressLocality"]
        assert address["addressCountry"] == "NO"
    return found


def test_an_open_vacancy_is_a_whole_job_posting(
    app: Flask, employer: int, visitor: SiteClient
) -> None:
    published = datetime.fromisoformat("2026-11-02T23:30:00+00:00")  # the 3rd, in the region
    last = (utcnow() + timedelta(days=20)).date()
    number = people.make_vacancy(app, employer, published_at=published, expires_on=last)
    found = valid(posting(visitor, number))
    assert found["title"] == "Sykepleier"
    assert found["description"] == "<p>Sykepleier hos oss.</p>\n"
    assert found["datePosted"] == "2026-11-03"
    assert found["validThrough"].startswith(f"{last}T23:59:59")
    assert found["hiringOrganization"] == {
        "@type": "Organization",
        "name": "Ås & Sønn AS",
        "sameAs": "https://aas.example.test",
    }
    assert found["jobLocation"]["address"]["addressLocality"] == "Lillehammer"
    assert found["occupationalCategory"]["codeValue"] == "2221"
    assert found["url"] == f"http://newcomer.test/nb/vacancies/{number}"


@pytest.mark.parametrize(
    ("kind", "pct", "types"),
    [
        (VacancyKind.permanent, (100, 100), ["FULL_TIME"]),
        (VacancyKind.permanent, (80, 100), ["FULL_TIME", "PART_TIME"]),
        (VacancyKind.permanent, (50, 80), ["PART_TIME"]),
        (VacancyKind.temporary, (100, 100), ["FULL_TIME", "TEMPORARY"]),
        (VacancyKind.internship, (100, 100), ["INTERN"]),
        (VacancyKind.work_training, (40, 60), ["OTHER"]),
    ],
)
def test_the_kind_and_the_workload_are_told_in_schema_org_s_words(
    app: Flask,
    employer: int,
    visitor: SiteClient,
    kind: VacancyKind,
    pct: tuple[int, int],
    types: list[str],
) -> None:
    number = people.make_vacancy(app, employer, kind=kind, pct_from=pct[0], pct_to=pct[1])
    assert valid(posting(visitor, number))["employmentType"] == types


def test_work_done_wholly_from_elsewhere_has_no_place_but_a_country(
    app: Flask, employer: int, visitor: SiteClient
) -> None:
    number = people.make_vacancy(app, employer, remote_pct=100)
    found = valid(posting(visitor, number))
    assert "jobLocation" not in found
    assert found["applicantLocationRequirements"] == {"@type": "Country", "name": "NO"}
    partly = people.make_vacancy(app, employer, remote_pct=75)
    assert "jobLocationType" not in valid(posting(visitor, partly))


def test_nothing_in_the_texts_ends_the_data_or_runs(
    app: Flask, employer: int, visitor: SiteClient
) -> None:
    evil = "</script><script>alert(1)</script><!-- \u2028"
    number = people.make_vacancy(app, employer, title=evil)
    page = visitor.get("jobs.vacancy", vacancy_id=number)
    (data,) = page.all("script:not([src])")
    assert data.attrs["type"] == "application/ld+json"
    assert "</" not in data.to_text()
    assert valid(posting(visitor, number))["title"] == evil
    assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("status", [one for one in VacancyStatus if one is not VacancyStatus.open])
def test_what_is_not_open_is_no_job_posting(
    app: Flask, employer: int, visitor: SiteClient, status: VacancyStatus
) -> None:
    number = people.make_vacancy(app, employer, status=status)
    gone = 404 if status is VacancyStatus.draft else 410
    page = visitor.get("jobs.vacancy", vacancy_id=number, status=gone)
    assert not page.all('script[type="application/ld+json"]')


# -- the feed --------------------------------------------------------------------------------------


def feed(client: SiteClient) -> ElementTree.Element:
    page = client.get("jobs.vacancies_feed")
    assert page.headers["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(page.html.encode())  # noqa: S314 - our own


def entries(client: SiteClient) -> list[dict[str, Any]]:
    return [
        {
            "id": one.findtext(f"{ATOM}id"),
            "title": one.findtext(f"{ATOM}title"),
            "updated": one.findtext(f"{ATOM}updated"),
            "content": one.findtext(f"{ATOM}content"),
            "language": one.get("{http://www.w3.org/XML/1998/namespace}lang"),
            "link": one.find(f"{ATOM}link").get("href"),  # type: ignore[union-attr]
        }
        for one in feed(client).findall(f"{ATOM}entry")
    ]


def test_the_feed_holds_what_atom_asks_for(app: Flask, employer: int, visitor: SiteClient) -> None:
    people.make_vacancy(app, employer, title="Kokk <b>& servitør</b>")
    root = feed(visitor)
    for needed in ("id", "title", "updated", "author"):
        assert root.find(ATOM + needed) is not None, needed
    (own,) = [one for one in root.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert own.get("href") == "http://newcomer.test/nb/vacancies.atom"
    (one,) = entries(visitor)
    assert one["title"] == "Kokk <b>& servitør</b>"
    assert one["content"].startswith("<p>")
    assert one["link"].startswith("http://newcomer.test/nb/vacancies/")
    assert datetime.fromisoformat(one["updated"]).tzinfo is not None


def test_an_empty_feed_is_a_feed(visitor: SiteClient) -> None:
    assert entries(visitor) == []
    assert feed(visitor).findtext(f"{ATOM}updated")


def test_the_newest_come_first_and_no_more_than_fifty(
    app: Flask, employer: int, visitor: SiteClient
) -> None:
    for number in range(52):
        people.make_vacancy(
            app, employer, title=f"Kokk {number}", published_at=utcnow() - timedelta(hours=number)
        )
    found = entries(visitor)
    assert [one["title"] for one in found] == [f"Kokk {number}" for number in range(50)]
    assert len({one["id"] for one in found}) == 50


def test_an_entry_keeps_its_name_and_tells_when_it_was_changed(
    app: Flask, employer: int, visitor: SiteClient, client_for: ClientFor
) -> None:
    number = people.make_vacancy(app, employer, published_at=utcnow() - timedelta(days=3))
    (before,) = entries(visitor)
    hr = client_for("member", email="hr@example.test")
    path = hr.url("jobs.edit_vacancy", employer_id=employer, vacancy_id=number)
    hr.submit(path, {"title": "Sjefsykepleier"})
    app.extensions["page_cache"].looked_at = float("-inf")
    (after,) = entries(visitor)
    assert (after["id"], after["title"]) == (before["id"], "Sjefsykepleier")
    assert after["updated"] > before["updated"]


def test_each_language_has_its_own_feed_with_the_nearest_text(
    app: Flask, employer: int, client_for: ClientFor
) -> None:
    number = people.make_vacancy(app, employer)
    with app.test_request_context(method="POST"):
        vacancy = db.session.get_one(Vacancy, number)
        vacancy.translations.append(VacancyText(language="en", title="Nurse", body="With us."))
        db.session.commit()
    titles = {
        language: (entries(client_for(None, language=language))[0])
        for language in ("nb", "sv", "en")
    }
    assert {code: (one["title"], one["language"]) for code, one in titles.items()} == {
        "nb": ("Sykepleier", "nb"),
        "sv": ("Sykepleier", "nb"),
        "en": ("Nurse", "en"),
    }


def test_the_sitemap_names_what_is_open_and_nothing_else(
    app: Flask, employer: int, visitor: SiteClient
) -> None:
    number = people.make_vacancy(app, employer)
    over = people.make_vacancy(app, employer, status=VacancyStatus.closed)
    sitemap = visitor.get("root.sitemap").html
    assert f"http://newcomer.test/sv/vacancies/{number}<" in sitemap
    assert "http://newcomer.test/nb/vacancies<" in sitemap
    assert f"/vacancies/{over}<" not in sitemap
