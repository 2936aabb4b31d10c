"""Twenty invented mentors, at every stage, who live in the places of the running region."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from newcomer import occupations
from newcomer.extensions import db
from newcomer.mentoring.models import (
    DeclineReason,
    MentorProfile,
    MentorReference,
    MentorStatus,
)
from newcomer.mentoring.services.standing import end_of_summer
from newcomer.profile import Gender, GenderWish, LifeSituation
from newcomer.region import current_region

EVENINGS = [2, 5, 8, 11]
WEEKENDS = [15, 16, 18, 19]
DAYTIME = [0, 3, 6, 9, 10]


@dataclass(frozen=True)
class Person:
    """An invented mentor. `speaks` comes on top of the region's own language."""

    name: str
    age: int
    situation: LifeSituation
    speaks: dict[str, int]
    interests: str
    occupation: str
    free: list[int]
    why: str
    status: MentorStatus = MentorStatus.approved
    children: str = ""
    gender: Gender = Gender.unsaid
    wish: GenderWish = GenderWish.any
    capacity: int = 1
    reach: int = 25
    own: int = 6  # level of the region's language


L, S, G = LifeSituation, MentorStatus, Gender
# fmt: off
PEOPLE = (
    Person("Selam", 38, L.family, {"ti": 6, "am": 4, "en": 4}, "cooking football choir", "nurse",
           EVENINGS + WEEKENDS, "Jeg kom hit selv for tolv år siden og husker den første vinteren.",
           children="6-9 10-12", gender=G.female, capacity=2, own=5),
    Person("Oksana", 44, L.single_parent, {"uk": 6, "ru": 6, "en": 4}, "baking gardening choir",
           "accountant", EVENINGS, "I would like to give back what others gave to me.",
           children="13-15", gender=G.female, own=4),
    Person("Karim", 51, L.family, {"ar": 6, "ku": 5, "en": 4}, "football cooking fishing", "taxi-driver",
           DAYTIME, "Eg kjenner bygda og veit kven ein skal ringe.", children="16-17",
           gender=G.male, capacity=2, reach=50, own=5),
    Person("Agnieszka", 33, L.couple, {"pl": 6, "en": 5, "de": 3}, "hiking photography baking",
           "dental-assistant", WEEKENDS, "På tur er det lett å snakke sammen.",
           gender=G.female, own=5),
    Person("Jürgen", 58, L.couple, {"de": 6, "en": 5}, "cross-country-skiing hiking choir",
           "carpenter", EVENINGS + WEEKENDS, "Wer hier wandert, ist bald zu Hause.",
           gender=G.male, reach=50, own=4),
    Person("Emily", 29, L.single, {"en": 6, "es": 4}, "climbing photography board-games",
           "software-developer", EVENINGS, "Somebody did this for me, and it changed everything.",
           gender=G.female, own=4),
    Person("Kari", 67, L.senior, {"en": 4, "de": 3}, "knitting berry-picking gardening",
           "primary-school-teacher", DAYTIME, "Jeg har tid, og jeg liker å høre om andre steder.",
           gender=G.female, capacity=3),
    Person("Ola", 47, L.family, {"en": 5}, "cross-country-skiing football fishing", "farmer",
           WEEKENDS, "Her trengst det folk, og då må vi ta imot dei.", children="6-9 13-15",
           gender=G.male),
    Person("Ingrid", 36, L.family, {"en": 5, "fr": 3}, "hiking baking yoga", "doctor",
           WEEKENDS, "Vi har barn i barnehagen og kjenner mange.", children="3-5 6-9",
           gender=G.female, wish=GenderWish.female),
    Person("Per", 62, L.couple, {"en": 3}, "fishing birdwatching gardening", "electrician",
           EVENINGS + DAYTIME, "Kaffe og en tur på vannet.", gender=G.male, reach=50),
    Person("Amina", 26, L.student, {"so": 6, "en": 5, "ar": 3}, "running cooking volleyball",
           "nurse", EVENINGS, "Jeg kan vise hvor alt er på skolen og i byen.", gender=G.female),
    Person("Lars", 41, L.single_parent, {"en": 5, "da": 5}, "cycling board-games cooking",
           "bus-driver", EVENINGS, "Det er fint for ungene mine også.", children="6-9",
           gender=G.male),
    Person("Anna", 55, L.couple, {"en": 4, "fi": 5}, "choir knitting theatre", "librarian",
           DAYTIME + EVENINGS, "Jag tycker om att prata om böcker och språk.", gender=G.female),
    Person("Tesfay", 31, L.refugee, {"ti": 6, "ar": 4, "en": 3}, "football running cooking",
           "cook", WEEKENDS, "Jeg vet hvordan det er.", S.interview, gender=G.male, own=4),
    Person("Halyna", 49, L.accompanying_partner, {"uk": 6, "pl": 3, "en": 3},
           "gardening baking painting", "accountant", DAYTIME, "Gjerne med kaffe.",
           S.interview, gender=G.female, own=3),
    Person("Mona", 34, L.family, {"en": 5}, "hiking yoga photography", "physiotherapist", WEEKENDS,
           "Jeg flyttet hjem igjen i fjor og ser bygda med nye øyne.", S.submitted,
           children="0-2 3-5", gender=G.female),
    Person("Piotr", 40, L.family, {"pl": 6, "en": 4}, "fishing football woodworking", "plumber",
           EVENINGS, "Chętnie pomogę. Jeg hjelper gjerne.", S.submitted, children="10-12",
           gender=G.male, own=4),
    Person("Sigrid", 71, L.senior, {"en": 3, "de": 4}, "berry-picking knitting choir", "nurse",
           DAYTIME, "Jeg reiser sørover til høsten, men er med ellers.", S.paused,
           gender=G.female, capacity=2),
    Person("Henrik", 30, L.single, {"en": 5}, "climbing cycling board-games", "journalist",
           EVENINGS, "Jeg vil gjerne bli kjent med flere.", S.declined, gender=G.male),
    Person("Berit", 64, L.couple, {"en": 4}, "hiking knitting theatre", "librarian", DAYTIME,
           "Det var fint så lenge det varte.", S.ended, gender=G.female),
)
# fmt: on


def fill(now: datetime) -> None:
    """Add the demo's mentors, unless they are there already."""
    places = [one.slug for one in current_region().places]
    for number, person in enumerate(PEOPLE):
        email = f"mentor-{number + 1}@example.test"
        if db.session.scalar(select(MentorProfile.id).where(MentorProfile.email == email)) is None:
            # Most live where most newcomers come: every second in the first place.
            place = places[0] if number % 2 == 0 else places[(number // 2 + 1) % len(places)]
            db.session.add(_mentor(person, email, place, number, now))
    db.session.flush()


def _mentor(person: Person, email: str, place: str, number: int, now: datetime) -> MentorProfile:
    region = current_region()
    begun = now - timedelta(days=20 + 9 * number)
    decided = person.status not in (MentorStatus.submitted, MentorStatus.interview)
    checked = begun + timedelta(days=10) if decided else None
    job = occupations.occupations().get(person.occupation)
    mentor = MentorProfile(
        email=email,
        first_name=person.name,
        language=region.default_language,
        status=person.status,
        place=place,
        reach_km=person.reach,
        languages={region.default_language: person.own, **person.speaks},
        free_times=sorted(set(person.free)),
        interests=person.interests.split(),
        occupation=job.slug if job else "",
        isco=job.isco if job else "",
        children=person.children.split(),
        situation=person.situation,
        gender=person.gender,
        gender_wish=person.wish,
        birth_year=now.year - person.age,
        capacity=person.capacity,
        why=person.why,
        created_at=begun,
        submitted_at=begun + timedelta(days=1),
        pledged_at=begun + timedelta(days=1),
        last_used_at=now - timedelta(days=number),
        interviewed_at=checked,
        references_called_at=checked,
        trained_at=checked,
        approved_at=checked if person.status is not MentorStatus.declined else None,
    )
    if person.status is MentorStatus.interview:
        mentor.interviewed_at = now - timedelta(days=1)
    if person.status is MentorStatus.declined:
        mentor.decline_reason, mentor.trained_at = DeclineReason.not_fitting, None
    if person.status is MentorStatus.paused:
        mentor.paused_until = end_of_summer(now.astimezone(region.zone).date())
    if not decided:
        mentor.approved_at = None
        mentor.references = [
            MentorReference(name="Rita Eksempel", phone="900 00 001", relation="Kollega"),
            MentorReference(name="Rolf Eksempel", phone="900 00 002", relation="Nabo"),
        ]
    return mentor
