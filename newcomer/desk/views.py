"""The desk: what waits, mail that could not be sent, the audit log, and what the worker did."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from newcomer import audit
from newcomer.access import Permission, requires
from newcomer.audit import AuditEntry
from newcomer.database import counts, paged, utcnow
from newcomer.extensions import db
from newcomer.forms import ActionForm
from newcomer.mail import EmailStatus, OutgoingEmail
from newcomer.registry import registry
from newcomer.schedule import RetentionReport, ScheduledWork

bp = Blueprint("desk", __name__)


@bp.get("/")
@requires(Permission.see_desk)
def overview() -> Any:
    """What waits for this person, of every workflow: one statement."""
    asked = [(task, task.rows(current_user)) for task in registry().desk_tasks]
    theirs = [(task, rows) for task, rows in asked if rows is not None]
    numbers = counts(rows for _task, rows in theirs)
    tasks = [(task, number) for (task, _rows), number in zip(theirs, numbers, strict=True)]
    return render_template("desk/overview.html", tasks=tasks)


@bp.get("/mail")
@requires(Permission.see_operations)
def mail() -> Any:
    """Mail that was refused for good or too often."""
    dead = (
        select(OutgoingEmail)
        .where(OutgoingEmail.status == EmailStatus.dead)
        .order_by(OutgoingEmail.id.desc())
    )
    page = paged(dead, request.args.get("page", 1, type=int))
    return render_template("desk/mail.html", page_of=page, action=ActionForm())


@bp.post("/mail/<int:email_id>/retry")
@requires(Permission.see_operations)
def retry_mail(email_id: int) -> Any:
    if not ActionForm().validate_on_submit():
        abort(422)
    email = db.get_or_404(OutgoingEmail, email_id)
    if email.status is EmailStatus.dead:
        email.try_again(utcnow())
        audit.record(db.session(), "email.retried", email, actor_id=current_user.id, now=utcnow())
        db.session.commit()
    flash(_("The e-mail will be sent again in a moment."), "success")
    return redirect(url_for(".mail"))


@bp.get("/log")
@requires(Permission.see_operations)
def log() -> Any:
    """Who did what, latest first."""
    page = paged(
        select(AuditEntry).options(joinedload(AuditEntry.actor)).order_by(AuditEntry.id.desc()),
        request.args.get("page", 1, type=int),
        size=50,
    )
    return render_template("desk/log.html", page_of=page)


@bp.get("/operations")
@requires(Permission.see_operations)
def operations() -> Any:
    """What the worker does by itself, and what retention removed."""
    work = db.session.scalars(select(ScheduledWork).order_by(ScheduledWork.name)).all()
    reports = db.session.scalars(
        select(RetentionReport).order_by(RetentionReport.id.desc()).limit(30)
    ).all()
    return render_template("desk/operations.html", work=work, reports=reports)
