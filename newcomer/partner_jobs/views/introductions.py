"""What a partner, and whoever acts for an employer, does about an introduction."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import true
from sqlalchemy.orm.exc import StaleDataError

from newcomer.access import signed_in
from newcomer.database import again_if_stale, short_transaction, utcnow
from newcomer.extensions import db
from newcomer.forms import ActionForm
from newcomer.partner_jobs.forms.introductions import OutcomeForm
from newcomer.partner_jobs.models.introductions import (
    AlreadyOpen,
    EmployerNoReason,
    Introduction,
    NotNow,
    Outcome,
    PartnerNo,
    Side,
)
from newcomer.partner_jobs.models.partners import LookedAt
from newcomer.partner_jobs.services import acting, introduction_lists, introductions, looks
from newcomer.partner_jobs.services import introduction_outcomes as outcomes
from newcomer.partner_jobs.services import introduction_words as words
from newcomer.partner_jobs.views import introduction_page, public_pages
from newcomer.partner_jobs.views.introduction_page import NO_FORMS, opened, state_of
from newcomer.partner_jobs.views.room import actor, employer_or_404
from newcomer.region import current_region

Opened = tuple[Introduction, Side]

# -- lists ---------------------------------------------------------------------------------------


@public_pages.get("/job-number-2/introductions")
@signed_in
def my_introductions() -> Any:
    """The signed-in person's own, as a partner who looks for work."""
    page = introduction_lists.of_partner(actor(), request.args.get("page", 1, type=int))
    now = utcnow()
    return render_template(
        "jobs/introductions_mine.html",
        page_of=page,
        partner=acting.partner_of(actor()),
        state_of=lambda one: state_of(one, Side.partner, now),
        title_of=words.title,
    )


@public_pages.get("/job-number-2/employers/<int:employer_id>/introductions")
@signed_in
def employer_introductions(employer_id: int) -> Any:
    """Those that the employer has been asked about, or has suggested."""
    employer = employer_or_404(employer_id)
    now = utcnow()
    return render_template(
        "jobs/introductions_employer.html",
        employer=employer,
        page_of=introduction_lists.of_employer(employer, request.args.get("page", 1, type=int)),
        state_of=lambda one: state_of(one, Side.employer, now),
        title_of=words.title,
        name_of=words.name_for_employer,
        days=current_region().jobs["answer_working_days"],
    )


# -- one of them ---------------------------------------------------------------------------------


@public_pages.get("/job-number-2/introductions/<int:introduction_id>")
@signed_in
def introduction(introduction_id: int) -> Any:
    """The page of one. That somebody looks at a partner for an employer is noted for the partner."""
    found, side = opened(introduction_id)
    now = utcnow()
    shows = introduction_page.shows_facts(state_of(found, side, now), side)
    if shows and found.partner_id is not None:
        with short_transaction() as session:
            looks.note(
                session,
                found.partner_id,
                LookedAt.profile,
                by=actor().id,
                employer_id=found.employer_id,
                allowed=true(),
                now=now,
            )
    return introduction_page.show(found, side)


@public_pages.post("/job-number-2/introductions/<int:introduction_id>/yes")
@signed_in
def introduction_yes(introduction_id: int) -> Any:
    if not ActionForm().validate_on_submit():
        abort(422)
    return _answer(introduction_id, None)


@public_pages.post("/job-number-2/introductions/<int:introduction_id>/no")
@signed_in
def introduction_no(introduction_id: int) -> Any:
    found, side = opened(introduction_id)
    form = NO_FORMS[side]()
    if not form.validate_on_submit():
        return introduction_page.show(found, side, no=form), 422
    return _answer(introduction_id, form.chosen, (found, side))


def _answer(
    introduction_id: int, reason: PartnerNo | EmployerNoReason | None, first: Opened | None = None
) -> Any:
    """Take the answer. Said twice, it counts once; too late, the page says what the matter is."""

    def act(found: Introduction, side: Side) -> None:
        introductions.answer(found, side, reason=reason, now=utcnow(), region=current_region())

    said = {"accepted", "waits"} if reason is None else {"said_no"}
    thanks = _("Thank you for your answer.")
    return _do(introduction_id, act, thanks, same=lambda state: state in said, first=first)


@public_pages.post("/job-number-2/introductions/<int:introduction_id>/withdraw")
@signed_in
def withdraw_introduction(introduction_id: int) -> Any:
    """Take back what the other has not answered yet."""
    if not ActionForm().validate_on_submit():
        abort(422)

    def act(found: Introduction, side: Side) -> None:
        introductions.withdraw(found, utcnow(), by=side, actor=actor())

    return _do(introduction_id, act, _("It has been taken back."))


# -- after both have said yes ----------------------------------------------------------------------


@public_pages.post("/job-number-2/introductions/<int:introduction_id>/talked")
@signed_in
def introduction_talked(introduction_id: int) -> Any:
    """Note the day on which the two talked."""
    found, side = opened(introduction_id)
    form = introduction_page.sent_talked(found, utcnow())
    if not form.validate_on_submit() or form.on.data is None:
        return introduction_page.show(found, side, talked=form), 422
    on = form.on.data

    def act(found: Introduction, _side: Side) -> None:
        outcomes.talked(found, on, actor=actor(), now=utcnow())

    return _do(introduction_id, act, _("Noted. Good that you talked!"), first=(found, side))


@public_pages.post("/job-number-2/introductions/<int:introduction_id>/outcome")
@signed_in
def introduction_outcome(introduction_id: int) -> Any:
    """Note what came of it."""
    form = OutcomeForm()
    if not form.validate_on_submit():
        found, side = opened(introduction_id)
        return introduction_page.show(found, side, outcome=form), 422
    outcome = form.chosen

    def act(found: Introduction, side: Side) -> None:
        outcomes.come_of_it(found, outcome, by=side, actor=actor(), now=utcnow())

    done = _("Congratulations!") if outcome is Outcome.hired else _("Noted. Thank you.")
    return _do(introduction_id, act, done)


@public_pages.post("/job-number-2/introductions/<int:introduction_id>/reopen")
@signed_in
def reopen_introduction(introduction_id: int) -> Any:
    """What was written last was a mistake."""
    if not ActionForm().validate_on_submit():
        abort(422)

    def act(found: Introduction, side: Side) -> None:
        outcomes.reopen(found, by=side, actor=actor(), now=utcnow())

    done = _("It is as before: the introduction goes on.")
    return _do(introduction_id, act, done, same=lambda state: state == "accepted")


@public_pages.post("/job-number-2/introductions/<int:introduction_id>/others")
@signed_in
def take_back_others(introduction_id: int) -> Any:
    """The partner has found work, and takes back what is open elsewhere."""
    if not ActionForm().validate_on_submit():
        abort(422)

    def act(found: Introduction, side: Side) -> None:
        if side is not Side.partner:
            raise NotNow
        outcomes.take_back_others(found, utcnow())

    return _do(introduction_id, act, _("The others have been taken back."))


@public_pages.post("/job-number-2/introductions/<int:introduction_id>/fill")
@signed_in
def fill_vacancy(introduction_id: int) -> Any:
    """The employer closes the vacancy, which the partner has got."""
    if not ActionForm().validate_on_submit():
        abort(422)

    def act(found: Introduction, side: Side) -> None:
        if side is not Side.employer or not found.employer.is_member:
            raise NotNow
        outcomes.fill_vacancy(found, actor=actor(), now=utcnow())

    return _do(introduction_id, act, _("The vacancy is closed as filled by a partner."))


def _do(
    introduction_id: int,
    act: Callable[[Introduction, Side], None],
    done: str,
    *,
    same: Callable[[str], bool] = lambda _state: False,
    first: Opened | None = None,
) -> Any:
    """Do it and go back to the page. If something has happened meanwhile, the page shows how it is now
    (409), unless that is what was wanted (`same`). `first`: what has been opened already."""
    ready = [first] if first else []

    def press() -> None:
        act(*(ready.pop() if ready else opened(introduction_id)))
        db.session.commit()

    try:
        again_if_stale(press)
    except (NotNow, AlreadyOpen, StaleDataError):
        db.session.rollback()
        found, side = opened(introduction_id)
        if same(state_of(found, side, utcnow())):
            return redirect(url_for(".introduction", introduction_id=introduction_id))
        return introduction_page.show(found, side, tried=True), 409
    flash(done, "success")
    return redirect(url_for(".introduction", introduction_id=introduction_id))
