"""Which hard limits stand between a newcomer and a mentor, for one pair or for many."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from newcomer.matching.columns import I32, I64, Mask
from newcomer.matching.data import MentorInstance
from newcomer.matching.edges import Side, ones, side

F64 = npt.NDArray[np.float64]

# In the order in which they are told; limit number n is bit 1 << n of a mask.
LIMITS = ("language", "distance", "gender", "time", "declined", "no_place")
LANGUAGE, DISTANCE, GENDER, TIME, DECLINED, NO_PLACE = (1 << n for n in range(len(LIMITS)))
EVERY_MASK = np.arange(1 << len(LIMITS))


class _World(NamedTuple):
    newcomers: Side
    mentors: Side
    place: tuple[I32, I32]  # of newcomers, of mentors
    reach: tuple[F64, F64]
    km: F64
    said_no: tuple[I64, I32]  # newcomer i said no to, or heard it from, second[first[i]:first[i+1]]
    has_place: Mask  # of each mentor
    min_slots: int


def broken(instance: MentorInstance, newcomer: int, mentor: int) -> list[str]:
    """The limits that this pair breaks, none if they may meet."""
    rows = (np.array([newcomer]), np.array([mentor]))
    found, _nearest = broken_by(instance, *rows, of_mentors=False)
    mask = int(found[0].argmax())
    return [name for number, name in enumerate(LIMITS) if mask >> number & 1]


def broken_by(
    instance: MentorInstance, newcomers: I64, mentors: I64, of_mentors: bool
) -> tuple[I32, F64]:
    """With how many of the others each one breaks which limits.

    Returns a row for each newcomer (or each mentor, `of_mentors`) of how often each mask of
    LIMITS comes, mask 0 being those whom they may meet; and the kilometres to the nearest of
    those who are only too far away, infinite where there is none.
    """
    rejected = instance.turned_down
    first = np.searchsorted(rejected[:, 0], np.arange(len(instance.newcomers) + 1))
    world = _World(
        newcomers=side(instance.newcomers),
        mentors=side(instance.mentors),
        place=(instance.newcomers.place, instance.mentors.place),
        reach=(instance.newcomers.reach, instance.mentors.reach),
        km=instance.km,
        said_no=(first, rejected[:, 1].astype(np.int32)),
        has_place=instance.capacity > 0,
        min_slots=instance.rules.min_slots,
    )
    counts, nearest = _count(world, newcomers, mentors, of_mentors)
    return counts, nearest


@njit(cache=True, nogil=True)
def _count(world, newcomers, mentors, of_mentors):  # type: ignore[no-untyped-def]
    size = len(mentors) if of_mentors else len(newcomers)
    counts = np.zeros((size, 64), np.int32)
    nearest = np.full(size, np.inf)
    for a in range(len(newcomers)):
        for b in range(len(mentors)):
            row = b if of_mentors else a
            mask = _broken(world, newcomers[a], mentors[b])
            counts[row, mask] += 1
            if mask == DISTANCE:
                km = world.km[world.place[0][newcomers[a]], world.place[1][mentors[b]]]
                nearest[row] = min(nearest[row], km)
    return counts, nearest


@njit(cache=True, nogil=True)
def _broken(world, i, j):  # type: ignore[no-untyped-def]
    newcomers, mentors = world.newcomers, world.mentors
    speak = False
    for word in range(newcomers.speaks.shape[1]):
        speak |= newcomers.speaks[i, word] & mentors.speaks[j, word] != 0
    reach = max(world.reach[0][i], world.reach[1][j])
    near = world.km[world.place[0][i], world.place[1][j]] <= reach
    wishes = (
        newcomers.wish[i] & mentors.gender[j] != 0 and mentors.wish[j] & newcomers.gender[i] != 0
    )
    time = ones(newcomers.slots[i, 0] & mentors.slots[j, 0]) >= world.min_slots
    first, who = world.said_no
    declined = False
    for at in range(first[i], first[i + 1]):
        declined |= who[at] == j
    return (
        LANGUAGE * (not speak)
        + DISTANCE * (not near)
        + GENDER * (not wishes)
        + TIME * (not time)
        + DECLINED * declined
        + NO_PLACE * (not world.has_place[j])
    )
