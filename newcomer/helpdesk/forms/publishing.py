"""What a coordinator fills in to make a guide of an answer."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SubmitField
from wtforms.fields.choices import SelectChoice

from newcomer.forms import BaseForm
from newcomer.guides.writing.forms import CheckboxesField, TextForm, TopicField
from newcomer.helpdesk.personal_details import Kind, Place
from newcomer.region import Region

SEEMS = {
    Kind.name: _l("a name"),
    Kind.email: _l("an e-mail address"),
    Kind.phone: _l("a phone number"),
    Kind.number: _l("a number"),
    Kind.address: _l("a street address"),
    Kind.link: _l("a private link"),
}


class PublishForm(BaseForm):
    title, summary, body = TextForm.title, TextForm.summary, TextForm.body
    topic = TopicField(_l("Topic"))
    stay = CheckboxesField(
        _l("What may stay in the text"),
        description=_l("Tick what says nothing about the one who asked. Take the rest out."),
    )
    look = SubmitField(_l("Check the text again"))

    def offer(self, region: Region) -> None:
        """Fill the list of topics with what the region has."""
        self.topic.offer(region)

    @property
    def text(self) -> str:
        """All that would be published, in one."""
        return "\n\n".join(field.data or "" for field in (self.title, self.summary, self.body))

    def show(self, places: list[Place]) -> None:
        """Offer a box for each of the places; those that were ticked stay ticked."""
        self.stay.flags.required = True  # each place is decided on, whatever is ticked
        unlike = {place.key: place for place in places}
        self.stay.choices = [
            SelectChoice(key, _("“%(words)s”: %(kind)s", words=place.words, kind=SEEMS[place.kind]))
            for key, place in unlike.items()
        ]

    def left(self, places: list[Place]) -> list[Place]:
        """The places that nobody has said may stay."""
        return [place for place in places if place.key not in (self.stay.data or ())]
