"""Two people, or one who presses twice, at the very same moment: what is promised still holds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from newcomer import limits
from newcomer.access import Role
from newcomer.accounts.models import RoleGrant, User
from newcomer.accounts.sign_in import PER_ADDRESS
from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.helpdesk.models import Message, Question, QuestionStatus, ReadMark
from newcomer.limits import LimitCount
from tests import factories
from tests.support.at_once import (
    at_once,
    count,
    filled,
    pressed,
    same_browser,
    seen,
    sending,
    statuses,
)
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
ANA = "ana@example.test"


def spoken(app: Flask, number: int) -> list[str]:
    """What has been said after the question."""
    with app.app_context():
        query = select(Message.body).where(Message.question_id == number).order_by(Message.id)
        return list(db.session.scalars(query))


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email="kari@example.test")


@pytest.fixture
def ana(client_for: ClientFor) -> SiteClient:
    return client_for(None)


# -- coming in -----------------------------------------------------------------------------------


def is_signed_in(client: SiteClient) -> bool:
    path = client.url("accounts.my_page")
    return client.http.get(path, base_url=client.base_url).status_code == 200


def link_path(app: Flask, client: SiteClient) -> str:
    return client.url("accounts.open_link", token=factories.make_sign_in_link(app, ANA))


def test_a_one_time_link_signs_in_one_of_two(app: Flask, client_for: ClientFor) -> None:
    people = [client_for(None) for _ in range(2)]
    path = link_path(app, people[0])
    came_in = at_once(app, *(filled(one, path) for one in people), meet="UPDATE sign_in_link")
    assert statuses(came_in) == [302, 410]
    assert [is_signed_in(one) for one in people].count(True) == 1
    assert count(app, User) == 1


def test_two_links_of_somebody_new_make_one_account(app: Flask, client_for: ClientFor) -> None:
    people = [client_for(None) for _ in range(2)]
    acts = [filled(one, link_path(app, one)) for one in people]
    assert statuses(at_once(app, *acts, meet='INSERT INTO "user"')) == [302, 302]
    assert [is_signed_in(one) for one in people] == [True, True]
    assert count(app, User) == 1


def test_one_address_gets_as_many_links_as_one_may_get(
    app: Flask, client_for: ClientFor, outbox: Outbox
) -> None:
    people = [client_for(None) for _ in range(PER_ADDRESS + 3)]
    acts = [filled(one, "accounts.ask_for_link", email=ANA) for one in people]
    answers = at_once(app, *acts, meet="INSERT INTO limit_count")
    assert set(statuses(answers)) <= {302, 429}
    assert len(outbox.to(ANA)) == PER_ADDRESS


def test_a_limit_counts_exactly(app: Flask) -> None:
    now = utcnow()

    def try_it() -> bool:
        with app.app_context():
            try:
                limits.hit("test", ANA, most=4, per=timedelta(days=1), now=now)
            except TooMany:
                return False
            return True

    tries = at_once(app, *[try_it] * 10, meet="INSERT INTO limit_count")
    assert tries.count(True) == 4
    assert at_once(app, *[try_it] * 3, meet="UPDATE limit_count") == [False] * 3


# -- asking and answering ------------------------------------------------------------------------


def test_the_same_question_sent_twice_is_one_question_with_one_receipt(
    app: Flask, ana: SiteClient, outbox: Outbox
) -> None:
    page = ana.get("helpdesk.ask")
    fields = {**page.fields(), "body": "Where do I go?", "email": ANA}
    acts = [sending(one, page.path, fields) for one in (ana, same_browser(ana))]
    first, second = at_once(app, *acts, meet="INSERT INTO question")
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert count(app, Question) == len(outbox.to(ANA)) == 1
    assert count(app, AuditEntry, AuditEntry.action == "question.asked") == 1


@pytest.mark.parametrize("in_turn", [False, True])
def test_of_two_answers_one_goes_out_and_the_other_is_kept_on_the_page(
    app: Flask, kari: SiteClient, client_for: ClientFor, outbox: Outbox, in_turn: bool
) -> None:
    per = client_for("coordinator", email="per@example.test")
    number = factories.make_question(app, email=ANA)
    path = kari.url("helpdesk_desk.question", question_id=number)
    acts = [filled(one, path, body=text) for one, text in ((kari, "Kari's"), (per, "Per's"))]
    responses = at_once(app, *acts, meet="UPDATE question", in_turn=in_turn)
    assert statuses(responses) == [302, 409]
    (said,) = spoken(app, number)
    kept = "Per's" if said == "Kari's" else "Kari's"
    assert [mail.kind for mail in outbox.to(ANA)] == ["receipt", "answer"]
    assert said in outbox.to(ANA)[-1].body
    (page,) = [seen(one) for one in responses if one.status_code == 409]
    assert page.fields()["body"].strip() == kept
    assert said in page.text
    loser = per if kept == "Per's" else kari
    assert sending(loser, path, page.fields())().status_code == 302
    assert spoken(app, number) == [said, kept]


@pytest.mark.parametrize("in_turn", [False, True])
def test_an_answer_sent_twice_is_one_answer_and_one_mail(
    app: Flask, kari: SiteClient, outbox: Outbox, in_turn: bool
) -> None:
    number = factories.make_question(app, email=ANA)
    page = kari.get("helpdesk_desk.question", question_id=number)
    fields = {**page.fields(), "body": "Ring the town hall."}
    acts = [sending(one, page.path, fields) for one in (kari, same_browser(kari))]
    responses = at_once(app, *acts, meet="UPDATE question", in_turn=in_turn)
    assert statuses(responses) == [302, 302]
    assert spoken(app, number) == ["Ring the town hall."]
    assert [mail.kind for mail in outbox.to(ANA)] == ["receipt", "answer"]
    kari.get(responses[1].headers["Location"])


@dataclass
class Conversation:
    """One question, open on the coordinator's page and on the asker's."""

    number: int
    staff_path: str
    private_path: str


@pytest.fixture(params=[False, True], ids=["waiting", "answered"])
def talk(app: Flask, kari: SiteClient, request: pytest.FixtureRequest) -> Conversation:
    number = factories.make_question(app, email=ANA)
    if request.param:
        factories.answer_question(app, number, "The first answer.")
    staff_path = kari.url("helpdesk_desk.question", question_id=number)
    return Conversation(number, staff_path, factories.private_path(app, number))


ASKER_FIRST = pytest.mark.parametrize("asker_first", [True, False], ids=["asker", "coordinator"])


@ASKER_FIRST
def test_an_answer_and_the_asker_s_words_at_the_same_moment_are_both_kept(
    app: Flask, talk: Conversation, kari: SiteClient, ana: SiteClient, asker_first: bool
) -> None:
    answer = filled(kari, talk.staff_path, body="The answer.")
    reply = filled(ana, talk.private_path, body="One thing more.")
    acts = [reply, answer] if asker_first else [answer, reply]
    responses = at_once(app, *acts, meet="UPDATE question", in_turn=True)
    replied, answered = responses if asker_first else responses[::-1]
    assert replied.status_code == 302
    assert "One thing more." in spoken(app, talk.number)
    if answered.status_code == 409:  # what is new is shown, and the answer can be sent again
        page = seen(answered)
        assert "One thing more." in page.text
        answered = sending(kari, talk.staff_path, page.fields())()
    assert answered.status_code == 302
    assert {"The answer.", "One thing more."} <= set(spoken(app, talk.number))


@ASKER_FIRST
def test_what_the_asker_writes_while_the_question_is_closed_is_kept(
    app: Flask, talk: Conversation, kari: SiteClient, ana: SiteClient, asker_first: bool
) -> None:
    close = pressed(kari, talk.staff_path, "/close")
    reply = filled(ana, talk.private_path, body="One thing more.")
    acts = [reply, close] if asker_first else [close, reply]
    responses = at_once(app, *acts, meet="UPDATE question", in_turn=True)
    replied, closed = responses if asker_first else responses[::-1]
    assert replied.status_code == 302
    assert closed.status_code in {302, 409}
    assert "One thing more." in ana.get(talk.private_path).text


def test_nobody_closes_a_question_over_words_they_have_not_seen(
    app: Flask, talk: Conversation, kari: SiteClient, ana: SiteClient
) -> None:
    close = pressed(kari, talk.staff_path, "/close")
    ana.submit(talk.private_path, {"body": "One thing more."})
    assert close().status_code == 409
    assert count(app, Question, Question.status == QuestionStatus.open) == 1


def test_the_asker_s_words_sent_twice_stand_once(app: Flask, ana: SiteClient) -> None:
    number = factories.make_question(app, email=ANA)
    page = ana.get(factories.private_path(app, number))
    fields = {**page.fields(), "body": "One thing more."}
    acts = [sending(one, page.path, fields) for one in (ana, same_browser(ana))]
    assert statuses(at_once(app, *acts, meet="UPDATE question")) == [302, 302]
    assert spoken(app, number) == ["One thing more."]


@pytest.mark.parametrize("who", ["asker", "coordinator"])
def test_a_question_closed_twice_is_closed_and_nobody_sees_an_error(
    app: Flask, kari: SiteClient, ana: SiteClient, who: str
) -> None:
    number = factories.make_question(app, email=ANA)
    client, path = kari, kari.url("helpdesk_desk.question", question_id=number)
    if who == "asker":
        client, path = ana, factories.private_path(app, number)
    twice = [pressed(client, path, "/close"), pressed(same_browser(client), path, "/close")]
    assert statuses(at_once(app, *twice, meet="UPDATE question")) == [302, 302]
    assert count(app, Question, Question.status == QuestionStatus.closed) == 1
    assert count(app, AuditEntry, AuditEntry.action == "question.closed") == 1


# -- reading -------------------------------------------------------------------------------------


def test_pages_are_read_while_somebody_writes(
    app: Flask, visitor: SiteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["page_cache"], "looked_at", float("-inf"))
    with app.app_context():
        engine = db.engine
    with ThreadPoolExecutor(1) as pool, engine.connect() as writer:
        writer.execute(delete(LimitCount))
        page = pool.submit(visitor.get, "pages.front_page")
        try:
            assert page.result(5).status == 200
        finally:
            writer.rollback()


# -- roles ---------------------------------------------------------------------------------------


@pytest.fixture
def administrators(client_for: ClientFor) -> list[SiteClient]:
    addresses = ("amir@example.test", "berit@example.test")
    return [client_for("administrator", email=one) for one in addresses]


def grant_of(app: Flask, email: str) -> int:
    with app.app_context():
        query = select(RoleGrant.id).join(RoleGrant.user).where(User.email == email)
        return db.session.scalars(query).one()


@pytest.mark.parametrize("in_turn", [False, True])
def test_administrators_who_remove_each_other_leave_one(
    app: Flask, administrators: list[SiteClient], in_turn: bool
) -> None:
    amir, berit = administrators
    paths = [
        one.url("accounts.remove_role", grant_id=grant_of(app, other))
        for one, other in ((amir, "berit@example.test"), (berit, "amir@example.test"))
    ]
    acts = [filled(one, path) for one, path in zip(administrators, paths, strict=True)]
    responses = at_once(app, *acts, meet="SELECT role_grant.id", in_turn=in_turn)
    assert max(statuses(responses)) < 500
    assert count(app, RoleGrant, RoleGrant.role == Role.administrator) == 1


def test_administrators_who_erase_themselves_leave_one(
    app: Flask, administrators: list[SiteClient]
) -> None:
    acts = [filled(one, "accounts.erase", sure="y") for one in administrators]
    assert max(statuses(at_once(app, *acts, meet="SELECT role_grant.id"))) < 500
    assert count(app, RoleGrant, RoleGrant.role == Role.administrator) == 1


@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
def test_a_role_given_twice_is_given_once(
    app: Flask, administrators: list[SiteClient], outbox: Outbox, known: bool
) -> None:
    email = "nina@example.test"
    if known:
        factories.make_user(app, email)
    acts = [filled(one, "accounts.people", email=email) for one in administrators]
    meet = "INSERT INTO role_grant" if known else 'INSERT INTO "user"'
    assert statuses(at_once(app, *acts, meet=meet)) == [302, 302]
    assert count(app, RoleGrant, RoleGrant.role == Role.coordinator) == 1
    assert len(outbox.to(email)) == 1


@pytest.mark.parametrize("in_turn", [False, True])
def test_two_questions_are_never_each_other_s_duplicates(
    app: Flask, kari: SiteClient, client_for: ClientFor, in_turn: bool
) -> None:
    one, two = (factories.make_question(app, email=ANA, body=f"Question {n}") for n in range(2))
    ola = client_for("coordinator", email="ola@example.test")
    pages = [kari.url("helpdesk_desk.duplicate", question_id=number) for number in (one, two)]
    acts = [filled(kari, pages[0], original=str(two)), filled(ola, pages[1], original=str(one))]
    responses = at_once(app, *acts, meet="SELECT question.id", in_turn=in_turn)
    assert statuses(responses)[0] == 302
    assert statuses(responses)[1] in {409, 422}
    assert count(app, Question, Question.duplicate_of_id.is_not(None)) == 1


def test_a_question_opened_twice_at_once_is_read_once(app: Flask, kari: SiteClient) -> None:
    number = factories.make_question(app)
    path = kari.url("helpdesk_desk.question", question_id=number)
    looks = [
        lambda client=client: client.http.get(path, base_url=client.base_url)
        for client in (kari, same_browser(kari))
    ]
    responses = at_once(app, *looks, meet="UPDATE read_mark")
    assert statuses(responses) == [200, 200]
    assert count(app, ReadMark) == 1
