"""The form field for somebody's occupation: typed, and chosen among the nearest where it is unclear."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from newcomer import occupations
from newcomer.forms import clean_line
from newcomer.i18n import current_language
from newcomer.occupations import Hit, Occupation

_l = lazy_gettext

NONE = "none"  # the choice that says: it is none of these
MOST_LETTERS = 60


class OccupationField(Field):
    """Its `data` is an Occupation, or None for nobody's. A title of the page's language is taken as
    it is. Anything else comes back with the nearest occupations to choose from, as `hits`, and with
    "none of these", which leaves the occupation out.

    `templates/macros/occupation.html` draws it. Fill it from a row's slug: `occupation_of(slug)`.
    """

    widget = TextInput()

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label or _l("Occupation"), **options)
        self.data: Occupation | None = None
        self.typed = ""
        self.chosen = ""
        self.hits: list[Hit] = []

    @property
    def choice_name(self) -> str:
        return f"{self.name}-choice"

    @property
    def chosen_for_name(self) -> str:
        """Of the hidden input that says which word the choices were for: once somebody types
        another, a choice from before counts no more."""
        return f"{self.name}-for"

    @property
    def language(self) -> str:
        return current_language()

    @property
    def titles(self) -> list[str]:
        """What the browser may complete: all titles in the page's language."""
        language = current_language()
        return [one.names[language] for one in occupations.occupations().values()]

    def process(self, formdata: Any, *args: Any, **options: Any) -> None:
        if formdata is not None:
            self.chosen = str(formdata.get(self.choice_name, ""))
            if clean_line(formdata.get(self.chosen_for_name)) != clean_line(
                formdata.get(self.name)
            ):
                self.chosen = ""
        super().process(formdata, *args, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if self.typed and self.chosen != NONE:
            self.data = occupations.titled(self.typed, current_language())
            if self.data is None:
                self.data = occupations.occupations().get(self.chosen)

    def pre_validate(self, form: Any) -> None:
        if not self.typed or self.data is not None or self.chosen == NONE:
            return
        self.hits = occupations.find(self.typed[:MOST_LETTERS], current_language())
        raise StopValidation(
            _l("Choose the occupation that comes nearest, or say that it is none of these.")
            if self.hits
            else _l("We have no such occupation in our list. Try another word, or leave it out.")
        )

    def _value(self) -> str:
        if self.data is not None and not self.errors:
            return self.data.names[current_language()]
        return "" if self.chosen == NONE else self.typed


def occupation_of(slug: str) -> Occupation | None:
    """What the form is filled in with: the occupation that a row has kept."""
    return occupations.occupations().get(slug)


def keep(row: Any, chosen: Occupation | None) -> None:
    """Write the answer into a row with ProfileColumns."""
    row.occupation = chosen.slug if chosen else ""
    row.isco = chosen.isco if chosen else ""
