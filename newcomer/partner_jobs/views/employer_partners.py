"""What private and voluntary members see of partners: who fits their vacancies, and one profile. No
public employer comes in here (room.ranking_employer_or_404, services/ranking.py)."""

from typing import Any

from flask import abort, render_template, request
from sqlalchemy import select

from newcomer.access import signed_in
from newcomer.database import short_transaction, utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.partners import LookedAt, PartnerProfile
from newcomer.partner_jobs.services import cv, fit_reasons, looks, own_fits, ranking, vacancy_words
from newcomer.partner_jobs.views import public_pages
from newcomer.partner_jobs.views.room import actor, ranking_employer_or_404


@public_pages.get("/employer/<int:employer_id>/partners")
@signed_in
def employer_partners(employer_id: int) -> Any:
    """The partners who fit one of the employer's open vacancies best: `?vacancy=17`, the latest one
    if none is asked for. Each of them sees that they were looked at."""
    employer = ranking_employer_or_404(employer_id)
    vacancies = ranking.open_vacancies(employer)
    asked = request.args.get("vacancy", 0, type=int)
    chosen = next((one for one, _ in vacancies if one.id == asked), None)
    if chosen is None and vacancies:
        chosen = vacancies[0][0]
    fits = ranking.best_partners(chosen) if chosen else []
    if fits:
        with short_transaction() as session:
            shown = [fit.partner_id for fit in fits]
            looks.note_listed(session, shown, by=actor().id, employer_id=employer.id, now=utcnow())
    return render_template(
        "jobs/fits_of_vacancy.html",
        employer=employer,
        vacancies=vacancies,
        chosen=chosen,
        fits=[(fit, fit_reasons.for_others(fit, chosen)) for fit in fits],
        is_found=own_fits.is_found(own_fits.state()),
        words=vacancy_words,
    )


@public_pages.get("/employer/<int:employer_id>/partners/<int:partner_id>")
@signed_in
def employer_partner(employer_id: int, partner_id: int) -> Any:
    """One profile, with the name or without, as the partner has said. The look is noted first."""
    employer = ranking_employer_or_404(employer_id)
    allowed = looks.shown_to(employer)
    with short_transaction() as session:
        noted = looks.note(
            session,
            partner_id,
            LookedAt.profile,
            by=actor().id,
            employer_id=employer.id,
            allowed=allowed,
            now=utcnow(),
        )
    # Asked once more: the partner may have hidden it since.
    query = select(PartnerProfile).where(PartnerProfile.id == partner_id, allowed)
    partner = db.session.scalar(query) if noted else None
    if partner is None:
        abort(404)
    met = db.session.scalar(query.where(cv.has_met(employer.id))) is not None
    fits = ranking.fits_of(partner, employer)
    return render_template(
        "jobs/partner_seen.html",
        employer=employer,
        partner=partner,
        is_named=looks.is_named_for(partner, employer),
        has_met=met,
        fits=[(fit, fit_reasons.for_others(fit, fit.vacancy)) for fit in fits],
        words=vacancy_words,
    )
