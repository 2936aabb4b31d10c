"""Gather the texts to translate and bring the catalogues up to date: `make messages`.

New texts come in empty, texts that are gone go out, nothing is guessed. The catalogues name the
files a text is in, without line numbers, so that a diff shows what changed.
"""

import re
import sys
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from tests.support.processes import ROOT

TRANSLATIONS = ROOT / "translations"
LANGUAGES = ("nb", "nn", "sv")  # English is the message ids themselves
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
HEADER = (
    "# Texts of the site. `make messages` keeps this file; the translations are written by hand."
)


def extract(root: Path = ROOT) -> Catalog:
    """Every text in the code and the templates that a person may see."""
    with (ROOT / "babel.cfg").open() as mapping_file:
        mapping, options = parse_mapping_cfg(mapping_file)  # type: ignore[no-untyped-call]
    template = Catalog()
    found = extract_from_dir(
        root,
        mapping,
        options,
        keywords=KEYWORDS,
        comment_tags=["Translators:"],
        strip_comment_tags=True,
    )
    for filename, _line, text, comments, context in found:
        template.add(text, locations=[(filename, 0)], auto_comments=comments, context=context)
    return template


def path_of(language: str, folder: Path = TRANSLATIONS) -> Path:
    return folder / language / "LC_MESSAGES" / "messages.po"


def languages(folder: Path = TRANSLATIONS) -> list[str]:
    """The languages that must be there and those that were added."""
    found = {path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/messages.po")}
    return sorted(found | set(LANGUAGES))


def update(language: str, template: Catalog, folder: Path = TRANSLATIONS) -> Catalog:
    """Bring one catalogue up to date, or begin it; what it is now."""
    path = path_of(language, folder)
    catalog = Catalog(locale=language, fuzzy=False)
    if path.exists():
        with path.open("rb") as source:
            old = read_po(source, locale=language, abort_invalid=True)
        for message in old:
            if message.id:
                catalog.add(
                    message.id,
                    message.string,
                    flags=message.flags,
                    user_comments=message.user_comments,
                    context=message.context,
                )
    catalog.update(template, no_fuzzy_matching=True)
    catalog.header_comment = HEADER
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(
            target, catalog, width=100, ignore_obsolete=True, sort_output=True, include_lineno=False
        )
    path.write_text(_steady(path.read_text()))
    return catalog


def _steady(text: str) -> str:
    """Leave out the header lines that change by themselves and would make merges conflict."""
    said = "Project-Id-Version|Report-Msgid-Bugs-To|Last-Translator|Language-Team|Generated-By"
    return re.sub(rf'^"(POT-Creation-Date|PO-Revision-Date|{said}): .*\n', "", text, flags=re.M)


def main(added: list[str]) -> int:
    template = extract()
    for language in [*languages(), *added]:
        catalog = update(Locale.parse(language).language, template)
        empty = sum(1 for message in catalog if message.id and not is_translated(message.string))
        print(f"{language}: {len(catalog)} texts, {empty} to translate")
    return 0


def is_translated(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(string) and all(string or "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
