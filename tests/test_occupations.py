"""The table of occupations: complete in four languages, and found by what people type."""

import re
from collections import Counter

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from newcomer.i18n import LANGUAGES, speaking
from newcomer.occupation_field import OccupationField
from newcomer.occupations import find, occupations, titled

ALL = list(occupations().values())

# The keys of SSYK 2012 for managers (1) and teachers (23), as Statistics Sweden lists them.
SSYK_OF_MANAGERS = {
    *("1111", "1112", "1113", "1120", "1211", "1212", "1221", "1222", "1230", "1241", "1242"),
    *("1251", "1252", "1291", "1292", "1311", "1312", "1321", "1322", "1331", "1332", "1341"),
    *("1342", "1351", "1352", "1361", "1362", "1371", "1372", "1380", "1411", "1412", "1421"),
    *("1422", "1491", "1492", "1511", "1512", "1521", "1522", "1531", "1532", "1540", "1591"),
    *("1592", "1611", "1612", "1711", "1712", "1721", "1722", "1731", "1732", "1741", "1742"),
    "1790",
}
SSYK_OF_TEACHERS = {
    *("2311", "2312", "2313", "2314", "2319", "2320", "2330", "2341", "2342", "2343"),
    *("2351", "2352", "2359"),
}
# Those whose unit group means the same in ISCO-08 and in SSYK 2012.
SAME_IN_BOTH = {"1111", "1112", "1120", "2320", "2330", "2341", "2342"}


def test_there_are_at_least_300_occupations_with_titles_and_synonyms_in_four_languages() -> None:
    assert len(ALL) >= 300
    for one in ALL:
        assert re.fullmatch(r"[a-z0-9-]{2,60}", one.slug)
        for language in LANGUAGES:
            assert one.names[language].strip() == one.names[language] != ""
            assert len(one.names[language]) <= 60
            assert one.synonyms[language]
            assert all(word.strip() == word != "" for word in one.synonyms[language])


def test_each_occupation_has_a_unit_group_of_isco() -> None:
    assert all(re.fullmatch(r"[0-9]\d{3}", one.isco) for one in ALL)
    assert all(re.fullmatch(r"(\d{4})?", one.ssyk) for one in ALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_stands_for_one_occupation_within_a_language(language: str) -> None:
    words = [one.names[language].casefold() for one in ALL]
    words += [word.casefold() for one in ALL for word in one.synonyms[language]]
    assert [word for word, times in Counter(words).items() if times > 1] == []


def test_managers_and_teachers_have_a_swedish_key_of_their_own_or_none() -> None:
    """SSYK 2012 counts them in another way than ISCO-08: rektor is 1412 there, 1345 here, and 1412
    is a restaurant's manager here. So no key is taken over; where the title does not tell it, none."""
    for one in ALL:
        if not one.ssyk or one.isco[0] != "1" and one.isco[:2] != "23":
            continue
        assert one.ssyk in SSYK_OF_MANAGERS | SSYK_OF_TEACHERS, one.slug
        assert one.ssyk != one.isco or one.ssyk in SAME_IN_BOTH, one.slug
    assert occupations()["head-teacher"].ssyk == "1412"
    assert occupations()["kindergarten-teacher"].ssyk == "2343"


def first(query: str, language: str) -> str:
    hits = find(query, language)
    return hits[0].occupation.slug if hits else ""


@pytest.mark.parametrize(
    ("query", "language", "slug"),
    [
        ("sykepleier", "nb", "nurse"),
        ("SYKEPLEIER ", "nb", "nurse"),
        ("sjuksköterska", "nb", "nurse"),  # a Swede on the Norwegian page
        ("sjukskoterska", "nb", "nurse"),
        ("nurse", "nn", "nurse"),
        ("sjukepleiar", "sv", "nurse"),
        ("sykepleir", "nb", "nurse"),  # misspelt
        ("rorlegger", "nb", "plumber"),
        ("røyrleg", "nn", "plumber"),  # half a word
        ("tømrer", "sv", "carpenter"),
    ],
)
def test_an_occupation_is_found_in_any_of_the_languages(
    query: str, language: str, slug: str
) -> None:
    assert first(query, language) == slug


def test_the_pages_language_comes_first_among_equals() -> None:
    hits = find("rektor", "sv")
    assert hits[0].language == "sv"
    assert find("rektor", "nb")[0].language == "nb"


def test_nothing_is_found_by_a_letter_or_by_nonsense() -> None:
    assert find("x", "nb") == []
    assert find("xyzzyplugh", "nb") == []
    assert find("  ", "nb") == []


def test_a_title_is_exact_in_its_own_language_only() -> None:
    assert titled("Sykepleier", "nb") is occupations()["nurse"]
    assert titled("sjuksköterska", "nb") is None


class OneQuestion(Form):
    occupation = OccupationField()


def answered(app: Flask, language: str = "nb", **sent: str) -> OneQuestion:
    data = MultiDict({name.replace("_", "-"): value for name, value in sent.items()})
    with app.test_request_context(f"/{language}/", method="POST"), speaking(language):
        form = OneQuestion(data)
        form.validate()
        form.shown = str(form.occupation())
    return form


def slug_of(form: OneQuestion) -> str:
    assert not form.errors
    return form.occupation.data.slug if form.occupation.data else ""


def test_a_title_is_taken_as_it_is(app: Flask) -> None:
    assert slug_of(answered(app, occupation="Sykepleier")) == "nurse"
    assert slug_of(answered(app, occupation="")) == ""


def test_another_word_comes_back_with_choices_and_a_choice_settles_it(app: Flask) -> None:
    form = answered(app, occupation="sjuksköterska")
    assert form.errors
    assert form.occupation.hits[0].occupation.slug == "nurse"
    assert 'value="sjuksköterska"' in form.shown
    chosen = {"occupation": "sjuksköterska", "occupation_for": "sjuksköterska"}
    form = answered(app, **chosen, occupation_choice="nurse")
    assert slug_of(form) == "nurse"
    assert 'value="sykepleier"' in form.shown


def test_none_of_these_leaves_the_occupation_out(app: Flask) -> None:
    form = answered(
        app,
        occupation="trylledrikkbrygger",
        occupation_for="trylledrikkbrygger",
        occupation_choice="none",
    )
    assert slug_of(form) == ""
    assert "trylledrikkbrygger" not in form.shown


def test_a_choice_made_for_another_word_does_not_count(app: Flask) -> None:
    form = answered(app, occupation="rorlegger", occupation_for="syk", occupation_choice="nurse")
    assert form.errors
    assert form.occupation.hits[0].occupation.slug == "plumber"


def test_an_invented_choice_does_not_count(app: Flask) -> None:
    assert answered(
        app, occupation="x1", occupation_for="x1", occupation_choice="no-such-thing"
    ).errors
