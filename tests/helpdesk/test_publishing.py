"""From our answer to a guide for everybody: nothing of who asked comes along unseen."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides.models import Article
from newcomer.helpdesk.models import Message, MessageKind, Question
from newcomer.helpdesk.personal_details import Background, find, marked
from newcomer.helpdesk.services.publishing import without_quotes
from newcomer.region import current_region
from tests import factories
from tests.support.at_once import at_once, filled, statuses
from tests.support.client import Outbox, Page, SiteClient

ClientFor = Callable[..., SiteClient]
ASKED = "Hei! Vi flytter fra Polen. Hvor melder vi flytting når vi har to barn med oss?"
ANSWER = "Meld flytting hos Skatteetaten. Ta med pass."
GUIDE = {"title": "Meld flytting med barn", "summary": "Slik melder dere.", "topic": "papers"}


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator")


def answered(app: Flask, *answers: str, **values: str) -> int:
    """A question with our answers; its number."""
    number = factories.make_question(app, **{"body": ASKED, "topic": "papers", **values})
    for body in answers or (ANSWER,):
        factories.answer_question(app, number, body)
    return number


def path(number: int) -> str:
    return f"/nb/desk/questions/{number}/publish"


def places(page: Page) -> list[str]:
    return [one.to_text() for one in page.all(".looked-through mark")]


def guide_of(app: Flask, number: int) -> Article | None:
    with app.app_context():
        return db.session.scalar(
            select(Article).join(Question, Question.article_id == Article.id).where(
                Question.id == number
            )
        )  # fmt: skip


# -- the way ---------------------------------------------------------------------------------------


def test_an_answer_becomes_a_draft_in_the_language_of_the_question(
    app: Flask, kari: SiteClient
) -> None:
    number = answered(app, "Anmäl flytten till Skatteverket.", language="sv")
    page = kari.submit(path(number), {**GUIDE, "topic": "home"})
    assert "/desk/guides/" in page.path
    article = guide_of(app, number)
    assert article is not None
    assert article.published_at is None
    assert (article.source_language, article.topic) == ("sv", "home")
    with app.app_context():
        actions = db.session.scalars(select(AuditEntry.action)).all()
    assert "question.made_guide" in actions


def test_a_second_time_leads_to_the_guide_there_is(app: Flask, kari: SiteClient) -> None:
    number = answered(app)
    form = kari.get(path(number)).fields()
    first = kari.submit(path(number), GUIDE)
    assert kari.get(path(number)).path == first.path
    assert kari.post(path(number), {**form, **GUIDE, "title": "En til"}).path == first.path
    with app.app_context():
        assert len(db.session.scalars(select(Article)).all()) == 1


def test_two_coordinators_at_the_same_moment_make_one_guide(
    app: Flask, client_for: ClientFor
) -> None:
    number = answered(app)
    people = [client_for("coordinator"), client_for("coordinator", email="ola@example.test")]
    acts = [
        filled(one, path(number), **{**GUIDE, "title": f"Tittel {n}"})
        for n, one in enumerate(people)
    ]
    assert statuses(at_once(app, *acts, meet="INSERT INTO article ")) == [302, 302]
    with app.app_context():
        assert len(db.session.scalars(select(Article)).all()) == 1


def test_a_deleted_draft_can_be_made_anew(app: Flask, kari: SiteClient) -> None:
    number = answered(app)
    page = kari.submit(path(number), GUIDE)
    kari.submit(f"{page.path}/delete")
    assert "/desk/guides/" in kari.submit(path(number), GUIDE).path


def test_the_asker_s_page_mail_and_clock_stay_as_they_are(
    app: Flask, kari: SiteClient, visitor: SiteClient, outbox: Outbox
) -> None:
    number = answered(app)
    before = visitor.get(factories.private_path(app, number)).text
    reply = kari.get("helpdesk_desk.question", question_id=number).fields()
    mails = outbox.count()
    kari.submit(path(number), GUIDE)
    assert visitor.get(factories.private_path(app, number)).text == before
    assert outbox.count() == mails
    # Whoever was writing to the asker meanwhile is not told that something has changed.
    kari.post(f"/nb/desk/questions/{number}", {**reply, "body": "Lykke til!"})


def test_without_an_answer_there_is_nothing_to_publish(app: Flask, kari: SiteClient) -> None:
    number = factories.make_question(app, body=ASKED)
    page = kari.get(path(number))
    assert page.all(".empty-state")
    assert "Polen" not in page.text
    kari.get(path(9999), status=404)


def test_of_several_answers_one_chooses(app: Flask, kari: SiteClient) -> None:
    number = answered(app, "Det første svaret.", "Det andre svaret.", "Det tredje svaret.")
    page = kari.get(path(number))
    boxes = [one.attrs["value"] for one in page.all("input[name=answer]")]
    assert len(boxes) == 3
    page = kari.get(f"{path(number)}?answer={boxes[0]}&answer={boxes[2]}")
    assert page.fields()["body"] == "Det første svaret.\n\nDet tredje svaret."


def test_an_answer_of_another_question_cannot_be_chosen(app: Flask, kari: SiteClient) -> None:
    other = answered(app, "Et svar til noen andre.", email="ola@example.test")
    number = answered(app, "Ett.", "To.")
    with app.app_context():
        theirs = db.session.scalars(select(Message.id).where(Message.question_id == other)).one()
    page = kari.get(f"{path(number)}?answer={theirs}&answer=x&answer=99999999999999999999")
    assert "noen andre" not in page.text


@pytest.mark.parametrize("kind", [one for one in MessageKind if one is not MessageKind.message])
def test_notes_calls_and_notices_are_no_answers(
    app: Flask, kari: SiteClient, kind: MessageKind
) -> None:
    number = answered(app)
    with app.app_context():
        db.session.add(
            Message(question_id=number, kind=kind, from_staff=True, body="Ringte, redd for far.",
                    once=kind.value, created_at=utcnow())
        )  # fmt: skip
        db.session.commit()
    page = kari.get(path(number))
    assert "redd for far" not in page.text
    assert page.fields()["body"] == ANSWER


# -- nothing of the asker's ------------------------------------------------------------------------


def test_what_the_asker_wrote_is_on_none_of_the_pages(app: Flask, kari: SiteClient) -> None:
    quoted = (
        f"Takk for spørsmålet.\n\n> {ASKED}\n> Det haster veldig.\n\n"
        "Du spør: «Hvor melder vi flytting når vi har to barn med oss?» Da svarer jeg: meld flytting."
    )
    number = answered(app, quoted)
    page = kari.get(path(number))
    assert "to barn" not in page.text
    assert "haster" not in page.text
    assert "Vi tok ut 3 biter" in page.text
    assert page.fields()["body"].startswith("Takk for spørsmålet.")
    assert "Da svarer jeg: meld flytting." in page.fields()["body"]


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("Hei.\n> dette skrev du\nSvaret er ja.", "Hei.\nSvaret er ja."),
        ("Den 3. mai skrev Ana:\n> hei\nSvaret er ja.", "Svaret er ja."),
        ("Vi flytter til byen med to små barn. Da søker dere plass.", "Da søker dere plass."),
        ("VI FLYTTER, TIL BYEN – med to små barn! Søk plass.", "Søk plass."),
        ("Søk plass. Vi flytter til byen.", "Søk plass. Vi flytter til byen."),
        ("Linje én.\n\nLinje to.", "Linje én.\n\nLinje to."),
    ],
)
def test_quotes_are_left_out_and_our_own_words_stay(answer: str, left: str) -> None:
    said = [" hei vi flytter til byen med to små barn er det plass "]
    assert without_quotes(answer, said)[0] == left


DETAILS = {
    "nb": (
        "Hei Ana,\n\nRing Skatteetaten. Du bor i Storgata 12 B i Øyer, telefon 912 34 567. "
        "Fødselsnummer 010190 12345. Skriv til ana.k@example.test.\n\nHilsen Berit",
        {"Ana", "Storgata 12 B", "912 34 567", "010190 12345", "ana.k@example.test", "Berit"},
    ),
    "nn": (
        "Kjære Oddbjørg og Åsmund! Mannen din, Nils-Petter Ødegård, kan ringe +47 41 23 45 67. "
        "De bur på Gamle vegen 3.\nHelsing frå Kari",
        {"Oddbjørg og Åsmund", "Nils-Petter Ødegård", "+47 41 23 45 67", "Gamle vegen 3", "Kari"},
    ),
    "sv": (
        "Hej Öykü! Ditt personnummer är 19900101-1234. Du bor på Kungsgatan 4. "
        "Din man Erik af Klinckowström ringer 070-123 45 67.\nMed vänlig hälsning\nLena Sjö",
        {"Öykü", "19900101-1234", "Kungsgatan 4", "Erik af Klinckowström", "070-123 45 67",
         "Lena Sjö"},
    ),
    "en": (
        "Dear Ms Smith,\n\nas you live at 12 Main Street, call 0047 61 00 00 00. Your case is 48151. "
        "Piotr van der Berg helps. Best wishes\nAnn O'Brien",
        {"Ms Smith", "12 Main Street", "0047 61 00 00 00", "48151", "Piotr van der Berg",
         "Ann O'Brien"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", DETAILS)
def test_details_are_found_in_four_languages(app: Flask, kari: SiteClient, language: str) -> None:
    text, found = DETAILS[language]
    number = answered(app, text, language=language)
    assert set(places(kari.get(path(number)))) == found


@pytest.mark.parametrize(
    "text",
    [
        "Meld flytting til Skatteetaten. Statens vegvesen og Lillehammer kommune hjelper.",
        "Ring 113 hvis det er fare for liv, og 116 117 om natten.",
        "Hei, og velkommen! Takk for spørsmålet. Hilsen oss",
        "Hej! Sök plats i Øyer kommune. Det kostar 1 200 kronor.",
        "Du finner mer på https://www.skatteetaten.no/person/2026/flytte-til-norge.",
        "1. Søk plass.\n2. Få svar.\n\n## Hvem kan søke?\n\n- Alle i Gausdal.",
        "On Monday you can call the Norwegian Tax Administration.",
    ],
)
def test_what_everybody_may_know_is_left_alone(app: Flask, kari: SiteClient, text: str) -> None:
    assert places(kari.get(path(answered(app, text)))) == []


@pytest.mark.parametrize(
    ("email", "text", "found"),
    [
        ("ana.kowalska92@example.test", "Som ana spør om, kan Kowalska søke. Banan?", ["ana", "Kowalska"]),
        ("bjorn_aasen@example.test", "Da kan Bjørn søke, og Bjørns kone.", ["Bjørn", "Bjørns"]),
        ("anakowalska@example.test", "Dette gjelder Kowalska.", ["Kowalska"]),
        ("oyer.jobb@example.test", "Søk jobb i Øyer.", ["jobb"]),
        ("for.deg@example.test", "For deg er det gratis.", []),
    ],
)  # fmt: skip
def test_the_words_of_the_address_are_looked_for(email: str, text: str, found: list[str]) -> None:
    background = Background(email=email, known=frozenset({"Øyer"}))
    assert [place.words for place in find(text, background)] == found


@pytest.mark.parametrize(
    ("link", "private"),
    [
        ("http://newcomer.test/nb/conversation/WzEsImFiYyJd.x", True),
        ("http://newcomer.test/sv/me", True),
        ("https://docs.example.com/d/1aBcD2eFgH3iJkL4mNoP5qRsT6/edit", True),
        ("http://newcomer.test/nb/articles/find-a-doctor", False),
        ("https://www.udi.no/skal-soke/familieinnvandring-2026/", False),
        ("https://www.skatteetaten.no/person/utenlandsk/norsk-identitetsnummer/", False),
    ],
)
def test_private_links_are_found_and_public_ones_left(link: str, private: bool) -> None:
    found = find(f"Se {link}.", Background(site="newcomer.test"))
    assert bool(found) is private


def test_a_name_once_found_is_looked_for_in_the_whole_text() -> None:
    found = find("Hei Ludmila,\n\nDa kan Ludmila søke.", Background())
    assert [place.words for place in found] == ["Ludmila", "Ludmila"]


def test_what_is_marked_is_shown_as_it_is_written() -> None:
    text = "Hei <b>Ana</b>,\ntakk til Kari Nordmann.\n\n& takk"
    shown = marked(text, find(text, Background()))
    assert "<mark>Kari Nordmann</mark>" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    assert shown.count("<p>") == 2


# -- somebody decides on each ----------------------------------------------------------------------


def test_a_place_may_stay_when_somebody_says_so_and_not_before(
    app: Flask, kari: SiteClient
) -> None:
    number = answered(app, "Hei Ana,\n\nRing 800 80 000.")
    page = kari.submit(path(number), GUIDE, status=422)
    assert places(page) == ["Ana", "800 80 000"]
    assert page.fields()["title"] == GUIDE["title"]
    assert guide_of(app, number) is None
    labels = {one.to_text().strip(): one.attrs["for"] for one in page.all("#stay label")}
    values = {one.attrs["id"]: one.attrs["value"] for one in page.all("#stay input")}
    phone = next(values[target] for label, target in labels.items() if "800" in label)
    # The number may stay, and the name is taken out.
    sent = {**page.fields(), "body": "Hei,\n\nRing 800 80 000.", "stay": [phone]}
    assert "/desk/guides/" in kari.post(path(number), sent).path


def test_all_that_is_amiss_is_said_at_once(app: Flask, kari: SiteClient) -> None:
    number = answered(app, "Hei Ana,\n\nMeld flytting.")
    page = kari.submit(path(number), {"summary": "Slik."}, status=422)
    assert len(page.errors) == 2  # no title, and a name in the text


def test_a_detail_typed_into_the_title_is_found_too(app: Flask, kari: SiteClient) -> None:
    number = answered(app)
    page = kari.submit(path(number), {**GUIDE, "title": "Svar til Ola Nordmann"}, status=422)
    assert places(page) == ["Ola Nordmann"]


def test_a_tick_holds_for_the_words_it_was_given_to(app: Flask, kari: SiteClient) -> None:
    number = answered(app, "Ring 800 80 000.")
    page = kari.get(path(number))
    ticked = [one.attrs["value"] for one in page.all("#stay input")]
    sent = {**page.fields(), **GUIDE, "body": "Ring 912 34 567.", "stay": ticked}
    assert places(kari.post(path(number), sent, status=422)) == ["912 34 567"]


def test_one_can_look_through_it_again_before_saving(app: Flask, kari: SiteClient) -> None:
    number = answered(app, "Hei Ana,\n\nMeld flytting.")
    sent = {**kari.get(path(number)).fields(), **GUIDE, "body": "Meld flytting.", "look": "1"}
    page = kari.post(path(number), sent)
    assert places(page) == []
    assert page.all("[data-not-saved]")
    assert guide_of(app, number) is None


def test_the_page_costs_the_same_for_a_long_conversation(app: Flask, kari: SiteClient) -> None:
    short = answered(app, "Ett.", "To.")
    long = answered(app, *(f"Svar nummer to på {n}." for n in range(12)), email="x@example.test")
    assert len(kari.get(path(short)).queries) == len(kari.get(path(long)).queries)


def test_the_region_s_own_names_are_nobody_s(app: Flask, kari: SiteClient) -> None:
    with app.app_context():
        names = [one.name for one in current_region().municipalities]
    text = " ".join(f"Du kan bo i {one} kommune." for one in names)
    assert places(kari.get(path(answered(app, text)))) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Barnet ditt Kacper kan begynne i august.", "Kacper"),
        ("Det er best at Fatima søker først.", "Fatima"),
        ("Det är bäst att Åsa ringer.", "Åsa"),
        ("It is best if Oleksandr calls.", "Oleksandr"),
    ],
)
def test_one_name_alone_in_a_sentence_is_marked(
    app: Flask, kari: SiteClient, text: str, name: str
) -> None:
    assert name in places(kari.get(path(answered(app, text))))
