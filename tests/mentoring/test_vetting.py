"""Coordinators get to know mentors, and say yes or no."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.access import Role
from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    DeclineReason,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorReference,
    MentorStatus,
)
from newcomer.mentoring.services import vetting
from tests import factories
from tests.mentoring.people import make_match, make_mentor, make_request
from tests.support.at_once import at_once, sending
from tests.support.client import Outbox, SiteClient

MENTORS = "mentoring_desk.mentors"
MENTOR = "mentoring_desk.mentor"
ClientFor = Callable[..., SiteClient]


@pytest.fixture
def desk(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator")


def sent_in(app: Flask, **facts: Any) -> int:
    """A mentor who has sent their form, with two people who know them."""
    return make_mentor(
        app,
        **{
            "status": MentorStatus.submitted,
            "submitted_at": utcnow() - timedelta(days=2),
            "email": "mona@example.test",
            "first_name": "Mona",
            "references": [
                MentorReference(name="Rita Nabo", phone="900 00 001", relation="Nabo"),
                MentorReference(name="Rolf Sjef", phone="900 00 002", relation="Sjef"),
            ],
            **facts,
        },
    )


def read(app: Flask, mentor_id: int, name: str) -> Any:
    with app.app_context():
        return getattr(db.session.get_one(MentorProfile, mentor_id), name)


def references(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(MentorReference.name)))


def tick_all(desk: SiteClient, number: int) -> None:
    for check in ("interview", "references", "training"):
        desk.press(desk.get(MENTOR, mentor_id=number), f"/check/{check}")


def test_a_mentor_is_asked_to_a_talk_looked_at_and_approved(
    app: Flask, desk: SiteClient, outbox: Outbox
) -> None:
    number = sent_in(app)
    page = desk.get(MENTORS)
    assert "Mona" in page.text
    page = desk.get(MENTOR, mentor_id=number)
    assert "Rita Nabo" in page.text
    page = desk.press(page, "/talk")
    assert read(app, number, "status") is MentorStatus.interview
    assert len(outbox.to("mona@example.test")) == 1
    assert not page.all("form[action$='/approve']")  # until all is done
    tick_all(desk, number)
    page = desk.press(desk.get(MENTOR, mentor_id=number), "/approve")
    assert read(app, number, "status") is MentorStatus.approved
    assert read(app, number, "approved_at") is not None
    assert references(app) == []
    assert "Rita Nabo" not in page.text
    assert len(outbox.to("mona@example.test")) == 2
    assert "/mentors/profile/" in outbox.to("mona@example.test")[-1].body


def test_nobody_is_approved_before_the_checklist_is_done(
    app: Flask, desk: SiteClient, outbox: Outbox
) -> None:
    number = sent_in(app, status=MentorStatus.interview)
    desk.press(desk.get(MENTOR, mentor_id=number), "/check/interview")
    page = desk.get(MENTOR, mentor_id=number)
    fields = page.fields("/decline") or page.fields("/check/training")
    fields.pop("done", None)
    path = desk.url("mentoring_desk.approve_mentor", mentor_id=number)
    refused = desk.post(path, fields, status=409)
    assert "mangler" in refused.text
    assert read(app, number, "status") is MentorStatus.interview
    assert outbox.to("mona@example.test") == []


def test_a_tick_can_be_taken_back(app: Flask, desk: SiteClient) -> None:
    number = sent_in(app)
    desk.press(desk.get(MENTOR, mentor_id=number), "/check/training")
    assert read(app, number, "trained_at") is not None
    desk.press(desk.get(MENTOR, mentor_id=number), "/check/training")
    assert read(app, number, "trained_at") is None


@pytest.mark.parametrize("told", [True, False])
def test_a_no_is_kind_and_tells_why_only_if_the_coordinator_wants_that(
    app: Flask, desk: SiteClient, outbox: Outbox, told: bool
) -> None:
    number = sent_in(app)
    sent = {"reason": "enough", **({"tell_why": "y"} if told else {})}
    page = desk.submit("mentoring_desk.decline_mentor", sent, mentor_id=number)
    assert read(app, number, "decline_reason") is DeclineReason.enough
    assert read(app, number, "status") is MentorStatus.declined
    assert references(app) == []
    (mail,) = outbox.to("mona@example.test")
    assert ("nok mentorer" in mail.body) is told
    assert "Rita" not in page.text


def test_a_no_needs_a_reason(app: Flask, desk: SiteClient) -> None:
    number = sent_in(app)
    page = desk.submit("mentoring_desk.decline_mentor", {}, status=422, mentor_id=number)
    assert page.errors
    assert read(app, number, "status") is MentorStatus.submitted


def test_what_was_decided_meanwhile_is_not_decided_again(
    app: Flask, client_for: ClientFor, outbox: Outbox
) -> None:
    """The second coordinator sees what the first did, and nothing is sent twice."""
    number = sent_in(app)
    first, second = client_for("coordinator"), client_for("coordinator")
    seen = second.get("mentoring_desk.decline_mentor", mentor_id=number)
    first.press(first.get(MENTOR, mentor_id=number), "/talk")
    page = second.post(seen.path, {**seen.fields(), "reason": "not_here"}, status=409)
    assert page.all(".ds-alert[data-color=warning]")
    assert read(app, number, "status") is MentorStatus.interview
    assert len(outbox.to("mona@example.test")) == 1


def test_two_coordinators_who_decide_at_once_make_one_decision(
    app: Flask, client_for: ClientFor, outbox: Outbox
) -> None:
    now = utcnow()
    number = sent_in(
        app,
        status=MentorStatus.interview,
        interviewed_at=now,
        references_called_at=now,
        trained_at=now,
    )
    yes, no = client_for("coordinator"), client_for("coordinator")
    page = yes.get(MENTOR, mentor_id=number)
    approve = sending(
        yes, yes.url("mentoring_desk.approve_mentor", mentor_id=number), page.fields("/approve")
    )
    form = no.get("mentoring_desk.decline_mentor", mentor_id=number)
    decline = sending(no, form.path, {**form.fields(), "reason": "enough"})
    answers = at_once(app, approve, decline, meet="UPDATE mentor_profile")
    assert sorted(one.status_code for one in answers) == [302, 409]
    assert len(outbox.to("mona@example.test")) == 1
    decided = read(app, number, "status")
    assert decided in (MentorStatus.approved, MentorStatus.declined)
    assert (read(app, number, "decline_reason") is None) is (decided is MentorStatus.approved)


def test_reading_a_mentor_is_in_the_log(app: Flask, desk: SiteClient) -> None:
    number = sent_in(app)
    desk.get(MENTOR, mentor_id=number)
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "mentor_profile.read")
        ).one()
        assert entry.subject == f"mentor_profile {number}"
        assert entry.actor_id is not None


def test_what_is_only_begun_is_nobodys_business(app: Flask, desk: SiteClient) -> None:
    number = make_mentor(app, status=MentorStatus.draft, first_name="Utkast")
    for view in vetting.View:
        assert "Utkast" not in desk.get(MENTORS, view=view.value).text
    desk.get(MENTOR, mentor_id=number, status=404)


def test_the_list_is_cut_by_state_language_place_and_free_places(
    app: Flask, desk: SiteClient
) -> None:
    make_mentor(app, first_name="Selam", languages={"nb": 5, "ti": 6}, place="lillehammer")
    make_mentor(app, first_name="Karim", languages={"nb": 5, "ar": 6}, place="tretten")
    busy = make_mentor(app, first_name="Berit", languages={"nb": 6, "ti": 2})
    make_match(app, make_request(app), busy)
    make_mentor(app, first_name="Pause", status=MentorStatus.paused, paused_until=None)

    def names(**query: str) -> set[str]:
        page = desk.get(MENTORS, **query)
        return {" ".join(a.to_text().split()) for a in page.all("table a")}

    assert names(view="approved") == {"Selam", "Karim", "Berit"}
    assert names(view="paused") == {"Pause"}
    assert names(view="approved", speaks="ti") == {"Selam"}  # a few words are not enough
    assert names(view="approved", place="tretten") == {"Karim"}
    assert names(view="approved", free="1") == {"Selam", "Karim"}
    assert names(view="approved", speaks="nonsense") == {"Selam", "Karim", "Berit"}
    desk.get(MENTORS, view="nonsense", status=404)


def test_the_list_is_paged_and_costs_the_same_however_long_it_is(
    app: Flask, desk: SiteClient
) -> None:
    make_mentor(app)
    few = desk.get(MENTORS, view="approved")
    for _ in range(29):
        make_mentor(app)
    many = desk.get(MENTORS, view="approved")
    assert len(few.queries) == len(many.queries)
    assert len(many.all("tbody tr")) == 25
    assert len(desk.get(MENTORS, view="approved", page=2).all("tbody tr")) == 5


def test_a_break_on_behalf_takes_open_proposals_back(app: Flask, desk: SiteClient) -> None:
    number = make_mentor(app, capacity=2)
    pair = make_match(app, make_request(app), number)
    proposal = make_match(app, make_request(app), number, status=MatchStatus.asked_mentor)
    page = desk.get(MENTOR, mentor_id=number)
    path = desk.url("mentoring_desk.pause_mentor", mentor_id=number)
    until = (utcnow() + timedelta(days=30)).date().isoformat()
    desk.post(path, {**page.fields("/pause"), "until": until})
    assert read(app, number, "status") is MentorStatus.paused
    with app.app_context():
        assert db.session.get_one(MentorMatch, pair).is_active
        assert db.session.get_one(MentorMatch, proposal).status is MatchStatus.withdrawn
    assert read(app, number, "places_held") == 1
    desk.press(desk.get(MENTOR, mentor_id=number), "/resume")
    assert read(app, number, "status") is MentorStatus.approved


@pytest.mark.parametrize("way", ["pause", "stop"])
def test_a_mentor_who_is_asked_is_told_when_a_coordinator_takes_it_back(
    app: Flask, desk: SiteClient, outbox: Outbox, way: str
) -> None:
    """They hold a question in their hands, and have not pressed anything themselves."""
    number = make_mentor(app, email="mona@example.test")
    make_match(app, make_request(app), number, status=MatchStatus.asked_mentor)
    if way == "pause":
        page = desk.get(MENTOR, mentor_id=number)
        desk.post(desk.url("mentoring_desk.pause_mentor", mentor_id=number), page.fields("/pause"))
    else:
        desk.submit("mentoring_desk.stop_mentor", {}, mentor_id=number)
    assert [one.kind for one in outbox.to("mona@example.test")] == ["pair_came_to_nothing"]


def test_a_day_that_has_passed_is_no_end_of_a_break(app: Flask, desk: SiteClient) -> None:
    number = make_mentor(app)
    page = desk.get(MENTOR, mentor_id=number)
    path = desk.url("mentoring_desk.pause_mentor", mentor_id=number)
    desk.post(path, {**page.fields("/pause"), "until": "2020-01-01"}, status=422)
    assert read(app, number, "status") is MentorStatus.approved


def test_a_coordinator_can_end_it(app: Flask, desk: SiteClient, outbox: Outbox) -> None:
    number = make_mentor(app, email="per@example.test")
    make_match(app, make_request(app), number)
    desk.submit("mentoring_desk.stop_mentor", {}, mentor_id=number)
    assert read(app, number, "status") is MentorStatus.ended
    assert outbox.to("per@example.test") == []
    assert "Mentor" in desk.get(MENTORS, view="leaving").text
    assert len(desk.get(MENTORS, view="leaving").all("tbody tr")) == 1


def test_the_desk_says_how_many_wait(app: Flask, client_for: ClientFor, desk: SiteClient) -> None:
    sent_in(app)
    sent_in(app, email="ola@example.test", status=MentorStatus.interview)
    talked = utcnow()
    sent_in(app, email="eva@example.test", status=MentorStatus.interview, interviewed_at=talked)
    assert "2 mentorer venter på intervju" in desk.get("desk.overview").text
    factories.make_user(app, "boss@example.test", Role.administrator)
    assert "mentorer" not in client_for("administrator").get("desk.overview").text
