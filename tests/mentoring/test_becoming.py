"""Somebody becomes a mentor: bit by bit, behind a private link, and has it in hand ever after."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer import schedule
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorReference,
    MentorRequest,
    MentorStatus,
    RequestStatus,
)
from newcomer.mentoring.services import becoming, standing
from newcomer.profile import LifeSituation
from newcomer.region import current_region
from tests.conftest import ON_ONE_DATABASE
from tests.mentoring.mentor_forms import ANSWERS, begin, fill_in
from tests.mentoring.people import make_match, make_mentor, make_request, mentor_path
from tests.support.at_once import at_once, filled, sending
from tests.support.client import Outbox, SiteClient

BECOME = "mentoring.become"
ANA = "ana@example.test"
ClientFor = Callable[..., SiteClient]


def profile(app: Flask, email: str = ANA) -> MentorProfile:
    with app.app_context():
        found = db.session.scalars(select(MentorProfile).where(MentorProfile.email == email)).one()
        assert len(found.references) >= 0
        db.session.expunge_all()
    return found


def how_many(app: Flask, model: type[Any]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


# -- beginning -------------------------------------------------------------------------------------


def test_the_public_page_tells_what_it_takes_and_leads_on(visitor: SiteClient) -> None:
    page = visitor.get("mentoring.mentors")
    assert "17" in page.text
    assert page.all("a[href$='/mentors/become']")
    assert visitor.get("pages.front_page").all("a[href$='/mentors']")


def test_who_begins_gets_a_link_with_nothing_in_the_mail_that_was_typed(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    path = begin(visitor, outbox, ANA, name="http://evil.example.test")
    (mail,) = outbox.to(ANA)
    assert "evil" not in mail.body + mail.subject
    assert profile(app).status is MentorStatus.draft
    assert visitor.get(path).heading.startswith("Hei")


def test_the_page_and_the_mail_are_the_same_for_an_address_that_has_a_profile(
    app: Flask, client_for: ClientFor, outbox: Outbox
) -> None:
    first = begin(client_for(None), outbox, ANA)
    other = client_for(None)
    sent = {"first_name": "Mallory", "email": ANA, "language": "en"}
    again = other.submit(BECOME, sent)
    fresh = other.submit(BECOME, {**sent, "email": "new@example.test"})
    assert again.text == fresh.text
    assert outbox.link_to(ANA) == first
    assert outbox.subjects_to(ANA)[0] == outbox.subjects_to(ANA)[1]
    assert profile(app).first_name == "Ana"  # nothing of what was typed is kept


def test_the_same_start_sent_twice_at_once_is_one_draft_and_one_mail(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    send = filled(visitor, BECOME, first_name="Ana", email=ANA, language="nb")
    answers = at_once(app, send, send, meet="INSERT INTO mentor_profile")
    assert [one.status_code for one in answers] == [302, 302]
    assert how_many(app, MentorProfile) == 1
    assert len(outbox.to(ANA)) == 1


def test_a_link_asked_for_again_twice_at_once_is_mailed_once(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    begin(visitor, outbox, ANA)
    send = filled(visitor, "mentoring.lost_mentor_link", email=ANA)
    answers = at_once(app, send, send, meet="INSERT INTO outgoing_email")
    assert [one.status_code for one in answers] == [302, 302]
    assert len(outbox.to(ANA)) == 2


def test_a_lost_link_is_mailed_to_its_address_and_the_page_tells_nobody_more(
    visitor: SiteClient, outbox: Outbox
) -> None:
    path = begin(visitor, outbox, ANA)
    known = visitor.submit("mentoring.lost_mentor_link", {"email": ANA})
    unknown = visitor.submit("mentoring.lost_mentor_link", {"email": "who@example.test"})
    assert known.text == unknown.text
    assert outbox.link_to(ANA) == path
    assert outbox.to("who@example.test") == []


def test_nobody_fills_a_stranger_s_mailbox(visitor: SiteClient, outbox: Outbox) -> None:
    for _ in range(becoming.PER_ADDRESS):
        visitor.submit(BECOME, {"first_name": "X", "email": ANA, "language": "nb"})
    page = visitor.submit(
        BECOME, {"first_name": "Xaver", "email": ANA, "language": "nb"}, status=429
    )
    assert 'value="Xaver"' in page.html
    assert len(outbox.to(ANA)) == becoming.PER_ADDRESS


@pytest.mark.parametrize("sent", [{"first_name": ""}, {"email": "no address"}, {"language": "xx"}])
def test_a_start_that_lacks_something_comes_back_filled_in(
    app: Flask, visitor: SiteClient, sent: dict[str, str]
) -> None:
    page = visitor.submit(
        BECOME, {"first_name": "Ana", "email": ANA, "language": "nb", **sent}, status=422
    )
    assert page.errors
    assert how_many(app, MentorProfile) == 0


def test_a_forged_or_broken_link_opens_nothing(visitor: SiteClient, outbox: Outbox) -> None:
    path = begin(visitor, outbox, ANA)
    for wrong in (path[:-3], path + "x", "/nb/mentors/profile/nonsense"):
        visitor.get(wrong, status=404)
        visitor.get(f"{wrong}/about", status=404)


# -- the steps -------------------------------------------------------------------------------------


def test_each_step_is_kept_for_itself_and_taken_up_again_elsewhere(
    app: Flask, client_for: ClientFor, outbox: Outbox
) -> None:
    path = begin(client_for(None), outbox, ANA)
    client = client_for(None)
    page = fill_in(client, path, "languages")
    assert page.path.endswith("/place")  # on to the next that lacks something
    page = client.submit(f"{path}/why", {**ANSWERS["why"], "later": "1"})
    assert page.path == path
    elsewhere = client_for(None)
    page = elsewhere.get(path)
    assert len(page.all(".part-nav .done")) == 2
    assert "Jeg var selv ny her." in elsewhere.get(f"{path}/why").html
    found = profile(app)
    assert found.languages == {"nb": 6, "ti": 5}
    assert found.status is MentorStatus.draft


def test_all_steps_make_a_whole_profile(app: Flask, visitor: SiteClient, outbox: Outbox) -> None:
    path = begin(visitor, outbox, ANA)
    page = fill_in(visitor, path)
    assert page.path == path
    found = profile(app)
    assert found.birth_year == 1985
    assert found.situation is LifeSituation.family
    assert found.children == ["3-5", "10-12"]
    assert found.free_times == [2, 5, 16]
    assert (found.occupation, found.isco) == ("nurse", "2221")
    assert found.capacity == 2
    assert [one.name for one in found.references] == ["Rita Nabo", "Rolf Sjef"]
    assert found.pledged_at is not None
    page = visitor.press(page, "/submit")
    assert profile(app).status is MentorStatus.submitted
    assert len(outbox.to(ANA)) == 2
    visitor.get(f"{path}/about")
    for step in ANSWERS:  # what was told stands in each form
        shown = visitor.get(f"{path}/{step}").fields()
        for name, value in ANSWERS[step].items():
            if name != "occupation":
                assert shown[name] == value, name
    assert visitor.get(f"{path}/interests").fields()["occupation"] == "sykepleier"


def test_what_is_missing_is_said_with_links(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    path = begin(visitor, outbox, ANA)
    fill_in(visitor, path, "about", "languages", "place", "interests", "why")
    page = visitor.press(visitor.get(path), "/submit", status=422)
    links = [link.attrs["href"] for link in page.all("[data-error-summary] a")]
    assert links == [f"{path}/references", f"{path}/pledge"]
    assert profile(app).status is MentorStatus.draft


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("step", "sent"),
    [
        ("about", {"birth_year": "nineteen"}),
        ("about", {"birth_year": "1850"}),
        ("about", {"birth_year": "2999"}),
        ("about", {"situation": ""}),
        ("about", {"situation": "royal"}),
        ("about", {"children": ["99"]}),
        ("languages", {"languages-0-code": "", "languages-0-level": "", "languages-1-code": ""}),
        ("languages", {"languages-0-code": "xx"}),
        ("place", {"place": "paris"}),
        ("place", {"free_times": []}),
        ("place", {"free_times": ["99"]}),
        ("interests", {"interests": ["hiking"]}),
        ("interests", {"occupation": "trollmann"}),
        ("why", {"why": "  "}),
        ("why", {"why": "x" * 2001}),
        ("why", {"capacity": "6"}),
        ("why", {"capacity": "0"}),
        ("references", {"first-phone": "call me"}),
        ("references", {"second-name": ""}),
        ("references", {"agreed": None}),
        ("pledge", {"pledge": None}),
    ],
)
def test_a_step_with_something_wrong_comes_back_and_nothing_is_kept(
    app: Flask, visitor: SiteClient, outbox: Outbox, step: str, sent: dict[str, Any]
) -> None:
    path = begin(visitor, outbox, ANA)
    whole = {k: v for k, v in {**ANSWERS[step], **sent}.items() if v is not None}
    page = visitor.submit(f"{path}/{step}", whole, status=422)
    assert page.errors
    found = profile(app)
    with app.app_context():
        found = db.session.merge(found)
        assert not becoming.is_done(found, becoming.Step(step))


def test_a_minor_is_refused_with_a_word(app: Flask, visitor: SiteClient, outbox: Outbox) -> None:
    path = begin(visitor, outbox, ANA)
    year = date.today().year - 17
    page = visitor.submit(
        f"{path}/about", {**ANSWERS["about"], "birth_year": str(year)}, status=422
    )
    assert "18" in " ".join(page.errors)
    assert profile(app).birth_year is None


def test_two_steps_saved_at_once_from_two_tabs_are_both_kept(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    path = begin(visitor, outbox, ANA)
    acts = []
    for step in ("languages", "why"):
        page = visitor.get(f"{path}/{step}")
        acts.append(sending(visitor, page.path, {**page.fields(), **ANSWERS[step]}))
    answers = at_once(app, *acts, meet="UPDATE mentor_profile")
    assert [one.status_code for one in answers] == [302, 302]
    found = profile(app)
    assert found.languages == {"nb": 6, "ti": 5}
    assert found.why == "Jeg var selv ny her."


def test_the_same_step_from_two_tabs_is_not_overwritten_unseen(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    path = begin(visitor, outbox, ANA)
    first = visitor.get(f"{path}/why")
    second = visitor.get(f"{path}/why")
    visitor.post(first.path, {**first.fields(), "why": "Det ene", "capacity": "1"})
    page = visitor.post(
        second.path, {**second.fields(), "why": "Det andre", "capacity": "1"}, status=409
    )
    assert "Det andre" in page.html
    assert profile(app).why == "Det ene"
    visitor.post(second.path, {**page.fields()})  # seen, and meant
    assert profile(app).why == "Det andre"


def test_the_same_step_sent_twice_at_once_is_saved_once(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    path = begin(visitor, outbox, ANA)
    page = visitor.get(f"{path}/references")
    send = sending(visitor, page.path, {**page.fields(), **ANSWERS["references"]})
    answers = at_once(app, send, send, meet="UPDATE mentor_profile")
    assert [one.status_code for one in answers] == [302, 302]
    assert how_many(app, MentorReference) == 2


def test_facts_changed_after_approval_count_for_matching(app: Flask, visitor: SiteClient) -> None:
    number = make_mentor(app, email=ANA, interests=["hiking", "baking", "choir"])
    path = mentor_path(app, number)
    before = profile(app).facts_version
    visitor.submit(f"{path}/why", {"why": "En annen grunn", "capacity": "3"})
    assert profile(app).facts_version == before
    visitor.submit(f"{path}/place", {**ANSWERS["place"], "free_times": ["1"]})
    found = profile(app)
    assert found.facts_version == before + 1
    assert found.status is MentorStatus.approved
    assert visitor.get(f"{path}/references").path == path  # nobody to name any more


# -- breaks, stopping, leaving ---------------------------------------------------------------------


def test_a_summer_s_break_is_one_button_and_coming_back_another(
    app: Flask, visitor: SiteClient
) -> None:
    path = mentor_path(app, make_mentor(app, email=ANA))
    page = visitor.press(visitor.get(path), "/summer")
    found = profile(app)
    assert found.status is MentorStatus.paused
    assert found.paused_until is not None
    assert (found.paused_until.month, found.paused_until.day) == standing.SUMMER_ENDS
    visitor.press(page, "/resume")
    assert profile(app).status is MentorStatus.approved
    assert profile(app).paused_until is None


def test_a_break_until_a_day_or_until_one_says_so(app: Flask, visitor: SiteClient) -> None:
    path = mentor_path(app, make_mentor(app, email=ANA))
    page = visitor.get(path)
    until = utcnow().date() + timedelta(days=40)
    visitor.post(f"{path}/pause", {**page.fields("/pause"), "until": until.isoformat()})
    assert profile(app).paused_until == until
    page = visitor.get(path)
    visitor.post(f"{path}/pause", {**page.fields("/pause"), "until": ""})
    assert profile(app).paused_until is None
    assert profile(app).status is MentorStatus.paused


def test_a_break_takes_open_proposals_back_and_leaves_pairs(
    app: Flask, visitor: SiteClient
) -> None:
    number = make_mentor(app, email=ANA, capacity=2)
    pair = make_match(app, make_request(app), number)
    proposal = make_match(app, make_request(app), number, status=MatchStatus.asked_mentor)
    path = mentor_path(app, number)
    visitor.press(visitor.get(path), "/summer")
    with app.app_context():
        assert db.session.get_one(MentorMatch, pair).is_active
        assert db.session.get_one(MentorMatch, proposal).status is MatchStatus.withdrawn
    assert profile(app).places_held == 1


def test_a_break_that_is_over_ends_by_itself_with_one_mail(app: Flask, outbox: Outbox) -> None:
    now = utcnow()
    with app.app_context():
        zone = current_region().zone
    today = now.astimezone(zone).date()
    make_mentor(app, email=ANA, status=MentorStatus.paused, paused_until=today - timedelta(days=1))
    for email, until in (("today@example.test", today), ("open@example.test", None)):
        make_mentor(app, email=email, status=MentorStatus.paused, paused_until=until)

    def work(moment: datetime) -> None:
        with app.app_context():
            schedule.run_due(moment)

    work(now)
    work(now + timedelta(minutes=61))
    assert profile(app).status is MentorStatus.approved
    assert profile(app, "today@example.test").status is MentorStatus.paused
    assert profile(app, "open@example.test").status is MentorStatus.paused
    assert len(outbox.to(ANA)) == 1
    work(now + timedelta(days=1))
    assert profile(app, "today@example.test").status is MentorStatus.approved


def test_stopping_is_asked_once_and_one_may_begin_again(app: Flask, visitor: SiteClient) -> None:
    number = make_mentor(app, email=ANA, interests=["hiking", "baking", "choir"])
    path = mentor_path(app, number)
    visitor.get(f"{path}/stop")
    assert profile(app).status is MentorStatus.approved
    page = visitor.submit(f"{path}/stop", {})
    assert profile(app).status is MentorStatus.ended
    visitor.press(page, "/again")
    found = profile(app)
    assert found.status is MentorStatus.draft
    assert (found.approved_at, found.interviewed_at, found.pledged_at) == (None, None, None)


def test_who_stops_with_a_newcomer_is_told_that_a_coordinator_gets_in_touch(
    app: Flask, visitor: SiteClient, client_for: ClientFor
) -> None:
    number = make_mentor(app, email=ANA)
    pair = make_match(app, make_request(app), number)
    path = mentor_path(app, number)
    assert "koordinator" in visitor.get(f"{path}/stop").text
    page = visitor.submit(f"{path}/stop", {})
    assert any("koordinator" in one for one in page.flashes)
    with app.app_context():
        assert db.session.get_one(MentorMatch, pair).is_active
    overview = client_for("coordinator").get("desk.overview")
    assert "1 mentor har sluttet" in overview.text


def test_deleting_removes_all_and_the_newcomer_waits_again(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    number = make_mentor(app, email=ANA)
    since = timedelta(days=30)
    request = make_request(app, waited=since, email="ny@example.test")
    make_match(app, request, number)
    path = mentor_path(app, number)
    visitor.submit(f"{path}/delete", {})
    assert how_many(app, MentorProfile) == 0
    assert how_many(app, MentorMatch) == 0
    with app.app_context():
        waits = db.session.get_one(MentorRequest, request)
        assert waits.status is RequestStatus.waiting
        assert utcnow() - waits.waiting_since >= since
    assert len(outbox.to("ny@example.test")) == 1
    visitor.get(path, status=404)


@pytest.mark.parametrize("status", [MentorStatus.declined, MentorStatus.ended])
def test_who_is_no_mentor_changes_nothing(
    app: Flask, visitor: SiteClient, status: MentorStatus
) -> None:
    number = make_mentor(app, email=ANA, status=status)
    path = mentor_path(app, number)
    assert visitor.get(f"{path}/why").path == path
    assert visitor.get(f"{path}/stop").path == path
    fields = visitor.get(path).fields("/again") or visitor.get(BECOME).fields()
    for button in ("why", "pause", "summer", "resume", "submit"):
        visitor.post(f"{path}/{button}", fields, status=409)
    assert profile(app).status is status


def test_my_page_leads_to_it(app: Flask, client_for: ClientFor) -> None:
    number = make_mentor(app, email="member@example.test")
    page = client_for("member").get("accounts.my_page")
    assert [link for link in page.all("a") if link.attrs["href"] == mentor_path(app, number)]


def test_a_pledge_that_is_given_stays_given(app: Flask, visitor: SiteClient) -> None:
    number = make_mentor(app, email=ANA, pledged_at=utcnow() - timedelta(days=9))
    before = profile(app).pledged_at
    visitor.submit(f"{mentor_path(app, number)}/pledge", {"pledge": "y"})
    assert profile(app).pledged_at == before


def test_erasing_the_account_lets_nobody_wait_in_vain(
    app: Flask, client_for: ClientFor, outbox: Outbox
) -> None:
    number = make_mentor(app, email="member@example.test")
    request = make_request(app, email="ny@example.test")
    make_match(app, request, number)
    client_for("member").submit("accounts.erase", {"sure": "y"})
    assert how_many(app, MentorProfile) == 0
    with app.app_context():
        assert db.session.get_one(MentorRequest, request).status is RequestStatus.waiting
    assert len(outbox.to("ny@example.test")) == 1


def test_who_stopped_is_kept_until_their_pairs_are_seen_to(app: Flask) -> None:
    long_ago = utcnow() - timedelta(days=3000)
    kept = make_mentor(app, email=ANA)
    make_match(app, make_request(app), kept)
    with app.app_context():
        db.session.get_one(MentorProfile, kept).status = MentorStatus.ended
        db.session.get_one(MentorProfile, kept).last_used_at = long_ago
        db.session.commit()
    make_mentor(app, email="x@example.test", status=MentorStatus.ended, last_used_at=long_ago)
    make_mentor(app, email="y@example.test", status=MentorStatus.draft, last_used_at=long_ago)
    with app.app_context():
        schedule.carry_out_retention(utcnow())
    assert how_many(app, MentorProfile) == 1
    assert profile(app).status is MentorStatus.ended
