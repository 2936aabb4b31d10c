"""Making checklists, ticking, and seeing how far one has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from newcomer import limits
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.guides import services as guides
from newcomer.guides.checklist.items import LAST_DAY, Item, Phase, SetBy, load_items
from newcomer.guides.models import Article, Checklist
from newcomer.links import absolute_url, link_token, read_link_token
from newcomer.mail import OutgoingEmail, queue_email
from newcomer.region import Region, current_region
from newcomer.registry import RETENTION_BATCH, Counts
from newcomer.situations import Situation

LINK = "checklist"
WINDOW = timedelta(hours=1)
# Enough for a library's or a reception centre's many people; too little to fill the database or a
# stranger's inbox.
MADE_PER_NETWORK = 60
MAILS_PER_NETWORK = 60
MAILS_PER_ADDRESS = 5
MAILS_PER_DAY = 20
TRACE_EVERY = timedelta(days=1)  # how exactly we know when a list was last looked at


# -- what is on a list -------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """An item as it stands on one person's list."""

    item: Item
    due: date | None = None
    done: bool = False
    late: bool = False
    soon: bool = False  # the day that we would have advised was gone when the list was made


@dataclass(frozen=True)
class Stage:
    """The steps of one phase."""

    phase: Phase
    steps: Sequence[Step]
    is_now: bool = False

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)


@dataclass(frozen=True)
class Overview:
    """A whole list, as it is shown."""

    stages: Sequence[Stage]
    guides: dict[str, Article]  # by slug: those that steps link to

    @property
    def steps(self) -> list[Step]:
        return [step for stage in self.stages for step in stage.steps]

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def late(self) -> list[Step]:
        return [step for step in self.steps if step.late]

    @property
    def next(self) -> Step | None:
        """What is to be done first of what has a date that has not passed."""
        coming = [step for step in self.steps if step.due and not step.done and not step.late]
        return min(coming, key=lambda step: step.due or date.max, default=None)


def items_for(region: Region, situations: set[Situation]) -> list[Item]:
    """What concerns everybody, and what concerns somebody in one of these situations."""
    return [item for item in load_items(region.country, region.slug) if item.is_for(situations)]


def preview(region: Region, today: date) -> Overview:
    """The list of somebody who has said nothing of themselves."""
    steps = [Step(item, item.due(None, today)) for item in items_for(region, set())]
    return _overview(steps, now_in=None)


def overview(
    checklist: Checklist, region: Region, today: date, done: Iterable[str] | None = None
) -> Overview:
    """The list with its dates and ticks; with other ticks than the saved ones where `done` says so."""
    ticked = set(checklist.done if done is None else done)
    begun_on = checklist.created_at.astimezone(region.zone).date()
    steps = []
    for item in items_for(region, situations_of(checklist)):
        due, is_done = item.due(checklist.moving_on, begun_on), item.slug in ticked
        soon = due is not None and due < begun_on and item.set_by is SetBy.advice
        late = due is not None and due < today and not is_done and not soon
        steps.append(Step(item, None if soon else due, is_done, late, soon))
    return _overview(steps, now_in=_phase_of(checklist.moving_on, today))


def _overview(steps: list[Step], now_in: Phase | None) -> Overview:
    by_phase = {phase: [step for step in steps if step.item.phase is phase] for phase in Phase}
    wanted = {step.item.guide for step in steps} - {""}
    found = db.session.scalars(guides.published().where(Article.slug.in_(wanted)))
    return Overview(
        [Stage(phase, rows, phase is now_in) for phase, rows in by_phase.items() if rows],
        {article.slug: article for article in found},
    )


def _phase_of(moving_on: date | None, today: date) -> Phase | None:
    """Where somebody is who moves, or moved, on this day; None when it cannot be said."""
    if moving_on is None:
        return None
    past = (today - moving_on).days
    return next((phase for phase, last in LAST_DAY.items() if past <= last), None)


def situations_of(checklist: Checklist) -> set[Situation]:
    return {one for one in Situation if one.value in checklist.situations}


# -- making and changing -----------------------------------------------------------------------


def count_new(network: str, now: datetime) -> None:
    """Count that somebody makes a checklist; raises TooMany."""
    limits.hit("checklist network", network, most=MADE_PER_NETWORK, per=WINDOW, now=now)


def make(
    moving_on: date | None, municipality: str, situations: Sequence[str], now: datetime
) -> Checklist:
    """A new list, of which only its link knows."""
    checklist = Checklist(
        moving_on=moving_on,
        municipality=municipality,
        situations=list(situations),
        done=[],
        created_at=now,
        last_used_at=now,
    )
    db.session.add(checklist)
    db.session.flush()
    return checklist


def choices_of(checklist: Checklist) -> str:
    """What was chosen, in one line: to see whether somebody else has changed it since it was shown."""
    day = checklist.moving_on.isoformat() if checklist.moving_on else ""
    return "|".join((day, checklist.municipality, *sorted(checklist.situations)))


def change(
    checklist: Checklist,
    moving_on: date | None,
    municipality: str,
    situations: Sequence[str],
    *,
    shown: str,
    now: datetime,
) -> None:
    """Choose again. Ticks stay, also of steps that are no longer on the list: they may come back.

    Raises EditConflict if the choices are no longer those that were shown.
    """
    if choices_of(checklist) != shown:
        raise EditConflict
    checklist.moving_on = moving_on
    checklist.municipality = municipality
    checklist.situations = list(situations)
    checklist.last_used_at = now


def merged(checklist: Checklist, was: set[str], ticked: set[str], region: Region) -> list[str]:
    """The list's ticks after a form that showed the ticks `was` has come back with `ticked`: what was
    ticked or unticked there is, and what another tab or person did meanwhile stays."""
    known = {item.slug for item in load_items(region.country, region.slug)}
    done = set(checklist.done) | (ticked - was) & known
    return sorted(done - (was - ticked))


def tick(
    checklist: Checklist, was: set[str], ticked: set[str], region: Region, now: datetime
) -> None:
    """Keep what was ticked and unticked on a page that showed the ticks `was`."""
    checklist.done = merged(checklist, was, ticked, region)
    checklist.last_used_at = now


def note_use(session: Session, checklist: Checklist, now: datetime) -> None:
    """Remember that the list was looked at, so that it is not taken for forgotten."""
    session.execute(update(Checklist).where(Checklist.id == checklist.id).values(last_used_at=now))


def is_due_a_trace(checklist: Checklist, now: datetime) -> bool:
    return checklist.last_used_at < now - TRACE_EVERY


# -- its link ----------------------------------------------------------------------------------


def token_of(checklist: Checklist) -> str:
    return link_token(LINK, checklist.id, checklist.link_nonce)


def checklist_link(checklist: Checklist, language: str) -> str:
    """The list's private address, for e-mails and for paper."""
    return absolute_url("checklist.show", language=language, checklist_token=token_of(checklist))


def checklist_of_link(token: str, *, to_change: bool = False) -> Checklist | None:
    """The list that a private link opens; None for a forged or revoked one, or a list that is gone.

    `to_change` waits for whoever else is changing it, so that nobody's ticks are lost.
    """
    opened = read_link_token(LINK, token)
    if opened is None:
        return None
    checklist = db.session.get(Checklist, opened[0], with_for_update=to_change or None)
    return checklist if checklist is not None and checklist.link_nonce == opened[1] else None


def count_mail(email: str, network: str, now: datetime) -> None:
    """Count that somebody has a link mailed; raises TooMany."""
    limits.hit("checklist mail network", network, most=MAILS_PER_NETWORK, per=WINDOW, now=now)
    limits.hit("checklist mail address", email, most=MAILS_PER_ADDRESS, per=WINDOW, now=now)
    day = timedelta(days=1)
    limits.hit("checklist mail address in a day", email, most=MAILS_PER_DAY, per=day, now=now)


def mail_link(checklist: Checklist, email: str, language: str, once: str, now: datetime) -> None:
    """Mail the list's address. The same form sent twice is one e-mail. Nothing in it was typed by
    the sender, and nothing but the e-mail knows the address."""
    checklist.last_used_at = now
    key = f"checklist:{checklist.id}:{once}"
    if db.session.scalar(select(OutgoingEmail.id).where(OutgoingEmail.once == key)) is None:
        link = checklist_link(checklist, language)
        queue_email("checklist", to=email, language=language, now=now, once=key, link=link)


# -- retention ---------------------------------------------------------------------------------


def retain(now: datetime) -> Counts:
    """Remove lists that nobody has opened for long enough."""
    before = now - current_region().keep_for("checklist")
    old = db.session.scalars(
        select(Checklist)
        .where(Checklist.last_used_at < before)
        .order_by(Checklist.id)
        .limit(RETENTION_BATCH)
    ).all()
    for checklist in old:
        db.session.delete(checklist)
    db.session.flush()
    return {"checklist": len(old)}
