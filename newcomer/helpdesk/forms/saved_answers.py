"""The form of an answer that is often given."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from newcomer import i18n
from newcomer.forms import AtMost, BaseForm, Filled, LineField, OneOf, TextField
from newcomer.helpdesk.forms.asking import LONGEST
from newcomer.helpdesk.models import SavedAnswer
from newcomer.helpdesk.placeholders import problem
from newcomer.region import Region

FIELDS = {code: f"text_{code}" for code in i18n.LANGUAGES}


def _braces(_form: BaseForm, field: Field) -> None:
    found = problem(field.data or "")
    if found:
        raise ValidationError(found)


def _text(code: str) -> TextField:
    return TextField(
        i18n.NAMES[code],
        validators=[AtMost(LONGEST), _braces],
        render_kw={"lang": code},
    )


class SavedAnswerForm(BaseForm):
    title = LineField(
        _l("Title"),
        description=_l("Only coordinators see it. Say what the answer is for."),
        validators=[Filled(_l("Write a title.")), AtMost(100)],
    )
    topic = SelectField(_l("Topic"), validators=[OneOf()], validate_choice=False, default="")
    text_nb = _text("nb")
    text_nn = _text("nn")
    text_sv = _text("sv")
    text_en = _text("en")
    version = IntegerField("", widget=HiddenInput(), validators=[Optional()], default=0)

    def offer(self, region: Region) -> None:
        """Fill the list of topics, name the languages, and put the region's own first."""
        self.topic.choices = [
            SelectChoice("", _("For every topic")),
            *(SelectChoice(one.slug, region.text(one.title)) for one in region.topics),
        ]
        for code, name in FIELDS.items():
            language = i18n.language_name(code)
            self[name].label.text = _("Text in %(language)s", language=language)
        self.order = sorted(i18n.LANGUAGES, key=lambda code: code != region.default_language)

    @property
    def text_fields(self) -> list[Any]:
        return [self[FIELDS[code]] for code in self.order]

    @property
    def texts(self) -> dict[str, str]:
        """What is written, by language."""
        return {code: self[name].data for code, name in FIELDS.items() if self[name].data}

    def show(self, saved: SavedAnswer) -> None:
        """Fill in what is kept."""
        self.title.process_data(saved.title)
        self.topic.process_data(saved.topic)
        for code, name in FIELDS.items():
            self[name].process_data(saved.texts.get(code, ""))
        self.build_on(saved.version)

    def build_on(self, version: int) -> None:
        """From now on what is sent was written with this version in sight."""
        self.version.raw_data = None
        self.version.process_data(version)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if not self.texts and not any(field.errors for field in self.text_fields):
            first = self.text_fields[0]
            first.errors = [*first.errors, _("Write the answer in at least one language.")]
            valid = False
        return valid
