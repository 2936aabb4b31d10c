"""Mentors at the desk: the list, one mentor with the checklist, and the decision."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from newcomer import audit, filters
from newcomer.access import Permission, requires
from newcomer.database import again_if_stale, short_transaction, utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import VersionedActionForm
from newcomer.mentoring.forms.becoming import PauseForm
from newcomer.mentoring.forms.vetting import DeclineForm, TickForm
from newcomer.mentoring.mentor_names import DECLINE_REASONS, STATUSES
from newcomer.mentoring.models import DeclineReason, MentorProfile, MentorStatus, NotNow
from newcomer.mentoring.services import standing
from newcomer.mentoring.services import vetting as services
from newcomer.mentoring.services.parties import is_party
from newcomer.mentoring.services.vetting import Check, Filters, View
from newcomer.mentoring.views import desk_pages
from newcomer.occupation_field import occupation_of
from newcomer.profile import age_of, band_of_age
from newcomer.region import current_region

VIEWS = {
    View.submitted: _l("Sent in"),
    View.interview: _l("Interview"),
    View.approved: _l("Approved"),
    View.paused: _l("On a break"),
    View.leaving: _l("Stopped, with a pair"),
    View.ended: _l("Stopped"),
    View.declined: _l("Declined"),
}
CHECKS = {
    Check.interview: _l("Interview"),
    Check.references: _l("References called"),
    Check.training: _l("Introduction course"),
}


@desk_pages.get("/mentors")
@requires(Permission.run_mentoring)
def mentors() -> Any:
    wanted = request.args.get("view", View.submitted.value)
    view = next((one for one in View if one.value == wanted), None) or abort(404)
    choices = _choices()
    chosen = Filters(**filters.asked(choices))
    page = services.mentors(view, chosen, request.args.get("page", 1, type=int))
    return render_template(
        "mentoring/desk/mentors.html",
        page_of=page,
        view=view,
        views=VIEWS,
        filters=chosen,
        choices=choices,
        counts=services.counts(),
        free=services.free_places(),
        pairs=standing.active_pairs([one.id for one in page.rows]),
        View=View,
    )


def _choices() -> filters.Choices:
    return {
        "speaks": filters.by_language(),
        "place": filters.by_place(),
        "free": filters.one_of(_("Room for newcomers"), _("All"), [("1", _("With a free place"))]),
    }


@desk_pages.get("/mentors/<int:mentor_id>")
@requires(Permission.run_mentoring)
def mentor(mentor_id: int) -> Any:
    """All that a mentor has told, the checklist, and what can be done. The log says who read it."""
    found = _load(mentor_id)
    with short_transaction() as session:
        audit.record(session, "mentor_profile.read", found, actor_id=current_user.id, now=utcnow())
    return _show(found)


def _show(found: MentorProfile, *, changed: bool = False, pause: PauseForm | None = None) -> Any:
    today = utcnow().astimezone(current_region().zone).date()
    age = age_of(found.birth_year, today) if found.birth_year else None
    page = render_template(
        "mentoring/desk/mentor.html",
        mentor=found,
        changed=changed,
        age=age,
        band=band_of_age(age) if age else None,
        just_old_enough=age == current_region().ages["mentor"],
        occupation=occupation_of(found.occupation),
        checks=services.checks(found),
        check_names=CHECKS,
        ready=services.may_be_approved(found),
        pairs=standing.active_pairs([found.id]).get(found.id, []),
        action=VersionedActionForm(formdata=None, version=found.version),
        pause_form=pause or PauseForm(formdata=None),
        summer=standing.end_of_summer(today),
        status_names=STATUSES,
        reasons=DECLINE_REASONS,
        MentorStatus=MentorStatus,
    )
    return page, 409 if changed else 422 if pause and pause.errors else 200


def _load(mentor_id: int) -> MentorProfile:
    found = services.load(mentor_id)
    if found is None or is_party(current_user, found):
        abort(404)
    return found


@desk_pages.post("/mentors/<int:mentor_id>/talk")
@requires(Permission.run_mentoring)
def to_interview(mentor_id: int) -> Any:
    return _press(
        mentor_id,
        lambda found: services.to_interview(found, _me(), utcnow()),
        _("The mentor has been told that you would like to talk."),
    )


CHECK_PATHS = ", ".join(check.name for check in Check)


@desk_pages.post(f"/mentors/<int:mentor_id>/check/<any({CHECK_PATHS}):check>")
@requires(Permission.run_mentoring)
def check_mentor(mentor_id: int, check: str) -> Any:
    """Tick something of the checklist, or take the tick back."""
    done = bool(TickForm().done.data)
    return _press(
        mentor_id,
        lambda found: services.tick(found, Check[check], done, _me(), utcnow()),
        _("Saved."),
    )


@desk_pages.post("/mentors/<int:mentor_id>/approve")
@requires(Permission.run_mentoring)
def approve_mentor(mentor_id: int) -> Any:
    return _press(
        mentor_id,
        lambda found: services.approve(found, _me(), utcnow()),
        _("Approved. The mentor has been told, and the references are deleted."),
    )


@desk_pages.route("/mentors/<int:mentor_id>/decline", methods=["GET", "POST"])
@requires(Permission.run_mentoring)
def decline_mentor(mentor_id: int) -> Any:
    """Say no, with a reason that is ours to know."""
    found = _load(mentor_id)
    form = DeclineForm(version=found.version)
    form.offer()
    if not form.validate_on_submit():
        page = render_template("mentoring/desk/decline.html", form=form, mentor=found)
        return page, 422 if form.errors else 200
    reason = DeclineReason(form.reason.data)

    def act(one: MentorProfile) -> None:
        services.decline(one, reason, tell_why=form.tell_why.data, actor=_me(), now=utcnow())

    return _do(
        mentor_id, form.version.data, act, _("Declined. The mentor has been sent a kind e-mail.")
    )


@desk_pages.post("/mentors/<int:mentor_id>/pause")
@requires(Permission.run_mentoring)
def pause_mentor(mentor_id: int) -> Any:
    """A break on the mentor's behalf."""
    form, version = PauseForm(), VersionedActionForm()
    if not form.validate_on_submit():
        return _show(_load(mentor_id), pause=form)
    return _do(
        mentor_id,
        version.version.data,
        lambda found: standing.pause(found, form.until.data, utcnow(), _me()),
        _("The mentor is on a break now. Open proposals have been taken back."),
    )


@desk_pages.post("/mentors/<int:mentor_id>/resume")
@requires(Permission.run_mentoring)
def resume_mentor(mentor_id: int) -> Any:
    return _press(
        mentor_id,
        lambda found: standing.resume(found, utcnow(), _me()),
        _("The mentor is back."),
    )


@desk_pages.route("/mentors/<int:mentor_id>/stop", methods=["GET", "POST"])
@requires(Permission.run_mentoring)
def stop_mentor(mentor_id: int) -> Any:
    """They are no mentor any more; asked once."""
    found = _load(mentor_id)
    form = VersionedActionForm(version=found.version)
    if not form.validate_on_submit():
        pairs = standing.active_pairs([found.id]).get(found.id, [])
        page = render_template(
            "mentoring/desk/stop.html", form=form, mentor=found, pairs=len(pairs)
        )
        return page, 422 if form.errors else 200
    return _do(
        mentor_id,
        form.version.data,
        lambda one: standing.stop(one, utcnow(), _me()),
        _("They are not a mentor any more."),
    )


def _press(mentor_id: int, act: Callable[[MentorProfile], object], done: str) -> Any:
    form = VersionedActionForm()
    if not form.validate_on_submit():
        abort(422)
    return _do(mentor_id, form.version.data, act, done)


def _do(
    mentor_id: int, version: int | None, act: Callable[[MentorProfile], object], done: str
) -> Any:
    """Do what was meant for the mentor as the page showed them. If they, or a colleague, have changed
    something since, the page shows what is new and nothing is done (409)."""

    def work() -> None:
        found = _load(mentor_id)
        services.expect_version(found, version)
        act(found)
        db.session.commit()

    try:
        again_if_stale(work)
    except (EditConflict, NotNow):
        db.session.rollback()
        return _show(_load(mentor_id), changed=True)
    flash(done, "success")
    return redirect(url_for(".mentor", mentor_id=mentor_id))


def _me() -> Any:
    return current_user._get_current_object()  # noqa: SLF001 - the way Flask-Login offers
