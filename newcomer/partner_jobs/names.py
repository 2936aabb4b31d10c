"""What the codes of job number 2 are called, in the language of the page."""

from flask_babel import lazy_gettext as _l

from newcomer.partner_jobs.models.employers import EmployerNo, EmployerStatus, Sector, SizeBand
from newcomer.partner_jobs.models.introductions import (
    EmployerNoReason,
    IntroductionStatus,
    Outcome,
    PartnerNo,
)
from newcomer.partner_jobs.models.partners import (
    DigestRhythm,
    Education,
    LookedAt,
    PartnerStatus,
    Permit,
    Visibility,
)
from newcomer.partner_jobs.models.vacancies import FilledBy, VacancyKind, VacancyStatus
from newcomer.partner_jobs.wording import Kind
from newcomer.profile import Level
from newcomer.profile_fields import LEVELS

SECTORS = {
    Sector.private: _l("Private company"),
    Sector.municipal: _l("Municipality"),
    Sector.county: _l("County"),
    Sector.state: _l("The state"),
    Sector.voluntary: _l("Voluntary organisation"),
}
SIZES = {
    SizeBand.small: _l("1 to 9 people"),
    SizeBand.medium: _l("10 to 49 people"),
    SizeBand.large: _l("50 to 249 people"),
    SizeBand.largest: _l("250 people or more"),
}
EMPLOYER_STATUSES = {
    EmployerStatus.applied: _l("Has applied"),
    EmployerStatus.asked: _l("Has been asked for more"),
    EmployerStatus.approved: _l("Member"),
    EmployerStatus.declined: _l("Declined"),
    EmployerStatus.left: _l("Has left"),
}
EMPLOYER_NOS = {
    EmployerNo.not_here: _l("You have no workplace in the region."),
    EmployerNo.not_registered: _l("We could not find the organisation number in the register."),
    EmployerNo.not_their_own: _l("We could not confirm that you act for this employer."),
    EmployerNo.no_commitment: _l("The network needs members who commit to something."),
    EmployerNo.no_answer: _l("We asked for more and have heard nothing."),
}
VACANCY_STATUSES = {
    VacancyStatus.draft: _l("Draft"),
    VacancyStatus.open: _l("Open"),
    VacancyStatus.paused: _l("Paused"),
    VacancyStatus.filled: _l("Filled"),
    VacancyStatus.expired: _l("Expired"),
    VacancyStatus.closed: _l("Closed"),
}
KINDS = {
    VacancyKind.permanent: _l("Permanent"),
    VacancyKind.temporary: _l("Temporary"),
    VacancyKind.internship: _l("Internship"),
    VacancyKind.work_training: _l("Work training"),
}
FILLED_BY = {
    FilledBy.network: _l("By a partner from the network"),
    FilledBy.other: _l("By somebody else"),
}
# What may become of a vacancy, for whoever closes it.
CLOSED = "closed"
ENDINGS = {
    FilledBy.network.value: _l("Filled by a partner from the network"),
    FilledBy.other.value: _l("Filled by somebody else"),
    CLOSED: _l("Closed, and nobody was hired"),
}
REMOTE_SHARES = {
    0: _l("Nothing: one has to be there"),
    25: _l("About a quarter"),
    50: _l("About half"),
    75: _l("About three quarters"),
    100: _l("All of it"),
}
LANGUAGE_TITLES = {
    "nb": _l("In bokmål"),
    "nn": _l("In nynorsk"),
    "sv": _l("In Swedish"),
    "en": _l("In English"),
}
REMOTE_WISHES = {50: _l("At least half of it"), 100: REMOTE_SHARES[100]}
# What somebody who looks for work knows of the language that is spoken here.
LEVELS_HAD = {0: _l("None yet"), **{int(level): name for level, name in LEVELS.items()}}
# The same levels as people tell of themselves, in words for what a work needs.
NEEDED_LEVELS = {
    Level.a1: _l("A few words (A1)"),
    Level.a2: _l("Short, simple talk (A2)"),
    Level.b1: _l("Everyday talk (B1)"),
    Level.b2: _l("Talks easily about most things (B2)"),
    Level.c1: _l("Fluent (C1)"),
    Level.c2: _l("Like a mother tongue (C2)"),
}
# The major groups of ISCO-08, by its first digit.
OCCUPATION_GROUPS = {
    "1": _l("Leading and managing"),
    "2": _l("Work that needs a degree"),
    "3": _l("Technicians and specialists"),
    "4": _l("Office and customer service"),
    "5": _l("Care, sales and serving"),
    "6": _l("Farming, forestry and fishing"),
    "7": _l("Trades and crafts"),
    "8": _l("Machines and transport"),
    "9": _l("Cleaning and other work without special training"),
    "0": _l("Armed forces"),
}
PARTNER_STATUSES = {
    PartnerStatus.active: _l("Looks for work"),
    PartnerStatus.hidden: _l("Hidden"),
    PartnerStatus.hired: _l("Has found work"),
}
VISIBILITIES = {
    Visibility.coordinators: _l("Only the coordinators"),
    Visibility.anonymous: _l("Employers in the network too, without my name"),
    Visibility.named: _l("Employers in the network too, with my name"),
}
# The same, as others read it.
LOOKED_AT = {
    LookedAt.listed: _l("The list of who fits a vacancy"),
    LookedAt.profile: _l("Your profile"),
    LookedAt.cv: _l("Your CV"),
}
SEEN_BY = {
    Visibility.coordinators: _l("Only the coordinators"),
    Visibility.anonymous: _l("Employers in the network too, without the name"),
    Visibility.named: _l("Employers in the network too, with the name"),
}
PERMITS = {
    Permit.yes: _l("Yes, I may work here"),
    Permit.applied: _l("I have applied"),
    Permit.unsure: _l("I am not sure"),
}
PERMITS_OF_OTHERS = {
    Permit.yes: _l("Yes"),
    Permit.applied: _l("Has applied"),
    Permit.unsure: _l("Not sure yet"),
}
EDUCATIONS = {
    Education.school: _l("Compulsory school"),
    Education.upper_secondary: _l("Upper secondary school"),
    Education.vocational: _l("Vocational training or trade certificate"),
    Education.bachelor: _l("Bachelor's degree or up to three years after school"),
    Education.master: _l("Master's degree or five years after school"),
    Education.doctorate: _l("Doctorate"),
}
DIGESTS = {
    DigestRhythm.daily: _l("Every working day"),
    DigestRhythm.weekly: _l("Once a week"),
    DigestRhythm.never: _l("Never"),
}
INTRODUCTION_STATUSES = {
    IntroductionStatus.asked_partner: _l("The partner is asked"),
    IntroductionStatus.asked_employer: _l("The employer is asked"),
    IntroductionStatus.accepted: _l("Both have said yes"),
    IntroductionStatus.declined_partner: _l("The partner said no"),
    IntroductionStatus.declined_employer: _l("The employer said no"),
    IntroductionStatus.expired_partner: _l("The partner did not answer"),
    IntroductionStatus.expired_employer: _l("The employer did not answer"),
    IntroductionStatus.withdrawn: _l("Taken back"),
    IntroductionStatus.over: _l("Over"),
}
PARTNER_NOS = {
    PartnerNo.found_work: _l("I have found work"),
    PartnerNo.not_my_work: _l("It is not the kind of work that I look for"),
    PartnerNo.too_far: _l("It is too far away"),
    PartnerNo.hours: _l("The hours do not suit me"),
    PartnerNo.not_now: _l("Not right now, maybe later"),
}
EMPLOYER_REASONS = {
    EmployerNoReason.filled: _l("The vacancy has been filled"),
    EmployerNoReason.other_skills: _l("We need other skills for this work"),
    EmployerNoReason.language_level: _l("The work needs a higher level of a language"),
    EmployerNoReason.hours: _l("We need somebody for other hours"),
    EmployerNoReason.start: _l("We need somebody sooner or later than this"),
    EmployerNoReason.no_time: _l("We have no time for a conversation now"),
}
OUTCOMES = {
    Outcome.interview: _l("Interview"),
    Outcome.offer: _l("An offer"),
    Outcome.hired: _l("Hired"),
    Outcome.not_now: _l("Not now"),
}

# Why a wording may keep people from applying.
WORDING = {
    Kind.age: _l(
        "Age says little about how well somebody works. The law protects people of all ages."
    ),
    Kind.sex: _l("Others may think that the work is not for them. Use words for all."),
    Kind.family: _l("How somebody lives is their own business. Say what the work needs instead."),
    Kind.native: _l(
        "Nobody can learn to have another mother tongue. Say which level the work needs."
    ),
    Kind.origin: _l("Where somebody comes from says nothing about how well they work."),
    Kind.vague: _l("Everybody means something else by this. A level such as B2 says it exactly."),
}
