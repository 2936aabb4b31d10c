"""Are the translations whole, and true to the texts they translate? `make check` runs this."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from tests.support import messages

# Texts that are rightly the same in another language as in English: names, addresses, formulas.
SAME_IN_ENGLISH: frozenset[str] = frozenset()
# Shorter texts may well be: "Region", "Start", "E-mail: %(email)s".
SAME_IS_SUSPECT_FROM = 26
# Texts whose translation rightly ends otherwise, as (language, message id).
OTHER_ENDING: frozenset[tuple[str, str]] = frozenset()

PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|\{\w*[^{}]*\}")
UNNAMED = re.compile(r"(?<!%)(?:%%)*%[sdifr](?!\w)|\{\}")
END = re.compile(r"(?:[.?!…:,;]|\.\.\.)$")


def check(template: Catalog, path: Path, language: str) -> list[str]:
    """What is wrong with one catalogue, a line each."""
    if not path.exists():
        return ["there is no catalogue: run `make messages`"]
    try:
        with path.open("rb") as source:
            catalog = read_po(source, locale=language, abort_invalid=True)
    except PoFileError as error:
        return [f"cannot be read: {error}"]
    problems = list(_whole_file_problems(catalog, path, language))
    wanted = {_key(message): message for message in template if message.id}
    there = {_key(message): message for message in catalog if message.id}
    problems += [
        f"missing, run `make messages`: {_name(wanted[key])}" for key in wanted.keys() - there
    ]
    problems += [
        f"stale, run `make messages`: {_name(there[key])}" for key in there.keys() - wanted
    ]
    for key in wanted.keys() & there:
        name = _name(there[key])
        problems += [f"{problem}: {name}" for problem in _problems(there[key], catalog, language)]
    return sorted(problems)


def _whole_file_problems(catalog: Catalog, path: Path, language: str) -> Iterator[str]:
    if catalog.obsolete:
        yield f"keeps {len(catalog.obsolete)} texts that are gone (#~): run `make messages`"
    rule = Catalog(locale=language).plural_forms
    written = re.search(r'^"Plural-Forms: (.*)\\n"$', path.read_text(), re.M)
    if written is None or _squeeze(written[1]) != _squeeze(rule):
        yield f"the header must say: Plural-Forms: {rule}"


def _problems(message: Message, catalog: Catalog, language: str) -> Iterator[str]:
    ids = _forms(message.id)
    texts = _forms(message.string)
    if not messages.is_translated(message.string):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked as fuzzy"
    if len(texts) != (catalog.num_plurals if message.pluralizable else 1):
        yield f"has {len(texts)} plural forms, not {catalog.num_plurals}"
        return
    if any(UNNAMED.search(text) for text in ids):
        yield "has a placeholder without a name"
    for number, text in enumerate(texts):
        models = _models(ids, number, catalog.num_plurals)
        yield from _unlike_any(text, models, (language, ids[0]) in OTHER_ENDING)
    if ids[0] not in SAME_IN_ENGLISH and any(
        text in ids and len(PLACEHOLDER.sub("", text)) >= SAME_IS_SUSPECT_FROM for text in texts
    ):
        yield "the same as in English"


def _models(ids: list[str], number: int, forms: int) -> list[str]:
    """The English texts a form may stand for: the first is for one, in some languages for more."""
    if len(ids) == 1 or (number == 0 and forms > 1):
        return ids
    return ids[1:]


def _unlike_any(text: str, models: list[str], any_ending: bool) -> Iterator[str]:
    if not any(_placeholders(text) == _placeholders(model) for model in models):
        yield f"other placeholders than the English text in {text!r}"
    elif not any(_formats(text) or not _formats(model) for model in models):
        yield f"a % that is no placeholder must be written %% in {text!r}"
    if not any(_margins(text) == _margins(model) for model in models):
        yield f"begins or ends with other blanks than the English text in {text!r}"
    elif not any_ending and not any(_ending(text) == _ending(model) for model in models):
        yield f"ends with other punctuation than the English text in {text!r}"


def _placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def _formats(text: str) -> bool:
    """Whether Python's % takes the text; one without placeholders may be shown as it is."""
    names = re.findall(r"%\((\w+)\)", text)
    try:
        text % dict.fromkeys(names, 1)
    except (TypeError, ValueError):
        return False
    return True


def _margins(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _ending(text: str) -> str:
    found = END.search(text.rstrip())
    return found[0].replace("...", "…") if found else ""


def _forms(texts: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return list(texts) if isinstance(texts, (tuple, list)) else [texts or ""]


def _key(message: Message) -> tuple[str | None, tuple[str, ...]]:
    return message.context, tuple(_forms(message.id))


def _name(message: Message) -> str:
    context = f"[{message.context}] " if message.context else ""
    return context + " / ".join(repr(text) for text in _forms(message.id))


def _squeeze(rule: str) -> str:
    return re.sub(r"[\s;]", "", rule)


def main() -> int:
    template = messages.extract()
    failed = False
    for language in messages.languages():
        problems = check(template, messages.path_of(language), language)
        failed = failed or bool(problems)
        print(f"{language}: {len(problems)} problems in {len(template)} texts")
        for problem in problems:
            print(f"  {problem}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
