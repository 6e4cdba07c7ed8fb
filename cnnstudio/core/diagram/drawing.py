"""A picture as a value: its size, its shapes and its texts, from which every writer makes the same file."""

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
"""Left, top, width, height."""

Anchor = Literal["start", "middle", "end"]

FONTS = ("Helvetica", "Arial", "Liberation Sans", "DejaVu Sans")
"""Tried in this order, then any sans-serif font."""

_WIDTHS = {
    30: "\"'Iijl",
    35: " ,./:;\\|·",
    40: "()-[]ft",
    45: "!r²",
    50: "*J`",
    55: "csz“”",
    60: "?L_kvxy–",
    65: "$0123456789FTabdeghnopqu{}µ",
    70: "ABEKPSVXYZ",
    75: "CNRU",
    80: "&DGHOQ",
    85: "#+<=>^w~×≥≤",
    90: "M",
}
_WIDTH = {sign: width / 100 for width, signs in _WIDTHS.items() for sign in signs}
_BOLDER = 1.15


def text_width(words: str, size: float, bold: bool = False) -> float:
    """At most how wide the words are, for letters of ``size``.

    Counted for DejaVu Sans, the widest of the usual fonts, so that nothing overlaps in the others either.
    """
    return sum(_WIDTH.get(sign, 1.05) for sign in words) * size * (_BOLDER if bold else 1)


@dataclass(frozen=True)
class Polygon:
    """A closed shape; ``fill`` and ``stroke`` are ``#rrggbb`` or empty for none."""

    points: tuple[Point, ...]
    fill: str
    stroke: str = ""
    width: float = 1
    dashed: bool = False


@dataclass(frozen=True)
class Polyline:
    """A line through points."""

    points: tuple[Point, ...]
    stroke: str
    width: float = 1
    dashed: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle with rounded corners; a circle where ``radius`` is half of its sides."""

    left: float
    top: float
    across: float
    down: float
    radius: float
    fill: str
    stroke: str = ""
    width: float = 1
    dashed: bool = False


@dataclass(frozen=True)
class Text:
    """One line of words; ``y`` is where the letters stand, ``x`` their start, middle or end."""

    x: float
    y: float
    words: str
    size: float
    colour: str
    bold: bool = False
    anchor: Anchor = "start"

    @property
    def box(self) -> Rectangle:
        """Where the words are at most."""
        width = text_width(self.words, self.size, self.bold)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - 0.78 * self.size, width, 1.0 * self.size


Item = Polygon | Polyline | Box | Text


@dataclass(frozen=True)
class Spot:
    """Where in the drawing nodes of the network are: several names where equal parts were folded into one."""

    names: tuple[str, ...]
    area: Rectangle


@dataclass(frozen=True)
class Drawing:
    """A picture of ``width`` × ``height``, its items from back to front.

    One unit is 1/96 inch: a text of size 11 is 8.25 points high where nothing is scaled.

    Attributes:
        title: What the picture shows, for those who do not see it.
    """

    width: float
    height: float
    background: str
    items: tuple[Item, ...]
    spots: tuple[Spot, ...] = ()
    title: str = ""

    @property
    def texts(self) -> tuple[Text, ...]:
        return tuple(item for item in self.items if isinstance(item, Text))


def bounds(item: Item) -> Rectangle:
    """The rectangle around an item, half of its line's width included."""
    if isinstance(item, Text):
        return item.box
    edge = item.width / 2
    if isinstance(item, Box):
        return item.left - edge, item.top - edge, item.across + 2 * edge, item.down + 2 * edge
    columns, rows = [x for x, _ in item.points], [y for _, y in item.points]
    left, top = min(columns) - edge, min(rows) - edge
    return left, top, max(columns) + edge - left, max(rows) + edge - top


def wrapped(words: str, width: float, size: float) -> tuple[str, ...]:
    """The words in lines of at most ``width``; a word that is wider alone is cut."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(cut(word, width, size))
    return tuple(lines)


def cut(words: str, width: float, size: float, bold: bool = False) -> str:
    """The words, or as many of their letters as fit and an ellipsis."""
    if text_width(words, size, bold) <= width:
        return words
    while words and text_width(f"{words}…", size, bold) > width:
        words = words[:-1]
    return f"{words}…"


def is_corner(item: Item) -> bool:
    """Whether a line's ends are square, so that lines that meet at a right angle make a corner; hatching's are not."""
    return isinstance(item, Polyline) and item.width >= 1 and not item.dashed
