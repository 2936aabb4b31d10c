"""The ledger: what is counted, against what, and what nobody else sees."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus, Sector
from newcomer.partner_jobs.models.introductions import IntroductionStatus, Outcome
from newcomer.partner_jobs.models.partners import PartnerStatus, Visibility
from newcomer.partner_jobs.services import ledger
from newcomer.partner_jobs.services.ledger import Ledger
from newcomer.region import current_region
from tests.partner_jobs.people import make_employer, make_introduction, make_partner
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]
Stage = IntroductionStatus
DAY = timedelta(days=1)
HR = "hr@example.test"


def months_ago(months: int) -> datetime:
    """A day in the middle of a month that has passed."""
    return utcnow().replace(day=1) - timedelta(days=30 * months - 14)


LAST_MONTH = months_ago(1)


def asked(app: Flask, employer: int, at: datetime = LAST_MONTH, **facts: object) -> int:
    """The employer was asked then, with five days to answer."""
    usual = {
        "status": Stage.declined_employer,
        "now": at,
        "employer_asked_at": at,
        "employer_due_at": at + 5 * DAY,
        "employer_answered_at": at + DAY,
    }
    return make_introduction(app, make_partner(app), employer, **{**usual, **facts})


def of(app: Flask, number: int, *, at_desk: bool = False) -> Ledger:
    with app.app_context():
        since, _until = ledger.period(utcnow(), current_region())
        employer = db.session.get_one(Employer, number)
        return ledger.of_employer(employer, since, at_desk=at_desk)


def test_an_answer_counts_as_in_time_until_the_deadline(app: Flask) -> None:
    number = make_employer(app)
    due = LAST_MONTH + 5 * DAY
    asked(app, number)  # a no is an answer as good as a yes
    asked(app, number, employer_answered_at=due)
    asked(app, number, employer_answered_at=due + timedelta(seconds=1))
    asked(app, number, status=Stage.expired_employer, employer_answered_at=None)
    asked(app, number, status=Stage.asked_employer, employer_answered_at=None)  # still awaited
    asked(app, number, status=Stage.withdrawn, employer_answered_at=None)  # nobody's fault
    found = of(app, number)
    assert (found.received, found.in_time, found.late) == (6, 2, 2)
    assert found.share_in_time == 0.5


def test_what_never_reached_the_employer_is_not_counted(app: Flask) -> None:
    number = make_employer(app)
    nothing = {"employer_asked_at": None, "employer_due_at": None, "employer_answered_at": None}
    asked(app, number, status=Stage.declined_partner, **nothing)
    assert of(app, number) == Ledger()
    assert of(app, number).share_in_time is None


def test_conversations_and_hires_count_when_they_happen(app: Flask) -> None:
    number, other = make_employer(app), make_employer(app)
    long_ago = months_ago(15)
    asked(app, number, long_ago, talked_on=long_ago.date())
    # Asked long ago, hired last month.
    asked(
        app, number, long_ago, status=Stage.over, talked_on=LAST_MONTH.date(), outcome=Outcome.hired,
        outcome_at=LAST_MONTH,
    )  # fmt: skip
    asked(app, number, status=Stage.over, outcome=Outcome.not_now, outcome_at=LAST_MONTH)
    asked(app, other, status=Stage.over, outcome=Outcome.hired, outcome_at=LAST_MONTH)
    assert of(app, number) == Ledger(received=1, in_time=1, conversations=1, hires=1)
    assert of(app, other).hires == 1


def test_a_partner_who_shows_themselves_to_nobody_is_not_told_of_by_a_number(app: Flask) -> None:
    number = make_employer(app)
    make_partner(app, brought_by_id=number, visibility=Visibility.named)
    make_partner(app, brought_by_id=number, visibility=Visibility.coordinators)
    make_partner(app, brought_by_id=number, status=PartnerStatus.hidden)
    make_partner(app)
    assert of(app, number).referred == 1
    assert of(app, number, at_desk=True).referred == 3


def test_the_median_waits_for_five_members(app: Flask) -> None:
    numbers = [make_employer(app) for _ in range(4)]
    make_employer(app, status=EmployerStatus.applied)
    for turn, number in enumerate(numbers):
        for _ in range(turn):
            asked(app, number)
    assert network(app).medians == {}
    make_employer(app)
    found = network(app)
    assert found.members == 5
    assert found.medians["received"] == 1  # of 0, 0, 1, 2 and 3
    assert found.medians["hires"] == 0
    assert "share_in_time" not in found.medians  # only three were ever asked
    assert found.total.received == 6


def network(app: Flask) -> ledger.Network:
    with app.app_context():
        since, _until = ledger.period(utcnow(), current_region())
        return ledger.network(since)


def test_a_member_sees_its_own_beside_the_median(app: Flask, client_for: ClientFor) -> None:
    own = make_employer(app)
    others = [make_employer(app, people=(f"o{n}@example.test",)) for n in range(3)]
    for number in (own, own, *others):
        asked(app, number)
    hege = client_for("member", email=HR)
    page = hege.get("jobs.employer_room", employer_id=own)
    assert "Medlemmet i midten" not in page.text
    make_employer(app, people=("o5@example.test",))
    page = hege.get("jobs.employer_room", employer_id=own)
    assert "Medlemmet i midten" in page.text
    rows = [" ".join(one.to_text().split()) for one in page.all("tr")]
    assert "Introduksjoner mottatt 2 1" in rows
    for number in others:
        hege.get("jobs.employer_room", status=404, employer_id=number)


def public_queries(app: Flask, visitor: SiteClient) -> list[str]:
    """What the public page asks when it is made anew; whether it is to be is asked now and then."""
    app.extensions["page_cache"].pages.clear()
    page = visitor.get("jobs.employers")
    return [one for one in page.queries if "public_version" not in one]


def test_the_ledger_asks_as_often_however_much_there_is(app: Flask, client_for: ClientFor) -> None:
    own = make_employer(app)
    hege = client_for("member", email=HR)
    few = len(hege.get("jobs.employer_room", employer_id=own).queries)
    public = len(public_queries(app, client_for(None)))
    for turn in range(8):
        asked(app, make_employer(app, people=(f"o{turn}@example.test",)))
        asked(app, own)
    assert len(hege.get("jobs.employer_room", employer_id=own).queries) == few
    assert len(public_queries(app, client_for(None))) == public


# -- in public -------------------------------------------------------------------------------------


def public(app: Flask) -> ledger.Public:
    with app.app_context():
        return ledger.public(utcnow(), current_region())


def test_the_public_sees_what_five_employers_stand_behind(app: Flask, visitor: SiteClient) -> None:
    numbers = [make_employer(app) for _ in range(4)]
    for number in numbers:
        for _ in range(10):  # many introductions, of few employers
            asked(app, number)
    found = public(app)
    assert found.members is None
    assert set(found.figures.values()) == {None}
    assert "Nettverket er nytt" in visitor.get("jobs.employers").text
    fifth = make_employer(app, people=("o5@example.test",))
    asked(app, fifth, employer_answered_at=LAST_MONTH + 9 * DAY)
    found = public(app)
    assert found.members == 5
    assert found.figures["received"] == 41
    # Four answered in time, one did not: the share would say who.
    assert found.figures["in_time"] is None
    assert found.figures["share_in_time"] is None
    assert found.figures["hires"] is None
    asked(app, fifth)
    assert public(app).figures["share_in_time"] == pytest.approx(41 / 42)
    app.extensions["page_cache"].pages.clear()
    page = visitor.get("jobs.employers")
    strip = " ".join(page.all(".fact-strip")[0].to_text().split())
    assert strip == "medlemmer 5 introduksjoner mottatt 42 av disse besvart i tide 98 %"


def test_this_month_is_not_in_public_yet(app: Flask) -> None:
    for _ in range(5):
        asked(app, make_employer(app), utcnow())
    assert public(app).figures["received"] is None
    assert network(app).total.received == 5


def test_sectors_with_few_members_are_not_told(app: Flask, visitor: SiteClient) -> None:
    for sector, number in ((Sector.private, 6), (Sector.municipal, 5), (Sector.state, 1)):
        for _ in range(number):
            make_employer(app, sector=sector)
    found = public(app)
    assert found.members == 12
    assert found.sectors[Sector.state] is None
    # What is left out cannot be reckoned from the rest either.
    assert found.sectors[Sector.municipal] is None
    assert found.sectors[Sector.private] == 6
    assert not visitor.get("jobs.employers").all("#members")


def test_the_members_by_sector_are_drawn_when_it_says_something(
    app: Flask, visitor: SiteClient
) -> None:
    for sector in (Sector.private, Sector.municipal):
        for _ in range(5):
            make_employer(app, sector=sector)
    assert visitor.get("jobs.employers").all("#members")


def test_no_single_employer_stands_on_the_public_page(app: Flask, visitor: SiteClient) -> None:
    for _ in range(6):
        asked(app, make_employer(app))
    assert "Bedrift" not in visitor.get("jobs.employers").html


def test_the_period_is_twelve_whole_months(app: Flask) -> None:
    with app.app_context():
        now = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
        since, until = ledger.period(now, current_region())
    assert (since.isoformat(), until.isoformat()) == (
        "2025-03-01T00:00:00+01:00",
        "2026-03-01T00:00:00+01:00",
    )
