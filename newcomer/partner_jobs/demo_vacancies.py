"""Some invented vacancies of the invented employers, in the places of the running region."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from newcomer.extensions import db
from newcomer.occupations import occupations
from newcomer.partner_jobs.models.employers import (
    Employer,
    EmployerPerson,
    EmployerStatus,
    Membership,
    Sector,
    SizeBand,
)
from newcomer.partner_jobs.models.vacancies import (
    FilledBy,
    Vacancy,
    VacancyKind,
    VacancyStatus,
    VacancyText,
)
from newcomer.partner_jobs.services import fit_state, vacancy_search
from newcomer.partner_jobs.services.vacancies import last_day, today_in
from newcomer.region import Region, current_region

K, S = VacancyKind, VacancyStatus
# Where nobody has invented employers yet. Both numbers hold by their check digits.
OWN_EMPLOYERS = {
    "no": (("910000012", Sector.private), ("910000004", Sector.municipal)),
    "se": (("5599999991", Sector.private), ("2120009994", Sector.municipal)),
}


@dataclass(frozen=True)
class Idea:
    """An invented vacancy. `needs` names languages and levels; "own" is the region's language."""

    occupation: str
    texts: dict[str, tuple[str, str]]  # language → title, body
    public: bool = False  # at a public employer
    kind: VacancyKind = K.permanent
    status: VacancyStatus = S.open
    days_ago: int = 3
    pct: tuple[int, int] = (100, 100)
    remote: int = 0
    deadline_in: int | None = None
    skills: Sequence[str] = ()
    needs: dict[str, int] = field(default_factory=lambda: {"own": 4})


# fmt: off
IDEAS = (
    Idea("nurse", {
        "nb": ("Sykepleier på sykehjem", "Du gir pleie og legemidler til 24 beboere, sammen med gode kolleger.\n\n- Turnus med hver tredje helg\n- Fadder de første åtte ukene\n- Norskkurs i arbeidstiden"),
        "nn": ("Sjukepleiar på sjukeheim", "Du gir pleie og legemiddel til 24 bebuarar, saman med gode kollegaer.\n\n- Turnus med kvar tredje helg\n- Fadder dei første åtte vekene\n- Norskkurs i arbeidstida"),
        "sv": ("Sjuksköterska på äldreboende", "Du ger vård och läkemedel till 24 boende, tillsammans med bra kollegor.\n\n- Schema med var tredje helg\n- Handledare de första åtta veckorna\n- Språkkurs på arbetstid"),
        "en": ("Nurse at a nursing home", "You give care and medicines to 24 residents, together with good colleagues.\n\n- Every third weekend\n- A buddy for the first eight weeks\n- Language course in working hours"),
    }, public=True, pct=(75, 100), deadline_in=25, skills=("nursing", "care-of-older-people", "handling-medicines")),
    Idea("software-developer", {
        "nb": ("Utvikler i Python", "Vi lager bookingsystem for små hoteller. Du skriver kode, tester og snakker med kundene."),
        "en": ("Python developer", "We make booking software for small hotels. You write code, test it and talk with our customers."),
        "sv": ("Utvecklare i Python", "Vi gör bokningssystem för små hotell. Du skriver kod, testar och pratar med kunderna."),
    }, days_ago=1, remote=75, pct=(80, 100), needs={"en": 4}),
    Idea("primary-school-teacher", {
        "nb": ("Lærer i grunnskolen", "Du underviser på mellomtrinnet i matematikk og naturfag."),
        "nn": ("Lærar i grunnskulen", "Du underviser på mellomsteget i matematikk og naturfag."),
        "sv": ("Lärare i grundskolan", "Du undervisar på mellanstadiet i matematik och naturkunskap."),
    }, public=True, days_ago=6, deadline_in=14, needs={"own": 5}),
    Idea("cook", {
        "nb": ("Kokk i fjellet", "Du lager mat av råvarer fra dalen. Vi har bolig til deg om du trenger det."),
        "en": ("Chef in the mountains", "You cook with what the valley grows. We have housing if you need it."),
        "sv": ("Kock", "Du lagar mat av råvaror från trakten. Vi har bostad om du behöver."),
    }, kind=K.temporary, days_ago=2, pct=(60, 100), deadline_in=40, needs={"en": 3}),
    Idea("accountant", {
        "nb": ("Regnskapsfører", "Du fører regnskap for tjue små bedrifter, mest fra hjemmekontor."),
        "sv": ("Redovisningsekonom", "Du sköter bokföringen för tjugo små företag, mest hemifrån."),
    }, days_ago=9, remote=100, pct=(50, 80)),
    Idea("carpenter", {
        "nb": ("Praksisplass på byggeplass", "I tolv uker lærer du å sette opp vegger og lese tegninger."),
        "sv": ("Praktikplats på bygge", "Under tolv veckor lär du dig att sätta upp väggar och läsa ritningar."),
    }, kind=K.internship, days_ago=4, needs={"own": 2}),
    Idea("", {
        "nb": ("Arbeidstrening på lager", "Prøv deg på plukking og pakking, tre dager i uka."),
        "nn": ("Arbeidstrening på lager", "Prøv deg på plukking og pakking, tre dagar i veka."),
        "sv": ("Arbetsträning på lager", "Prova på att plocka och packa, tre dagar i veckan."),
    }, kind=K.work_training, days_ago=12, pct=(40, 60), needs={}),
    Idea("receptionist", {
        "nb": ("Resepsjonist", "Du tar imot gjester og svarer på telefon."),
        "sv": ("Receptionist", "Du tar emot gäster och svarar i telefon."),
    }, status=S.paused, days_ago=20, needs={"own": 4, "en": 4}),
    Idea("bus-driver", {
        "nb": ("Bussjåfør", "Du kjører skolebuss morgen og ettermiddag."),
        "sv": ("Bussförare", "Du kör skolbuss morgon och eftermiddag."),
    }, status=S.filled, days_ago=45),
    Idea("health-care-worker", {
        "nb": ("Helsefagarbeider", "Du hjelper folk hjemme med måltider og stell."),
        "sv": ("Undersköterska", "Du hjälper människor hemma med måltider och omvårdnad."),
    }, public=True, status=S.draft, days_ago=1),
)
# fmt: on


def fill(now: datetime) -> None:
    """Add the vacancies, where there are none yet."""
    if db.session.scalar(select(Vacancy.id).limit(1)) is not None:
        return
    region = current_region()
    private, public = _employers(region, now)
    for number, idea in enumerate(IDEAS):
        some = public if idea.public else private
        db.session.add(_vacancy(idea, some[number % len(some)], number, region, now))
    db.session.flush()
    for vacancy in db.session.scalars(select(Vacancy).where(Vacancy.status == S.open)):
        vacancy_search.index(vacancy)
    fit_state.want()


def _employers(region: Region, now: datetime) -> tuple[list[Employer], list[Employer]]:
    """The private and the public members; our own where there are none of a kind."""
    members = select(Employer).where(Employer.status == EmployerStatus.approved)
    found = list(db.session.scalars(members.order_by(Employer.id)))
    private = [one for one in found if not one.is_public_body]
    public = [one for one in found if one.is_public_body]
    (number, sector), (public_number, public_sector) = OWN_EMPLOYERS[region.country]
    return (
        private or [_employer(number, sector, region, now)],
        public or [_employer(public_number, public_sector, region, now)],
    )


def _employer(number: str, sector: Sector, region: Region, now: datetime) -> Employer:
    place = region.places[0]
    names = {
        Sector.private: f"{place.name} Hotell og Data AS",
        Sector.municipal: region.municipalities[0].name,
    }
    employer = Employer(
        org_number=number,
        name=names[sector],
        sector=sector,
        place=place.slug,
        size=SizeBand.medium,
        languages=[region.default_language, "en"],
        status=EmployerStatus.approved,
        conversations_a_month=2,
        posts_vacancies=True,
        created_at=now,
        decided_at=now,
        last_used_at=now,
        once=f"demo-vacancies-{number}",
        people=[
            EmployerPerson(
                email="employer@example.test",
                name="Hege Rud",
                title="HR",
                language=region.default_language,
                created_at=now,
            )
        ],
        memberships=[Membership(joined_at=now)],
    )
    db.session.add(employer)
    db.session.flush()
    return employer


def _vacancy(idea: Idea, employer: Employer, number: int, region: Region, now: datetime) -> Vacancy:
    published = now - timedelta(days=idea.days_ago, hours=number)
    today = today_in(region, now)
    deadline = today + timedelta(days=idea.deadline_in) if idea.deadline_in else None
    occupation = occupations().get(idea.occupation)
    own = region.default_language
    place = region.places[number % len(region.places)]
    drafted = idea.status is S.draft
    source = own if own in idea.texts else next(iter(idea.texts))
    return Vacancy(
        employer=employer,
        status=idea.status,
        kind=idea.kind,
        occupation=occupation.slug if occupation else "",
        isco=occupation.isco if occupation else "",
        skills=list(idea.skills),
        languages={own if code == "own" else code: level for code, level in idea.needs.items()},
        place=place.slug,
        municipality=place.municipality,
        remote_pct=idea.remote,
        pct_from=idea.pct[0],
        pct_to=idea.pct[1],
        deadline=deadline,
        expires_on=None if drafted else last_day(deadline, today_in(region, published), region),
        apply_email="jobb@example.test",
        contact_name="Hege Rud",
        contact_phone="900 00 000",
        source_language=source,
        created_at=published,
        published_at=None if drafted else published,
        ended_at=now if idea.status is S.filled else None,
        filled_by=FilledBy.network if idea.status is S.filled else None,
        once=f"demo-vacancy-{number}",
        translations=[
            VacancyText(
                language=code,
                title=title,
                body=body,
                how_to_apply="",
            )
            for code, (title, body) in idea.texts.items()
        ],
    )
