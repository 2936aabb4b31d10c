"""A partner's own pages: what this is, the profile, what fits, who has looked, and leaving."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from newcomer.access import public, signed_in
from newcomer.arrivals.models import Arrival
from newcomer.database import again_if_stale, short_transaction, utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import ActionForm, render_form
from newcomer.page_cache import cacheable
from newcomer.partner_jobs.forms import partners as forms
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus
from newcomer.partner_jobs.services import (
    acting,
    digest,
    fit_reasons,
    from_arrival,
    introduction_lists,
    looks,
    own_fits,
    parting,
    partners,
    vacancy_words,
)
from newcomer.partner_jobs.views import public_pages
from newcomer.partner_jobs.views.room import actor

PROFILE = "jobs/partner_profile.html"


@public_pages.get("/job-number-2")
@public
@cacheable
def partners_welcome() -> Any:
    """What happens when somebody registers, and who sees what. `from` is part of the link that a
    member gives to the partners of its own people."""
    code = request.args.get("from", "")
    brought_by = partners.member_of_code(code)
    return render_template(
        "jobs/partners_welcome.html", code=code if brought_by else None, brought_by=brought_by
    )


# -- the profile -----------------------------------------------------------------------------------


@public_pages.route("/job-number-2/profile", methods=["GET", "POST"])
@signed_in
def partner_profile() -> Any:
    """Register, or change what was told. If it was changed elsewhere meanwhile, what was written
    here waits on the page (409)."""
    partner = acting.partner_of(actor())
    arrival = from_arrival.arrival_of(request.args.get("arrival", ""))
    form = forms.PartnerForm(data=_shown_first(partner, arrival))
    if form.arrival.data and arrival is None:
        arrival = from_arrival.arrival_of(form.arrival.data)
    form.brought_by.offer(partners.members(), _("No, or I would rather not say"))
    around = {"partner": partner, "changed": False, "begins_with_arrival": arrival is not None}
    if not form.validate_on_submit():
        return render_form(PROFILE, form, **around)
    try:
        _keep(form, partner, arrival)
    except (EditConflict, StaleDataError):
        db.session.rollback()
        there = acting.partner_of(actor())
        form.build_on(there.version if there else 0)
        return render_template(
            PROFILE, form=form, **{**around, "partner": there, "changed": True}
        ), 409
    flash(_("Saved. We look for vacancies that fit you."), "success")
    return redirect(url_for(".partner_fits"))


def _shown_first(partner: PartnerProfile | None, arrival: Arrival | None) -> dict[str, Any]:
    if partner is not None:
        return forms.filled_with(forms.as_told(partner))
    facts: dict[str, Any] = {"language": actor().language}
    if arrival is not None:
        facts |= from_arrival.facts_of(arrival)
    brought_by = partners.member_of_code(request.args.get("from", ""))
    facts["brought_by_id"] = brought_by[0] if brought_by else None
    token = from_arrival.token_of(arrival) if arrival else ""
    return {**forms.filled_with(facts), "arrival": token}


def _keep(form: forms.PartnerForm, partner: PartnerProfile | None, arrival: Arrival | None) -> None:
    now = utcnow()
    if partner is None or form.version.data is None:  # sent twice, the profile is there already
        partners.register(actor(), form.facts, arrival, now)
    else:
        partners.change(partner, form.facts, version=form.version.data, now=now)
    db.session.commit()


# -- what fits -------------------------------------------------------------------------------------


@public_pages.get("/job-number-2/mine")
@signed_in
def partner_fits() -> Any:
    """The vacancies that fit, and where one stands."""
    partner = own_or_404()
    if partners.is_due_a_trace(partner, utcnow()):
        with short_transaction() as session:
            partners.note_use(session, partner.id, utcnow())
    state = own_fits.state()
    fits = [(fit, fit_reasons.for_partner(fit)) for fit in own_fits.of_partner(partner)]
    why = own_fits.why_nothing(partner.id, state)
    return render_template(
        "jobs/partner_fits.html",
        partner=partner,
        PartnerStatus=PartnerStatus,
        action=ActionForm(formdata=None),
        cv_form=forms.CVForm(formdata=None),
        near=[one for one in fits if one[1].is_near],
        others=[one for one in fits if not one[1].is_near],
        is_found=own_fits.is_found(state),
        why=fit_reasons.why_nothing(why) if why else [],
        courses=fit_reasons.courses(),
        waiting=introduction_lists.waiting_for_partner(partner, utcnow()),
        words=vacancy_words,
    )


def own_or_404() -> PartnerProfile:
    """One's own profile; a page that leads to the form for whoever has none."""
    partner = acting.partner_of(actor())
    if partner is None:
        abort(make_response(render_template("jobs/partner_none.html"), 404))
    return partner


@public_pages.get("/job-number-2/mine/looks")
@signed_in
def partner_looks() -> Any:
    """Who has looked at the profile, when, and at what."""
    partner = own_or_404()
    page = looks.of_partner(partner, request.args.get("page", 1, type=int))
    return render_template("jobs/partner_looks.html", partner=partner, page_of=page)


# -- hiding, work found, leaving -------------------------------------------------------------------


def _press(act: Callable[[PartnerProfile], None]) -> None:
    """Do what a button says, whatever was pressed or changed at the same moment."""
    if not ActionForm().validate_on_submit():
        abort(422)

    def press() -> None:
        act(own_or_404())
        db.session.commit()

    again_if_stale(press)


@public_pages.post("/job-number-2/mine/hide")
@signed_in
def hide_partner() -> Any:
    """One button: nobody sees it from now on."""

    def hide(partner: PartnerProfile) -> None:
        if partner.status is not PartnerStatus.hidden:
            parting.hide(partner, utcnow())

    _press(hide)
    flash(_("Your profile is hidden. Nobody sees it, and we write to you no more."), "success")
    return redirect(url_for(".partner_fits"))


@public_pages.post("/job-number-2/mine/show")
@signed_in
def show_partner() -> Any:
    _press(lambda partner: partners.show_again(partner, utcnow()))
    flash(_("Your profile is there again. We look for vacancies that fit you."), "success")
    return redirect(url_for(".partner_fits"))


@public_pages.route("/job-number-2/mine/hired", methods=["GET", "POST"])
@signed_in
def partner_hired() -> Any:
    """They have found work, and say where if they like."""
    partner = own_or_404()
    form = forms.HiredForm()
    form.employer.offer(partners.members(), _("Somewhere else, or I would rather not say"))
    if form.validate_on_submit():
        employer_id = form.employer.number

        def keep() -> None:
            partners.found_work(own_or_404(), employer_id, utcnow())
            db.session.commit()

        again_if_stale(keep)
        flash(_("Congratulations! Employers do not see your profile any more."), "success")
        return redirect(url_for(".partner_fits"))
    return render_form("jobs/partner_hired.html", form, partner=partner)


@public_pages.route("/job-number-2/mine/delete", methods=["GET", "POST"])
@signed_in
def delete_partner() -> Any:
    """Ask once more; then it is gone, with the CV. Pressed twice, it is gone all the same."""
    form = ActionForm()
    if form.validate_on_submit():

        def delete() -> None:
            partner = acting.partner_of(actor())
            if partner is not None:
                parting.partner(partner, utcnow())
                db.session.commit()

        again_if_stale(delete)
        flash(_("Your profile and your CV have been deleted."), "success")
        return redirect(url_for(".partners_welcome"))
    return render_form("jobs/partner_delete.html", form, partner=own_or_404())


# -- no more mails ---------------------------------------------------------------------------------


@public_pages.route("/job-number-2/digest/<digest_token>/end", methods=["GET", "POST"])
@public
def end_digest(digest_token: str) -> Any:
    """End the mails about vacancies. People press the button on the page; mail programs send a POST
    by themselves (RFC 8058), without a session, so there is no token but the one in the address."""
    partner = digest.partner_of_link(digest_token)
    if partner is None:
        abort(make_response(render_template("jobs/partner_no_digest.html"), 404))
    if request.method != "POST":
        return render_template("jobs/partner_end_digest.html", done=False)

    def end() -> None:
        found = digest.partner_of_link(digest_token)
        if found is not None:
            partners.end_digest(found, utcnow())
            db.session.commit()

    again_if_stale(end)
    return render_template("jobs/partner_end_digest.html", done=True)
