"""The table of occupations: complete in four languages, and found by what people type."""

import re
from collections import Counter

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from newcomer.i18n import LANGUAGES, speaking
from newcomer.occupation_field import OccupationField
from newcomer.occupations import by_ssyk, find, occupations, titled

ALL = list(occupations().values())

# The 429 unit groups of SSYK 2012, as Statistics Sweden lists them.
LISTED = """
0110 0210 0310
1111 1112 1113 1120 1211 1212 1221 1222 1230 1241 1242 1251 1252 1291 1292
1311 1312 1321 1322 1331 1332 1341 1342 1351 1352 1361 1362 1371 1372 1380
1411 1412 1421 1422 1491 1492 1511 1512 1521 1522 1531 1532 1540 1591 1592
1611 1612 1711 1712 1721 1722 1731 1732 1741 1742 1791 1792
2111 2112 2113 2114 2121 2122 2131 2132 2133 2134 2135 2141 2142 2143 2144 2145 2146 2149
2161 2162 2163 2164 2171 2172 2173 2179 2181 2182 2183
2211 2212 2213 2219 2221 2222 2223 2224 2225 2226 2227 2228 2231 2232 2233 2234 2235 2239
2241 2242 2250 2260 2271 2272 2273 2281 2282 2283 2284 2289
2311 2312 2313 2314 2319 2320 2330 2341 2342 2343 2351 2352 2359
2411 2412 2413 2414 2415 2419 2421 2422 2423 2431 2432
2511 2512 2513 2514 2515 2516 2519
2611 2612 2613 2614 2615 2619 2621 2622 2623 2641 2642 2643
2651 2652 2653 2654 2655 2661 2662 2663 2669 2671 2672
3111 3112 3113 3114 3115 3116 3117 3119 3121 3122 3151 3152 3153 3154 3155
3211 3212 3213 3214 3215 3230 3240 3250
3311 3312 3313 3314 3321 3322 3323 3324 3331 3332 3333 3334 3335 3339 3341 3342 3343
3351 3352 3353 3354 3355 3359 3360
3411 3412 3421 3422 3423 3424 3431 3432 3433 3439 3441 3449 3451 3452
3511 3512 3513 3514 3515 3521 3522
4111 4112 4113 4114 4115 4116 4117 4119 4211 4212 4221 4222 4223 4224 4225 4226
4321 4322 4323 4410 4420 4430
5111 5112 5113 5120 5131 5132 5141 5142 5143 5144 5149 5151 5152 5161 5169
5221 5222 5223 5224 5225 5226 5227 5230 5241 5242
5311 5312 5321 5322 5323 5324 5325 5326 5330 5341 5342 5343 5349 5350
5411 5412 5413 5414 5419
6111 6112 6113 6121 6122 6129 6130 6210 6221 6222
7111 7112 7113 7114 7115 7116 7119 7121 7122 7123 7124 7125 7126 7131 7132 7133 7134
7211 7212 7213 7214 7215 7221 7222 7223 7224 7231 7232 7233
7311 7312 7319 7321 7322 7323 7411 7412 7413 7420
7521 7522 7523 7531 7532 7533 7534 7611 7612 7613 7619
8111 8112 8113 8114 8115 8116 8121 8122 8129 8131 8132 8141 8142 8143 8151 8159
8161 8162 8163 8169 8171 8172 8173 8174 8181 8189 8191 8192 8193 8199
8211 8212 8213 8214 8219 8311 8312 8321 8329 8331 8332 8341 8342 8343 8344 8350
9111 9119 9120 9210 9310 9320 9331 9332 9411 9412 9413 9520 9610 9621 9622 9629
"""
SSYK = LISTED.split()
# Managers and teachers whose unit group means the same in ISCO-08 and in SSYK 2012.
SAME_IN_BOTH = {"1111", "1112", "1120", "1211", "2320", "2330", "2341", "2342", "2359"}


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_stands_for_one_occupation_within_a_language(language: str) -> None:
    words = [one.names[language].casefold() for one in ALL]
    words += [word.casefold() for one in ALL for word in one.synonyms[language]]
    assert [word for word, times in Counter(words).items() if times > 1] == []


def test_each_key_is_a_unit_group_of_the_swedish_classification() -> None:
    assert len(SSYK) == len(set(SSYK)) == 429
    for one in ALL:
        assert set(one.ssyk) <= set(SSYK), one.slug
        assert list(one.ssyk) == sorted(set(one.ssyk)), one.slug


def test_nearly_all_occupations_have_a_swedish_key() -> None:
    assert sum(not one.ssyk for one in ALL) <= 100


def test_managers_and_teachers_have_a_swedish_key_of_their_own_or_none() -> None:
    """SSYK 2012 counts them in another way than ISCO-08: rektor is 1412 there, 1345 here, and 1412
    is a restaurant's manager here. So no key is taken over; where the title does not tell it, none."""
    for one in ALL:
        if one.isco[0] == "1" or one.isco[:2] == "23":
            assert one.isco not in one.ssyk or one.isco in SAME_IN_BOTH, one.slug


@pytest.mark.parametrize(
    ("slug", "keys"),
    [
        ("head-teacher", "1412"),
        ("kindergarten-head", "1422"),
        ("finance-manager", "1211 1212"),  # two levels of managers; the title tells neither
        ("hr-manager", "1221 1222"),
        ("sales-manager", "1251 1252"),
        ("it-manager", "1311 1312"),
        ("restaurant-manager", "1721 1722"),
        ("store-manager", "1731 1732"),
        ("primary-school-teacher", "2341"),
        ("lower-secondary-teacher", "2341"),
        ("upper-secondary-teacher", "2330"),
        ("kindergarten-teacher", "2343"),
        ("after-school-teacher", "2342"),
        ("special-needs-teacher", "2351"),
        ("adult-language-teacher", "2359"),
        ("nurse", "2221"),
        ("midwife", "2222"),
        ("district-nurse", "2224"),
        ("theatre-nurse", "2231"),
        ("radiographer", "2235"),
        ("general-practitioner", "2211"),
        ("physiotherapist", "2272"),
        ("occupational-therapist", "2273"),
        ("psychologist", "2241"),
        ("software-developer", "2512"),
        ("software-tester", "2514"),
        ("it-support-technician", "3512"),
        ("police-officer", "3360"),
        ("kindergarten-assistant", "5311"),
        ("health-care-worker", "5321"),
        ("hospital-health-care-worker", "5323"),
        ("care-assistant", "5330"),
        ("personal-assistant", "5343"),
        ("dental-assistant", "5350"),
    ],
)
def test_the_hard_cases_have_the_right_swedish_key(slug: str, keys: str) -> None:
    assert occupations()[slug].ssyk == tuple(keys.split())


def with_key(code: str) -> list[str]:
    return [one.slug for one in by_ssyk(code)]


def test_a_swedish_key_leads_to_its_occupations_in_the_order_of_the_table() -> None:
    assert with_key("2221") == ["nurse"]
    assert with_key("1412") == ["head-teacher", "assistant-head-teacher"]
    assert with_key("9111") == ["home-cleaner", "cleaner", "hotel-cleaner", "hospital-cleaner"]
    assert "restaurant-manager" not in with_key("1412")  # that is its number in ISCO-08


def test_the_two_levels_of_managers_are_found_one_by_one_and_together() -> None:
    assert with_key("1731") == with_key("1732") == with_key("1730") == ["store-manager"]


def test_a_key_that_is_not_known_leads_nowhere() -> None:
    assert with_key("") == with_key("9999") == with_key("173") == []


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
