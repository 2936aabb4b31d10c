"""How far it is from place to place."""

import math

import numpy as np
import numpy.typing as npt

from newcomer.matching.columns import Table
from newcomer.matching.errors import BadInput

Km = npt.NDArray[np.float64]
NEAR = 1e-9  # km: so close to a whole number that the way of rounding counts


def distances(municipalities: object, travel_km: object = None) -> Km:
    """Kilometres from every place (row) to every place (column), 0 to itself.

    `travel_km` are such rows already, null where there is no way; else it is as the crow flies
    between x and y. BadInput if they make no sense.
    """
    table = Table("municipality", municipalities, () if travel_km is not None else ("x", "y"))
    km = _straight(table) if travel_km is None else _given(travel_km, len(table))
    np.fill_diagonal(km, 0.0)
    return km


def _straight(table: Table) -> Km:
    x, y = table.numbers("x", low=-math.inf), table.numbers("y", low=-math.inf)
    km = np.sqrt((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2)
    # The reference rounds as Python does; a reach is mostly a whole number of kilometres.
    for a, b in np.argwhere(np.abs(km - np.rint(km)) < NEAR):
        km[a, b] = math.sqrt(float(x[a] - x[b]) ** 2 + float(y[a] - y[b]) ** 2)
    return km


def _given(travel_km: object, places: int) -> Km:
    try:
        rows = [[math.inf if one is None else one for one in row] for row in travel_km]  # type: ignore[attr-defined]
        types = {type(one) for row in rows for one in row}
        km = np.array(rows, np.float64)
    except (TypeError, ValueError):
        raise BadInput("travel_km: rows of numbers are expected") from None
    if km.shape != (places, places) or not types <= {int, float}:
        raise BadInput(f"travel_km: {places} rows of {places} numbers are expected")
    if np.isnan(km).any() or (km < 0).any():
        raise BadInput("travel_km: a number is missing or negative")
    return km
