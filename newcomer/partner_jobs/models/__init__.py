"""The tables of job number 2, one file for each of the three who meet and one for how they meet.
Imported together, so that every relationship finds its other end."""

from newcomer.partner_jobs.models import employers, introductions, partners, vacancies

__all__ = ["employers", "introductions", "partners", "vacancies"]
