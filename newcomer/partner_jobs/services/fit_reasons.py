"""How well a vacancy and a partner fit, in words: what speaks for it, what is missing, and where to
learn it. For the partner, who is spoken to, and for whoever reads about a partner."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select

from newcomer.extensions import db
from newcomer.guides.models import Article
from newcomer.i18n import current_language, format_number
from newcomer.occupations import occupations
from newcomer.partner_jobs.models.partners import JobFit
from newcomer.profile import Level
from newcomer.profile_fields import spoken_language
from newcomer.region import current_region
from newcomer.skills_field import skill_name

VERY_WELL, WELL = 0.75, 0.5  # shares of the most points that a pair can have
# The guide on where to learn a language, by its code.
COURSES = {"nb": "norwegian-course", "nn": "norwegian-course", "sv": "swedish-course"}
DIGITS_SAME, DIGITS_CLOSE, DIGITS_RELATED = 4, 3, 2


@dataclass(frozen=True)
class Missing:
    """Something that is missing, and the guide that helps, if there is one."""

    text: str
    course: str = ""  # the guide's slug


@dataclass(frozen=True)
class Fitting:
    """A fit in words."""

    word: str
    is_near: bool  # in the partner's line of work
    reasons: list[str]
    missing: list[Missing]


@dataclass(frozen=True)
class _Voice:
    """How one speaks of what a partner has: to the partner, or to somebody else."""

    same: Any
    close: Any
    related: Any
    languages: Any
    workload: Any
    has: Any  # of a language
    has_not: Any


YOU = _Voice(
    same=_l("It is the work that you look for."),
    close=_l("It is close to the work that you look for."),
    related=_l("It is in the same field as the work that you look for."),
    languages=_l("You know the languages that it needs."),
    workload=_l("The hours suit you."),
    has=_l("It needs %(language)s at %(need)s. You have %(have)s."),
    has_not=_l("It needs %(language)s at %(need)s. You have not said that you speak it."),
)
THEY = _Voice(
    same=_l("Looks for just this work."),
    close=_l("Looks for work that is close to this."),
    related=_l("Looks for work in the same field."),
    languages=_l("Knows the languages that it needs."),
    workload=_l("The hours suit both."),
    has=_l("It needs %(language)s at %(need)s. This person has %(have)s."),
    has_not=_l("It needs %(language)s at %(need)s. This person has not said that they speak it."),
)


def for_partner(fit: JobFit) -> Fitting:
    """The fit, as the partner reads it. The vacancy must be loaded with it."""
    return _fitting(fit, fit.vacancy, YOU)


def for_others(fit: JobFit, vacancy: Any) -> Fitting:
    """The fit, as an employer or a coordinator reads it."""
    return _fitting(fit, vacancy, THEY)


def _fitting(fit: JobFit, vacancy: Any, voice: _Voice) -> Fitting:
    parts = fit.parts
    return Fitting(
        word=word(fit.score),
        is_near=bool(parts["near"]),
        reasons=_reasons(parts, vacancy, voice),
        missing=_missing(parts, voice),
    )


def word(score: int) -> str:
    """How well it fits. What a region counts more or less changes what is the most."""
    share = score / most_points()
    if share >= VERY_WELL:
        return str(_("Fits very well"))
    return str(_("Fits well") if share >= WELL else _("Fits partly"))


def most_points() -> int:
    """No pair's score is higher than this, with the region's weights."""
    from newcomer.matching.job_rules import REFERENCE

    weights: Mapping[str, object] = current_region().jobs.get("weights", {})
    return REFERENCE.with_weights(weights).most_points


def _reasons(parts: dict[str, Any], vacancy: Any, voice: _Voice) -> list[str]:
    found = []
    line = {DIGITS_SAME: voice.same, DIGITS_CLOSE: voice.close, DIGITS_RELATED: voice.related}
    if parts["digits"] in line:
        found.append(str(line[parts["digits"]]))
    asked = list(dict.fromkeys(vacancy.skills))
    has = [slug for slug in asked if slug not in parts["skills"]]
    if has:
        found.append(_("Skills that match: %(skills)s.", skills=_listed(has)))
    if vacancy.languages and not parts["languages"]:
        found.append(str(voice.languages))
    if vacancy.remote_pct == 100:
        found.append(_("It can be done from anywhere."))
    elif parts["km"] is not None:
        km = max(1, round(parts["km"]))
        found.append(
            ngettext("It is %(num)d kilometre away.", "It is %(num)d kilometres away.", km)
        )
    if parts["points"].get("workload", 0) > 0:
        found.append(str(voice.workload))
    return found


def _missing(parts: dict[str, Any], voice: _Voice) -> list[Missing]:
    found = []
    for one in parts["languages"]:
        words = {
            "language": spoken_language(one["language"]),
            "need": cefr(one["need"]),
            "have": cefr(one["have"]) if one["have"] else "",
        }
        text = str(voice.has if one["have"] else voice.has_not) % words
        found.append(Missing(text, COURSES.get(one["language"], "")))
    if parts["skills"]:
        found.append(Missing(_("It also asks for: %(skills)s.", skills=_listed(parts["skills"]))))
    return found


def _listed(skills: list[str]) -> str:
    return ", ".join(skill_name(slug) for slug in skills)


def occupation_title(slug: str) -> str:
    """An occupation in the language of the page; the slug for one that is no longer in the list."""
    found = occupations().get(slug)
    return found.names[current_language()] if found else slug


def cefr(level: int) -> str:
    """ "B1" for 3."""
    return Level(level).name.upper()


def courses() -> set[str]:
    """The guides on language courses that this site has."""
    slugs = set(COURSES.values())
    query = select(Article.slug).where(Article.slug.in_(slugs), Article.published_at.is_not(None))
    return set(db.session.scalars(query))


# -- whom nothing fits -----------------------------------------------------------------------------

# What stands in the way, for the desk.
WHY = {
    "occupation": _l("No vacancy in their line of work"),
    "language": _l("The languages"),
    "distance": _l("The distance"),
    "workload": _l("The hours"),
    "place": _l("The place is not in the region's list any more"),
    "no_vacancies": _l("No vacancies are open"),
}


def why_nothing(why: Mapping[str, Any]) -> list[str]:
    """What stands in the way of a partner whom nothing fits, in sentences to them."""
    code = why["why"]
    first = {
        "occupation": _("No vacancy is in your line of work right now."),
        "language": _("The vacancies need languages at a level that you have not reached yet."),
        "distance": _("All vacancies are further away than you can travel."),
        "workload": _("The vacancies have other hours than you want."),
        "place": _("The place that you live in is not in our list any more. Choose one near it."),
        "no_vacancies": _("There are no open vacancies right now."),
    }[code]
    found = [first]
    if code == "language" and "language" in why:
        one = why["language"]
        many = int(one["many"])
        words = ngettext(
            "%(num)d vacancy needs %(language)s at %(need)s.",
            "%(num)d vacancies need %(language)s at %(need)s.",
            many,
            language=spoken_language(one["language"]),
            need=cefr(one["need"]),
        )
        found.append(words)
    if code == "distance" and "km" in why:
        found.append(
            _("The nearest one is %(km)s kilometres away.", km=format_number(round(why["km"])))
        )
    return found
