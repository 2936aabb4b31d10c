"""That something has changed by which partners and vacancies fit: a worker finds them anew."""

from datetime import datetime

from sqlalchemy import update

from newcomer.database import add_or_change
from newcomer.extensions import db
from newcomer.partner_jobs.models.partners import FitState

ONLY = 1  # the number of its one row


def want() -> None:
    """Have the fits found anew once this is committed. Two who want it at once make one row."""
    add_or_change(
        db.session(),
        FitState,
        {"id": ONLY},
        first={"wanted": 1, "done": 0, "result": {}},
        then={"wanted": FitState.wanted + 1},
    )


def found(upto: int, now: datetime, result: dict[str, object]) -> None:
    """Everything that was wanted up to here has been found."""
    db.session.execute(
        update(FitState)
        .where(FitState.id == ONLY)
        .values(done=upto, found_at=now, result=result)
        .execution_options(synchronize_session=False)
    )
