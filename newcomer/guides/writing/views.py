"""Guides at the desk: the list, what a guide is about, its texts, publishing."""

import difflib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import VersionedActionForm, clean_line, is_sent, render_form
from newcomer.guides import filters, votes
from newcomer.guides.models import Article, ArticleTranslation
from newcomer.guides.services import is_supplied
from newcomer.guides.writing import listing, services
from newcomer.guides.writing.forms import AboutForm, NewGuideForm, TextForm
from newcomer.guides.writing.listing import Show
from newcomer.guides.writing.services import Text
from newcomer.i18n import language_name
from newcomer.region import current_region

bp = Blueprint("guides_desk", __name__)

SHOWN = {
    Show.all: _l("All guides"),
    Show.drafts: _l("Drafts"),
    Show.due: _l("Due for a check"),
    Show.stale: _l("Outdated translations"),
    Show.missing: _l("Missing translations"),
}
YEAR = timedelta(days=365)


def today() -> date:
    return utcnow().astimezone(current_region().zone).date()


@bp.get("/guides")
@requires(Permission.edit_guides)
def guides() -> Any:
    region = current_region()
    show = request.args.get("show", Show.all.value)
    if show not in {one.value for one in Show}:
        abort(404)
    topic = request.args.get("topic", "")
    query = clean_line(request.args.get("q"))[:100]
    due = listing.due_before(region, today())
    page = listing.guides(
        Show(show), topic, query, due_before=due, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "guides/desk/list.html",
        page_of=page,
        show=Show(show),
        shown=SHOWN,
        topic=topic,
        topics=filters.options(region)["topic"],
        query=query,
        due_before=due,
        languages_of=listing.languages_of,
        votes=votes.votes_since([one.id for one in page.rows], today() - YEAR),
        action_for=_action_for,
    )


def _action_for(article: Article) -> VersionedActionForm:
    return VersionedActionForm(formdata=None, version=article.version)


@bp.route("/guides/new", methods=["GET", "POST"])
@requires(Permission.edit_guides)
def new() -> Any:
    """The first text of a new guide, which is a draft until somebody publishes it."""
    form = NewGuideForm()
    form.offer(current_region())
    if form.validate_on_submit() and not form.preview.data:
        article = services.create(
            _text_in(form),
            language=form.source_language.data,
            topic=form.topic.data,
            checked_on=today(),
            actor=current_user,
            now=utcnow(),
        )
        db.session.commit()
        flash(_("The draft is saved. Nobody but you at the desk can see it yet."), "success")
        return redirect(url_for(".guide", article_id=article.id))
    return render_form("guides/desk/new.html", form, preview=_wants_preview(form))


# -- what it is about --------------------------------------------------------------------------


@bp.route("/guides/<int:article_id>", methods=["GET", "POST"])
@requires(Permission.edit_guides)
def guide(article_id: int) -> Any:
    """What the guide is about, its languages, and whether everybody may see it."""
    found = _take(article_id) if is_sent() else _load(article_id)
    form = AboutForm(obj=found)
    form.offer(current_region(), found.texts)
    if form.validate_on_submit() and _is_not_in_the_future(form):
        try:
            _describe(found, form)
            db.session.commit()
        except EditConflict:
            db.session.rollback()
            return _show(_load(article_id), form, changed=True), 409
        except services.StaleSource:
            db.session.rollback()
            form.source_language.errors = [
                _("That text is outdated itself. Bring it up to date first.")
            ]
            return _show(_load(article_id), form), 422
        flash(_("Saved."), "success")
        return redirect(url_for(".guide", article_id=article_id))
    return _show(found, form), 422 if form.errors else 200


def _describe(found: Article, form: AboutForm) -> None:
    services.describe(
        found,
        version=form.version.data,
        actor=current_user,
        now=utcnow(),
        topic=form.topic.data,
        situations=form.situations.data,
        municipalities=form.municipalities.data,
        owner=form.owner.data,
        sources=form.sources.rows,
        checked_on=form.checked_on.data,
        source_language=form.source_language.data,
    )


def _is_not_in_the_future(form: AboutForm) -> bool:
    if form.checked_on.data and form.checked_on.data > today():
        form.checked_on.errors = [_("This day has not come yet.")]
        return False
    return True


def _show(found: Article, form: AboutForm, *, changed: bool = False) -> str:
    if changed:  # from now on the form is meant for what this page shows
        form.version.raw_data = None
        form.version.process_data(found.version)
    return render_template(
        "guides/desk/guide.html",
        form=form,
        article=found,
        changed=_differences(found, form) if changed else None,
        languages=listing.languages_of(found),
        votes=votes.votes_since([found.id], today() - YEAR).get(found.id, (0, 0)),
        is_due=found.checked_on < listing.due_before(current_region(), today()),
        action=_action_for(found),
    )


def _differences(found: Article, form: AboutForm) -> list[tuple[str, str]]:
    """(label, what is stored) of the fields in which the form says something else."""
    stored = AboutForm(formdata=None, obj=found)
    stored.offer(current_region(), found.texts)
    return [
        (field.label.text, _in_words(field) or "–")
        for field in stored
        if field.name not in {"version", "csrf_token"} and field.data != form[field.name].data
    ]


def _in_words(field: Any) -> str:
    if not hasattr(field, "choices"):
        return str(field.data or "")
    chosen = field.data if isinstance(field.data, list) else [field.data]
    return ", ".join(str(one.label) for one in field.choices if one.value in chosen)


# -- its texts ---------------------------------------------------------------------------------


@bp.route("/guides/<int:article_id>/<language:text_language>", methods=["GET", "POST"])
@requires(Permission.edit_guides)
def text(article_id: int, text_language: str) -> Any:
    """Write or translate the guide in one language."""
    found = _take(article_id) if is_sent() else _load(article_id)
    form = TextForm(obj=found.texts.get(text_language))
    if not is_sent():
        form.source_edition.process_data(found.source.edition)
    if form.validate_on_submit() and not form.preview.data:
        try:
            stored = services.write(
                found,
                text_language,
                _text_in(form),
                version=form.version.data,
                source_edition=form.source_edition.data,
                small=form.small.data,
                actor=current_user,
                now=utcnow(),
            )
            stale = found.is_stale(stored)
            db.session.commit()
        except EditConflict:
            db.session.rollback()
            return _show_text(_load(article_id), text_language, form, changed=True), 409
        _say_saved(found, stale=stale)
        return redirect(url_for(".guide", article_id=article_id))
    return _show_text(found, text_language, form), 422 if form.errors else 200


def _say_saved(found: Article, *, stale: bool) -> None:
    if stale:
        source = language_name(found.source_language)
        flash(
            _(
                "Saved. The %(language)s text was changed while you translated: look at it once more.",
                language=source,
            ),
            "warning",
        )
    else:
        flash(_("Saved."), "success")


def _show_text(found: Article, text_language: str, form: TextForm, *, changed: bool = False) -> str:
    stored = found.texts.get(text_language)
    if changed:
        form.version.raw_data = None
        form.version.process_data(stored.version if stored else 0)
    source = found.source if text_language != found.source_language else None
    return render_template(
        "guides/desk/text.html",
        form=form,
        article=found,
        stored=stored,
        source=source,
        source_moved=source is not None and source.edition > (form.source_edition.data or 1),
        text_language=text_language,
        changed=_compare(stored, form) if changed else None,
        preview=_wants_preview(form),
    )


def _text_in(form: Any) -> Text:
    return Text(form.title.data, form.summary.data, form.body.data)


def _wants_preview(form: Any) -> bool:
    return bool(is_sent() and form.preview.data)


def _compare(
    stored: ArticleTranslation | None, form: TextForm
) -> list[tuple[str, list[tuple[str, str]]]]:
    """(label, lines) for each part in which the stored text and the typed one differ; each line with
    a sign: " " in both, "-" only stored, "+" only typed."""
    parts = []
    for field in (form.title, form.summary, form.body):
        theirs, ours = getattr(stored, field.name, ""), field.data or ""
        if theirs != ours:
            lines = difflib.ndiff(theirs.splitlines(), ours.splitlines())
            parts.append(
                (str(field.label.text), [(one[0], one[2:]) for one in lines if one[0] != "?"])
            )
    return parts


# -- for everybody or not ----------------------------------------------------------------------


@bp.post("/guides/<int:article_id>/publish")
@requires(Permission.edit_guides)
def publish(article_id: int) -> Any:
    try:
        return _press(article_id, services.publish, _("Everybody can read the guide now."))
    except services.NotReady:
        db.session.rollback()
        flash(_("Choose a topic and write the text first."), "error")
        return redirect(url_for(".guide", article_id=article_id))


@bp.post("/guides/<int:article_id>/unpublish")
@requires(Permission.edit_guides)
def unpublish(article_id: int) -> Any:
    return _press(article_id, services.unpublish, _("The guide is a draft again."))


@bp.post("/guides/<int:article_id>/checked")
@requires(Permission.edit_guides)
def checked(article_id: int) -> Any:
    return _press(article_id, services.check, _("Noted: checked today."), today=today())


@bp.route("/guides/<int:article_id>/delete", methods=["GET", "POST"])
@requires(Permission.edit_guides)
def delete(article_id: int) -> Any:
    """Ask once more before a draft goes for good."""
    found = _take(article_id) if is_sent() else _load(article_id)
    form = VersionedActionForm(version=found.version)
    supplied = is_supplied(current_region(), found.slug)
    if form.validate_on_submit() and not supplied:
        services.delete_draft(found, version=form.version.data, actor=current_user, now=utcnow())
        db.session.commit()
        flash(_("The draft is deleted."), "success")
        return redirect(url_for(".guides"))
    return render_form("guides/desk/delete.html", form, article=found, supplied=supplied)


def _press(article_id: int, act: Callable[..., None], done: str, **values: Any) -> Any:
    """A button that is meant for what its page showed: when the guide has been changed since, the
    page shows how it is now instead (409)."""
    form = VersionedActionForm()
    if not form.validate_on_submit():
        abort(422)
    try:
        act(
            _take(article_id),
            version=form.version.data,
            actor=current_user,
            now=utcnow(),
            **values,
        )
        db.session.commit()
    except EditConflict:
        db.session.rollback()
        found = _load(article_id)
        about = AboutForm(formdata=None, obj=found)
        about.offer(current_region(), found.texts)
        return _show(found, about, changed=True), 409
    flash(done, "success")
    return redirect(url_for(".guide", article_id=article_id))


def _load(article_id: int) -> Article:
    return _found(services.load(article_id))


def _take(article_id: int) -> Article:
    return _found(services.take(article_id))


def _found(article: Article | None) -> Article:
    if article is None or not article.translations:
        abort(404)
    return article
