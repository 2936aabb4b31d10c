"""What every page has around its content: names, navigation, languages, and the templates' tools."""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import flask_babel
from flask import Flask, current_app, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from newcomer import i18n, markdown, pages
from newcomer.config import ROOT
from newcomer.region import WEEKDAYS, current_region
from newcomer.registry import registry

T = TypeVar("T")


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str
    current: bool


@functools.cache
def _manifest() -> dict[str, str]:
    path = ROOT / "newcomer" / "static" / "manifest.json"
    found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return found


def asset(name: str) -> str:
    """The address of a built file, with the fingerprint of its content in the name."""
    return url_for("static", filename=_manifest().get(name, name))


@functools.cache
def _illustration(region_slug: str) -> Markup:
    return Markup(current_region().illustration)  # noqa: S704 - a file of ours


def _link(label: str, endpoint: str) -> Link:
    url = url_for(endpoint)
    return Link(
        label,
        url,
        current=request.path == url or (url.count("/") > 2 and request.path.startswith(url)),
    )


def _navigation() -> list[Link]:
    return [
        _link(_("Ask a question"), "helpdesk.ask"),
        _link(_("Guides"), "guides.articles"),
        _link(_("The region"), "pages.region"),
    ]


def _desk_navigation() -> list[Link]:
    allowed = [link for link in registry().desk_links if current_user.may(link.permission)]
    return [
        Link(link.label(), url_for(link.endpoint), current=request.endpoint == link.endpoint)
        for link in sorted(allowed, key=lambda link: link.order)
    ]


def _language_links() -> list[LanguageLink]:
    here = i18n.current_language()
    return [
        LanguageLink(code, i18n.NAMES[code], i18n.url_in_language(code), code == here)
        for code in current_region().languages
    ]


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs, as it was typed: nothing in it is markup."""
    parts = [part for part in text.split("\n\n") if part.strip()]
    return Markup("").join(
        Markup('<p dir="auto">{}</p>').format(
            Markup("<br>").join(escape(line) for line in part.strip().split("\n"))
        )
        for part in parts
    )


def linked(text: str) -> Markup:
    """Plain text as paragraphs, with the web addresses in it as links."""
    return Markup(  # noqa: S704 - paragraphs() escapes; what is matched holds no markup
        re.sub(
            r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]",  # the full stop after it is the sentence's
            r'<a class="ds-link" href="\g<0>">\g<0></a>',
            str(paragraphs(text)),
        )
    )


def opening_hours() -> list[tuple[str, str]]:
    """(weekday, hours) in the page's language, from Monday; closed days too."""
    names = flask_babel.get_locale().days["stand-alone"]["wide"]
    hours = current_region().working_hours
    return [
        (names[number].capitalize(), "–".join(hours[day]) if day in hours else _("Closed all day"))
        for number, day in enumerate(WEEKDAYS)
    ]


def nearest(texts: Mapping[str, T]) -> tuple[str, T]:
    """The text in the page's language or in the nearest one there is, and which that is."""
    return i18n.pick(texts, i18n.current_language(), current_region().default_language)


def page_url(number: int) -> str:
    """This page's address with another page number."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{request.path}?{urlencode([*kept, ('page', number)])}"


def register(app: Flask) -> None:
    i18n.register(app)
    app.jinja_env.filters |= {
        "date": i18n.format_date,
        "moment": i18n.format_moment,
        "number": i18n.format_number,
        "percent": i18n.format_percent,
        "time_tag": i18n.time_tag,
        "markdown": markdown.render,
        "paragraphs": paragraphs,
        "linked": linked,
    }
    app.jinja_env.globals |= {
        "asset": asset,
        "page_url": page_url,
        "csrf_token": generate_csrf,
        "nearest": nearest,
        "opening_hours": opening_hours,
        "language_name": i18n.language_name,
        "render_section": lambda template, context: Markup(render_template(template, **context)),  # noqa: S704
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def shell() -> dict[str, Any]:
        region = current_region()
        css = current_app.extensions["theme_css"]
        return {
            "region": region,
            "home_url": url_for("pages.front_page"),
            "region_text": region.names,
            "rt": region.text,
            "current_language": i18n.current_language(),
            "html_lang": i18n.current_language(),
            "language_names": i18n.NAMES,
            "language_links": _language_links(),
            "navigation": _navigation(),
            "desk_navigation": _desk_navigation() if current_user.is_authenticated else [],
            "footer_links": [
                Link(_("Contact"), url_for("pages.contact")),
                Link(_("Privacy notice"), url_for("pages.privacy")),
                Link(_("Accessibility statement"), url_for("pages.accessibility")),
            ],
            "theme_url": url_for("root.theme_css", fingerprint=pages.theme_fingerprint(css)),
            "illustration": _illustration(region.slug),
            "signin_url": url_for("accounts.ask_for_link"),
            "signout_url": url_for("accounts.sign_out"),
            "me_url": url_for("accounts.my_page"),
            "desk_url": url_for("desk.overview") if _is_staff() else None,
        }


def _is_staff() -> bool:
    return bool("_user_id" in session and current_user.is_authenticated and current_user.is_staff)
