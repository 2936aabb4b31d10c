"""The page of a pair, as one of the two sees it. Several views show it, some with a mistake in it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import render_template

from newcomer import profile_fields
from newcomer.database import utcnow
from newcomer.forms import ActionForm
from newcomer.mentoring import names
from newcomer.mentoring.forms.pair import MeetingForm, MessageForm
from newcomer.mentoring.models import FeedbackKind, MentorMatch, MentorMeeting, Side
from newcomer.mentoring.services import feedback, ideas, matches, meetings
from newcomer.mentoring.services.links import other
from newcomer.mentoring.services.match_mails import coordinator_contact
from newcomer.mentoring.services.other_side import (
    facts_of,
    first_name,
    shared_languages,
    shared_times,
)
from newcomer.region import current_region

PAGE = "mentoring/pair.html"


def show(
    match: MentorMatch,
    side: Side,
    pair_token: str,
    *,
    message: MessageForm | None = None,
    meeting: MeetingForm | None = None,
) -> str:
    """The page, with the forms that were sent with mistakes in them, or with empty ones."""
    now = utcnow()
    met = meetings.meetings_of(match)
    given = feedback.given(match, side)
    return render_template(
        PAGE,
        match=match,
        side=side.value,
        token=pair_token,
        other_name=first_name(match, other(side)),
        message_form=message or MessageForm(formdata=None),
        meeting_form=meeting or _empty_meeting(match, now, met),
        action=ActionForm(formdata=None),
        messages=meetings.messages_of(match),
        met=met,
        goal=current_region().mentoring["meetings"],
        ideas=ideas.ideas_for(match, now) if match.is_active else [],
        times=profile_fields.slot_names(shared_times(match)),
        names=names,
        asks_midway=feedback.may_answer(match, FeedbackKind.midway)
        and FeedbackKind.midway not in given,
        asks_survey=feedback.may_answer(match, FeedbackKind.end) and FeedbackKind.end not in given,
        may_ask_again=side is Side.newcomer and matches.may_ask_again(match),
        contact=coordinator_contact(),
    )


def sent_meeting(match: MentorMatch, now: datetime) -> MeetingForm:
    """The form to note a meeting, as it was sent."""
    return _offered(MeetingForm(), match, now)


def _empty_meeting(match: MentorMatch, now: datetime, met: Sequence[MentorMeeting]) -> MeetingForm:
    """Filled in as it most likely was: today, and in the language of the last time or else in one
    that both speak."""
    spoken = met[0].language if met else None
    return _offered(MeetingForm(formdata=None, spoken=spoken), match, now)


def _offered(form: MeetingForm, match: MentorMatch, now: datetime) -> MeetingForm:
    form.offer(_languages(match), _first_day(match, now), _today(now))
    return form


def _languages(match: MentorMatch) -> dict[str, str]:
    """Those that both get by in first, then what else one of the two or the region speaks."""
    codes: list[str] = shared_languages(match)
    for side in Side:
        codes += facts_of(match, side).languages
    codes += current_region().languages
    return {code: profile_fields.spoken_language(code) for code in dict.fromkeys(codes)}


def _first_day(match: MentorMatch, now: datetime) -> date:
    return (match.started_at or now).astimezone(current_region().zone).date()


def _today(now: datetime) -> date:
    return now.astimezone(current_region().zone).date()


def around(match: MentorMatch, side: Side, pair_token: str) -> dict[str, Any]:
    """What each further page of a pair needs to know of it."""
    return {
        "match": match,
        "side": side.value,
        "token": pair_token,
        "is_pair": match.started_at is not None,
        "other_name": first_name(match, other(side)) if match.started_at else "",
        "contact": coordinator_contact(),
    }
