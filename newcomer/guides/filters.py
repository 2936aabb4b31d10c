"""The guides for somebody: by topic, by municipality and by why they move."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from newcomer.guides import services
from newcomer.guides.models import Article
from newcomer.region import Region
from newcomer.situations import SITUATIONS, Situation


@dataclass(frozen=True)
class Choice:
    """What somebody asks to see; an empty value asks for nothing."""

    topic: str = ""
    municipality: str = ""
    situation: str = ""

    def __bool__(self) -> bool:
        return bool(self.topic or self.municipality or self.situation)

    @property
    def values(self) -> dict[str, str]:
        """The choice as it stands in an address."""
        return {name: value for name, value in asdict(self).items() if value}

    def fits(self, article: Article) -> bool:
        """Whether the guide is for this choice: one that names nobody is for everybody."""
        return (
            self.topic in ("", article.topic)
            and (
                not self.municipality
                or self.municipality in (article.municipalities or [self.municipality])
            )
            and (not self.situation or self.situation in (article.situations or [self.situation]))
        )

    def names(self, article: Article) -> bool:
        """Whether the guide was written for just this choice, and not for everybody."""
        return self.municipality in article.municipalities or self.situation in article.situations


def choice_from(values: Mapping[str, str], region: Region) -> Choice:
    """The choice in an address; what the region does not have is left out."""
    topic, municipality = values.get("topic", ""), values.get("municipality", "")
    situation = values.get("situation", "")
    return Choice(
        topic=topic if region.topic(topic) else "",
        municipality=municipality if region.municipality(municipality) else "",
        situation=situation if situation in {one.value for one in Situation} else "",
    )


def articles_for(choice: Choice) -> dict[str, list[Article]]:
    """The guides by topic; in each topic those that were written for the choice come first."""
    found: dict[str, list[Article]] = {}
    for topic, articles in services.articles_by_topic().items():
        fitting = sorted(
            (one for one in articles if choice.fits(one)), key=lambda one: not choice.names(one)
        )
        if fitting:
            found[topic] = fitting
    return found


def options(region: Region) -> dict[str, list[tuple[str, str]]]:
    """What one may choose between: (value, name in the page's language) for each part of a choice."""
    return {
        "topic": [(one.slug, region.text(one.title)) for one in region.topics],
        "municipality": [(one.slug, one.name) for one in region.municipalities],
        "situation": [(one.value, str(name)) for one, name in SITUATIONS.items()],
    }
