"""The pages that are pictured and read through, and the languages they come in."""

from newcomer.i18n import LANGUAGES

__all__ = ["LANGUAGES", "newcomer_pages"]


def newcomer_pages() -> list[str]:
    """Paths that need nobody signed in; {lang} is the language."""
    return ["/{lang}/"]
