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
}

WORK = {
    "retention": _l("Delete what is too old"),
    "digest": _l("E-mail coordinators about what waits"),
    "missing_mentors": _l("Count which mentors are missing"),
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
