"""Suggesting an introduction: a partner for a vacancy, an employer that has seen a profile, and a
coordinator for any two."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm.exc import StaleDataError

from newcomer.access import Permission, requires, signed_in
from newcomer.database import again_if_stale, short_transaction, utcnow
from newcomer.extensions import db
from newcomer.forms import ActionForm, is_sent, render_form
from newcomer.partner_jobs.forms.introductions import SuggestForm
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.introductions import AlreadyOpen, Introduction, NotNow, Suggester
from newcomer.partner_jobs.models.partners import LookedAt, PartnerProfile, PartnerStatus
from newcomer.partner_jobs.models.vacancies import Vacancy
from newcomer.partner_jobs.services import acting, conversations, introductions, looks, suggesting
from newcomer.partner_jobs.services import introduction_words as words
from newcomer.partner_jobs.services.introductions import NotPossible, WhyNot
from newcomer.partner_jobs.views import desk_pages, public_pages
from newcomer.partner_jobs.views.room import actor, asked_number, ranking_employer_or_404
from newcomer.region import current_region

# What whoever suggests is told. It says nothing of the other that they may not know.
WHY_NOT = {
    WhyNot.not_member: _l("The employer is not a member of the network now."),
    WhyNot.not_looking: _l("This partner is not looking for work now."),
    WhyNot.vacancy_gone: _l("The vacancy is not open now."),
    WhyNot.one_person: _l("The partner acts for this employer."),
    WhyNot.asked_before: _l(
        "This has been asked before, and came to nothing. Talk to a coordinator."
    ),
    WhyNot.none_left: _l("The employer has no conversations left this month."),
    WhyNot.not_theirs: _l("This partner cannot be asked from here."),
    WhyNot.already: _l("There is an introduction of these two already, and it is open."),
}


# -- the partner -----------------------------------------------------------------------------------


@public_pages.route(
    "/job-number-2/vacancies/<int:vacancy_id>/introduction", methods=["GET", "POST"]
)
@signed_in
def suggest_as_partner(vacancy_id: int) -> Any:
    """Ask once, then let the employer know that this partner would like to talk about the vacancy."""
    form = ActionForm()
    is_meant = form.validate_on_submit()
    if is_meant:
        _count_try()
    vacancy = suggesting.shown_vacancy(vacancy_id)
    if vacancy is None:
        abort(404)
    partner = acting.partner_of(actor())
    if not is_meant:
        return _ask_partner(vacancy, partner, form, None), 422 if form.errors else 200
    if partner is None:
        return _ask_partner(vacancy, partner, form, None), 409

    def suggest() -> Introduction:
        return _suggest(partner, vacancy.employer, vacancy, Suggester.partner)

    return _sent(suggest, lambda why: _ask_partner(vacancy, partner, form, why))


def _ask_partner(
    vacancy: Vacancy, partner: PartnerProfile | None, form: ActionForm, why: WhyNot | None
) -> str:
    if partner is not None and why is None:
        why = _why_not(partner, vacancy.employer, vacancy, Suggester.partner)
    known = None
    if partner is not None and why is WhyNot.already:
        known = introductions.open_one(partner, vacancy.employer, vacancy)
    return render_template(
        "jobs/introduction_suggest_partner.html",
        form=form,
        vacancy=vacancy,
        partner=partner,
        why=WHY_NOT[why] if why else "",
        known=known,
        glimpse=words.glimpse(partner) if partner else None,
        title_of=words.title,
        days=current_region().jobs["answer_working_days"],
    )


# -- the employer ----------------------------------------------------------------------------------


@public_pages.route(
    "/job-number-2/employers/<int:employer_id>/partners/<int:partner_id>/introduction",
    methods=["GET", "POST"],
)
@signed_in
def suggest_as_employer(employer_id: int, partner_id: int) -> Any:
    """A private employer that has seen a profile asks the partner to talk about one of its vacancies.
    A partner who does not show themself to it is not there."""
    _count_try()
    employer = ranking_employer_or_404(employer_id)
    if not is_sent():  # what it shows of the profile is a look at it; sent back, it shows nothing
        with short_transaction() as session:
            looks.note(
                session,
                partner_id,
                LookedAt.profile,
                by=actor().id,
                employer_id=employer.id,
                allowed=looks.shown_to(employer),
                now=utcnow(),
            )
    partner = suggesting.seen_partner(partner_id)
    if partner is None:
        abort(404)
    vacancies = suggesting.open_vacancies(employer)
    only = str(vacancies[0].id) if len(vacancies) == 1 else ""
    form = SuggestForm(about=request.args.get("vacancy", only))
    form.offer((one.id, words.title(one)[1]) for one in vacancies)
    around = {
        "employer": employer,
        "partner": partner,
        "glimpse": None if is_sent() else words.glimpse(partner),
        "vacancies": vacancies,
        "days": current_region().jobs["answer_working_days"],
    }
    template = "jobs/introduction_suggest_employer.html"
    if not form.validate_on_submit():
        return render_form(template, form, why="", **around)
    vacancy = next((one for one in vacancies if one.id == form.vacancy_id), None)

    def suggest() -> Introduction:
        return _suggest(partner, employer, vacancy, Suggester.employer)

    return _sent(
        suggest, lambda why: render_template(template, form=form, why=WHY_NOT[why], **around)
    )


# -- the coordinator -------------------------------------------------------------------------------


@desk_pages.route("/job-number-2/partners/<int:partner_id>/introduction", methods=["GET", "POST"])
@requires(Permission.run_job_network)
def suggest_introduction(partner_id: int) -> Any:
    """Choose an employer (`?employer=`) and what it is about; a vacancy that fits may be chosen before
    (`?vacancy=`). The partner is asked first."""
    partner = db.get_or_404(PartnerProfile, partner_id)
    if partner.status is PartnerStatus.hidden:
        abort(404)
    now, region = utcnow(), current_region()
    wanted = suggesting.shown_vacancy(asked_number("vacancy"))
    number = wanted.employer_id if wanted else asked_number("employer")
    employer = suggesting.member(number)
    if employer is None:
        return _choose(partner)
    left = conversations.left(employer, now, region)
    vacancies = suggesting.open_vacancies(employer, wanted)
    form = SuggestForm(about=str(wanted.id) if wanted else "")
    # Where somebody else took the last one meanwhile, it is said that there is none left.
    conversation = _conversation(left) if left or is_sent() else ""
    form.offer(((one.id, words.title(one)[1]) for one in vacancies), conversation)
    around = {
        "partner": partner,
        "employer": employer,
        "left": left,
        "occupations": words.occupation_names(partner.occupations),
    }
    template = "jobs/desk/introduction_suggest.html"
    if not form.validate_on_submit():
        return render_form(template, form, why="", **around)
    vacancy = next((one for one in vacancies if one.id == form.vacancy_id), None)

    def suggest() -> Introduction:
        return _suggest(partner, employer, vacancy, Suggester.coordinator)

    def refused(why: WhyNot) -> str:
        return render_template(template, form=form, why=WHY_NOT[why], **around)

    return _sent(suggest, refused, desk=True)


def _choose(partner: PartnerProfile) -> Any:
    """The page on which an employer is chosen; also for who chose one that has left meanwhile (409)."""
    status = 200
    if is_sent():
        status = 409 if ActionForm().validate() else 422
    page = render_template(
        "jobs/desk/introduction_choose.html",
        partner=partner,
        fits=suggesting.fits_of(partner),
        members=suggesting.members(),
        title_of=words.title,
        occupations=words.occupation_names(partner.occupations),
        why=WHY_NOT[WhyNot.not_member] if status == 409 else "",
    )
    return page, status


def _conversation(left: int) -> str:
    name: str = ngettext(
        "A conversation, without a vacancy (%(num)d left this month)",
        "A conversation, without a vacancy (%(num)d left this month)",
        left,
    )
    return name


# -- what they share -------------------------------------------------------------------------------


def _count_try() -> None:
    """What is suggested is mailed: nobody's mailbox is filled by suggesting and taking back."""
    if is_sent():
        email = actor().email
        db.session.rollback()  # what is counted stays counted
        introductions.count_try(email, utcnow())


def _why_not(
    partner: PartnerProfile, employer: Employer, vacancy: Vacancy | None, by: Suggester
) -> WhyNot | None:
    return introductions.why_not(partner, employer, vacancy, by, utcnow(), current_region())


def _suggest(
    partner: PartnerProfile, employer: Employer, vacancy: Vacancy | None, by: Suggester
) -> Introduction:
    return introductions.suggest(
        partner, employer, vacancy, by=by, actor=actor(), now=utcnow(), region=current_region()
    )


def _sent(
    suggest: Callable[[], Introduction], refused: Callable[[WhyNot], str], *, desk: bool = False
) -> Any:
    """Suggest it and show the new page; else the form again, with why it cannot be (409)."""

    def work() -> int:
        number = suggest().id
        db.session.commit()
        return number

    try:
        number = again_if_stale(work)
    except NotPossible as error:
        db.session.rollback()
        return refused(error.why), 409
    except (AlreadyOpen, StaleDataError):
        db.session.rollback()
        return refused(WhyNot.already), 409
    except NotNow:
        db.session.rollback()
        abort(404)
    flash(_("It has been suggested. We write when there is an answer."), "success")
    endpoint = "jobs_desk.introduction" if desk else "jobs.introduction"
    return redirect(url_for(endpoint, introduction_id=number))
