"""Notices every text that a page asked for and its language did not have."""

from gettext import NullTranslations
from typing import Any

import flask_babel
from babel.support import Translations

missing: set[tuple[str, str]] = set()


class _Noting(NullTranslations):
    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def gettext(self, message: str) -> str:
        if message:
            missing.add((self.language, message))
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        missing.add((self.language, msgid1))
        return msgid1 if n == 1 else msgid2


def watch() -> None:
    """Ask every catalogue but the English one to say what it lacks."""
    domain: Any = flask_babel.Domain
    if getattr(domain, "is_watched", False):
        return
    find = domain.get_translations

    def get_translations(self: Any) -> Translations:
        found = find(self)
        language = flask_babel.get_locale().language
        if language != "en" and not getattr(found, "is_watched", False):
            found.add_fallback(_Noting(language))
            found.is_watched = True
        return found

    domain.get_translations = get_translations
    domain.is_watched = True


def take() -> set[tuple[str, str]]:
    """What was missing since the last call."""
    found = set(missing)
    missing.clear()
    return found
