"""The coordinator's board: who waits, what is proposed and why, and sending it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    MatchRun,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorRequest,
    MentorStatus,
    PairRule,
    RequestStatus,
    RunStatus,
)
from newcomer.mentoring.services import searching
from newcomer.profile import LifeSituation
from newcomer.region import current_region
from tests.mentoring import people
from tests.support.at_once import at_once, sending
from tests.support.client import Outbox, Page, SiteClient

WEEK = timedelta(weeks=1)
BOARD = "mentoring_desk.board"
ClientFor = Callable[..., SiteClient]


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email="kari@example.test")


@pytest.fixture
def ola(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email="ola@example.test")


def work(app: Flask) -> None:
    """What the worker does when it looks."""
    with app.app_context():
        while searching.work(current_region(), utcnow()):
            pass


def propose(app: Flask, client: SiteClient) -> Page:
    """Press the button for all, let the worker work, and come back to the board."""
    waiting = client.press(client.get(BOARD), "/propose")
    work(app)
    return client.get(waiting.path)


def row(app: Flask, model: Any, number: int) -> Any:
    with app.app_context():
        found = db.session.get_one(model, number)
        db.session.expunge_all()
    return found


def change(app: Flask, model: Any, number: int, **values: Any) -> None:
    with app.test_request_context(method="POST"):
        found = db.session.get_one(model, number)
        for name, value in values.items():
            setattr(found, name, value)
        db.session.commit()


def arrival_of(app: Flask, request_id: int) -> int:
    return int(row(app, MentorRequest, request_id).arrival_id)


def matches(app: Flask) -> list[tuple[int, int]]:
    with app.app_context():
        query = select(MentorMatch.request_id, MentorMatch.mentor_id).order_by(MentorMatch.id)
        return [(one, other) for one, other in db.session.execute(query)]


def send_all(client: SiteClient) -> Page:
    """Choose everybody on the board and send."""
    page = client.get(client.url(BOARD) + "?chosen=all")
    chosen = [one.attrs["value"] for one in page.all("input[name=proposal]")]
    assert all("checked" in one.attrs for one in page.all("input[name=proposal]"))
    return client.post(
        "mentoring_desk.send_proposals", {**page.fields("/send"), "proposal": chosen}
    )


# -- who waits ------------------------------------------------------------------------------------


def test_the_board_shows_who_waits_the_longest_first(app: Flask, kari: SiteClient) -> None:
    people.make_request(app, first_name="Nina", waited=WEEK)
    people.make_request(app, first_name="Olga", waited=5 * WEEK, place="follebu")
    people.make_mentor(app, capacity=3)
    page = kari.get(BOARD)
    assert page.text.index("Olga") < page.text.index("Nina")
    numbers = [one.to_text().strip() for one in page.all(".fact-strip dd")]
    assert numbers == ["2", "3", "1", "0"]
    assert "Nina" not in kari.get(kari.url(BOARD) + "?place=follebu").text


def test_the_list_can_be_narrowed_down_to_a_language(app: Flask, kari: SiteClient) -> None:
    people.make_request(app, first_name="Nina", languages={"ti": 6})
    people.make_request(app, first_name="Olga", languages={"uk": 6})
    page = kari.get(kari.url(BOARD) + "?speaks=ti")
    assert "Nina" in page.text
    assert "Olga" not in page.text
    nobody = kari.get(kari.url(BOARD) + "?speaks=pl")
    assert "Nina" not in nobody.text


def test_an_empty_board_says_so(kari: SiteClient) -> None:
    assert kari.get(BOARD).all(".empty-state")


def test_those_with_an_open_proposal_are_listed_apart(app: Flask, kari: SiteClient) -> None:
    asked = people.make_request(app, first_name="Nina")
    mentor = people.make_mentor(app, first_name="Berit")
    people.make_match(app, asked, mentor, status=MatchStatus.asked_mentor, due_at=utcnow())
    assert "Nina" not in kari.get(BOARD).text
    sent = kari.get(kari.url(BOARD) + "?view=sent")
    assert "Nina" in sent.text
    assert "Berit" in sent.text


def test_the_desk_says_how_many_wait(app: Flask, kari: SiteClient) -> None:
    people.make_request(app)
    assert "1 tilflytter venter på mentor" in kari.get("desk.overview").text


# -- proposing ------------------------------------------------------------------------------------


def test_from_the_button_to_proposals_with_reasons(app: Flask, client_for: ClientFor) -> None:
    kari = client_for("coordinator", language="en")
    people.make_request(app, first_name="Nina", isco="2221")
    people.make_mentor(app, first_name="Berit", isco="2221", birth_year=utcnow().year - 70)
    waiting = kari.press(kari.get(BOARD), "/propose")
    assert "/progress" in waiting.path
    assert waiting.all(f'a[href="{waiting.path}"]')  # to look again without a script
    assert kari.get(waiting.path).path == waiting.path
    work(app)
    page = kari.get(waiting.path)
    assert page.path == kari.url(BOARD)
    for sentence in (
        "Both like hiking and berry picking",
        "The same life",
        "The same profession",
        "Live close to each other",
        "Both are free at 3 times of the week",
        "Both speak Norwegian Bokmål (C2) and English (B2)",
        "About 30 years between them",
    ):
        assert sentence in page.text, sentence


def test_whoever_is_left_out_is_explained_in_words(app: Flask, client_for: ClientFor) -> None:
    kari = client_for("coordinator", language="en")
    people.make_request(app, languages={"ti": 6}, place="follebu", reach_km=2)
    for _ in range(2):
        people.make_mentor(app, languages={"ti": 5}, place="tretten", reach_km=2)
    page = propose(app, kari)
    assert "2 mentors speak Tigrinya" in page.text
    assert "All of them live too far away" in page.text
    people.make_request(app, languages={"uk": 6})
    assert "No mentor speaks Ukrainian" in propose(app, kari).text


def test_pressed_twice_it_is_one_search(app: Flask, kari: SiteClient) -> None:
    page = kari.get(BOARD)
    assert kari.press(page, "/propose").path == kari.press(page, "/propose").path


def test_a_search_that_goes_wrong_can_be_tried_again(app: Flask, kari: SiteClient) -> None:
    people.make_request(app)
    waiting = kari.press(kari.get(BOARD), "/propose")
    number = int(waiting.path.split("/")[-2])
    change(app, MatchRun, number, status=RunStatus.failed, error="ValueError")
    failed = kari.get(waiting.path)
    assert failed.path.endswith(f"/runs/{number}")
    again = kari.press(failed, "/propose")
    assert again.path != waiting.path
    assert kari.get(BOARD).all(".ds-alert")


# -- sending --------------------------------------------------------------------------------------


def test_what_is_sent_asks_the_mentor_and_holds_a_place(
    app: Flask, kari: SiteClient, outbox: Outbox
) -> None:
    request = people.make_request(app)
    mentor = people.make_mentor(app, email="berit@example.test")
    propose(app, kari)
    page = send_all(kari)
    assert "1 mentor er spurt" in " ".join(page.flashes)
    assert matches(app) == [(request, mentor)]
    assert row(app, MentorProfile, mentor).places_held == 1
    assert len(outbox.to("berit@example.test")) == 1
    with app.app_context():
        match = db.session.scalars(select(MentorMatch)).one()
        assert match.reasons["interests"] == ["hiking", "berry-picking"]
        assert match.score > 0


def test_one_can_be_sent_by_its_own_button(app: Flask, kari: SiteClient) -> None:
    people.make_request(app), people.make_request(app)
    people.make_mentor(app, capacity=2)
    page = propose(app, kari)
    only = page.all("button[name=only]")[0].attrs["value"]
    kari.post("mentoring_desk.send_proposals", {**page.fields("/send"), "only": only})
    assert len(matches(app)) == 1


def test_sending_nobody_is_pointed_out(app: Flask, kari: SiteClient) -> None:
    people.make_request(app), people.make_mentor(app)
    page = propose(app, kari)
    back = kari.post("mentoring_desk.send_proposals", page.fields("/send"), status=422)
    assert back.errors
    assert back.all(".proposal")


@pytest.mark.parametrize("who", ["newcomer", "mentor"])
def test_what_has_changed_since_the_search_is_not_sent(
    app: Flask, kari: SiteClient, who: str
) -> None:
    from newcomer.arrivals.models import Arrival

    request, mentor = people.make_request(app), people.make_mentor(app)
    page = propose(app, kari)
    chosen = page.all("input[name=proposal]")[0].attrs["value"]
    if who == "newcomer":
        change(app, Arrival, arrival_of(app, request), interests=["curling"])
    else:
        change(app, MentorProfile, mentor, free_times=[1])
    told = kari.post("mentoring_desk.send_proposals", {**page.fields("/send"), "proposal": chosen})
    assert "Noe er endret" in " ".join(told.flashes)
    assert matches(app) == []
    assert not told.all("input[name=proposal]")


@pytest.mark.parametrize("change_to", ["withdrawn", "asked", "paused", "forbidden", "declined"])
def test_what_does_not_hold_any_more_is_not_sent(
    app: Flask, kari: SiteClient, change_to: str
) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app, capacity=2)
    page = propose(app, kari)
    chosen = page.all("input[name=proposal]")[0].attrs["value"]
    if change_to == "withdrawn":
        change(app, MentorRequest, request, status=RequestStatus.ended)
    elif change_to == "asked":
        people.make_match(app, request, people.make_mentor(app), status=MatchStatus.asked_mentor)
    elif change_to == "paused":
        change(app, MentorProfile, mentor, status=MentorStatus.paused)
    elif change_to == "forbidden":
        kari.press(pair_page(kari, request, mentor), "/forbid")
    else:
        people.make_match(app, request, mentor, status=MatchStatus.declined_newcomer)
    before = matches(app)
    told = kari.post("mentoring_desk.send_proposals", {**page.fields("/send"), "proposal": chosen})
    assert "ikke sendt" in " ".join(told.flashes)
    assert matches(app) == before


def test_a_proposal_that_a_later_search_replaced_is_not_sent(app: Flask, kari: SiteClient) -> None:
    people.make_request(app), people.make_mentor(app)
    old = propose(app, kari)
    chosen = old.all("input[name=proposal]")[0].attrs["value"]
    propose(app, kari)
    told = kari.post("mentoring_desk.send_proposals", {**old.fields("/send"), "proposal": chosen})
    assert "ikke sendt" in " ".join(told.flashes)
    assert matches(app) == []


def test_two_coordinators_send_a_mentor_s_last_place_at_once(
    app: Flask, kari: SiteClient, ola: SiteClient
) -> None:
    """Two newcomers were each proposed for by themselves, and both to the same mentor."""
    wanted = [people.make_request(app) for _ in range(2)]
    mentor = people.make_mentor(app)
    acts = []
    for client, request in zip((kari, ola), wanted, strict=True):
        page = propose_one(app, client, request)
        proposal = page.all("button[name=only]")[0].attrs["value"]
        fields = {**page.fields("/send"), "only": proposal}
        acts.append(sending(client, client.url("mentoring_desk.send_proposals"), fields))
    responses = at_once(app, *acts, meet="UPDATE mentor_profile")
    assert [one.status_code for one in responses] == [302, 302]
    assert len(matches(app)) == 1
    assert row(app, MentorProfile, mentor).places_held == 1


def test_two_coordinators_send_the_same_proposals_at_once(
    app: Flask, kari: SiteClient, ola: SiteClient, outbox: Outbox
) -> None:
    for _ in range(3):
        people.make_request(app)
    mentor = people.make_mentor(app, capacity=3, email="berit@example.test")
    propose(app, kari)
    acts = []
    for client in (kari, ola):
        page = client.get(client.url(BOARD) + "?chosen=all")
        chosen = [one.attrs["value"] for one in page.all("input[name=proposal]")]
        fields = {**page.fields("/send"), "proposal": chosen}
        acts.append(sending(client, client.url("mentoring_desk.send_proposals"), fields))  # type: ignore[arg-type]
    responses = at_once(app, *acts, meet="SELECT mentor_request.id")
    assert [one.status_code for one in responses] == [302, 302]
    assert len(matches(app)) == 3
    assert row(app, MentorProfile, mentor).places_held == 3
    assert len(outbox.to("berit@example.test")) == 3


# -- one newcomer ---------------------------------------------------------------------------------


def propose_one(app: Flask, client: SiteClient, request: int) -> Page:
    page = client.get("mentoring_desk.newcomer", request_id=request)
    waiting = client.press(page, "/propose")
    work(app)
    return client.get(waiting.path)


def pair_page(client: SiteClient, request: int, mentor: int) -> Page:
    return client.get("mentoring_desk.why_not", request_id=request, mentor_id=mentor)


def test_a_newcomer_s_page_shows_what_they_told_and_is_read_on_record(
    app: Flask, kari: SiteClient
) -> None:
    request = people.make_request(app, first_name="Nina", hopes="Noen å gå på ski med")
    page = kari.get("mentoring_desk.newcomer", request_id=request)
    assert "Noen å gå på ski med" in page.text
    assert "Lillehammer" in page.text
    with app.app_context():
        query = select(func.count()).select_from(AuditEntry)
        read = query.where(AuditEntry.action == "mentor_request.read")
        assert db.session.scalar(read) == 1


def test_earlier_proposals_and_their_answers_are_shown(app: Flask, kari: SiteClient) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app, first_name="Berit")
    people.make_match(app, request, mentor, status=MatchStatus.declined_mentor)
    page = kari.get("mentoring_desk.newcomer", request_id=request)
    assert "Berit" in page.text
    assert "Mentoren sa nei" in page.text


def test_one_is_proposed_for_by_themselves_and_sent(app: Flask, kari: SiteClient) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app)
    page = propose_one(app, kari, request)
    assert page.path == kari.url("mentoring_desk.newcomer", request_id=request)
    only = page.all("button[name=only]")[0].attrs["value"]
    sent = kari.post("mentoring_desk.send_proposals", {**page.fields("/send"), "only": only})
    assert sent.path == page.path
    assert matches(app) == [(request, mentor)]


def test_why_not_this_one(app: Flask, client_for: ClientFor) -> None:
    kari = client_for("coordinator", language="en")
    request = people.make_request(app, first_name="Nina", languages={"en": 5})
    people.make_mentor(app, first_name="Berit")
    far = people.make_mentor(app, first_name="Siri", place="tretten", reach_km=1, free_times=[1])
    change(app, MentorRequest, request, waiting_since=datetime(2024, 1, 1, tzinfo=UTC))
    page = propose(app, kari)
    assert "Berit" in page.text
    listed = kari.get("mentoring_desk.choose_mentor", request_id=request)
    assert "never free at the same time" in listed.text
    found = kari.get(listed.path + "?q=siri")
    assert "Siri" in found.text
    assert "Berit" not in found.text
    said = pair_page(kari, request, far).text
    assert "They are never free at the same time." in said
    assert "language in common" not in said


def test_why_not_tells_with_whom_the_two_are_instead(app: Flask, client_for: ClientFor) -> None:
    kari = client_for("coordinator", language="en")
    request = people.make_request(app, first_name="Nina", interests=["hiking"])
    people.make_mentor(app, first_name="Berit", interests=["hiking"])
    other = people.make_mentor(app, first_name="Siri", situation=LifeSituation.senior)
    propose(app, kari)
    assert "Nina is proposed to Berit" in pair_page(kari, request, other).text


def test_lock_forbid_and_undo(app: Flask, kari: SiteClient) -> None:
    request = people.make_request(app, interests=["hiking"])
    best = people.make_mentor(app, interests=["hiking"], first_name="Berit")
    other = people.make_mentor(app, interests=[], first_name="Siri")
    kari.press(pair_page(kari, request, other), "/lock")
    assert "Siri" in propose(app, kari).text
    kari.press(pair_page(kari, request, best), "/lock")
    with app.app_context():
        assert db.session.scalars(select(PairRule.mentor_id)).all() == [best]
    kari.press(pair_page(kari, request, best), "/forbid")
    assert "Siri" in propose(app, kari).text
    kari.press(pair_page(kari, request, best), "/undo")
    assert "Berit" in propose(app, kari).text
    with app.app_context():
        actions = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.startswith("pair_rule"))
        ).all()
    assert actions == ["pair_rule.lock", "pair_rule.lock", "pair_rule.forbid", "pair_rule.undone"]


def test_those_who_said_no_cannot_be_locked(app: Flask, kari: SiteClient) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app)
    opened = pair_page(kari, request, mentor)
    people.make_match(app, request, mentor, status=MatchStatus.declined_mentor)
    page = kari.press(opened, "/lock")
    assert "nei" in " ".join(page.flashes)
    with app.app_context():
        assert db.session.scalars(select(PairRule)).all() == []


def test_two_coordinators_lock_and_forbid_at_once(
    app: Flask, kari: SiteClient, ola: SiteClient
) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app)
    acts = []
    for client, what in ((kari, "lock"), (ola, "forbid")):
        page = pair_page(client, request, mentor)
        path = client.url(
            "mentoring_desk.pair_rule", request_id=request, mentor_id=mentor, what=what
        )
        acts.append(sending(client, path, page.fields(f"/{what}")))
    responses = at_once(app, *acts, meet="UPDATE pair_rule")
    assert [one.status_code for one in responses] == [302, 302]
    with app.app_context():
        assert len(db.session.scalars(select(PairRule)).all()) == 1


# -- weights --------------------------------------------------------------------------------------


def test_other_weights_show_what_would_change_and_send_nothing(
    app: Flask, kari: SiteClient
) -> None:
    people.make_request(app, first_name="Nina", interests=["hiking"])
    people.make_mentor(
        app, interests=["hiking"], first_name="Berit", situation=LifeSituation.senior
    )
    people.make_mentor(app, interests=[], first_name="Siri")
    propose(app, kari)
    waiting = kari.submit("mentoring_desk.change_weights", {"interests": "0", "situation": "900"})
    work(app)
    page = kari.get(waiting.path)
    assert "Berit" in page.text
    assert "Siri" in page.text
    assert "interests = 0, situation_related = 450, situation_same = 900" in page.text
    assert page.all("td[data-label]")
    assert matches(app) == []
    assert "Siri" in kari.get(BOARD).text


@pytest.mark.parametrize("typed", ["", "-1", "1001", "mange", "1.5"])
def test_weights_that_are_no_points_come_back(app: Flask, kari: SiteClient, typed: str) -> None:
    page = kari.submit("mentoring_desk.change_weights", {"interests": typed}, status=422)
    assert page.errors
    with app.app_context():
        assert db.session.scalars(select(MatchRun)).all() == []


@pytest.mark.parametrize(
    "path", ["runs/999", "runs/999/progress", "requests/999", "requests/999/mentors"]
)
def test_what_is_not_there_is_not_found(kari: SiteClient, path: str) -> None:
    kari.get(f"/nb/desk/mentoring/{path}", status=404)
