"""What the codes of the mentor scheme are called, in the language of the page."""

from flask_babel import lazy_gettext as _l

from newcomer.mentoring.models import FeedbackKind, MatchStatus, NoReason, Side
from newcomer.profile import LifeSituation

# As others may know it of somebody.
LIVES = {
    LifeSituation.single: _l("Lives alone"),
    LifeSituation.couple: _l("Lives with a partner"),
    LifeSituation.family: _l("Has a family with children"),
    LifeSituation.single_parent: _l("Alone with children"),
    LifeSituation.student: _l("Studies"),
    LifeSituation.senior: _l("Has retired"),
    LifeSituation.accompanying_partner: _l("Moved here for a partner's job"),
    LifeSituation.refugee: _l("Had to flee from another country"),
}
NO_REASONS = {
    NoReason.no_time: _l("I do not have the time"),
    NoReason.not_now: _l("Not right now, maybe later"),
    NoReason.not_fitting: _l("I do not think that we fit"),
    NoReason.know_each_other: _l("I think that I know who it is"),
    NoReason.plans_changed: _l("My plans have changed"),
    NoReason.other: _l("Something else"),
}
# What coordinators see.
STATUSES = {
    MatchStatus.asked_mentor: _l("The mentor is asked"),
    MatchStatus.asked_newcomer: _l("The newcomer is asked"),
    MatchStatus.active: _l("Active"),
    MatchStatus.finished: _l("Finished"),
    MatchStatus.ended: _l("Ended early"),
    MatchStatus.declined_mentor: _l("The mentor said no"),
    MatchStatus.declined_newcomer: _l("The newcomer said no"),
    MatchStatus.expired_mentor: _l("The mentor did not answer"),
    MatchStatus.expired_newcomer: _l("The newcomer did not answer"),
    MatchStatus.withdrawn: _l("Taken back"),
}
SIDES = {Side.mentor: _l("The mentor"), Side.newcomer: _l("The newcomer")}
FEEDBACK = {FeedbackKind.midway: _l("Midway"), FeedbackKind.end: _l("At the end")}
# Why a pair ends early, as one of the two may say it.
END_REASONS = {
    NoReason.no_time: _l("I do not have the time"),
    NoReason.plans_changed: _l("My plans have changed"),
    NoReason.not_fitting: _l("We did not fit so well"),
    NoReason.other: _l("Something else"),
}
# The questions halfway and at the end, by the code under which the answer is kept.
QUESTIONS = {
    (FeedbackKind.midway, Side.mentor): {
        "often": _l("Do you meet as often as you would like?"),
        "ease": _l("Do you feel at ease with each other?"),
        "helps": _l("Do you feel that you are of help?"),
    },
    (FeedbackKind.midway, Side.newcomer): {
        "often": _l("Do you meet as often as you would like?"),
        "ease": _l("Do you feel at ease with each other?"),
        "helps": _l("Does meeting your mentor help you?"),
    },
    (FeedbackKind.end, Side.mentor): {
        "content": _l("Are you happy with your time together?"),
        "gained": _l("Did you get something out of it yourself?"),
        "recommend": _l("Would you tell a friend to become a mentor?"),
    },
    (FeedbackKind.end, Side.newcomer): {
        "content": _l("Are you happy with your time together?"),
        "gained": _l("Do you feel more at home here now?"),
        "recommend": _l("Would you tell others who are new here to get a mentor?"),
    },
}
# What an answer is about, in a word or two, for coordinators.
ABOUT = {
    "often": _l("Meet often enough"),
    "ease": _l("At ease"),
    "helps": _l("It helps"),
    "content": _l("Happy with it"),
    "gained": _l("Gained from it"),
    "recommend": _l("Would recommend it"),
}
NEEDS = {
    "unanswered": _l("The newcomer still waits"),
    "silent": _l("Silent"),
    "unhappy": _l("Low answers halfway"),
    "mentor_gone": _l("The mentor has stopped"),
}
# How long two met: about so many minutes.
LENGTHS = {
    30: _l("Half an hour"),
    60: _l("An hour"),
    90: _l("An hour and a half"),
    120: _l("Two hours or more"),
}
