"""Invented people who move here, at every stage, and two doors."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from newcomer.arrivals.models import Arrival, ArrivalStatus, ArrivalUse, Door, DoorKind
from newcomer.arrivals.purposes import all_purposes
from newcomer.extensions import db
from newcomer.profile import AgeBand, LifeSituation
from newcomer.region import Region, current_region

MENTOR = "mentor"
DOORS = (("demo2c", DoorKind.counter, 41), ("demo3e", DoorKind.employer, 17))


@dataclass(frozen=True)
class Invented:
    name: str
    language: str
    age: AgeBand
    situation: LifeSituation
    languages: dict[str, int]
    times: tuple[int, ...]
    interests: tuple[str, ...]
    hopes: str
    children: tuple[str, ...] = ()
    waited: int = 0  # days since they told
    moves_in: int | None = 30  # days
    door: int | None = None
    status: ArrivalStatus = ArrivalStatus.active
    wants_mentor: bool = True


EVENINGS = (2, 5, 8, 11)
WEEKEND = (15, 16, 18, 19)
PEOPLE = (
    Invented("Amina", "en", AgeBand.from_25, LifeSituation.refugee, {"ar": 6, "en": 3, "nb": 1},
             (0, 1, 3, 4, 9), ("baking", "sewing", "hiking"),
             "I want to learn the language and find friends for my children.",
             ("3-5", "6-9"), waited=24, moves_in=-60, door=0),
    Invented("Jonas", "nb", AgeBand.from_35, LifeSituation.family, {"nb": 6, "en": 5, "de": 2},
             EVENINGS, ("cross-country-skiing", "football", "board-games"),
             "Vi flytter fra byen og kjenner ingen. Hvor møter man andre foreldre?",
             ("6-9", "10-12"), waited=16, door=1),
    Invented("Oksana", "en", AgeBand.from_35, LifeSituation.single_parent, {"uk": 6, "ru": 6, "en": 4},
             (2, 8, 15, 18), ("choir", "knitting", "berry-picking"),
             "Somebody to talk with, and to show me how things are done here.",
             ("10-12",), waited=12, moves_in=-20),
    Invented("Elin", "sv", AgeBand.from_25, LifeSituation.couple, {"sv": 6, "en": 5},
             WEEKEND, ("climbing", "photography", "hiking"),
             "Jag vill hitta folk att åka skidor och klättra med.", waited=9),
    Invented("Piotr", "en", AgeBand.from_45, LifeSituation.family, {"pl": 6, "en": 3, "nb": 2},
             (*EVENINGS, 15), ("fishing", "hunting", "repairing-things"),
             "I would like to speak more Norwegian and go fishing.", ("13-15",), waited=8,
             moves_in=-120),
    Invented("Mei", "en", AgeBand.from_18, LifeSituation.student, {"zh": 6, "en": 5},
             (1, 4, 7, 10), ("cinema", "board-games", "badminton"),
             "I study here for two years and would like to know people outside the college.",
             waited=6, moves_in=12),
    Invented("Ingvild", "nn", AgeBand.from_25, LifeSituation.accompanying_partner, {"nn": 6, "en": 5},
             (0, 3, 6, 9, 12), ("folk-music", "yoga", "horse-riding"),
             "Mannen min har fått jobb her. Eg vil gjerne finne mitt eige nettverk.", waited=5,
             door=1),
    Invented("Carlos", "en", AgeBand.from_35, LifeSituation.accompanying_partner,
             {"es": 6, "en": 5, "pt": 3}, (*EVENINGS, *WEEKEND),
             ("football", "playing-in-a-band", "cycling"),
             "To find out how one gets a job here.", waited=3, moves_in=45),
    Invented("Berit", "nb", AgeBand.from_65, LifeSituation.senior, {"nb": 6, "en": 3},
             (0, 3, 6, 9), ("choir", "museums", "knitting"),
             "Jeg flytter nærmere barnebarna og vil gjerne synge i kor.", waited=2, moves_in=75,
             door=0),
    Invented("Tariq", "en", AgeBand.from_18, LifeSituation.single, {"fa": 6, "en": 4, "nb": 2},
             EVENINGS, ("football", "gym", "cinema"), "", waited=1, moves_in=-10,
             wants_mentor=False),
    Invented("Hanne", "nb", AgeBand.from_45, LifeSituation.couple, {"nb": 6, "da": 4, "en": 4},
             WEEKEND, ("hiking", "yoga", "museums"), "", waited=40, moves_in=-200,
             status=ArrivalStatus.ended),
    Invented("Lukas", "en", AgeBand.from_25, LifeSituation.single, {"de": 6, "en": 5},
             EVENINGS, ("ski-touring", "mountain-biking", "jazz"),
             "Mountains, music and people.", moves_in=None, status=ArrivalStatus.unconfirmed),
)  # fmt: skip


def fill(now: datetime) -> None:
    """Add the demo's doors and arrivals, unless they are there already."""
    region = current_region()
    doors = [_door(region, at, now) for at in range(len(DOORS))]
    for at, one in enumerate(PEOPLE):
        known = select(Arrival.id).where(Arrival.once == f"demo-{at}")
        if db.session.scalar(known) is None:
            place = region.places[at % len(region.places)].slug
            door = doors[one.door] if one.door is not None else None
            _add(one, f"demo-{at}", place, door, now)


def _door(region: Region, at: int, now: datetime) -> Door:
    code, kind, visits = DOORS[at]
    door = db.session.scalar(select(Door).where(Door.code == code))
    if door is None:
        municipality = region.municipalities[0]
        office = next(one for one in region.contacts if one.municipality == municipality.slug).name[
            region.default_language
        ]
        name = office if kind is DoorKind.counter else f"{municipality.name} Bakeri"
        door = Door(
            code=code,
            kind=kind,
            name=name,
            municipality=municipality.slug,
            visits=visits,
            created_at=now - timedelta(days=60),
        )
        db.session.add(door)
        db.session.flush()
    return door


def _add(one: Invented, once: str, place: str, door: Door | None, now: datetime) -> None:
    told_at = now - timedelta(days=one.waited)
    confirmed = one.status is not ArrivalStatus.unconfirmed
    move = None if one.moves_in is None else told_at.date() + timedelta(days=one.moves_in)
    arrival = Arrival(
        email=f"{one.name.lower()}.newcomer@example.test",
        status=one.status,
        first_name=one.name,
        language=one.language,
        age_band=one.age,
        situation=one.situation,
        languages=dict(one.languages),
        free_times=sorted(one.times),
        interests=list(one.interests),
        children=list(one.children),
        hopes=one.hopes,
        place=place,
        reach_km=25,
        moving_on=move,
        door_id=door.id if door else None,
        created_at=told_at,
        confirmed_at=told_at if confirmed else None,
        last_used_at=told_at,
        once=once,
    )
    if one.wants_mentor:
        ended = told_at if one.status is ArrivalStatus.ended else None
        arrival.uses.append(ArrivalUse(purpose=MENTOR, granted_at=told_at, withdrawn_at=ended))
    db.session.add(arrival)
    db.session.flush()
    for purpose in all_purposes():
        if arrival.is_active and purpose.slug in arrival.purposes:
            purpose.granted(arrival, told_at)
