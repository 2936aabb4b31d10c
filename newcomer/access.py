"""Who may do what. Every view declares it; a view that does not is refused, and the app won't start."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from newcomer.database import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])


class Role(enum.Enum):
    """What an administrator gives. What a person may do as a mentor or an employer follows from
    their own profiles, which their workflows check."""

    administrator = "administrator"
    coordinator = "coordinator"


class Permission(enum.Enum):
    see_desk = "see_desk"
    answer_questions = "answer_questions"
    edit_guides = "edit_guides"
    run_mentoring = "run_mentoring"
    run_job_network = "run_job_network"
    see_arrivals = "see_arrivals"  # doors, and how many came through them
    manage_people = "manage_people"
    see_operations = "see_operations"  # dead letters, retention reports, audit log


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # Running the site gives no sight of what people ask: an administrator who also answers
    # questions is given both roles, and the audit log says by whom.
    Role.administrator: frozenset(
        {Permission.see_desk, Permission.manage_people, Permission.see_operations}
    ),
    Role.coordinator: frozenset(
        {
            Permission.see_desk,
            Permission.answer_questions,
            Permission.edit_guides,
            Permission.run_mentoring,
            Permission.run_job_network,
            Permission.see_arrivals,
        }
    ),
}


@dataclass(frozen=True)
class Access:
    """What a view declared: open to everybody, to whoever is signed in, or to a permission."""

    public: bool = False
    permission: Permission | None = None


def public(view: View) -> View:
    """Everybody may see this; what it shows is decided by the view (a link, a form, an article)."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Whoever is signed in, and the view shows them only what is their own."""
    view.access = Access()  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.access = Access(permission=permission)  # type: ignore[attr-defined]
        return view

    return declare


def declared_access(app: Flask, endpoint: str) -> Access | None:
    return getattr(app.view_functions[endpoint], "access", None)


def register(app: Flask) -> None:
    @app.before_request
    def check() -> Any:
        if request.endpoint is None or request.endpoint == "static":
            return None
        if request.method not in SAFE_METHODS and _is_from_another_site():
            abort(403)  # no form of ours is ever sent from another site
        access = declared_access(current_app, request.endpoint)
        if access is None:
            abort(403)
        if access.public:
            return None
        if not current_user.is_authenticated:
            return signed_out()
        if access.permission is not None and not current_user.may(access.permission):
            abort(403)
        return None


def _is_from_another_site() -> bool:
    """What browsers say of where a form was: the newer ones in Sec-Fetch-Site, all in Origin."""
    origin = request.headers.get("Origin")
    ours = {request.host_url.rstrip("/"), current_app.config["SETTINGS"].base_url}
    from_elsewhere = origin is not None and origin not in ours
    return from_elsewhere or request.headers.get("Sec-Fetch-Site") == "cross-site"


# What a page for the signed-out gives back: texts that somebody wrote, and what belongs to them.
# Nothing else is offered for sending again, so that nobody can be led to send what they do not see.
KEPT_FIELDS = ("title", "summary", "body", "once", "version", "source_edition")


def signed_out() -> Any:
    """Ask the person to sign in and bring them back; what they had typed stays on the page."""
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.ask_for_link", next=request.full_path.rstrip("?")))
    labels = {"title": _("Title"), "summary": _("Summary"), "body": _("Your text")}
    kept = [
        (name, request.form[name], labels.get(name, ""))
        for name in KEPT_FIELDS
        if "body" in request.form and name in request.form
    ]
    return render_template("errors/signed_out.html", kept=kept), 401


def check_declarations(app: Flask) -> None:
    """Refuse to start with a view that nobody thought about."""
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and declared_access(app, rule.endpoint) is None
    ]
    if silent:
        raise RuntimeError(f"Views without declared access: {', '.join(sorted(set(silent)))}")
