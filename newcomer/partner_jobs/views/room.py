"""Who may enter: the one place where pages of an employer and of a partner ask whose they are."""

from flask import abort, request
from flask_login import current_user

from newcomer.accounts.models import User
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.partners import PartnerProfile
from newcomer.partner_jobs.services import acting


def actor() -> User:
    """The signed-in person, as a row."""
    user: User = current_user._get_current_object()
    return user


def asked_number(name: str) -> int:
    """The number of a row, as the address asks for it (`?vacancy=17`); 0 for none, and for what no
    row can have."""
    number: int = request.args.get(name, 0, type=int)
    return number if 0 < number < 2**31 else 0


def employer_or_404(employer_id: int, *, member: bool = True) -> Employer:
    """The employer, if the signed-in person acts for it (and, unless `member` is False, if it is a
    member now). Whoever does not is not told whether it exists."""
    employer = acting.employer_of(actor(), employer_id)
    if employer is None or (member and not employer.is_member):
        abort(404)
    return employer


def ranking_employer_or_404(employer_id: int) -> Employer:
    """The same, for what shows people who fit: never to a public employer."""
    employer = employer_or_404(employer_id)
    if employer.is_public_body:
        abort(404)
    return employer


def partner_or_404() -> PartnerProfile:
    """The signed-in person's own profile."""
    partner = acting.partner_of(actor())
    if partner is None:
        abort(404)
    return partner
