"""Phone numbers, in the one form in which we keep them."""

import re
import unicodedata

from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation
from wtforms.widgets import TelInput

from newcomer.forms import LineField
from newcomer.region import current_region

CODES = {"no": "47", "se": "46"}
# What a number may look like after the country's code. Others we only count the digits of.
NATIONAL = {"47": re.compile(r"[2-9]\d{7}"), "46": re.compile(r"[1-9]\d{5,8}")}
EXAMPLES = {"no": "+47 61 00 00 00", "se": "+46 70 174 06 05"}  # nobody's


def normal_phone(text: str, country: str) -> str:
    """The number as +4761000000. Without a country code it is one of the country's own, "no" or
    "se". Raises ValueError for what cannot be a number, or could be one of several."""
    number = "".join(
        _plain(character) for character in text if character not in " ()-./\u00a0\u2011\u2013"
    )
    if re.search(r"^(\+|00)\d+\s*\(0\)", text.replace(" ", "")):  # +46 (0)70 …
        number = re.sub(r"^((?:\+|00)(?:46|47))0", r"\1", number)
    number = re.sub(r"^00", "+", number)
    if not number.startswith("+"):
        if country == "se" and not number.startswith("0"):
            raise ValueError(text)
        number = f"+{CODES[country]}{number.removeprefix('0') if country == 'se' else number}"
    if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
        raise ValueError(text)
    code, rest = number[1:3], number[3:]
    if code in NATIONAL and not NATIONAL[code].fullmatch(rest):
        raise ValueError(text)
    return number


def _plain(character: str) -> str:
    """Digits of every script as the ones we write."""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


class PhoneField(LineField):
    """A phone number; "" for none."""

    widget = TelInput()

    def check(self) -> None:
        """Put the number into its one form. Raises StopValidation, with an example."""
        country = current_region().country
        try:
            self.data = normal_phone(self.data, country)
        except ValueError as error:
            raise StopValidation(
                _l(
                    "Write a phone number like %(example)s, so that we can call you.",
                    example=EXAMPLES[country],
                )
            ) from error
