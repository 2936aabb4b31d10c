"""Pages of employers: for everybody, their own rooms, and at the desk."""

from collections.abc import Iterator

from flask import Flask
from playwright.sync_api import Page, Response
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.demo import employer_of
from newcomer.partner_jobs.models.employers import (
    Employer,
    EmployerNo,
    EmployerPerson,
    EmployerStatus,
)
from tests.partner_jobs.people import make_employer, person_of
from tests.support.pages.steps import (
    EMAILS,
    SENTENCE,
    SitePage,
    main_form,
    path,
    press,
    send,
    send_an_outdated_version,
    sending,
)

WHO = "coordinator"
MEMBER = EMAILS["member"]
NAMES = {status: f"Bedrift ({status.value}) AS" for status in EmployerStatus}


def pages(app: Flask) -> Iterator[SitePage]:
    yield from _ways_in(app)
    yield from _rooms(app)
    yield from _people(app)
    yield from _desk(app)
    yield from _decisions(app)


def fill(app: Flask) -> None:
    """Somebody who signs in acts for a member of the demo, for an employer of each other kind, and
    alone for one."""
    with app.test_request_context(method="POST"):
        member = employer_of("workshop")
        assert member is not None
        member.people.append(
            EmployerPerson(email=MEMBER, name="Mona Lund", language="nb", created_at=utcnow())
        )
        db.session.commit()
    for status, name in NAMES.items():
        people = (MEMBER,) if status is EmployerStatus.approved else ("hr2@example.test", MEMBER)
        make_employer(
            app, status=status, name=name, people=people, asked_for=SENTENCE,
            no_reason=EmployerNo.not_here if status is EmployerStatus.declined else None,
        )  # fmt: skip


def _number(app: Flask, status: EmployerStatus) -> int:
    with app.app_context():
        query = select(Employer.id).where(Employer.name == NAMES[status])
        return db.session.scalars(query).one()


def _demo(app: Flask, key: str) -> int:
    with app.app_context():
        found = employer_of(key)
        assert found is not None
        return found.id


def _ways_in(app: Flask) -> Iterator[SitePage]:
    yield SitePage("employers", path(app, "jobs.employers"), key=True)
    apply = path(app, "jobs.apply")
    yield SitePage("employer-apply", apply, "member", key=True)
    mistakes = sending(org_number="123")
    yield SitePage("employer-apply-mistakes", apply, "member", 422, mistakes)
    yield SitePage("employer-known", apply, "member", 409, _apply_for_a_known_one)


def _apply_for_a_known_one(page: Page) -> Response | None:
    form = main_form(page)
    for name, value in (("sector", "private"), ("size", "1-9")):
        form.locator(f'[name="{name}"]').select_option(value)
    form.locator('[name="place"]').select_option(index=1)
    form.locator('[name="languages"]').first.check()
    form.locator('[name="pledge"]').check()
    return send(page, org_number="800 000 114", name="Eksempel", person_name="Ola")


def _rooms(app: Flask) -> Iterator[SitePage]:
    member = _demo(app, "workshop")
    room = path(app, "jobs.employer_room", employer_id=member)
    yield SitePage("employer-room", room, "member", key=True)
    yield SitePage("employer-change", room + "/change", "member")
    outdated = send_an_outdated_version
    yield SitePage("employer-changed", room + "/change", "member", 409, outdated)
    too_many = sending(conversations_a_month="99")
    yield SitePage("employer-change-mistakes", room + "/change", "member", 422, too_many)
    yield SitePage("employer-leave", room + "/leave", "member")
    yield SitePage("employer-leave-outdated", room + "/leave", "member", 409, outdated)
    yield SitePage("members", room + "/members", "member", key=True)
    yield SitePage("members-none", room + "/members?sector=county", "member")
    for status in EmployerStatus:
        if status is not EmployerStatus.approved:
            one = path(app, "jobs.employer_room", employer_id=_number(app, status))
            yield SitePage(f"employer-room-{status.value}", one, "member")
            yield SitePage(f"employer-change-{status.value}", one + "/change", "member", alike=True)


def _people(app: Flask) -> Iterator[SitePage]:
    member, alone = _demo(app, "workshop"), _number(app, EmployerStatus.approved)
    where = path(app, "jobs.employer_people", employer_id=member)
    yield SitePage("employer-people", where, "member")
    yield SitePage("employer-colleague", where + "/add", "member")
    yield SitePage("employer-colleague-mistakes", where + "/add", "member", 422, sending())
    yield SitePage("employer-person", where + "/me", "member")
    yield SitePage(
        "employer-person-mistakes", where + "/me", "member", 422, sending(person_name="")
    )
    for name, email in (("self", MEMBER), ("colleague", "hr@example.test")):
        person = person_of(app, member, email)
        yield SitePage(f"employer-remove-{name}", f"{where}/{person}/remove", "member")
    last = path(
        app,
        "jobs.remove_colleague",
        employer_id=alone,
        person_id=person_of(app, alone, MEMBER),
    )
    yield SitePage("employer-last-person", last, "member", 409, _press_danger)


def _press_danger(page: Page) -> Response | None:
    return press(page, main_form(page).locator("button"))


def _desk(app: Flask) -> Iterator[SitePage]:
    listed = path(app, "jobs_desk.employers")
    yield SitePage("desk-employers", listed, WHO, key=True)
    yield SitePage("desk-employers-none", f"{listed}?q=xyz", WHO)
    for status in EmployerStatus:
        one = path(app, "jobs_desk.employer", employer_id=_number(app, status))
        yield SitePage(f"desk-employer-{status.value}", one, WHO)
    letter = path(app, "jobs_desk.member_mail")
    yield SitePage("member-mail", letter, WHO, key=True)
    yield SitePage("member-mail-mistakes", letter, WHO, 422, sending(subject=""))
    shown = sending(subject=SENTENCE, body=SENTENCE)
    yield SitePage("member-mail-shown", letter, WHO, step=shown, key=True)


def _decisions(app: Flask) -> Iterator[SitePage]:
    waits, member = (
        _number(app, EmployerStatus.applied),
        _number(app, EmployerStatus.approved),
    )
    one = path(app, "jobs_desk.employer", employer_id=waits)
    yield SitePage("desk-employer-outdated", one, WHO, 409, _approve_outdated)
    for name in ("ask", "decline", "change", "people/add"):
        short = name.replace("people/add", "let-in")
        yield SitePage(f"desk-employer-{short}", f"{one}/{name}", WHO)
    yield SitePage("desk-employer-ask-mistakes", f"{one}/ask", WHO, 422, sending())
    yield SitePage("desk-employer-decline-mistakes", f"{one}/decline", WHO, 422, sending())
    yield SitePage("desk-employer-let-in-mistakes", f"{one}/people/add", WHO, 422, sending())
    yield SitePage("desk-employer-change-mistakes", f"{one}/change", WHO, 422, sending(name=""))
    yield SitePage("desk-employer-ask-outdated", f"{one}/ask", WHO, 409, _ask_outdated)
    end = path(app, "jobs_desk.end_membership", employer_id=member)
    yield SitePage("desk-employer-end", end, WHO)
    person = person_of(app, member, MEMBER)
    out = path(app, "jobs_desk.put_out", employer_id=member, person_id=person)
    yield SitePage("desk-employer-remove", out, WHO)
    yield SitePage("desk-employer-last-person", out, WHO, 409, _press_danger)


def _approve_outdated(page: Page) -> Response | None:
    form = page.locator('main form[action$="/approve"]')
    form.locator('[name="version"]').evaluate("field => { field.value = '99' }")
    return press(page, form.locator("button"))


def _ask_outdated(page: Page) -> Response | None:
    main_form(page).locator('[name="text"]').fill(SENTENCE)
    return send_an_outdated_version(page)
