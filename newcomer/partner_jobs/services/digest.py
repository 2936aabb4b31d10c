"""New vacancies that fit, by mail: every working day or once a week, each told once.

A digest tells of what was found after the last one and some minutes ago at the latest: what a worker
is writing at this very moment comes with the next one, and is never passed over.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from newcomer import i18n
from newcomer.extensions import db
from newcomer.links import absolute_url, link_token, read_link_token
from newcomer.mail import queue_email
from newcomer.partner_jobs.models.partners import (
    DigestRhythm,
    JobFit,
    PartnerProfile,
    PartnerStatus,
)
from newcomer.partner_jobs.services import fit_reasons, own_fits, vacancy_words
from newcomer.profile_fields import place_name
from newcomer.region import Region
from newcomer.registry import Counts

LINK = "job digest"
SENT_FROM, SENT_UNTIL = time(7, 0), time(17, 0)  # in the region's time, on working days
MARGIN = timedelta(minutes=10)  # far more than a worker takes to write down a few hundred fits
WEEK = timedelta(days=7)
BATCH = 200  # people that one run writes to at most; the next run writes to the others
MOST_LISTED = 10


@dataclass(frozen=True)
class Line:
    """A vacancy in a mail, in the reader's language."""

    title: str
    employer: str
    place: str
    word: str
    link: str


def send(now: datetime, region: Region) -> Counts:
    """Mail everybody for whom something new fits and whose turn it is. Commits for each of them, so
    that nobody waits; several workers may run it at once."""
    local = now.astimezone(region.zone)
    if not region.is_working_day(local.date()) or not SENT_FROM <= local.time() < SENT_UNTIL:
        return {}
    today = datetime.combine(local.date(), time(), tzinfo=region.zone)
    sent = sum(_tell(number, now, today) for number in _whose_turn(now, today))
    return {"job_digest": sent} if sent else {}


def _whose_turn(now: datetime, today: datetime) -> list[int]:
    new = exists().where(
        JobFit.partner_id == PartnerProfile.id,
        JobFit.rank_for_partner.is_not(None),
        JobFit.since > PartnerProfile.digest_at,
        JobFit.since <= now - MARGIN,
        JobFit.parts["near"].as_boolean(),
    )
    query = (
        select(PartnerProfile.id)
        .where(_wants(today), new)
        .order_by(PartnerProfile.digest_at, PartnerProfile.id)
        .limit(BATCH)
    )
    numbers = list(db.session.scalars(query))
    db.session.rollback()
    return numbers


def _wants(today: datetime) -> ColumnElement[bool]:
    """Of partners: they look for work, want mails, and have had none today or this week."""
    last, rhythm = PartnerProfile.digest_at, PartnerProfile.digest
    return and_(
        PartnerProfile.status == PartnerStatus.active,
        or_(
            and_(rhythm == DigestRhythm.daily, last < today),
            and_(rhythm == DigestRhythm.weekly, last < today - WEEK + timedelta(days=1)),
        ),
    )


def _tell(number: int, now: datetime, today: datetime) -> int:
    """Mail one of them; how many mails that were. Their row is changed first: of two workers one
    comes through, and whoever hides at the same moment is told nothing, or what waits is removed."""
    partner = db.session.get(PartnerProfile, number)
    if partner is None:
        db.session.rollback()
        return 0
    told, upto = partner.digest_at, now - MARGIN
    mine = db.session.execute(
        update(PartnerProfile)
        .where(PartnerProfile.id == number, PartnerProfile.digest_at == told, _wants(today))
        .values(digest_at=upto)
        .execution_options(synchronize_session=False)
    )
    sent = 0
    if mine.rowcount == 1:  # type: ignore[attr-defined]
        new = [
            fit
            for fit in own_fits.new_since(number, told)
            if fit.since <= upto and fit.parts["near"]
        ]
        if new:
            _mail(partner, new, now)
            sent = 1
    db.session.commit()
    return sent


def _mail(partner: PartnerProfile, fits: list[JobFit], now: datetime) -> None:
    language = partner.language
    with i18n.speaking(language):
        lines = [
            Line(
                title=vacancy_words.title_of(fit.vacancy)[1],
                employer=fit.vacancy.employer.name,
                place=place_name(fit.vacancy.place),
                word=fit_reasons.word(fit.score),
                link=vacancy_words.link_to(fit.vacancy, language),
            )
            for fit in fits[:MOST_LISTED]
        ]
    queue_email(
        "job_digest",
        to=partner.email,
        language=language,
        now=now,
        unsubscribe_url=unsubscribe_link(partner),
        lines=lines,
        count=len(fits),
        daily=partner.digest is DigestRhythm.daily,
        link=absolute_url("jobs.partner_fits", language=language),
        stop=unsubscribe_link(partner),
    )


# -- ending them -----------------------------------------------------------------------------------


def unsubscribe_link(partner: PartnerProfile) -> str:
    token = token_of(partner)
    return absolute_url("jobs.end_digest", language=partner.language, digest_token=token)


def token_of(partner: PartnerProfile) -> str:
    return link_token(LINK, partner.id, partner.digest_nonce)


def partner_of_link(token: str) -> PartnerProfile | None:
    """Whose mails the link ends; None for a link that is forged, or to nobody."""
    opened = read_link_token(LINK, token)
    found = db.session.get(PartnerProfile, opened[0]) if opened else None
    if opened is None or found is None:
        return None
    return found if secrets.compare_digest(found.digest_nonce, opened[1]) else None
