"""Somebody becomes a mentor: begins, leaves, comes back by the mail's link, is interviewed and
approved, and takes a break over the summer; in four languages, with and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from newcomer.extensions import db
from newcomer.mentoring.models import MentorProfile
from newcomer.occupations import occupations
from tests.browser.conftest import OpenBrowser
from tests.browser.people import (
    JOURNEYS,
    Mailbox,
    action,
    address,
    link_in,
    link_to,
    make_coordinator,
    sign_in,
    text_of,
)
from tests.support import browser
from tests.support.pages import World, main_form, press


def save(page: Page, later: bool = False) -> None:
    """Save a step and go on, or leave it for another day."""
    name = '[name="later"]' if later else ":not([name])"
    press(page, main_form(page).locator(f'button[type="submit"]{name}'))


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        main_form(page).locator(f'[name="{name}"]').fill(value)


def choose(page: Page, **values: str) -> None:
    for name, value in values.items():
        main_form(page).locator(f'[name="{name}"]').select_option(value)


def tick(page: Page, name: str, *values: str) -> None:
    for value in values:
        box = page.locator(f'main [name="{name}"][value="{value}"]')
        group = page.locator("details", has=page.locator(f'[name="{name}"][value="{value}"]'))
        if group.count() and group.get_attribute("open") is None:
            group.locator("summary").click()
        box.check()


def begin(page: Page, world: World, mailbox: Mailbox, email: str, language: str) -> str:
    """From the front page to the mail with the private link; the link."""
    page.goto(address(world, "pages.front_page", language))
    press(page, link_to(page, world, "mentoring.mentors", language).first)
    press(page, link_to(page, world, "mentoring.become", language).first)
    fill(page, first_name="Hanne", email=email)
    press(page, main_form(page).locator('button[type="submit"]'))
    mail = mailbox.wait_for(email)
    assert "Hanne" not in text_of(mail)
    return link_in(mail)


def tell_of_oneself(page: Page) -> None:
    """The first two steps."""
    fill(page, birth_year="1984")
    choose(page, situation="family")
    tick(page, "children", "3-5")
    tick(page, "gender", "f")
    save(page)
    expect(page).to_have_url(re.compile("/languages$"))
    choose(page, **{"languages-0-code": "nb", "languages-0-level": "6"})
    choose(page, **{"languages-1-code": "ti", "languages-1-level": "5"})
    save(page, later=True)


def tell_the_rest(page: Page, language: str) -> None:
    choose(page, place="lillehammer", reach_km="50")
    tick(page, "free_times", "2", "5")
    save(page)
    tick(page, "interests", "hiking", "baking", "choir")
    other = "sv" if language != "sv" else "nb"
    fill(page, occupation=occupations()["nurse"].names[other])
    save(page)  # another language's word comes back with choices
    main_form(page).locator('[name="occupation-choice"][value="nurse"]').check()
    save(page)
    fill(page, why="Jeg var selv ny her.")
    tick(page, "capacity", "2")
    save(page)
    for which in ("first", "second"):
        fill(
            page,
            **{
                f"{which}-name": f"Rita {which}",
                f"{which}-phone": "900 00 001",
                f"{which}-relation": "Nabo",
            },
        )
    main_form(page).locator('[name="agreed"]').check()
    save(page)
    main_form(page).locator('[name="pledge"]').check()
    save(page)


def standing(page: Page, status: str) -> None:
    expect(page.locator(".standing")).to_have_attribute("data-status", status)


def number_of(world: World, email: str) -> int:
    with world.app.app_context():
        query = select(MentorProfile.id).where(MentorProfile.email == email)
        return db.session.scalars(query).one()


@JOURNEYS
def test_somebody_becomes_a_mentor_and_takes_a_break(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    language: str,
    scripts: bool,
) -> None:
    email = new_address("hanne")
    page = open_browser(language, java_script_enabled=scripts)
    link = begin(page, world, mailbox, email, language)
    page.goto(link)
    expect(page.locator("html")).to_have_attribute("lang", language)
    press(page, page.locator(".standing a.ds-button"))
    tell_of_oneself(page)
    expect(page).to_have_url(link)

    page = open_browser(language, java_script_enabled=scripts)  # another day, another phone
    page.goto(link)
    expect(page.locator(".part-nav .done")).to_have_count(2)
    press(page, page.locator(".standing a.ds-button"))
    tell_the_rest(page, language)
    press(page, action(page, "/submit"))
    standing(page, "submitted")
    mailbox.wait_for(email, 2)

    desk = open_browser(language, java_script_enabled=scripts)
    coordinator = new_address("coordinator")
    make_coordinator(world, coordinator, language)
    sign_in(world, desk, mailbox, coordinator, language)
    number = number_of(world, email)
    desk.goto(address(world, "mentoring_desk.mentors", language))
    press(desk, link_to(desk, world, "mentoring_desk.mentor", language, mentor_id=number))
    press(desk, action(desk, "/talk"))
    mailbox.wait_for(email, 3)
    for check in ("interview", "references", "training"):
        expect(action(desk, "/approve")).to_have_count(0)
        press(desk, action(desk, f"/check/{check}"))
    press(desk, action(desk, "/approve"))
    expect(desk.locator("main")).not_to_contain_text("Rita first")
    approved = mailbox.wait_for(email, 4)

    page.goto(link_in(approved))
    standing(page, "approved")
    press(page, action(page, "/summer"))
    standing(page, "paused")
    press(page, action(page, "/resume"))
    standing(page, "approved")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_step_with_choices_is_accessible(
    world: World, open_browser: OpenBrowser, colours: str
) -> None:
    page = open_browser("nb", color_scheme=colours)
    for name in ("mentor-occupation", "mentor-place-errors", "desk-mentor-interview"):
        (one,) = [one for one in world.pages if one.name == name]
        world.visit(page, one, "nb")
        assert browser.axe(page) == [], name
