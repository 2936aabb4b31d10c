"""Which mentors are missing most: how many more would be matched if some of a kind joined."""

from collections import Counter
from typing import Any

from newcomer.mentoring.models import MatchRun
from newcomer.mentoring.services import runs
from newcomer.profile import SLOTS, Level
from newcomer.region import Region

PLACES_OFFERED = 10  # that those of a kind would have together: beyond this we say "at least"
LANGUAGES_TRIED = 12
EVERYWHERE = 10_000.0  # km
HERE = 10.0  # km that a mentor travels who is there for the neighbours
SHOWN = 5  # of each kind
RUNS_LOOKED_AT = 20
FEW = 5  # below this nothing is told
KINDS = ("languages", "places", "times")


def find(region: Region, matcher: Any, matching: Any) -> dict[str, Any]:
    """For each language, place and time of the week: how many more would get a mentor, most first.

    Each is tried by itself: somebody who speaks only that language, everywhere and always; somebody
    with the region's language and English who lives there; the same who only has that time.
    """
    from newcomer.matching.recruit import more_matched, somebody

    always, usual = range(SLOTS), {region.default_language: Level.c2.value, "en": Level.c1.value}
    tried: list[tuple[str, Any, Any]] = [
        ("languages", code, somebody({code: Level.c2.value}, 0, always, EVERYWHERE))
        for code in _languages(matching)
    ]
    tried += [
        ("places", place.slug, somebody(usual, at, always, HERE))
        for at, place in enumerate(region.places)
    ]
    tried += [("times", slot, somebody(usual, 0, [slot], EVERYWHERE)) for slot in always]
    profiles = [{**profile, "capacity": PLACES_OFFERED} for _kind, _what, profile in tried]
    helped = more_matched(matcher, matching, profiles)
    found: dict[str, Any] = {
        "left_out": int((matching.mate == -1).sum()),
        "languages": [],
        "places": [],
        "times": [],
    }
    for (kind, what, _profile), many in zip(tried, helped, strict=True):
        if many:
            found[kind].append([what, many])
    for kind in KINDS:
        found[kind] = sorted(found[kind], key=lambda one: -one[1])[:SHOWN]
    return found


def _languages(matching: Any) -> list[str]:
    """Those that most of the people without a mentor get by in."""
    people = matching.instance.newcomers
    speak = people.levels[matching.mate == -1] >= matching.instance.rules.min_level
    many = Counter(dict(zip(matching.instance.languages, speak.sum(axis=0).tolist(), strict=True)))
    return [code for code, number in many.most_common(LANGUAGES_TRIED) if number]


def last() -> tuple[MatchRun, dict[str, Any]] | None:
    """What was counted last, for everybody to see: a search that has just been done may not have
    been counted yet. A kind of mentor that would help fewer than FEW is left out: a language and a
    village could tell who it is that waits."""
    for run in runs.latest_for_all(RUNS_LOOKED_AT):
        if "missing" in run.result:
            found = run.result["missing"]
            many = {kind: [one for one in found[kind] if one[1] >= FEW] for kind in KINDS}
            return run, {**found, **many}
    return None
