"""What coordinators are told each working morning: what waits, and what is overdue."""

from datetime import datetime, time

from sqlalchemy import func, select

from newcomer.extensions import db
from newcomer.helpdesk.models import Question
from newcomer.helpdesk.services import inbox
from newcomer.helpdesk.services.inbox import MOST_COUNTED, View
from newcomer.links import absolute_url
from newcomer.mail import OutgoingEmail, queue_email
from newcomer.region import Region
from newcomer.registry import Counts

SENT_FROM, SENT_UNTIL = time(7, 0), time(11, 0)  # in the region's time
MOST_LISTED = 20


def send_digests(now: datetime, region: Region) -> Counts:
    """Mail every coordinator for whom something waits: once on each working day, in the morning.

    The mail holds numbers and links, nothing of what people wrote. Called again, it sends nothing.
    """
    local = now.astimezone(region.zone)
    if not region.is_working_day(local.date()) or not SENT_FROM <= local.time() < SENT_UNTIL:
        return {}
    overdue = _overdue(now)
    sent = 0
    for user in inbox.coordinators():
        once = f"digest:{user.id}:{local.date().isoformat()}"
        counts = inbox.counts(user, now)
        waits = any(counts[view] for view in (View.new, View.mine, View.overdue))
        if waits and not _is_queued(once):
            queue_email(
                "digest",
                to=user.email,
                language=user.language,
                now=now,
                once=once,
                counts={view.value: number for view, number in counts.items()},
                most=MOST_COUNTED,
                overdue=[_link(question, user.language) for question in overdue],
                link=absolute_url("helpdesk_desk.inbox", language=user.language),
            )
            sent += 1
    return {"digest": sent} if sent else {}


def _overdue(now: datetime) -> list[Question]:
    query = select(Question).where(Question.due_at < now).order_by(Question.due_at)
    return list(db.session.scalars(query.limit(MOST_LISTED)))


def _is_queued(once: str) -> bool:
    query = select(func.count()).select_from(OutgoingEmail).where(OutgoingEmail.once == once)
    return bool(db.session.scalar(query))


def _link(question: Question, language: str) -> tuple[int, datetime | None, str]:
    """Its number, since when it is due, and where to answer it."""
    address = absolute_url("helpdesk_desk.question", language=language, question_id=question.id)
    return question.id, question.due_at, address
