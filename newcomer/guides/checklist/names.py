"""What phases and deadlines are called on the pages, and the steps as days of a calendar."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from newcomer import i18n
from newcomer.guides.checklist.calendar import Day
from newcomer.guides.checklist.items import Phase, SetBy
from newcomer.guides.checklist.services import Overview, Step
from newcomer.guides.models import Checklist
from newcomer.links import absolute_url
from newcomer.region import current_region

PHASES = {
    Phase.considering: _l("While you think about it"),
    Phase.before: _l("Before you move"),
    Phase.first_week: _l("The first week"),
    Phase.first_month: _l("The first month"),
    Phase.first_three_months: _l("The first three months"),
    Phase.first_year: _l("The first year"),
}
ICONS = {
    Phase.considering: "search",
    Phase.before: "calendar",
    Phase.first_week: "home",
    Phase.first_month: "papers",
    Phase.first_three_months: "people",
    Phase.first_year: "life",
}
SET_BY = {
    SetBy.law: _l("By law"),
    SetBy.usual: _l("Usual deadline"),
    SetBy.advice: _l("Our advice"),
}


def of_phases_and_deadlines() -> dict[str, Any]:
    """For templates."""
    return {
        "phases": PHASES,
        "phase_icons": ICONS,
        "set_by": SET_BY,
        "deadline": deadline,
        "days_away": days_away,
    }


def deadline(step: Step) -> str:
    """When a step is to be done, in words; "" when at any time."""
    if step.due is not None:
        return str(_("By %(date)s", date=i18n.format_date(step.due)))
    if step.soon:
        return str(_("As soon as you can"))
    days = step.item.days
    if days is None:
        return ""
    if days == 0:
        return str(_("On the day you move"))
    if days < 0:
        return str(ngettext("%(num)d day before you move", "%(num)d days before you move", -days))
    return str(
        ngettext("Within %(num)d day of your move", "Within %(num)d days of your move", days)
    )


def days_away(day: date, today: date) -> str:
    """How far a coming day is from today, in words."""
    left = (day - today).days
    if left < 2:
        return str(_("tomorrow") if left else _("today"))
    return str(ngettext("in %(num)d day", "in %(num)d days", left))


def calendar_days(checklist: Checklist, overview: Overview) -> list[Day]:
    """The moving day, and each step that has a date ahead and is not done."""
    host = urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"

    def day(slug: str, on: date, **texts: str) -> Day:
        uid = f"checklist-{checklist.id}-{slug}@{host}"
        return Day(uid, on, sequence=checklist.version, **texts)

    region = current_region()
    found = []
    if checklist.moving_on:
        found.append(day("moving-day", checklist.moving_on, summary=_("Moving day")))
    for step in overview.steps:
        if step.due is not None and not step.done and not step.late:
            item = step.item
            url = (
                absolute_url("guides.article", slug=item.guide)
                if item.guide in overview.guides
                else item.source["url"]
            )
            note = f"{region.text(item.text)}\n\n{SET_BY[item.set_by]}." if item.set_by else ""
            found.append(
                day(item.slug, step.due, summary=region.text(item.title), description=note, url=url)
            )
    return found
