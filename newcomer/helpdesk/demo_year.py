"""An invented year for the demo: closed questions, ratings, votes and searches, so that the figures
have something to show. The same on every machine, but for the day it begins on."""

import random
import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from newcomer.extensions import db
from newcomer.guides.models import Article, ArticleVote, SearchMiss
from newcomer.helpdesk.models import (
    Channel,
    Message,
    Question,
    QuestionStatus,
    Rating,
    once_key,
)
from newcomer.region import WEEKDAYS, Region
from newcomer.situations import Situation

FILE = Path(__file__).parent.parent / "demo" / "year.toml"
LATEST, EARLIEST = 16, 340  # days ago: all is closed by now, and nothing is soon deleted
# How many ask in a month, from January: most before the summer's moves and after New Year.
BUSY = (18, 15, 17, 20, 24, 27, 16, 22, 15, 12, 11, 8)
LATE = 0.12  # of the answers
RATED = 0.45  # of the questions
RATINGS = (Rating.good, Rating.partly, Rating.poor)
RATING_WEIGHTS = (70, 21, 9)
COMMENTED = 0.2  # of the ratings

Row = dict[str, Any]


def fill(region: Region, coordinator_id: int, now: datetime) -> None:
    """Add the year, unless it is there already."""
    with FILE.open("rb") as file:
        texts = tomllib.load(file)
    if db.session.scalar(select(Question.id).where(Question.once == _mark(0))) is None:
        _add_questions(texts, region, coordinator_id, now)
    if db.session.scalar(select(SearchMiss.day).limit(1)) is None:
        _add_searches(texts["searches"], region, now.date())
    if db.session.scalar(select(ArticleVote.day).limit(1)) is None:
        _add_votes(now.date())


def _mark(number: int) -> str:
    return once_key("demo year", str(number))


def _add_questions(texts: Row, region: Region, coordinator_id: int, now: datetime) -> None:
    chance = random.Random(7)  # noqa: S311 - the same year for everybody, nothing secret
    moments = sorted(_moments(chance, region, now))
    rows, answers = [], []
    for number, asked_at in enumerate(moments):
        case = chance.choice(texts["cases"])
        rows.append(_question(number, case, texts, asked_at, region, chance))
        answers.append(case["answer"])
    ids = db.session.scalars(
        insert(Question).returning(Question.id, sort_by_parameter_order=True), rows
    ).all()
    db.session.execute(
        insert(Message),
        [
            {
                "question_id": question_id,
                "from_staff": True,
                "author_id": coordinator_id,
                "body": answer,
                "created_at": row["first_answered_at"],
                "once": once_key(row["once"], "answer"),
            }
            for question_id, row, answer in zip(ids, rows, answers, strict=True)
        ],
    )


def _moments(chance: random.Random, region: Region, now: datetime) -> list[datetime]:
    """When questions came: at all hours of the day, more in some months than in others."""
    found = []
    for ago in range(LATEST, EARLIEST):
        day = (now - timedelta(days=ago)).astimezone(region.zone).date()
        for _ in range(BUSY[day.month - 1]):
            if chance.random() < 1 / 30:
                at = time(
                    chance.choice((7, 9, 10, 12, 14, 17, 19, 20, 21, 22)), chance.randrange(60)
                )
                found.append(datetime.combine(day, at, tzinfo=region.zone))
    return found


def _question(
    number: int, case: Row, texts: Row, asked_at: datetime, region: Region, chance: random.Random
) -> Row:
    due = region.answer_due(asked_at)
    answered_at = _answered(asked_at, due, region, chance)
    closed_at = answered_at + timedelta(hours=chance.randrange(2, 3 * 24))
    rating = chance.choices(RATINGS, RATING_WEIGHTS)[0] if chance.random() < RATED else None
    comment = ""
    if rating and chance.random() < COMMENTED:
        told = [pair for pair in texts["comments"][rating.value] if pair[0] == case["language"]]
        if told:
            comment = told[0][1]
            texts["comments"][rating.value].remove(told[0])  # nobody says the same
    name = chance.choice(texts["names"]).lower()
    places = ["", *(one.slug for one in region.municipalities)]
    topics = {topic.slug for topic in region.topics}
    return {
        "email": f"{name}{number}.demo@example.test",
        "channel": chance.choices((Channel.web, Channel.phone, Channel.desk), (8, 1, 1))[0],
        "language": case["language"],
        "body": case["body"],
        "topic": case["topic"] if case["topic"] in topics else "",
        "municipality": chance.choices(places, [2, 6, 3, 2, *([1] * len(places))][: len(places)])[
            0
        ],
        "situation": Situation(case["situation"]) if case["situation"] else None,
        "status": QuestionStatus.closed,
        "created_at": asked_at,
        "answer_due_at": due,
        "first_answered_at": answered_at,
        "last_activity_at": closed_at,
        "closed_at": closed_at,
        "rating": rating,
        "rating_comment": comment,
        "rated_at": closed_at if rating else None,
        "once": _mark(number),
        "version": 1,
    }


def _answered(asked_at: datetime, due: datetime, region: Region, chance: random.Random) -> datetime:
    """When it was answered: in opening hours, mostly before it was due, sometimes a little after."""
    day: date = asked_at.date()
    if chance.random() < LATE:
        day = due.date() + timedelta(days=1)
    elif chance.random() < 0.5 or asked_at.hour > 13:
        day += timedelta(days=1)
    while not region.is_working_day(day):
        day += timedelta(days=1)
    opens, closes = (
        time.fromisoformat(text) for text in region.working_hours[WEEKDAYS[day.weekday()]]
    )
    first = max(opens.hour, asked_at.hour + 1) if day == asked_at.date() else opens.hour
    hour = chance.randrange(first, max(first + 1, closes.hour))
    return datetime.combine(day, time(hour, chance.randrange(60)), tzinfo=region.zone)


def _add_searches(searches: dict[str, int], region: Region, today: date) -> None:
    chance = random.Random(8)  # noqa: S311
    for words, times in searches.items():
        for ago in chance.sample(range(1, 200), times):
            day = today - timedelta(days=ago)
            db.session.add(
                SearchMiss(query=words, language=region.default_language, day=day, count=1)
            )


def _add_votes(today: date) -> None:
    """Most guides help most readers; a few do not."""
    chance = random.Random(9)  # noqa: S311
    articles = db.session.scalars(
        select(Article).where(Article.published_at.is_not(None)).order_by(Article.slug)
    )
    for article in articles:
        helps = chance.choice((0.95, 0.9, 0.85, 0.8, 0.7, 0.45))
        for ago in chance.sample(range(1, 300), 4):
            votes = [chance.random() < helps for _ in range(chance.randrange(1, 9))]
            db.session.add(
                ArticleVote(
                    article_id=article.id,
                    language=article.source_language,
                    day=today - timedelta(days=ago),
                    yes=votes.count(True),
                    no=votes.count(False),
                )
            )
