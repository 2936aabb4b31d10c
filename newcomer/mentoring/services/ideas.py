"""Three ideas for a first meeting that fit just these two: by what both like, by whether they have
children, by the time of the year. Clubs and events add theirs through the registry."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from newcomer import i18n
from newcomer.mentoring.models import MentorMatch, Side
from newcomer.mentoring.services.other_side import facts_of, shared_times
from newcomer.region import current_region
from newcomer.registry import MeetingIdea, PairFacts, registry
from newcomer.taxonomy import interest_groups, interests

HOW_MANY = 3
WINTER = (11, 12, 1, 2, 3)

# By interest group: (winter, the rest of the year). Each is cheap, easy, and good for a talk.
BY_GROUP = {
    "outdoors": (
        _l("Go for a walk in the winter woods, with something warm in a flask."),
        _l("Walk a short marked trail together, and take a packed lunch along."),
    ),
    "snow-and-ice": (
        _l("Go out on skis or skates. Can one of you lend the other a pair?"),
        _l("Ask each other about winter here: what to wear, where to go, what to borrow."),
    ),
    "sport": (
        _l("Go to a match or a training session together, as players or in the stands."),
        _l(
            "Meet outdoors and be active: a run, a ball game, a bicycle ride, whatever you both "
            "like."
        ),
    ),
    "music-and-stage": (
        _l("Find a concert or a play in the region, and go together."),
        _l("Hear music outdoors together, or play each other the songs you like best."),
    ),
    "craft-and-art": (
        _l("Bring something you are making, and work on it over a cup of coffee."),
        _l("Visit a museum, a gallery or a workshop together."),
    ),
    "food-and-garden": (
        _l("Cook a dish from each of your homes, and eat together."),
        _l("Visit a farm shop, a market or a garden, and taste what grows here."),
    ),
    "games-and-technology": (
        _l("Play a game that one of you can teach the other."),
        _l("Play a game that one of you can teach the other."),
    ),
    "books-and-learning": (
        _l("Meet at the library. Each picks a book that the other should know."),
        _l("Meet at the library. Each picks a book that the other should know."),
    ),
    "community": (
        _l("Go to an open evening of an association that one of you knows."),
        _l("Help out together at a volunteer day or a local event."),
    ),
}
WITH_CHILDREN = (
    _l("Take the children sledging, or to the library on a Saturday."),
    _l("Meet at a playground or a beach with the children."),
)
FOR_EVERYBODY = (
    _l("Meet for a cup of coffee in town. An hour is plenty the first time."),
    _l("Take a walk around where one of you lives, and show each other what you use most."),
    _l("Go shopping for food together, and talk about what is what."),
)


def facts_for(match: MentorMatch, now: datetime) -> PairFacts:
    """What both told, as ideas may go by it."""
    mentor, newcomer = (facts_of(match, side) for side in (Side.mentor, Side.newcomer))
    both = set(mentor.interests) & set(newcomer.interests)
    groups = [
        {interests()[slug].group for slug in one.interests if slug in interests()}
        for one in (mentor, newcomer)
    ]
    return PairFacts(
        interests=frozenset(both),
        groups=frozenset(groups[0] & groups[1]),
        free_times=tuple(shared_times(match)),
        places=frozenset({mentor.place, newcomer.place}),
        children=bool(mentor.children and newcomer.children),
        today=now.astimezone(current_region().zone).date(),
    )


def ideas_for(match: MentorMatch, now: datetime) -> list[MeetingIdea]:
    """Three of them, the most fitting first, in the language of the page."""
    facts = facts_for(match, now)
    found: list[MeetingIdea] = []
    for source in (*registry().meeting_ideas, own_ideas):
        for idea in source(facts):
            if idea.text not in {one.text for one in found}:
                found.append(idea)
    return found[:HOW_MANY]


def own_ideas(facts: PairFacts) -> list[MeetingIdea]:
    """What one can do anywhere: first with what both like, then with what comes near, then at all."""
    ""
    shared = sorted({interests()[slug].group for slug in facts.interests if slug in interests()})
    near = sorted(facts.groups - set(shared))
    found = [
        _of_group(group, facts, _because(group, facts)) for group in shared if group in BY_GROUP
    ]
    if facts.children:
        because = _("You both have children")
        found.insert(1, MeetingIdea(str(_in_season(WITH_CHILDREN, facts.today)), because))
    found += [
        _of_group(group, facts, _("You both like: %(what)s", what=_name_of_group(group)))
        for group in near
        if group in BY_GROUP
    ]
    return found + [MeetingIdea(str(text)) for text in FOR_EVERYBODY]


def _of_group(group: str, facts: PairFacts, because: str) -> MeetingIdea:
    return MeetingIdea(str(_in_season(BY_GROUP[group], facts.today)), because)


def _because(group: str, facts: PairFacts) -> Any:
    language = i18n.current_language()
    both = [one for slug, one in interests().items() if slug in facts.interests]
    names = [one.names[language] for one in both if one.group == group]
    return _("You both like: %(what)s", what=", ".join(names[:3]))


def _name_of_group(group: str) -> str:
    return str(interest_groups()[group].names[i18n.current_language()])


def _in_season(texts: tuple[object, object], today: date) -> object:
    return texts[0] if today.month in WINTER else texts[1]
