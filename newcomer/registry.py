"""What each workflow adds to the shared pages and the shared duties, without being imported by them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app

Counts = dict[str, int]

RETENTION_BATCH = 100  # rows that retention takes at a time, so that nobody waits long for it


@dataclass(frozen=True)
class Card:
    """A way in from the front page. Its texts are translated when it is shown."""

    title: Callable[[], str]
    text: Callable[[], str]
    url: Callable[[], str]
    icon: str
    gives: bool = False  # False: what one can get here; True: what one can give
    order: int = 50


@dataclass(frozen=True)
class MyPageSection:
    """A part of a signed-in person's own page: a template and what it shows for that person."""

    template: str
    context: Callable[[Any], dict[str, Any]]
    order: int = 50


@dataclass(frozen=True)
class DeskTask:
    """Something that waits for a coordinator: how many, and where to do it."""

    label: Callable[[int], str]
    rows: Callable[[Any], Any]  # a query, one row for each; None: not this person's business
    url: Callable[[], str]


@dataclass(frozen=True)
class DeskLink:
    """A room of the back office, shown to whoever may enter it."""

    label: Callable[[], str]
    endpoint: str
    permission: Any
    order: int = 50


@dataclass(frozen=True)
class DueWork:
    """Work that comes round: the worker runs it when it is due, on one machine at a time."""

    name: str
    every: timedelta
    run: Callable[[datetime], Counts]


@dataclass(frozen=True)
class AwaitedWork:
    """Work that somebody waits for before the screen: the worker looks for it all the time, beside
    its other duties, in a thread of its own. Several workers may; `run` sees to it that each piece
    is done once, commits, and says whether there was anything to do."""

    name: str
    prepare: Callable[[], None]  # once, before the first run
    run: Callable[[datetime], bool]


@dataclass(frozen=True)
class PersonalData:
    """One kind of personal data and the three duties towards those it is about.

    `tables` names every table it covers; a test fails on a table that nobody covers. `export` and
    `erase` take the person's user row; `retain` removes some of what has been kept long enough, and
    says how much of what: it is called again until nothing is left. None of them commits.
    """

    kind: str
    tables: frozenset[str]
    export: Callable[[Any], Any]
    erase: Callable[[Any, datetime], None]
    retain: Callable[[datetime], Counts]
    order: int = 50  # accounts come last: the others look a person up by their account


@dataclass(frozen=True)
class Purpose:
    """Something that the facts of somebody who moves here may be used for, each with their own yes.

    `granted` is called when they have said yes (and their address is confirmed), also when they say
    so once more; `changed` when what they told has changed meanwhile, `withdrawn` when they say no
    more. All take the arrival's row; none commits.
    """

    slug: str
    label: Callable[[], str]
    explanation: Callable[[], str]  # what is done with what they told, and who sees what
    granted: Callable[[Any, datetime], None]
    changed: Callable[[Any, datetime], None]
    withdrawn: Callable[[Any, datetime], None]
    # The row is about to be deleted, whatever they have said: what hangs on it goes first.
    gone: Callable[[Any, datetime], None]
    # A template and what it shows on the private page, below the facts.
    section: Callable[[Any], tuple[str, dict[str, Any]]] | None = None
    # A condition on Arrival: it is being used, or has been since then. Those are not too old to keep.
    in_use: Callable[[datetime], Any] | None = None
    least_age: Callable[[], int] = lambda: 0
    order: int = 50


@dataclass(frozen=True)
class PairFacts:
    """What ideas for a meeting of two people may go by: what both told."""

    interests: frozenset[str]  # slugs of the taxonomy that both chose
    groups: frozenset[str]  # interest groups in which both have something
    free_times: tuple[int, ...]  # slots of the week in which both can, see profile.SLOTS
    places: frozenset[str]  # slugs of where the two live
    children: bool  # both have children
    today: date


@dataclass(frozen=True)
class MeetingIdea:
    """Something that two people might do together, in the language of the page."""

    text: str
    because: str = ""  # why just these two
    url: str = ""  # where to read more


@dataclass
class Registry:
    cards: list[Card] = field(default_factory=list)
    purposes: list[Purpose] = field(default_factory=list)
    my_page: list[MyPageSection] = field(default_factory=list)
    desk_tasks: list[DeskTask] = field(default_factory=list)
    desk_links: list[DeskLink] = field(default_factory=list)
    due_work: list[DueWork] = field(default_factory=list)
    awaited_work: list[AwaitedWork] = field(default_factory=list)
    personal_data: list[PersonalData] = field(default_factory=list)
    sitemap: list[Callable[[], Iterator[tuple[str, dict[str, Any]]]]] = field(default_factory=list)
    front_page: list[Callable[[], dict[str, Any]]] = field(default_factory=list)
    # Ideas for two who are to meet, the best first; those of the mentor scheme itself come last.
    meeting_ideas: list[Callable[[PairFacts], list[MeetingIdea]]] = field(default_factory=list)
    demo: list[Callable[[datetime], None]] = field(default_factory=list)
    start: list[Callable[[datetime], None]] = field(
        default_factory=list
    )  # first content of an empty site


def registry() -> Registry:
    found: Registry = current_app.extensions["registry"]
    return found
