"""Organisation numbers of the region's country, as digits; and the numbers of people, which we refuse."""

import re

from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish

# What stands before the digits in the wild: "Org.nr. 923 609 016", "NO923609016MVA".
LABEL = re.compile(r"^(\s*(ORG\.?\s*(NR|NUMMER)?\s*[.:]?|ORGANISA(SJONS|TIONS)NUMMER\s*:?|NO))*")
CENTURIES = ("18", "19", "20")  # in which somebody who lives, or has not long been dead, was born


class WrongNumber(ValueError):
    """No organisation has such a number."""


class PersonalNumber(WrongNumber):
    """It is the number of a person: sole traders in Sweden have no other. It must not be kept."""


def read(typed: str, country: str) -> str:
    """The digits of an organisation number as somebody typed it. Raises WrongNumber, or PersonalNumber
    for what is, or may be, the number of a person."""
    text = re.sub(r"[\s.\-+–:]", "", LABEL.sub("", typed.upper()))
    return {"no": _norwegian, "se": _swedish}[country](text)


def _norwegian(text: str) -> str:
    digits = text.removesuffix("MVA")
    if re.fullmatch(r"[0-9]{11}", digits):  # a national identity number
        raise PersonalNumber
    if not re.fullmatch(r"[89][0-9]{8}", digits) or not norwegian.is_valid(digits):
        raise WrongNumber
    return digits


def _swedish(text: str) -> str:
    """An organisation's third digit is never below 2, where a person's number has the month."""
    digits = text
    if re.fullmatch(r"SE[0-9]{10}(01)?", text):  # for VAT: the same number with 01 behind it
        digits = text[2:12]
    elif re.fullmatch(r"16[0-9]{10}", text):  # as the tax agency writes it
        digits = text[2:]
    elif re.fullmatch(r"[0-9]{12}", text) and text.startswith(CENTURIES):
        raise PersonalNumber
    if re.fullmatch(r"[0-9]{2}[01][0-9]{7}", digits):
        raise PersonalNumber
    if not re.fullmatch(r"[0-9]{10}", digits) or not swedish.is_valid(digits):
        raise WrongNumber
    return digits


def written(digits: str, country: str) -> str:
    """As it is written on paper: "923 609 016", "556036-0793"."""
    return str({"no": norwegian, "se": swedish}[country].format(digits))


def is_of_public_body(digits: str, country: str) -> bool:
    """Whether the number says that it is the state's, a county's or a municipality's. Only Swedish
    ones say anything about it."""
    return country == "se" and digits.startswith("2")
