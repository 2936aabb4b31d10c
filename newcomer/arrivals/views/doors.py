"""Doors: the short addresses on paper, and where coordinators make them."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from newcomer.access import Permission, public, requires
from newcomer.arrivals.forms import DOOR_KINDS, DoorForm
from newcomer.arrivals.models import Door, DoorKind
from newcomer.arrivals.services import doors
from newcomer.arrivals.views import desk_pages, short_addresses
from newcomer.database import again_if_stale, short_transaction, utcnow
from newcomer.extensions import db
from newcomer.forms import ActionForm, render_form
from newcomer.i18n import default_language, negotiate
from newcomer.region import current_region

MOST_REMEMBERED = 20  # doors that one browser's session keeps


@short_addresses.get("/go/<code>")
@public
def go(code: str) -> Any:
    """From a piece of paper to the form, in the language that the browser asks for. Each browser is
    counted once for each door."""
    code = code.lower()
    door = doors.open_door(code)
    db.session.rollback()
    seen = session.get("doors", [])
    if door is not None and code not in seen:
        with short_transaction() as counting:
            doors.count_visit(counting, code)
        session["doors"] = [*seen, code][-MOST_REMEMBERED:]
    language = negotiate(request.headers.get("Accept-Language"), default_language())
    through = code if door is not None else None
    response = redirect(url_for("arrivals.moving", language=language, door=through))
    response.headers["Vary"] = "Accept-Language"
    return response


@desk_pages.get("/doors")
@requires(Permission.see_arrivals)
def all_doors() -> Any:
    """The doors, and how many came through each."""
    page = doors.page(request.args.get("page", 1, type=int))
    rows = list(page.rows)
    return render_template(
        "arrivals/doors.html",
        page_of=page,
        came=doors.came_through(rows),
        links={door.id: doors.link(door) for door in rows},
        kinds=DOOR_KINDS,
    )


@desk_pages.route("/doors/new", methods=["GET", "POST"])
@requires(Permission.see_arrivals)
def new_door() -> Any:
    form = DoorForm()
    form.offer(current_region())
    if form.validate_on_submit():
        door = doors.make(
            doors.Opened(
                form.name.data, DoorKind(form.kind.data), form.municipality.data, form.once.data
            ),
            actor=current_user,
            now=utcnow(),
        )
        number = door.id
        db.session.commit()
        flash(_("The link is made. Print its page, or send the address."), "success")
        return redirect(url_for(".poster", door_id=number))
    return render_form("arrivals/new_door.html", form)


@desk_pages.get("/doors/<int:door_id>")
@requires(Permission.see_arrivals)
def poster(door_id: int) -> Any:
    """A sheet of paper with the square to point a phone at, in the language of the page."""
    door = db.get_or_404(Door, door_id)
    link = doors.link(door)
    return render_template(
        "arrivals/poster.html",
        door=door,
        link=link,
        short=link.partition("://")[2],
        code=doors.qr_code(link),
    )


@desk_pages.route("/doors/<int:door_id>/close", methods=["GET", "POST"])
@requires(Permission.see_arrivals)
def close_door(door_id: int) -> Any:
    form = ActionForm()
    if form.validate_on_submit():

        def press() -> None:
            door = db.get_or_404(Door, door_id)
            doors.close(door, actor=current_user, now=utcnow())
            db.session.commit()

        again_if_stale(press)
        flash(_("The link is closed."), "success")
        return redirect(url_for(".all_doors"))
    return render_form("arrivals/close_door.html", form, door=db.get_or_404(Door, door_id))
