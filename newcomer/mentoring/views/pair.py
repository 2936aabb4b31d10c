"""What the two in a pair do on their pages. Whoever has the link of a side acts for that side."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from newcomer import limits, profile_fields
from newcomer.access import public
from newcomer.database import utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.forms import ActionForm, BaseForm, is_sent, render_form, render_too_many
from newcomer.mentoring import names
from newcomer.mentoring.forms.pair import (
    CertificateForm,
    ConcernForm,
    EndForm,
    FeedbackForm,
    MessageForm,
)
from newcomer.mentoring.models import FeedbackKind, MentorMatch, NotNow, Side
from newcomer.mentoring.services import concerns, feedback, matches, meetings
from newcomer.mentoring.views import pair_page, public_pages
from newcomer.mentoring.views.proposal import no_such_page, opened
from newcomer.region import current_region

# -- writing and meeting -------------------------------------------------------------------------


@public_pages.post("/pair/<pair_token>/write")
@public
def write(pair_token: str) -> Any:
    """Write to the other."""
    too_many = _counted()
    match, side = _pair(pair_token)
    form = MessageForm()
    if too_many:
        _say_too_many(form, too_many)
        return pair_page.show(match, side, pair_token, message=form), 429
    if not form.validate_on_submit():
        return pair_page.show(match, side, pair_token, message=form), 422

    def act(match: MentorMatch, side: Side) -> None:
        meetings.write(match, side, form.body.data or "", form.once.data, utcnow())

    return _do(
        (match, side), pair_token, act, _("Your message has been sent."), "messages", message=form
    )


@public_pages.post("/pair/<pair_token>/met")
@public
def met(pair_token: str) -> Any:
    """Note a meeting: the day, about how long, in which language."""
    too_many = _counted()
    match, side = _pair(pair_token)
    form = pair_page.sent_meeting(match, utcnow())
    if too_many:
        _say_too_many(form, too_many)
        return pair_page.show(match, side, pair_token, meeting=form), 429
    if not form.validate_on_submit() or form.on.data is None:
        return pair_page.show(match, side, pair_token, meeting=form), 422
    on = form.on.data
    noted: bool | None = None

    def act(match: MentorMatch, side: Side) -> None:
        nonlocal noted
        noted = meetings.log(
            match,
            side,
            on=on,
            minutes=int(form.minutes.data),
            language=form.spoken.data,
            once=form.once.data,
            now=utcnow(),
        )

    done = _("Noted. Good that you met!")
    response = _do((match, side), pair_token, act, "", "meetings", meeting=form)
    if noted:
        flash(done, "success")
    elif noted is False:
        flash(_("The meeting on this day has been noted already."), "info")
    return response


@public_pages.post("/pair/<pair_token>/met/<int:meeting_id>/remove")
@public
def remove_meeting(pair_token: str, meeting_id: int) -> Any:
    if not ActionForm().validate_on_submit():
        abort(422)

    def act(match: MentorMatch, _side: Side) -> None:
        meetings.remove(match, meeting_id)

    return _do(_pair(pair_token), pair_token, act, _("The meeting has been removed."), "meetings")


# -- the questions halfway and at the end --------------------------------------------------------


@public_pages.route("/pair/<pair_token>/midway", methods=["GET", "POST"])
@public
def pair_midway(pair_token: str) -> Any:
    return _feedback(pair_token, FeedbackKind.midway)


@public_pages.route("/pair/<pair_token>/survey", methods=["GET", "POST"])
@public
def pair_survey(pair_token: str) -> Any:
    return _feedback(pair_token, FeedbackKind.end)


def _feedback(pair_token: str, kind: FeedbackKind) -> Any:
    """Three questions and a line; answered before, the answers can be changed."""
    match, side = _pair(pair_token)
    form = FeedbackForm()
    form.ask(names.QUESTIONS[kind, side])
    around = pair_page.around(match, side, pair_token)
    if not feedback.may_answer(match, kind):
        return _not_now(form, kind.value, around)
    if form.validate_on_submit():
        comment = form.comment.data or ""
        feedback.give(match, side, kind, form.answers, comment, utcnow())
        db.session.commit()
        flash(_("Thank you for your answers."), "success")
        return redirect(url_for(".pair", pair_token=pair_token))
    known = feedback.given(match, side).get(kind)
    if known is not None and not is_sent():
        form.show(known.answers, known.comment)
    return render_form("mentoring/feedback.html", form, kind=kind.value, **around)


def _not_now(form: BaseForm, kind: str, around: dict[str, Any]) -> Any:
    """The page that says when this one is for; 409 for who wanted to do something here."""
    status = 200
    if is_sent():
        status = 409 if form.validate() else 422
    return render_template("mentoring/not_now.html", kind=kind, **around), status


# -- the end -------------------------------------------------------------------------------------


@public_pages.route("/pair/<pair_token>/end", methods=["GET", "POST"])
@public
def end_pair(pair_token: str) -> Any:
    """Ask once, then end it. Ended already, there is nothing more to do."""
    match, side = _pair(pair_token)
    form = EndForm()
    if not match.is_active and not is_sent():
        return pair_page.show(match, side, pair_token)
    if form.validate_on_submit():

        def act(match: MentorMatch, side: Side) -> None:
            matches.end(match, side, utcnow(), reason=form.chosen)

        done = _("The pair has ended. Thank you for the time you gave each other.")
        return _do((match, side), pair_token, act, done)
    return render_form("mentoring/end_pair.html", form, **pair_page.around(match, side, pair_token))


@public_pages.post("/pair/<pair_token>/again")
@public
def ask_again(pair_token: str) -> Any:
    """The newcomer would like another mentor."""
    if not ActionForm().validate_on_submit():
        abort(422)
    found = _pair(pair_token)
    if found[1] is not Side.newcomer:
        no_such_page()

    def act(match: MentorMatch, _side: Side) -> None:
        matches.ask_again(match, utcnow())

    return _do(
        found,
        pair_token,
        act,
        _("We look for another mentor for you, and write when we have found one."),
    )


@public_pages.route("/pair/<pair_token>/certificate", methods=["GET", "POST"])
@public
def certificate(pair_token: str) -> Any:
    """For the mentor, to print. The full name is typed for it and not kept."""
    match, side = _pair(pair_token)
    if side is not Side.mentor:
        no_such_page()
    around = pair_page.around(match, side, pair_token)
    form = CertificateForm(name=match.mentor.first_name)
    service = feedback.service_of(match, current_region())
    if service is None:
        return _not_now(form, "certificate", around)
    name = form.name.data if form.validate_on_submit() else match.mentor.first_name
    return render_form(
        "mentoring/certificate.html",
        form,
        service=service,
        name=name,
        languages=[profile_fields.spoken_language(code) for code in service.languages],
        **around,
    )


# -- a concern -----------------------------------------------------------------------------------


@public_pages.route("/pair/<pair_token>/concern", methods=["GET", "POST"])
@public
def pair_concern(pair_token: str) -> Any:
    """Tell the coordinators what one is worried about; at any time, also long after."""
    too_many = _counted() if is_sent() else None
    match, side = opened(pair_token)
    form = ConcernForm()
    around = pair_page.around(match, side, pair_token)
    if too_many:
        return render_too_many("mentoring/report_concern.html", form, too_many, **around)
    if form.validate_on_submit():
        concerns.report(match, side, form.body.data or "", form.once.data, utcnow())
        db.session.commit()
        flash(_("Thank you for telling us. A coordinator reads it and gets in touch."), "success")
        return redirect(url_for(".pair", pair_token=pair_token))
    return render_form("mentoring/report_concern.html", form, **around)


# -- what they share -----------------------------------------------------------------------------


def _pair(pair_token: str) -> tuple[MentorMatch, Side]:
    """The pair that the link opens; else 404, also while it is only a proposal."""
    match, side = opened(pair_token)
    if match.started_at is None:
        no_such_page()
    return match, side


def _do(
    found: tuple[MentorMatch, Side],
    pair_token: str,
    act: Callable[[MentorMatch, Side], None],
    done: str,
    part: str | None = None,
    **forms: Any,
) -> Any:
    """Do it and go back to the page. If the pair has ended meanwhile the page says so, and what was
    typed stays (409)."""

    try:
        act(*found)
        db.session.commit()
    except NotNow:
        db.session.rollback()
        return _over(pair_token, **forms)
    if done:
        flash(done, "success")
    return redirect(url_for(".pair", pair_token=pair_token, _anchor=part))


def _over(pair_token: str, **forms: Any) -> Any:
    """The page as it is now, when what somebody wanted cannot be done any more."""
    flash(_("The pair has ended, so nothing has been changed."), "info")
    match, side = _pair(pair_token)
    return pair_page.show(match, side, pair_token, **forms), 409


def _counted() -> TooMany | None:
    """Count before the request's own transaction begins that something is written."""
    try:
        meetings.count_act(limits.network(), utcnow())
    except TooMany as error:
        return error
    return None


def _say_too_many(form: BaseForm, _error: TooMany) -> None:
    form.form_errors.append(
        _(
            "That was too many tries in a short time. Wait an hour and send it again; "
            "keep a copy of your text."
        )
    )
