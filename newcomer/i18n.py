"""Everything about languages: the one in the URL, the fallback between them, dates and numbers.

The interface speaks bokmål (nb), nynorsk (nn), Swedish (sv) and English (en). Content that people
write may lack some of them; then the nearest one that exists is shown, marked with its language.
"""

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from gettext import NullTranslations
from typing import TypeVar
from urllib.parse import urlencode

import flask_babel
from babel import Locale, dates, numbers
from flask import Flask, current_app, g, request, url_for
from markupsafe import Markup
from werkzeug.routing import BaseConverter

T = TypeVar("T")

LANGUAGES = ("nb", "nn", "sv", "en")
NAMES = {"nb": "bokmål", "nn": "nynorsk", "sv": "svenska", "en": "English"}
# Dates and numbers in English follow British custom; the messages are the English ids themselves.
LOCALES = {"nb": "nb", "nn": "nn", "sv": "sv", "en": "en_GB"}
FALLBACKS = {
    "nn": ("nn", "nb", "sv", "en"),
    "nb": ("nb", "nn", "sv", "en"),
    "sv": ("sv", "nb", "nn", "en"),
}
# What browsers send for the languages we have. `no` is what most Norwegian browsers once sent.
SPOKEN = {"nb": "nb", "no": "nb", "nn": "nn", "sv": "sv", "en": "en", "da": "nb"}


class LanguageConverter(BaseConverter):
    """The first part of a path: one of the four languages, and nothing else."""

    regex = "|".join(LANGUAGES)
    part_isolating = True


def negotiate(accept_language: str | None, default: str) -> str:
    """The best of the four languages for an Accept-Language header.

    Werkzeug's best_match takes bokmål for `nn-NO,nb;q=.9`, so the base language of each entry is
    compared, in order of q; what was written first wins a tie.
    """
    if not accept_language:
        return default
    ranked: list[tuple[float, str]] = []
    for entry in accept_language.split(",")[:20]:
        tag, _, parameters = entry.partition(";")
        try:
            quality = float(parameters.partition("=")[2]) if "=" in parameters else 1.0
        except ValueError:
            continue
        base = tag.strip().lower().replace("_", "-").partition("-")[0]
        if base in SPOKEN and quality > 0:
            ranked.append((quality, SPOKEN[base]))
    return max(ranked, key=lambda entry: entry[0])[1] if ranked else default


def fallback_chain(language: str, default: str) -> tuple[str, ...]:
    """The languages in which content is looked for, best first; English asks the region's first."""
    if language == "en":
        return ("en", *FALLBACKS.get(default, FALLBACKS["nb"])[:-1])
    return FALLBACKS[language]


def pick(texts: Mapping[str, T], language: str, default: str) -> tuple[str, T]:
    """The nearest language in which there is a text, and the text. KeyError where there is none."""
    for candidate in fallback_chain(language, default):
        if texts.get(candidate):
            return candidate, texts[candidate]
    raise KeyError(language)


def current_language() -> str:
    """The language of the page or the e-mail that is being written."""
    return g.get("language") or base_language(flask_babel.get_locale())


def base_language(locale: Locale | None) -> str:
    return locale.language if locale is not None and locale.language in LANGUAGES else "en"


def select_locale() -> str:
    """Flask-Babel asks this once per request."""
    if "language" not in g:
        g.language = negotiate(request.headers.get("Accept-Language"), default_language())
    return LOCALES[g.language]


def default_language() -> str:
    return str(current_app.extensions["region"].default_language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write in this language for a while: e-mails go out in the recipient's, not the sender's."""
    before = g.get("language")
    g.language = language
    try:
        with flask_babel.force_locale(LOCALES[language]):
            yield
    finally:
        if before is None:
            g.pop("language", None)
        else:
            g.language = before


def url_in_language(language: str) -> str:
    """This page's address in another language, with its query; the front page's where there is no
    such page, as after a button that was pressed in vain."""
    rule = request.url_rule
    if rule is None or "language" not in rule.arguments or "GET" not in (rule.methods or ()):
        return f"/{language}/"
    path = url_for(rule.endpoint, **{**(request.view_args or {}), "language": language})
    query = urlencode(list(request.args.items(multi=True)))
    return f"{path}?{query}" if query else path


# -- what templates call -----------------------------------------------------------------------


def format_date(value: date | datetime) -> str:
    """22. november 2026 – the day in the region's time zone."""
    day = _here(value).date() if isinstance(value, datetime) else value
    return _long_date(day, current_language())


def format_moment(value: datetime) -> str:
    """2. november 2026 kl. 09:05 – day and time in the region's time zone, joined as the language
    joins them."""
    here, language = _here(value), current_language()
    return _joined(language).format(f"{here:%H:%M}", _long_date(here.date(), language))


def _here(value: datetime) -> datetime:
    """The moment on the region's clock; one without a time zone is in UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(current_app.extensions["region"].zone)


# A list says few different days many times.
@functools.lru_cache(maxsize=4_000)
def _long_date(day: date, language: str) -> str:
    return str(dates.format_date(day, "long", locale=LOCALES[language]))


@functools.cache
def _joined(language: str) -> str:
    """How a language puts {1} day and {0} time together."""
    return str(Locale.parse(LOCALES[language]).datetime_formats["long"]).replace("'", "")


def format_number(value: int | float) -> str:
    return str(flask_babel.format_decimal(value))


def format_percent(share: float) -> str:
    """A share from 0 to 1, in whole per cent."""
    return str(flask_babel.format_percent(share))


def plain_number(value: int | float) -> str:
    """A number for a spreadsheet: the language's decimal sign, and nothing between thousands."""
    return str(
        numbers.format_decimal(value, locale=flask_babel.get_locale(), group_separator=False)
    )


def short_number(value: int | float) -> str:
    """12 345 as 12k or its like in the language, for where there is little room."""
    if abs(value) < 10_000:
        return format_number(value)
    locale = flask_babel.get_locale()
    return str(numbers.format_compact_decimal(value, locale=locale, fraction_digits=1))


def format_month(day: date, width: str = "long") -> str:
    """november 2026; with width="short" only nov."""
    return str(flask_babel.format_date(day, "LLLL yyyy" if width == "long" else "LLL"))


def language_name(code: str) -> str:
    """What a language is called in the language of the page, for use inside a sentence."""
    return _language_name(code, current_language())


@functools.cache
def _language_name(code: str, language: str) -> str:
    return str(Locale.parse(LOCALES[language]).languages.get(code, NAMES[code]))


def time_tag(value: datetime) -> Markup:
    """The moment as people read it, with the exact time for machines."""
    exact = value.isoformat(timespec="minutes")
    # Figures and the names of months: there is nothing in them to escape.
    return Markup(f'<time datetime="{exact}">{format_moment(value)}</time>')  # noqa: S704


def register(app: Flask) -> None:
    """Let templates find their texts at once: Flask-Babel looks for the language and its catalogue
    anew for each text, and a page with many rows has hundreds."""
    catalogues: dict[str, NullTranslations] = {}

    def catalogue() -> NullTranslations:
        language = current_language()
        if language not in catalogues:
            with flask_babel.force_locale(LOCALES[language]):
                catalogues[language] = flask_babel.get_translations()
        return catalogues[language]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue().gettext(text),
        lambda one, many, number: catalogue().ngettext(one, many, number),
        newstyle=True,
    )
