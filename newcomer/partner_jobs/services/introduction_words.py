"""What an introduction is about and what one side may know of the other, in the language of the
page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from newcomer import i18n, profile_fields
from newcomer.occupations import occupations
from newcomer.partner_jobs import names
from newcomer.partner_jobs.models.introductions import (
    Introduction,
    IntroductionStatus,
    Outcome,
)
from newcomer.partner_jobs.models.partners import (
    PartnerProfile,
    PartnerStatus,
    Visibility,
)
from newcomer.partner_jobs.models.vacancies import Vacancy
from newcomer.profile import Level
from newcomer.region import current_region


@dataclass(frozen=True)
class Glimpse:
    """What an employer sees of a partner before both have said yes."""

    name: str  # "" unless the partner shows it
    occupations: Sequence[str]
    education: str
    languages: Sequence[str]
    workload: str
    available_from: date | None  # None: now
    presentation: str  # "" unless the partner shows who they are: own words can tell


def occupation_names(slugs: Sequence[str]) -> list[str]:
    """What these occupations are called in the language of the page."""
    known, language = occupations(), i18n.current_language()
    return [known[slug].names[language] for slug in slugs if slug in known]


def work(introduction: Introduction) -> str:
    """The occupation that it is about, from the table: the vacancy's, or what the partner looks for.
    Nothing that anybody typed."""
    vacancy, partner = introduction.vacancy, introduction.partner
    slugs = [vacancy.occupation] if vacancy and vacancy.occupation else []
    if not slugs and partner is not None:
        slugs = list(partner.occupations)
    return ", ".join(occupation_names(slugs))


def title(vacancy: Vacancy) -> tuple[str, str]:
    """The language and the title of a vacancy, as near to the page's language as there is."""
    texts = {language: one.title for language, one in vacancy.texts.items()}
    if not any(texts.values()):
        return i18n.current_language(), _("Vacancy %(number)s", number=vacancy.id)
    return i18n.pick(texts, i18n.current_language(), current_region().default_language)


def glimpse(partner: PartnerProfile) -> Glimpse:
    """The partner, as an employer may see them that has been asked: with what employers may see of
    the profile, and without more than the facts if they may not see it."""
    named = partner.visibility is Visibility.named
    return Glimpse(
        name=partner.name if named else "",
        occupations=occupation_names(partner.occupations),
        education=str(names.EDUCATIONS[partner.education]),
        languages=[
            f"{profile_fields.spoken_language(code)} {Level(level).name.upper()}"
            for code, level in sorted(partner.languages.items(), key=lambda one: (-one[1], one[0]))
        ],
        workload=workload(partner),
        available_from=partner.available_from,
        presentation=partner.presentation if named and partner.is_active else "",
    )


def workload(row: PartnerProfile | Vacancy) -> str:
    """A workload in percent, or from and to."""
    highest = i18n.format_percent(row.pct_to / 100)
    return highest if row.pct_from == row.pct_to else f"{row.pct_from}–{highest}"


def has_contact(introduction: Introduction) -> bool:
    """Whether the two may see how to reach each other: from the double yes until it is over, and for
    good if the partner was hired."""
    partner = introduction.partner
    if partner is None or partner.status is PartnerStatus.hidden:
        return False
    was_hired = introduction.outcome is Outcome.hired
    return introduction.is_accepted or (
        introduction.status is IntroductionStatus.over and was_hired
    )


def name_for_employer(introduction: Introduction) -> str:
    """What the employer may call the partner."""
    partner = introduction.partner
    if partner is None or partner.status is PartnerStatus.hidden:
        return str(_("Somebody who is no longer here"))
    if has_contact(introduction) or _shows_name(introduction, partner):
        return partner.name
    found = work_of(partner) if may_be_told(introduction) else ""
    who = _("Somebody who looks for work: %(work)s", work=found) if found else _("Somebody")
    return str(who)


def _shows_name(introduction: Introduction, partner: PartnerProfile) -> bool:
    """Those who show their name show it to members: to public ones only in an introduction that they
    have said yes to, as long as it is open."""
    employer = introduction.employer
    said_so = partner.is_active and partner.visibility is Visibility.named
    return said_so and employer.is_member and (introduction.is_open or not employer.is_public_body)


def may_be_told(introduction: Introduction) -> bool:
    """Whether the employer may be told what the partner looks for and can do: to this employer they
    have said yes, or they show themselves to those who are like it."""
    partner, employer = introduction.partner, introduction.employer
    if partner is None or not employer.is_member:
        return False
    shown = partner.is_seen_by_employers and not employer.is_public_body
    return introduction.partner_yes_at is not None or shown


def work_of(partner: PartnerProfile) -> str:
    return ", ".join(occupation_names(partner.occupations))
