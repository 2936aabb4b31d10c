"""One newcomer who waits: what they told, what was proposed, and any mentor beside them."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from newcomer import audit, filters
from newcomer.access import Permission, requires
from newcomer.database import short_transaction, utcnow
from newcomer.extensions import db
from newcomer.forms import ActionForm, clean_line
from newcomer.mentoring import names
from newcomer.mentoring.models import MentorProfile, MentorRequest, RuleKind, RunStatus
from newcomer.mentoring.services import board as services
from newcomer.mentoring.services import pair_rules, reasons, runs, vetting, weighing
from newcomer.mentoring.services.pair_rules import NoLock, WhyNoLock
from newcomer.mentoring.services.parties import is_party
from newcomer.mentoring.services.requests import allows
from newcomer.mentoring.views import desk_pages
from newcomer.mentoring.views.board import actor, level_name
from newcomer.region import current_region

WHY_NO_LOCK: dict[WhyNoLock | None, Any] = {
    WhyNoLock.said_no: _l("One of the two has said no to the other. We do not ask them again."),
    WhyNoLock.gender: _l(
        "One of the two wishes for somebody of another gender. We keep to that, so you cannot lock "
        "them to each other."
    ),
    WhyNoLock.one_person: _l("The two have the same e-mail address: they are one person."),
}


def _load(request_id: int) -> MentorRequest:
    """Somebody who allows that a mentor is found for them, as long as they do. Who is proposed to
    the coordinator, or is the coordinator, is for another one to see to."""
    found = _allowed(request_id)
    if is_party(current_user, found):
        abort(404)
    return found


def _load_both(request_id: int, mentor_id: int) -> tuple[MentorRequest, MentorProfile]:
    """The same beside a mentor who has sent their form, and is not the coordinator."""
    found, mentor = _allowed(request_id), vetting.load(mentor_id) or abort(404)
    if is_party(current_user, found, mentor):
        abort(404)
    return found, mentor


def _allowed(request_id: int) -> MentorRequest:
    found = services.request_with_arrival(request_id)
    if found is None or not allows(found.arrival):
        abort(404)
    return found


@desk_pages.get("/mentoring/requests/<int:request_id>")
@requires(Permission.run_mentoring)
def newcomer(request_id: int) -> Any:
    """All that a coordinator needs to know of somebody who waits; that it was read is in the log."""
    found = _load(request_id)
    with short_transaction() as session:
        audit.record(session, "mentor_request.read", found, actor_id=current_user.id, now=utcnow())
    last = runs.last_for_all()
    newest = runs.newest(request_id)
    proposal = services.proposals_for([request_id], last).get(request_id)
    return render_template(
        "mentoring/newcomer.html",
        request_of=found,
        arrival=found.arrival,
        proposal=proposal,
        under_way=newest if newest and newest.status in runs.UNDER_WAY else None,
        failed=newest if newest and newest.status is RunStatus.failed else None,
        matches=services.matches_of(request_id),
        rules=pair_rules.rules_with_mentors(request_id),
        may_propose=services.may_be_proposed(request_id),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "action": ActionForm(formdata=None),
        "names": names,
        "reasons": reasons,
        "level_name": level_name,
    }


@desk_pages.post("/mentoring/requests/<int:request_id>/propose")
@requires(Permission.run_mentoring)
def propose_one(request_id: int) -> Any:
    """Look for the best mentor for this one."""
    found = _load(request_id)
    if not ActionForm().validate_on_submit():
        abort(422)
    run = runs.queue(found.id, {}, actor=actor(), now=utcnow())
    db.session.commit()
    return redirect(url_for(".run_progress", run_id=run.id))


@desk_pages.get("/mentoring/requests/<int:request_id>/mentors")
@requires(Permission.run_mentoring)
def choose_mentor(request_id: int) -> Any:
    """Approved mentors, each with their points beside this newcomer or what stands between them."""
    found = _load(request_id)
    choices = {"place": filters.by_place(), "speaks": filters.by_language()}
    chosen = filters.asked(choices)
    name = clean_line(request.args.get("q"))[:50]
    page = services.mentors(
        chosen["place"], chosen["speaks"], name, request.args.get("page", 1, type=int)
    )
    judged = weighing.judged(found, list(page.rows), current_region(), utcnow())
    return render_template(
        "mentoring/choose_mentor.html",
        request_of=found,
        page_of=page,
        judged=judged,
        choices=choices,
        filters=chosen,
        q=name,
        **_words(),
    )


@desk_pages.get("/mentoring/requests/<int:request_id>/mentors/<int:mentor_id>")
@requires(Permission.run_mentoring)
def why_not(request_id: int, mentor_id: int) -> Any:
    """These two beside each other: why they were, or were not, proposed to each other."""
    found, mentor = _load_both(request_id, mentor_id)
    last = runs.last_for_all()
    rules = {rule.mentor_id: rule.kind for rule in pair_rules.rules_of(request_id)}
    return render_template(
        "mentoring/why_not.html",
        request_of=found,
        mentor=mentor,
        judged=weighing.judged(found, [mentor], current_region(), utcnow())[mentor.id],
        own=services.proposals_for([request_id], last).get(request_id),
        others=services.proposed_to(mentor_id, last, actor()),
        rule=rules.get(mentor_id),
        no_lock=WHY_NO_LOCK.get(pair_rules.why_no_lock(found, mentor)),
        kinds=RuleKind,
        **_words(),
    )


@desk_pages.post(
    "/mentoring/requests/<int:request_id>/mentors/<int:mentor_id>/<any(lock, forbid, undo):what>"
)
@requires(Permission.run_mentoring)
def pair_rule(request_id: int, mentor_id: int, what: str) -> Any:
    """Lock the two to each other, keep them apart, or undo either."""
    found, mentor = _load_both(request_id, mentor_id)
    if not ActionForm().validate_on_submit():
        abort(422)
    done = {
        "lock": (
            pair_rules.lock,
            _("The two are locked to each other. Find proposals again to see it."),
        ),
        "forbid": (pair_rules.forbid, _("The two are kept apart. Find proposals again to see it.")),
        "undo": (pair_rules.undo, _("The two are treated like any others again.")),
    }
    act, said = done[what]
    try:
        act(found, mentor, actor(), utcnow())
        db.session.commit()
        flash(said, "success")
    except NoLock as error:
        db.session.rollback()
        flash(WHY_NO_LOCK[error.why], "warning")
    return redirect(url_for(".why_not", request_id=request_id, mentor_id=mentor_id))
