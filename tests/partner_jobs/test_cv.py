"""A CV is a PDF that only shows pages; few may have it, and each who does is noted."""

import io
import time
from collections.abc import Callable

import pytest
from flask import Flask
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from newcomer.access import Role
from newcomer.config import MAX_BODY_BYTES
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Sector
from newcomer.partner_jobs.models.introductions import IntroductionStatus
from newcomer.partner_jobs.models.partners import LookedAt, PartnerCV, PartnerProfile, ProfileLook
from newcomer.partner_jobs.services import cv, parting
from newcomer.partner_jobs.services.cv import MOST_TRIES, Unfit, Why
from tests.partner_jobs import pdfs, people
from tests.partner_jobs.partner_forms import MARIA, change, signed_in
from tests.support.client import Page, SiteClient

URL = NameObject("/URI")
GOOD: dict[str, Callable[[], bytes]] = {
    "a page": pdfs.plain,
    "twenty pages": lambda: pdfs.plain(20),
    "opens at a page": pdfs.opening_at_a_page,
    "a web address": pdfs.with_link,
    "everything in one packed stream": pdfs.packed,
    "opens at a page that is written elsewhere": pdfs.opening_at_a_page_written_elsewhere,
}
BAD: dict[str, tuple[Callable[[], bytes], Why]] = {
    "nothing": (lambda: b"", Why.nothing),
    "a word document": (lambda: b"PK\x03\x04" + b"x" * 2000, Why.not_pdf),
    "a web page": (lambda: b"<html><script>1</script>", Why.not_pdf),
    "a web page that is a PDF, too": (
        lambda: b"<html><script>1</script>" + pdfs.plain(), Why.not_pdf,
    ),
    "an action whose name is written elsewhere": (
        pdfs.naming_its_action_elsewhere, Why.does_things,
    ),
    "an attached file whose kind is written elsewhere": (
        pdfs.naming_its_kind_elsewhere, Why.does_things,
    ),
    "a script that looks packed": (pdfs.with_script_between_words, Why.does_things),
    "only the first line": (lambda: b"%PDF-1.7\n" + b"x" * 500, Why.broken),
    "cut in two": (lambda: pdfs.plain(3)[:300], Why.broken),
    "no pages": (lambda: pdfs.plain(0), Why.broken),
    "too large": (lambda: b"%PDF-1.7\n" + b"x" * cv.MOST_BYTES, Why.too_large),
    "locked": (pdfs.locked, Why.locked),
    "twenty-one pages": (lambda: pdfs.plain(21), Why.too_many_pages),
    "a script": (pdfs.with_javascript, Why.does_things),
    "a script under another spelling": (pdfs.with_escaped_name, Why.does_things),
    "a script that nothing leads to": (pdfs.with_hidden_object, Why.does_things),
    "a file within": (pdfs.with_attachment, Why.does_things),
    "opens a program": (
        lambda: pdfs.with_at_root("/OpenAction", pdfs.action("Launch")), Why.does_things,
    ),
    "opens an address": (
        lambda: pdfs.with_at_root(
            "/OpenAction", pdfs.action("URI", URI=TextStringObject("https://example.test"))
        ),
        Why.does_things,
    ),
    "acts when it is opened": (
        lambda: pdfs.with_on_page("/AA", DictionaryObject({NameObject("/O"): pdfs.action("GoTo")})),
        Why.does_things,
    ),
    "a link that runs a script": (
        lambda: pdfs.with_annotation(
            Subtype=NameObject("/Link"), A=pdfs.action("JavaScript", JS=TextStringObject("1"))
        ),
        Why.does_things,
    ),
    "a button that sends a form": (
        lambda: pdfs.with_annotation(Subtype=NameObject("/Widget"), A=pdfs.action("SubmitForm")),
        Why.does_things,
    ),
    "a film": (
        lambda: pdfs.with_annotation(Subtype=NameObject("/RichMedia")), Why.does_things,
    ),
    "an attached file": (
        lambda: pdfs.with_annotation(Subtype=NameObject("/FileAttachment")), Why.does_things,
    ),
    "a form of Adobe's": (
        lambda: pdfs.with_at_root(
            "/AcroForm", DictionaryObject({NameObject("/XFA"): ArrayObject()})
        ),
        Why.does_things,
    ),
    "a file that nothing leads to": (
        lambda: pdfs.with_stream("/EmbeddedFile"), Why.does_things,
    ),
    "lists within lists": (pdfs.nested, Why.too_heavy),
    "very many objects": (pdfs.many_objects, Why.too_heavy),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_plain_pdf_is_kept(name: str) -> None:
    cv.check(GOOD[name]())


@pytest.mark.parametrize("name", BAD)
def test_any_other_file_is_refused_and_it_is_said_why(name: str) -> None:
    make, why = BAD[name]
    with pytest.raises(Unfit) as caught:
        cv.check(make())
    assert caught.value.why in {
        why,
        *((Why.too_heavy, Why.broken) if name == "lists within lists" else ()),
    }


def test_a_file_that_swells_costs_little_time() -> None:
    data = pdfs.bomb()
    assert len(data) < cv.MOST_BYTES
    began = time.perf_counter()
    with pytest.raises(Unfit):
        cv.check(data)
    assert time.perf_counter() - began < cv.MOST_SECONDS


def send(client: SiteClient, data: bytes, *, status: int = 200) -> Page:
    fields = client.get("jobs.partner_cv").fields()
    sent = {**fields, "cv": FileStorage(io.BytesIO(data), "min cv.pdf", "cv")}
    boundary, body = encode_multipart(sent)
    kind = f"multipart/form-data; boundary={boundary}"
    where = client.url("jobs.partner_cv")
    return client.open("POST", where, data=body, content_type=kind, status=status)


def test_a_partner_sends_in_fetches_replaces_and_removes_their_cv(app: Flask) -> None:
    number = people.make_partner(app, email=MARIA)
    client = signed_in(app, MARIA)
    client.get("jobs.own_partner_cv", status=404)
    first, second = pdfs.plain(), pdfs.plain(2)
    send(client, first)
    assert _fetched(client, "jobs.own_partner_cv").data == first
    page = send(client, second)
    response = _fetched(client, "jobs.own_partner_cv")
    assert response.data == second
    assert response.headers["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    client.press(page, "/cv/remove")
    assert _stored(app, number) is None
    client.get("jobs.own_partner_cv", status=404)


def test_a_refused_file_changes_nothing_and_the_page_says_why(app: Flask) -> None:
    number = people.make_partner(app, email=MARIA)
    client = signed_in(app, MARIA)
    send(client, pdfs.plain())
    page = send(client, pdfs.with_javascript(), status=422)
    assert page.errors
    assert _stored(app, number) == pdfs.plain()
    send(client, b"", status=422)


def test_nobody_keeps_us_busy_with_files(app: Flask) -> None:
    people.make_partner(app, email=MARIA)
    client = signed_in(app, MARIA)
    for _ in range(MOST_TRIES):
        send(client, b"", status=422)
    send(client, pdfs.plain(), status=429)


def test_a_file_of_three_megabytes_comes_through_here_and_nowhere_else(app: Flask) -> None:
    people.make_partner(app, email=MARIA)
    client = signed_in(app, MARIA)
    large = pdfs.plain() + b"\n%" + b" " * (cv.MOST_BYTES - 4096)
    assert len(large) > MAX_BODY_BYTES
    send(client, large)
    assert _fetched(client, "jobs.own_partner_cv").data == large
    much_too_large = b"%PDF-1.7" + b" " * (cv.MOST_BYTES + 200_000)
    send(client, much_too_large, status=413)
    fields = client.get("jobs.partner_profile").fields()
    sent = {**fields, "presentation": "x" * (MAX_BODY_BYTES + 1)}
    client.post("jobs.partner_profile", sent, status=413)


@pytest.mark.parametrize("status", list(IntroductionStatus), ids=lambda one: one.value)
@pytest.mark.parametrize("sector", [Sector.private, Sector.municipal], ids=lambda one: one.value)
def test_an_employer_gets_it_when_both_have_said_yes_and_not_before_or_after(
    app: Flask, status: IntroductionStatus, sector: Sector
) -> None:
    number, employer = _with_cv(app), people.make_employer(app, sector=sector)
    people.make_introduction(app, number, employer, status=status)
    client = signed_in(app, "hr@example.test")
    where = {"employer_id": employer, "partner_id": number}
    may = status is IntroductionStatus.accepted
    response = _fetched(client, "jobs.employer_partner_cv", **where)
    assert response.status_code == (200 if may else 404)
    assert [look.what for look in _looks(app)] == ([LookedAt.cv] if may else [])


def test_another_employer_a_colleague_and_a_stranger_do_not_get_it(app: Flask) -> None:
    number, employer = _with_cv(app), people.make_employer(app)
    other = people.make_employer(app, people=("other@example.test",))
    people.make_introduction(app, number, employer, status=IntroductionStatus.accepted)
    client = signed_in(app, "other@example.test")
    for one in (employer, other):
        response = _fetched(client, "jobs.employer_partner_cv", employer_id=one, partner_id=number)
        assert response.status_code == 404
    assert _looks(app) == []


def test_a_coordinator_gets_it_and_the_partner_sees_so(app: Flask) -> None:
    number = _with_cv(app)
    desk = signed_in(app, "desk@example.test", Role.coordinator)
    assert _fetched(desk, "jobs_desk.partner_cv_at_desk", partner_id=number).status_code == 200
    page = signed_in(app, MARIA).get("jobs.partner_looks")
    assert "En koordinator" in page.text
    assert "CV-en din" in page.text


def test_it_goes_when_the_profile_goes(app: Flask) -> None:
    number = _with_cv(app)
    with app.test_request_context(method="POST"):
        parting.partner(db.session.get_one(PartnerProfile, number), utcnow())
        db.session.commit()
    assert _stored(app, number) is None


def _with_cv(app: Flask) -> int:
    number = people.make_partner(app, email=MARIA)
    change(app, number, lambda one: cv.keep(one, pdfs.plain(), utcnow()))
    return number


def _fetched(client: SiteClient, endpoint: str, **values: object) -> TestResponse:
    return client.http.get(client.url(endpoint, **values), base_url=client.base_url)


def _stored(app: Flask, number: int) -> bytes | None:
    with app.app_context():
        return db.session.scalar(select(PartnerCV.data).where(PartnerCV.partner_id == number))


def _looks(app: Flask) -> list[ProfileLook]:
    with app.app_context():
        found = list(db.session.scalars(select(ProfileLook)))
        db.session.expunge_all()
    return found
