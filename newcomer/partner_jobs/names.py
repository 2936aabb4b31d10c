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
    PartnerStatus,
    Permit,
    Visibility,
)
from newcomer.partner_jobs.models.vacancies import FilledBy, VacancyKind, VacancyStatus

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
    EmployerNoReason.filled: _l("The post has been filled"),
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
