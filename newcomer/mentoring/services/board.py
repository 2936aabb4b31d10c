"""The coordinator's board: who waits, what was proposed, what speaks for it and against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, raiseload

from newcomer.accounts.models import User
from newcomer.arrivals.models import Arrival
from newcomer.database import Page, paged
from newcomer.extensions import db
from newcomer.mentoring.models import (
    OPEN,
    MatchRun,
    MentorMatch,
    MentorProfile,
    MentorRequest,
    MentorStatus,
    PairRule,
    Proposal,
)
from newcomer.mentoring.services.instance import is_waiting
from newcomer.mentoring.services.parties import about


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed down to; "" for everything."""

    place: str = ""
    speaks: str = ""  # the code of a language
    found: str = ""  # "yes": a mentor has been found; "no": nobody

    @property
    def any(self) -> bool:
        return bool(self.place or self.speaks or self.found)

    def narrow(self, query: Select[MentorRequest], run: MatchRun | None) -> Select[MentorRequest]:
        if self.place:
            query = query.where(Arrival.place == self.place)
        if self.speaks:
            query = query.where(Arrival.languages[self.speaks].as_string().is_not(None))
        if self.found:
            has = exists().where(
                Proposal.request_id == MentorRequest.id,
                Proposal.run_id >= (run.id if run else 0),
                Proposal.mentor_id.is_not(None),
            )
            query = query.where(has if self.found == "yes" else ~has)
        return query


def waiting(
    filters: Filters, run: MatchRun | None, number: int, viewer: User
) -> Page[MentorRequest]:
    """Those who wait and have not been proposed to anybody yet, the longest first. Not the viewer,
    nor whom the viewer has been proposed to: other coordinators see to them."""
    query = (
        select(MentorRequest)
        .join(Arrival, MentorRequest.arrival_id == Arrival.id)
        .where(is_waiting(), ~about(MentorRequest, viewer))
        .order_by(MentorRequest.waiting_since, MentorRequest.id)
        .options(contains_eager(MentorRequest.arrival).options(raiseload("*")))
    )
    return paged(filters.narrow(query, run), number)


def sent(number: int, viewer: User) -> Page[MentorMatch]:
    """Proposals that wait for an answer, the next to run out first; none to the viewer."""
    query = (
        select(MentorMatch)
        .where(MentorMatch.status.in_(OPEN), ~about(MentorMatch, viewer))
        .order_by(MentorMatch.due_at, MentorMatch.id)
        .options(
            joinedload(MentorMatch.mentor),
            joinedload(MentorMatch.request).joinedload(MentorRequest.arrival).raiseload("*"),
        )
    )
    return paged(query, number)


def all_waiting() -> Select[int]:
    """Requests that wait and have not been proposed to anybody yet."""
    joined = select(MentorRequest.id).join(Arrival, MentorRequest.arrival_id == Arrival.id)
    return joined.where(is_waiting())


@dataclass(frozen=True)
class Totals:
    waiting: int
    mentors: int
    places: int  # free ones
    sent: int


def totals() -> Totals:
    """How many wait, and how many places are free: one statement each."""
    free = MentorProfile.capacity - MentorProfile.places_held
    mentors = db.session.execute(
        select(func.count(), func.coalesce(func.sum(free), 0)).where(
            MentorProfile.status == MentorStatus.approved, free > 0
        )
    ).one()
    out = db.session.scalar(
        select(func.count()).select_from(MentorMatch).where(MentorMatch.status.in_(OPEN))
    )
    waits = db.session.scalar(select(func.count()).select_from(all_waiting().subquery()))
    return Totals(waits or 0, mentors[0], mentors[1], out or 0)


def proposals_for(requests: Iterable[int], run: MatchRun | None) -> dict[int, Proposal]:
    """The newest proposal of each request since the last search for everybody."""
    found: dict[int, Proposal] = {}
    query = (
        select(Proposal)
        .where(Proposal.request_id.in_(list(requests)), Proposal.run_id >= (run.id if run else 0))
        .order_by(Proposal.run_id)
        .options(joinedload(Proposal.mentor))
    )
    for proposal in db.session.scalars(query):
        found[proposal.request_id] = proposal
    return found


def rules_for(requests: Sequence[int]) -> dict[int, list[PairRule]]:
    """What coordinators have said of the pairs of these newcomers."""
    found: dict[int, list[PairRule]] = {}
    for rule in db.session.scalars(select(PairRule).where(PairRule.request_id.in_(requests))):
        found.setdefault(rule.request_id, []).append(rule)
    return found


def differences(
    before: MatchRun, after: MatchRun, number: int, viewer: User
) -> Page[MentorRequest]:
    """The newcomers who would get another mentor than in the search before."""
    earlier, later = aliased(Proposal), aliased(Proposal)
    query = (
        select(MentorRequest)
        .join(later, and_(later.request_id == MentorRequest.id, later.run_id == after.id))
        .join(earlier, and_(earlier.request_id == MentorRequest.id, earlier.run_id == before.id))
        .where(later.mentor_id.is_distinct_from(earlier.mentor_id), ~about(MentorRequest, viewer))
        .order_by(MentorRequest.waiting_since, MentorRequest.id)
        .options(joinedload(MentorRequest.arrival).raiseload("*"))
    )
    return paged(query, number)


def how_many_differ(before: MatchRun, after: MatchRun) -> int:
    earlier, later = aliased(Proposal), aliased(Proposal)
    query = (
        select(func.count())
        .select_from(later)
        .join(earlier, and_(earlier.request_id == later.request_id, earlier.run_id == before.id))
        .where(later.run_id == after.id, later.mentor_id.is_distinct_from(earlier.mentor_id))
    )
    return db.session.scalar(query) or 0


def proposals_of(run: MatchRun, requests: Iterable[int]) -> dict[int, Proposal]:
    query = (
        select(Proposal)
        .where(Proposal.run_id == run.id, Proposal.request_id.in_(list(requests)))
        .options(joinedload(Proposal.mentor))
    )
    return {one.request_id: one for one in db.session.scalars(query)}


# -- one newcomer ---------------------------------------------------------------------------------


def request_with_arrival(request_id: int) -> MentorRequest | None:
    return db.session.scalar(
        select(MentorRequest)
        .where(MentorRequest.id == request_id)
        .options(joinedload(MentorRequest.arrival))
    )


def matches_of(request_id: int) -> list[MentorMatch]:
    """What has been sent for this newcomer, the last first."""
    query = (
        select(MentorMatch)
        .where(MentorMatch.request_id == request_id)
        .order_by(MentorMatch.id.desc())
        .options(joinedload(MentorMatch.mentor))
    )
    return list(db.session.scalars(query))


def mentors(place: str, speaks: str, name: str, number: int) -> Page[MentorProfile]:
    """Approved mentors, by name."""
    query = select(MentorProfile).where(MentorProfile.status == MentorStatus.approved)
    if place:
        query = query.where(MentorProfile.place == place)
    if speaks:
        query = query.where(MentorProfile.languages[speaks].as_string().is_not(None))
    if name:
        query = query.where(MentorProfile.first_name.icontains(name, autoescape=True))
    return paged(query.order_by(MentorProfile.first_name, MentorProfile.id), number)


def proposed_to(
    mentor_id: int, run: MatchRun | None, viewer: User, most: int = 5
) -> list[Proposal]:
    """To whom else a mentor is proposed, and not sent yet."""
    query = (
        select(Proposal)
        .join(MentorRequest, Proposal.request_id == MentorRequest.id)
        .join(Arrival, MentorRequest.arrival_id == Arrival.id)
        .where(
            Proposal.mentor_id == mentor_id,
            Proposal.run_id >= (run.id if run else 0),
            is_waiting(),
            ~about(MentorRequest, viewer),
        )
        .order_by(Proposal.score.desc(), Proposal.id)
        .options(joinedload(Proposal.request).joinedload(MentorRequest.arrival).raiseload("*"))
        .limit(most)
    )
    return list(db.session.scalars(query))


def may_be_proposed(request_id: int) -> bool:
    """Whether this one waits, and nothing has been sent for them that is still open."""
    query = (
        select(MentorRequest.id)
        .join(Arrival, MentorRequest.arrival_id == Arrival.id)
        .where(MentorRequest.id == request_id, is_waiting())
    )
    return db.session.scalar(query) is not None
