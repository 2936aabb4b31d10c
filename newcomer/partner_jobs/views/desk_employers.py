"""Employers at the desk: the list, one employer with the decision, and letters to the members."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm.exc import StaleDataError

from newcomer import audit, filters
from newcomer.access import Permission, requires
from newcomer.database import again_if_stale, short_transaction, utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import (
    ActionForm,
    BaseForm,
    VersionedActionForm,
    clean_line,
    is_sent,
    render_form,
)
from newcomer.partner_jobs import names, org_numbers
from newcomer.partner_jobs.forms.desk_employers import (
    AskForm,
    DeclineForm,
    DeskChangeForm,
    MemberMailForm,
)
from newcomer.partner_jobs.forms.employers import ColleagueForm
from newcomer.partner_jobs.ledger_plots import figures_of
from newcomer.partner_jobs.models.employers import Employer, EmployerNo, EmployerStatus
from newcomer.partner_jobs.services import acting, employer_lists, employer_people, ledger
from newcomer.partner_jobs.services import employers as services
from newcomer.partner_jobs.services import member_mail as letters
from newcomer.partner_jobs.services.employer_lists import Filters
from newcomer.partner_jobs.services.employer_people import Colleague, LastPerson, TooManyPeople
from newcomer.partner_jobs.services.employers import Decided, OwnCase
from newcomer.partner_jobs.services.member_mail import Letter
from newcomer.partner_jobs.views import desk_pages
from newcomer.partner_jobs.views.employers import by_municipality, by_sector
from newcomer.partner_jobs.views.room import actor
from newcomer.region import current_region

ONE = "/employers/<int:employer_id>"


@desk_pages.get("/employers")
@requires(Permission.run_job_network)
def employers() -> Any:
    choices = {
        "status": filters.one_of(
            _("Status"),
            _("All"),
            ((one.value, str(name)) for one, name in names.EMPLOYER_STATUSES.items()),
        ),
        "sector": by_sector(),
        "municipality": by_municipality(),
        "acts": filters.one_of(_("Who acts for it"), _("All"), [("nobody", _("Nobody"))]),
    }
    chosen, text = filters.asked(choices), clean_line(request.args.get("q"))[:50]
    page = employer_lists.at_desk(Filters(**chosen, text=text), request.args.get("page", 1, int))
    rows = list(page.rows)
    return render_template(
        "jobs/desk/employers.html",
        page_of=page,
        choices=choices,
        filters=chosen,
        q=text,
        narrowed=any(chosen.values()) or bool(text),
        people=employer_lists.how_many_act(rows),
        EmployerStatus=EmployerStatus,
    )


@desk_pages.get(ONE)
@requires(Permission.run_job_network)
def employer(employer_id: int) -> Any:
    """All that an employer has told, who acts for it, and what can be done. The log says who read it."""
    found = db.get_or_404(Employer, employer_id)
    with short_transaction() as session:
        audit.record(session, "employer.read", found, actor_id=actor().id, now=utcnow())
    return _show(found)


def _show(found: Employer, *, problem: str = "", status: int = 200) -> Any:
    region = current_region()
    since, _until = ledger.period(utcnow(), region)
    own = ledger.of_employer(found, since, at_desk=True)
    emails = [one.email for one in found.people]
    page = render_template(
        "jobs/desk/employer.html",
        employer=found,
        problem=problem,
        number=services.written_number(found, region),
        sector_is_doubtful=not found.is_public_body
        and org_numbers.is_of_public_body(found.org_number, region.country),
        is_undecided=found.status in services.UNDECIDED,
        is_own=actor().email in emails,
        confirmed=acting.confirmed_addresses(emails),
        since=since,
        figures=figures_of(own, None),
        action=VersionedActionForm(formdata=None, version=found.version),
        EmployerStatus=EmployerStatus,
    )
    return page, status


# -- the decision ----------------------------------------------------------------------------------


@desk_pages.post(ONE + "/approve")
@requires(Permission.run_job_network)
def approve_employer(employer_id: int) -> Any:
    form = VersionedActionForm()
    if not form.validate_on_submit():
        abort(422)
    return _do(
        employer_id,
        lambda found: services.approve(found, form.version.data, actor(), utcnow()),
        _("Approved. All who act for the employer have been told."),
    )


@desk_pages.route(ONE + "/ask", methods=["GET", "POST"])
@requires(Permission.run_job_network)
def ask_employer(employer_id: int) -> Any:
    """Ask for more before deciding."""
    found = db.get_or_404(Employer, employer_id)
    form = AskForm(version=found.version)
    if not form.validate_on_submit():
        return render_form("jobs/desk/employer_ask.html", form, employer=found, changed=False)
    return _do(
        employer_id,
        lambda one: services.ask(one, form.text.data, form.version.data, actor(), utcnow()),
        _("All who act for the employer have been asked."),
        keep=("jobs/desk/employer_ask.html", form),
    )


@desk_pages.route(ONE + "/decline", methods=["GET", "POST"])
@requires(Permission.run_job_network)
def decline_employer(employer_id: int) -> Any:
    """Say no, and why."""
    found = db.get_or_404(Employer, employer_id)
    form = DeclineForm(version=found.version)
    form.offer()
    if not form.validate_on_submit():
        return render_form("jobs/desk/employer_decline.html", form, employer=found)
    reason = EmployerNo(form.reason.data)
    return _do(
        employer_id,
        lambda one: services.decline(one, reason, form.version.data, actor(), utcnow()),
        _("Declined. All who act for the employer have been told why."),
    )


@desk_pages.route(ONE + "/end", methods=["GET", "POST"])
@requires(Permission.run_job_network)
def end_membership(employer_id: int) -> Any:
    """End a membership; asked once."""
    found = db.get_or_404(Employer, employer_id)
    form = VersionedActionForm(version=found.version)
    if not form.validate_on_submit():
        return render_form("jobs/desk/employer_end.html", form, employer=found)
    return _do(
        employer_id,
        lambda one: services.end_membership(one, form.version.data, actor(), utcnow()),
        _("The membership has ended. All who act for the employer have been told."),
    )


@desk_pages.route(ONE + "/change", methods=["GET", "POST"])
@requires(Permission.run_job_network)
def change_employer(employer_id: int) -> Any:
    """Put right what an employer told."""
    found = db.get_or_404(Employer, employer_id)
    form = DeskChangeForm(obj=found)
    if not form.validate_on_submit():
        return render_form("jobs/desk/employer_change.html", form, employer=found, changed=False)
    return _do(
        employer_id,
        lambda one: services.put_right(one, form.facts, form.version.data, actor(), utcnow()),
        _("Saved."),
        keep=("jobs/desk/employer_change.html", form),
    )


def _do(
    employer_id: int,
    act: Callable[[Employer], None],
    done: str,
    *,
    keep: tuple[str, AskForm | DeskChangeForm] | None = None,
) -> Any:
    """Do what was meant for the employer as the page showed it. If somebody has changed it since,
    nothing is done, and what was written waits on the page (409)."""

    def work() -> None:
        act(db.get_or_404(Employer, employer_id))
        db.session.commit()

    try:
        again_if_stale(work)
    except OwnCase:
        db.session.rollback()
        said = _("You act for this employer yourself, so a colleague has to do this.")
        return _show(db.get_or_404(Employer, employer_id), problem=said, status=409)
    except (EditConflict, Decided, StaleDataError):
        db.session.rollback()
        found = db.get_or_404(Employer, employer_id)
        if keep is not None:
            template, form = keep
            form.version.raw_data, form.version.data = None, found.version
            return render_template(template, form=form, employer=found, changed=True), 409
        said = _("Something has been changed since you opened the page. Look at what is here now.")
        return _show(found, problem=said, status=409)
    flash(done, "success")
    return redirect(url_for(".employer", employer_id=employer_id))


# -- who acts for it -------------------------------------------------------------------------------


@desk_pages.route(ONE + "/people/add", methods=["GET", "POST"])
@requires(Permission.run_job_network)
def let_in(employer_id: int) -> Any:
    """Let somebody act for an employer, after making sure who they are."""
    found = db.get_or_404(Employer, employer_id)
    form = ColleagueForm()
    form.offer()
    if not form.validate_on_submit():
        return render_form("jobs/desk/employer_let_in.html", form, employer=found)
    who = Colleague(form.email.data, form.person_name.data, form.title.data, form.language.data)
    try:
        is_new = employer_people.let_in(found, who, actor=actor(), now=utcnow())
        db.session.commit()
    except TooManyPeople:
        form.form_errors.append(_("Enough people act for this employer. Remove somebody first."))
        return render_template("jobs/desk/employer_let_in.html", form=form, employer=found), 409
    if is_new:
        flash(_("%(email)s has been sent a link.", email=who.email), "success")
    else:
        flash(_("%(email)s acts for this employer already.", email=who.email), "info")
    return redirect(url_for(".employer", employer_id=employer_id))


@desk_pages.route(ONE + "/people/<int:person_id>/remove", methods=["GET", "POST"])
@requires(Permission.run_job_network)
def put_out(employer_id: int, person_id: int) -> Any:
    """Somebody acts for the employer no more; asked once."""
    found = db.get_or_404(Employer, employer_id)
    form = ActionForm()
    if not form.validate_on_submit():
        person = next((one for one in found.people if one.id == person_id), None) or abort(404)
        return render_form("jobs/desk/employer_remove.html", form, employer=found, person=person)
    try:
        employer_people.put_out(found, person_id, actor=actor(), now=utcnow())
        db.session.commit()
    except LastPerson:
        said = _("Somebody has to act for the employer. Let a successor in first.")
        return _show(found, problem=said, status=409)
    flash(_("Removed."), "success")
    return redirect(url_for(".employer", employer_id=employer_id))


# -- letters to the members ------------------------------------------------------------------------


@desk_pages.route("/employers/letter", methods=["GET", "POST"])
@requires(Permission.run_job_network)
def member_mail() -> Any:
    """Write to the members: first the letter is shown with how many get it, then it is sent."""
    form = MemberMailForm()
    if not (is_sent() and form.validate_on_submit()):
        return _mail_page(form)
    letter = Letter(form.subject.data, form.body.data, form.sectors.data, form.once.data)
    if "send" not in request.form:
        return _mail_page(form, letter=letter)
    number = letters.send(letter, actor=actor(), now=utcnow()).recipients
    db.session.commit()
    flash(
        ngettext(
            "The letter goes to %(num)d person.", "The letter goes to %(num)d people.", number
        ),
        "success",
    )
    return redirect(url_for(".member_mail"))


def _mail_page(form: BaseForm, letter: Letter | None = None) -> Any:
    return render_form(
        "jobs/desk/member_mail.html",
        form,
        letter=letter,
        to=letters.recipients(letter.sectors) if letter else None,
        page_of=letters.sent(request.args.get("page", 1, int)),
        sectors={one.value: name for one, name in names.SECTORS.items()},
    )
