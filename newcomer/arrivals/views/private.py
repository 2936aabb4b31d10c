"""The private page of somebody who moves here. Whoever has the link may see and change it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from newcomer import limits
from newcomer.access import public
from newcomer.arrivals.forms import ChangeForm, LostLinkForm, too_young
from newcomer.arrivals.models import Arrival
from newcomer.arrivals.purposes import all_purposes
from newcomer.arrivals.services import links, own_page, uses
from newcomer.arrivals.views import public_pages
from newcomer.arrivals.views.moving import no_such_page, today
from newcomer.database import again_if_stale, short_transaction, utcnow
from newcomer.errors import EditConflict, TooMany
from newcomer.extensions import db
from newcomer.forms import ActionForm, is_sent, render_form, render_too_many
from newcomer.occupation_field import occupation_of

CHANGE = "arrivals/change.html"


@public_pages.get("/moving/<arrival_token>")
@public
def private(arrival_token: str) -> Any:
    """What they told, what it may be used for, and what has come of it."""
    arrival = _opened(arrival_token)
    if own_page.is_due_a_trace(arrival, utcnow()):
        with short_transaction() as session:
            own_page.note_use(session, arrival, utcnow())
    return render_template("arrivals/private.html", **_around(arrival, arrival_token))


def _around(arrival: Arrival, token: str) -> dict[str, Any]:
    purposes = all_purposes()
    sections = [
        one.section(arrival) for one in purposes if one.section and one.slug in arrival.purposes
    ]
    return {
        "arrival": arrival,
        "token": token,
        "purposes": purposes,
        "sections": sections,
        "occupation": occupation_of(arrival.occupation),
        "action": ActionForm(formdata=None),
    }


def _opened(token: str) -> Arrival:
    arrival = links.arrival_of_link(token)
    if arrival is None:
        no_such_page()
    return arrival


def _press(token: str, act: Callable[[Arrival], None]) -> None:
    """Do what a button says, whatever was pressed or changed at the same moment."""
    if not ActionForm().validate_on_submit():
        abort(422)

    def press() -> None:
        act(_opened(token))
        db.session.commit()

    again_if_stale(press)


def _back_to(token: str) -> Any:
    return redirect(url_for(".private", arrival_token=token))


@public_pages.post("/moving/<arrival_token>/grant/<purpose>")
@public
def grant(arrival_token: str, purpose: str) -> Any:
    """One button: yes, you may use it for this too."""
    try:
        _press(arrival_token, lambda arrival: uses.grant(arrival, purpose, utcnow()))
    except uses.TooYoung as error:
        db.session.rollback()
        flash(too_young(error.purpose), "warning")
    else:
        flash(_("Thank you! It counts from now on."), "success")
    return _back_to(arrival_token)


@public_pages.post("/moving/<arrival_token>/withdraw/<purpose>")
@public
def withdraw(arrival_token: str, purpose: str) -> Any:
    """One button: no more."""
    _press(arrival_token, lambda arrival: uses.withdraw(arrival, purpose, utcnow()))
    flash(_("You have taken it back. It is not used for this any more."), "success")
    return _back_to(arrival_token)


@public_pages.route("/moving/<arrival_token>/change", methods=["GET", "POST"])
@public
def change(arrival_token: str) -> Any:
    """Tell something else. If it was changed elsewhere meanwhile, what was written here waits on
    the page (409)."""
    arrival = _opened(arrival_token)
    form = ChangeForm(obj=arrival)
    form.granted = frozenset(arrival.purposes)
    form.offer(today())
    form.show(arrival)
    if form.validate_on_submit():
        try:
            own_page.change(arrival, form.facts, version=form.version.data, now=utcnow())
            db.session.commit()
        except (EditConflict, StaleDataError):
            db.session.rollback()
            form.build_on(_opened(arrival_token).version)
            return render_template(CHANGE, form=form, token=arrival_token, changed=True), 409
        flash(_("Saved. We go by this from now on."), "success")
        return _back_to(arrival_token)
    return render_form(CHANGE, form, token=arrival_token, changed=False)


@public_pages.route("/moving/<arrival_token>/end", methods=["GET", "POST"])
@public
def end(arrival_token: str) -> Any:
    """They need no more."""
    form = ActionForm()
    if is_sent() and form.validate_on_submit():
        _press(arrival_token, lambda arrival: own_page.end(arrival, utcnow()))
        flash(_("Thank you. None of it is used any more."), "success")
        return _back_to(arrival_token)
    return render_form(
        "arrivals/end.html", form, arrival=_opened(arrival_token), token=arrival_token
    )


@public_pages.route("/moving/<arrival_token>/delete", methods=["GET", "POST"])
@public
def delete(arrival_token: str) -> Any:
    """Ask once more; then remove it. Pressed twice, it is gone all the same."""
    form = ActionForm()
    if form.validate_on_submit():

        def press() -> None:
            if not links.is_deleted(arrival_token):
                own_page.delete(_opened(arrival_token), utcnow())
                db.session.commit()

        again_if_stale(press)
        flash(_("All of it has been deleted."), "success")
        return redirect(url_for("pages.front_page"))
    return render_form(
        "arrivals/delete.html", form, arrival=_opened(arrival_token), token=arrival_token
    )


# -- links that were lost ------------------------------------------------------------------------


@public_pages.route("/moving/lost", methods=["GET", "POST"])
@public
def lost_link() -> Any:
    """Mail somebody's links to their address, and only there. The answer is the same for all."""
    form = LostLinkForm()
    if not form.validate_on_submit():
        return render_form("arrivals/lost_link.html", form)
    now = utcnow()
    try:
        first = own_page.may_look_for_links(form.email.data, limits.network(), now)
    except TooMany as error:
        return render_too_many("arrivals/lost_link.html", form, error)
    if first:
        own_page.send_links(form.email.data, now)
        db.session.commit()
    return redirect(url_for(".lost_link_sent"))


@public_pages.get("/moving/lost/sent")
@public
def lost_link_sent() -> Any:
    return render_template("arrivals/lost_link_sent.html")
