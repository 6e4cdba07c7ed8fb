"""A drawing as SVG (W3C Scalable Vector Graphics 1.1), with nothing in it that only some programs read."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from cnnstudio.core.diagram.drawing import FONTS, Box, Drawing, Item, Polygon, Polyline, Text, is_corner


def to_svg(drawing: Drawing) -> str:
    """The file's text, in UTF-8 when it is written."""
    width, height = _number(drawing.width), _number(drawing.height)
    fonts = ", ".join(f"'{name}'" if " " in name else name for name in FONTS)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" font-family="{fonts}, sans-serif">'
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        head,
        f"<title>{escape(drawing.title)}</title>",
        f'<rect width="{width}" height="{height}" fill="{drawing.background}"/>',
        *map(_element, drawing.items),
        "</svg>",
        "",
    ]
    return "\n".join(lines)


def _element(item: Item) -> str:
    if isinstance(item, Text):
        weight = ' font-weight="bold"' if item.bold else ""
        anchor = f' text-anchor="{item.anchor}"' if item.anchor != "start" else ""
        place = f'x="{_number(item.x)}" y="{_number(item.y)}" font-size="{_number(item.size)}"'
        return f'<text {place} fill="{item.colour}"{weight}{anchor}>{escape(item.words)}</text>'
    if isinstance(item, Box):
        sides = (("x", item.left), ("y", item.top), ("width", item.across), ("height", item.down), ("rx", item.radius))
        area = " ".join(f'{name}="{_number(value)}"' for name, value in sides)
        return f"<rect {area} {_paint(item)}/>"
    kind = "polygon" if isinstance(item, Polygon) else "polyline"
    return f"<{kind} points={quoteattr(_points(item.points))} {_paint(item)}/>"


def _paint(item: Polygon | Polyline | Box) -> str:
    fill = "none" if isinstance(item, Polyline) else item.fill or "none"
    words = f'fill="{fill}"'
    if is_corner(item):
        words += ' stroke-linecap="square"'
    if item.stroke:
        words += f' stroke="{item.stroke}" stroke-width="{_number(item.width)}" stroke-linejoin="round"'
        words += ' stroke-dasharray="4 3"' if item.dashed else ""
    return words


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
