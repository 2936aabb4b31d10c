"""Invented employers for the demo, in the places of the running region. Vacancies and partners of the
demo build on them, by their order in EMPLOYERS."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from newcomer import i18n
from newcomer.accounts.sign_in import find_user, new_user
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import (
    Employer,
    EmployerPerson,
    EmployerStatus,
    Membership,
    Sector,
    SizeBand,
)
from newcomer.region import Region, current_region


@dataclass(frozen=True)
class Invented:
    """An employer that there is not. The numbers hold by their check digits."""

    key: str
    names: dict[str, str]  # by language
    numbers: dict[str, str]  # by country
    sector: Sector
    size: SizeBand
    place: int  # which of the region's places
    person: tuple[str, str, dict[str, str]]  # e-mail address, name, job by language
    languages: tuple[str, ...]
    status: EmployerStatus = EmployerStatus.approved
    conversations: int = 2
    posts: bool = True
    refers: bool = True
    days: int = 200  # since it applied


# fmt: off
EMPLOYERS = (
    Invented("workshop", {"nb": "Fjellvirke Mekaniske AS", "sv": "Skogsverken Mekaniska AB"},
             {"no": "800000106", "se": "5599900015"}, Sector.private, SizeBand.large, 0,
             ("hr@example.test", "Hege Rud", {"nb": "HR"}), ("en", "pl"), conversations=4, days=430),
    Invented("municipality", {"nb": "Eksempel kommune", "sv": "Exempels kommun"},
             {"no": "800000114", "se": "2120990011"}, Sector.municipal, SizeBand.largest, 0,
             ("kommune.hr@example.test", "Kåre Moen", {"nb": "HR"}), ("en",), days=600),
    Invented("hotel", {"nb": "Utsikten Hotell AS", "sv": "Utsikten Hotell AB"},
             {"no": "800000122", "se": "5599900023"}, Sector.private, SizeBand.medium, 1,
             ("hotell.hr@example.test", "Hanna Vik", {"nb": "Direktør", "sv": "Direktör"}),
             ("en", "es", "uk"), refers=False, days=450),
    Invented("hospital", {"nb": "Eksempelsykehuset", "nn": "Eksempelsjukehuset",
              "sv": "Exempelsjukhuset"},
             {"no": "800000130", "se": "2321990018"}, Sector.state, SizeBand.largest, 0,
             ("sykehus.hr@example.test", "Siri Aas", {"nb": "HR"}), ("en", "de"), days=520),
    Invented("volunteers", {"nb": "Frivilligsentralen Eksempel", "sv": "Volontärbyrån Exemplet"},
             {"no": "800000149", "se": "8029990010"}, Sector.voluntary, SizeBand.small, 1,
             ("frivillig.hr@example.test", "Frida Lie",
              {"nb": "Leder", "nn": "Leiar", "sv": "Föreståndare"}), ("en", "ar"),
             conversations=1, posts=False, days=410),
    Invented("software", {"nb": "Varde Programvare AS", "nn": "Varde Programvare AS",
              "sv": "Röset Programvara AB"},
             {"no": "800000165", "se": "5599900049"}, Sector.private, SizeBand.medium, 0,
             ("varde.hr@example.test", "Mette Hagen", {"nb": "Daglig leder", "nn": "Dagleg leiar",
              "sv": "Vd"}), ("en",), refers=False, days=60),
    Invented("bakery", {"nb": "Bakeriet på Hjørnet AS", "sv": "Bageriet på Hörnet AB"},
             {"no": "800000157", "se": "5599900031"}, Sector.private, SizeBand.small, 0,
             ("baker@example.test", "Berit Bakke", {"nb": "Daglig leder", "nn": "Dagleg leiar",
              "sv": "Vd"}), ("en",),
             status=EmployerStatus.applied, conversations=1, refers=False, days=1),
)
# fmt: on


def fill(now: datetime) -> None:
    """Add the demo's employers, unless they are there already."""
    region = current_region()
    for one in EMPLOYERS:
        if employer_of(one.key) is None:
            db.session.add(_employer(one, region, now))
        email = one.person[0]
        if find_user(email) is None:
            new_user(email, region.default_language, now)
    db.session.flush()


def employer_of(key: str) -> Employer | None:
    """The demo's employer with this key, if it has been added."""
    number = next(one.numbers for one in EMPLOYERS if one.key == key)[current_region().country]
    return db.session.scalar(select(Employer).where(Employer.org_number == number))


def _employer(one: Invented, region: Region, now: datetime) -> Employer:
    applied = now - timedelta(days=one.days)
    decided = applied + timedelta(days=6)
    is_member = one.status is EmployerStatus.approved
    email, name, titles = one.person
    return Employer(
        org_number=one.numbers[region.country],
        name=_in_region(one.names, region),
        sector=one.sector,
        place=region.places[one.place % len(region.places)].slug,
        size=one.size,
        website="https://www.example.com",
        languages=[region.default_language, *one.languages],
        status=one.status,
        conversations_a_month=one.conversations,
        posts_vacancies=one.posts,
        refers_partners=one.refers,
        created_at=applied,
        decided_at=decided if is_member else None,
        last_used_at=applied,
        once=f"demo-employer-{one.key}",
        people=[
            EmployerPerson(
                email=email,
                name=name,
                title=_in_region(titles, region),
                phone="900 00 003",
                language=region.default_language,
                created_at=applied,
            )
        ],
        memberships=[Membership(joined_at=decided)] if is_member else [],
    )


def _in_region(texts: dict[str, str], region: Region) -> str:
    """The text in the region's own language, or the nearest to it."""
    return i18n.pick(texts, region.default_language, region.default_language)[1]
