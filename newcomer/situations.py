"""Why somebody moves and with what rights: it selects what is told to them."""

import enum

from flask_babel import lazy_gettext as _l


class Situation(enum.Enum):
    family = "family"
    student = "student"
    returning = "returning"
    nordic = "nordic"
    eu = "eu"
    non_eu = "non_eu"
    remote = "remote"
    partner = "partner"


# As the person says it of themselves.
SITUATIONS = {
    Situation.family: _l("I have children"),
    Situation.partner: _l("My partner got a job here"),
    Situation.student: _l("I am a student"),
    Situation.returning: _l("I move back home"),
    Situation.remote: _l("I work from home"),
    Situation.nordic: _l("I am a citizen of another Nordic country"),
    Situation.eu: _l("I am a citizen of another EU or EEA country"),
    Situation.non_eu: _l("I am a citizen of a country outside the EU and EEA"),
}
