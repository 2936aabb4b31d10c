"""Introductions at the desk."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.exc import StaleDataError

from newcomer import audit, filters
from newcomer.access import Permission, requires
from newcomer.database import again_if_stale, count, short_transaction, utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import VersionedActionForm
from newcomer.partner_jobs import names
from newcomer.partner_jobs.forms.introductions import OutcomeForm, TalkedForm
from newcomer.partner_jobs.models.introductions import (
    AlreadyOpen,
    Introduction,
    NotNow,
    Outcome,
    Side,
    Suggester,
)
from newcomer.partner_jobs.services import acting, introductions, tasks
from newcomer.partner_jobs.services import introduction_outcomes as outcomes
from newcomer.partner_jobs.services import introduction_words as words
from newcomer.partner_jobs.services.introduction_rows import load
from newcomer.partner_jobs.services.tasks import Need, Tab
from newcomer.partner_jobs.views import desk_pages
from newcomer.partner_jobs.views.introduction_page import empty_talked, sent_talked
from newcomer.partner_jobs.views.room import actor
from newcomer.region import current_region

TABS = {
    Tab.needs: _l("Needs you"),
    Tab.asked: _l("Waiting for an answer"),
    Tab.accepted: _l("Both have said yes"),
    Tab.ended: _l("Ended"),
}
NEEDS = {
    Need.unanswered: _l("No answer in time"),
    Need.silent: _l("Nothing heard for three weeks"),
}
SUGGESTERS = {
    Suggester.coordinator: _l("A coordinator"),
    Suggester.partner: _l("The partner"),
    Suggester.employer: _l("The employer"),
}


@desk_pages.get("/job-number-2/introductions", endpoint="introductions")
@requires(Permission.run_job_network)
def introductions_page() -> Any:
    """All of them, cut in tabs and narrowed down."""
    asked = request.args.get("tab", "")
    tab = Tab(asked) if asked in {one.value for one in Tab} else Tab.needs
    now = utcnow()
    choices = filter_choices()
    chosen = filters.asked(choices)
    page = tasks.page(tab, request.args.get("page", 1, type=int), chosen, now, actor())
    return render_template(
        "jobs/desk/introductions.html",
        tabs=TABS,
        tab=tab,
        waiting=count(tasks.needing(now, actor())),
        page_of=page,
        choices=choices,
        chosen=chosen,
        needs_of=lambda one: tasks.needs_of(one, now),
        need_names=NEEDS,
        title_of=words.title,
    )


def filter_choices() -> filters.Choices:
    """What the list can be narrowed down by."""
    sectors = ((one.value, str(name)) for one, name in names.SECTORS.items())
    suggesters = ((one.value, str(name)) for one, name in SUGGESTERS.items())
    return {
        "place": filters.by_place(),
        "sector": filters.one_of(_("Sector"), _("All sectors"), sectors),
        "by": filters.one_of(_("Suggested by"), _("Anybody"), suggesters),
    }


@desk_pages.get("/job-number-2/introductions/<int:introduction_id>")
@requires(Permission.run_job_network)
def introduction(introduction_id: int) -> Any:
    found = _load(introduction_id)
    with short_transaction() as session:
        audit.record(session, "introduction.read", found, actor_id=actor().id, now=utcnow())
    return _show(found)


def _show(
    found: Introduction,
    *,
    changed: bool = False,
    talked: TalkedForm | None = None,
    outcome: OutcomeForm | None = None,
) -> str:
    now = utcnow()
    talked = talked or empty_talked(found, now)
    talked.of_others()
    # A coordinator who acts for the employer is not told why the partner said no.
    is_party = acting.employer_of(actor(), found.employer_id) is not None
    return render_template(
        "jobs/desk/introduction.html",
        introduction=found,
        needs=tasks.needs_of(found, now),
        need_names=NEEDS,
        suggesters=SUGGESTERS,
        action=VersionedActionForm(formdata=None, version=found.version),
        talked_form=talked,
        outcome_form=outcome or OutcomeForm(formdata=None),
        others=outcomes.others_of(found),
        title_of=words.title,
        work=words.work(found),
        changed=changed,
        is_party=is_party,
        is_asked=found.status in tasks.ASKED,
        ran_out=found.status in tasks.UNANSWERED,
    )


# -- buttons -------------------------------------------------------------------------------------


@desk_pages.post("/job-number-2/introductions/<int:introduction_id>/withdraw")
@requires(Permission.run_job_network)
def withdraw_introduction(introduction_id: int) -> Any:
    def act(found: Introduction) -> None:
        introductions.withdraw(found, utcnow(), actor=actor())

    return _press(introduction_id, act, _("The introduction has been taken back."))


@desk_pages.post("/job-number-2/introductions/<int:introduction_id>/looked-after")
@requires(Permission.run_job_network)
def look_after_introduction(introduction_id: int) -> Any:
    def act(found: Introduction) -> None:
        introductions.look_after(found, actor(), utcnow())

    return _press(introduction_id, act, _("Good. It is off the list for now."))


@desk_pages.post("/job-number-2/introductions/<int:introduction_id>/ask-again")
@requires(Permission.run_job_network)
def ask_again(introduction_id: int) -> Any:
    def act(found: Introduction) -> None:
        introductions.ask_again(found, actor(), utcnow(), current_region())

    return _press(introduction_id, act, _("They have been asked once more."))


@desk_pages.post("/job-number-2/introductions/<int:introduction_id>/reopen")
@requires(Permission.run_job_network)
def reopen_introduction(introduction_id: int) -> Any:
    def act(found: Introduction) -> None:
        outcomes.reopen(found, actor=actor(), now=utcnow())

    return _press(introduction_id, act, _("It is as before: the introduction goes on."))


@desk_pages.post("/job-number-2/introductions/<int:introduction_id>/others")
@requires(Permission.run_job_network)
def take_back_others(introduction_id: int) -> Any:
    def act(found: Introduction) -> None:
        outcomes.take_back_others(found, utcnow(), by=None)

    return _press(introduction_id, act, _("The others have been taken back."))


@desk_pages.post("/job-number-2/introductions/<int:introduction_id>/talked")
@requires(Permission.run_job_network)
def introduction_talked(introduction_id: int) -> Any:
    """Note the day on which the two talked, for them."""
    found = _load(introduction_id)
    form = sent_talked(found, utcnow())
    if not form.validate_on_submit() or form.on.data is None:
        return _show(found, talked=form), 422
    on = form.on.data

    def act(found: Introduction) -> None:
        outcomes.talked(found, on, actor=actor(), now=utcnow())

    return _do(introduction_id, act, _("Noted. Thank you."))


@desk_pages.post("/job-number-2/introductions/<int:introduction_id>/outcome")
@requires(Permission.run_job_network)
def introduction_outcome(introduction_id: int) -> Any:
    """Note what came of it, for them."""
    form = OutcomeForm()
    if not form.validate_on_submit():
        return _show(_load(introduction_id), outcome=form), 422
    outcome: Outcome = form.chosen

    def act(found: Introduction) -> None:
        outcomes.come_of_it(found, outcome, by=None, actor=actor(), now=utcnow())

    return _do(introduction_id, act, _("Noted. Thank you."))


def _press(introduction_id: int, act: Callable[[Introduction], None], done: str) -> Any:
    """A button that was meant for what the page showed: of a later version the page shows what is
    new instead (409)."""
    form = VersionedActionForm()
    if not form.validate_on_submit():
        abort(422)

    def versioned(found: Introduction) -> None:
        if found.version != form.version.data:
            raise EditConflict
        act(found)

    return _do(introduction_id, versioned, done)


def _do(introduction_id: int, act: Callable[[Introduction], None], done: str) -> Any:
    def work() -> None:
        act(_load(introduction_id))
        db.session.commit()

    try:
        again_if_stale(work)
    except (EditConflict, NotNow, AlreadyOpen, StaleDataError):
        db.session.rollback()
        return _show(_load(introduction_id), changed=True), 409
    flash(done, "success")
    return redirect(url_for(".introduction", introduction_id=introduction_id))


def _load(introduction_id: int) -> Introduction:
    """The introduction, unless the coordinator is the partner in it."""
    found = load(introduction_id)
    if found is None or introductions.side_of(actor(), found) is Side.partner:
        abort(404)
    return found
