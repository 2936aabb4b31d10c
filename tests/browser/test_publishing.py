"""From an answer to a guide that somebody finds in another language, in a real browser."""

import secrets
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import OpenBrowser
from tests.browser.people import SCRIPTS, Mailbox, action, address, make_coordinator, sign_in
from tests.support.pages import World, main_form, press, send

LETTERS = str.maketrans("0123456789", "ghijklmnop")
ANSWER = "Hei Ana,\n\nBåtplass får du hos havnevesenet. Ring 61 00 00 00.\n\nHilsen Kari"


@SCRIPTS
def test_an_answer_becomes_a_guide_that_is_found_in_another_language(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    scripts: bool,
) -> None:
    number = factories.make_question(world.app, body="Hvor får vi båtplass?", email=new_address())
    factories.answer_question(world.app, number, ANSWER)
    kari = new_address("kari")
    make_coordinator(world, kari, "nb")
    page = open_browser("nb", java_script_enabled=scripts)
    sign_in(world, page, mailbox, kari, "nb")
    word = "båt" + secrets.token_hex(6).translate(LETTERS)  # this test's own, and no number

    page.goto(address(world, "helpdesk_desk.publish", "nb", question_id=number))
    expect(page.locator("mark")).to_have_text(["Ana", "61 00 00 00", "Kari"])
    send(page, title=f"Leie {word}", summary="Slik får du plass.")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.locator("#stay label", has_text="61 00 00 00").click()
    page.locator('select[name="topic"]').select_option("home")
    send(page, body="Spør havnevesenet. Ring 61 00 00 00.")

    expect(page.locator("h1")).to_have_text(f"Leie {word}")
    translate(
        page, world, title=f"Hyra bryggplats {word}", summary="Så gör du.", body="Fråga hamnen."
    )
    seeker = open_browser("sv", java_script_enabled=scripts)
    assert not finds(seeker, world, f"bryggplats {word}"), "a draft is for the desk alone"
    press(page, action(page, "/publish"))
    assert finds(seeker, world, f"bryggplats {word}")
    press(seeker, seeker.get_by_role("link", name=word))
    expect(seeker.locator("h1")).to_have_text(f"Hyra bryggplats {word}")
    press(seeker, seeker.locator('button[name="helped"][value="no"]'))
    expect(seeker.locator("#helped a")).to_be_visible()
    assert not seeker.context.cookies(), "who reads and votes is not followed"


def translate(page: Page, world: World, **text: str) -> None:
    """From the guide's page into Swedish, with a look at the preview on the way."""
    press(page, page.get_by_role("link", name="svenska", exact=True).last)
    form = main_form(page)
    for name, value in text.items():
        form.locator(f'[name="{name}"]').fill(value)
    press(page, form.locator('button[name="preview"]'))
    expect(page.locator("[data-not-saved]")).to_contain_text(text["body"])
    send(page)


def finds(page: Page, world: World, words: str) -> int:
    page.goto(address(world, "guides.search", "sv", q=words))
    return page.get_by_role("link", name=words).count()


def test_text_that_was_not_saved_is_there_when_one_comes_back(
    world: World, mailbox: Mailbox, open_browser: OpenBrowser, new_address: Callable[..., str]
) -> None:
    """Also over a stored text, as long as that is the one it was written over."""
    slug = factories.make_article(world.app, slug=new_address("guide").partition("@")[0])
    number = factories.article_number(world.app, slug)
    kari = new_address("kari")
    make_coordinator(world, kari, "nb")
    page = open_browser("nb")
    sign_in(world, page, mailbox, kari, "nb")
    where = address(world, "guides_desk.text", "nb", article_id=number, text_language="nb")
    page.goto(where)
    body = page.locator('textarea[name="body"]')
    body.fill("Et helt nytt avsnitt.")
    page.goto(address(world, "guides_desk.guides", "nb"))
    page.goto(where)
    expect(body).to_have_value("Et helt nytt avsnitt.")
    send(page)
    page.goto(where)
    expect(body).to_have_value("Et helt nytt avsnitt.")
    expect(page.locator(".kept-note")).to_have_count(0)
