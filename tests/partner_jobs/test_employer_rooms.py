"""Who may enter an employer's rooms, and how they stand in every language."""

from collections.abc import Callable

import pytest
from flask import Flask

from newcomer.partner_jobs.models.employers import EmployerNo, EmployerStatus
from tests.partner_jobs.people import HR, make_employer, person_of
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]
ELSA = "elsa@example.test"

ROOMS = (
    "jobs.employer_room",
    "jobs.change_employer",
    "jobs.leave_network",
    "jobs.employer_people",
    "jobs.add_colleague",
    "jobs.my_employer_details",
    "jobs.members",
)


@pytest.mark.parametrize("status", list(EmployerStatus))
def test_another_employer_s_rooms_are_not_there(
    app: Flask, client_for: ClientFor, status: EmployerStatus
) -> None:
    """Not for a member of another employer, nor for a coordinator, nor once one has been removed."""
    number = make_employer(app, status=status)
    make_employer(app, people=(ELSA,))
    person = person_of(app, number)
    for role, email in (("member", ELSA), ("member", "none@example.test"), ("coordinator", "")):
        client = client_for(role, email=email)
        for endpoint in ROOMS:
            client.get(endpoint, status=404, employer_id=number)
        client.get("jobs.remove_colleague", status=404, employer_id=number, person_id=person)
    # Somebody of another employer, under the number of one's own.
    own = client_for("member", email=HR)
    other = make_employer(app, people=("far@example.test",))
    own.get(
        "jobs.remove_colleague",
        status=404,
        employer_id=number,
        person_id=person_of(app, other, "far@example.test"),
    )


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_the_pages_in_every_language(app: Flask, client_for: ClientFor, language: str) -> None:
    client = client_for("member", email=HR, language=language)
    client.get("jobs.employers")
    client.get("jobs.apply")
    for status in EmployerStatus:
        number = make_employer(app, status=status, asked_for="Hvem?", no_reason=EmployerNo.not_here)
        client.get("jobs.employer_room", employer_id=number)
        client.get("jobs.change_employer", employer_id=number)
        client.get("jobs.employer_people", employer_id=number)
