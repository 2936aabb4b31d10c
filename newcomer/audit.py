"""Append-only log of who did what to whom. It names things and never carries their content."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, event
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from newcomer.database import NEVER_REUSE_IDS, UTCDateTime
from newcomer.extensions import Model

if TYPE_CHECKING:
    from newcomer.accounts.models import User


class AuditEntry(Model):
    __tablename__ = "audit_entry"
    __table_args__ = NEVER_REUSE_IDS

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    # Who did it. Empty: the system, or somebody without an account, or a person since erased.
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    action: Mapped[str] = mapped_column(String(64))  # "question.answered"
    subject: Mapped[str] = mapped_column(String(64))  # "question 17"
    details: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict
    )  # codes and counts, no content

    actor: Mapped["User | None"] = relationship()


def record(
    session: Session,
    action: str,
    subject: object,
    *,
    actor_id: int | None,
    now: datetime,
    **details: Any,
) -> None:
    """Write down that the actor did this. In the same transaction as the change it tells of; for
    what is only read, in a short_transaction()."""
    name = subject if isinstance(subject, str) else f"{type(subject).__tablename__} {subject.id}"  # type: ignore[attr-defined]
    session.add(AuditEntry(at=now, actor_id=actor_id, action=action, subject=name, details=details))


@event.listens_for(AuditEntry, "before_update")
def _append_only(_mapper: object, _connection: object, _entry: AuditEntry) -> None:
    raise RuntimeError("The audit log is append-only.")
