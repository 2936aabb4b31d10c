"""What the codes of the audit log and of automatic work are called in plain words."""

from flask_babel import lazy_gettext as _l

from newcomer.accounts.forms import ROLE_NAMES

ACTIONS = {
    "user.signed_in": _l("Signed in"),
    "user.unused": _l("Deleted an account that nobody used"),
    "user.erased": _l("Erased all about themselves"),
    "role.granted": _l("Gave a role"),
    "role.removed": _l("Removed a role"),
    "question.asked": _l("Asked a question"),
    "question.replied": _l("Wrote more to a question"),
    "question.read": _l("Read a question"),
    "question.answered": _l("Answered a question"),
    "question.promised": _l("Told an asker that it takes longer"),
    "question.handed_over": _l("Handed a question over"),
    "question.noted": _l("Wrote a note on a question"),
    "question.assigned": _l("Gave a question to a colleague"),
    "question.duplicate": _l("Closed a question as a duplicate"),
    "question.written_down": _l("Wrote down a question for somebody"),
    "question.closed": _l("Closed a question"),
    "question.reopened": _l("Opened a question again"),
    "question.confirmed": _l("Confirmed a question"),
    "question.rated": _l("Rated an answer"),
    "question.deleted": _l("Deleted a question"),
    "question.link_renewed": _l("Replaced a private link"),
    "saved_answer.created": _l("Saved a new answer"),
    "saved_answer.changed": _l("Changed a saved answer"),
    "saved_answer.deleted": _l("Deleted a saved answer"),
    "question.made_guide": _l("Made an answer into a guide"),
    "guide.created": _l("Began a guide"),
    "guide.changed": _l("Changed what a guide is about"),
    "guide.text_changed": _l("Wrote in a guide"),
    "guide.checked": _l("Checked a guide"),
    "guide.published": _l("Published a guide"),
    "guide.unpublished": _l("Made a guide a draft again"),
    "guide.deleted": _l("Deleted a draft of a guide"),
    "email.retried": _l("Sent an e-mail again"),
    "mentor_request.read": _l("Read what a newcomer told us"),
    "match_run.queued": _l("Looked for mentor proposals"),
    "pair_rule.lock": _l("Locked a newcomer and a mentor to each other"),
    "pair_rule.forbid": _l("Kept a newcomer and a mentor apart"),
    "pair_rule.undone": _l("Took back a decision on a pair"),
    "arrival.told": _l("Told us that they move here"),
    "arrival.confirmed": _l("Confirmed that they move here"),
    "arrival.changed": _l("Changed what they told us"),
    "arrival.ended": _l("Took back what they told us"),
    "arrival.deleted": _l("Deleted what they told us"),
    "door.made": _l("Made a link to hand out"),
    "door.closed": _l("Closed a link that is handed out"),
    "mentor_profile.begun": _l("Began a form as a mentor"),
    "mentor_profile.submitted": _l("Sent in a form as a mentor"),
    "mentor_profile.read": _l("Read about a mentor"),
    "mentor_profile.back": _l("A mentor is back"),
    "mentor_profile.deleted": _l("Deleted a mentor"),
    "mentor_request.made": _l("Asked for a mentor"),
    "mentor_request.made_again": _l("Asked for a mentor again"),
    "mentor_request.withdrawn": _l("Took back a wish for a mentor"),
    "mentor_match.sent": _l("Sent a mentor proposal"),
    "mentor_match.read": _l("Read about a pair"),
    "mentor_match.looked_after": _l("Looked after a pair"),
    "mentor_match.expired": _l("A proposal was not answered in time"),
    "mentor_match.withdrawn": _l("A proposal was taken back"),
    "mentor_match.finished": _l("A pair finished"),
    "mentor_match.ended": _l("A pair ended before the time"),
    "mentor_match.mentor_said_yes": _l("A mentor said yes"),
    "mentor_match.mentor_said_no": _l("A mentor said no"),
    "mentor_match.newcomer_said_yes": _l("A newcomer said yes"),
    "mentor_match.newcomer_said_no": _l("A newcomer said no"),
    "concern.reported": _l("Reported a concern"),
    "concern.read": _l("Read a concern"),
    "concern.handled": _l("Dealt with a concern"),
    "employer.applied": _l("An employer applied"),
    "employer.changed": _l("Changed an employer"),
    "employer.left": _l("An employer left the network"),
    "employer.approved": _l("Approved an employer"),
    "employer.asked": _l("Asked an employer for more"),
    "employer.declined": _l("Declined an employer"),
    "employer.ended": _l("Ended a membership"),
    "employer.put_right": _l("Put an employer's facts right"),
    "employer.person_added": _l("Let somebody act for an employer"),
    "employer.person_removed": _l("Somebody acts for an employer no more"),
    "employer.read": _l("Read about an employer"),
    "member_mail.sent": _l("Wrote to the members"),
    "vacancy.published": _l("Published a vacancy"),
    "vacancy.renewed": _l("Renewed a vacancy"),
    "vacancy.paused": _l("Paused a vacancy"),
    "vacancy.resumed": _l("Showed a vacancy again"),
    "vacancy.filled": _l("A vacancy was filled"),
    "vacancy.closed": _l("Closed a vacancy"),
    "vacancy.taken_down": _l("Took down a vacancy"),
    "vacancy.partners_read": _l("Read who fits a vacancy"),
    "partner_profile.registered": _l("A partner registered"),
    "partner_profile.changed": _l("A partner changed the profile"),
    "partner_profile.consented": _l("A partner chose who sees the profile"),
    "partner_profile.shown": _l("A partner showed the profile again"),
    "partner_profile.hidden": _l("A partner hid the profile"),
    "partner_profile.hired": _l("A partner found work"),
    "partner_profile.deleted": _l("A partner's profile was deleted"),
    "partner_profile.digest_ended": _l("A partner wants no more mails about vacancies"),
    "partner_profile.read": _l("Read a partner's profile"),
    "partner_cv.uploaded": _l("A partner sent in a CV"),
    "partner_cv.removed": _l("A partner removed the CV"),
    "partner_cv.read": _l("Fetched a partner's CV"),
    "introduction.suggested": _l("Suggested an introduction"),
    "introduction.asked_again": _l("Asked once more about an introduction"),
    "introduction.expired": _l("An introduction was not answered in time"),
    "introduction.withdrawn": _l("An introduction was taken back"),
    "introduction.talked": _l("Wrote down a conversation"),
    "introduction.outcome": _l("Wrote down what came of an introduction"),
    "introduction.reopened": _l("Opened an introduction again"),
    "introduction.looked_after": _l("Looked after an introduction"),
    "introduction.read": _l("Read about an introduction"),
}

WORK = {
    "retention": _l("Delete what is too old"),
    "digest": _l("E-mail coordinators about what waits"),
    "missing_mentors": _l("Count which mentors are missing"),
    "pairs": _l("Remind, and end what was not answered"),
    "introductions": _l("Remind of introductions, and end those not answered"),
    "vacancies": _l("Tell of vacancies that run out, and end them"),
    "job_digest": _l("E-mail partners about vacancies that fit"),
}

KINDS = {
    "digest": _l("Morning mails"),
    "match_run": _l("Searches for mentor proposals"),
    "question": _l("Questions"),
    "unconfirmed_question": _l("Questions that nobody confirmed"),
    "sign_in_link": _l("Sign-in links"),
    "outgoing_email": _l("Sent e-mails"),
    "limit_count": _l("Counters"),
    "search_miss": _l("Searches that found nothing"),
    "audit_entry": _l("Log entries"),
    "user": _l("Accounts"),
}


def role_name(code: str) -> str:
    known = {role.value: name for role, name in ROLE_NAMES.items()}
    return str(known.get(code, code))


def action_name(code: str) -> str:
    return str(ACTIONS.get(code, code))


def work_name(code: str) -> str:
    return str(WORK.get(code, code))


def kind_name(code: str) -> str:
    return str(KINDS.get(code, code))
