"""Signing in and out, one's own page, and the administrators' list of people with roles."""

import json
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user, logout_user

from newcomer import limits
from newcomer.access import Permission, Role, public, requires, signed_in
from newcomer.accounts import services, sign_in
from newcomer.accounts.forms import ROLE_NAMES, AskForLinkForm, DetailsForm, EraseForm, InviteForm
from newcomer.accounts.models import LINK_LIFETIME, RoleGrant, User
from newcomer.database import again_if_stale, utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.forms import ActionForm, render_form, render_too_many
from newcomer.i18n import current_language
from newcomer.registry import registry

bp = Blueprint("accounts", __name__)

NEEDS_ADMINISTRATOR = _l("The site needs an administrator. Invite another one first.")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def ask_for_link() -> Any:
    form = AskForLinkForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            sign_in.request_link(
                form.email.data,
                current_language(),
                form.next.data or "",
                network=limits.network(),
                now=utcnow(),
            )
        except TooMany as error:
            return render_too_many("accounts/ask_for_link.html", form, error)
        db.session.commit()
        session["asked_for_link"] = form.email.data
        return redirect(url_for(".link_sent"))
    return render_form("accounts/ask_for_link.html", form)


@bp.get("/sign-in/sent")
@public
def link_sent() -> Any:
    return render_template(
        "accounts/link_sent.html",
        email=session.get("asked_for_link"),
        minutes=int(LINK_LIFETIME.total_seconds() / 60),
    )


@bp.route("/sign-in/link/<token>", methods=["GET", "POST"])
@public
def open_link(token: str) -> Any:
    """Mail scanners follow links, so opening this page changes nothing; its button signs in."""
    link = sign_in.find_link(token)
    form = ActionForm()
    if link is None or not link.is_usable(utcnow()):
        return render_template(
            "accounts/link_not_usable.html", used=bool(link and link.used_at)
        ), 410
    if form.validate_on_submit():
        try:
            user = sign_in.use_link(link, utcnow())
        except sign_in.LinkNotUsable:
            db.session.rollback()
            return render_template("accounts/link_not_usable.html", used=True), 410
        target = link.next_path or url_for(
            "accounts.my_page" if not user.is_staff else "desk.overview"
        )
        db.session.commit()
        session.pop("asked_for_link", None)
        begin_session(user)
        return redirect(target)
    return render_form("accounts/open_link.html", form, link=link)


def begin_session(user: User) -> None:
    """From here on the browser is this person's, for as long as the settings say."""
    session.permanent = True
    session["signed_in_at"] = int(utcnow().timestamp())
    login_user(user)


@bp.route("/sign-out", methods=["GET", "POST"])
@public
def sign_out() -> Any:
    """Sign out, everywhere: a copy of the session is worth nothing from then on."""
    form = ActionForm()
    if form.validate_on_submit():
        if current_user.is_authenticated:
            current_user.sign_out_everywhere()
            db.session.commit()
        logout_user()
        session.clear()
        flash(_("You are signed out."), "success")
        return redirect(url_for("pages.front_page"))
    return render_form("accounts/sign_out.html", form)


# -- one's own page ----------------------------------------------------------------------------


@bp.get("/me")
@signed_in
def my_page() -> Any:
    sections = [
        (section.template, section.context(current_user))
        for section in sorted(registry().my_page, key=lambda section: section.order)
    ]
    return render_template("accounts/my_page.html", sections=sections, form=ActionForm())


@bp.route("/me/details", methods=["GET", "POST"])
@signed_in
def details() -> Any:
    form = DetailsForm(obj=current_user)
    if form.validate_on_submit():
        current_user.name, current_user.language = form.name.data, form.language.data
        db.session.commit()
        flash(_("Your details are saved."), "success")
        return redirect(url_for(".my_page"))
    return render_form("accounts/details.html", form)


@bp.get("/me/export")
@signed_in
def export() -> Any:
    text = json.dumps(services.export_everything(current_user), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(text, mimetype="application/json", headers=headers)


@bp.route("/me/erase", methods=["GET", "POST"])
@signed_in
def erase() -> Any:
    form = EraseForm()
    if form.validate_on_submit():

        def work() -> None:
            services.erase_everything(current_user._get_current_object(), utcnow())
            db.session.commit()

        try:
            again_if_stale(work)
        except services.LastAdministrator:
            db.session.rollback()
            form.form_errors.append(NEEDS_ADMINISTRATOR)
            return render_template("accounts/erase.html", form=form), 409
        logout_user()
        session.clear()
        flash(_("Everything about you is erased."), "success")
        return redirect(url_for("pages.front_page"))
    return render_form("accounts/erase.html", form)


# -- administrators ----------------------------------------------------------------------------


@bp.route("/desk/people", methods=["GET", "POST"])
@requires(Permission.manage_people)
def people() -> Any:
    form = InviteForm()
    if form.validate_on_submit():
        is_new = services.invite(
            form.email.data,
            Role(form.role.data),
            form.language.data,
            actor=current_user,
            now=utcnow(),
        )
        db.session.commit()
        if is_new:
            flash(_("%(email)s has been invited.", email=form.email.data), "success")
        else:
            flash(_("%(email)s has this role already.", email=form.email.data), "info")
        return redirect(url_for(".people"))
    return render_form(
        "accounts/people.html",
        form,
        people=services.people_with_roles(),
        role_names=ROLE_NAMES,
    )


@bp.route("/desk/people/roles/<int:grant_id>/remove", methods=["GET", "POST"])
@requires(Permission.manage_people)
def remove_role(grant_id: int) -> Any:
    grant = db.get_or_404(RoleGrant, grant_id)
    form = ActionForm()
    if form.validate_on_submit():
        try:
            services.remove_role(grant, actor=current_user, now=utcnow())
        except services.LastAdministrator:
            db.session.rollback()
            flash(NEEDS_ADMINISTRATOR, "error")
            return redirect(url_for(".people"))
        db.session.commit()
        flash(_("The role has been removed."), "success")
        return redirect(url_for(".people"))
    return render_form(
        "accounts/remove_role.html", form, grant=grant, role_name=ROLE_NAMES[grant.role]
    )
