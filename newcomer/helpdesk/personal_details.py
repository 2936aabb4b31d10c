"""What in a text may say who somebody is: names, addresses, numbers, private links.

It marks rather too much than too little. A person looks at each place and decides.
"""

import enum
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from newcomer.guides.words import STOP_WORDS


class Kind(enum.Enum):
    """What a place seems to be."""

    name = "name"
    email = "email"
    phone = "phone"
    number = "number"
    address = "address"
    link = "link"


@dataclass(frozen=True)
class Place:
    """A stretch of the text, and what it seems to be."""

    kind: Kind
    start: int
    end: int
    words: str

    @property
    def key(self) -> str:
        """The same for the same words, wherever in the text they stand."""
        said = f"{self.kind.value} {self.words.casefold()}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Background:
    """What is known before the text is read."""

    email: str = ""  # of the one who asked
    site: str = ""  # host name of this site
    # Names of places and authorities, in any case; their words are nobody's name.
    known: Collection[str] = field(default_factory=frozenset)


# Latin, Greek and Cyrillic capitals: people come from everywhere.
UPPER = "".join(chr(code) for code in range(ord("A"), 0x530) if chr(code).isupper())
LETTER = r"[^\W\d_]"
NAME = rf"(?:[{UPPER}](?:{LETTER}+|[’']{LETTER}+)|(?<!\d )[{UPPER}]\.)(?:[-’']{LETTER}+)*"
PARTICLES = r"(?:(?:van|von|der|den|de|da|dos|la|af|av|el|al|bin)[ \t]+){0,3}"
FULL_NAME = rf"{NAME}(?:[ \t]+{PARTICLES}{NAME})*"
RUN = re.compile(rf"(?<![\w.@/-]){NAME}(?:[ \t]+{PARTICLES}{NAME})+")
GREETING = re.compile(
    r"(?i:\b(?:hei|hej|hi|hello|halla|heisann|hallo|hallå|dear|kj[æe]re|kära|käre|god dag|god morgen|"
    r"god morgon|takk|tack|thanks|thank you))(?i: igjen| igen| again| til| til deg| på deg| på dig)?"
    rf",?[ \t]+(?P<name>{FULL_NAME}(?:[ \t]+(?:og|och|and|&)[ \t]+{FULL_NAME})*)"
)
FAREWELL = re.compile(
    r"(?i:\b(?:hilsen|hilsning|hilsningar|helsing|hälsning|hälsningar|mvh|regards|wishes|sincerely))"
    rf"[ \t]*(?i:fra|frå|från|from)?,?\s+(?P<name>{FULL_NAME})"
)
EMAIL = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+\.[^\W\d_]{2,}")
URL = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
# Six digits and five, or six or eight and four: identity numbers of Norway and Sweden.
IDENTITY = re.compile(r"(?<![\d+])(?:\d{6}[ -]?\d{5}|(?:\d{2})?\d{6}[-+ ]?\d{4})(?!\d)")
PHONE = re.compile(r"(?<![\w/])(?:\+|00)?\(?\d(?:[ \u00a0().-]{0,2}\d){6,14}(?![\w])")
DIGITS = re.compile(r"\d{4,}")
STREETS = (
    "veien|vegen|veg|vei|gata|gaten|gatan|gate|vägen|väg|gränd|allé|allén|alle|plassen|plass|plats|"
    "torget|torg|tunet|bakken|backen|brinken|stien|stigen|stråket|svingen|kroken|haugen|lia"
)
HOUSE = r"\d{1,4}(?:[A-Za-z]\b|[ ][A-Z]\b)?"
ENGLISH = "(?:Street|Road|Lane|Avenue|Drive|Square)"
ADDRESS = re.compile(
    rf"(?:[{UPPER}][\w.-]*[ ]+){{0,2}}[{UPPER}][\w-]*?(?:{STREETS})[ ]+{HOUSE}"
    rf"|(?:[{UPPER}][\w.-]*[ ]+){{1,2}}(?:{STREETS})[ ]+{HOUSE}"
    rf"|\d{{1,4}}[A-Za-z]?[ ]+(?:[{UPPER}][\w'-]+[ ]+){{1,3}}{ENGLISH}\b"
    rf"|(?:[{UPPER}][\w'-]+[ ]+){{1,3}}{ENGLISH}[ ]+{HOUSE}"
)
# A word that nobody has chosen: letters of both sizes and a digit, or all hexadecimal.
KEY = re.compile(r"(?=[\w.~-]*\d)(?=[\w.~-]*[a-z])(?=[\w.~-]*[A-Z])[\w.~-]{20,}|[0-9a-f-]{24,}")
PRIVATE_PAGES = ("/conversation/", "/sign-in", "/checklist", "/desk", "/me", "/confirm")
SPELLINGS: dict[int, str | int | None] = {
    ord("ø"): "o",
    ord("æ"): "ae",
    ord("ł"): "l",
    ord("đ"): "d",
}
SHORTEST_NAME = 3  # letters
# One name alone in a sentence. (In English also days and months: marked rather once too often.)
CAPITALISED = re.compile(rf"(?<![\w.@/-])[{UPPER}]{LETTER}{{2,}}\b")


def find(text: str, background: Background) -> list[Place]:
    """The places to look at, in the order of the text, none within another."""
    found: list[Place] = []
    for place in _candidates(text, background):
        if place.words and not any(
            place.start < one.end and one.start < place.end for one in found
        ):
            found.append(place)
    return sorted(found, key=lambda place: place.start)


def _candidates(text: str, background: Background) -> Iterator[Place]:
    """All that may be something, what is surest first."""
    for url in URL.finditer(text):
        if _is_private(url.group(), background.site):
            yield _place(Kind.link, url)
    yield from (_place(Kind.email, one) for one in EMAIL.finditer(text))
    public = [one.span() for one in URL.finditer(text)]
    yield from (_place(Kind.address, one) for one in ADDRESS.finditer(text))
    for kind, pattern in ((Kind.number, IDENTITY), (Kind.phone, PHONE), (Kind.number, DIGITS)):
        for one in pattern.finditer(text):
            if not any(start <= one.start() < end for start, end in public):
                yield _place(kind, one)
    yield from _names(text, background)


def _place(kind: Kind, match: re.Match[str], group: str | int = 0) -> Place:
    return Place(kind, match.start(group), match.end(group), match.group(group))


def _is_private(url: str, site: str) -> bool:
    """Whether the address holds a key: a long word that nobody would choose, or a page of ours that
    is somebody's own."""
    path = url.partition("://")[2].partition("/")[2]
    ours = bool(site) and site in url.casefold()
    if ours and any(part in f"/{path}/" for part in PRIVATE_PAGES):
        return True
    return KEY.search(path) is not None


# -- names -------------------------------------------------------------------------------------


def _names(text: str, background: Background) -> Iterator[Place]:
    known = {fold(word) for name in background.known for word in re.findall(r"\w+", name)}
    said: set[str] = set()  # words of names: they are looked for in the whole text
    for pattern in (GREETING, FAREWELL):
        for match in pattern.finditer(text):
            unknown = _unknown(match.group("name"), known)
            if unknown:
                said |= unknown
                yield _place(Kind.name, match, "name")
    for match in RUN.finditer(text):
        unknown = _unknown(_name_in_run(match, text), known)
        if unknown:
            said |= unknown
            yield _place(Kind.name, match)
    for match in CAPITALISED.finditer(text):
        if not _begins_sentence(text, match.start()) and _unknown(match.group(), known):
            said.add(match.group())
            yield _place(Kind.name, match)
    local = background.email.partition("@")[0]
    for word in re.finditer(rf"{LETTER}{{{SHORTEST_NAME},}}", text):
        if word.group() in said or (
            fold(word.group()) not in known and _is_of_address(word.group(), local)
        ):
            yield _place(Kind.name, word)


def _unknown(words: str, known: set[str]) -> set[str]:
    """Those of the words that are not of a place, an authority or the like."""
    return {
        word
        for word in re.findall(rf"{LETTER}+", words)
        if word[0].isupper() and not {fold(word), fold(word).removesuffix("s")} & known
    }


def _name_in_run(run: re.Match[str], text: str) -> str:
    """What counts of capital letters beside one another: the first word of a sentence has one anyway."""
    begins = _begins_sentence(text, run.start())
    return run.group().partition(" ")[2] if begins else run.group()


def _begins_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(' \t*_#>-"“«(0123456789')
    return not before or before[-1] in ".!?:\n)"


def _is_of_address(word: str, local: str) -> bool:
    """Whether the word is one of those that an e-mail address begins with: ana.kowalska92@…"""
    if word.casefold() in STOP_WORDS:
        return False
    parts = [part for part in re.split(r"[^a-z]+", fold(local)) if len(part) >= SHORTEST_NAME]
    plain = fold(word)
    if any(plain in (part, part + "s") for part in parts):
        return True
    whole = any(part.startswith(plain) or part.endswith(plain) for part in parts)
    return word[0].isupper() and len(plain) >= SHORTEST_NAME and whole


def fold(word: str) -> str:
    """The word as it would stand in an e-mail address: Bjørn as bjorn, Åse as ase."""
    plain = word.casefold().translate(SPELLINGS)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


# -- showing them ------------------------------------------------------------------------------


def marked(text: str, places: list[Place]) -> Markup:
    """The text as paragraphs, with the places marked."""
    pieces, at = [], 0
    for place in places:
        pieces += [Markup("{}").format(text[at : place.start])]
        pieces += [Markup("<mark>{}</mark>").format(place.words)]
        at = place.end
    whole = Markup("").join([*pieces, Markup("{}").format(text[at:])])
    parts = [Markup(part) for part in re.split(r"\n{2,}", whole) if part.strip()]  # noqa: S704 - escaped above
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(Markup(line) for line in part.split("\n")))  # noqa: S704
        for part in parts
    )
