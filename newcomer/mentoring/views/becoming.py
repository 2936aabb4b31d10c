"""Becoming a mentor, and the mentor's own page. Whoever has its link may see and change it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import (
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from newcomer import limits
from newcomer.access import public
from newcomer.database import again_if_stale, utcnow
from newcomer.errors import EditConflict, TooMany
from newcomer.extensions import db
from newcomer.forms import ActionForm, is_sent, render_form, render_too_many
from newcomer.i18n import current_language
from newcomer.mentoring.forms.becoming import (
    STEP_FORMS,
    BecomeForm,
    LostLinkForm,
    PauseForm,
    StepForm,
)
from newcomer.mentoring.mentor_names import MY_STATUSES, STEPS
from newcomer.mentoring.models import MentorProfile, MentorStatus, NotNow
from newcomer.mentoring.services import becoming as services
from newcomer.mentoring.services import hearing, matches, standing
from newcomer.mentoring.services.becoming import Incomplete
from newcomer.mentoring.steps import Step
from newcomer.mentoring.views import public_pages
from newcomer.region import current_region

STEP_PATHS = ", ".join(step.value for step in Step)
PROFILE = "/mentors/profile/<mentor_token>"


# -- the way in ------------------------------------------------------------------------------------


@public_pages.get("/mentors")
@public
def mentors() -> Any:
    """What a mentor does, how long it takes, and what we ask for."""
    can_ask = "arrivals.ask_for_mentor" in current_app.view_functions
    return render_template("mentoring/mentors.html", can_ask=can_ask)


@public_pages.route("/mentors/become", methods=["GET", "POST"])
@public
def become() -> Any:
    """Begin: the rest is filled in behind the link that is mailed. The page says the same whether
    the address is new or not."""
    form = BecomeForm()
    if not form.validate_on_submit():
        return render_form("mentoring/become.html", form)
    now = utcnow()
    try:
        services.count_try(form.email.data, limits.network(), now)
    except TooMany as error:
        return render_too_many("mentoring/become.html", form, error)
    services.begin(form.first_name.data, form.email.data, form.language.data, form.once.data, now)
    db.session.commit()
    return redirect(url_for(".begun"))


@public_pages.get("/mentors/become/sent")
@public
def begun() -> Any:
    return render_template("mentoring/begun.html")


@public_pages.route("/mentors/lost", methods=["GET", "POST"])
@public
def lost_mentor_link() -> Any:
    """Mail the link again, to the address that it is for and only there."""
    form = LostLinkForm()
    if not form.validate_on_submit():
        return render_form("mentoring/lost_link.html", form)
    now = utcnow()
    try:
        services.count_try(form.email.data, limits.network(), now)
    except TooMany as error:
        return render_too_many("mentoring/lost_link.html", form, error)
    services.send_link(form.email.data, form.once.data, now)
    db.session.commit()
    return redirect(url_for(".lost_mentor_link_sent"))


@public_pages.get("/mentors/lost/sent")
@public
def lost_mentor_link_sent() -> Any:
    return render_template("mentoring/lost_link_sent.html")


# -- one's own page --------------------------------------------------------------------------------


@public_pages.get(PROFILE)
@public
def profile(mentor_token: str) -> Any:
    """Where one stands and what happens next; for a draft, the steps."""
    return _show(_opened(mentor_token), ActionForm(), PauseForm(formdata=None))


def _show(
    mentor: MentorProfile,
    form: ActionForm,
    pause_form: PauseForm,
    lacking: list[Step] | None = None,
    status: int = 200,
) -> Any:
    steps, views = services.steps_of(mentor), current_app.view_functions
    page = render_template(
        "mentoring/profile.html",
        form=form,
        pause_form=pause_form,
        lacking=lacking or [],
        steps=[(step, services.is_done(mentor, step)) for step in steps],
        first=next(iter(services.missing(mentor)), None),
        summer=standing.end_of_summer(_today()),
        taken=hearing.places_taken(mentor, utcnow()),
        pairs=matches.pairs_of_mentor(mentor, utcnow()) if "mentoring.pair" in views else [],
        **_around(mentor),
    )
    return page, 422 if form.errors or pause_form.errors else status


def _around(mentor: MentorProfile) -> dict[str, Any]:
    """What every page of a mentor's needs to know of it."""
    region = current_region()
    return {
        "mentor": mentor,
        "mentor_token": services.token_of(mentor),
        "step_names": STEPS,
        "my_statuses": MY_STATUSES,
        "MentorStatus": MentorStatus,
        "changeable": mentor.status in services.CHANGEABLE,
        "contact": next(one for one in region.contacts if one.slug == region.mentoring["contact"]),
    }


@public_pages.route(f"{PROFILE}/<any({STEP_PATHS}):step>", methods=["GET", "POST"])
@public
def profile_step(mentor_token: str, step: str) -> Any:
    """One part of the form. What another tab has changed of this very part meanwhile is not
    overwritten: what was filled in here waits on the page (409)."""
    mentor, part = _opened(mentor_token), Step(step)
    if part not in services.steps_of(mentor) or mentor.status not in services.CHANGEABLE:
        if is_sent():
            raise NotNow
        return redirect(_address(mentor))
    form = STEP_FORMS[part].of(mentor)
    if not form.validate_on_submit():
        if not is_sent():
            form.shown.data = services.shown(mentor, part)
        return _show_step(mentor, part, form)
    try:
        again_if_stale(lambda: _save(mentor_token, part, form))
    except EditConflict:
        db.session.rollback()
        mentor = _opened(mentor_token)
        form.shown.raw_data = None
        form.shown.process_data(services.shown(mentor, part))
        return _show_step(mentor, part, form, changed=True)
    return redirect(_onward(_opened(mentor_token), part))


def _save(token: str, part: Step, form: StepForm) -> None:
    mentor, now = _opened(token), utcnow()
    if mentor.status not in services.CHANGEABLE:
        raise NotNow
    before = services.shown(mentor, part)
    with db.session.no_autoflush:
        form.write_to(mentor, now)
        if services.shown(mentor, part) != before and form.shown.data != before:
            raise EditConflict
    mentor.last_used_at = now
    db.session.commit()


def _onward(mentor: MentorProfile, part: Step) -> str:
    """The next part that lacks something; the page itself for who wants a break, or has done all."""
    ""
    flash(_("Saved."), "success")
    following = services.next_step(mentor, part)
    if "later" in request.form or mentor.status is not MentorStatus.draft or following is None:
        return _address(mentor)
    return url_for(".profile_step", mentor_token=services.token_of(mentor), step=following.value)


def _show_step(mentor: MentorProfile, part: Step, form: StepForm, *, changed: bool = False) -> Any:
    steps = services.steps_of(mentor)
    page = render_template(
        "mentoring/profile_step.html",
        form=form,
        part=part,
        Step=Step,
        changed=changed,
        steps=[(step, services.is_done(mentor, step)) for step in steps],
        number=steps.index(part) + 1,
        **_around(mentor),
    )
    return page, 409 if changed else 422 if form.errors else 200


@public_pages.post(f"{PROFILE}/submit")
@public
def submit_profile(mentor_token: str) -> Any:
    """Send it to the coordinators; or see what is missing."""
    form = ActionForm()
    mentor = _opened(mentor_token)
    if not form.validate_on_submit():
        return _show(mentor, form, PauseForm(formdata=None))
    try:
        _do(mentor_token, lambda found: services.submit(found, utcnow()))
    except Incomplete as error:
        db.session.rollback()
        page = PauseForm(formdata=None)
        return _show(_opened(mentor_token), form, page, lacking=error.steps, status=422)
    flash(_("Thank you! We have got it, and you hear from us soon."), "success")
    return redirect(_address(_opened(mentor_token)))


# -- breaks, stopping, leaving ---------------------------------------------------------------------


@public_pages.post(f"{PROFILE}/summer")
@public
def pause_over_summer(mentor_token: str) -> Any:
    """One button: from today until school begins again."""
    return _press(
        mentor_token,
        lambda mentor: standing.pause(mentor, standing.end_of_summer(_today()), utcnow()),
        _("Have a good summer! You get no new proposals until it is over."),
    )


@public_pages.post(f"{PROFILE}/pause")
@public
def pause_profile(mentor_token: str) -> Any:
    """A break until a day, or until one says so."""
    mentor, form = _opened(mentor_token), PauseForm()
    if not form.validate_on_submit():
        return _show(mentor, ActionForm(formdata=None), form)
    until: date | None = form.until.data
    _do(mentor_token, lambda found: standing.pause(found, until, utcnow()))
    flash(_("You are on a break now. Enjoy it!"), "success")
    return redirect(_address(_opened(mentor_token)))


@public_pages.post(f"{PROFILE}/resume")
@public
def resume_profile(mentor_token: str) -> Any:
    return _press(
        mentor_token,
        lambda mentor: standing.resume(mentor, utcnow()),
        _("Good to have you back!"),
    )


@public_pages.post(f"{PROFILE}/again")
@public
def begin_profile_again(mentor_token: str) -> Any:
    return _press(
        mentor_token,
        lambda mentor: standing.begin_again(mentor, utcnow()),
        _("Good to have you back! Look through what you told us, and send it."),
    )


@public_pages.route(f"{PROFILE}/stop", methods=["GET", "POST"])
@public
def stop_profile(mentor_token: str) -> Any:
    """Stop being a mentor, after being asked once."""
    mentor, form = _opened(mentor_token), ActionForm()
    if mentor.status in (MentorStatus.draft, MentorStatus.declined, MentorStatus.ended):
        if is_sent():
            raise NotNow
        return redirect(_address(mentor))
    pairs = len(standing.active_pairs([mentor.id]).get(mentor.id, []))
    if not form.validate_on_submit():
        return render_form("mentoring/stop.html", form, pairs=pairs, **_around(mentor))
    left = _do(mentor_token, lambda found: standing.stop(found, utcnow()))
    if left:
        flash(
            _("You have stopped. A coordinator gets in touch with you about your newcomer."), "info"
        )
    else:
        flash(_("You have stopped. Thank you for all you have done!"), "success")
    return redirect(_address(_opened(mentor_token)))


@public_pages.route(f"{PROFILE}/delete", methods=["GET", "POST"])
@public
def delete_profile(mentor_token: str) -> Any:
    """Remove everything, after being asked once."""
    mentor, form = _opened(mentor_token), ActionForm()
    if not form.validate_on_submit():
        pairs = len(standing.active_pairs([mentor.id]).get(mentor.id, []))
        return render_form("mentoring/delete.html", form, pairs=pairs, **_around(mentor))
    _do(mentor_token, lambda found: standing.delete(found, utcnow()))
    flash(_("All that we had about you as a mentor is deleted."), "success")
    return redirect(url_for(".mentors"))


# -- what they share -------------------------------------------------------------------------------


def _press(token: str, act: Callable[[MentorProfile], object], done: str) -> Any:
    """One button on the page."""
    mentor, form = _opened(token), ActionForm()
    if not form.validate_on_submit():
        return _show(mentor, form, PauseForm(formdata=None))
    _do(token, act)
    flash(done, "success")
    return redirect(_address(_opened(token)))


def _do(token: str, act: Callable[[MentorProfile], Any]) -> Any:
    """Do it and commit; once more from the start if somebody changed the same row just then."""

    def work() -> Any:
        result = act(_opened(token))
        db.session.commit()
        return result

    return again_if_stale(work)


def _opened(token: str) -> MentorProfile:
    """The profile that the link opens; else the page that helps on, with 404."""
    found = services.profile_of_link(token)
    if found is None:
        abort(make_response(render_template("mentoring/no_profile.html"), 404))
    return found


def _address(mentor: MentorProfile) -> str:
    return services.profile_path(mentor, current_language())


def _today() -> date:
    return utcnow().astimezone(current_region().zone).date()
