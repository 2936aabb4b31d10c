"""Every endpoint with every role: what is declared here is what happens, and nothing is left out."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from newcomer.arrivals.models import ArrivalStatus
from newcomer.database import SAFE_METHODS, utcnow
from newcomer.extensions import db
from newcomer.mentoring.services import runs
from tests import factories
from tests.arrivals import movers
from tests.conftest import ON_ONE_DATABASE
from tests.mentoring import pairs, people
from tests.partner_jobs import introductions
from tests.partner_jobs import people as jobs
from tests.support.client import SiteClient

ROLES = (None, "member", "coordinator", "administrator")
EVERYBODY = set(ROLES)
SIGNED_IN = EVERYBODY - {None}
STAFF = {"coordinator", "administrator"}

# Who may enter, by endpoint. A new endpoint makes the test fail until it stands here.
ALLOWED: dict[str, set[str | None]] = {
    "static": EVERYBODY,
    "root.choose_language": EVERYBODY,
    "root.health": EVERYBODY,
    "root.theme_css": EVERYBODY,
    "root.robots": EVERYBODY,
    "root.sitemap": EVERYBODY,
    "pages.front_page": EVERYBODY,
    "pages.region": EVERYBODY,
    "pages.municipality": EVERYBODY,
    "pages.contact": EVERYBODY,
    "pages.privacy": EVERYBODY,
    "pages.accessibility": EVERYBODY,
    "helpdesk.ask": EVERYBODY,
    "helpdesk.suggestions": EVERYBODY,
    "helpdesk.answered": EVERYBODY,
    "helpdesk.lost_link": EVERYBODY,
    "helpdesk.lost_link_sent": EVERYBODY,
    "guides.articles": EVERYBODY,
    "guides.topic": EVERYBODY,
    "guides.search": EVERYBODY,
    "guides.article": EVERYBODY,
    "guides.vote": EVERYBODY,
    # The link is the key: whoever has it gets in, and a wrong one opens nothing.
    "helpdesk.conversation": EVERYBODY,
    "helpdesk.close_conversation": EVERYBODY,
    "helpdesk.rate": EVERYBODY,
    "helpdesk.comment": EVERYBODY,
    "helpdesk.send_link": EVERYBODY,
    "helpdesk.delete_question": EVERYBODY,
    "helpdesk.confirm": EVERYBODY,
    "checklist.start": EVERYBODY,
    "checklist.show": EVERYBODY,
    "checklist.change": EVERYBODY,
    "checklist.mail_link": EVERYBODY,
    "checklist.calendar": EVERYBODY,
    "checklist.delete": EVERYBODY,
    "arrivals.moving": EVERYBODY,
    "arrivals.ask_for_mentor": EVERYBODY,
    "arrivals.sent": EVERYBODY,
    "arrivals.confirm": EVERYBODY,
    "arrivals.refuse": EVERYBODY,
    "arrivals.private": EVERYBODY,
    "arrivals.grant": EVERYBODY,
    "arrivals.withdraw": EVERYBODY,
    "arrivals.change": EVERYBODY,
    "arrivals.end": EVERYBODY,
    "arrivals.delete": EVERYBODY,
    "arrivals.lost_link": EVERYBODY,
    "arrivals.lost_link_sent": EVERYBODY,
    "arrivals_doors.go": EVERYBODY,
    "mentoring.mentors": EVERYBODY,
    "mentoring.become": EVERYBODY,
    "mentoring.begun": EVERYBODY,
    "mentoring.lost_mentor_link": EVERYBODY,
    "mentoring.lost_mentor_link_sent": EVERYBODY,
    "mentoring.profile": EVERYBODY,
    "mentoring.profile_step": EVERYBODY,
    "mentoring.submit_profile": EVERYBODY,
    "mentoring.pause_profile": EVERYBODY,
    "mentoring.pause_over_summer": EVERYBODY,
    "mentoring.resume_profile": EVERYBODY,
    "mentoring.begin_profile_again": EVERYBODY,
    "mentoring.stop_profile": EVERYBODY,
    "mentoring.delete_profile": EVERYBODY,
    "mentoring.pair": EVERYBODY,
    "mentoring.say_yes": EVERYBODY,
    "mentoring.say_no": EVERYBODY,
    "mentoring.write": EVERYBODY,
    "mentoring.met": EVERYBODY,
    "mentoring.remove_meeting": EVERYBODY,
    "mentoring.pair_midway": EVERYBODY,
    "mentoring.pair_survey": EVERYBODY,
    "mentoring.end_pair": EVERYBODY,
    "mentoring.ask_again": EVERYBODY,
    "mentoring.certificate": EVERYBODY,
    "mentoring.pair_concern": EVERYBODY,
    "accounts.ask_for_link": EVERYBODY,
    "accounts.link_sent": EVERYBODY,
    "accounts.open_link": EVERYBODY,
    "accounts.sign_out": EVERYBODY,
    "accounts.my_page": SIGNED_IN,
    "accounts.details": SIGNED_IN,
    "accounts.export": SIGNED_IN,
    "accounts.erase": SIGNED_IN,
    "accounts.people": {"administrator"},
    "accounts.remove_role": {"administrator"},
    "helpdesk_desk.inbox": {"coordinator"},
    "helpdesk_desk.question": {"coordinator"},
    "helpdesk_desk.close": {"coordinator"},
    "helpdesk_desk.reopen": {"coordinator"},
    "helpdesk_desk.new_link": {"coordinator"},
    "helpdesk_desk.assign": {"coordinator"},
    "helpdesk_desk.note": {"coordinator"},
    "helpdesk_desk.preliminary": {"coordinator"},
    "helpdesk_desk.hand_over": {"coordinator"},
    "helpdesk_desk.duplicate": {"coordinator"},
    "helpdesk_desk.on_behalf": {"coordinator"},
    "helpdesk_desk.figures": {"coordinator"},
    "helpdesk_desk.figures_csv": {"coordinator"},
    "mentoring_desk.mentor_figures": {"coordinator"},
    "mentoring_desk.mentor_figures_csv": {"coordinator"},
    "helpdesk_desk.saved_answers": {"coordinator"},
    "helpdesk_desk.new_saved_answer": {"coordinator"},
    "helpdesk_desk.edit_saved_answer": {"coordinator"},
    "helpdesk_desk.delete_saved_answer": {"coordinator"},
    "helpdesk_desk.publish": {"coordinator"},
    "arrivals_desk.all_doors": {"coordinator"},
    "arrivals_desk.new_door": {"coordinator"},
    "arrivals_desk.poster": {"coordinator"},
    "arrivals_desk.close_door": {"coordinator"},
    "mentoring_desk.pairs": {"coordinator"},
    "mentoring_desk.pair": {"coordinator"},
    "mentoring_desk.withdraw_pair": {"coordinator"},
    "mentoring_desk.look_after_pair": {"coordinator"},
    "mentoring_desk.end_pair": {"coordinator"},
    "mentoring_desk.concerns": {"coordinator"},
    "mentoring_desk.concern": {"coordinator"},
    "guides_desk.guides": {"coordinator"},
    "guides_desk.new": {"coordinator"},
    "guides_desk.guide": {"coordinator"},
    "guides_desk.text": {"coordinator"},
    "guides_desk.publish": {"coordinator"},
    "guides_desk.unpublish": {"coordinator"},
    "guides_desk.checked": {"coordinator"},
    "guides_desk.delete": {"coordinator"},
    "mentoring_desk.mentors": {"coordinator"},
    "mentoring_desk.mentor": {"coordinator"},
    "mentoring_desk.to_interview": {"coordinator"},
    "mentoring_desk.check_mentor": {"coordinator"},
    "mentoring_desk.approve_mentor": {"coordinator"},
    "mentoring_desk.decline_mentor": {"coordinator"},
    "mentoring_desk.pause_mentor": {"coordinator"},
    "mentoring_desk.resume_mentor": {"coordinator"},
    "mentoring_desk.stop_mentor": {"coordinator"},
    "mentoring.missing": EVERYBODY,
    "mentoring_desk.board": {"coordinator"},
    "mentoring_desk.send_proposals": {"coordinator"},
    "mentoring_desk.propose": {"coordinator"},
    "mentoring_desk.run": {"coordinator"},
    "mentoring_desk.run_progress": {"coordinator"},
    "mentoring_desk.change_weights": {"coordinator"},
    "mentoring_desk.newcomer": {"coordinator"},
    "mentoring_desk.propose_one": {"coordinator"},
    "mentoring_desk.choose_mentor": {"coordinator"},
    "mentoring_desk.why_not": {"coordinator"},
    "mentoring_desk.pair_rule": {"coordinator"},
    "jobs.employers": EVERYBODY,
    "jobs.apply": SIGNED_IN,
    # Only who acts for the employer sees more than that there is no such page.
    "jobs.employer_room": SIGNED_IN,
    "jobs.change_employer": SIGNED_IN,
    "jobs.leave_network": SIGNED_IN,
    "jobs.employer_people": SIGNED_IN,
    "jobs.add_colleague": SIGNED_IN,
    "jobs.my_employer_details": SIGNED_IN,
    "jobs.remove_colleague": SIGNED_IN,
    "jobs.members": SIGNED_IN,
    "jobs_desk.employers": {"coordinator"},
    "jobs_desk.employer": {"coordinator"},
    "jobs_desk.approve_employer": {"coordinator"},
    "jobs_desk.ask_employer": {"coordinator"},
    "jobs_desk.decline_employer": {"coordinator"},
    "jobs_desk.end_membership": {"coordinator"},
    "jobs_desk.change_employer": {"coordinator"},
    "jobs_desk.let_in": {"coordinator"},
    "jobs_desk.put_out": {"coordinator"},
    "jobs_desk.member_mail": {"coordinator"},
    "jobs.vacancies": EVERYBODY,
    "jobs.vacancy": EVERYBODY,
    "jobs.vacancies_feed": EVERYBODY,
    "jobs.employer_vacancies": SIGNED_IN,
    "jobs.new_vacancy": SIGNED_IN,
    "jobs.own_vacancy": SIGNED_IN,
    "jobs.edit_vacancy": SIGNED_IN,
    "jobs.vacancy_text": SIGNED_IN,
    "jobs.remove_vacancy_text": SIGNED_IN,
    "jobs.delete_vacancy": SIGNED_IN,
    "jobs.publish_vacancy": SIGNED_IN,
    "jobs.renew_vacancy": SIGNED_IN,
    "jobs.pause_vacancy": SIGNED_IN,
    "jobs.resume_vacancy": SIGNED_IN,
    "jobs.end_vacancy": SIGNED_IN,
    "jobs_desk.vacancies": {"coordinator"},
    "jobs_desk.vacancy": {"coordinator"},
    "jobs_desk.vacancy_partners": {"coordinator"},
    "jobs.my_introductions": SIGNED_IN,
    "jobs.employer_introductions": SIGNED_IN,
    "jobs.introduction": SIGNED_IN,
    "jobs.introduction_yes": SIGNED_IN,
    "jobs.introduction_no": SIGNED_IN,
    "jobs.withdraw_introduction": SIGNED_IN,
    "jobs.introduction_talked": SIGNED_IN,
    "jobs.introduction_outcome": SIGNED_IN,
    "jobs.reopen_introduction": SIGNED_IN,
    "jobs.take_back_others": SIGNED_IN,
    "jobs.fill_vacancy": SIGNED_IN,
    "jobs.suggest_as_partner": SIGNED_IN,
    "jobs.suggest_as_employer": SIGNED_IN,
    "jobs_desk.introductions": {"coordinator"},
    "jobs_desk.introduction": {"coordinator"},
    "jobs_desk.withdraw_introduction": {"coordinator"},
    "jobs_desk.look_after_introduction": {"coordinator"},
    "jobs_desk.ask_again": {"coordinator"},
    "jobs_desk.reopen_introduction": {"coordinator"},
    "jobs_desk.take_back_others": {"coordinator"},
    "jobs_desk.introduction_talked": {"coordinator"},
    "jobs_desk.introduction_outcome": {"coordinator"},
    "jobs_desk.suggest_introduction": {"coordinator"},
    "jobs_desk.network": {"coordinator"},
    "jobs_desk.job_figures": {"coordinator"},
    "jobs_desk.job_figures_csv": {"coordinator"},
    "jobs.partners_welcome": EVERYBODY,
    "jobs.end_digest": EVERYBODY,
    # Their own profile only; of others, what those allow.
    "jobs.partner_profile": SIGNED_IN,
    "jobs.partner_fits": SIGNED_IN,
    "jobs.partner_looks": SIGNED_IN,
    "jobs.partner_cv": SIGNED_IN,
    "jobs.remove_partner_cv": SIGNED_IN,
    "jobs.own_partner_cv": SIGNED_IN,
    "jobs.hide_partner": SIGNED_IN,
    "jobs.show_partner": SIGNED_IN,
    "jobs.partner_hired": SIGNED_IN,
    "jobs.delete_partner": SIGNED_IN,
    "jobs.employer_partners": SIGNED_IN,
    "jobs.employer_partner": SIGNED_IN,
    "jobs.employer_partner_cv": SIGNED_IN,
    "jobs_desk.partners": {"coordinator"},
    "jobs_desk.partner": {"coordinator"},
    "jobs_desk.partner_cv_at_desk": {"coordinator"},
    "desk.overview": STAFF,
    "desk.mail": {"administrator"},
    "desk.retry_mail": {"administrator"},
    "desk.log": {"administrator"},
    "desk.operations": {"administrator"},
}

# Addresses that only lead on.
LEAD_ON = {"root.choose_language", "arrivals_doors.go"}

# Forms without a token, and why: each can only add one to a count, within a limit, and stands on a
# page that is kept for all visitors, whom a token would give a session. What browsers say comes from
# another site is refused here like everywhere (the next test but one).
WITHOUT_TOKEN = {"jobs.end_digest", "guides.vote"}


@pytest.fixture
def world(
    app: Flask, make_question: Callable[..., int], make_article: Callable[..., str]
) -> dict[str, Any]:
    """Something of everything, so that every address leads somewhere."""
    number = make_question()
    waits = make_question(email="waits@example.test", suspicious=True)
    make_article()
    article = factories.article_number(app, "find-a-doctor")
    factories.make_user(app, "member@example.test")
    grant = factories.make_coordinator_grant(app)
    mentor = people.make_mentor(app)
    pair = people.make_match(app, people.make_request(app), people.make_mentor(app))
    job = introductions.world_of(app)  # everybody who is signed in acts for the employer
    return {
        **pairs.world_of(app, pair),
        **job,
        "person_id": jobs.person_of(app, job["employer_id"], "member@example.test"),
        "question_id": number,
        "article_id": article,
        "slug": "find-a-doctor",
        "token": factories.private_path(app, number).rpartition("/")[2],
        "confirmation": factories.confirmation_path(app, waits).rpartition("/")[2],
        "checklist_token": factories.make_checklist(app),
        "arrival_token": movers.private_token(app, people.make_arrival(app)),
        "arrival_confirmation": movers.confirmation(
            app, people.make_arrival(app, status=ArrivalStatus.unconfirmed)
        ),
        "purpose": "mentor",
        "door_id": movers.make_door(app),
        "code": "abc234",
        "mentor_id": mentor,
        "mentor_token": people.mentor_path(app, mentor).rpartition("/")[2],
        "step": "about",
        "check": "interview",
        "grant_id": grant,
        "email_id": factories.make_dead_email(app),
        "saved_id": factories.make_saved_answer(app),
        "request_id": people.make_request(app),
        "run_id": make_run(app),
        "what": "lock",
        "text_language": "sv",
        "filename": "site.css",
        "fingerprint": "0",
    }


def make_run(app: Flask) -> int:
    """A search for mentors that waits for a worker; its number."""
    with app.test_request_context(method="POST"):
        run = runs.queue(None, {}, actor=None, now=utcnow())
        db.session.commit()
        return int(run.id)


def addresses(
    app: Flask, world: dict[str, Any], language: str = "nb"
) -> list[tuple[str, str, str]]:
    """(endpoint, method, path) of everything that the site answers to."""
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("newcomer.test")
        for rule in app.url_map.iter_rules():
            values = {name: world.get(name, language) for name in rule.arguments}
            if rule.endpoint == "pages.municipality":
                values["slug"] = "lillehammer"
            if rule.endpoint == "guides.topic":
                values["slug"] = "health"
            if rule.endpoint == "accounts.open_link":
                values["token"] = factories.make_sign_in_link(app, "member@example.test")
            if rule.endpoint == "jobs_desk.vacancy_partners":  # theirs it is not
                values["vacancy_id"] = world["others_vacancy_id"]
            for method in {"GET", "POST"} & (rule.methods or set()):
                found.append((rule.endpoint, method, adapter.build(rule.endpoint, values, method)))
    return found


def test_every_endpoint_is_listed(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ALLOWED)


@ON_ONE_DATABASE
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_each_role_enters_where_it_may_and_nowhere_else(
    app: Flask, world: dict[str, Any], client_for: Callable[..., SiteClient], role: str | None
) -> None:
    client = client_for(role)
    for endpoint, method, path in addresses(app, world):
        status = _open(client.http, method, path)
        if role in ALLOWED[endpoint]:
            assert status not in {401, 403}, f"{role} was kept out of {method} {path}"
            assert not (method == "GET" and status == 302 and endpoint not in LEAD_ON), path
        elif role is None:
            expected = 302 if method in SAFE_METHODS else 401
            assert status == expected, f"{method} {path} answers a stranger with {status}"
        else:
            assert status == 403, f"{method} {path} answers a {role} with {status}"


def _open(client: FlaskClient, method: str, path: str, **options: Any) -> int:
    response = client.open(path, method=method, base_url="http://newcomer.test", **options)
    response.close()
    return response.status_code


@ON_ONE_DATABASE
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_a_form_without_its_token_changes_nothing(
    app: Flask, world: dict[str, Any], client_for: Callable[..., SiteClient], role: str | None
) -> None:
    """Whatever a stranger's page makes a browser send, nothing is written."""
    data = {
        "body": "Hei", "email": "x@example.test", "language": "nb", "sure": "y", "role": "coordinator",
        "name": "X", "topic": "", "municipality": "", "situation": "",
        "title": "Hei", "summary": "Hei", "source_language": "nb", "checked_on": "2026-01-01",
    }  # fmt: skip
    client = client_for(role)
    for endpoint, method, path in addresses(app, world):
        if method == "POST" and role in ALLOWED[endpoint] and endpoint not in WITHOUT_TOKEN:
            before = _contents(app)
            status = _open(client.http, "POST", path, data=data)
            assert status in {302, 401, 410, 422, 404}, f"{path}: {status}"
            assert _contents(app) == before, f"{path} changed something without a token"


@ON_ONE_DATABASE
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_what_another_site_sends_is_refused(
    app: Flask, world: dict[str, Any], client_for: Callable[..., SiteClient], role: str | None
) -> None:
    client = client_for(role)
    for _endpoint, method, path in addresses(app, world):
        if method == "POST":
            status = _open(client.http, "POST", path, headers={"Sec-Fetch-Site": "cross-site"})
            assert status == 403, path


@ON_ONE_DATABASE
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_looking_changes_nothing(
    app: Flask, world: dict[str, Any], client_for: Callable[..., SiteClient], role: str | None
) -> None:
    """GET leaves the domain as it was: mail scanners and search engines follow every link."""
    client = client_for(role)
    before = _contents(app)
    for _endpoint, method, path in addresses(app, world):
        if method == "GET":
            _open(client.http, "GET", path)
    # Links were made above to have something to open; a coordinator's reading is logged; who comes
    # through a door is counted; who looks at a partner for an employer is noted for the partner.
    ignored = {
        *("audit_entry", "read_mark", "sign_in_link", "outgoing_email", "door", "profile_look")
    }
    after = _contents(app)
    assert {k: v for k, v in after.items() if k not in ignored} == {
        k: v for k, v in before.items() if k not in ignored
    }


def _contents(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table, but for the counters of limits, which count also what is refused."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in db.metadata.sorted_tables
            if table.name != "limit_count"
        }
