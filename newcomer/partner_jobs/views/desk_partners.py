"""Partners at the desk: the list, and one profile with all that it says."""

from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from newcomer import audit, filters
from newcomer.access import Permission, requires
from newcomer.database import short_transaction, utcnow
from newcomer.i18n import current_language
from newcomer.occupations import occupations
from newcomer.partner_jobs import names
from newcomer.partner_jobs.models.partners import LookedAt, PartnerStatus
from newcomer.partner_jobs.services import (
    desk_partners,
    fit_reasons,
    looks,
    own_fits,
    vacancy_words,
)
from newcomer.partner_jobs.services.desk_partners import Wanted
from newcomer.partner_jobs.views import desk_pages

LATEST = 10  # looks that one profile shows


@desk_pages.get("/job-number-2/partners")
@requires(Permission.run_job_network)
def partners() -> Any:
    """Everybody who has registered and is not hidden, and whom nobody matches, and why."""
    choices = _choices()
    chosen = filters.asked(choices)
    wanted, state = Wanted(**chosen), own_fits.state()
    page = desk_partners.page(wanted, state, request.args.get("page", 1, type=int))
    return render_template(
        "jobs/desk/partners.html",
        page_of=page,
        choices=choices,
        filters=chosen,
        wanted=wanted,
        reasons=desk_partners.reasons(state),
        why=desk_partners.why_of(state, list(page.rows)),
        why_names=fit_reasons.WHY,
        looking=desk_partners.looking(),
        is_found=own_fits.is_found(state),
    )


def _choices() -> filters.Choices:
    language = current_language()
    titles = [(slug, one.names[language]) for slug, one in occupations().items()]
    titles.sort(key=lambda one: one[1])
    why = [("any", _("For any reason")), *((k, str(v)) for k, v in fit_reasons.WHY.items())]
    seen = [one for one in names.PARTNER_STATUSES if one is not PartnerStatus.hidden]
    statuses = [(one.value, str(names.PARTNER_STATUSES[one])) for one in seen]
    return {
        "status": filters.one_of(_("Status"), _("Everybody"), statuses),
        "why": filters.one_of(_("No vacancy fits"), _("Does not matter"), why),
        "place": filters.by_place(),
        "speaks": filters.by_language(),
        "occupation": filters.one_of(_("Occupation"), _("All occupations"), titles),
    }


@desk_pages.get("/job-number-2/partners/<int:partner_id>")
@requires(Permission.run_job_network)
def partner(partner_id: int) -> Any:
    """All that a partner told. That it was read is in the log, and on the partner's own page."""
    now = utcnow()
    with short_transaction() as session:
        noted = looks.note(
            session,
            partner_id,
            LookedAt.profile,
            by=current_user.id,
            employer_id=None,
            allowed=looks.seen_at_desk(),
            now=now,
        )
        if noted:
            subject = f"partner_profile {partner_id}"
            audit.record(
                session, "partner_profile.read", subject, actor_id=current_user.id, now=now
            )
    found = desk_partners.load(partner_id) if noted else None
    if found is None:
        abort(404)
    state = own_fits.state()
    why = own_fits.why_nothing(found.id, state) if found.is_active else None
    fits = [(fit, fit_reasons.for_others(fit, fit.vacancy)) for fit in own_fits.of_partner(found)]
    return render_template(
        "jobs/desk/partner.html",
        partner=found,
        fits=fits,
        why=fit_reasons.WHY[str(why["why"])] if why else "",
        is_found=own_fits.is_found(state),
        looks=looks.latest(found, LATEST),
        words=vacancy_words,
    )
