"""A vacancy as search engines read it: JobPosting of schema.org, with what Google asks for on top."""

from datetime import datetime, time
from typing import Any

from newcomer import markdown
from newcomer.occupations import occupations
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyKind, VacancyText
from newcomer.region import Region

COUNTRIES = {"no": "NO", "se": "SE"}


def job_posting(vacancy: Vacancy, text: VacancyText, region: Region, url: str) -> dict[str, Any]:
    """The vacancy as a JobPosting, with its text in one language. ValueError for one that was never
    published; call it for open ones only."""
    if vacancy.published_at is None or vacancy.expires_on is None:
        raise ValueError(vacancy.id)
    last_moment = datetime.combine(vacancy.expires_on, time(23, 59, 59), tzinfo=region.zone)
    posting: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": text.title,
        "description": description(text),
        "datePosted": vacancy.published_at.astimezone(region.zone).date().isoformat(),
        "validThrough": last_moment.isoformat(),
        "employmentType": employment_types(vacancy),
        "hiringOrganization": _organization(vacancy),
        "identifier": {
            "@type": "PropertyValue",
            "name": vacancy.employer.name,
            "value": str(vacancy.id),
        },
        "directApply": False,
        "url": url,
        **_where(vacancy, region),
    }
    occupation = occupations().get(vacancy.occupation)
    if occupation is not None:
        posting["occupationalCategory"] = {
            "@type": "CategoryCode",
            "inCodeSet": {"@type": "CategoryCodeSet", "name": "ISCO-08"},
            "codeValue": occupation.isco,
            "name": occupation.names[text.language],
        }
    return posting


def description(text: VacancyText) -> str:
    """The whole text as HTML, cleaned."""
    return f"{markdown.render(text.body)}{markdown.render(text.how_to_apply)}"


def employment_types(vacancy: Vacancy) -> list[str]:
    """In schema.org's words as Google knows them."""
    if vacancy.kind is VacancyKind.internship:
        return ["INTERN"]
    if vacancy.kind is VacancyKind.work_training:
        return ["OTHER"]
    kinds = ["FULL_TIME"] if vacancy.pct_to == 100 else []
    if vacancy.pct_from < 100:
        kinds.append("PART_TIME")
    if vacancy.kind is VacancyKind.temporary:
        kinds.append("TEMPORARY")
    return kinds


def _organization(vacancy: Vacancy) -> dict[str, Any]:
    found = {"@type": "Organization", "name": vacancy.employer.name}
    return {**found, "sameAs": vacancy.employer.website} if vacancy.employer.website else found


def _where(vacancy: Vacancy, region: Region) -> dict[str, Any]:
    """The place; or, where all of it is done from elsewhere, the country that one lives in."""
    country = COUNTRIES.get(region.country, region.country.upper())
    if vacancy.remote_pct == 100:
        return {
            "jobLocationType": "TELECOMMUTE",
            "applicantLocationRequirements": {"@type": "Country", "name": country},
        }
    municipality = region.municipality(vacancy.municipality)
    return {
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": municipality.name if municipality else vacancy.municipality,
                "addressRegion": region.name[region.default_language],
                "addressCountry": country,
            },
        }
    }
