"""Partners register, change what they told, hide, find work and leave."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.audit import AuditEntry
from newcomer.extensions import db
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus, Visibility
from tests.conftest import ON_ONE_DATABASE
from tests.partner_jobs import people
from tests.partner_jobs.partner_forms import (
    FILLED,
    MARIA,
    find_fits,
    look_at,
    signed_in,
    the_partner,
)
from tests.support.at_once import at_once, filled, same_browser
from tests.support.client import Outbox, SiteClient


def test_a_partner_registers_by_a_link_to_their_own_address(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    page = visitor.get("jobs.partners_welcome")
    assert page.heading
    page = visitor.get("jobs.partner_profile")
    assert "/sign-in" in page.path
    visitor.submit(page.path, {"email": MARIA})
    link = outbox.link_to(MARIA)
    page = visitor.submit(link)
    assert page.path.endswith("/job-number-2/profile")
    page = visitor.submit(page.path, FILLED)
    assert page.path.endswith("/job-number-2/mine")
    partner = the_partner(app)
    assert partner.email == MARIA
    assert partner.occupations == ["nurse"]
    assert partner.languages == {"nb": 3, "es": 6}
    assert partner.visibility is Visibility.anonymous
    assert (partner.pct_from, partner.pct_to) == (50, 100)


def test_what_is_wrong_is_said_and_what_was_typed_stays(app: Flask) -> None:
    client = signed_in(app, MARIA)
    page = client.submit(
        "jobs.partner_profile",
        {**FILLED, "pct_from": "90", "pct_to": "40", "place": "oslo", "occupation_1": "",
         "phone": "ring meg", "presentation": "x" * 1501},
        status=422,
    )  # fmt: skip
    assert len(page.errors) == 5
    kept = page.fields()
    assert kept["pct_from"] == "90"
    assert kept["name"] == "Maria Prøve"
    assert kept["phone"] == "ring meg"
    assert not _partners(app)


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pct_from", "0"),
        ("pct_to", "101"),
        ("pct_from", "mye"),
        ("pct_to", ""),
        ("visibility", "everybody"),
        ("permit", ""),
        ("education", "professor"),
        ("digest", "hourly"),
        ("reach_km", "4000"),
        ("brought_by", "17"),
        ("brought_by", "x"),
        ("available_from", "i morgen"),
        ("languages-0-level", ""),
        ("occupation_1", "qqqq"),
        ("skills", ["nursing", "walking-through-walls"]),
        ("name", " "),
    ],
)
def test_odd_input_is_given_back(app: Flask, field: str, value: Any) -> None:
    client = signed_in(app, MARIA)
    page = client.submit("jobs.partner_profile", {**FILLED, field: value}, status=422)
    assert page.errors
    assert not _partners(app)


def test_the_form_asks_for_no_age_sex_photo_or_family(app: Flask) -> None:
    fields = set(signed_in(app, MARIA).get("jobs.partner_profile").fields())
    for word in (
        "age",
        "birth",
        "gender",
        "sex",
        "photo",
        "picture",
        "child",
        "family",
        "situation",
    ):
        assert not any(word in name.replace("language", "") for name in fields), word


def test_the_form_sent_twice_at_once_is_one_profile(app: Flask) -> None:
    client = signed_in(app, MARIA)
    client.get("jobs.partner_profile")
    other = same_browser(client)
    acts = [filled(one, "jobs.partner_profile", **FILLED) for one in (client, other)]
    found = at_once(app, *acts, meet="INSERT INTO partner_profile")
    assert [one.status_code for one in found] == [302, 302]
    assert len(_partners(app)) == 1


def test_two_different_forms_at_once_keep_the_first_and_give_the_other_back(app: Flask) -> None:
    client = signed_in(app, MARIA)
    client.get("jobs.partner_profile")
    other = same_browser(client)
    acts = [
        filled(client, "jobs.partner_profile", **FILLED),
        filled(other, "jobs.partner_profile", **{**FILLED, "name": "Maria To"}),
    ]
    found = at_once(app, *acts, meet="INSERT INTO partner_profile")
    assert sorted(one.status_code for one in found) == [302, 409]
    assert len(_partners(app)) == 1
    kept = next(one for one in found if one.status_code == 409).text
    assert "Maria" in kept


def test_what_was_changed_elsewhere_is_not_overwritten(app: Flask) -> None:
    number = people.make_partner(app, email=MARIA)
    client = signed_in(app, MARIA)
    page = client.get("jobs.partner_profile")
    client.submit("jobs.partner_profile", {"field_of_study": "Først"})
    mine = {**page.fields(), "field_of_study": "Sist"}
    again = client.post(page.path, mine, status=409)
    assert again.fields()["field_of_study"] == "Sist"
    assert _told(app, number).field_of_study == "Først"
    client.post(page.path, again.fields())
    assert _told(app, number).field_of_study == "Sist"


def test_the_change_of_who_may_see_it_is_recorded(app: Flask) -> None:
    number = people.make_partner(app, email=MARIA, visibility=Visibility.named)
    client = signed_in(app, MARIA)
    client.submit("jobs.partner_profile", {"visibility": "coordinators"})
    with app.app_context():
        query = select(AuditEntry).where(AuditEntry.action == "partner_profile.consented")
        (entry,) = db.session.scalars(query).all()
        assert entry.details == {"visibility": "coordinators"}
        assert entry.subject == f"partner_profile {number}"


def test_an_employers_link_fills_in_who_brought_the_family(app: Flask, visitor: SiteClient) -> None:
    employer = people.make_employer(app, name="Fjellbygg AS", referral_code="abcde12345")
    path = visitor.url("jobs.partners_welcome")
    assert "Fjellbygg AS" in visitor.get(f"{path}?from=abcde12345").text
    assert "Fjellbygg AS" not in visitor.get(f"{path}?from=nobody").text
    client = signed_in(app, MARIA)
    where = client.url("jobs.partner_profile") + "?from=abcde12345"
    page = client.get(where)
    assert page.fields()["brought_by"] == str(employer)
    client.post(where, {**page.fields(), **FILLED, "brought_by": str(employer)})
    assert the_partner(app).brought_by_id == employer


def test_hiding_takes_one_press_and_counts_at_once(app: Flask) -> None:
    number = people.make_partner(app, email=MARIA)
    employer = people.make_employer(app)
    vacancy = people.make_vacancy(app, employer)
    asked = people.make_introduction(app, number, employer, vacancy)
    find_fits(app)
    client = signed_in(app, MARIA)
    page = client.press(client.get("jobs.partner_fits"), "/hide")
    assert _told(app, number).status is PartnerStatus.hidden
    with app.app_context():
        assert db.session.get_one(Introduction, asked).status is IntroductionStatus.withdrawn
    page = client.press(page, "/show")
    assert _told(app, number).status is PartnerStatus.active


def test_who_has_found_work_looks_no_more(app: Flask) -> None:
    number = people.make_partner(app, email=MARIA)
    employer = people.make_employer(app)
    client = signed_in(app, MARIA)
    client.submit("jobs.partner_hired", {"employer": str(employer)})
    told = _told(app, number)
    assert told.status is PartnerStatus.hired
    assert told.hired_by_id == employer
    assert told.hired_at is not None
    client.submit("jobs.partner_hired", {"employer": "99"}, status=422)


def test_a_profile_is_deleted_after_asking_once(app: Flask) -> None:
    number = people.make_partner(app, email=MARIA)
    client = signed_in(app, MARIA)
    client.submit("jobs.delete_partner")
    assert look_at(app, number) is None
    client.get("jobs.partner_fits", status=404)


def test_who_has_no_profile_is_led_to_the_form(app: Flask) -> None:
    client = signed_in(app, "nobody@example.test")
    for endpoint in (
        "partner_fits",
        "partner_looks",
        "partner_hired",
        "delete_partner",
        "partner_cv",
    ):
        page = client.get(f"jobs.{endpoint}", status=404)
        assert page.all('a[href$="/job-number-2/profile"]')


def test_nobody_opens_anothers_profile(app: Flask) -> None:
    people.make_partner(app, email=MARIA, name="Maria Prøve")
    other = signed_in(app, "other@example.test")
    for endpoint in ("partner_fits", "partner_looks", "own_partner_cv"):
        assert "Maria" not in other.get(f"jobs.{endpoint}", status=404).text


def _partners(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(select(PartnerProfile.id)))


def _told(app: Flask, number: int) -> PartnerProfile:
    found = look_at(app, number)
    assert found is not None
    return found
