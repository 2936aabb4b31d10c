"""What came of an introduction can be undone where it was a mistake; nobody gets to see somebody once
more who has ended it."""

import pytest
from flask import Flask

from newcomer.database import utcnow
from newcomer.partner_jobs.models.introductions import (
    Introduction,
    IntroductionStatus,
    Outcome,
    Side,
)
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus
from newcomer.partner_jobs.services import cv
from tests.partner_jobs import introductions as of
from tests.partner_jobs import pdfs
from tests.partner_jobs.introductions import ANA, DAY
from tests.partner_jobs.partner_forms import change
from tests.partner_jobs.test_introductions import accepted as accepted
from tests.partner_jobs.test_introductions import ana as ana
from tests.partner_jobs.test_introductions import answer, come_of_it, see
from tests.partner_jobs.test_introductions import asked as asked
from tests.partner_jobs.test_introductions import hege as hege
from tests.partner_jobs.test_introductions import hospital as hospital
from tests.partner_jobs.test_introductions import kari as kari
from tests.partner_jobs.test_introductions import partner as partner
from tests.partner_jobs.test_introductions import vacancy as vacancy
from tests.support.client import Page, SiteClient

S = IntroductionStatus


def press_undo(client: SiteClient, number: int, status: int) -> Page:
    """Send the button's form, also where the page has no such button."""
    token = client.get("jobs.my_introductions").fields("/sign-out")
    return client.post("jobs.reopen_introduction", token, introduction_id=number, status=status)


@pytest.mark.parametrize("end", ["not_now", "hired"])
def test_an_employer_cannot_undo_what_the_partner_has_ended(
    app: Flask,
    accepted: int,
    partner: int,
    hospital: int,
    ana: SiteClient,
    hege: SiteClient,
    end: str,
) -> None:
    change(app, partner, lambda one: cv.keep(one, pdfs.plain(), utcnow()))
    where = {"employer_id": hospital, "partner_id": partner}
    assert hege.http.get(hege.url("jobs.employer_partner_cv", **where)).status_code == 200
    come_of_it(ana, accepted, end)
    assert not see(hege, accepted).all("form[action$='/reopen']")
    assert press_undo(hege, accepted, 409).heading in {"Not now", "Hired"}
    assert of.status_of(app, accepted) is S.over
    hege.get("jobs.employer_partner_cv", **where, status=404)
    expected = PartnerStatus.hired if end == "hired" else PartnerStatus.active
    assert of.row_of(app, PartnerProfile, partner).status is expected


def test_a_partner_cannot_undo_an_employer_s_no(
    app: Flask, accepted: int, ana: SiteClient, hege: SiteClient
) -> None:
    come_of_it(hege, accepted, "not_now")
    assert not see(ana, accepted).all("form[action$='/reopen']")
    press_undo(ana, accepted, 409)
    assert answer(hege, accepted, "/reopen").heading == "You have both said yes"


def test_a_partner_who_was_not_hired_says_so(
    app: Flask, accepted: int, partner: int, ana: SiteClient, hege: SiteClient
) -> None:
    come_of_it(hege, accepted, "hired")
    assert of.look_at(app, accepted).outcome_by is Side.employer
    assert answer(ana, accepted, "/reopen").heading == "You have both said yes"
    assert of.row_of(app, PartnerProfile, partner).status is PartnerStatus.active
    found = of.look_at(app, accepted)
    assert (found.outcome, found.outcome_by) == (None, None)


def test_a_mistake_is_found_out_soon_later_a_coordinator_undoes_it(
    app: Flask, accepted: int, hege: SiteClient, kari: SiteClient
) -> None:
    come_of_it(hege, accepted, "not_now")
    of.change(app, Introduction, accepted, ended_at=utcnow() - 15 * DAY)
    assert not see(hege, accepted).all("form[action$='/reopen']")
    assert ANA not in press_undo(hege, accepted, 409).text
    page = kari.get("jobs_desk.introduction", introduction_id=accepted)
    kari.press(page, "/reopen")
    assert of.status_of(app, accepted) is S.accepted
    assert of.look_at(app, accepted).outcome is not Outcome.not_now
