"""Work that comes round by itself, and first of all the removal of what has been kept long enough."""

import json
import stat
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from newcomer import schedule
from newcomer.access import Role
from newcomer.accounts.models import RoleGrant, SignInLink, User
from newcomer.arrivals.models import ArrivalStatus
from newcomer.audit import AuditEntry
from newcomer.extensions import db
from newcomer.guides.models import Checklist, SearchMiss
from newcomer.helpdesk.models import Message, Question, QuestionStatus
from newcomer.limits import LimitCount
from newcomer.mail import EmailStatus, OutgoingEmail
from newcomer.mentoring.models import (
    Concern,
    MatchRun,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorReference,
    MentorRequest,
    MentorStatus,
    Side,
)
from newcomer.page_cache import PublicVersion
from newcomer.partner_jobs.models.employers import EmployerStatus, MemberMail
from newcomer.partner_jobs.models.introductions import IntroductionStatus
from newcomer.partner_jobs.models.partners import LookedAt, ProfileLook
from newcomer.partner_jobs.models.vacancies import VacancyStatus
from newcomer.registry import RETENTION_BATCH, Counts, DueWork, PersonalData
from newcomer.schedule import RetentionReport, ScheduledWork
from tests.mentoring import people
from tests.partner_jobs import people as jobs
from tests.support import server
from tests.support.at_once import at_once
from tests.support.client import SiteClient

NOW = datetime(2024, 11, 25, 8, 0, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
ANA = "ana@example.test"

SetWork = Callable[..., None]


@pytest.fixture
def set_work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> SetWork:
    """Let nothing be due but this."""

    def put(*pieces: DueWork) -> None:
        monkeypatch.setattr(app.extensions["registry"], "due_work", list(pieces))

    return put


@pytest.fixture
def archive(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where questions go before they are removed; not there before the first one does."""
    settings = replace(app.config["SETTINGS"], instance=tmp_path)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return tmp_path / "archive"


def run(app: Flask, at: datetime = NOW) -> list[str]:
    with app.app_context():
        return schedule.run_due(at)


def rows(app: Flask, table: type[Any]) -> list[Any]:
    with app.app_context():
        found = list(db.session.scalars(select(table).order_by(*inspect(table).primary_key)))
        db.session.expunge_all()
    return found


def add(app: Flask, row: Any) -> Any:
    """Store the row; returns what identifies it."""
    with app.app_context():
        db.session.add(row)
        db.session.commit()
        return inspect(row).identity


def identities(app: Flask, table: type[Any]) -> set[Any]:
    return {inspect(row).identity for row in rows(app, table)}


# -- due work ------------------------------------------------------------------------------------


def counting(name: str, done: list[str], every: timedelta = DAY) -> DueWork:
    def work(_now: datetime) -> Counts:
        done.append(name)
        return {name: len(done)}

    return DueWork(name, every, work)


def test_work_runs_when_it_is_due_and_not_before(app: Flask, set_work: SetWork) -> None:
    done: list[str] = []
    set_work(counting("daily", done), counting("hourly", done, HOUR))
    assert run(app, NOW) == ["daily", "hourly"]
    assert run(app, NOW + HOUR / 2) == []
    assert run(app, NOW + HOUR) == ["hourly"]
    assert run(app, NOW + DAY) == ["daily", "hourly"]
    assert done == ["daily", "hourly", "hourly", "daily", "hourly"]
    assert [(one.name, one.report) for one in rows(app, ScheduledWork)] == [
        ("daily", {"daily": 4}),
        ("hourly", {"hourly": 5}),
    ]


@pytest.mark.parametrize("meet", ["INSERT INTO scheduled_work", "UPDATE scheduled_work"])
def test_two_workers_run_what_is_due_once(app: Flask, set_work: SetWork, meet: str) -> None:
    done: list[str] = []
    set_work(counting("daily", done))
    if meet.startswith("UPDATE"):
        run(app, NOW - DAY)
    before = len(done)
    ran = at_once(app, lambda: run(app), lambda: run(app), meet=meet)
    assert sorted(ran) == [[], ["daily"]]
    assert len(done) == before + 1


def test_two_worker_programs_write_one_report(app: Flask, tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": app.config["SETTINGS"].database_url,
        "INSTANCE": str(tmp_path),
    }

    def work() -> None:
        server.flask("worker", "--once", environment=environment)

    at_once(app, work, work, meet="-")
    assert len(rows(app, RetentionReport)) == 1
    registered = sorted(work.name for work in app.extensions["registry"].due_work)
    ran = sorted((one.name, one.error) for one in rows(app, ScheduledWork))
    assert ran == [(name, "") for name in registered]


def write_and_fail(_now: datetime) -> Counts:
    db.session.add(PublicVersion(id=7, number=7))
    db.session.flush()
    raise LookupError("The list of holidays is gone.")


def ask_the_database_nonsense(_now: datetime) -> Counts:
    db.session.add(PublicVersion(id=7, number=7))
    db.session.flush()
    db.session.execute(text("SELECT gone FROM nowhere"))
    return {}


def make_ana_twice(_now: datetime) -> Counts:
    """Breaks a rule of the database, which says so when the transaction ends."""
    for _ in range(2):
        ana = account(NOW)
        ana.email = ANA
        db.session.add(ana)
    return {"user": 2}


@pytest.mark.parametrize(
    ("work", "error"),
    [
        (write_and_fail, {"LookupError"}),
        (ask_the_database_nonsense, {"OperationalError", "ProgrammingError"}),
        (make_ana_twice, {"IntegrityError"}),
    ],
    ids=["fault of ours", "fault in a question", "broken rule"],
)
def test_work_that_fails_stops_no_other_and_its_error_is_shown(
    app: Flask,
    set_work: SetWork,
    client_for: Callable[..., SiteClient],
    work: Callable[[datetime], Counts],
    error: set[str],
) -> None:
    done: list[str] = []
    set_work(counting("first", done), DueWork("failing", DAY, work), counting("last", done))
    assert run(app) == ["first", "failing", "last"]
    assert done == ["first", "last"]
    assert rows(app, PublicVersion) == rows(app, User) == []
    errors = {one.name: one.error for one in rows(app, ScheduledWork)}
    shown = errors.pop("failing")  # its kind and not its words, which may name people
    assert shown in error
    assert errors == {"first": "", "last": ""}
    assert shown in client_for("administrator").get("desk.operations").text


def test_work_that_failed_is_tried_again_soon(app: Flask, set_work: SetWork) -> None:
    set_work(DueWork("daily", DAY, write_and_fail))
    run(app)
    set_work(counting("daily", []))
    assert run(app, NOW + schedule.AGAIN - SECOND) == []
    assert run(app, NOW + schedule.AGAIN) == ["daily"]
    (work,) = rows(app, ScheduledWork)
    assert (work.error, work.report, work.finished_at) == ("", {"daily": 1}, NOW + schedule.AGAIN)
    assert run(app, NOW + 2 * schedule.AGAIN) == []


def test_work_whose_worker_was_killed_is_taken_up_again(app: Flask, set_work: SetWork) -> None:
    def be_killed(_now: datetime) -> Counts:
        raise SystemExit  # no exception that anything catches: what a kill leaves behind

    set_work(DueWork("daily", DAY, be_killed))
    with pytest.raises(SystemExit):
        run(app)
    set_work(counting("daily", []))
    assert run(app, NOW + schedule.GIVEN_UP - SECOND) == []
    assert run(app, NOW + schedule.GIVEN_UP) == ["daily"]


# -- retention -----------------------------------------------------------------------------------


def question(at: datetime, status: QuestionStatus = QuestionStatus.closed) -> Question:
    return Question(
        body="Hvor melder jeg flytting?", email=ANA, language="nb", status=status,
        created_at=at, last_activity_at=at, answer_due_at=at, once=f"{status}{at}",
        messages=[Message(from_staff=False, body="Og hunden?", created_at=at, once=f"{status}{at}")],
    )  # fmt: skip


def email(at: datetime, status: EmailStatus = EmailStatus.sent) -> OutgoingEmail:
    return OutgoingEmail(
        message_id=f"<{status}{at.timestamp()}@newcomer.test>", kind="receipt", language="nb", to=ANA,
        subject="Hei", body="Hei", status=status, created_at=at, next_attempt_at=at, sent_at=at,
    )  # fmt: skip


def link(at: datetime) -> SignInLink:
    return SignInLink(
        fingerprint=str(at), email=ANA, language="nb", created_at=at, expires_at=at + HOUR
    )


def account(at: datetime) -> User:
    return User(
        email=f"{at.timestamp()}@example.test", name="", language="nb", created_at=at,
        last_seen_at=at, session_key="", grants=[],
    )  # fmt: skip


def searched(at: datetime) -> SearchMiss:
    """Counted by day: an hour before the moment of removal is the day before."""
    day = (at - timedelta(hours=NOW.hour, minutes=NOW.minute)).date()
    return SearchMiss(query="husbåt", language="nb", day=day)


def pair(at: datetime) -> MentorMatch:
    request = MentorRequest(arrival=people.arrival_row(now=NOW), created_at=NOW, waiting_since=NOW)
    return MentorMatch(
        mentor=people.mentor_row(now=NOW), request=request, status=MatchStatus.finished,
        created_at=at, last_activity_at=at,
    )  # fmt: skip


# What the region's file calls it, and a row whose time began then.
KINDS: dict[str, Callable[[datetime], Any]] = {
    "closed_question": question,
    "sent_email": email,
    "sign_in_link": link,
    "rate_limit": lambda at: LimitCount(key="scrambled", window=at, count=1),
    "audit": lambda at: AuditEntry(at=at, action="email.retried", subject="email 1"),
    "inactive_user": account,
    "unconfirmed_question": lambda at: question(at, QuestionStatus.unconfirmed),
    "search_miss": searched,
    "checklist": lambda at: Checklist(created_at=at, last_used_at=at),
    "arrival": lambda at: people.arrival_row(now=at),
    "unconfirmed_arrival": lambda at: people.arrival_row(
        now=at, status=ArrivalStatus.unconfirmed, purposes=()
    ),
    "mentor_draft": lambda at: people.mentor_row(now=at, status=MentorStatus.draft),
    "mentor_undecided": lambda at: people.mentor_row(
        now=at,
        status=MentorStatus.submitted,
        references=[MentorReference(name="Per", phone="1", relation="Nabo")],
    ),
    "mentor_paused": lambda at: people.mentor_row(now=at, status=MentorStatus.paused),
    "mentor": lambda at: people.mentor_row(now=at, status=MentorStatus.ended),
    "mentor_match": pair,
    "match_run": lambda at: MatchRun(created_at=at),
    "concern": lambda at: Concern(
        side=Side.mentor, email=ANA, body="x", created_at=at, handled_at=at, once=str(at)
    ),
    "refused_employer": lambda at: jobs.employer_row(now=at, status=EmployerStatus.declined),
    "former_employer": lambda at: jobs.employer_row(now=at, status=EmployerStatus.left),
    "ended_vacancy": lambda at: jobs.vacancy_row(
        now=at, status=VacancyStatus.filled, ended_at=at, employer=jobs.employer_row()
    ),
    "partner": lambda at: jobs.partner_row(now=at),
    "profile_look": lambda at: ProfileLook(
        at=at, what=LookedAt.profile, partner=jobs.partner_row(now=NOW)
    ),
    "introduction": lambda at: jobs.introduction_row(
        now=at, status=IntroductionStatus.over, employer=jobs.employer_row()
    ),
    "member_mail": lambda at: MemberMail(
        subject="x", body="x", recipients=1, sent_at=at, once=str(at)
    ),
}
PART_OF_A_TABLE = {
    *("unconfirmed_question", "unconfirmed_arrival"),
    *("mentor_draft", "mentor_undecided", "mentor_paused"),
    *("refused_employer", "former_employer", "ended_vacancy"),
}


def keep_for(app: Flask, kind: str) -> timedelta:
    time: timedelta = app.extensions["region"].keep_for(kind)
    return time


def test_every_time_in_the_region_s_file_is_kept(app: Flask) -> None:
    assert set(KINDS) == set(app.extensions["region"].retention)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_kept_long_enough_goes_and_what_is_younger_stays(
    app: Flask, archive: Path, client_for: Callable[..., SiteClient], kind: str
) -> None:
    limit = NOW - keep_for(app, kind)
    make = KINDS[kind]
    table = type(make(NOW))
    add(app, make(limit - HOUR))
    younger = add(app, make(limit + HOUR))
    run(app)
    left = identities(app, table)
    assert younger in left
    expected = {kind if kind in PART_OF_A_TABLE else table.__tablename__: 1}
    assert [report.removed for report in rows(app, RetentionReport)] == [expected]
    assert [one.report for one in rows(app, ScheduledWork) if one.name == "retention"] == [expected]
    if table is not AuditEntry:  # a log entry tells of a removed account
        assert left == {younger}
    assert ": 1" in client_for("administrator").get("desk.operations").text


def test_another_time_in_the_region_s_file_is_another_time(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = app.extensions["region"]
    changed = replace(region, retention={**region.retention, "sign_in_link": 1})
    add(app, link(NOW - 2 * DAY))
    monkeypatch.setitem(app.extensions, "region", changed)
    run(app)
    assert rows(app, SignInLink) == []


def test_a_question_that_waits_for_us_is_never_removed(app: Flask, archive: Path) -> None:
    waiting = add(app, question(NOW - 4000 * DAY, QuestionStatus.open))
    add(app, question(NOW - 4000 * DAY, QuestionStatus.answered))
    run(app)
    assert identities(app, Question) == {waiting}


def test_mail_that_waits_is_never_removed_and_dead_letters_are(app: Flask) -> None:
    waiting = add(app, email(NOW - 4000 * DAY, EmailStatus.waiting))
    add(app, email(NOW - 4000 * DAY, EmailStatus.dead))
    run(app)
    assert identities(app, OutgoingEmail) == {waiting}


def test_a_mentor_who_waits_for_an_answer_for_too_long_goes_with_those_who_vouch_for_them(
    app: Flask,
) -> None:
    old = NOW - keep_for(app, "mentor_undecided") - DAY
    for status in (MentorStatus.submitted, MentorStatus.interview):
        reference = MentorReference(name="Per", phone="1", relation="Nabo")
        add(app, people.mentor_row(now=old, status=status, references=[reference]))
    approved = add(app, people.mentor_row(now=old))
    run(app)
    assert rows(app, MentorReference) == []
    assert identities(app, MentorProfile) == {approved}


def test_a_mentor_on_a_long_break_who_is_in_a_pair_stays(app: Flask) -> None:
    old = NOW - keep_for(app, "mentor_paused") - DAY
    kept = add(app, people.mentor_row(now=old, status=MentorStatus.paused, places_held=1))
    run(app)
    assert identities(app, MentorProfile) == {kept}


def test_whoever_has_a_role_stays_however_long_they_are_away(app: Flask) -> None:
    user = account(NOW - 4000 * DAY)
    user.grants.append(RoleGrant(role=Role.coordinator, granted_at=NOW - 4000 * DAY))
    kept = add(app, user)
    run(app)
    assert identities(app, User) == {kept}


@pytest.mark.parametrize("status", ["open", "closed"])
def test_the_questions_of_an_unused_account_are_kept_for_their_own_time(
    app: Flask, archive: Path, status: str
) -> None:
    """Asking needs no signing in: who has not signed in for years may have asked yesterday."""
    unused = account(NOW - 4000 * DAY)
    asked = question(NOW - DAY, QuestionStatus(status))
    asked.email = unused.email
    add(app, unused)
    number = add(app, asked)
    run(app)
    assert identities(app, Question) == {number}


# -- the archive ---------------------------------------------------------------------------------


def archived(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]


def test_questions_are_archived_before_they_go_and_only_we_can_read_it(
    app: Flask, archive: Path
) -> None:
    (number,) = add(app, question(NOW - 400 * DAY))
    run(app)
    (record,) = archived(archive)
    assert (record["number"], record["email"]) == (number, ANA)
    assert record["question"] == "Hvor melder jeg flytting?"
    assert [message["text"] for message in record["messages"]] == ["Og hunden?"]
    assert rows(app, Question) == rows(app, Message) == []
    assert [stat.S_IMODE(path.stat().st_mode) for path in archive.iterdir()] == [0o600]
    assert stat.S_IMODE(archive.stat().st_mode) == 0o700


def test_nothing_is_archived_when_nothing_goes(app: Flask, archive: Path) -> None:
    add(app, question(NOW - DAY))
    run(app)
    assert not archive.exists()


def test_removing_twice_removes_and_archives_once(app: Flask, archive: Path) -> None:
    for kind, make in KINDS.items():
        add(app, make(NOW - keep_for(app, kind) - HOUR))
    with app.app_context():
        for _ in range(2):
            schedule.carry_out_retention(NOW)
            db.session.commit()
    first, second = rows(app, RetentionReport)
    assert set(first.removed.values()) == {1}
    assert second.removed == {}
    assert len(archived(archive)) == 1


def test_a_removal_takes_all_that_is_due_however_much_it_is(app: Flask, archive: Path) -> None:
    most = RETENTION_BATCH + 1
    with app.app_context():
        db.session.add_all(question(NOW - 400 * DAY - n * HOUR) for n in range(most))
        db.session.commit()
    run(app)
    assert rows(app, Question) == []
    assert [report.removed for report in rows(app, RetentionReport)] == [{"question": most}]
    assert len({record["number"] for record in archived(archive)}) == most


def test_a_removal_that_fails_midway_loses_nothing_and_goes_on_later(
    app: Flask, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = add(app, question(NOW - 400 * DAY))
    add(app, link(NOW - 400 * DAY))

    def nothing(*_: Any) -> None:
        return None

    kinds = app.extensions["registry"].personal_data
    failing = PersonalData("failing", frozenset(), nothing, nothing, write_and_fail, order=99)
    with monkeypatch.context() as patch:  # after questions, before accounts
        patch.setattr(app.extensions["registry"], "personal_data", [*kinds, failing])
        run(app)
    assert {record["number"] for record in archived(archive)} == set(number)
    assert len(rows(app, SignInLink)) == 1
    run(app, NOW + schedule.AGAIN)
    assert rows(app, Question) == rows(app, SignInLink) == []
    told: Counter[str] = Counter()
    for report in rows(app, RetentionReport):
        told.update(report.removed)
    assert told == {"question": 1, "sign_in_link": 1}
