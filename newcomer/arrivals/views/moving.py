"""Telling once, and confirming it by the link in an e-mail."""

from datetime import date, datetime
from typing import Any, NoReturn

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
from flask_babel import lazy_gettext as _l

from newcomer import limits
from newcomer.access import public
from newcomer.arrivals.forms import MovingForm
from newcomer.arrivals.models import Arrival, ArrivalStatus
from newcomer.arrivals.purposes import all_purposes
from newcomer.arrivals.services import links, own_page, telling
from newcomer.arrivals.views import public_pages
from newcomer.database import again_if_stale, utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.forms import ActionForm, is_sent, render_form, render_too_many
from newcomer.i18n import current_language
from newcomer.links import opened_mark
from newcomer.occupation_field import occupation_of
from newcomer.region import current_region

PAGE = "arrivals/moving.html"
MENTOR = "mentor"  # the purpose that /mentors/ask is for


@public_pages.route("/moving", methods=["GET", "POST"])
@public
def moving() -> Any:
    """Tell the facts once, and say for each thing separately whether they may be used for it."""
    return _tell(())


@public_pages.route("/mentors/ask", methods=["GET", "POST"])
@public
def ask_for_mentor() -> Any:
    """The same form for whoever came here for a mentor."""
    return _tell((MENTOR,))


def _tell(wanted: tuple[str, ...]) -> Any:
    now = utcnow()
    form = MovingForm(
        uses=wanted,
        door=request.args.get("door", ""),
        opened="" if is_sent() else opened_mark(now),
    )
    form.offer(today())
    around = {"purposes": all_purposes(), "wanted": wanted}
    if not form.validate_on_submit():
        return render_form(PAGE, form, **around)
    if _is_made_by_a_machine(form, now):
        form.form_errors.append(
            _l("That went very quickly. Look at it once more, please, and send it again.")
        )
        return render_form(PAGE, form, **around)
    db.session.rollback()  # nothing was written: what is counted next begins anew
    try:
        telling.count(form.email.data, limits.network(), now)
    except TooMany as error:
        return render_too_many(PAGE, form, error, **around)
    telling.tell(
        telling.Told(
            email=form.email.data,
            facts=form.facts,
            uses=form.uses.data,
            once=form.once.data,
            by_other=form.by_other,
            door=form.door.data or "",
        ),
        now,
    )
    db.session.commit()
    return redirect(url_for(".sent"))


def _is_made_by_a_machine(form: MovingForm, now: datetime) -> bool:
    machine = telling.looks_made_by_a_machine(
        form.more_details.data,
        form.opened.data or "",
        current_app.config["LEAST_SECONDS_TO_ASK"],
        now,
    )
    if machine:  # a person who sends it once more comes through
        form.more_details.data = ""
        form.opened.data = form.opened.data or opened_mark(now)
    return machine


@public_pages.get("/moving/sent")
@public
def sent() -> Any:
    return render_template("arrivals/sent.html")


# -- confirming ----------------------------------------------------------------------------------


@public_pages.route("/moving/confirm/<arrival_confirmation>", methods=["GET", "POST"])
@public
def confirm(arrival_confirmation: str) -> Any:
    """Where the link in the mail leads: what was told and a button, since mail scanners follow
    links. Whoever has confirmed already comes to their own page."""
    form = ActionForm()
    if form.validate_on_submit():

        def press() -> str:
            active = telling.confirm(_to_confirm(arrival_confirmation), utcnow())
            path = links.private_path(active, current_language())
            db.session.commit()
            return path

        path = again_if_stale(press)
        flash(_("Thank you! It counts from now on."), "success")
        return redirect(path)
    arrival = _to_confirm(arrival_confirmation)
    if arrival.status is not ArrivalStatus.unconfirmed:
        return redirect(links.private_path(arrival, current_language()))
    return render_form(
        "arrivals/confirm.html",
        form,
        arrival=arrival,
        confirmation=arrival_confirmation,
        purposes=all_purposes(),
        occupation=occupation_of(arrival.occupation),
    )


@public_pages.post("/moving/confirm/<arrival_confirmation>/delete")
@public
def refuse(arrival_confirmation: str) -> Any:
    """The one whose address it is does not want it, or never wrote it."""
    if not ActionForm().validate_on_submit():
        abort(422)

    def press() -> None:
        if not links.is_deleted(arrival_confirmation):
            own_page.delete(_to_confirm(arrival_confirmation), utcnow())
            db.session.commit()

    again_if_stale(press)
    flash(_("All of it has been deleted."), "success")
    return redirect(url_for("pages.front_page"))


def _to_confirm(confirmation: str) -> Arrival:
    arrival = links.arrival_to_confirm(confirmation)
    if arrival is None:
        no_such_page()
    return arrival


def no_such_page() -> NoReturn:
    """What a link shows that opens nothing (any more)."""
    abort(make_response(render_template("arrivals/no_such_page.html"), 404))


def today() -> date:
    return utcnow().astimezone(current_region().zone).date()
