"""What is stored about a person: all of it can be fetched, and all of it can be erased."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Enum, String, Table, Text, select, update

from newcomer.access import Role
from newcomer.accounts.models import RoleGrant, User
from newcomer.accounts.services import export_everything
from newcomer.accounts.sign_in import find_user
from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.helpdesk.models import Message, ReadMark
from newcomer.limits import LimitCount
from newcomer.mentoring.models import (
    Concern,
    FeedbackKind,
    MatchFeedback,
    MatchMessage,
    MentorMatch,
    MentorMeeting,
    MentorReference,
    MentorRequest,
    Side,
)
from newcomer.partner_jobs.models.employers import MemberMail
from newcomer.partner_jobs.models.partners import LookedAt, PartnerCV, ProfileLook
from tests import factories
from tests.mentoring import people
from tests.partner_jobs import people as jobs
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
ANA, OLA = "ana@example.test", "ola@example.test"

# Tables that say nothing about anybody, and why.
WITHOUT_PERSONAL_DATA = {
    "article": "guides for everybody; the owner is an office, not a person",
    "article_translation": "the texts of the guides",
    "public_version": "a number",
    "search_word": "the words of the guides",
    "search_stem": "the words of the guides",
    "search_spelling": "the words of the guides, misspelt",
    "article_vote": "how many a guide helped on a day",
    "search_miss": "words, without numbers and addresses, counted by day",
    "saved_answer": "texts of the office's own, without names",
    "checklist": "a moving date and ticks, with nothing that says whose",
    "door": "a link that an office or an employer hands out, and how often it was used",
    "match_run": "counts of a search for proposals",
    "proposal": "numbers that mean something only beside the people, and go with them",
    "membership": "from when until when an employer is a member",
    "vacancy_text": "what employers make public",
    "vacancy_word": "the words of what employers make public",
    "job_fit": "numbers that mean something only beside the people, and go with them",
    "fit_state": "counts of a search for what fits",
    "pair_rule": "numbers that mean something only beside the people, and go with them",
    "scheduled_work": "when automatic work ran",
    "retention_report": "how many rows were removed",
}
# Columns of those tables whose names sound like a person's, and what they hold.
NOT_ABOUT_ANYBODY = {
    "door.name": "the office or the employer",
    "article.owner": "the office that answers for the guide",
    "article_translation.body": "the guide",
    "membership.employer_id": "a firm or an office",
    "vacancy_text.how_to_apply": "what employers make public",
    "vacancy_text.body": "the vacancy",
    "scheduled_work.name": "the name of a piece of work",
}
SOUNDS_PERSONAL = {
    "email", "mail", "phone", "name", "body", "text", "note", "comment", "address", "birth", "age",
    "gender", "owner", "author", "person", "contact", "employer", "photo", "user", "actor", "to",
}  # fmt: skip
# Texts in tables with personal data that a person is not given, and why.
NOT_EXPORTED = {
    "user.session_key": "opens the account",
    "sign_in_link.fingerprint": "scrambled from a secret",
    "sign_in_link.next_path": "a page of ours; gone within days",
    "outgoing_email.message_id": "made up by us",
    "outgoing_email.once": "made up by us",
    "outgoing_email.kind": "the name of a template",
    "outgoing_email.body": "goes when it is sent; until then it opens things",
    "outgoing_email.last_error": "what a mail server said to us",
    "outgoing_email.unsubscribe_url": "opens the subscription; goes when the mail is sent",
    "question.link_nonce": "opens the conversation",
    "question.once": "scrambled",
    "message.once": "scrambled",
    "question_word.stem": "the words of the question and its messages, which are given whole",
    "arrival.link_nonce": "opens their page",
    "arrival.once": "scrambled",
    "mentor_profile.link_nonce": "opens their page",
    "mentor_match.mentor_nonce": "opens their page",
    "mentor_match.newcomer_nonce": "opens their page",
    "match_message.once": "scrambled",
    "mentor_meeting.once": "scrambled",
    "concern.once": "scrambled",
    "employer.org_number": "of a firm or an office, which is public",
    "employer.name": "of a firm or an office, which is public",
    "employer.place": "where the firm or office is",
    "employer.website": "of a firm or an office",
    "employer.asked_for": "what we asked the firm",
    "employer.answer": "what the firm answered",
    "employer.once": "scrambled",
    "vacancy.occupation": "what employers make public",
    "vacancy.place": "what employers make public",
    "vacancy.municipality": "what employers make public",
    "vacancy.apply_url": "what employers make public",
    "vacancy.apply_email": "an address for those who apply, which the employer makes public",
    "vacancy.contact_name": "whom the employer names in public",
    "vacancy.contact_phone": "what the employer makes public",
    "vacancy.once": "scrambled",
    "partner_profile.digest_nonce": "ends their mails",
    "member_mail.once": "scrambled",
    "limit_count.key": "scrambled: nobody can tell whose it is",
}
LOG = ("audit_entry.action", "audit_entry.subject")
SHORTEST_TEXT = 20  # columns shorter than this hold codes


def personal_tables(app: Flask) -> list[Table]:
    registered = app.extensions["registry"].personal_data
    return [db.metadata.tables[name] for data in registered for name in sorted(data.tables)]


def texts_of(table: Table) -> list[Any]:
    """The columns that hold words, rather than codes and numbers."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, (String, Text))
        and not isinstance(column.type, Enum)
        and (column.type.length or SHORTEST_TEXT) >= SHORTEST_TEXT
    ]


def contents(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Everything in the database, by table."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in db.metadata.sorted_tables
        }


def mentions(app: Flask, *words: str) -> list[str]:
    """Where in the database any of these words stands."""
    return [
        f"{table}.{column}"
        for table, rows in contents(app).items()
        for row in rows
        for column, value in row.items()
        if any(word.casefold() in str(value).casefold() for word in words)
    ]


def live_here(app: Flask, client: SiteClient, email: str, name: str) -> int:
    """Somebody asks, is answered, writes more, signs in and says what they are called, and a link to
    sign in is on its way; the number of their question."""
    number = factories.make_question(app, email=email, body=f"{name} asks")
    factories.answer_question(app, number, f"Answer to {name}")
    client.submit(factories.private_path(app, number), {"body": f"{name} writes more"})
    client.submit("accounts.ask_for_link", {"email": email})
    client.submit("accounts.open_link", token=factories.make_sign_in_link(app, email))
    client.submit("accounts.details", {"name": name})
    factories.make_sign_in_link(app, email, next_path="/nb/me")
    return number


def fetch(client: SiteClient) -> tuple[str, Any]:
    """The person's own file, by the button on their page: as text, and as values."""
    (link,) = [
        a for a in client.get("accounts.my_page").all("a") if a.attrs["href"].endswith("/export")
    ]
    response = client.http.get(link.attrs["href"], base_url=client.base_url)
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    return response.text, json.loads(response.text)


# -- every table is somebody's duty --------------------------------------------------------------


def test_every_table_with_personal_data_is_covered_once(app: Flask) -> None:
    covered = Counter(table.name for table in personal_tables(app))
    assert [name for name, times in covered.items() if times > 1] == []
    assert set(covered) & set(WITHOUT_PERSONAL_DATA) == set()
    assert set(covered) | set(WITHOUT_PERSONAL_DATA) == set(db.metadata.tables)


@pytest.mark.parametrize("name", WITHOUT_PERSONAL_DATA)
def test_a_table_without_personal_data_says_nothing_of_anybody(app: Flask, name: str) -> None:
    table = db.metadata.tables[name]
    people = {key.target_fullname for key in table.foreign_keys} & {"user.id"}
    sounds = {
        f"{name}.{column.name}"
        for column in table.columns
        if SOUNDS_PERSONAL & set(column.name.split("_"))
    }
    assert people == set()
    assert sounds - set(NOT_ABOUT_ANYBODY) == set()


def test_no_excuse_is_out_of_date(app: Flask) -> None:
    columns = {f"{t.name}.{c.name}" for t in db.metadata.sorted_tables for c in t.columns}
    assert set(NOT_ABOUT_ANYBODY) | set(NOT_EXPORTED) <= columns


def mentoring(now: datetime) -> list[Any]:
    """Ana as a mentor and as a newcomer, with everything that a pair leaves behind."""
    mentor = people.mentor_row(
        email=ANA,
        references=[MentorReference(name="x", phone="x", relation="x")],
    )
    request = MentorRequest(
        arrival=people.arrival_row(email=ANA), created_at=now, waiting_since=now
    )
    match = MentorMatch(
        mentor=mentor,
        request=request,
        created_at=now,
        last_activity_at=now,
        messages=[MatchMessage(side=Side.mentor, body="x", created_at=now, once="x")],
        meetings=[
            MentorMeeting(
                on=now.date(), minutes=60, language="nb", side=Side.mentor, created_at=now, once="x"
            )
        ],
        feedback=[MatchFeedback(side=Side.mentor, kind=FeedbackKind.end, created_at=now)],
    )
    worry = Concern(match=match, side=Side.mentor, email=ANA, body="x", created_at=now, once="x")
    return [match, worry]


def job_number_2(user: User, now: datetime) -> list[Any]:
    """Ana as a partner who looks for work, as an employer's HR, and as who writes to the members."""
    employer = jobs.employer_row(people=(ANA,))
    vacancy = jobs.vacancy_row(employer=employer)
    cv = PartnerCV(data=b"%PDF", size=4, uploaded_at=now)
    partner = jobs.partner_row(email=ANA, phone="x", field_of_study="x", brought_by=employer, cv=cv)
    look = ProfileLook(at=now, what=LookedAt.cv, partner=partner)
    met = jobs.introduction_row(partner=partner, employer=employer, vacancy=vacancy)
    mail = MemberMail(
        subject="x", body="x", recipients=1, sent_by_id=user.id, sent_at=now, once="x"
    )
    return [vacancy, look, met, mail]


# -- fetching ------------------------------------------------------------------------------------


def test_a_person_s_file_holds_every_text_about_them(app: Flask) -> None:
    """Each text of each table becomes a word of its own; all of them must be in the file."""
    number = factories.make_question(app, email=ANA)
    factories.make_user(app, ANA, Role.coordinator)
    factories.make_sign_in_link(app, ANA)
    with app.app_context():
        user = db.session.scalars(select(User)).one()
        now = utcnow()
        db.session.add_all(
            [
                AuditEntry(at=now, actor_id=user.id, action=LOG[0], subject=LOG[1]),
                Message(question_id=number, from_staff=False, body="x", once="x", created_at=now),
                LimitCount(key="x", window=now, count=1),
                ReadMark(user_id=user.id, question_id=number, seen_at=now),
                *mentoring(now),
                *job_number_2(user, now),
            ]
        )
        db.session.commit()
        planted = []
        for table in personal_tables(app):
            assert db.session.execute(select(table)).first(), f"no {table.name} in this test"
            for column in texts_of(table):
                name = f"{table.name}.{column.name}"
                if name not in NOT_EXPORTED and column.name not in {"email", "to"}:
                    planted.append(name)
                    if name not in LOG:  # it cannot be rewritten
                        db.session.execute(update(table).values({column.name: name}))
        db.session.commit()
        text = json.dumps(export_everything(user))
    assert {"user.name", "question.body", "message.body", *LOG} <= set(planted)
    assert [name for name in planted if name not in text] == []
    assert ANA in text


def test_my_page_gives_the_file(app: Flask, client_for: ClientFor) -> None:
    client = client_for(None)
    number = live_here(app, client, ANA, "Ana Ny")
    _text, data = fetch(client)
    assert (data["account"]["email"], data["account"]["name"]) == (ANA, "Ana Ny")
    (question,) = data["questions"]
    assert (question["number"], question["question"]) == (number, "Ana Ny asks")
    assert [(one["from"], one["text"]) for one in question["messages"]] == [
        ("coordinator", "Answer to Ana Ny"),
        ("asker", "Ana Ny writes more"),
    ]
    assert len(data["account"]["sign_in_links"]) == 3
    assert [entry["action"] for entry in data["account"]["log"]] == ["user.signed_in"]


def test_a_coordinator_s_file_says_which_roles_they_have_and_what_they_did(
    app: Flask, client_for: ClientFor
) -> None:
    number = factories.make_question(app, email=OLA)
    factories.answer_question(app, number)
    text, data = fetch(client_for("coordinator"))
    assert [one["role"] for one in data["account"]["roles"]] == ["coordinator"]
    assert {"action": "question.answered", "subject": f"question {number}"}.items() <= (
        data["account"]["log"][-1].items()
    )
    assert OLA not in text


def test_the_file_holds_nothing_of_others(app: Flask, client_for: ClientFor) -> None:
    live_here(app, client_for(None), OLA, "Ola Nordmann")
    client = client_for(None)
    live_here(app, client, ANA, "Ana Ny")
    text, _data = fetch(client)
    assert [word for word in (OLA, "Ola", "coordinator@") if word in text] == []


def test_the_file_opens_no_account(app: Flask, client_for: ClientFor, outbox: Outbox) -> None:
    client = client_for(None)
    live_here(app, client, ANA, "Ana Ny")
    unused = factories.make_sign_in_link(app, ANA)
    text, _data = fetch(client)
    with app.app_context():
        user = find_user(ANA)
        assert user is not None
        secrets = [unused, user.session_key]
    links = [
        path for mail in outbox.to(ANA) for path in re.findall(r"/sign-in/link/\S+", mail.body)
    ]
    assert len(links) == 4
    assert [secret for secret in (*secrets, *links, "/sign-in/link/") if secret in text] == []


def test_only_who_is_signed_in_gets_a_file(visitor: SiteClient) -> None:
    assert visitor.get("accounts.export").path.startswith(visitor.url("accounts.ask_for_link"))


# -- erasing -------------------------------------------------------------------------------------


def test_after_erasure_it_is_as_if_the_person_had_never_been_here(
    app: Flask, client_for: ClientFor
) -> None:
    live_here(app, client_for(None), OLA, "Ola Nordmann")
    before = contents(app)
    client = client_for(None)
    number = live_here(app, client, ANA, "Ana Ny")
    path = factories.private_path(app, number)
    assert mentions(app, ANA, "Ana Ny")
    client.submit("accounts.erase", {"sure": "y"})
    assert mentions(app, ANA, "Ana Ny") == []
    after = contents(app)
    # The log keeps what was done, and counters go by themselves: neither says who it was.
    for table in set(before) - {"audit_entry", "limit_count"}:
        assert after[table] == before[table], table
    assert after["audit_entry"][: len(before["audit_entry"])] == before["audit_entry"]
    client.get(path, status=404)


def test_after_erasure_nobody_is_signed_in_as_that_person(
    app: Flask, client_for: ClientFor
) -> None:
    here, elsewhere = client_for("member", email=ANA), client_for("member", email=ANA)
    here.submit("accounts.erase", {"sure": "y"})
    for client in (here, elsewhere):
        response = client.http.get(client.url("accounts.my_page"), base_url=client.base_url)
        assert response.status_code == 302


def test_links_on_their_way_to_an_erased_person_open_nothing(
    app: Flask, client_for: ClientFor
) -> None:
    client = client_for("member", email=ANA)
    token = factories.make_sign_in_link(app, ANA)
    client.submit("accounts.erase", {"sure": "y"})
    client_for(None).get("accounts.open_link", token=token, status=410)


def test_whoever_comes_back_begins_anew(app: Flask, client_for: ClientFor) -> None:
    client = client_for(None)
    live_here(app, client, ANA, "Ana Ny")
    client.submit("accounts.erase", {"sure": "y"})
    client.submit("accounts.open_link", token=factories.make_sign_in_link(app, ANA))
    _text, data = fetch(client)
    assert (data["questions"], data["account"]["name"]) == ([], "")


def test_nothing_is_erased_without_a_tick(app: Flask, client_for: ClientFor) -> None:
    client = client_for("member", email=ANA)
    client.submit("accounts.erase", status=422)
    assert mentions(app, ANA) == ["user.email"]


def test_what_an_erased_coordinator_answered_stays_without_their_name(
    app: Flask, client_for: ClientFor
) -> None:
    number = factories.make_question(app, email=OLA)
    factories.answer_question(app, number, "Ring 1177.")
    client = client_for("coordinator")
    client.submit("accounts.details", {"name": "Kari Koordinator"})
    client.submit("accounts.erase", {"sure": "y"})
    assert mentions(app, "coordinator@example.test", "Kari") == []
    after = contents(app)
    assert [(row["body"], row["author_id"]) for row in after["message"]] == [("Ring 1177.", None)]
    answered = [row for row in after["audit_entry"] if row["action"] == "question.answered"]
    assert [row["actor_id"] for row in answered] == [None]


def test_roles_that_an_erased_administrator_gave_stay(app: Flask, client_for: ClientFor) -> None:
    factories.make_user(app, "other@example.test", Role.administrator)
    client = client_for("administrator")
    client.submit("accounts.people", {"email": "kari@example.test"})
    client.submit("accounts.erase", {"sure": "y"})
    with app.app_context():
        kari = find_user("kari@example.test")
        assert kari is not None
        assert kari.roles == {Role.coordinator}
        assert db.session.scalar(select(RoleGrant.granted_by_id).join(RoleGrant.user)) is None


def test_the_last_administrator_is_told_why_they_cannot_be_erased(
    client_for: ClientFor,
) -> None:
    client = client_for("administrator", language="en")
    path = client.url("accounts.erase")
    fields = {**client.get(path).fields(), "sure": "y"}
    response = client.http.post(path, data=fields, base_url=client.base_url, follow_redirects=True)
    assert "needs an administrator" in response.text


def test_an_address_written_in_other_letters_is_the_same_person_s(
    app: Flask, client_for: ClientFor
) -> None:
    visitor = client_for(None)
    visitor.submit("helpdesk.ask", {"body": "Hei", "email": " Ana@EXAMPLE.test"})
    client = client_for("member", email=ANA)
    client.submit("accounts.erase", {"sure": "y"})
    assert mentions(app, ANA) == []


def test_erasure_takes_mail_that_has_not_gone_out_with_it(
    app: Flask, client_for: ClientFor, outbox: Outbox
) -> None:
    factories.make_question(app, email=ANA, now=utcnow() - timedelta(minutes=1))
    client = client_for("member", email=ANA)
    client.submit("accounts.erase", {"sure": "y"})
    assert outbox.to(ANA) == []
