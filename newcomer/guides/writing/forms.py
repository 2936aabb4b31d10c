"""What coordinators fill in about a guide and write in it."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    SubmitField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget, TextArea

from newcomer.contact_fields import is_web_address
from newcomer.forms import (
    AtMost,
    BaseForm,
    DayField,
    Filled,
    LanguageField,
    LineField,
    OneOf,
    TextField,
)
from newcomer.guides import filters
from newcomer.i18n import LANGUAGES, NAMES
from newcomer.region import Region

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY = 200, 500, 40_000  # characters


class CheckboxesField(SelectMultipleField):
    """Any number of alternatives, each a box to tick; what is not offered is left out."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        offered = {str(choice.value) for choice in self.choices or ()}
        typed: list[str] = form[self.short_name].data or []
        self.data = [value for value in typed if value in offered]


class TopicField(SelectField):
    """One of the region's topics, which has to be chosen."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(
            label,
            validators=[Filled(_l("Choose a topic.")), OneOf(required=True)],
            validate_choice=False,
            **options,
        )

    def offer(self, region: Region) -> None:
        """Fill the list with what the region has."""
        self.choices = [
            SelectChoice("", _("Choose a topic")),
            *(SelectChoice(*one) for one in filters.options(region)["topic"]),
        ]


class SourcesField(TextField):
    """Sources, one a line: a name, a space and an address. `rows` are what the lines say."""

    rows: list[dict[str, str]]

    def process_data(self, value: Iterable[dict[str, str]] | None) -> None:
        self.data = "\n".join(f"{row['name']} {row['url']}" for row in value or ())

    def pre_validate(self, form: Any) -> None:
        self.rows = []
        for line in filter(None, map(str.strip, self.data.splitlines())):
            name, _space, url = line.rpartition(" ")
            if not name.strip() or not is_web_address(url):
                raise ValidationError(
                    _l(
                        "Write a name and an address like https://www.example.com on each line. "
                        "This line has not got both: %(line)s",
                        line=line[:80],
                    )
                )
            self.rows.append({"name": name.strip()[:100], "url": url})


def language_choices(languages: Iterable[str]) -> list[SelectChoice]:
    return [SelectChoice(code, NAMES[code]) for code in LANGUAGES if code in languages]


class TextForm(BaseForm):
    """A guide's text in one language."""

    title = LineField(_l("Title"), validators=[Filled(_l("Write a title.")), AtMost(LONGEST_TITLE)])
    summary = LineField(
        _l("Summary"),
        description=_l("One or two sentences: what the reader will know."),
        validators=[Filled(_l("Write a summary.")), AtMost(LONGEST_SUMMARY)],
        widget=TextArea(),  # it may be longer than a line, but has no line breaks
    )
    body = TextField(
        _l("Text"),
        description=_l(
            "Markdown: ## heading, - list, 1. steps, **important**, [name](https://address)."
        ),
        validators=[Filled(_l("Write the text.")), AtMost(LONGEST_BODY)],
    )
    small = BooleanField(
        _l("Only a small correction"),
        description=_l("The meaning is the same, so the translations stay as they are."),
    )
    # 0: there was no text yet.
    version = IntegerField("", widget=HiddenInput(), validators=[Optional()], default=0)
    # The edition of the source that stood beside the translation when it was begun.
    source_edition = IntegerField("", widget=HiddenInput(), validators=[Optional()])
    preview = SubmitField(_l("Preview"))


class NewGuideForm(BaseForm):
    """The first text of a new guide."""

    source_language = LanguageField(_l("Language"))
    topic = TopicField(_l("Topic"))
    title, summary, body = TextForm.title, TextForm.summary, TextForm.body
    preview = SubmitField(_l("Preview"))

    def offer(self, region: Region) -> None:
        """Fill the lists with what the region has."""
        self.topic.offer(region)


class AboutForm(BaseForm):
    """What does not depend on the language."""

    topic = TopicField(_l("Topic"))
    situations = CheckboxesField(
        _l("Life situations"), description=_l("Tick none if the guide is for everybody.")
    )
    municipalities = CheckboxesField(
        _l("Municipalities"), description=_l("Tick none if it is the same in all of them.")
    )
    owner = LineField(
        _l("Who keeps it up to date"),
        description=_l("An office, not a person. Leave it empty if we do."),
        validators=[AtMost(100)],
    )
    sources = SourcesField(
        _l("Sources"), description=_l("One on each line: a name, a space and the address.")
    )
    checked_on = DayField(
        _l("Checked on"),
        validators=[InputRequired(_l("Write the day when somebody last checked the guide."))],
    )
    source_language = SelectField(
        _l("Language that the others are translated from"),
        validators=[OneOf(required=True)],
        validate_choice=False,
    )
    version = IntegerField("", widget=HiddenInput(), validators=[Optional()])

    def offer(self, region: Region, languages: Iterable[str]) -> None:
        """Fill the lists with what the region has, and with the languages that there are texts in."""
        offered = filters.options(region)
        self.topic.offer(region)
        self.situations.choices = [SelectChoice(*one) for one in offered["situation"]]
        self.municipalities.choices = [SelectChoice(*one) for one in offered["municipality"]]
        self.source_language.choices = language_choices(languages)
