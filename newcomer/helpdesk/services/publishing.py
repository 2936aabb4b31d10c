"""Making a guide for everybody of an answer that somebody got, with nothing in it of who asked."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy import select, update

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.extensions import db
from newcomer.guides.models import Article
from newcomer.guides.writing import services as guides
from newcomer.helpdesk.models import Message, MessageKind, Question
from newcomer.helpdesk.personal_details import Background
from newcomer.region import Region

QUOTED_WORDS = 6  # a sentence of the asker's with this many words is taken out of our answer
SENTENCE_END = re.compile(r'(?<=[.!?…])[\s"”»“]+|\n+|:\s+|["”«»“„]')
WROTE = re.compile(r"\b(?:wrote|writes|skrev|skreiv|skriver|skriv|spurte|spurde|frågade)\b.*:\s*$")


class AlreadyPublished(Exception):
    """The question has become a guide before; the guide is in `article_id`."""

    def __init__(self, article_id: int | None) -> None:
        super().__init__(article_id)
        self.article_id = article_id


def answers(question: Question) -> list[Message]:
    """What we have answered and everybody could read: no notes, calls or notices."""
    return [one for one in question.messages if one.from_staff and one.kind is MessageKind.message]


def draft_of(question: Question, chosen: Iterable[Message]) -> tuple[str, int]:
    """The chosen answers as one Markdown text, and how many pieces that quote the asker were left
    out of it."""
    asked = [question.body, *(one.body for one in question.messages if not one.from_staff)]
    said = [_words(text) for text in asked]
    parts, gone = [], 0
    for message in chosen:
        text, count = without_quotes(message.body, said)
        parts.append(_linked(text))
        gone += count
    return "\n\n".join(part for part in parts if part), gone


def without_quotes(text: str, said: list[str]) -> tuple[str, int]:
    """Our text less what the asker said in it, and how many pieces went: lines that begin with ">",
    the line that leads to them, and sentences that are the asker's own."""
    lines: list[str] = []
    gone = 0
    for line in text.splitlines():
        if re.match(r"\s*>", line):
            gone += 1
            if lines and WROTE.search(lines[-1]):
                lines.pop()
            continue
        kept, cut = _without_sentences(line, said)
        gone += cut
        if kept.strip() or not cut:
            lines.append(kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), gone


def _without_sentences(line: str, said: list[str]) -> tuple[str, int]:
    kept, at, gone = "", 0, 0
    for start, end in _sentences(line):
        words = _words(line[start:end])
        quoted = words.count(" ") - 1 >= QUOTED_WORDS and any(words in text for text in said)
        kept += line[at:start]
        if quoted:
            gone += 1
        else:
            kept += line[start:end]
        at = end
    return (kept + line[at:]).rstrip(), gone


def _sentences(line: str) -> list[tuple[int, int]]:
    """Where each sentence, or what stands between quotation marks, begins and ends."""
    borders = [0]
    for match in SENTENCE_END.finditer(line):
        borders += [match.start(), match.end()]
    borders.append(len(line))
    return [(borders[n], borders[n + 1]) for n in range(0, len(borders), 2)]


def _words(text: str) -> str:
    """The words in small letters, with a space before, between and after: to look for one in another."""
    return " " + " ".join(re.findall(r"\w+", text.casefold())) + " "


def _linked(text: str) -> str:
    """Addresses in angle brackets, which Markdown makes links of."""
    return re.sub(r"(?<![<(\[])(https?://[^\s<>)\]]*[^\s<>)\].,;:!?])", r"<\1>", text)


def background(question: Question, region: Region, base_url: str) -> Background:
    """What helps to tell somebody's details from what everybody may know."""
    sources = db.session.scalars(select(Article.sources).where(Article.published_at.is_not(None)))
    known = {str(one.get("name", "")) for some in sources for one in some}
    known |= {one.name for one in region.places} | {one.name for one in region.authorities}
    known |= {f"{one.name} {one.seat}" for one in region.municipalities}
    known |= {one.name for one in region.events}
    named = (region.name, region.site_name, region.helpdesk_name)
    for texts in (*named, *(one.name for one in region.contacts)):
        known |= set(texts.values())
    return Background(
        email=question.email,
        site=urlsplit(base_url).netloc.casefold(),
        known=frozenset(known | COUNTRY_WIDE),
    )


# Capital letters that are nobody's name, in four languages.
COUNTRY_WIDE = frozenset(
    """Norge Noreg Norway Norsk Norwegian Sverige Sweden Svensk Swedish Norden Nordic EU EØS EES EEA Europa
    Europe Oslo Stockholm Bergen Göteborg Altinn BankID Vipps Swish Posten Ruter Vy SJ Finn Hemnet NAV Nav
    Skatteetaten Skatteverket Folkeregisteret Folkbokföringen Försäkringskassan Arbetsförmedlingen
    Migrationsverket Utlendingsdirektoratet Politiet Polisen Helfo Lånekassen CSN Digipost Kivra
    Husbanken Buypass MinID NOKUT HK-dir Brønnøysundregistrene Tolletaten Tullverket Transportstyrelsen
    kommune kommunen kommun kommunens municipality council fylkeskommune fylkeskommunen region
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
    August September October November December English Engelsk Tax Administration Directorate of the
    I You We The This That If When It""".split()  # noqa: SIM905
)


def make_draft(
    question: Question, text: guides.Text, *, topic: str, today: date, actor: User, now: datetime
) -> Article:
    """A guide, not published, of our answer to the question, in the question's language.

    One question becomes one guide: AlreadyPublished, with the guide there is, also when two do it
    at the same moment. What the asker sees stays as it is.
    """
    article = guides.create(
        text, language=question.language, topic=topic, checked_on=today, actor=actor, now=now
    )
    # Past the ORM: whoever is answering the question meanwhile is not to be told of a change.
    marked = db.session.execute(
        update(Question)
        .where(Question.id == question.id, Question.article_id.is_(None))
        .values(article_id=article.id)
        .execution_options(synchronize_session=False)
    )
    if marked.rowcount == 0:  # type: ignore[attr-defined]
        number = question.id
        db.session.rollback()
        raise AlreadyPublished(
            db.session.scalar(select(Question.article_id).where(Question.id == number))
        )
    audit.record(db.session(), "question.made_guide", question, actor_id=actor.id, now=now)
    return article
