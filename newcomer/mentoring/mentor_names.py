"""What the states of a mentor and the parts of their form are called, in the language of the page."""

from flask_babel import lazy_gettext as _l

from newcomer.mentoring.models import DeclineReason, MentorStatus
from newcomer.mentoring.steps import Step

STEPS = {
    Step.about: _l("Who you are"),
    Step.languages: _l("Languages"),
    Step.place: _l("Place and time"),
    Step.interests: _l("Interests and work"),
    Step.why: _l("Why you want to"),
    Step.references: _l("Two people who know you"),
    Step.pledge: _l("What you promise"),
}
# As the mentor reads it, and what happens next.
MY_STATUSES = {
    MentorStatus.draft: _l("Not sent yet"),
    MentorStatus.submitted: _l("Sent"),
    MentorStatus.interview: _l("We are getting to know you"),
    MentorStatus.approved: _l("You are a mentor"),
    MentorStatus.paused: _l("You are on a break"),
    MentorStatus.declined: _l("It came to nothing this time"),
    MentorStatus.ended: _l("You have stopped being a mentor"),
}
# As coordinators read it.
STATUSES = {
    MentorStatus.draft: _l("Draft"),
    MentorStatus.submitted: _l("Sent in"),
    MentorStatus.interview: _l("Interview"),
    MentorStatus.approved: _l("Approved"),
    MentorStatus.paused: _l("On a break"),
    MentorStatus.declined: _l("Declined"),
    MentorStatus.ended: _l("Stopped"),
}
DECLINE_REASONS = {
    DeclineReason.references: _l("The references"),
    DeclineReason.too_young: _l("Too young"),
    DeclineReason.not_here: _l("Lives elsewhere"),
    DeclineReason.not_fitting: _l("The task does not fit"),
    DeclineReason.enough: _l("Enough mentors of this kind for now"),
    DeclineReason.no_answer: _l("Has not answered us"),
}
# As the mail tells it, where the coordinator wants it told.
REASONS_TOLD = {
    DeclineReason.references: _l("What the people you named told us did not fit the task."),
    DeclineReason.too_young: _l("A mentor has to be older."),
    DeclineReason.not_here: _l("A mentor has to live in the region."),
    DeclineReason.not_fitting: _l("We think that the task would not suit you."),
    DeclineReason.enough: _l("We have enough mentors of this kind for now."),
    DeclineReason.no_answer: _l("We have tried to reach you, and have not heard from you."),
}
