"""What is nobody's business: drafts, what was told for a yes that was taken back, and, before both
have said yes, that somebody had to flee and how far away they live."""

from collections.abc import Callable

import pytest
from flask import Flask

from newcomer.i18n import LANGUAGES
from newcomer.mentoring.models import MatchStatus, MentorMatch, MentorStatus
from newcomer.profile import LifeSituation
from tests.arrivals.movers import private_path, the_arrival
from tests.mentoring import pairs, people
from tests.mentoring.test_runs import search
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
ANA, MARIT = "ana@example.test", "marit@example.test"
FLED = {"nb": "flykt", "nn": "flykt", "sv": "tvingats", "en": "flee"}


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email="kari@example.test")


def test_a_draft_is_shown_to_no_coordinator(app: Flask, kari: SiteClient) -> None:
    request = people.make_request(app)
    draft = people.make_mentor(app, status=MentorStatus.draft, first_name="Hemmelig")
    sent = people.make_mentor(app, status=MentorStatus.submitted, first_name="Siri")
    two = {"request_id": request, "mentor_id": draft}
    kari.get("mentoring_desk.why_not", **two, status=404)
    fields = kari.get("mentoring_desk.board").fields("/propose")
    for what in ("lock", "forbid", "undo"):
        kari.post("mentoring_desk.pair_rule", fields, **two, what=what, status=404)
    assert "Siri" in kari.get("mentoring_desk.why_not", request_id=request, mentor_id=sent).text


def test_what_was_told_is_not_shown_after_a_yes_is_taken_back(
    app: Flask, kari: SiteClient, visitor: SiteClient
) -> None:
    request = people.make_request(app, email=ANA, hopes="Sandbakken.")
    mentor = people.make_mentor(app)
    assert "Sandbakken" in kari.get("mentoring_desk.newcomer", request_id=request).text
    visitor.press(visitor.get(private_path(app, the_arrival(app).id)), "/withdraw/mentor")
    for page in ("newcomer", "choose_mentor"):
        kari.get(f"mentoring_desk.{page}", request_id=request, status=404)
    kari.get("mentoring_desk.why_not", request_id=request, mentor_id=mentor, status=404)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "situation", [LifeSituation.refugee, LifeSituation.single, LifeSituation.senior]
)
def test_before_both_say_yes_neither_learns_that_the_other_had_to_flee_nor_how_far_away_they_live(
    app: Flask,
    client_for: ClientFor,
    outbox: Outbox,
    language: str,
    situation: LifeSituation,
) -> None:
    """Nor by what the two have in common: the same situation, or a similar one."""
    request = people.make_request(
        app, email=ANA, language=language, situation=LifeSituation.refugee, place="oyer"
    )
    mentor = people.make_mentor(
        app, email=MARIT, language=language, situation=situation, interests=["hiking"]
    )
    found = search(app)[request]
    assert found.mentor_id == mentor
    assert found.reasons["km"] > 5
    number = pairs.send_proposal(app, request, mentor)
    pairs.change(app, MentorMatch, number, reasons=found.reasons)
    client = client_for(None, language=language)
    for address in (MARIT, ANA):
        page = client.get(outbox.link_to(address))
        for text in (page.text, outbox.to(address)[-1].body.replace("Flyttehjelpen", "")):
            assert " km" not in text
            assert FLED[language] not in text.lower().replace("flytt", "")
        client.press(page, "/yes")
    assert pairs.status_of(app, number) is MatchStatus.active


def test_what_the_other_sees_is_said_where_one_says_yes_to_it(client_for: ClientFor) -> None:
    page = client_for(None, language="en").get("arrivals.moving")
    for told in (
        "how well you speak them",
        "free times",
        "If you had to flee, we do not tell them",
    ):
        assert told in page.text
