"""The network for everybody, and the rooms of an employer: its page, its people, the members."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from newcomer import filters
from newcomer.access import public, signed_in
from newcomer.arrivals.services.doors import qr_code
from newcomer.database import again_if_stale, utcnow
from newcomer.errors import EditConflict, TooMany
from newcomer.extensions import db
from newcomer.forms import ActionForm, VersionedActionForm, render_form, render_too_many
from newcomer.page_cache import cacheable
from newcomer.partner_jobs import names
from newcomer.partner_jobs.forms.employers import ApplyForm, ChangeForm, ColleagueForm, PersonForm
from newcomer.partner_jobs.ledger_plots import figures_of, sector_plot
from newcomer.partner_jobs.models.employers import Employer, EmployerPerson, EmployerStatus
from newcomer.partner_jobs.services import employer_lists, introduction_lists, ledger
from newcomer.partner_jobs.services import employer_people as people
from newcomer.partner_jobs.services import employers as services
from newcomer.partner_jobs.services.employer_people import (
    MOST_PEOPLE,
    Colleague,
    LastPerson,
    TooManyPeople,
)
from newcomer.partner_jobs.services.employers import Applicant, Decided, KnownEmployer
from newcomer.partner_jobs.views import public_pages
from newcomer.partner_jobs.views.room import actor, employer_or_404
from newcomer.region import current_region

ROOM = "/employer/<int:employer_id>"


# -- for everybody ---------------------------------------------------------------------------------


@public_pages.get("/employers")
@public
@cacheable
def employers() -> Any:
    """What the network is, what its members commit to, and what it has done as a whole."""
    region = current_region()
    whole = ledger.public(utcnow(), region)
    return render_template(
        "jobs/employers.html",
        whole=whole,
        plot=sector_plot(whole.sectors),
        contact=services.contact(region),
    )


@public_pages.route("/employers/apply", methods=["GET", "POST"])
@signed_in
def apply() -> Any:
    """Ask to be let into the network. The address that one signed in with acts for the employer."""
    form = ApplyForm(person_name=actor().name)
    form.offer()
    if not form.validate_on_submit():
        return render_form("jobs/employer_apply.html", form)
    now, email = utcnow(), actor().email
    db.session.rollback()  # what is counted stays counted, whatever becomes of the application
    try:
        services.count_try(email, now)
        employer, is_new = again_if_stale(lambda: _apply(form, now))
    except TooMany as error:
        return render_too_many("jobs/employer_apply.html", form, error)
    except KnownEmployer:
        page = render_template("jobs/employer_known.html", contact=_contact())
        return page, 409
    if is_new:
        flash(_("Thank you! A coordinator looks at it and writes to you."), "success")
    else:
        flash(_("You act for this employer already. This is its page."), "info")
    return redirect(url_for(".employer_room", employer_id=employer))


def _apply(form: ApplyForm, now: Any) -> tuple[int, bool]:
    me = actor()
    applicant = Applicant(
        me, form.person_name.data, form.title.data, form.phone.data, form.language.data
    )
    employer, is_new = services.apply(
        form.org_number.data, form.facts, applicant, form.once.data, now
    )
    number = employer.id
    db.session.commit()
    return number, is_new


def _contact() -> Any:
    return services.contact(current_region())


# -- the employer's page ---------------------------------------------------------------------------


@public_pages.get(ROOM)
@signed_in
def employer_room(employer_id: int) -> Any:
    """How it stands, and for a member the ledger and the link for its new hires' partners."""
    employer = employer_or_404(employer_id, member=False)
    region = current_region()
    context: dict[str, Any] = {"number": services.written_number(employer, region)}
    if employer.is_member:
        since, _until = ledger.period(utcnow(), region)
        own, network = ledger.of_employer(employer, since), ledger.network(since)
        link = services.referral_link(employer)
        context |= {
            "waiting": introduction_lists.waiting_for(employer, utcnow()),
            "since": since,
            "own": own,
            "network": network,
            "figures": figures_of(own, network),
            "link": link,
            "code": qr_code(link),
        }
    return render_template("jobs/employer_room.html", **_around(employer), **context)


def _around(employer: Employer) -> dict[str, Any]:
    return {"employer": employer, "EmployerStatus": EmployerStatus, "contact": _contact()}


@public_pages.route(ROOM + "/change", methods=["GET", "POST"])
@signed_in
def change_employer(employer_id: int) -> Any:
    """Tell something else; answer what a coordinator asked; or apply once more. If it was changed
    elsewhere meanwhile, what was written here waits on the page (409)."""
    employer = employer_or_404(employer_id, member=False)
    form = ChangeForm(obj=employer)
    form.fit(is_member=employer.is_member, is_asked=employer.status is EmployerStatus.asked)
    if not form.validate_on_submit():
        return _change_page(form, employer)
    before = employer.status
    answer = form.answer.data if "answer" in form else ""
    try:
        services.change(
            employer,
            form.facts,
            version=form.version.data,
            answer=answer,
            actor=actor(),
            now=utcnow(),
        )
        db.session.commit()
    except (EditConflict, StaleDataError):
        db.session.rollback()
        return _changed_elsewhere(form, employer_id)
    if before is EmployerStatus.approved:
        flash(_("Saved."), "success")
    else:
        flash(_("Thank you! A coordinator looks at it and writes to you."), "success")
    return redirect(url_for(".employer_room", employer_id=employer_id))


def _changed_elsewhere(form: ChangeForm, employer_id: int) -> Any:
    employer = employer_or_404(employer_id, member=False)
    form.build_on(employer.version)
    return _change_page(form, employer, changed=True)


def _change_page(form: ChangeForm, employer: Employer, *, changed: bool = False) -> Any:
    page = render_template(
        "jobs/employer_change.html", form=form, changed=changed, **_around(employer)
    )
    return page, 409 if changed else 422 if form.errors else 200


@public_pages.route(ROOM + "/leave", methods=["GET", "POST"])
@signed_in
def leave_network(employer_id: int) -> Any:
    """Asked once, with what it means."""
    employer = employer_or_404(employer_id)
    form = VersionedActionForm(version=employer.version)
    if not form.validate_on_submit():
        return render_form("jobs/employer_leave.html", form, changed=False, **_around(employer))

    def press() -> None:
        found = employer_or_404(employer_id)
        services.leave(found, form.version.data, actor(), utcnow())
        db.session.commit()

    try:
        again_if_stale(press)
    except (EditConflict, Decided):
        db.session.rollback()
        found = employer_or_404(employer_id)
        again = VersionedActionForm(formdata=None, version=found.version)
        page = render_template(
            "jobs/employer_leave.html", form=again, changed=True, **_around(found)
        )
        return page, 409
    flash(_("You have left the network. Thank you for what you have done."), "success")
    return redirect(url_for(".employer_room", employer_id=employer_id))


# -- who acts for it -------------------------------------------------------------------------------


@public_pages.get(ROOM + "/people")
@signed_in
def employer_people(employer_id: int) -> Any:
    """Who acts for the employer."""
    employer = employer_or_404(employer_id, member=False)
    return _people_page(employer)


def _people_page(employer: Employer, *, problem: str = "", status: int = 200) -> Any:
    page = render_template(
        "jobs/employer_people.html",
        me=actor(),
        most=MOST_PEOPLE,
        problem=problem,
        **_around(employer),
    )
    return page, status


@public_pages.route(ROOM + "/people/add", methods=["GET", "POST"])
@signed_in
def add_colleague(employer_id: int) -> Any:
    """Let a colleague act for the employer too. They are sent a link to sign in."""
    employer = employer_or_404(employer_id)
    form = ColleagueForm()
    form.offer()
    if not form.validate_on_submit():
        return render_form("jobs/employer_colleague.html", form, **_around(employer))
    now, email = utcnow(), actor().email
    db.session.rollback()
    who = Colleague(form.email.data, form.person_name.data, form.title.data, form.language.data)
    try:
        people.count_try(email, now)
        employer = employer_or_404(employer_id)
        is_new = people.add(employer, who, actor=actor(), now=now)
        db.session.commit()
    except TooMany as error:
        around = _around(employer_or_404(employer_id))
        return render_too_many("jobs/employer_colleague.html", form, error, **around)
    except TooManyPeople:
        form.form_errors.append(
            _("%(number)s people act for you. Remove somebody first.", number=MOST_PEOPLE)
        )
        around = _around(employer)
        return render_template("jobs/employer_colleague.html", form=form, **around), 409
    if is_new:
        flash(_("%(email)s has been sent a link.", email=who.email), "success")
    else:
        flash(_("%(email)s acts for you already.", email=who.email), "info")
    return redirect(url_for(".employer_people", employer_id=employer_id))


def _person_or_404(employer: Employer, person_id: int) -> EmployerPerson:
    return next((one for one in employer.people if one.id == person_id), None) or abort(404)


@public_pages.route(ROOM + "/people/me", methods=["GET", "POST"])
@signed_in
def my_employer_details(employer_id: int) -> Any:
    """One's own name, job, phone and language at this employer."""
    employer = employer_or_404(employer_id, member=False)
    me = actor().email
    person = next((one for one in employer.people if one.email == me), None) or abort(404)
    form = PersonForm(
        person_name=person.name, title=person.title, phone=person.phone, language=person.language
    )
    if not form.validate_on_submit():
        return render_form("jobs/employer_person.html", form, **_around(employer))
    people.change(
        person,
        name=form.person_name.data,
        title=form.title.data,
        phone=form.phone.data,
        language=form.language.data,
    )
    db.session.commit()
    flash(_("Your details are saved."), "success")
    return redirect(url_for(".employer_people", employer_id=employer_id))


@public_pages.route(ROOM + "/people/<int:person_id>/remove", methods=["GET", "POST"])
@signed_in
def remove_colleague(employer_id: int, person_id: int) -> Any:
    """Somebody acts for the employer no more; asked once. The last one needs a successor first."""
    employer = employer_or_404(employer_id, member=False)
    form = ActionForm()
    if not form.validate_on_submit():
        person = _person_or_404(employer, person_id)
        return render_form(
            "jobs/employer_remove.html", form, person=person, me=actor(), **_around(employer)
        )
    was_me = any(one.id == person_id and one.email == actor().email for one in employer.people)
    try:
        people.remove(employer, person_id, actor=actor(), now=utcnow())
        db.session.commit()
    except LastPerson:
        db.session.rollback()
        said = _("Somebody has to act for the employer. Add a colleague first.")
        return _people_page(employer_or_404(employer_id, member=False), problem=said, status=409)
    if was_me:
        flash(_("You act for this employer no more."), "success")
        return redirect(url_for("accounts.my_page"))
    flash(_("Removed."), "success")
    return redirect(url_for(".employer_people", employer_id=employer_id))


# -- the members -----------------------------------------------------------------------------------


@public_pages.get(ROOM + "/members")
@signed_in
def members(employer_id: int) -> Any:
    """The members of the network and whom to talk with, for members only."""
    employer = employer_or_404(employer_id)
    choices = {"sector": by_sector(), "municipality": by_municipality()}
    chosen = filters.asked(choices)
    page = employer_lists.members(
        chosen["sector"], chosen["municipality"], request.args.get("page", 1, type=int)
    )
    return render_template(
        "jobs/members.html",
        page_of=page,
        choices=choices,
        filters=chosen,
        narrowed=any(chosen.values()),
        **_around(employer),
    )


def by_sector() -> tuple[str, list[Any]]:
    """A choice among the sectors."""
    return filters.one_of(
        _("Sector"),
        _("All sectors"),
        ((one.value, str(name)) for one, name in names.SECTORS.items()),
    )


def by_municipality() -> tuple[str, list[Any]]:
    """A choice among the region's municipalities."""
    rows = current_region().municipalities
    return filters.one_of(
        _("Municipality"), _("All of the region"), ((one.slug, one.name) for one in rows)
    )
