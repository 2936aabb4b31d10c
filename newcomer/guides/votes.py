"""Whether a guide helped: counted by day and language, with nothing of who said so."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from newcomer import limits
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.guides.models import Article, ArticleVote

PER_NETWORK = 10  # votes on one guide in a day: a household, an office, a school class
WINDOW = timedelta(days=1)


def may_count(slug: str, network: str, now: datetime) -> bool:
    """Count that the network votes on this guide; False when it has done so often enough."""
    try:
        limits.hit("vote", f"{network} {slug}", most=PER_NETWORK, per=WINDOW, now=now)
    except TooMany:
        return False
    return True


def vote(article: Article, language: str, *, helped: bool, day: date) -> None:
    """Add one yes or one no to the day."""
    row = (
        ArticleVote.article_id == article.id,
        ArticleVote.language == language,
        ArticleVote.day == day,
    )
    column = ArticleVote.yes if helped else ArticleVote.no
    one_more = update(ArticleVote).where(*row).values({column: column + 1})
    counted = db.session.execute(one_more, execution_options={"synchronize_session": False})
    if counted.rowcount:  # type: ignore[attr-defined]
        return
    first = {"article_id": article.id, "language": language, "day": day}
    try:
        with db.session.begin_nested():
            db.session.execute(
                insert(ArticleVote).values(**first, yes=int(helped), no=int(not helped))
            )
    except IntegrityError:  # somebody else was the first of the day at the same moment
        db.session.execute(one_more, execution_options={"synchronize_session": False})


def votes_since(article_ids: Collection[int], day: date) -> dict[int, tuple[int, int]]:
    """Article → (yes, no) from this day on, over all languages; those without a vote are left out."""
    query = (
        select(ArticleVote.article_id, func.sum(ArticleVote.yes), func.sum(ArticleVote.no))
        .where(ArticleVote.article_id.in_(article_ids), ArticleVote.day >= day)
        .group_by(ArticleVote.article_id)
    )
    return {number: (int(yes), int(no)) for number, yes, no in db.session.execute(query)}
