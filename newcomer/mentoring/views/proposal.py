"""A proposal and the pair that comes of it have one address for each of the two. This is what it
shows, and how a proposal is answered."""

from datetime import datetime
from typing import Any, NoReturn

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from newcomer.access import public
from newcomer.database import short_transaction, utcnow
from newcomer.extensions import db
from newcomer.forms import ActionForm
from newcomer.mentoring.forms.pair import NoForm
from newcomer.mentoring.models import MatchStatus, MentorMatch, NoReason, NotNow, Side
from newcomer.mentoring.services import hearing, matches, meetings
from newcomer.mentoring.services.links import match_of_token
from newcomer.mentoring.services.match_mails import coordinator_contact
from newcomer.mentoring.services.other_side import glimpse
from newcomer.mentoring.views import pair_page, public_pages
from newcomer.region import current_region

# What a side is told of a proposal that is no question to it: the same for every reason that is
# the other's, so that a no is never seen.
SAID_YES, SAID_NO, TOO_LATE, NOTHING, TO_ANSWER = "said_yes", "said_no", "too_late", "over", "ask"


@public_pages.get("/pair/<pair_token>")
@public
def pair(pair_token: str) -> Any:
    """The proposal while it is one, and then the pair's page."""
    match, side = opened(pair_token)
    now = utcnow()
    if match.started_at is None:
        return _show(match, side, pair_token)
    if meetings.has_unread(match, side):
        with short_transaction() as session:
            meetings.note_seen(session, match.id, side, now)
    return pair_page.show(match, side, pair_token)


@public_pages.post("/pair/<pair_token>/yes")
@public
def say_yes(pair_token: str) -> Any:
    if not ActionForm().validate_on_submit():
        abort(422)
    return _answer(pair_token, None)


@public_pages.post("/pair/<pair_token>/no")
@public
def say_no(pair_token: str) -> Any:
    match, side = opened(pair_token)
    form = NoForm()
    if not form.validate_on_submit():
        if match.started_at is not None:
            return pair_page.show(match, side, pair_token), 422
        return _show(match, side, pair_token, form=form), 422
    return _answer(pair_token, NoReason(form.reason.data))


def _answer(pair_token: str, reason: NoReason | None) -> Any:
    """Take the answer. Said twice, it counts once; too late, the page says what the matter is (409)."""
    match, side = opened(pair_token)
    yes, now = reason is None, utcnow()
    try:
        matches.answer(match, side, yes=yes, reason=reason, now=now, region=current_region())
        db.session.commit()
    except NotNow:
        db.session.rollback()
        return _not_now(pair_token, yes=yes)
    flash(_thanks(yes, side), "success")
    return redirect(url_for(".pair", pair_token=pair_token))


def _thanks(yes: bool, side: Side) -> Any:
    if not yes:
        return _("Thank you for telling us.")
    if side is Side.mentor:
        return _("Thank you! Now we ask the newcomer.")
    return _("You are a pair now. Say hello to each other!")


def _not_now(pair_token: str, *, yes: bool) -> Any:
    """What they said has been said already (nothing to see here), or cannot be said any more."""
    match, side = opened(pair_token)
    state = state_of(match, side, utcnow())
    if state == (SAID_YES if yes else SAID_NO) or (yes and match.started_at is not None):
        return redirect(url_for(".pair", pair_token=pair_token))
    if match.started_at is not None:
        flash(_("You have both said yes. If you have changed your mind, you can end the pair."))
        return pair_page.show(match, side, pair_token), 409
    return _show(match, side, pair_token, tried=True), 409


def state_of(match: MentorMatch, side: Side, now: datetime) -> str:
    """What the proposal is to this side: a question, or why it is none."""
    if matches.is_awaited(match, side, now):
        return TO_ANSWER
    if match.status is MatchStatus(f"declined_{side.value}"):
        return SAID_NO
    awaited = matches.AWAITED.get(match.status)
    in_vain = awaited is side and matches.is_late(match, now)
    if match.status is MatchStatus(f"expired_{side.value}") or in_vain:
        return TOO_LATE
    if side is Side.mentor and hearing.is_ahead(match, now):
        return SAID_YES
    return NOTHING


def _show(
    match: MentorMatch,
    side: Side,
    pair_token: str,
    *,
    form: NoForm | None = None,
    tried: bool = False,
) -> str:
    now, region = utcnow(), current_region()
    state = state_of(match, side, now)
    return render_template(
        "mentoring/proposal.html",
        match=match,
        side=side.value,
        state=state,
        token=pair_token,
        form=form or NoForm(formdata=None),
        action=ActionForm(formdata=None),
        tried=tried,
        seen=glimpse(match, side, now) if state == TO_ANSWER else None,
        weeks=region.mentoring["duration_weeks"],
        meetings=region.mentoring["meetings"],
        contact=coordinator_contact(),
    )


def opened(pair_token: str) -> tuple[MentorMatch, Side]:
    """The pair and the side that the link opens; else the page that helps on, with 404. A newcomer
    knows nothing of a proposal before the mentor has said yes."""
    found = match_of_token(pair_token)
    if found is None:
        no_such_page()
    match, side = found
    unknown = (MatchStatus.asked_mentor, MatchStatus.declined_mentor, MatchStatus.expired_mentor)
    if side is Side.newcomer and match.status in unknown:
        no_such_page()
    return match, side


def no_such_page() -> NoReturn:
    page = render_template("mentoring/no_pair.html", contact=coordinator_contact())
    abort(make_response(page, 404))
