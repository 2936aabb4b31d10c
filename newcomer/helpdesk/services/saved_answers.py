"""Answers that are often given: kept once, in several languages, and filled in for each question.

    for one in choices(question.language): …   # the list to choose from
    language, text = fill(saved, question, question.language, current_user.name)

A text may hold placeholders in curly braces, by English names. They are filled in when the text is
taken into an answer; what has no value becomes a gap in square brackets, which the coordinator sees
and fills before sending.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Select, case, func, select

from newcomer import audit, i18n, markdown
from newcomer.accounts.models import User
from newcomer.database import Page, paged
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.helpdesk.models import Question, SavedAnswer
from newcomer.helpdesk.placeholders import GAPS, PLACEHOLDER
from newcomer.helpdesk.services.conversation import conversation_link
from newcomer.region import Region, current_region

FOLDER = markdown.CONTENT / "saved_answers"


@dataclass(frozen=True)
class Choice:
    """A saved answer in a list to choose from."""

    id: int
    title: str
    topic: str  # a slug of the region file, or ""
    languages: tuple[str, ...]  # those that it is written in
    language: str  # the one that would be taken for the asker

    def is_for(self, topic: str) -> bool:
        return bool(topic) and self.topic == topic


def choices(language: str) -> list[Choice]:
    """All saved answers for somebody who reads this language, by topic and title: one statement.
    `choice.language` says in which language each would come; show it where it is another one."""
    region = current_region()
    found = []
    for saved in db.session.scalars(_in_order(region)):
        written = tuple(code for code in i18n.LANGUAGES if saved.texts.get(code))
        if written:
            taken, _text = i18n.pick(saved.texts, language, region.default_language)
            found.append(Choice(saved.id, saved.title, saved.topic, written, taken))
    return found


def fill(
    saved: SavedAnswer, question: Question, language: str, coordinator_name: str
) -> tuple[str, str]:
    """The language of the nearest text there is, and that text with its placeholders filled in, in
    its own language. What has no value becomes a gap such as "[municipality]". Nothing that is
    filled in is looked through for placeholders again."""
    region = current_region()
    taken, text = i18n.pick(saved.texts, language, region.default_language)
    with i18n.speaking(taken):
        values = _values(question, region, coordinator_name)

        def value(found: re.Match[str]) -> str:
            name = found.group(1)
            if name not in values:  # written before the name was taken away
                return found.group(0)
            return values[name]() or f"[{GAPS.get(name, name)}]"

        return taken, PLACEHOLDER.sub(value, text)


def _values(
    question: Question, region: Region, coordinator_name: str
) -> Mapping[str, Callable[[], str]]:
    municipality = region.municipality(question.municipality)
    return {
        "helpdesk": lambda: region.names.helpdesk_name,
        "municipality": lambda: municipality.name if municipality else "",
        "due_date": lambda: i18n.format_date(question.answer_due_at),
        "question_number": lambda: str(question.id),
        "link": lambda: conversation_link(question) if question.email else "",
        "my_name": lambda: coordinator_name.strip(),
    }


# -- keeping them ------------------------------------------------------------------------------


def _in_order(region: Region) -> Select[SavedAnswer]:
    """By topic as the region orders them, those without one first, then by title."""
    places = {topic.slug: number for number, topic in enumerate(region.topics, start=1)}
    place = case({"": 0, **places}, value=SavedAnswer.topic, else_=len(places) + 1)
    return select(SavedAnswer).order_by(place, func.lower(SavedAnswer.title), SavedAnswer.id)


def page(number: int) -> Page[SavedAnswer]:
    """Saved answers, by topic and title."""
    return paged(_in_order(current_region()), number, size=50)


def create(
    title: str, topic: str, texts: Mapping[str, str], *, actor: User, now: datetime
) -> SavedAnswer:
    """Keep a new one. The same form sent twice keeps it once."""
    same = select(SavedAnswer).where(SavedAnswer.title == title, SavedAnswer.topic == topic)
    for known in db.session.scalars(same):
        if known.texts == texts:
            return known
    saved = SavedAnswer(title=title, topic=topic, texts=dict(texts))
    db.session.add(saved)
    db.session.flush()
    audit.record(db.session(), "saved_answer.created", saved, actor_id=actor.id, now=now)
    return saved


def change(
    saved: SavedAnswer,
    title: str,
    topic: str,
    texts: Mapping[str, str],
    *,
    version: int | None,
    actor: User,
    now: datetime,
) -> None:
    """Write it anew. Raises EditConflict if it has changed since this version of it was seen."""
    if version != saved.version:
        raise EditConflict
    saved.title, saved.topic, saved.texts = title, topic, dict(texts)
    db.session.flush()
    audit.record(db.session(), "saved_answer.changed", saved, actor_id=actor.id, now=now)


def delete(saved: SavedAnswer, *, version: int | None, actor: User, now: datetime) -> None:
    """Remove it. Raises EditConflict, as change() does."""
    if version != saved.version:
        raise EditConflict
    audit.record(db.session(), "saved_answer.deleted", saved, actor_id=actor.id, now=now)
    db.session.delete(saved)
    db.session.flush()


def seed(region: Region, folder: Path = FOLDER) -> int:
    """Put the country's first saved answers into an empty table; how many. From then on they are
    the coordinators' own."""
    if db.session.scalar(select(SavedAnswer.id).limit(1)) is not None:
        return 0
    with (folder / f"{region.country}.toml").open("rb") as file:
        rows = tomllib.load(file)["saved_answers"]
    topics = {topic.slug for topic in region.topics}
    for row in rows:
        texts = {language: row["texts"][language].strip() for language in i18n.LANGUAGES}
        topic = row["topic"] if row["topic"] in topics else ""
        title = row["title"][region.default_language]
        db.session.add(SavedAnswer(title=title, topic=topic, texts=texts))
    db.session.flush()
    return len(rows)
