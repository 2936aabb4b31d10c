"""The board: who waits for a mentor, what is proposed, and sending it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from newcomer import filters
from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.forms import ActionForm
from newcomer.mentoring.forms.board import SendForm, WeightsForm
from newcomer.mentoring.models import MatchRun, RunStatus
from newcomer.mentoring.services import board as services
from newcomer.mentoring.services import runs, sending, weights
from newcomer.mentoring.services.board import Filters
from newcomer.mentoring.services.sending import Outcome
from newcomer.mentoring.views import desk_pages
from newcomer.profile import Level
from newcomer.region import current_region

BOARD = "mentoring/board.html"


def actor() -> Any:
    return current_user._get_current_object()  # noqa: SLF001 - the way Flask-Login offers


@desk_pages.get("/mentoring")
@requires(Permission.run_mentoring)
def board() -> Any:
    """Who waits, the longest first, with the last proposals; or what has been sent."""
    if request.args.get("view") == "sent":
        page = services.sent(request.args.get("page", 1, type=int), actor())
        return render_template("mentoring/sent.html", page_of=page, totals=services.totals())
    return _board(SendForm(formdata=None))


def _board(form: SendForm) -> str:
    choices = filter_choices()
    chosen = Filters(**filters.asked(choices))
    last = runs.last_for_all()
    newest = runs.newest()
    page = services.waiting(chosen, last, request.args.get("page", 1, type=int), actor())
    shown = [one.id for one in page.rows]
    return render_template(
        BOARD,
        form=form,
        page_of=page,
        filters=chosen,
        choices=choices,
        totals=services.totals(),
        last=last,
        usual=weights.numbers(weights.rules(current_region(), {})),
        newest=newest,
        proposals=services.proposals_for(shown, last),
        rules=services.rules_for(shown),
        all_chosen=request.args.get("chosen") == "all",
        now=utcnow(),
    )


def filter_choices() -> filters.Choices:
    """What the list can be narrowed down by."""
    found = [("yes", _("A mentor has been found")), ("no", _("Nobody has been found"))]
    return {
        "place": filters.by_place(),
        "speaks": filters.by_language(),
        "found": filters.one_of(_("Proposal"), _("With and without"), found),
    }


# -- sending --------------------------------------------------------------------------------------


@desk_pages.post("/mentoring/send")
@requires(Permission.run_mentoring)
def send_proposals() -> Any:
    """Send what is ticked, or one. What has changed since it was found is not sent."""
    form = SendForm()
    form.choose(request.form.getlist("only", type=int), request.form.getlist("proposal", type=int))
    if not form.validate_on_submit():
        return _board(form), 422
    outcomes = sending.send(form.chosen, actor=actor(), now=utcnow(), region=current_region())
    db.session.commit()
    tell(outcomes, len(form.chosen))
    back = request.form.get("back", type=int)
    if back is not None:
        return redirect(url_for(".newcomer", request_id=back))
    shown: dict[str, Any] = {**filters.asked(filter_choices()), "page": request.args.get("page")}
    return redirect(url_for(".board", **shown))


NOT_SENT: dict[Outcome, Callable[[int], Any]] = {
    Outcome.stale: lambda many: ngettext(
        "%(num)d proposal was not sent: something has changed since it was found. Find proposals "
        "again.",
        "%(num)d proposals were not sent: something has changed since they were found. Find "
        "proposals again.",
        many,
    ),
    Outcome.gone: lambda many: ngettext(
        "%(num)d proposal was not sent: the newcomer is not waiting any more.",
        "%(num)d proposals were not sent: the newcomers are not waiting any more.",
        many,
    ),
    Outcome.no_place: lambda many: ngettext(
        "%(num)d proposal was not sent: the mentor has no free place any more. Find proposals "
        "again.",
        "%(num)d proposals were not sent: the mentors have no free place any more. Find proposals "
        "again.",
        many,
    ),
    Outcome.own: lambda many: ngettext(
        "%(num)d proposal was not sent: it is to you. Another coordinator has to send it.",
        "%(num)d proposals were not sent: they are to you. Another coordinator has to send them.",
        many,
    ),
    Outcome.forbidden: lambda many: ngettext(
        "%(num)d proposal was not sent: the two are kept apart, or one has said no.",
        "%(num)d proposals were not sent: the two are kept apart, or one has said no.",
        many,
    ),
}


def tell(outcomes: list[tuple[int, Outcome]], asked: int) -> None:
    """Say how many were sent, and of the others why not."""
    found = Counter(outcome for _request, outcome in outcomes)
    found[Outcome.stale] += min(asked, sending.MOST_AT_ONCE) - len(outcomes)  # replaced meanwhile
    if many := found[Outcome.sent]:
        flash(
            ngettext("%(num)d mentor has been asked.", "%(num)d mentors have been asked.", many),
            "success",
        )
    for outcome, say in NOT_SENT.items():
        if many := found[outcome]:
            flash(say(many), "warning")


# -- searching ------------------------------------------------------------------------------------


@desk_pages.post("/mentoring/propose")
@requires(Permission.run_mentoring)
def propose() -> Any:
    """Look for the best proposals for everybody who waits."""
    if not ActionForm().validate_on_submit():
        abort(422)
    run = runs.queue(None, {}, actor=actor(), now=utcnow())
    db.session.commit()
    return redirect(url_for(".run_progress", run_id=run.id))


@desk_pages.get("/mentoring/runs/<int:run_id>/progress")
@requires(Permission.run_mentoring)
def run_progress(run_id: int) -> Any:
    """How far a search has come; when it is done, what it found."""
    run = db.get_or_404(MatchRun, run_id)
    if run.status is RunStatus.failed:
        return redirect(url_for(".run", run_id=run_id))
    if run.status is RunStatus.done:
        if run.request_id is not None:
            return redirect(url_for(".newcomer", request_id=run.request_id))
        return redirect(url_for(".run", run_id=run_id) if run.weights else url_for(".board"))
    late = runs.is_late(run, utcnow())
    return render_template("mentoring/run_progress.html", run=run, late=late)


@desk_pages.get("/mentoring/runs/<int:run_id>")
@requires(Permission.run_mentoring)
def run(run_id: int) -> Any:
    """What a search found, beside the one before it."""
    found = db.get_or_404(MatchRun, run_id)
    before = runs.done_before(found) if found.request_id is None else None
    context: dict[str, Any] = {"differing": 0, "page_of": None, "then": {}, "earlier": {}}
    if found.status is RunStatus.done and before is not None:
        number = request.args.get("page", 1, type=int)
        page = services.differences(before, found, number, actor())
        shown = [one.id for one in page.rows]
        context = {
            "page_of": page,
            "differing": services.how_many_differ(before, found),
            "then": services.proposals_of(found, shown),
            "earlier": services.proposals_of(before, shown),
        }
    return render_template(
        "mentoring/run.html",
        run=found,
        before=before,
        topics=topic_names(),
        line=weights.as_line(current_region(), found.weights) if found.weights else "",
        **context,
    )


def topic_names() -> dict[str, Any]:
    """What the weights are for."""
    form = WeightsForm(formdata=None)
    return {topic: form[topic].label.text for topic in weights.TOPICS}


@desk_pages.route("/mentoring/weights", methods=["GET", "POST"])
@requires(Permission.run_mentoring)
def change_weights() -> Any:
    """Try other weights: a search shows what would change. Nothing is sent, and the next search
    counts as usual again."""
    region = current_region()
    usual = weights.numbers(weights.rules(region, {}))
    form = WeightsForm(data=usual)
    if form.validate_on_submit():
        changed = weights.changes(region, form.numbers)
        run = runs.queue(None, changed, actor=actor(), now=utcnow())
        db.session.commit()
        return redirect(url_for(".run_progress", run_id=run.id))
    form.say_usual(usual)
    template = render_template("mentoring/weights.html", form=form, usual=usual)
    return template, 422 if form.errors else 200


def level_name(level: int) -> str:
    return Level(level).name.upper() if level in set(Level) else ""
