"""Pairs at the desk: which of them need a person, and what a coordinator does and does not see."""

import pytest
from flask import Flask

from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.mentoring.models import (
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorRequest,
    MentorStatus,
    RequestStatus,
)
from tests.mentoring import pairs, people
from tests.mentoring.test_pairs import ANA, MARIT, PRAISE, WEEK, ClientFor, met, write
from tests.mentoring.test_pairs import mentor as mentor
from tests.mentoring.test_pairs import newcomer as newcomer
from tests.mentoring.test_pairs import pair as pair
from tests.support.at_once import count
from tests.support.client import Outbox, SiteClient


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator")


def needs(kari: SiteClient) -> list[str]:
    page = kari.get("mentoring_desk.pairs")
    return [row.to_text().split(" ")[0] for row in page.all("tbody .ds-tag")]


def test_a_silent_pair_is_a_task_for_a_person_and_no_mail(
    app: Flask, pair: int, kari: SiteClient, outbox: Outbox
) -> None:
    assert needs(kari) == ["Stille"]
    assert "1 kobling eller forslag trenger oppfølging" in kari.get("desk.overview").text
    assert outbox.count() == 0
    page = kari.press(kari.get("mentoring_desk.pair", match_id=pair), "/looked-after")
    assert page.flashes
    assert needs(kari) == []
    pairs.change(app, MentorMatch, pair, looked_after_at=utcnow() - 4 * WEEK)
    assert needs(kari) == ["Stille"]


def test_a_pair_that_writes_or_meets_is_not_silent(
    app: Flask, pair: int, kari: SiteClient, visitor: SiteClient, mentor: str
) -> None:
    met(visitor, mentor)
    assert needs(kari) == []


def test_low_answers_halfway_are_a_task(
    app: Flask, pair: int, kari: SiteClient, visitor: SiteClient, mentor: str, newcomer: str
) -> None:
    met(visitor, mentor)
    pairs.come_round(app, 5 * WEEK)
    visitor.submit(f"{newcomer}/midway", {**PRAISE, "two": "2", "comment": "Vi er ulike."})
    assert needs(kari) == ["Lite"]
    page = kari.get("mentoring_desk.pair", match_id=pair)
    assert "Vi er ulike." in page.text
    kari.press(page, "/looked-after")
    assert needs(kari) == []


def test_a_pair_whose_mentor_has_stopped_is_a_task(
    app: Flask, pair: int, kari: SiteClient, visitor: SiteClient, mentor: str
) -> None:
    met(visitor, mentor)
    mentor_id = pairs.look_at(app, pair).mentor_id
    pairs.change(app, MentorProfile, mentor_id, status=MentorStatus.ended)
    assert needs(kari) == ["Mentoren"]


def test_a_no_is_a_task_until_there_is_another_proposal_or_nobody_waits(
    app: Flask, kari: SiteClient
) -> None:
    mentors = [people.make_mentor(app) for _ in range(2)]
    request_id = people.make_request(app)
    number = people.make_match(
        app, request_id, mentors[0], status=MatchStatus.declined_mentor, ended_at=utcnow()
    )
    assert needs(kari) == ["Tilflytteren"]
    pairs.change(app, MentorRequest, request_id, status=RequestStatus.ended)
    assert needs(kari) == []
    pairs.change(app, MentorRequest, request_id, status=RequestStatus.waiting)
    pairs.send_proposal(app, request_id, mentors[1])
    assert needs(kari) == []
    assert kari.get("mentoring_desk.pair", match_id=number).status == 200


def test_coordinators_do_not_read_what_the_two_write(
    app: Flask, pair: int, kari: SiteClient, visitor: SiteClient, mentor: str
) -> None:
    write(visitor, mentor, "Hemmelig melding")
    page = kari.get("mentoring_desk.pair", match_id=pair)
    assert "Hemmelig" not in page.html
    assert count(app, AuditEntry, AuditEntry.action == "mentor_match.read") == 1


def test_a_coordinator_takes_a_proposal_back(app: Flask, kari: SiteClient, outbox: Outbox) -> None:
    mentor_id = people.make_mentor(app, email=MARIT)
    number = pairs.send_proposal(app, people.make_request(app), mentor_id)
    kari.press(kari.get("mentoring_desk.pair", match_id=number), "/withdraw")
    assert pairs.status_of(app, number) is MatchStatus.withdrawn
    assert pairs.places_held(app, mentor_id) == 0


def test_a_proposal_that_was_answered_meanwhile_is_not_taken_back(
    app: Flask, kari: SiteClient, visitor: SiteClient, outbox: Outbox
) -> None:
    """The button is meant for what the page showed."""
    mentor_id = people.make_mentor(app, email=MARIT)
    number = pairs.send_proposal(app, people.make_request(app), mentor_id)
    page = kari.get("mentoring_desk.pair", match_id=number)
    visitor.press(visitor.get(outbox.link_to(MARIT)), "/yes")
    assert "Ingenting er endret" in kari.press(page, "/withdraw", status=409).text
    assert pairs.status_of(app, number) is MatchStatus.asked_newcomer


def test_a_coordinator_ends_a_pair_and_both_are_told(
    app: Flask, pair: int, kari: SiteClient, outbox: Outbox
) -> None:
    kari.submit("mentoring_desk.end_pair", match_id=pair)
    match = pairs.look_at(app, pair)
    assert (match.status, match.ended_by) == (MatchStatus.ended, None)
    assert [mail.kind for mail in outbox.to(MARIT)] == ["pair_ended"]
    assert [mail.kind for mail in outbox.to(ANA)] == ["pair_ended"]


@pytest.mark.parametrize("tab", ["needs", "open", "active", "over", "nonsense"])
def test_a_long_list_is_paged_and_asks_no_more_of_the_database(
    app: Flask, kari: SiteClient, tab: str
) -> None:
    few = kari.get("mentoring_desk.pairs", tab=tab)
    kinds = (MatchStatus.active, MatchStatus.asked_mentor, MatchStatus.ended)
    for status in kinds:
        for _ in range(26):
            people.make_match(
                app,
                people.make_request(app),
                people.make_mentor(app),
                status=status,
                now=utcnow() - 5 * WEEK,
            )
    many = kari.get("mentoring_desk.pairs", tab=tab)
    assert len(many.all("tbody tr")) == 25
    assert len(many.queries) <= len(few.queries) + 3
    second = kari.get(f"/nb/desk/mentoring/pairs?tab={tab}&page=2")
    assert len(second.all("tbody tr")) == 1
