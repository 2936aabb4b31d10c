"""What fits is found by a worker, and shown as it may be shown now."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus, Sector
from newcomer.partner_jobs.models.introductions import IntroductionStatus
from newcomer.partner_jobs.models.partners import (
    FitState,
    JobFit,
    PartnerProfile,
    PartnerStatus,
    Visibility,
)
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services import fit_state, fits, parting, ranking
from newcomer.partner_jobs.services.ranking import NotRanked
from newcomer.region import current_region
from tests import factories
from tests.partner_jobs import people
from tests.partner_jobs.partner_forms import (
    MARIA,
    all_fits,
    change,
    find_fits,
    signed_in,
    want_fits,
)
from tests.support.at_once import at_once


def test_a_partner_sees_the_vacancies_that_fit_and_why(app: Flask) -> None:
    employer = people.make_employer(app, name="Fjellheim Helse AS")
    people.make_vacancy(
        app, employer, title="Sykepleier på natt", skills=["nursing", "dementia-care"]
    )
    people.make_partner(app, email=MARIA, skills=["nursing"])
    want_fits(app)
    client = signed_in(app, MARIA)
    assert "Vi leter for deg" in client.get("jobs.partner_fits").text
    find_fits(app)
    page = client.get("jobs.partner_fits")
    assert "Sykepleier på natt" in page.text
    assert "Fjellheim Helse AS" in page.text
    assert "Det er det arbeidet du søker." in page.text
    assert "Du kan språkene som trengs." in page.text
    assert "Sykepleie." in page.text  # the skill that it asks for
    assert "Demensomsorg" in page.text  # the one that is missing


@pytest.mark.parametrize(
    ("language", "needs", "course"),
    [
        ("nb", "Det trengs norsk bokmål på B2. Du har B1.", "Her er et kurs"),
        ("nn", "Det trengst norsk bokmål på B2. Du har B1.", "Her er eit kurs"),
        ("sv", "Det krävs norskt bokmål på nivå B2. Du har B1.", "Här finns en kurs"),
        ("en", "It needs Norwegian Bokmål at B2. You have B1.", "Here is a course"),
    ],
)
def test_what_is_missing_comes_with_a_course(
    app: Flask, language: str, needs: str, course: str
) -> None:
    factories.make_article(app, slug="norwegian-course", texts={"nb": "Norskkurs"})
    employer = people.make_employer(app)
    people.make_vacancy(app, employer, languages={"nb": 4})
    people.make_partner(app, email=MARIA, languages={"nb": 3})
    want_fits(app)
    find_fits(app)
    page = signed_in(app, MARIA, language=language).get("jobs.partner_fits")
    assert needs in page.text
    (link,) = page.all('a[href$="/articles/norwegian-course"]')
    assert link.to_text().strip() == course


def test_the_best_comes_first_and_at_most_twenty(app: Flask) -> None:
    employer = people.make_employer(app)
    for _ in range(21):
        people.make_vacancy(app, employer, skills=["dementia-care"])
    best = people.make_vacancy(app, employer, skills=["nursing"])
    number = people.make_partner(app, skills=["nursing"])
    want_fits(app)
    find_fits(app)
    ranks = {fit.vacancy_id: fit.rank_for_partner for fit in all_fits(app)}
    assert ranks[best] == 1
    shown = [rank for rank in ranks.values() if rank is not None]
    assert sorted(shown) == list(range(1, 21))
    assert {fit.partner_id for fit in all_fits(app)} == {number}


def test_nothing_changed_nothing_is_found_anew(app: Flask) -> None:
    people.make_partner(app)
    with app.app_context():
        assert not fits.work(current_region(), utcnow())
    want_fits(app)
    with app.app_context():
        assert fits.work(current_region(), utcnow())
        assert not fits.work(current_region(), utcnow())
        db.session.remove()


def test_a_pair_that_stays_keeps_when_it_was_found_and_one_that_comes_again_is_not_new(
    app: Flask,
) -> None:
    employer = people.make_employer(app)
    vacancy = people.make_vacancy(app, employer)
    number = people.make_partner(app)
    want_fits(app)
    find_fits(app)
    (first,) = all_fits(app)
    change(app, number, lambda one: setattr(one, "languages", {"so": 6}))
    want_fits(app)
    find_fits(app)
    (gone,) = all_fits(app)
    assert (gone.rank_for_partner, gone.rank_for_vacancy) == (None, None)
    change(app, number, lambda one: setattr(one, "languages", {"nb": 5}))
    want_fits(app)
    find_fits(app)
    (back,) = all_fits(app)
    assert back.since == first.since
    assert (back.vacancy_id, back.rank_for_partner) == (vacancy, 1)


def test_people_are_ranked_for_private_and_voluntary_members_only(app: Flask) -> None:
    numbers = {}
    for sector in Sector:
        employer = people.make_employer(app, sector=sector)
        numbers[sector] = people.make_vacancy(app, employer)
    people.make_partner(app)
    want_fits(app)
    find_fits(app)
    found = {fit.vacancy_id: fit for fit in all_fits(app)}
    for sector, vacancy in numbers.items():
        assert found[vacancy].rank_for_partner is not None  # the partner is told of all of them
        ranked = found[vacancy].rank_for_vacancy is not None
        assert ranked == (sector in (Sector.private, Sector.voluntary)), sector


@pytest.mark.parametrize("sector", [Sector.municipal, Sector.county, Sector.state])
def test_the_ranking_refuses_public_employers(app: Flask, sector: Sector) -> None:
    employer = people.make_employer(app, sector=sector)
    vacancy = people.make_vacancy(app, employer)
    partner = people.make_partner(app, visibility=Visibility.named)
    with app.test_request_context(method="POST"):  # as if somebody had ranked them all the same
        row = JobFit(partner_id=partner, vacancy_id=vacancy, score=900, parts={}, rank_for_partner=1,
                     rank_for_vacancy=1, since=utcnow())  # fmt: skip
        db.session.add(row)
        db.session.commit()
        with pytest.raises(NotRanked):
            ranking.best_partners(db.session.get_one(Vacancy, vacancy))
        with pytest.raises(NotRanked):
            ranking.open_vacancies(db.session.get_one(Employer, employer))
        with pytest.raises(NotRanked):
            ranking.fits_of(
                db.session.get_one(PartnerProfile, partner), db.session.get_one(Employer, employer)
            )
        db.session.rollback()


@pytest.mark.parametrize(
    "hide",
    [
        {"status": PartnerStatus.hidden},
        {"status": PartnerStatus.hired},
        {"visibility": Visibility.coordinators},
    ],
)
def test_who_takes_the_yes_back_is_not_ranked_before_the_worker_has_run(
    app: Flask, hide: dict[str, object]
) -> None:
    employer = people.make_employer(app)
    vacancy = people.make_vacancy(app, employer)
    number = people.make_partner(app)
    want_fits(app)
    find_fits(app)
    with app.app_context():
        assert len(ranking.best_partners(db.session.get_one(Vacancy, vacancy))) == 1
        db.session.remove()
    change(app, number, lambda one: [setattr(one, name, value) for name, value in hide.items()])
    with app.app_context():
        assert ranking.best_partners(db.session.get_one(Vacancy, vacancy)) == []
        db.session.remove()


def test_a_vacancy_that_is_not_open_any_more_is_not_shown(app: Flask) -> None:
    employer = people.make_employer(app)
    vacancy = people.make_vacancy(app, employer, title="Sykepleier her")
    people.make_partner(app, email=MARIA)
    want_fits(app)
    find_fits(app)
    client = signed_in(app, MARIA)
    assert "Sykepleier her" in client.get("jobs.partner_fits").text
    _change(app, Vacancy, vacancy, status=VacancyStatus.paused)
    assert "Sykepleier her" not in client.get("jobs.partner_fits").text
    _change(app, Vacancy, vacancy, status=VacancyStatus.open)
    _change(app, Employer, employer, status=EmployerStatus.left)
    assert "Sykepleier her" not in client.get("jobs.partner_fits").text


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"languages": {"so": 6}}, "language"),
        ({"occupations": ["farmer"]}, "occupation"),
        ({"place": "skeikampen", "reach_km": 5}, "distance"),
        ({"place": "atlantis"}, "place"),
    ],
)
def test_the_desk_sees_whom_nobody_matches_and_why(
    app: Flask, facts: dict[str, object], why: str
) -> None:
    people.make_vacancy(app, people.make_employer(app))
    number = people.make_partner(app, email=MARIA, name="Maria Prøve", **facts)
    people.make_partner(app, name="Anna Prøve")
    want_fits(app)
    find_fits(app)
    with app.app_context():
        result = db.session.scalars(select(FitState.result)).one()
    assert (result["partners"], result["matched"], result["reasons"]) == (2, 1, {why: 1})
    assert result["unmatched"][str(number)]["why"] == why
    desk = signed_in(app, "desk@example.test", factories.Role.coordinator)
    page = desk.get(desk.url("jobs_desk.partners") + f"?why={why}")
    assert "Maria Prøve" in page.text
    assert "Anna Prøve" not in page.text
    assert signed_in(app, MARIA).get("jobs.partner_fits").all(".empty-state")


def test_a_partner_deleted_while_the_worker_writes_stops_nothing(app: Flask) -> None:
    people.make_vacancy(app, people.make_employer(app))
    gone, stays = people.make_partner(app), people.make_partner(app)
    want_fits(app)

    def delete() -> None:
        with app.test_request_context(method="POST"):
            parting.partner(db.session.get_one(PartnerProfile, gone), utcnow())
            db.session.commit()

    at_once(
        app,
        delete,
        lambda: find_fits(app),
        meet=("DELETE FROM job_fit WHERE job_fit.partner_id =", "INSERT INTO job_fit"),
    )
    find_fits(app)
    assert [fit.partner_id for fit in all_fits(app)] == [stays]


@pytest.mark.parametrize("in_turn", [True, False])
def test_who_hides_while_the_worker_writes_is_shown_to_nobody(app: Flask, in_turn: bool) -> None:
    vacancy = people.make_vacancy(app, people.make_employer(app))
    number = people.make_partner(app)
    want_fits(app)

    def hide() -> None:
        with app.test_request_context(method="POST"):
            parting.hide(db.session.get_one(PartnerProfile, number), utcnow())
            db.session.commit()

    meet = ("UPDATE partner_profile", "INSERT INTO job_fit")
    at_once(app, hide, lambda: find_fits(app), meet=meet, in_turn=in_turn)
    with app.app_context():
        assert ranking.best_partners(db.session.get_one(Vacancy, vacancy)) == []
        db.session.remove()
    find_fits(app)
    assert all_fits(app) == []


def test_two_workers_find_it_once(app: Flask) -> None:
    people.make_vacancy(app, people.make_employer(app))
    people.make_partner(app)
    want_fits(app)

    def work() -> bool:
        with app.app_context():
            try:
                return fits.work(current_region(), utcnow())
            finally:
                db.session.remove()

    at_once(app, work, work, meet="UPDATE fit_state")
    assert len(all_fits(app)) == 1
    with app.app_context():
        state = db.session.scalars(select(FitState)).one()
        assert (state.done, state.claimed_at) == (state.wanted, None)


def test_a_worker_that_was_killed_is_followed_by_another(app: Flask) -> None:
    people.make_vacancy(app, people.make_employer(app))
    people.make_partner(app)
    want_fits(app)
    _claimed(app, utcnow())
    find_fits(app)
    assert all_fits(app) == []
    _claimed(app, utcnow() - fits.TAKEN_FOR_DEAD - timedelta(seconds=1))
    find_fits(app)
    assert len(all_fits(app)) == 1


def test_one_who_was_taken_for_dead_and_comes_back_writes_nothing(app: Flask) -> None:
    people.make_vacancy(app, people.make_employer(app))
    people.make_partner(app)
    want_fits(app)
    began = utcnow()
    with app.app_context():
        slow = fits.take(began)
        assert slow is not None
        assert fits.take(began + fits.TAKEN_FOR_DEAD) == slow
        with pytest.raises(fits.LostClaim):
            fits.carry_out(slow, began, current_region())
        db.session.remove()
    assert all_fits(app) == []


def test_what_changes_while_the_worker_looks_is_looked_at_next(app: Flask) -> None:
    people.make_vacancy(app, people.make_employer(app))
    people.make_partner(app)
    want_fits(app)
    began = utcnow()
    with app.app_context():
        taken = fits.take(began)
        assert taken is not None
        db.session.remove()
    want_fits(app)
    with app.app_context():
        fits.carry_out(taken, began, current_region())
        state = db.session.scalars(select(FitState)).one()
        assert state.done == state.wanted - 1
        assert fits.work(current_region(), utcnow())
        db.session.remove()


def test_a_member_sees_its_best_partners_and_each_only_as_far_as_they_allow(app: Flask) -> None:
    employer = people.make_employer(app)
    vacancy = people.make_vacancy(app, employer, title="Sykepleier dag")
    named = people.make_partner(app, name="Nina Navn", visibility=Visibility.named)
    hidden = people.make_partner(app, name="Helge Hemmelig")
    people.make_partner(app, name="Kari Bare", visibility=Visibility.coordinators)
    want_fits(app)
    find_fits(app)
    client = signed_in(app, "hr@example.test")
    page = client.get("jobs.employer_partners", employer_id=employer)
    assert "Nina Navn" in page.text
    assert f"Medflytter {hidden}" in page.text
    assert "Hemmelig" not in page.text
    assert "Kari" not in page.text
    links = [one.attrs["href"] for one in page.all("main article a")]
    assert {link.rpartition("/")[2] for link in links} == {str(named), str(hidden)}
    other = people.make_vacancy(app, people.make_employer(app, people=("x@example.test",)))
    page = client.get(
        client.url("jobs.employer_partners", employer_id=employer) + f"?vacancy={other}"
    )
    assert "Sykepleier dag" in page.text  # not somebody else's
    assert vacancy != other


def test_a_list_of_fits_costs_as_much_for_many_as_for_few(app: Flask) -> None:
    employer = people.make_employer(app)
    people.make_vacancy(app, employer)
    people.make_partner(app, email=MARIA)
    want_fits(app)
    find_fits(app)
    mine, theirs = signed_in(app, MARIA), signed_in(app, "hr@example.test")
    pages = [
        mine.get("jobs.partner_fits"),
        theirs.get("jobs.employer_partners", employer_id=employer),
    ]
    few = [len(page.queries) for page in pages]
    for _ in range(12):
        people.make_vacancy(app, employer)
        people.make_partner(app, visibility=Visibility.named)
    want_fits(app)
    find_fits(app)
    pages = [
        mine.get("jobs.partner_fits"),
        theirs.get("jobs.employer_partners", employer_id=employer),
    ]
    assert [len(page.queries) for page in pages] == few


def test_an_accepted_introduction_shows_who_it_is(app: Flask) -> None:
    employer = people.make_employer(app)
    number = people.make_partner(app, name="Maria Prøve", phone="912 34 567", email=MARIA)
    client = signed_in(app, "hr@example.test")
    where = {"employer_id": employer, "partner_id": number}
    assert "Maria" not in client.get("jobs.employer_partner", **where).text
    people.make_introduction(app, number, employer, status=IntroductionStatus.accepted)
    page = client.get("jobs.employer_partner", **where)
    assert page.heading == "Maria Prøve"
    assert MARIA in page.text


def _change(app: Flask, model: type, number: int, **values: object) -> None:
    with app.test_request_context(method="POST"):
        db.session.execute(update(model).where(model.id == number).values(**values))  # type: ignore[attr-defined]
        fit_state.want()
        db.session.commit()


def _claimed(app: Flask, at: object) -> None:
    with app.test_request_context(method="POST"):
        db.session.execute(update(FitState).values(claimed_at=at))
        db.session.commit()
