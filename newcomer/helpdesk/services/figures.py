"""What the questions say when one counts them. For coordinators; nothing here names a person.

All figures are of the questions asked in the period. Those that nobody has confirmed do not count,
and a question that is another one's duplicate counts once, as that one.
"""

import enum
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, and_, case, func, literal, literal_column, select

from newcomer.database import UTCDateTime
from newcomer.extensions import db
from newcomer.guides.models import Article, ArticleTranslation, ArticleVote, SearchMiss
from newcomer.helpdesk.models import Question, QuestionStatus, Rating
from newcomer.helpdesk.services.working_time import WorkingTime
from newcomer.region import Region

SAMPLE = 1500  # questions at most whose waiting is counted hour by hour
COMMENTS = 8
GUIDES = 5  # of those that helped most, and least
FEWEST_VOTES = 5  # fewer say nothing of a guide
SEARCHES = 15
WAITING = (QuestionStatus.open, QuestionStatus.elsewhere, QuestionStatus.answered)


class Period(enum.Enum):
    """How far back the figures go; the value stands in the page's address."""

    month = "30-days"
    quarter = "90-days"
    year = "12-months"
    all = "all"


@dataclass(frozen=True)
class MonthFigures:
    """The questions asked in a month."""

    month: date  # its first day
    asked: int = 0
    answered: int = 0  # of them, by now
    in_time: int = 0  # answered first when it was promised, or before
    late: int = 0  # answered later, or still waiting though it was promised
    median_hours: float | None = None  # opening hours until the first answer


@dataclass(frozen=True)
class Comment:
    """What somebody wrote with their rating."""

    question_id: int
    rating: Rating
    text: str
    rated_at: datetime


@dataclass(frozen=True)
class GuideVotes:
    """What readers said of a guide."""

    slug: str
    titles: Mapping[str, str]  # by language
    yes: int
    no: int

    @property
    def share(self) -> float:
        """Of those who said something, whom it helped: from 0 to 1."""
        return self.yes / (self.yes + self.no)


@dataclass(frozen=True)
class Figures:
    period: Period
    months: list[MonthFigures]
    overdue_now: int  # whenever they were asked
    median_hours: float | None
    hours_a_day: float
    every: int  # the medians are those of every nth answered question; 1: of all
    by_topic: dict[str, int]  # by slug; "": none was chosen
    by_municipality: dict[str, int]
    by_language: dict[str, int]
    by_situation: dict[str, int]
    ratings: dict[Rating, int]
    comments: list[Comment]
    helped_most: list[GuideVotes]
    helped_least: list[GuideVotes]
    misses: list[tuple[str, int]]  # what was searched for in vain, and how often

    @property
    def asked(self) -> int:
        return sum(one.asked for one in self.months)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.months)

    @property
    def share_in_time(self) -> float | None:
        """Of the questions whose time has come: from 0 to 1; None before there is one."""
        in_time = sum(one.in_time for one in self.months)
        decided = in_time + sum(one.late for one in self.months)
        return in_time / decided if decided else None

    @property
    def is_empty(self) -> bool:
        return not (self.asked or self.misses or self.helped_most or self.helped_least)


def figures(period: Period, region: Region, now: datetime) -> Figures:
    """All figures of the period: nine statements, however many questions there are."""
    first_asked, overdue = _first_and_overdue(period, now)
    since = _since(period, first_asked or now, region, now)
    counted = and_(_counts(), Question.created_at >= since)
    starts = _month_starts(since, region, now)
    rows = _by_month(counted, starts, now)
    answered = sum(row["answered"] for row in rows.values())
    every = max(1, -(-answered // SAMPLE))
    time = WorkingTime(region, since)
    hours = _waiting(counted, every, time, starts)
    day = since.astimezone(region.zone).date()
    most, least = guides_by_votes(None if period is Period.all else day)
    parts = _by_property(counted)
    return Figures(
        period=period,
        months=[
            _month(start, rows.get(number, {}), hours.get(number, []))
            for number, start in enumerate(starts)
        ],
        overdue_now=overdue,
        median_hours=_median([one for month in hours.values() for one in month]),
        hours_a_day=time.hours_a_day,
        every=every,
        by_topic=parts[0],
        by_municipality=parts[1],
        by_language=parts[2],
        by_situation=parts[3],
        ratings={one: sum(row[one.value] for row in rows.values()) for one in Rating},
        comments=_comments(counted),
        helped_most=most,
        helped_least=least,
        misses=searched_in_vain(None if period is Period.all else day, SEARCHES),
    )


# -- which questions, and from when ------------------------------------------------------------


def _counts() -> ColumnElement[bool]:
    return and_(Question.status != QuestionStatus.unconfirmed, Question.duplicate_of_id.is_(None))


def _first_and_overdue(period: Period, now: datetime) -> tuple[datetime | None, int]:
    """When the first question that counts was asked, where the period needs it, and how many wait
    longer than was promised."""
    overdue = select(func.count(Question.id)).where(
        Question.status.in_(WAITING),
        Question.answer_due_at < now,
        Question.first_answered_at.is_(None),
        Question.duplicate_of_id.is_(None),
    )
    first = select(func.min(Question.created_at)).where(_counts())
    columns = [overdue.scalar_subquery()]
    if period is Period.all:
        columns.append(first.scalar_subquery())
    row = db.session.execute(select(*columns)).one()
    return (row[1] if period is Period.all else None), row[0]


def _since(period: Period, first_asked: datetime, region: Region, now: datetime) -> datetime:
    """The start of the period's first day, in the region: whole months for the longer periods."""
    today = now.astimezone(region.zone).date()
    if period is Period.month or period is Period.quarter:
        return _midnight(today - timedelta(days=30 if period is Period.month else 90), region)
    first = first_asked.astimezone(region.zone).date()
    if period is Period.year:
        first = today.replace(year=today.year - 1, day=1)
        first = _next_month(first)
    return _midnight(first.replace(day=1), region)


def _midnight(day: date, region: Region) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=region.zone)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _month_starts(since: datetime, region: Region, now: datetime) -> list[datetime]:
    """The starts of the months from the period's first to this one; the first may be cut short."""
    starts, day = [since], _next_month(since.date())
    while _midnight(day, region) <= now:
        starts.append(_midnight(day, region))
        day = _next_month(day)
    return starts


# -- counts and medians ------------------------------------------------------------------------


def _by_month(
    counted: ColumnElement[bool], starts: list[datetime], now: datetime
) -> dict[int, Mapping[str, int]]:
    """The counts of each month, by its place in `starts`. The months are the region's own, which
    neither database knows: so they are told where each begins, the latest first."""
    later = [(Question.created_at >= start, number) for number, start in enumerate(starts)][:0:-1]
    month = (case(*later, else_=0) if later else literal_column("0")).label("month")
    first = Question.first_answered_at
    in_time = first <= Question.answer_due_at
    # Without an answer it ran out when it was closed, or runs out now.
    ended = func.coalesce(first, Question.closed_at, literal(now, UTCDateTime()))
    columns = [
        func.count(Question.id).label("asked"),
        func.count(first).label("answered"),
        func.sum(case((in_time, 1), else_=0)).label("in_time"),
        func.sum(case((ended > Question.answer_due_at, 1), else_=0)).label("late"),
        *(func.sum(case((Question.rating == one, 1), else_=0)).label(one.value) for one in Rating),
    ]
    query = select(month, *columns).where(counted).group_by("month")
    return {row["month"]: dict(row) for row in db.session.execute(query).mappings()}


def _waiting(
    counted: ColumnElement[bool], every: int, time: WorkingTime, starts: list[datetime]
) -> dict[int, list[float]]:
    """The opening hours until the first answer, by the question's month; of every nth answered
    question, so that it takes no longer the more there are."""
    rows = db.session.execute(
        select(Question.created_at, Question.first_answered_at)
        .where(counted, Question.first_answered_at.is_not(None), Question.id % every == 0)
        .limit(2 * SAMPLE)
    )
    begins = [start.astimezone(UTC) for start in starts]  # compared fast with what the rows hold
    found: dict[int, list[float]] = {}
    for asked, answered in rows:
        if answered:
            found.setdefault(bisect_right(begins, asked) - 1, []).append(
                time.between(asked, answered)
            )
    return found


def _month(start: datetime, row: Mapping[str, int], hours: list[float]) -> MonthFigures:
    return MonthFigures(
        month=start.date().replace(day=1),
        asked=row.get("asked", 0),
        answered=row.get("answered", 0),
        in_time=row.get("in_time", 0),
        late=row.get("late", 0),
        median_hours=_median(hours),
    )


def _median(hours: list[float]) -> float | None:
    return median(hours) if hours else None


def _by_property(counted: ColumnElement[bool]) -> list[dict[str, int]]:
    """How many questions there are by topic, municipality, language and situation, the most first."""
    properties = (Question.topic, Question.municipality, Question.language, Question.situation)
    rows = db.session.execute(
        select(func.count(Question.id), *properties).where(counted).group_by(*properties)
    )
    counters: list[Counter[str]] = [Counter() for _ in properties]
    for count, *values in rows:
        for counter, value in zip(counters, values, strict=True):
            counter[value.value if isinstance(value, enum.Enum) else value or ""] += count
    return [dict(counter.most_common()) for counter in counters]


def _comments(counted: ColumnElement[bool]) -> list[Comment]:
    """The latest words that came with a rating."""
    rows = db.session.execute(
        select(Question.id, Question.rating, Question.rating_comment, Question.rated_at)
        .where(counted, Question.rating_comment != "", Question.rating.is_not(None))
        .where(Question.rated_at.is_not(None))
        .order_by(Question.rated_at.desc(), Question.id.desc())
        .limit(COMMENTS)
    )
    return [
        Comment(number, rating, text, rated_at)
        for number, rating, text, rated_at in rows
        if rating and rated_at
    ]


# -- guides and searches -----------------------------------------------------------------------


def guides_by_votes(since: date | None) -> tuple[list[GuideVotes], list[GuideVotes]]:
    """The published guides that helped most readers, best first, and those that helped fewest,
    worst first; from this day on. Only those that enough readers spoke of, and none in both."""
    yes, no = func.sum(ArticleVote.yes), func.sum(ArticleVote.no)
    query = (
        select(Article.id, Article.slug, yes, no)
        .join(ArticleVote, ArticleVote.article_id == Article.id)
        .where(Article.published_at.is_not(None))
        .group_by(Article.id, Article.slug)
        .having(yes + no >= FEWEST_VOTES)
    )
    if since is not None:
        query = query.where(ArticleVote.day >= since)
    rows = sorted(
        db.session.execute(query), key=lambda row: (-row[2] / (row[2] + row[3]), -row[2], row[1])
    )
    most = rows[: min(GUIDES, -(-len(rows) // 2))]
    least = rows[len(most) :][::-1][:GUIDES]
    titles = _titles([row[0] for row in (*most, *least)])
    made = [
        [GuideVotes(slug, titles.get(number, {}), yes, no) for number, slug, yes, no in part]
        for part in (most, least)
    ]
    return made[0], made[1]


def _titles(articles: list[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    texts = ArticleTranslation
    query = select(texts.article_id, texts.language, texts.title)
    for number, language, title in db.session.execute(query.where(texts.article_id.in_(articles))):
        found.setdefault(number, {})[language] = title
    return found


def searched_in_vain(since: date | None, most: int) -> list[tuple[str, int]]:
    """What people searched for from this day on and did not find, with how often, the most first;
    at most so many. None: ever."""
    count = func.sum(SearchMiss.count)
    query = select(SearchMiss.query, count).group_by(SearchMiss.query)
    if since is not None:
        query = query.where(SearchMiss.day >= since)
    rows = db.session.execute(query.order_by(count.desc(), SearchMiss.query).limit(most))
    return [(words, int(times)) for words, times in rows]
