"""Who meets in job number 2: somebody who acts for an employer, a partner who looks for work, a
coordinator. They find their way by what they read, in their own language."""

import re
import secrets
from email.message import EmailMessage
from time import monotonic
from typing import Self

import flask_babel
from playwright.sync_api import Locator, Page, expect
from stdnum.no import orgnr

from newcomer import i18n
from newcomer.occupations import occupations
from newcomer.profile_fields import first_upper, spoken_language
from newcomer.skills_field import skill_name
from newcomer.taxonomy import skill_groups, skills
from tests.browser.people import Mailbox, address, link_in, text_of
from tests.support.pages import World, press

UNTIL_FOUND = 60  # seconds; the worker may first have to compile the engine


class Words:
    """The site's texts in a language, as the catalogues have them."""

    def __init__(self, world: World, language: str) -> None:
        self.app, self.language = world.app, language

    def __call__(self, text: str, **values: object) -> str:
        with self.app.test_request_context(), i18n.speaking(self.language):
            return str(flask_babel.gettext(text, **values))

    def many(self, one: str, more: str, number: int) -> str:
        with self.app.test_request_context(), i18n.speaking(self.language):
            return str(flask_babel.ngettext(one, more, number))

    def spoken(self, code: str) -> str:
        with self.app.test_request_context(), i18n.speaking(self.language):
            return spoken_language(code)

    def language_title(self, code: str) -> str:
        """A language as it stands in a list."""
        return first_upper(self.spoken(code))

    def occupation(self, slug: str) -> str:
        return occupations()[slug].names[self.language]

    def skill(self, slug: str) -> str:
        with self.app.test_request_context(), i18n.speaking(self.language):
            return skill_name(slug)

    def skill_group(self, slug: str) -> str:
        return skill_groups()[skills()[slug].group].names[self.language]


class Person:
    """Somebody with a browser and a mailbox."""

    def __init__(
        self, world: World, page: Page, mailbox: Mailbox, language: str, email: str = ""
    ) -> None:
        self.world, self.page, self.mailbox, self.email = world, page, mailbox, email
        self.says = Words(world, language)
        self.language, self.read = language, 0

    # -- what they see -----------------------------------------------------------------------------

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def sees_title(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).not_to_contain_text(text)

    def hears(self, text: str) -> None:
        expect(self.page.get_by_role("status").first).to_contain_text(text)

    def link(self, name: str) -> Locator:
        return self.main.get_by_role("link", name=name, exact=True)

    def card(self, text: str) -> Locator:
        """The box that this stands in."""
        return self.main.get_by_role("article").filter(has_text=text)

    def figure(self, table: str, row: str) -> int:
        """A number in a table, by what stands before it."""
        rows = self.main.get_by_role("table", name=table).get_by_role("row")
        found = rows.filter(has=self.page.get_by_role("rowheader", name=row, exact=True))
        return int(found.get_by_role("cell").first.inner_text())

    # -- what they do ------------------------------------------------------------------------------

    def opens(self, endpoint: str, **values: object) -> None:
        self.page.goto(address(self.world, endpoint, self.language, **values))

    def follows(self, name: str) -> None:
        press(self.page, self.link(name).first)

    def goes_back_to(self, name: str) -> None:
        """By the line above the page that says where one is."""
        where = self.page.get_by_role("navigation", name=self.says("You are here"))
        press(self.page, where.get_by_role("link", name=name, exact=True))

    def presses(self, name: str) -> None:
        press(self.page, self.main.get_by_role("button", name=name, exact=True))

    def field(self, label: str) -> Locator:
        """By its label, with or without the word that it may be left empty."""
        return self.main.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\([^()]+\)\s*)?$"))

    def fills(self, label: str, value: str) -> None:
        self.field(self.says(label)).fill(value)

    def chooses(self, label: str, option: str) -> None:
        self.field(self.says(label)).select_option(label=option)

    def ticks(self, name: str) -> None:
        self.main.get_by_role("checkbox", name=name, exact=True).check()

    def picks(self, name: str) -> None:
        self.main.get_by_role("radio", name=name, exact=True).check()

    def unfolds(self, name: str) -> None:
        """Open what is folded, unless it is open."""
        folded = self.main.locator("details:not([open]) > summary").filter(has_text=name)
        if folded.count():
            folded.click()

    def ticks_skills(self, *slugs: str) -> None:
        for slug in slugs:
            self.unfolds(self.says.skill_group(slug))
            self.ticks(self.says.skill(slug))

    def speaks(self, number: int, code: str, level: str) -> None:
        """Choose a language and how well, in this row of a form."""
        row = self.says("Language %(number)s", number=number)
        self.field(row).select_option(label=self.says.language_title(code))
        self.field(f"{self.says('How well?')} {row}").select_option(label=self.says(level))

    def comes_back_until(self, found: Locator) -> None:
        """Load the page again until the worker has found what it looks for."""
        until = monotonic() + UNTIL_FOUND
        while not found.count() and monotonic() < until:
            self.page.reload()
        expect(found).to_have_count(1)

    def next_mail(self, subject: str) -> EmailMessage:
        self.read += 1
        mail = self.mailbox.wait_for(self.email, self.read)
        assert mail["Subject"] == subject
        assert f"/{self.language}/" in link_in(mail)
        return mail

    def opens_the_next_mail(self, subject: str) -> str:
        """Follow the link in it. Returns what it says."""
        mail = self.next_mail(subject)
        self.page.goto(link_in(mail))
        return text_of(mail)

    def signs_in(self) -> Self:
        """As the page asks for that they have come to: by a link in an e-mail."""
        self.sees_title(self.says("Sign in"))
        self.fills("Your e-mail address", self.email)
        self.presses(self.says("Send me a link"))
        self.opens_the_next_mail(self.says("Your link to sign in"))
        self.presses(self.says("Sign in as %(email)s", email=self.email))
        return self


def new_org_number() -> str:
    """A made-up Norwegian organisation number that nobody else in these tests has."""
    while True:
        digits = f"9{secrets.randbelow(10**7):07d}"
        for last in "0123456789":
            if orgnr.is_valid(digits + last):
                return digits + last
