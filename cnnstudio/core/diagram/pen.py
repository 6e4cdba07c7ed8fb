"""Collects the items of a diagram: lines with arrow heads, hatched shapes, words under each other."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cnnstudio.core.diagram.drawing import (
    Box,
    Drawing,
    Item,
    Point,
    Polygon,
    Polyline,
    Rectangle,
    Spot,
    Text,
    bounds,
    text_width,
)
from cnnstudio.core.diagram.themes import DiagramTheme, Hatch, mix

SIZE = 11.0
"""Of words that are read first."""
SMALL = 10.0
LEADING = 13.0
"""From one line of words to the next."""

_ARROW = 6.0


class Pen:
    """Draws in one theme; what is drawn later lies in front."""

    def __init__(self, theme: DiagramTheme) -> None:
        self.theme = theme
        self.items: list[Item] = []
        self.spots: list[Spot] = []

    def line(self, points: Sequence[Point], arrow: bool) -> None:
        """A line, with a head at its end where ``arrow`` says so."""
        ends = list(points)
        if arrow:
            (x, y), (from_x, from_y) = ends[-1], ends[-2]
            length = math.hypot(x - from_x, y - from_y)
            across, down = ((x - from_x) / length, (y - from_y) / length) if length else (1.0, 0.0)
            back = min(_ARROW, length)
            base = (x - across * back, y - down * back)
            ends[-1] = base
        self.items.append(Polyline(tuple(ends), self.theme.line, 1.2))
        if arrow:
            side = (-down * back * 0.5, across * back * 0.5)
            wings = ((base[0] + side[0], base[1] + side[1]), (base[0] - side[0], base[1] - side[1]))
            self.items.append(Polygon(((x, y), *wings), self.theme.line))

    def polygon(self, points: Sequence[Point], fill: str, hatch: Hatch | None = None, dashed: bool = False) -> None:
        """A convex shape with the theme's outline."""
        corners = tuple(points)
        if hatch is None:
            self.items.append(Polygon(corners, fill, self.theme.line, 1, dashed))
            return
        self.items.append(Polygon(corners, fill))
        self._hatch(corners, hatch)
        self.items.append(Polygon(corners, "", self.theme.line, 1, dashed))

    def box(
        self, area: Rectangle, radius: float, fill: str, stroke: str, width: float = 1, dashed: bool = False
    ) -> None:
        """A rectangle with round corners."""
        self.items.append(Box(*area, radius, fill, stroke, width, dashed))

    def words(self, x: float, y: float, words: str, look: str = "text", size: float = SIZE, bold: bool = False) -> None:
        """Words with their middle at ``x``, standing on ``y``; ``look`` is a colour of the theme."""
        self.items.append(Text(x, y, words, size, getattr(self.theme, look), bold, "middle"))

    def beside(
        self, x: float, y: float, words: str, look: str = "text", size: float = SIZE, bold: bool = False
    ) -> None:
        """Words that begin at ``x``."""
        self.items.append(Text(x, y, words, size, getattr(self.theme, look), bold))

    def merge(self, centre: Point, radius: float, merge: str, stopped: bool = False) -> None:
        """The mark where lanes come together: a plus, or a word in a rounded box."""
        x, y = centre
        look = self.theme.error if stopped else self.theme.line
        if merge == "add":
            self.box((x - radius, y - radius, 2 * radius, 2 * radius), radius, self.theme.ground, look, 1.2, stopped)
            arm = radius * 0.55
            self.items.append(Polyline(((x - arm, y), (x + arm, y)), look, 1.2))
            self.items.append(Polyline(((x, y - arm), (x, y + arm)), look, 1.2))
            return
        width = merge_width(merge, radius)
        self.box((x - width / 2, y - radius, width, 2 * radius), radius, self.theme.ground, look, 1.2, stopped)
        self.words(x, y + 0.36 * SMALL, merge_word(merge), size=SMALL)

    def swatch(self, area: Rectangle, family: str) -> None:
        """A small example of a family's colour or pattern."""
        left, top, across, down = area
        corners = ((left, top), (left + across, top), (left + across, top + down), (left, top + down))
        self.polygon(corners, self.theme.hue(family), self.theme.hatch(family))

    def spot(self, names: tuple[str, ...], area: Rectangle) -> None:
        """Says where nodes of the network are."""
        if names:
            self.spots.append(Spot(names, area))

    def drawing(self, title: str, margin: float = 14) -> Drawing:
        """Everything drawn so far, moved so that it begins at ``margin``."""
        edges = [bounds(item) for item in self.items] or [(0.0, 0.0, 1.0, 1.0)]
        left, top = min(edge[0] for edge in edges) - margin, min(edge[1] for edge in edges) - margin
        right, bottom = max(edge[0] + edge[2] for edge in edges), max(edge[1] + edge[3] for edge in edges)
        items = tuple(_moved(item, -left, -top) for item in self.items)
        spots = tuple(
            Spot(each.names, (each.area[0] - left, each.area[1] - top, *each.area[2:])) for each in self.spots
        )
        size = math.ceil(right - left + margin), math.ceil(bottom - top + margin)
        return Drawing(*size, self.theme.background, items, spots, title)

    def shade(self, family: str, share: float) -> str:
        """The family's colour, ``share`` of it in the ground."""
        return mix(self.theme.hue(family), self.theme.ground, share)

    def _hatch(self, points: Sequence[Point], hatch: Hatch) -> None:
        for angle in hatch.angles:
            for start, end in _hatching(points, angle, hatch.step):
                self.items.append(Polyline((start, end), self.theme.line, 0.6, hatch.dashed))


def merge_word(merge: str) -> str:
    """What stands in the mark of a merge that is no sum."""
    return {"concatenate": "concat", "multiply": "×"}.get(merge, merge)


def merge_width(merge: str, radius: float) -> float:
    """How wide the mark is."""
    return 2 * radius if merge == "add" else text_width(merge_word(merge), SMALL) + 2 * radius


def _hatching(points: Sequence[Point], angle: float, step: float) -> Iterable[tuple[Point, Point]]:
    """The pieces of parallel lines inside a convex shape."""
    turned = math.radians(angle)
    way, normal = (math.cos(turned), -math.sin(turned)), (math.sin(turned), math.cos(turned))
    heights = [x * normal[0] + y * normal[1] for x, y in points]
    level = math.ceil((min(heights) + 0.5) / step) * step
    while level < max(heights) - 0.5:
        crossings = []
        for (start, low), (end, high) in zip(
            zip(points, heights, strict=True),
            zip([*points[1:], points[0]], [*heights[1:], heights[0]], strict=True),
            strict=True,
        ):
            if (low < level) != (high < level):
                share = (level - low) / (high - low)
                crossings.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
        crossings.sort(key=lambda point: point[0] * way[0] + point[1] * way[1])
        if len(crossings) == 2:
            yield crossings[0], crossings[1]
        level += step


def _moved(item: Item, right: float, down: float) -> Item:
    if isinstance(item, Box):
        return replace(item, left=item.left + right, top=item.top + down)
    if isinstance(item, Text):
        return replace(item, x=item.x + right, y=item.y + down)
    return replace(item, points=tuple((x + right, y + down) for x, y in item.points))
