"""A small map of the region: its places as dots with names, drawn from the region file."""

from dataclasses import dataclass

from newcomer.region import Place, Region

WIDTH, HEIGHT, MARGIN = 640, 420, 60


@dataclass(frozen=True)
class Dot:
    """A place on the map, in the drawing's own units (right and down from the upper left corner)."""

    place: Place
    x: float
    y: float
    is_seat: bool
    is_highlighted: bool
    label_left: bool  # whether the name stands to the left of the dot, away from the edge


@dataclass(frozen=True)
class RegionMap:
    width: int
    height: int
    dots: tuple[Dot, ...]
    scale_km: int
    scale_length: float


def draw_map(region: Region, highlight: str = "") -> RegionMap:
    """Put the places on paper, north up, in one scale both ways. `highlight` is a municipality."""
    xs, ys = [place.x for place in region.places], [place.y for place in region.places]
    span_x, span_y = max(max(xs) - min(xs), 1.0), max(max(ys) - min(ys), 1.0)
    unit = min((WIDTH - 2 * MARGIN - 80) / span_x, (HEIGHT - 2 * MARGIN) / span_y)  # per km
    left = (WIDTH - unit * span_x) / 2
    top = (HEIGHT - unit * span_y) / 2
    seats = {one.seat for one in region.municipalities}
    dots = []
    for place in sorted(region.places, key=lambda place: place.y, reverse=True):
        x, y = left + (place.x - min(xs)) * unit, top + (max(ys) - place.y) * unit
        dots.append(
            Dot(
                place=place,
                x=round(x, 1),
                y=round(y, 1),
                is_seat=place.name in seats,
                is_highlighted=not highlight or place.municipality == highlight,
                label_left=x > WIDTH * 0.62,
            )
        )
    scale_km = next((km for km in (50, 20, 10, 5, 2) if km * unit < WIDTH / 4), 1)
    return RegionMap(WIDTH, HEIGHT, tuple(dots), scale_km, round(scale_km * unit, 1))
