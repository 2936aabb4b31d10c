"""CVs: sent in and removed by the partner, fetched by whoever may have one."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, true

from newcomer import audit
from newcomer.access import Permission, requires, signed_in
from newcomer.database import again_if_stale, short_transaction, utcnow
from newcomer.extensions import db
from newcomer.forms import ActionForm
from newcomer.partner_jobs.forms.partners import CVForm
from newcomer.partner_jobs.models.partners import LookedAt
from newcomer.partner_jobs.services import cv, looks
from newcomer.partner_jobs.services.cv import Unfit, Why
from newcomer.partner_jobs.views import desk_pages, public_pages
from newcomer.partner_jobs.views.partners import own_or_404
from newcomer.partner_jobs.views.room import actor, employer_or_404

MOST_SENT = cv.MOST_BYTES + 64 * 1024  # the file, and the form around it
SAFE = {
    "Content-Disposition": 'attachment; filename="cv.pdf"',
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
WHY = {
    Why.nothing: _l("Choose a file first."),
    Why.too_large: _l("The file is larger than 3 MB. Save it with smaller pictures, or none."),
    Why.not_pdf: _l("This is no PDF. Save your CV as a PDF, and choose that file."),
    Why.broken: _l("The file is broken. Save it as a PDF once more."),
    Why.locked: _l("The file is locked with a password. Save it without one."),
    Why.too_many_pages: _l("The file has more than 20 pages. Choose the ones that matter most."),
    Why.does_things: _l(
        "The file can do things by itself, such as run a script, or it holds other files. Print it "
        "to a new PDF, and choose that one."
    ),
    Why.too_heavy: _l("We could not read the file in reasonable time. Save it more simply."),
}


@public_pages.route("/job-number-2/mine/cv", methods=["GET", "POST"])
@signed_in
def partner_cv() -> Any:
    """Where one's CV is sent in."""
    request.max_content_length = MOST_SENT
    partner, form = own_or_404(), CVForm()
    if form.validate_on_submit():
        data = form.cv.data.read(cv.MOST_BYTES + 1) if form.cv.data else b""
        email = actor().email
        db.session.rollback()  # looking at the file takes a while, and nobody waits for it
        cv.count_try(email, utcnow())
        try:
            cv.check(data)
        except Unfit as error:
            form.cv.errors = [WHY[error.why]]
        else:
            _keep(data)
            flash(
                _("Your CV is here. An employer gets it only when you have both said yes."),
                "success",
            )
            return redirect(url_for(".partner_fits"))
        partner = own_or_404()
    page = render_template("jobs/partner_cv.html", form=form, partner=partner)
    return page, 422 if form.errors else 200


def _keep(data: bytes) -> None:
    def keep() -> None:
        cv.keep(own_or_404(), data, utcnow())
        db.session.commit()

    again_if_stale(keep)


@public_pages.post("/job-number-2/mine/cv/remove")
@signed_in
def remove_partner_cv() -> Any:
    if not ActionForm().validate_on_submit():
        abort(422)

    def remove() -> None:
        cv.remove(own_or_404(), utcnow())
        db.session.commit()

    again_if_stale(remove)
    flash(_("Your CV has been deleted."), "success")
    return redirect(url_for(".partner_fits"))


@public_pages.get("/job-number-2/mine/cv.pdf")
@signed_in
def own_partner_cv() -> Any:
    return _file(own_or_404().id, true())


@public_pages.get("/employer/<int:employer_id>/partners/<int:partner_id>/cv.pdf")
@signed_in
def employer_partner_cv(employer_id: int, partner_id: int) -> Any:
    """Once both have said yes to an introduction, and as long as that goes on."""
    employer = employer_or_404(employer_id)
    return _looked_at(partner_id, cv.has_met(employer.id), employer_id=employer.id)


@desk_pages.get("/job-number-2/partners/<int:partner_id>/cv.pdf")
@requires(Permission.run_job_network)
def partner_cv_at_desk(partner_id: int) -> Any:
    return _looked_at(partner_id, looks.seen_at_desk(), employer_id=None)


def _looked_at(
    partner_id: int, allowed: ColumnElement[bool], *, employer_id: int | None
) -> Response:
    """The file, after a note of the look."""
    by, now = actor().id, utcnow()
    with short_transaction() as session:
        noted = looks.note(
            session,
            partner_id,
            LookedAt.cv,
            by=by,
            employer_id=employer_id,
            allowed=allowed,
            now=now,
        )
        if noted and employer_id is None:
            subject = f"partner_profile {partner_id}"
            audit.record(session, "partner_cv.read", subject, actor_id=by, now=now)
    if not noted:
        abort(404)
    return _file(partner_id, allowed)  # asked once more: the partner may have hidden it since


def _file(partner_id: int, allowed: ColumnElement[bool]) -> Response:
    data = cv.data_of(partner_id, allowed)
    if data is None:
        abort(404)
    return Response(data, mimetype="application/pdf", headers=SAFE)
