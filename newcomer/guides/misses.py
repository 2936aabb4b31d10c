"""What people search for and do not find: guides that are missing, or words that ours have not."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select

from newcomer import limits
from newcomer.database import add_or_change, short_transaction
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.guides.models import SearchMiss
from newcomer.region import current_region
from newcomer.registry import Counts

PER_NETWORK = 30  # an hour
LONGEST = 100  # characters
# Four digits, however they are grouped: a phone number, a date of birth, an account.
NUMBER = re.compile(r"\d(?:[\s.,/()+-]*\d){3}")


def record(query: str, language: str, network: str, now: datetime) -> None:
    """Count that nothing was found, in a transaction of its own. What may say who somebody is, an
    address or a number, is not kept; nor what comes from a network that has had its share."""
    text = " ".join(unicodedata.normalize("NFKC", query).casefold().split())
    if not text or "@" in text or NUMBER.search(text):
        return
    try:
        limits.hit("search miss", network, most=PER_NETWORK, per=timedelta(hours=1), now=now)
    except TooMany:
        return
    day = now.astimezone(current_region().zone).date()
    key = {"query": text[:LONGEST].strip(), "language": language, "day": day}
    then = {"count": SearchMiss.count + 1}
    with short_transaction() as session:
        add_or_change(session, SearchMiss, key, first={"count": 1}, then=then)


def misses(since: date, most: int) -> list[tuple[str, str, int]]:
    """What was searched for in vain since that day: query, language of the page, and how often; the
    most frequent first. What only one search asked for is nobody else's business."""
    times = func.sum(SearchMiss.count)
    query = (
        select(SearchMiss.query, SearchMiss.language, times)
        .where(SearchMiss.day >= since)
        .group_by(SearchMiss.query, SearchMiss.language)
        .having(times >= 2)
        .order_by(times.desc(), SearchMiss.query, SearchMiss.language)
        .limit(most)
    )
    return [(text, language, int(count)) for text, language, count in db.session.execute(query)]


def retain(now: datetime) -> Counts:
    """Remove what was counted long enough ago."""
    before = (now - current_region().keep_for("search_miss")).date()
    removed = db.session.execute(delete(SearchMiss).where(SearchMiss.day < before))
    return {"search_miss": removed.rowcount}  # type: ignore[attr-defined]
