"""Form fields and checks for how to reach somebody: web addresses and phone numbers."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from newcomer.forms import LineField

LONGEST_URL = 500  # characters


def is_web_address(text: str) -> bool:
    """Whether this can stand in a link for everybody: http or https, a host, and nobody's password."""
    try:
        url = urlsplit(text)
        host = url.hostname or ""
    except ValueError:
        return False
    return (
        url.scheme in {"http", "https"}
        and "." in host.strip(".")
        and "@" not in url.netloc
        and len(text) <= LONGEST_URL
        and not any(sign in text for sign in " <>\"'\\")
    )


class WebAddressField(LineField):
    """A web address; https:// may be left out."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data and re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", self.data):
            self.data = f"https://{self.data}"

    def pre_validate(self, form: Any) -> None:
        if self.data and not is_web_address(self.data):
            raise StopValidation(_l("Write an address like https://www.example.com."))


class PhoneNumber:
    """Something that one can dial, or nothing."""

    def __call__(self, _form: object, field: Any) -> None:
        typed = field.data or ""
        digits = re.sub(r"\D", "", typed)
        looks_right = re.fullmatch(r"\+?[\d\s()./-]+", typed)
        if typed and not (5 <= len(digits) <= 20 and looks_right):
            raise StopValidation(_("Write a phone number, for example 912 34 567."))
