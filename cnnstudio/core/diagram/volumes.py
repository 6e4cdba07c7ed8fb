"""The network as boxes to scale, left to right, as LeNet and AlexNet are drawn.

Rule of the sizes: height and width are linear, the largest picture 120 units high but no pixel larger than 8, so that
a picture of one pixel is small also where it is the largest, and no side below 4; channels run from
left to right, 4 · c^0.4 units long, since 1 and 2,048 of them must both be seen; a list of n numbers is a bar of
40 · log10(n) units, at least 10.
"""

import math
import re
from dataclasses import dataclass

from cnnstudio.core.diagram.caption import add_caption
from cnnstudio.core.diagram.drawing import Drawing, Point, cut, text_width
from cnnstudio.core.diagram.folding import folded
from cnnstudio.core.diagram.items import Frame, Item, Lanes, Leaf, Line, Spacing
from cnnstudio.core.diagram.layout import Placed, lay_out
from cnnstudio.core.diagram.parts import (
    INPUT,
    Chain,
    Fork,
    Part,
    Repeat,
    Step,
    as_length,
    as_picture,
    parts_of,
    shape_words,
    weight,
)
from cnnstudio.core.diagram.pen import LEADING, SIZE, SMALL, Pen, merge_width
from cnnstudio.core.diagram.themes import theme
from cnnstudio.core.diagram.untold import Told
from cnnstudio.core.language import local, tr

_TALLEST = 120.0
_LARGEST_PIXEL = 8.0
_SMALLEST = 4.0
_BACK: Point = (0.36, -0.26)
"""Where the width of a picture goes in the drawing, for one unit of it."""
_WIDEST_WORDS = 92.0
_MARK = 9.0
_GAP = 26.0
_MANY = 26
"""Figures from which on repeats are folded where nobody says."""

_SPACING = Spacing(gap=_GAP, lanes=16, turn=12, lines=34)
_PAGE = (1060.0, 700.0)
"""A landscape page on which words of 11 units are still read."""


@dataclass(frozen=True)
class _Figure:
    """One output: its box, the words over it and those under the row."""

    step: Step
    solid: tuple[float, float, float, float]
    """Length of the channels, height, and how far the width leads right and up."""
    left: float
    over: str
    under: tuple[str, ...]
    strong: int
    """How many of the lines under it are the layer's name."""


@dataclass(frozen=True)
class _Mark:
    fork: Fork


def draw_volumes(told: Told, theme_name: str, fold: bool | None) -> Drawing:
    """The drawing; ``fold`` is None to fold repeats only in long networks."""
    chain = parts_of(told)
    if fold or (fold is None and sum(map(weight, chain)) > _MANY):
        chain = folded(chain)
    scale = _scale(chain)
    laid = lay_out(_line(chain, scale), _SPACING, _PAGE)
    pen = Pen(theme(theme_name))
    for frame in laid.frames:
        (left, top), (right, bottom) = frame.first, frame.last
        top += LEADING
        pen.box((left, top, right - left, bottom - top), 8, "", pen.theme.muted, 1, dashed=True)
        pen.words((left + right) / 2, top - 4, local(f"× {frame.frame.payload:,}"), bold=True)
    for link in laid.links:
        pen.line(link.places, link.arrow)
    families: list[str] = []
    for placed in laid.leaves:
        _draw(pen, placed, families)
    rule = tr(
        "Over each box: height×width×channels of the output. Height and width are to scale; the channels, from left to "
        "right, grow as their number to the power 0.4. Lists are bars as high as the logarithm of their length."
    )
    add_caption(pen, told, families, rule)
    return pen.drawing(tr("Diagram of the network: outputs as boxes, from left to right"))


def _scale(chain: Chain) -> float:
    """Units a pixel: the largest side of any picture becomes the tallest box, as far as its pixels go."""
    return min(_TALLEST / max(_largest(part) for part in chain), _LARGEST_PIXEL)


def _largest(part: Part) -> int:
    if isinstance(part, Repeat):
        return max(_largest(each) for each in part.chain)
    inside = [_largest(each) for lane in part.lanes for each in lane] if isinstance(part, Fork) else []
    picture = as_picture(part.shape) if part.shape else None
    return max(picture[:2] if picture else (1,) * 2) if not inside else max(inside)


def _line(chain: Chain, scale: float) -> Line:
    return tuple(item for part in chain for item in _items(part, scale))


def _items(part: Part, scale: float) -> list[Item]:
    if isinstance(part, Repeat):
        return [Frame(part.times, _line(part.chain, scale), 8 + LEADING + 4, 8)]
    if isinstance(part, Step):
        return [_figure(part, scale)]
    broken = part.shape is None and not part.stopped
    lanes = Lanes(tuple(_line(lane, scale) for lane in part.lanes), part.main, None if broken else _mark(part))
    if part.merge != "concatenate" or part.shape is None:
        return [lanes]
    joined = Step("Concatenate", "joined", part.shape, waits=part.waits, names=part.names)
    return [lanes, _figure(joined, scale, silent=True)]


def _mark(fork: Fork) -> Leaf:
    """The mark, and in its own room the words under it."""
    width = merge_width(fork.merge, _MARK)
    length = max(width, *(text_width(each, SMALL) for each in fork.notes), 0.0)
    left = (length - width) / 2
    after = _MARK + (LEADING * len(fork.notes) + 2 if fork.notes else 0)
    return Leaf(_Mark(fork), length, _MARK, after, left, left + width)


def _figure(step: Step, scale: float, silent: bool = False) -> Leaf:
    names = () if step.is_note or silent else _name_lines(step.kind)
    details = _detail_lines(step)
    under = () if silent else (*names, *details)
    solid = _solid(step, scale)
    across, height, right, up = solid
    over = shape_words(step) if step.shape and not step.is_note else ""
    width = across + right
    length = max(width, text_width(over, SIZE, bold=True) if over else 0.0)
    left = (length - width) / 2
    figure = _Figure(step, solid, left, over, under, len(names))
    label = max((text_width(words, SIZE if at < len(names) else SMALL) for at, words in enumerate(under)), default=0.0)
    middle = left + width / 2 if step.is_note or step.kind == INPUT else left - _GAP / 2 + width * 0.25
    return Leaf(
        figure,
        length,
        height / 2 + up + (LEADING + 4 if over else 0),
        height / 2,
        left,
        left + across + _exit(height, right, up),
        (middle - label / 2, middle + label / 2) if under else (0.0, 0.0),
        LEADING * len(under),
        "list" if step.shape and not as_picture(step.shape) else "picture",
    )


def _exit(height: float, right: float, up: float) -> float:
    """How far beyond the front face a line leaves the box at the height of the face's middle."""
    return right if not up or height / 2 >= up else right * (height / 2) / up


def _solid(step: Step, scale: float) -> tuple[float, float, float, float]:
    if step.is_note:
        return 5.0, 5.0, 0.0, 0.0
    if step.shape is None:
        return 30.0, 40.0, 0.0, 0.0
    picture = as_picture(step.shape)
    if picture is None:
        height = max(10.0, 40 * math.log10(max(as_length(step.shape), 1)))
        return 6.0, height, 6 * _BACK[0] / 0.5, -6 * _BACK[1] / 0.5
    height = max(picture[0] * scale, _SMALLEST)
    width = max(picture[1] * scale, _SMALLEST)
    return 4 * picture[2] ** 0.4, height, width * _BACK[0], -width * _BACK[1]


def _name_lines(kind: str) -> tuple[str, ...]:
    """The kind in one line, or broken between its words where it is long."""
    if text_width(kind, SIZE) <= _WIDEST_WORDS:
        return (kind,)
    lines: list[str] = []
    for word in re.findall(r"[A-Z][a-z0-9]*D?|[a-z0-9]+", kind):
        if lines and text_width(lines[-1] + word, SIZE) <= _WIDEST_WORDS:
            lines[-1] += word
        else:
            lines.append(word)
    return tuple(lines)


def _detail_lines(step: Step) -> tuple[str, ...]:
    """Settings, then activation and small layers, as many in a line as fit."""
    settings = tuple(filter(None, (step.size, *step.details)))
    return (*_joined(settings, ", "), *_joined(step.notes, " · "))


def _joined(words: tuple[str, ...], mark: str) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]}{mark}{word}" if lines else ""
        if lines and text_width(longer, SMALL) <= _WIDEST_WORDS:
            lines[-1] = longer
        else:
            lines.append(cut(word, _WIDEST_WORDS, SMALL))
    return tuple(lines)


def _draw(pen: Pen, placed: Placed, families: list[str]) -> None:
    payload = placed.leaf.payload
    if isinstance(payload, _Mark):
        _draw_mark(pen, placed, payload.fork)
        return
    step, (across, height, right, up) = payload.step, payload.solid
    left, middle = placed.along + payload.left, placed.across
    if step.is_note:
        pen.box((left, middle - 2.5, 5, 5), 2.5, pen.theme.line, "")
    else:
        _draw_solid(pen, step, (left, middle - height / 2), payload.solid)
        if step.family not in families and not step.stopped:
            families.append(step.family)
    top = middle - height / 2 - up
    if payload.over:
        pen.words(left + (across + right) / 2, top - 5, payload.over, bold=True)
    x = placed.along + sum(placed.leaf.label) / 2
    for number, words in enumerate(payload.under):
        named = number < payload.strong
        look = "error" if step.stopped else "text" if named else "muted"
        pen.words(x, placed.band + LEADING * number + 9, words, look, SIZE if named else SMALL)
    named = LEADING + 2 if payload.over else 0
    wide = max(across + right, text_width(payload.over, SIZE, bold=True))
    pen.spot(step.names, (left + (across + right - wide) / 2, top - named, wide, height + up + named))


def _draw_solid(pen: Pen, step: Step, corner: Point, solid: tuple[float, float, float, float]) -> None:
    (x, y), (across, height, right, up) = corner, solid
    front = ((x, y), (x + across, y), (x + across, y + height), (x, y + height))
    if step.stopped:
        pen.box((x, y, across, height), 2, "", pen.theme.error, 1.4, dashed=True)
        pen.words(x + across / 2, y + height / 2 + 5, "?", "error", 14, bold=True)
        return
    if right:
        roof = ((x, y), (x + right, y - up), (x + across + right, y - up), (x + across, y))
        side = (
            (x + across, y),
            (x + across + right, y - up),
            (x + across + right, y + height - up),
            (x + across, y + height),
        )
        pen.polygon(roof, pen.shade(step.family, 0.55))
        pen.polygon(side, pen.shade(step.family, 0.75))
    pen.polygon(front, pen.theme.hue(step.family), pen.theme.hatch(step.family))


def _draw_mark(pen: Pen, placed: Placed, fork: Fork) -> None:
    leaf = placed.leaf
    x, y = placed.along + (leaf.start + leaf.end) / 2, placed.across
    pen.merge((x, y), _MARK, fork.merge, fork.stopped)
    for number, words in enumerate(fork.notes):
        pen.words(x, y + _MARK + LEADING * (number + 1) - 1, words, "muted", SMALL)
    width = leaf.end - leaf.start
    pen.spot(fork.names, (x - width / 2, y - _MARK, width, 2 * _MARK))
