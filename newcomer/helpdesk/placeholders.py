"""What may stand in a saved answer for something that is filled in later: {link}, {my_name}."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from newcomer import i18n

# What may stand in a text, and what it becomes, in the order in which the form explains them.
PLACEHOLDERS = {
    "helpdesk": _l("what our service is called"),
    "municipality": _l("where the asker wants to live"),
    "due_date": _l("the day by which we promised an answer"),
    "question_number": _l("the number of the question"),
    "link": _l("the asker's private link to the conversation"),
    "my_name": _l("your name"),
}
# What stands in the gap where there is no value.
GAPS = {"municipality": _l("municipality"), "my_name": _l("your name"), "link": _l("link")}

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_AROUND = 15  # characters shown around a brace that stands alone


def gap_left(text: str) -> str:
    """The first gap that a saved answer left in the text and nobody has filled, in any language; ""
    when there is none."""
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            gaps = [f"[{name}]" for name in GAPS.values()]
        for gap in gaps:
            if gap in text:
                return gap
    return ""


def problem(text: str) -> str | None:
    """What is wrong with the text's curly braces, in the page's language; None when nothing is."""
    for name in PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
            return str(
                _(
                    "There is no placeholder %(name)s. You can use %(known)s.",
                    name=f"{{{name}}}",
                    known=known,
                )
            )
    # What is left of braces when the placeholders are taken out stands alone.
    rest = PLACEHOLDER.sub(lambda found: " " * len(found.group(0)), text)
    brace = re.search(r"[{}]", rest)
    if brace is None:
        return None
    start, end = max(0, brace.start() - _AROUND), brace.end() + _AROUND
    return str(
        _(
            "A curly brace stands alone here: “%(place)s”. Write a whole placeholder, such as "
            "%(example)s, or take the brace away.",
            place=" ".join(text[start:end].split()),
            example="{link}",
        )
    )
