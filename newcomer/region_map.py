"""A small map of the region: its places as dots with names, drawn from the region file."""

import math
from dataclasses import dataclass
from itertools import pairwise

from newcomer.region import Place, Region

WIDTH, HEIGHT = 480, 430
MARGIN_X, MARGIN_Y = 92, 76  # room for names, for the scale and for the north arrow
MAIN, OTHER = 8.0, 5.5  # how big the dots are
APART = 21.0  # dots that would hide one another are moved apart so far
TEXT_HEIGHT, LETTER = 18.0, 9.2  # what a line and an average letter of a name take
GROUND_REACH = 46.0  # how far the ground goes beyond the outermost places
SCALE_BOX = (12.0, HEIGHT - 60.0, 150.0, HEIGHT - 10.0)

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Dot:
    """A place on the map, in the drawing's own units (right and down from the upper left corner)."""

    place: Place
    x: float
    y: float
    radius: float
    is_main: bool  # a municipality's centre, or of its name
    is_highlighted: bool
    label_x: float
    label_y: float
    anchor: str  # where on the name label_x is: start, middle or end


@dataclass(frozen=True)
class RegionMap:
    width: int
    height: int
    ground: str  # a closed path around all places
    dots: tuple[Dot, ...]
    scale_km: int
    scale_length: float


def draw_map(region: Region, highlight: str = "") -> RegionMap:
    """Put the places on paper, north up, in one scale both ways. `highlight` is a municipality."""
    xs, ys = [place.x for place in region.places], [place.y for place in region.places]
    span_x, span_y = max(max(xs) - min(xs), 1.0), max(max(ys) - min(ys), 1.0)
    unit = min((WIDTH - 2 * MARGIN_X) / span_x, (HEIGHT - 2 * MARGIN_Y) / span_y)  # per km
    left, top = (WIDTH - unit * span_x) / 2, (HEIGHT - unit * span_y) / 2
    seats = {one.seat for one in region.municipalities}
    main = {
        place.slug
        for place in region.places
        if place.name in seats or place.slug == place.municipality
    }
    # The main places first: they stay where they are and choose where their names stand.
    places = sorted(region.places, key=lambda place: (place.slug not in main, -place.y))
    points: list[Point] = []
    for place in places:
        point = (left + (place.x - min(xs)) * unit, top + (max(ys) - place.y) * unit)
        points.append(_clear_of(points, point))
    radii = [MAIN if place.slug in main else OTHER for place in places]
    taken = [_around(point, radius) for point, radius in zip(points, radii, strict=True)]
    taken.append(SCALE_BOX)
    dots = []
    for place, (x, y), radius in zip(places, points, radii, strict=True):
        (label_x, label_y, anchor), box = _label(place.name, (x, y), radius, taken)
        taken.append(box)
        dots.append(
            Dot(
                place=place,
                x=round(x, 1),
                y=round(y, 1),
                radius=radius,
                is_main=radius == MAIN,
                is_highlighted=not highlight or place.municipality == highlight,
                label_x=round(label_x, 1),
                label_y=round(label_y, 1),
                anchor=anchor,
            )
        )
    dots.sort(key=lambda dot: dot.is_highlighted)  # what matters is drawn on top
    scale_km = next((km for km in (50, 20, 10, 5, 2) if km * unit < WIDTH / 4), 1)
    return RegionMap(
        WIDTH, HEIGHT, _ground(points), tuple(dots), scale_km, round(scale_km * unit, 1)
    )


def _clear_of(others: list[Point], point: Point) -> Point:
    """The point, moved away from a dot that it would lie on."""
    for other in others:
        distance = math.dist(other, point)
        if distance < APART:
            right, down = (
                ((point[0] - other[0]) / distance, (point[1] - other[1]) / distance)
                if distance
                else (1.0, 0.0)
            )
            return (other[0] + right * APART, other[1] + down * APART)
    return point


def _around(point: Point, radius: float) -> Box:
    return (point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius)


def _label(
    name: str, point: Point, radius: float, taken: list[Box]
) -> tuple[tuple[float, float, str], Box]:
    """Where the name stands (x, y, anchor) and the room it takes: right of the dot if that is free,
    else the side where it covers least."""
    (x, y), gap, width = point, radius + 6, len(name) * LETTER
    base = y + TEXT_HEIGHT / 3  # of text whose middle is level with the dot
    candidates = [
        (x + gap, base, "start"),
        (x - gap, base, "end"),
        (x, y - gap, "middle"),
        (x, y + gap + TEXT_HEIGHT * 0.7, "middle"),
        (x + gap * 0.6, y - gap * 0.9, "start"),
        (x + gap * 0.6, y + gap + TEXT_HEIGHT * 0.5, "start"),
        (x - gap * 0.6, y - gap * 0.9, "end"),
        (x - gap * 0.6, y + gap + TEXT_HEIGHT * 0.5, "end"),
    ]
    shift = {"start": 0.0, "middle": width / 2, "end": width}
    found = []
    for order, (at, line, anchor) in enumerate(candidates):
        start = at - shift[anchor]
        box = (start, line - TEXT_HEIGHT * 0.8, start + width, line + TEXT_HEIGHT * 0.25)
        covered = sum(_overlap(box, other) for other in taken)
        outside = max(0.0, 6 - box[0]) + max(0.0, box[2] - WIDTH + 6)
        found.append((covered + 100 * outside, order, (at, line, anchor), box))
    _cost, _order, label, box = min(found)
    return label, box


def _overlap(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0


def _ground(points: list[Point]) -> str:
    """A soft outline around the points: not a border, only ground to stand on."""
    # Each place brings an uneven ring of ground; the outermost points of all rings are the shore.
    ring = [
        (
            x + (GROUND_REACH + 9 * math.sin(3 * step + x)) * math.cos(step * math.pi / 6),
            y + (GROUND_REACH + 9 * math.cos(2 * step + y)) * math.sin(step * math.pi / 6),
        )
        for x, y in points
        for step in range(12)
    ]
    shore = _hull(ring)
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise([*shore, shore[0]])]
    start = middles[-1]
    curves = "".join(
        f"Q{corner[0]:.1f} {corner[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
        for corner, end in zip(shore, middles, strict=True)
    )
    return f"M{start[0]:.1f} {start[1]:.1f}{curves}Z"


def _hull(points: list[Point]) -> list[Point]:
    """The corners of the tightest fence around the points, in order."""
    ordered = sorted(set(points))

    def half(run: list[Point]) -> list[Point]:
        fence: list[Point] = []
        for point in run:
            while len(fence) > 1 and _turn(fence[-2], fence[-1], point) <= 0:
                fence.pop()
            fence.append(point)
        return fence[:-1]

    return half(ordered) + half(ordered[::-1])


def _turn(one: Point, two: Point, three: Point) -> float:
    """Above nought when the way from one over two to three bends to one side, below it to the other."""
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])
