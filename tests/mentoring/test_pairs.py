"""Two who both said yes: they write, meet, are asked how it goes, and finish or end it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from newcomer import i18n
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.i18n import LANGUAGES
from newcomer.mentoring.models import (
    FeedbackKind,
    MatchFeedback,
    MatchStatus,
    MentorMatch,
    RequestStatus,
    Side,
)
from newcomer.mentoring.services import ideas
from newcomer.registry import MeetingIdea, PairFacts
from tests.mentoring import pairs, people
from tests.support.at_once import at_once, count, sending, statuses
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
MARIT, ANA = "marit@example.test", "ana@example.test"
WEEK = timedelta(weeks=1)
LOCK = ("SELECT mentor_request.id", "SELECT mentor_match.id")
PRAISE = {"one": "5", "two": "4", "three": "5"}


@pytest.fixture
def pair(app: Flask) -> int:
    """Marit and Ana, a pair since four weeks ago."""
    marit = people.make_mentor(app, email=MARIT, first_name="Marit")
    waited = timedelta(weeks=10)  # six of them before they met
    ana = people.make_request(app, email=ANA, first_name="Ana", waited=waited)
    begun = utcnow() - 4 * WEEK
    return people.make_match(
        app, ana, marit, now=begun, ends_on=(begun + 17 * WEEK).date(), started_at=begun
    )


@pytest.fixture
def mentor(app: Flask, pair: int) -> str:
    return pairs.path_of(app, pair, Side.mentor)


@pytest.fixture
def newcomer(app: Flask, pair: int) -> str:
    return pairs.path_of(app, pair, Side.newcomer)


def write(client: SiteClient, path: str, body: str, status: int = 200) -> Any:
    return client.post(
        f"{path}/write", {**client.get(path).fields("/write"), "body": body}, status=status
    )


def met(client: SiteClient, path: str, status: int = 200, **values: str) -> Any:
    return client.post(f"{path}/met", {**client.get(path).fields("/met"), **values}, status=status)


# -- writing -------------------------------------------------------------------------------------


def test_they_write_and_the_other_is_told_that_there_is_something(
    app: Flask, pair: int, visitor: SiteClient, mentor: str, newcomer: str, outbox: Outbox
) -> None:
    write(visitor, mentor, "Velkommen! Kaffe på torsdag?")
    (mail,) = outbox.to(ANA)
    assert "Marit" in mail.body
    assert "torsdag" not in mail.body + mail.subject
    assert outbox.link_to(ANA) == newcomer
    assert "Kaffe på torsdag?" in visitor.get(newcomer).text
    assert outbox.to(MARIT) == []


def test_a_burst_of_messages_is_one_mail_until_they_are_read(
    app: Flask, visitor: SiteClient, mentor: str, newcomer: str, outbox: Outbox
) -> None:
    for number in range(3):
        write(visitor, mentor, f"Melding {number}")
    assert len(outbox.to(ANA)) == 1
    visitor.get(newcomer)
    write(visitor, mentor, "En til")
    assert len(outbox.to(ANA)) == 2


def test_a_message_sent_twice_at_once_stands_once(
    app: Flask, pair: int, visitor: SiteClient, client_for: ClientFor, mentor: str, outbox: Outbox
) -> None:
    fields = {**visitor.get(mentor).fields("/write"), "body": "Hei!"}
    cookies = [sending(one, f"{mentor}/write", fields) for one in (visitor, visitor)]
    answers = at_once(app, *cookies, meet=LOCK)
    assert statuses(answers) == [302, 302]
    assert pairs.messages_of(app, pair) == [("mentor", "Hei!")]
    assert len(outbox.to(ANA)) == 1


def test_an_empty_message_comes_back(visitor: SiteClient, mentor: str) -> None:
    page = write(visitor, mentor, "  ", status=422)
    assert page.errors


def test_what_is_written_is_text_and_nothing_else(visitor: SiteClient, mentor: str) -> None:
    page = write(visitor, mentor, "<script>x</script>")
    assert "<script>x" not in page.html
    assert "<script>x</script>" in page.text


def test_what_is_typed_while_the_other_ends_the_pair_stays(
    app: Flask, pair: int, visitor: SiteClient, mentor: str, newcomer: str
) -> None:
    fields = {**visitor.get(mentor).fields("/write"), "body": "En lang tekst."}
    visitor.submit(f"{newcomer}/end")
    page = visitor.post(f"{mentor}/write", fields, status=409)
    assert page.heading == "Du og Ana"
    assert "En lang tekst." in page.html
    assert pairs.messages_of(app, pair) == []


# -- meeting -------------------------------------------------------------------------------------


def test_a_meeting_is_noted_with_one_press(
    app: Flask, pair: int, visitor: SiteClient, newcomer: str
) -> None:
    page = met(visitor, newcomer)
    assert pairs.meetings_of(app, pair) == [(60, "nb")]
    assert "Dere har møttes 1 gang." in page.text


def test_a_day_is_one_meeting_whoever_notes_it(
    app: Flask, pair: int, visitor: SiteClient, mentor: str, newcomer: str
) -> None:
    met(visitor, newcomer, minutes="90", spoken="en")
    page = met(visitor, mentor)
    assert pairs.meetings_of(app, pair) == [(90, "en")]
    assert page.flashes == ["Møtet denne dagen er skrevet opp fra før."]


def test_the_form_remembers_the_language_of_the_last_time(
    app: Flask, pair: int, visitor: SiteClient, mentor: str, newcomer: str
) -> None:
    assert visitor.get(newcomer).fields("/met")["spoken"] == "nb"
    met(visitor, mentor, spoken="en")
    assert visitor.get(newcomer).fields("/met")["spoken"] == "en"


def test_a_double_click_is_one_meeting(
    app: Flask, pair: int, visitor: SiteClient, mentor: str
) -> None:
    fields = visitor.get(mentor).fields("/met")
    clicks = [sending(visitor, f"{mentor}/met", fields)] * 2
    assert statuses(at_once(app, *clicks, meet=LOCK)) == [302, 302]
    assert len(pairs.meetings_of(app, pair)) == 1


def test_a_meeting_noted_by_mistake_goes_away(
    app: Flask, pair: int, visitor: SiteClient, mentor: str
) -> None:
    page = met(visitor, mentor)
    visitor.press(page, "/remove")
    assert pairs.meetings_of(app, pair) == []


@pytest.mark.parametrize("days", [-1, 29])
def test_a_meeting_lies_between_the_first_day_and_today(
    app: Flask, pair: int, visitor: SiteClient, mentor: str, days: int
) -> None:
    page = met(visitor, mentor, status=422, on=str(utcnow().date() - timedelta(days=days)))
    assert page.errors
    assert pairs.meetings_of(app, pair) == []


@pytest.mark.parametrize(
    "values", [{"on": "igår"}, {"on": ""}, {"minutes": "7"}, {"spoken": "tlh"}]
)
def test_what_makes_no_sense_comes_back(
    app: Flask, pair: int, visitor: SiteClient, mentor: str, values: dict[str, str]
) -> None:
    assert met(visitor, mentor, status=422, **values).errors
    assert pairs.meetings_of(app, pair) == []


# -- ideas ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_three_ideas_that_fit_the_two(
    app: Flask, pair: int, client_for: ClientFor, language: str
) -> None:
    page = client_for(language=language).get(pairs.path_of(app, pair, Side.mentor, "", language))
    assert len(page.all(".idea")) == 3
    assert len(page.all(".idea-because")) >= 1


def facts(month: int = 6, **values: Any) -> PairFacts:
    usual: dict[str, Any] = {
        "interests": frozenset(),
        "groups": frozenset(),
        "free_times": (),
        "places": frozenset({"lillehammer"}),
        "children": False,
        "today": date(2026, month, 1),
    }
    return PairFacts(**{**usual, **values})


def test_ideas_go_by_what_both_like_by_the_season_and_by_children(in_app: Flask) -> None:
    with i18n.speaking("en"):
        alone = [idea.text for idea in ideas.own_ideas(facts())[:3]]
        winter, summer = (
            ideas.own_ideas(facts(month, interests=frozenset({"hiking"})))[0] for month in (1, 6)
        )
        family = [idea.text for idea in ideas.own_ideas(facts(children=True))[:3]]
    assert len(set(alone)) == 3
    assert "winter" in winter.text
    assert "winter" not in summer.text
    assert winter.because == "You both like: Hiking"
    assert any("children" in text for text in family)


def test_every_interest_has_an_idea(in_app: Flask) -> None:
    from newcomer.taxonomy import interest_groups

    assert set(ideas.BY_GROUP) == set(interest_groups())


def test_other_workflows_add_ideas_that_come_first(
    app: Flask, visitor: SiteClient, mentor: str
) -> None:
    added = app.extensions["registry"].meeting_ideas
    added.append(lambda _facts: [MeetingIdea("Turlaget går i Nordseter", url="/nb/")])
    try:
        first = visitor.get(mentor).all(".idea")[0]
    finally:
        added.clear()
    assert "Turlaget" in first.to_text()


# -- halfway -------------------------------------------------------------------------------------


def test_halfway_both_are_asked_once(
    app: Flask, pair: int, visitor: SiteClient, outbox: Outbox
) -> None:
    assert pairs.come_round(app) == {}
    assert pairs.come_round(app, 5 * WEEK) == {"midway": 1}
    assert pairs.come_round(app, 6 * WEEK) == {}
    for address in (MARIT, ANA):
        assert [mail.kind for mail in outbox.to(address)] == ["pair_midway"]
        page = visitor.submit(outbox.link_to(address), PRAISE)
        assert page.flashes == ["Takk for svarene."]
    assert count(app, MatchFeedback, MatchFeedback.kind == FeedbackKind.midway) == 2


def test_the_other_never_sees_the_answers(
    app: Flask, pair: int, visitor: SiteClient, mentor: str, newcomer: str
) -> None:
    pairs.come_round(app, 5 * WEEK)
    visitor.submit(f"{newcomer}/midway", {**PRAISE, "one": "1", "comment": "Hun kommer for sent."})
    for page in (mentor, f"{mentor}/midway"):
        assert "for sent" not in visitor.get(page).html
    assert "for sent" in visitor.get(f"{newcomer}/midway").html


def test_answers_can_be_changed_and_count_once(
    app: Flask, pair: int, visitor: SiteClient, newcomer: str
) -> None:
    pairs.come_round(app, 5 * WEEK)
    visitor.submit(f"{newcomer}/midway", PRAISE)
    visitor.submit(f"{newcomer}/midway", {"two": "2"})
    with app.app_context():
        (given,) = db.session.query(MatchFeedback).all()
        assert (given.answers, given.lowest) == ({"often": 5, "ease": 2, "helps": 5}, 2)


def test_each_question_needs_an_answer(
    app: Flask, visitor: SiteClient, pair: int, mentor: str
) -> None:
    pairs.come_round(app, 5 * WEEK)
    page = visitor.submit(f"{mentor}/midway", {"one": "5", "two": "9"}, status=422)
    assert len(page.errors) == 2
    assert count(app, MatchFeedback) == 0


@pytest.mark.parametrize("page", ["/midway", "/survey", "/certificate"])
def test_before_its_time_a_page_says_so(visitor: SiteClient, mentor: str, page: str) -> None:
    assert visitor.get(mentor + page).heading == "Denne siden kan ikke brukes nå"


# -- the end -------------------------------------------------------------------------------------


def test_either_ends_it_and_the_other_gets_a_kind_mail_without_the_reason(
    app: Flask, pair: int, visitor: SiteClient, newcomer: str, outbox: Outbox
) -> None:
    mentor_id = pairs.look_at(app, pair).mentor_id
    visitor.submit(f"{newcomer}/end", {"reason": "not_fitting"})
    match = pairs.look_at(app, pair)
    assert (match.status, match.ended_by) == (MatchStatus.ended, Side.newcomer)
    assert pairs.places_held(app, mentor_id) == 0
    (mail,) = outbox.to(MARIT)
    assert "Ana" in mail.body
    assert "passet" not in mail.body
    assert "passet" not in visitor.get(pairs.path_of(app, pair, Side.mentor)).text
    assert outbox.to(ANA) == []


def test_ended_twice_at_once_it_ends_once(
    app: Flask, pair: int, visitor: SiteClient, client_for: ClientFor, outbox: Outbox
) -> None:
    paths = [pairs.path_of(app, pair, side, "/end") for side in Side]
    acts = [
        sending(one, path, one.get(path).fields())
        for one, path in zip((visitor, client_for()), paths, strict=True)
    ]
    assert statuses(at_once(app, *acts, meet=LOCK)) in ([302, 302], [302, 409])
    assert pairs.places_held(app, pairs.look_at(app, pair).mentor_id) == 0
    assert sorted([len(outbox.to(MARIT)), len(outbox.to(ANA))]) == [0, 1]


def test_the_newcomer_may_ask_for_another_and_what_they_waited_before_counts(
    app: Flask, pair: int, visitor: SiteClient, newcomer: str
) -> None:
    page = visitor.submit(f"{newcomer}/end")
    request_id = pairs.look_at(app, pair).request_id
    assert pairs.request_of(app, request_id).status is RequestStatus.ended
    visitor.press(page, "/again")
    request = pairs.request_of(app, request_id)
    assert request.status is RequestStatus.waiting
    waited = utcnow() - request.waiting_since
    assert timedelta(days=41) < waited < timedelta(days=43)
    assert visitor.get(newcomer).all('form[action$="/again"]') == []


def test_only_the_newcomer_asks_for_another(
    app: Flask, pair: int, visitor: SiteClient, mentor: str, newcomer: str
) -> None:
    page = visitor.submit(f"{newcomer}/end")
    visitor.post(f"{mentor}/again", page.fields("/again"), status=404)
    request_id = pairs.look_at(app, pair).request_id
    assert pairs.request_of(app, request_id).status is RequestStatus.ended


def test_it_finishes_by_itself_with_a_survey_for_both_and_a_certificate(
    app: Flask, pair: int, visitor: SiteClient, mentor: str, outbox: Outbox
) -> None:
    mentor_id = pairs.look_at(app, pair).mentor_id
    met(visitor, mentor, minutes="90", spoken="nb")
    met(visitor, mentor, on=str(utcnow().date() - WEEK), minutes="30", spoken="en")
    assert pairs.come_round(app, 14 * WEEK) == {"finished": 1}
    assert pairs.status_of(app, pair) is MatchStatus.finished
    assert pairs.places_held(app, mentor_id) == 0
    for address in (MARIT, ANA):
        assert [mail.kind for mail in outbox.to(address)] == ["pair_finished"]
        visitor.submit(outbox.link_to(address), PRAISE)
    assert count(app, MatchFeedback, MatchFeedback.kind == FeedbackKind.end) == 2
    page = visitor.submit(f"{mentor}/certificate", {"name": "Marit Moe"})
    words = visitor.get(f"{mentor}/certificate").all("#certificate")[0].to_text()
    assert "Marit Moe" in page.text
    for word in ("2", "norsk bokmål, engelsk", "Lillehammer"):
        assert word in words
    assert "Ana" not in words


def test_the_full_name_is_printed_and_not_kept(
    app: Flask, pair: int, visitor: SiteClient, mentor: str
) -> None:
    visitor.submit(f"{mentor}/end")
    visitor.submit(f"{mentor}/certificate", {"name": "Marit Moe"})
    assert "Moe" not in visitor.get(f"{mentor}/certificate").html


def test_the_certificate_is_the_mentor_s(visitor: SiteClient, mentor: str, newcomer: str) -> None:
    visitor.submit(f"{mentor}/end")
    visitor.get(f"{newcomer}/certificate", status=404)


def test_whom_to_call_is_on_each_page(
    app: Flask, pair: int, visitor: SiteClient, newcomer: str
) -> None:
    pairs.come_round(app, 5 * WEEK)
    for page in ("", "/midway", "/end", "/concern"):
        found = visitor.get(newcomer + page)
        assert found.all('a[href="mailto:flyttehjelpen@lillehammer.example.test"]')
        assert page == "/concern" or found.all('a[href$="/concern"]')


# -- one's own page ------------------------------------------------------------------------------


def test_my_page_lists_the_pairs_of_the_address(
    app: Flask, pair: int, client_for: ClientFor, mentor: str, newcomer: str
) -> None:
    for address, path in ((MARIT, mentor), (ANA, newcomer)):
        page = client_for("member", email=address).get("accounts.my_page")
        assert page.all(f'a[href="{path}"]')
    other = client_for("member", email="other@example.test").get("accounts.my_page")
    assert other.all('a[href*="/pair/"]') == []


def test_a_newcomer_does_not_see_on_their_page_that_a_mentor_is_asked(
    app: Flask, client_for: ClientFor
) -> None:
    mentor_id = people.make_mentor(app, email=MARIT)
    pairs.send_proposal(app, people.make_request(app, email=ANA), mentor_id)
    theirs = client_for("member", email=ANA).get("accounts.my_page")
    assert theirs.all('a[href*="/pair/"]') == []
    assert client_for("member", email=MARIT).get("accounts.my_page").all('a[href*="/pair/"]')


# -- somebody is erased --------------------------------------------------------------------------


@pytest.mark.parametrize("status", [MatchStatus.active, MatchStatus.asked_newcomer])
def test_when_the_mentor_is_erased_the_newcomer_waits_again_and_is_told(
    app: Flask, client_for: ClientFor, outbox: Outbox, status: MatchStatus
) -> None:
    request_id = people.make_request(app, email=ANA, waited=3 * WEEK)
    number = people.make_match(app, request_id, people.make_mentor(app, email=MARIT), status=status)
    client_for("member", email=MARIT).submit("accounts.erase", {"sure": "y"})
    with app.app_context():
        assert db.session.get(MentorMatch, number) is None
    request = pairs.request_of(app, request_id)
    assert request.status is RequestStatus.waiting
    assert utcnow() - request.waiting_since > timedelta(days=20)
    (mail,) = outbox.to(ANA)
    assert "/pair/" not in mail.body
    assert mail.kind in {"pair_ended", "pair_came_to_nothing"}


def test_when_the_newcomer_is_erased_the_mentor_has_a_place_and_is_told(
    app: Flask, client_for: ClientFor, outbox: Outbox
) -> None:
    mentor_id = people.make_mentor(app, email=MARIT)
    people.make_match(app, people.make_request(app, email=ANA), mentor_id)
    client_for("member", email=ANA).submit("accounts.erase", {"sure": "y"})
    assert pairs.places_held(app, mentor_id) == 0
    (mail,) = outbox.to(MARIT)
    assert mail.kind == "pair_ended"
    assert "/pair/" not in mail.body
