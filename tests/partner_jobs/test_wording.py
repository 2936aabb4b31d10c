"""Wording that may exclude people is found in four languages, and ordinary words are left alone."""

import pytest

from newcomer.i18n import LANGUAGES
from newcomer.partner_jobs import wording
from newcomer.partner_jobs.wording import Kind

AGE, SEX, FAMILY, NATIVE, ORIGIN, VAGUE = Kind

# language, what is written, the kind that it is warned of, the words that are marked
WARNS = [
    ("nb", "Er du ung og sulten på utfordringer?", AGE, "Er du ung"),
    ("nb", "Vi søker en ung medarbeider til butikken.", AGE, "ung"),
    ("nb", "Hos oss blir du del av et ungt og dynamisk team.", AGE, "ungt"),
    ("nb", "Du er mellom 17–25 år og glad i å stå på.", AGE, "17–25 år"),
    ("nb", "Passer for deg på 20 til 35 år.", AGE, "20 til 35 år"),
    ("nb", "Du bør være under 30 år.", AGE, "under 30 år"),
    ("nb", "Kanskje er du en pigg pensjonist?", AGE, "en pigg pensjonist"),
    ("nb", "Butikken har en ungdommelig profil.", AGE, "ungdommelig"),
    ("nb", "Vi søker en godt voksen dame.", AGE, "godt voksen"),
    ("nn", "Vi søkjer unge medarbeidarar til sommaren.", AGE, "søkjer unge"),
    ("nn", "Du er ein sprek pensjonist som likar folk.", AGE, "sprek pensjonist"),
    ("sv", "Vi är ett ungt team med högt tempo.", AGE, "ungt"),
    ("sv", "Du är 18–25 år och gillar att sälja.", AGE, "18–25 år"),
    ("sv", "Är du en pigg pensionär?", AGE, "pigg pensionär"),
    ("sv", "Är du ung och driven?", AGE, "Är du ung"),
    ("en", "You join a young and dynamic team.", AGE, "young"),
    ("en", "We want 18–30 year-olds with energy.", AGE, "18–30 year-olds"),
    ("en", "Ideal for digital natives.", AGE, "digital natives"),
    ("en", "A lively pensioner would be perfect.", AGE, "lively pensioner"),
    ("nb", "Vi søker en mann til lageret.", SEX, "søker en mann"),
    ("nb", "Vi trenger en handy kar.", SEX, "trenger en handy kar"),
    ("nb", "Blid dame søkes til kiosken.", SEX, "Blid dame"),
    ("nb", "Hun vil ha ansvar for lønn og regnskap.", SEX, "Hun"),
    ("nb", "Kandidaten får vise hva han kan.", SEX, "han"),
    ("nb", "Vi trenger en vaskedame tre dager i uka.", SEX, "vaskedame"),
    ("nb", "Vaktmann til byggeplass.", SEX, "Vaktmann"),
    ("nb", "Helsesøster i 80 % stilling.", SEX, "Helsesøster"),
    ("nn", "Vi søkjer ein mann som kan køyre lastebil.", SEX, "søkjer ein mann"),
    ("nn", "Altmoglegmann til hotellet.", SEX, "Altmoglegmann"),
    ("nn", "Søkjaren må vise at han kan rettleie.", SEX, "han"),
    ("sv", "Vi söker en glad tjej till kassan.", SEX, "söker en glad tjej"),
    ("sv", "Städerska sökes till skolan.", SEX, "Städerska"),
    ("sv", "Hon kommer att leda arbetet i köket.", SEX, "Hon"),
    ("sv", "Du blir förman på bygget.", SEX, "förman"),
    ("en", "We are looking for a strong man for the warehouse.", SEX, "looking for a strong man"),
    ("en", "Salesman in Lillehammer", SEX, "Salesman"),
    ("en", "He will lead the team of five.", SEX, "He"),
    ("en", "Cleaning lady, two days a week", SEX, "Cleaning lady"),
    ("en", "The candidate shows his portfolio.", SEX, "his"),
    ("nb", "Passer best for deg uten barn.", FAMILY, "Passer best for deg uten barn"),
    ("nb", "Du har ingen små barn hjemme.", FAMILY, "ingen små barn"),
    ("nn", "Du er singel og kan reise mykje.", FAMILY, "singel"),
    ("sv", "Du är ogift och utan barn.", FAMILY, "ogift"),
    ("sv", "Du har inga familjeförpliktelser, är barnlös och flexibel.", FAMILY, "barnlös"),
    ("en", "Suits somebody without family commitments.", FAMILY, "without family commitments"),
    ("en", "You are not planning a family.", FAMILY, "planning a family"),
    ("nb", "Du må ha norsk som morsmål.", NATIVE, "norsk som morsmål"),
    ("nb", "Morsmål norsk er et krav.", NATIVE, "Morsmål norsk"),
    ("nb", "Du snakker perfekt norsk.", NATIVE, "perfekt norsk"),
    ("nb", "Du snakker norsk uten aksent.", NATIVE, "uten aksent"),
    ("nn", "Du må ha norsk på morsmålsnivå.", NATIVE, "morsmålsnivå"),
    ("sv", "Du talar perfekt svenska.", NATIVE, "talar perfekt svenska"),
    ("sv", "Svenska som modersmål krävs.", NATIVE, "Svenska som modersmål"),
    ("sv", "Du talar svenska utan brytning.", NATIVE, "utan brytning"),
    ("en", "You are a native speaker.", NATIVE, "native speaker"),
    ("en", "Norwegian as your mother tongue", NATIVE, "Norwegian as your mother tongue"),
    ("en", "You speak English without an accent.", NATIVE, "without an accent"),
    ("nb", "Du må være etnisk norsk.", ORIGIN, "etnisk norsk"),
    ("nb", "Bare for nordmenn.", ORIGIN, "Bare for nordmenn"),
    ("nn", "Du er fødd og oppvaksen i Sogn.", ORIGIN, "fødd og oppvaksen"),
    ("sv", "Du har svensk bakgrund.", ORIGIN, "svensk bakgrund"),
    ("sv", "Endast svenska medborgare med nordiskt utseende.", ORIGIN, "Endast svenska medborgare"),
    ("en", "Only Norwegians need apply.", ORIGIN, "Only Norwegians"),
    ("en", "A person of Nordic appearance.", ORIGIN, "of Nordic appearance"),
    ("nb", "Du behersker flytende norsk.", VAGUE, "flytende norsk"),
    ("nn", "Du snakkar flytande norsk.", VAGUE, "flytande norsk"),
    ("sv", "Du behärskar svenska flytande i tal och skrift.", VAGUE, "svenska flytande"),
    ("sv", "Du uttrycker dig flytande i tal och skrift.", VAGUE, "flytande i tal"),
    ("en", "You are fluent in Norwegian.", VAGUE, "fluent in Norwegian"),
]

SAYS_NOTHING = [
    ("nb", "Lærer ved Lillehammer ungdomsskole"),
    ("nb", "Barnehagelærer i Nordre Ål barnehage"),
    ("nb", "Du arbeider med barn og unge i alderen 13–18 år."),
    ("nb", "Tilbudet er for ungdom mellom 16 og 20 år, 16–20 år."),
    ("nb", "Mannskapet på båten er på ti personer."),
    ("nb", "Vi er et team på tre mann og to kvinner."),
    ("nb", "Kvinner og menn oppfordres til å søke."),
    ("nb", "Krisesenteret hjelper kvinner som lever med vold."),
    ("nb", "Jordmor i 100 % stilling"),
    ("nb", "Du må ha fylt 18 år og ha førerkort klasse B."),
    ("nb", "Du har 10–15 års erfaring med gamle bygg."),
    ("nb", "Kontakt Kari Rud, hun svarer på spørsmål."),
    ("nb", "Han eller hun får god opplæring."),
    ("nb", "Morsmålslærer i tigrinja, morsmålsopplæring på skolen."),
    ("nb", "God muntlig og skriftlig norsk, nivå B2"),
    ("nb", "Du blir med i et team med alle aldre."),
    ("nb", "Hvitvasking og giftfri rengjøring"),
    ("nb", "Hansen Bygg AS søker tømrer."),
    ("nb", "Barnevernspedagog til arbeid med enslige mindreårige flyktninger"),
    ("nb", "Vi tar imot gravide kvinner til kontroll."),
    ("nb", "Manuell behandling av søknader, manntallet og mandatet"),
    ("nb", "Vi vil ha flere fra hele verden."),
    ("nn", "Arbeidsstaden er Gammalstua i Luster."),
    ("nn", "Bilen er ny, og han har automatgir."),
    ("nn", "Stillinga er på 100 %, og ho er fast."),
    ("nn", "Miljøarbeidar ved ungdomsskulen"),
    ("nn", "Vi ønskjer oss fleire menn og kvinner frå heile verda."),
    ("nn", "Mannskap til ferja, og vaktmeister på skulen"),
    ("nn", "Du underviser elevar i alderen 16–19 år."),
    ("sv", "Ungdomsledare på fritidsgården"),
    ("sv", "Barnskötare på förskolan"),
    ("sv", "Barnmorska och sjuksköterska till mottagningen"),
    ("sv", "Du arbetar med unga i åldern 13–19 år."),
    ("sv", "Handläggare och tjänsteman på kommunen"),
    ("sv", "Man behöver körkort för att komma dit."),
    ("sv", "Vi söker dig som är sjuksköterska eller undersköterska."),
    ("sv", "Kvinnor och män är välkomna att söka."),
    ("sv", "Modersmålslärare i tigrinska"),
    ("sv", "Kontakta Anna Berg, hon berättar mer."),
    ("sv", "Vikariat för en kollega som är föräldraledig"),
    ("sv", "Gammelstads vårdcentral, nära Ungdomens hus"),
    ("sv", "Du har god svenska, nivå B2."),
    ("en", "Teacher at the lower secondary school, pupils aged 13–16"),
    ("en", "You will support young people in finding work."),
    ("en", "Developer for React Native and cloud-native apps"),
    ("en", "Good workmanship and human resources"),
    ("en", "Native plants and forest management"),
    ("en", "He or she reports to the head of department."),
    ("en", "Single point of contact for our customers"),
    ("en", "Youth worker at the community centre"),
    ("en", "Women and men of all ages are welcome to apply."),
    ("en", "You manage the German market."),
    ("en", "Norwegian at level B1, and English at level B2"),
    ("en", "You must be over 18 years old to serve wine."),
    ("en", "Call Kari Rud, she answers questions."),
    ("en", "Under 40 minutes from Oslo airport"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "kind", "words"), WARNS, ids=lambda one: str(one)[:40]
)
def test_what_may_exclude_is_found_and_marked(
    language: str, text: str, kind: Kind, words: str
) -> None:
    found = wording.check(text, language)
    assert found, "nothing was found"
    assert (found[0].kind, text[found[0].start : found[0].end]) == (kind, words)


@pytest.mark.parametrize(("language", "text"), SAYS_NOTHING, ids=lambda one: str(one)[:40])
def test_ordinary_words_raise_no_alarm(language: str, text: str) -> None:
    assert [text[one.start : one.end] for one in wording.check(text, language)] == []


def test_each_language_has_cases_of_every_kind() -> None:
    assert {(language, kind) for language, _text, kind, _words in WARNS} >= {
        (language, kind) for language in ("nb", "sv", "en") for kind in Kind
    }
    assert len(WARNS) >= 40
    assert len(SAYS_NOTHING) >= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_looked_for_in_every_language_and_says_what_to_write_instead(
    language: str,
) -> None:
    assert {rule.kind for rule in wording.rules(language)} == set(Kind)
    assert all(rule.instead for rule in wording.rules(language))


def test_only_the_hint_about_levels_is_mild() -> None:
    (mild,) = wording.check("Flytende norsk.", "nb")
    (grave,) = wording.check("Perfekt norsk.", "nb")
    assert mild.is_mild
    assert not grave.is_mild


def test_a_passage_shows_whole_words_around_what_was_found() -> None:
    text = (
        "Her er det fint å arbeide sammen med andre. " * 3
        + "Vi søker en mann til lageret, "
        + ("og det er lyst og stille der hele året gjennom. " * 3)
    )
    (one,) = wording.passages([text], "nb")
    assert one.before.startswith("… ")
    assert one.after.endswith(" …")
    assert one.before[2:] + one.words + one.after[:-2] in text


def test_words_in_another_language_are_not_looked_for() -> None:
    assert wording.check("Vi söker en glad tjej", "en") == []


def test_a_long_text_is_read_quickly() -> None:
    text = "Vi søker en medarbeider som er blid og kan norsk. " * 200
    assert wording.check(text + "x" * 5000 + " ung " * 500, "nb") is not None
