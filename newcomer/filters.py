"""What a list at the desk can be narrowed down by, kept in its address: `?place=moelv&speaks=ti`.
templates/macros/forms.html draws the choices."""

from collections.abc import Iterable

from flask import request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from newcomer.profile_fields import LANGUAGES, spoken_language
from newcomer.region import current_region

# By the name in the address: a label, and the values with their names, the first for everything.
Choices = dict[str, tuple[str, list[SelectChoice]]]


def one_of(
    label: str, everything: str, values: Iterable[tuple[str, str]]
) -> tuple[str, list[SelectChoice]]:
    """A choice among (value, name) pairs, or everything."""
    options = [SelectChoice(value, name) for value, name in values]
    return label, [SelectChoice("", everything), *options]


def by_place() -> tuple[str, list[SelectChoice]]:
    """A choice among the places of the region."""
    return one_of(
        _("Place"), _("Everywhere"), ((one.slug, one.name) for one in current_region().places)
    )


def by_language() -> tuple[str, list[SelectChoice]]:
    """A choice among the languages that people speak."""
    names = {code: spoken_language(code) for code in LANGUAGES}
    return one_of(_("Speaks"), _("All languages"), sorted(names.items(), key=lambda one: one[1]))


def asked(choices: Choices) -> dict[str, str]:
    """What the address asks for; a value that does not exist is as good as none."""
    chosen = {}
    for name, (_label, options) in choices.items():
        value = request.args.get(name, "")
        chosen[name] = value if value in {option.value for option in options} else ""
    return chosen
