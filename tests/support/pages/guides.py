"""Pages of guides and checklists, and of those who write guides."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask
from playwright.sync_api import Page, Response
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides.models import Article
from newcomer.guides.writing import listing
from newcomer.region import current_region
from tests import factories
from tests.support.pages.steps import (
    ENOUGH,
    SitePage,
    main_form,
    path,
    press,
    send,
    send_an_outdated_version,
    sending,
)

STALE, DRAFT = "stale-guide", "draft-of-a-guide"


def pages(app: Flask) -> Iterator[SitePage]:
    yield from _pages_to_read(app)
    yield from _pages_of_a_checklist(app)
    yield from _guides_at_the_desk(app)


def fill(app: Flask) -> None:
    """Add what the demo lacks."""
    texts = {"nb": "Leie hytte", "nn": "Leige hytte", "sv": "Hyra stuga"}
    long_ago = utcnow().date() - timedelta(days=800)
    factories.make_article(
        app, slug=STALE, topic="home", texts=texts, edition=2, checked_on=long_ago
    )
    factories.make_article(app, slug=DRAFT, topic="home", texts=texts, published_at=None)


def _pages_to_read(app: Flask) -> Iterator[SitePage]:
    yield SitePage("articles", path(app, "guides.articles"))
    for name, query in (
        ("for", {"situation": "family"}),
        ("none", {"municipality": "oyer", "situation": "remote", "topic": "language"}),
    ):
        yield SitePage(f"articles-{name}", path(app, "guides.articles", **query))
    yield SitePage("search", path(app, "guides.search", q="dagis"))
    yield SitePage("search-nothing", path(app, "guides.search", q="qwertyuiop"))
    with app.app_context():
        topics = [one.slug for one in current_region().topics]
        shown = select(Article.slug).where(Article.published_at.is_not(None))
        articles = list(db.session.scalars(shown.order_by(Article.id)))
    for number, slug in enumerate(topics):
        where = path(app, "guides.topic", slug=slug)
        yield SitePage(f"topic-{slug}", where, alike=number >= ENOUGH)
    for number, slug in enumerate(articles):
        where = path(app, "guides.article", slug=slug)
        yield SitePage(f"article-{slug}", where, key=number == 0, alike=number >= ENOUGH)
    for answer in ("yes", "no"):
        where = path(app, "guides.article", slug=articles[0], helped=answer)
        yield SitePage(f"article-helped-{answer}", where)
    yield SitePage("article-stale", path(app, "guides.article", slug=STALE))


def _preview(page: Page) -> Response | None:
    return press(page, main_form(page).locator('button[name="preview"]'))


def _send_outdated_choices(page: Page) -> Response | None:
    main_form(page).locator('[name="shown"]').evaluate("field => { field.value = 'older' }")
    return send(page)


def _pages_of_a_checklist(app: Flask) -> Iterator[SitePage]:
    start = path(app, "checklist.start")
    yield SitePage("checklist-start", start, key=True)
    too_far = sending(moving_on="2999-01-01")
    yield SitePage("checklist-start-mistakes", start, status=422, step=too_far)
    token = factories.make_checklist(
        app, moving_in=-3, municipality="lillehammer", situations=["family", "eu"]
    )
    factories.tick_steps(app, token, "find-a-job", "find-a-home", "choose-a-doctor")
    yield SitePage("checklist", path(app, "checklist.show", checklist_token=token), key=True)
    change = path(app, "checklist.change", checklist_token=token)
    yield SitePage("checklist-change", change)
    yield SitePage("checklist-change-outdated", change, status=409, step=_send_outdated_choices)
    mail = path(app, "checklist.mail_link", checklist_token=token)
    yield SitePage("checklist-mail", mail)
    yield SitePage("checklist-mail-mistakes", mail, status=422, step=sending(email="nobody"))
    yield SitePage("checklist-delete", path(app, "checklist.delete", checklist_token=token))
    undated = factories.make_checklist(app, moving_in=None)
    yield SitePage("checklist-undated", path(app, "checklist.show", checklist_token=undated))
    lost = path(app, "checklist.show", checklist_token="no-such-list")
    yield SitePage("checklist-lost", lost, status=404)


def _guides_at_the_desk(app: Flask) -> Iterator[SitePage]:
    who = "coordinator"
    stale, draft = (factories.article_number(app, slug) for slug in (STALE, DRAFT))
    for show in listing.Show:
        where = path(app, "guides_desk.guides", show=show.value)
        yield SitePage(f"guides-{show.value}", where, who, key=show is listing.Show.all)
    yield SitePage("guides-none", path(app, "guides_desk.guides", q="qwertyuiop"), who)
    new = path(app, "guides_desk.new")
    yield SitePage("guide-new", new, who)
    yield SitePage("guide-new-mistakes", new, who, 422, sending(body="x"))
    about = path(app, "guides_desk.guide", article_id=stale)
    yield SitePage("guide", about, who, key=True)
    yield SitePage("guide-mistakes", about, who, 422, sending(sources="x"))
    yield SitePage("guide-changed", about, who, 409, send_an_outdated_version)
    yield SitePage("guide-draft", path(app, "guides_desk.guide", article_id=draft), who)
    yield SitePage("guide-delete", path(app, "guides_desk.delete", article_id=draft), who)
    for language in ("nb", "nn", "en"):  # the source, a stale translation, one to begin with
        where = path(app, "guides_desk.text", article_id=stale, text_language=language)
        yield SitePage(f"guide-text-{language}", where, who, key=language == "nn")
        if language == "nn":
            yield SitePage("guide-preview", where, who, step=_preview)
            yield SitePage("guide-text-mistakes", where, who, 422, sending(title=""))
            yield SitePage("guide-text-changed", where, who, 409, send_an_outdated_version)
