"""Pages that belong to no workflow: the front page, the region, the legal pages, health, sitemap."""

import hashlib
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import text

from newcomer import i18n, markdown, theme
from newcomer.access import public
from newcomer.extensions import db
from newcomer.links import absolute_url
from newcomer.page_cache import cacheable
from newcomer.region import Region, current_region
from newcomer.region_map import draw_map
from newcomer.registry import registry

bp = Blueprint("pages", __name__)  # under /<language>/
root = Blueprint("root", __name__)  # addresses without a language


@root.get("/")
@public
def choose_language() -> Any:
    """Send the visitor to the front page in the language that the browser asks for."""
    language = i18n.negotiate(
        request.headers.get("Accept-Language"), current_region().default_language
    )
    response = redirect(url_for("pages.front_page", language=language))
    response.headers["Vary"] = "Accept-Language"
    return response


@bp.get("/")
@public
@cacheable
def front_page() -> Any:
    cards = sorted(registry().cards, key=lambda card: card.order)
    extra: dict[str, Any] = {}
    for add in registry().front_page:
        extra.update(add())
    return render_template(
        "pages/front_page.html",
        gets=[card for card in cards if not card.gives],
        gives=[card for card in cards if card.gives],
        **extra,
    )


@bp.get("/region")
@public
@cacheable
def region() -> Any:
    return render_template("pages/region.html", map=draw_map(current_region()))


@bp.get("/region/<slug>")
@public
@cacheable
def municipality(slug: str) -> Any:
    here = current_region()
    found = here.municipality(slug)
    if found is None:
        abort(404)
    return render_template(
        "pages/municipality.html",
        municipality=found,
        places=[place for place in here.places if place.municipality == slug],
        contacts=[contact for contact in here.contacts if contact.municipality in ("", slug)],
        map=draw_map(here, highlight=slug),
    )


@bp.get("/contact")
@public
@cacheable
def contact() -> Any:
    return render_template("pages/contact.html")


@bp.get("/privacy")
@public
@cacheable
def privacy() -> Any:
    return _legal_page("privacy")


@bp.get("/accessibility")
@public
@cacheable
def accessibility() -> Any:
    return _legal_page(f"accessibility-{current_region().country}")


def _legal_page(name: str) -> str:
    """A text file in the page's language, with the running system's own facts in it."""
    path = markdown.CONTENT / "pages" / name / f"{i18n.current_language()}.md"
    head, body = markdown.read_file(path)
    html = markdown.render(body.format(**_facts(current_region())))
    return render_template(
        "pages/text.html", title=head["title"], summary=head["summary"], html=html
    )


def _facts(here: Region) -> dict[str, str]:
    """What the legal pages say about this deployment: taken from where it is decided."""
    return {
        "region": here.text(here.name),
        "controller": here.controller["name"],
        "privacy_email": here.controller["privacy_email"],
        "contact_email": here.contacts[0].email,
        "helpdesk": here.text(here.helpdesk_name),
        "statement_url": here.accessibility["statement_url"],
        "complaint_url": here.accessibility["complaint_url"],
        "complaint_body": here.accessibility["complaint_body"],
        **{f"{kind}_days": str(days) for kind, days in here.retention.items()},
    }


# -- for machines ------------------------------------------------------------------------------


@root.get("/health")
@public
def health() -> Any:
    """200 when the site can reach its database; for load balancers and the start script."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}


@root.get("/theme-<fingerprint>.css")
@public
def theme_css(fingerprint: str) -> Any:
    """The region's colours, at an address that changes with them."""
    css = current_app.extensions["theme_css"]
    if fingerprint != theme_fingerprint(css):
        abort(404)
    return Response(
        css, mimetype="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )


def theme_fingerprint(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:10]


def make_theme(here: Region) -> str:
    return theme.theme_css(here.theme["accent"])


@root.get("/robots.txt")
@public
def robots() -> Any:
    lines = [
        "User-agent: *",
        *(
            f"Disallow: /{language}/{part}"
            for language in i18n.LANGUAGES
            for part in ("conversation", "checklist/", "sign-in", "me", "desk")
        ),
        f"Sitemap: {absolute_url('root.sitemap')}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@root.get("/sitemap.xml")
@public
def sitemap() -> Any:
    """Every public page in every language, each with its translations."""
    pages: list[tuple[str, dict[str, Any]]] = [
        ("pages.front_page", {}),
        ("pages.region", {}),
        *(("pages.municipality", {"slug": one.slug}) for one in current_region().municipalities),
        ("pages.contact", {}),
        ("pages.privacy", {}),
        ("pages.accessibility", {}),
    ]
    for addresses in registry().sitemap:
        pages.extend(addresses())
    entries = [
        {
            language: absolute_url(endpoint, language=language, **values)
            for language in i18n.LANGUAGES
        }
        for endpoint, values in pages
    ]
    return Response(
        render_template("pages/sitemap.xml", entries=entries), mimetype="application/xml"
    )
