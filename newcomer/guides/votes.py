"""Whether a guide helped: counted by day and language, with nothing of who said so."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from newcomer import limits
from newcomer.database import add_or_change
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.guides.models import Article, ArticleVote
from newcomer.i18n import pick
from newcomer.region import current_region

PER_NETWORK = 10  # votes on one guide in a day: a household, an office, a school class
WINDOW = timedelta(days=1)


def may_count(slug: str, network: str, now: datetime) -> bool:
    """Count that the network votes on this guide; False when it has done so often enough."""
    try:
        limits.hit("vote", f"{network} {slug}", most=PER_NETWORK, per=WINDOW, now=now)
    except TooMany:
        return False
    return True


def vote(article: Article, page_language: str, *, helped: bool, now: datetime) -> None:
    """Add one yes or one no to the region's day, for the text that a page in this language shows."""
    region = current_region()
    language, _text = pick(article.texts, page_language, region.default_language)
    name = "yes" if helped else "no"
    day = now.astimezone(region.zone).date()
    key = {"article_id": article.id, "language": language, "day": day}
    one_more = {name: getattr(ArticleVote, name) + 1}
    first = {"yes": 0, "no": 0, name: 1}
    add_or_change(db.session(), ArticleVote, key, first=first, then=one_more)


def votes_since(article_ids: Collection[int], day: date) -> dict[int, tuple[int, int]]:
    """Article → (yes, no) from this day on, over all languages; those without a vote are left out."""
    query = (
        select(ArticleVote.article_id, func.sum(ArticleVote.yes), func.sum(ArticleVote.no))
        .where(ArticleVote.article_id.in_(article_ids), ArticleVote.day >= day)
        .group_by(ArticleVote.article_id)
    )
    return {number: (int(yes), int(no)) for number, yes, no in db.session.execute(query)}
