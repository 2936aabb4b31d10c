"""Job number 2 from the first visit to the first day at work, in four languages: an employer applies,
is let in and posts a vacancy; a partner registers and is found; they are introduced, talk, and the
partner is hired. Once with a company, which sees who fits, and once with a municipality, which does
not."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.job_people import Person, new_org_number
from tests.browser.people import Mailbox
from tests.support.pages import World

VIEWPORTS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
# Each language once on a phone and once at a desk; without scripts where the two differ most.
AT_A_COMPANY = [
    ("nb", "phone", True), ("nn", "desk", False), ("sv", "phone", False), ("en", "desk", True),
]  # fmt: skip
AT_A_MUNICIPALITY = [
    ("nb", "desk", True), ("nn", "phone", True), ("sv", "desk", True), ("en", "phone", False),
]  # fmt: skip
LEDGER = ("Introductions received", "Answered in time", "Conversations", "Hires")


@dataclass(frozen=True)
class Work:
    """A vacancy, and what the partner lacks for it: one skill, and one level of the language."""

    title: str
    occupation: str
    has: str
    lacks: str


PHARMACIST = Work("Apoteket på torget", "pharmacist", "handling-medicines", "taking-samples")
SPEECH = Work("Logoped 2027", "speech-therapist", "special-needs-education", "giving-courses")


@dataclass
class Meeting:
    """Everybody in a journey."""

    hr: Person
    partner: Person
    kari: Person  # the coordinator
    name: str  # the partner's
    employer: str
    work: Work


@pytest.fixture
def meet(
    world: World, mailbox: Mailbox, open_browser: OpenBrowser, new_address: Callable[..., str]
) -> Callable[..., Meeting]:
    def make(language: str, where: str, scripts: bool, work: Work) -> Meeting:
        def somebody(name: str) -> Person:
            page = open_browser(language, viewport=VIEWPORTS[where], java_script_enabled=scripts)
            return Person(world, page, mailbox, language, new_address(name))

        hr, partner = somebody("hr"), somebody("lea")
        kari = Person(world, open_browser(language, viewport=VIEWPORTS["desk"]), mailbox, language)
        world.sign_in(kari.page, "coordinator")
        token = hr.email.removesuffix("@example.test")
        named = replace(work, title=f"{work.title} {token}")
        return Meeting(hr, partner, kari, f"Lea {token}", f"Fjellheim {token}", named)

    return make


# -- the employer ----------------------------------------------------------------------------------


def applies(one: Meeting, sector: str) -> None:
    """From the front page; the address is confirmed by signing in."""
    hr = one.hr
    hr.opens("pages.front_page")
    hr.follows(hr.says("For employers"))
    hr.follows(hr.says("Apply to join"))
    hr.signs_in()
    hr.sees_title(hr.says("Apply to join the network"))
    hr.fills("Organisation number", new_org_number())
    hr.fills("What is the employer called?", one.employer)
    hr.chooses("What kind of employer is it?", hr.says(sector))
    hr.chooses("Where is the workplace?", "Lillehammer")
    hr.chooses("How many people work there?", hr.says("10 to 49 people"))
    hr.ticks(hr.says.language_title("en"))
    promise = "We answer each introduction within %(num)d working day"
    hr.ticks(hr.says.many(promise, promise + "s", 5))
    hr.ticks(hr.says("We post our vacancies here too"))
    hr.fills("Your name", "Hege Rud")
    hr.fills("What is your job there?", "HR")
    hr.fills("Phone", "+47 61 00 00 00")
    hr.presses(hr.says("Send the application"))
    hr.hears(hr.says("Thank you! A coordinator looks at it and writes to you."))
    hr.sees_title(one.employer)
    hr.sees(hr.says("You have applied"))
    hr.next_mail(hr.says("We have got your application"))


def is_approved(one: Meeting) -> None:
    """The coordinator finds it among those that wait."""
    kari, hr = one.kari, one.hr
    kari.opens("jobs_desk.employers")
    kari.follows(one.employer)
    kari.sees("Hege Rud", hr.email)
    kari.presses(kari.says("Approve"))
    kari.sees(kari.says("Member"))
    hr.opens_the_next_mail(hr.says("Welcome to the network of employers"))
    hr.sees_title(one.employer)
    assert [hr.figure(hr.says("Your ledger"), hr.says(row)) for row in LEDGER] == [0, 0, 0, 0]


def posts(one: Meeting) -> None:
    """A draft, a look at it, and then everybody sees it."""
    hr, work = one.hr, one.work
    hr.follows(hr.says("Vacancies"))
    hr.follows(hr.says("Write a new vacancy"))
    hr.fills("Title", work.title)
    hr.fills("About the work", "Hos oss møter du folk.")
    hr.chooses("Job type", hr.says("Permanent"))
    hr.fills("Occupation", hr.says.occupation(work.occupation))
    hr.fills("Workload in percent, at least", "80")
    hr.speaks(1, "nb", "Talks easily about most things (B2)")
    hr.ticks_skills(work.has, work.lacks)
    hr.fills("E-mail address to apply to", hr.email)
    hr.presses(hr.says("Save and read it through"))
    hr.sees(hr.says("Draft"), hr.says("How it will look"), hr.says.skill(work.lacks))
    hr.presses(hr.says("Publish"))
    hr.hears(hr.says("It is published. Everybody can see it now."))


def stands_in_the_list(one: Meeting) -> None:
    """Somebody who just looks around finds it, and reads what it needs."""
    partner, work = one.partner, one.work
    partner.opens("pages.front_page")
    partner.follows(partner.says("Vacancies"))
    partner.field(
        partner.says("Search for an occupation, a skill or an employer")
    ).fill(work.title)  # fmt: skip
    partner.presses(partner.says("Search"))
    partner.follows(work.title)
    partner.sees_title(work.title)
    needed = partner.says("Talks easily about most things (B2)")
    partner.sees(one.employer, f"{partner.says.spoken('nb')}: {needed}")


# -- the partner -----------------------------------------------------------------------------------


def registers(one: Meeting) -> None:
    partner, work = one.partner, one.work
    partner.opens("pages.front_page")
    partner.follows(partner.says("Job number 2"))
    partner.follows(partner.says("Register"))
    partner.signs_in()
    partner.sees_title(partner.says("Register for job number 2"))
    partner.fills("Your name", one.name)
    partner.fills("Phone", "912 34 567")
    partner.fills(
        "What kind of work are you looking for?", partner.says.occupation(work.occupation)
    )
    partner.picks(partner.says("Yes, I may work here"))
    partner.chooses("Your highest education", partner.says("Doctorate"))
    partner.ticks_skills(work.has)
    partner.speaks(1, "nb", "I manage everyday talk (B1)")
    partner.fills("A few words about you as a colleague", "Jeg liker folk.")
    partner.chooses("Where do you live?", "Lillehammer")
    partner.picks(partner.says("Employers in the network too, without my name"))
    partner.presses(partner.says("Save"))
    partner.hears(partner.says("Saved. We look for vacancies that fit you."))


def gets_a_fit(one: Meeting) -> None:
    """With what speaks for it and what is missing."""
    partner, work, says = one.partner, one.work, one.partner.says
    partner.sees_title(says("Vacancies that fit you"))
    partner.comes_back_until(partner.link(work.title))
    fit = partner.card(work.title)
    short = says(
        "It needs %(language)s at %(need)s. You have %(have)s.",
        language=says.spoken("nb"), need="B2", have="B1",
    )  # fmt: skip
    for text in (
        says("Fits very well"),
        says("It is the work that you look for."),
        says("Skills that match: %(skills)s.", skills=says.skill(work.has)),
        says("The hours suit you."),
        says("What is missing"),
        says("It also asks for: %(skills)s.", skills=says.skill(work.lacks)),
        short,
        says("Here is a course"),
    ):
        expect(fit).to_contain_text(text)


# -- the introduction ------------------------------------------------------------------------------


def suggested_by_the_employer(one: Meeting) -> None:
    """It sees who fits, without the name, and the partner says yes or no."""
    hr, partner = one.hr, one.partner
    hr.follows(hr.says("Partners who fit"))
    hr.sees_title(hr.says("Partners who fit"))
    stranger = hr.card(hr.says("Looks for just this work.")).get_by_role("link")
    hr.comes_back_until(stranger)
    hr.does_not_see("Lea")
    hr.follows(stranger.inner_text())
    hr.does_not_see("Lea", partner.email, "912 34 567", "Jeg liker folk.")
    hr.follows(hr.says("Suggest an introduction"))
    hr.sees_title(hr.says("Suggest an introduction"))
    expect(hr.main.get_by_role("radio", name=one.work.title)).to_be_checked()
    hr.presses(hr.says("Ask the partner"))
    hr.hears(hr.says("It has been suggested. We write when there is an answer."))
    partner.opens_the_next_mail(partner.says("Would you like to talk with an employer?"))
    partner.sees_title(partner.says("Would you like to talk with this employer?"))
    partner.sees(one.employer, one.work.title)
    partner.presses(partner.says("Yes, I would like to"))


def suggested_by_the_partner(one: Meeting) -> None:
    partner = one.partner
    fit = partner.card(one.work.title)
    fit.get_by_role("link", name=partner.says("I would like to be introduced")).click()
    partner.sees_title(partner.says("Ask to be introduced"))
    partner.does_not_see(one.name)
    partner.presses(partner.says("Ask the employer"))
    partner.hears(partner.says("It has been suggested. We write when there is an answer."))


def suggested_by_a_coordinator(one: Meeting) -> None:
    kari, partner = one.kari, one.partner
    kari.opens("jobs_desk.network")
    kari.follows(kari.says("Partners"))
    kari.follows(one.name)
    kari.sees(partner.email)
    kari.follows(kari.says("Suggest an introduction"))
    kari.follows(one.work.title)
    kari.presses(kari.says("Ask the partner"))
    kari.hears(kari.says("It has been suggested. We write when there is an answer."))
    partner.opens_the_next_mail(partner.says("Would you like to talk with an employer?"))
    partner.presses(partner.says("Yes, I would like to"))
    partner.sees_title(partner.says("You have said yes"))


def says_yes(one: Meeting) -> None:
    """The employer is asked, and learns who it is only with its yes."""
    hr, partner = one.hr, one.partner
    mail = hr.opens_the_next_mail(hr.says("A partner would like to talk with you"))
    assert "Lea" not in mail
    hr.sees_title(hr.says("Would you like to talk with this partner?"))
    hr.does_not_see("Lea", partner.email)
    hr.presses(hr.says("Yes, I would like to"))


def get_in_touch(one: Meeting) -> None:
    """Both have each other's address now, in the mail and on the page."""
    hr, partner = one.hr, one.partner
    subject = "You have both said yes: here is how you reach each other"
    assert partner.email in hr.opens_the_next_mail(hr.says(subject))
    assert hr.email in partner.opens_the_next_mail(partner.says(subject))
    hr.sees(one.name, partner.email, "912 34 567")
    partner.sees("Hege Rud", hr.email, "+47 61 00 00 00")
    for person in (hr, partner):
        person.sees_title(person.says("You have both said yes"))


def talk_and_hire(one: Meeting) -> None:
    """The two talk; then an interview, an offer, and the job."""
    hr, partner = one.hr, one.partner
    hr.presses(hr.says("Save the day"))
    hr.hears(hr.says("Noted. Good that you talked!"))
    for outcome in ("Interview", "An offer"):
        hr.picks(hr.says(outcome))
        hr.presses(hr.says("Save"))
        hr.hears(hr.says("Noted. Thank you."))
    hr.picks(hr.says("Hired"))
    hr.presses(hr.says("Save"))
    hr.hears(hr.says("Congratulations!"))
    got_work = partner.says(
        "Congratulations: you have got work with %(employer)s", employer=one.employer
    )
    partner.opens_the_next_mail(got_work)
    partner.sees_title(partner.says("Hired"))


def is_filled(one: Meeting) -> None:
    """The vacancy is closed, and nobody can apply any more."""
    hr, partner = one.hr, one.partner
    hr.presses(hr.says("Close it as filled by a partner"))
    hr.hears(hr.says("The vacancy is closed as filled by a partner."))
    partner.opens("jobs.vacancies", q=one.work.title)
    expect(partner.link(one.work.title)).to_have_count(0)


def of_the_network(one: Meeting) -> list[int]:
    """What the desk reads of all employers together."""
    kari = one.kari
    kari.opens("jobs_desk.network")
    return [kari.figure(kari.says("The ledger"), kari.says(row)) for row in LEDGER]


def is_counted(one: Meeting, before: list[int], received: int) -> None:
    """In the employer's own ledger, and in the network's. An employer that suggested it itself has
    received none."""
    hr = one.hr
    hr.opens("accounts.my_page")
    hr.follows(one.employer)
    own = [hr.figure(hr.says("Your ledger"), hr.says(row)) for row in LEDGER]
    assert own == [received, received, 1, 1]
    after = of_the_network(one)
    assert [new - old for new, old in zip(after, before, strict=True)] == own


# -- the journeys ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "where", "scripts"), AT_A_COMPANY)
def test_a_company_finds_a_partner_and_hires_them(
    meet: Callable[..., Meeting], language: str, where: str, scripts: bool
) -> None:
    one = meet(language, where, scripts, PHARMACIST)
    applies(one, "Private company")
    is_approved(one)
    posts(one)
    stands_in_the_list(one)
    registers(one)
    gets_a_fit(one)
    before = of_the_network(one)
    suggested_by_the_employer(one)
    get_in_touch(one)
    talk_and_hire(one)
    is_filled(one)
    is_counted(one, before, received=0)
    partner = one.partner
    partner.opens("jobs.partner_looks")
    partner.sees(one.employer)


@pytest.mark.parametrize(("language", "where", "scripts"), AT_A_MUNICIPALITY)
def test_a_municipality_is_shown_nobody_and_hires_a_partner(
    meet: Callable[..., Meeting], language: str, where: str, scripts: bool
) -> None:
    one = meet(language, where, scripts, SPEECH)
    applies(one, "Municipality")
    is_approved(one)
    posts(one)
    stands_in_the_list(one)
    registers(one)
    gets_a_fit(one)
    is_shown_nobody(one)
    before = of_the_network(one)
    if language in ("nb", "en"):
        suggested_by_the_partner(one)
    else:
        suggested_by_a_coordinator(one)
    says_yes(one)
    get_in_touch(one)
    talk_and_hire(one)
    is_filled(one)
    is_counted(one, before, received=1)


def is_shown_nobody(one: Meeting) -> None:
    """There is no list of partners to find, nor one to come to by its address."""
    hr = one.hr
    hr.goes_back_to(hr.says("Vacancies"))
    expect(hr.link(hr.says("Introductions"))).to_be_visible()
    expect(hr.link(hr.says("Partners"))).to_have_count(0)
    answer = hr.page.goto(hr.page.url.replace("/vacancies", "/partners"))
    assert answer is not None
    assert answer.status == 404
    hr.does_not_see("Lea")
