"""The check of the catalogues catches what it is there to catch."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.support import check_catalogues, messages

HEADER = """msgid ""
msgstr ""
"Language: nn\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
LONG = "We answer within two working days."


def template(*texts: str | tuple[str, str]) -> Catalog:
    catalog = Catalog()
    for text in texts:
        catalog.add(text)
    return catalog


def problems_of(tmp_path: Path, entries: str, *texts: str | tuple[str, str]) -> list[str]:
    path = tmp_path / "messages.po"
    path.write_text(entries if "Plural-Forms" in entries else HEADER + entries)
    return check_catalogues.check(template(*texts), path, "nn")


def entry(text: str, translation: str) -> str:
    return f'msgid "{text}"\nmsgstr "{translation}"\n\n'


def plural(one: str, many: str, *translations: str) -> str:
    forms = "".join(f'msgstr[{i}] "{text}"\n' for i, text in enumerate(translations))
    return f'msgid "{one}"\nmsgid_plural "{many}"\n{forms}\n'


def test_a_whole_catalogue_passes(tmp_path: Path) -> None:
    entries = (
        entry("Hello %(name)s!", "Hei, %(name)s!")
        + entry("Region", "Region")
        + entry("100%% free", "100 %% gratis")
        + plural("%(num)d question", "%(num)d questions", "%(num)d spørsmål", "%(num)d spørsmål")
        + plural("One day", "%(num)d days", "Éin dag", "%(num)d dagar")
    )
    assert not problems_of(
        tmp_path,
        entries,
        "Hello %(name)s!",
        "Region",
        "100%% free",
        ("%(num)d question", "%(num)d questions"),
        ("One day", "%(num)d days"),
    )


@pytest.mark.parametrize(
    ("text", "translation", "problem"),
    [
        ("Send", "", "not translated"),
        ("Hello %(name)s", "Hei %(namn)s", "other placeholders"),
        ("Hello %(name)s", "Hei", "other placeholders"),
        ("%(n)d of %(total)d", "%(n)s av %(total)d", "other placeholders"),
        ("Hello {name}", "Hei {namn}", "other placeholders"),
        ("It costs %(sum)s.", "Det kostar %(sum)s, 25 % meir.", "must be written %%"),
        ("Sent by ", "Send av", "other blanks"),
        ("Sent", " Send", "other blanks"),
        ("Sent\\n", "Send", "other blanks"),
        ("Thank you.", "Takk", "other punctuation"),
        ("Are you sure?", "Er du sikker.", "other punctuation"),
        ("Name", "Namn:", "other punctuation"),
        (LONG, LONG, "the same as in English"),
        ("%s questions", "%s spørsmål", "placeholder without a name"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, text: str, translation: str, problem: str) -> None:
    found = problems_of(tmp_path, entry(text, translation), text.replace("\\n", "\n"))
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    ("forms", "problem"),
    [
        (["%(num)d dag", ""], "not translated"),
        (["%(num)d dag"], "not translated"),
        (["%(num)d dag", "dagar"], "other placeholders"),
        (["dag", "%(num)d dagar"], "other placeholders"),
        (["%(num)d dag", "%(num)d dagar", "%(num)d dagar"], "cannot be read"),
    ],
)
def test_each_plural_form_is_checked(tmp_path: Path, forms: list[str], problem: str) -> None:
    texts = ("%(num)d day", "%(num)d days")
    found = problems_of(tmp_path, plural(*texts, *forms), texts)
    assert len(found) == 1
    assert problem in found[0]


def test_missing_stale_and_obsolete_texts_are_found(tmp_path: Path) -> None:
    entries = entry("Old", "Gamal") + '#~ msgid "Older"\n#~ msgstr "Eldre"\n'
    found = problems_of(tmp_path, entries, "New")
    assert [problem.partition(" ")[0].strip(",") for problem in found] == [
        "keeps",
        "missing",
        "stale",
    ]


def test_a_text_that_has_got_a_plural_is_missing(tmp_path: Path) -> None:
    found = problems_of(
        tmp_path, entry("%(num)d day", "%(num)d dag"), ("%(num)d day", "%(num)d days")
    )
    assert [problem.partition(",")[0] for problem in found] == ["missing", "stale"]


def test_a_guess_is_no_translation(tmp_path: Path) -> None:
    assert "fuzzy" in problems_of(tmp_path, "#, fuzzy\n" + entry("Send", "Sende"), "Send")[0]


def test_the_rule_for_plurals_must_be_the_languages_own(tmp_path: Path) -> None:
    wrong = HEADER.replace("nplurals=2; plural=(n != 1)", "nplurals=1; plural=0")
    assert "Plural-Forms" in problems_of(tmp_path, wrong + entry("Send", "Send"), "Send")[0]


def test_a_catalogue_must_be_there(tmp_path: Path) -> None:
    assert check_catalogues.check(template("Send"), tmp_path / "none.po", "nn")


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = messages.path_of("nn", tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + entry("Send", "Send inn") + entry("Old", "Gamal"))
    messages.update("nn", template("Send", "New"), tmp_path)
    assert "Send inn" in path.read_text()
    assert "Gamal" not in path.read_text()
    assert [
        problem.partition(":")[0]
        for problem in check_catalogues.check(template("Send", "New"), path, "nn")
    ] == ["not translated"]
    before = path.read_text()
    messages.update("nn", template("New", "Send"), tmp_path)
    assert path.read_text() == before


def test_texts_in_templates_are_found_as_the_site_looks_them_up(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "page.html").write_text(
        '{{ _("Good day") }}'
        "{% trans count=3 %}One\n  day{% pluralize %}100 % of\n {{ count }} days{% endtrans %}"
    )
    found = {str(message.id) for message in messages.extract(tmp_path) if message.id}
    assert found == {"Good day", str(("One day", "100 %% of %(count)s days"))}
