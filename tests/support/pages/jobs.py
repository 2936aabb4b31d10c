"""Pages of vacancies, of partners who look for work, and of introductions."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.demo import employer_of
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus
from newcomer.partner_jobs.models.partners import PartnerProfile, Visibility
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services import digest
from tests.partner_jobs.people import make_introduction, make_partner, make_vacancy
from tests.support.pages.steps import EMAILS, SitePage, path, sending

WHO = "coordinator"
MEMBER = EMAILS["member"]
NAMED = "pages-partner@example.test"


def fill(app: Flask) -> None:
    """The member of the other pages also looks for work, and acts for an employer with a vacancy in
    each state and an introduction in each."""
    with app.app_context():
        found = employer_of("workshop")
        assert found is not None
        workshop = found.id
    vacancies = {status: make_vacancy(app, workshop, status=status) for status in VacancyStatus}
    make_partner(app, email=MEMBER, name="Mona Lund", visibility=Visibility.named)
    for status in IntroductionStatus:
        email = (
            NAMED if status is IntroductionStatus.asked_employer else f"{status.value}@example.test"
        )
        partner = make_partner(app, email=email, visibility=Visibility.named)
        make_introduction(
            app, partner, workshop, vacancies[VacancyStatus.open], status=status,
            employer_asked_at=utcnow(),
        )  # fmt: skip


def pages(app: Flask) -> Iterator[SitePage]:
    with app.test_request_context():
        found = employer_of("workshop")
        assert found is not None
        workshop = found.id
        vacancies = {
            status: db.session.scalars(
                select(Vacancy.id).where(Vacancy.employer_id == workshop, Vacancy.status == status)
            ).first()
            for status in VacancyStatus
        }
        named = db.session.scalars(
            select(PartnerProfile).where(PartnerProfile.email == NAMED)
        ).one()
        own = db.session.scalars(select(PartnerProfile).where(PartnerProfile.email == MEMBER)).one()
        introductions = {
            status: db.session.scalars(
                select(Introduction.id).where(
                    Introduction.status == status, Introduction.employer_id == workshop
                )
            ).first()
            for status in IntroductionStatus
        }
        partner, token = named.id, digest.token_of(own)
    yield from _vacancies(app, workshop, vacancies)
    yield from _partners(app, workshop, partner, token)
    yield from _introductions(app, workshop, partner, introductions)
    yield SitePage(
        "introduction-suggest-as-partner",
        path(app, "jobs.suggest_as_partner", vacancy_id=vacancies[VacancyStatus.open]),
        "member",
    )


# What looks as another does.
ALIKE = (VacancyStatus.expired, VacancyStatus.closed)
UNLIKE = (
    IntroductionStatus.asked_employer,
    IntroductionStatus.accepted,
    IntroductionStatus.expired_employer,
    IntroductionStatus.over,
)


def _vacancies(
    app: Flask, employer: int, numbers: dict[VacancyStatus, int | None]
) -> Iterator[SitePage]:
    listed = path(app, "jobs.vacancies")
    yield SitePage("vacancies", listed, key=True)
    yield SitePage("vacancies-found", f"{listed}?q=sykepleier")
    yield SitePage("vacancies-none", f"{listed}?q=xyzzy")
    for status, number in numbers.items():
        where = path(app, "jobs.vacancy", vacancy_id=number)
        answer = {VacancyStatus.open: 200, VacancyStatus.draft: 404}.get(status, 410)
        alike = status in ALIKE
        yield SitePage(
            f"vacancy-{status.value}", where, status=answer, key=answer == 200, alike=alike
        )
        own = path(app, "jobs.own_vacancy", employer_id=employer, vacancy_id=number)
        yield SitePage(f"own-vacancy-{status.value}", own, "member", alike=alike)
    own = path(app, "jobs.employer_vacancies", employer_id=employer)
    yield SitePage("own-vacancies", own, "member", key=True)
    yield SitePage("vacancy-new", own + "/new", "member", key=True)
    yield SitePage("vacancy-new-mistakes", own + "/new", "member", 422, sending(title=""))
    is_open = f"{own}/{numbers[VacancyStatus.open]}"
    for name in ("edit", "text/sv", "end"):
        yield SitePage(f"vacancy-{name.replace('/', '-')}", f"{is_open}/{name}", "member")
    yield SitePage("vacancy-delete", f"{own}/{numbers[VacancyStatus.draft]}/delete", "member")
    yield SitePage("desk-vacancies", path(app, "jobs_desk.vacancies"), WHO)
    one = path(app, "jobs_desk.vacancy", vacancy_id=numbers[VacancyStatus.open])
    yield SitePage("desk-vacancy", one, WHO)
    yield SitePage("desk-vacancy-partners", one + "/partners", WHO, key=True)


def _partners(app: Flask, employer: int, partner: int, token: str) -> Iterator[SitePage]:
    yield SitePage("partners-welcome", path(app, "jobs.partners_welcome"), key=True)
    profile = path(app, "jobs.partner_profile")
    yield SitePage("partner-profile-new", profile, "administrator", key=True)
    yield SitePage("partner-profile", profile, "member")
    yield SitePage("partner-profile-mistakes", profile, "member", 422, sending(name=""))
    for name in ("fits", "looks", "cv", "hired"):
        endpoint = f"jobs.partner_{name}"
        yield SitePage(f"partner-{name}", path(app, endpoint), "member", key=name == "fits")
    yield SitePage("partner-delete", path(app, "jobs.delete_partner"), "member")
    yield SitePage("digest-end", path(app, "jobs.end_digest", digest_token=token))
    listed = path(app, "jobs.employer_partners", employer_id=employer)
    yield SitePage("employer-partners", listed, "member", key=True)
    one = path(app, "jobs.employer_partner", employer_id=employer, partner_id=partner)
    yield SitePage("employer-partner", one, "member", personal=True)
    yield SitePage("desk-partners", path(app, "jobs_desk.partners"), WHO, key=True)
    at_desk = path(app, "jobs_desk.partner", partner_id=partner)
    yield SitePage("desk-partner", at_desk, WHO, personal=True)


def _introductions(
    app: Flask, employer: int, partner: int, numbers: dict[IntroductionStatus, int | None]
) -> Iterator[SitePage]:
    yield SitePage("my-introductions", path(app, "jobs.my_introductions"), "member")
    listed = path(app, "jobs.employer_introductions", employer_id=employer)
    yield SitePage("employer-introductions", listed, "member", key=True)
    for status, number in numbers.items():
        where = path(app, "jobs.introduction", introduction_id=number)
        # Of a partner who has not answered, an employer is told nothing.
        if status is not IntroductionStatus.asked_partner:
            is_alike = status not in UNLIKE
            yield SitePage(
                f"introduction-{status.value}", where, "member", personal=True, alike=is_alike
            )
        desk = path(app, "jobs_desk.introduction", introduction_id=number)
        is_alike = status is not IntroductionStatus.accepted
        yield SitePage(f"desk-introduction-{status.value}", desk, WHO, alike=is_alike)
    suggest = path(app, "jobs.suggest_as_employer", employer_id=employer, partner_id=partner)
    yield SitePage("introduction-suggest-as-employer", suggest, "member")
    for name in ("introductions", "network", "job_figures"):
        yield SitePage(f"desk-{name}", path(app, f"jobs_desk.{name}"), WHO, key=name == "network")
    suggest = path(app, "jobs_desk.suggest_introduction", partner_id=partner)
    yield SitePage("desk-suggest-introduction", suggest, WHO)
