"""Form fields that partners and employers both fill in."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange


class PercentField(IntegerField):
    """A share of full time, 1 to 100, with or without a per cent sign; what is no number comes back
    as it was typed."""

    def __init__(self, label: Any, default: int = 100, **options: Any) -> None:
        message = _l("Write a whole number from 1 to 100.")
        validators = [InputRequired(message), NumberRange(1, 100, message)]
        super().__init__(label, validators, default=default, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]).strip(" %\u00a0\t") if valuelist else ""
        self.data = int(typed) if re.fullmatch("[0-9]{1,3}", typed) else None
