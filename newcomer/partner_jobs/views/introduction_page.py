"""The page of an introduction, as one of the two sees it. Several views show it, some with a mistake
in it."""

from datetime import datetime
from typing import Any, NoReturn

from flask import abort, make_response, render_template

from newcomer.database import utcnow
from newcomer.forms import ActionForm, is_sent
from newcomer.partner_jobs.forms.introductions import (
    EmployerNoForm,
    OutcomeForm,
    PartnerNoForm,
    TalkedForm,
)
from newcomer.partner_jobs.models.introductions import (
    Introduction,
    IntroductionStatus,
    Outcome,
    Side,
)
from newcomer.partner_jobs.services import introduction_outcomes as outcomes
from newcomer.partner_jobs.services import introduction_words as words
from newcomer.partner_jobs.services import introductions
from newcomer.partner_jobs.services.introduction_mails import coordinator_contact
from newcomer.partner_jobs.services.introduction_rows import load
from newcomer.partner_jobs.views.room import actor
from newcomer.region import current_region

PAGE = "jobs/introduction.html"
NO_FORMS = {Side.partner: PartnerNoForm, Side.employer: EmployerNoForm}
S = IntroductionStatus


def opened(introduction_id: int) -> tuple[Introduction, Side]:
    """The introduction, and which of the two the signed-in person is in it. For everybody else a
    page that helps on, which does not tell whether there is one (404)."""
    introduction = load(introduction_id)
    side = introductions.side_of(actor(), introduction) if introduction else None
    if introduction is None or side is None:
        no_such_page()
    return introduction, side


def no_such_page() -> NoReturn:
    page = render_template("jobs/introduction_lost.html", contact=coordinator_contact())
    abort(make_response(page, 404))


def state_of(introduction: Introduction, side: Side, now: datetime) -> str:
    """What the introduction is to this side: a question, or why it is none. The same word for every
    reason that is the other's, so that a no is never seen."""
    if introductions.is_awaited(introduction, side, now):
        return "ask"
    if introduction.is_accepted:
        return "accepted"
    if introduction.status is S.over:
        return "hired" if introduction.outcome is Outcome.hired else "not_now"
    if introduction.status in introductions.AWAITED:
        return _state_while_asked(introduction, side, now)
    ended = {introductions.DECLINED[side]: "said_no", introductions.EXPIRED[side]: "too_late"}
    if side is Side.partner:
        ended[S.expired_employer] = "other_late"
    if introductions.is_gone(introduction.vacancy):
        ended[S.withdrawn] = "gone"
    return ended.get(introduction.status, "nothing")


def _state_while_asked(introduction: Introduction, side: Side, now: datetime) -> str:
    """What it is while somebody is asked, and this side cannot answer."""
    if introductions.is_gone(introduction.vacancy):
        return "gone"
    if introductions.AWAITED[introduction.status] is side.other:
        return "waits"
    return "too_late" if introductions.is_late(introduction, now) else "nothing"


def show(
    introduction: Introduction,
    side: Side,
    *,
    no: Any = None,
    talked: TalkedForm | None = None,
    outcome: OutcomeForm | None = None,
    tried: bool = False,
) -> str:
    """The page, with the forms that were sent with mistakes in them, or with empty ones. `tried`: what
    somebody wanted could not be done."""
    now = utcnow()
    state = state_of(introduction, side, now)
    partner = introduction.partner
    return render_template(
        PAGE,
        introduction=introduction,
        side=side.value,
        state=state,
        tried=tried,
        glimpse=words.glimpse(partner)
        if partner and _glimpses(introduction, state, side)
        else None,
        partner_name=words.name_for_employer(introduction),
        has_contact=words.has_contact(introduction),
        title_of=words.title,
        workload_of=words.workload,
        occupation_names=words.occupation_names,
        no_form=no or NO_FORMS[side](formdata=None),
        talked_form=talked or empty_talked(introduction, now),
        outcome_form=outcome or OutcomeForm(formdata=None),
        action=ActionForm(formdata=None),
        may_withdraw=introductions.may_withdraw(introduction, side),
        may_reopen=outcomes.may_reopen(introduction, side, now),
        others=outcomes.others_of(introduction) if side is Side.partner else [],
        can_be_filled=side is Side.employer and outcomes.can_be_filled(introduction),
        days=current_region().jobs["answer_working_days"],
        contact=coordinator_contact(),
    )


def shows_facts(state: str, side: Side) -> bool:
    """Whether the page tells an employer about the partner."""
    return side is Side.employer and state in ("ask", "waits", "accepted")


def _glimpses(introduction: Introduction, state: str, side: Side) -> bool:
    """Whether it does so now. A page that answers a form does not: only opening one is noted."""
    return shows_facts(state, side) and words.may_be_told(introduction) and not is_sent()


def sent_talked(introduction: Introduction, now: datetime) -> TalkedForm:
    """The form for the day of the conversation, as it was sent."""
    return _offered(TalkedForm(), introduction, now)


def empty_talked(introduction: Introduction, now: datetime) -> TalkedForm:
    return _offered(TalkedForm(formdata=None, on=introduction.talked_on), introduction, now)


def _offered(form: TalkedForm, introduction: Introduction, now: datetime) -> TalkedForm:
    zone = current_region().zone
    form.between(introduction.created_at.astimezone(zone).date(), now.astimezone(zone).date())
    return form
