"""The rooms of job number 2, for the line of tabs at the top of each: an employer's, and the desk's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from newcomer.partner_jobs.models.employers import Employer


@dataclass(frozen=True)
class Tab:
    """A room: what it is called, where it is, and for which employers it is there."""

    label: Any
    endpoint: str
    is_for: Callable[[Employer], bool] = lambda employer: True


def _is_member(employer: Employer) -> bool:
    return employer.is_member


def _may_see_partners(employer: Employer) -> bool:
    """Public employers are shown no ranking of people, and no list of them either."""
    return employer.is_member and not employer.is_public_body


EMPLOYER = (
    Tab(_l("Overview"), "jobs.employer_room"),
    Tab(_l("Vacancies"), "jobs.employer_vacancies", _is_member),
    Tab(_l("Partners"), "jobs.employer_partners", _may_see_partners),
    Tab(_l("Introductions"), "jobs.employer_introductions", _is_member),
    Tab(_l("Members"), "jobs.members", _is_member),
    Tab(_l("Who acts for us"), "jobs.employer_people"),
)
DESK = (
    Tab(_l("The network"), "jobs_desk.network"),
    Tab(_l("Employers"), "jobs_desk.employers"),
    Tab(_l("Partners"), "jobs_desk.partners"),
    Tab(_l("Introductions"), "jobs_desk.introductions"),
    Tab(_l("Vacancies"), "jobs_desk.vacancies"),
)


def of_employer(employer: Employer) -> list[Tab]:
    return [one for one in EMPLOYER if one.is_for(employer)]
