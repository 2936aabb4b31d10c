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
    "question.closed": _l("Closed a question"),
    "question.reopened": _l("Opened a question again"),
    "question.link_renewed": _l("Replaced a private link"),
    "email.retried": _l("Sent an e-mail again"),
}

WORK = {"retention": _l("Delete what is too old")}

KINDS = {
    "question": _l("Questions"),
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
