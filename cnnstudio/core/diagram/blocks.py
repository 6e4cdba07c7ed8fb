"""The network as a block diagram, top to bottom: one rounded box a layer, branches as branches, repeats folded."""

from dataclasses import dataclass

from cnnstudio.core.diagram.caption import add_caption
from cnnstudio.core.diagram.drawing import Drawing, cut, text_width
from cnnstudio.core.diagram.folding import folded
from cnnstudio.core.diagram.items import Frame, Item, Lanes, Leaf, Line, Spacing
from cnnstudio.core.diagram.layout import Placed, lay_out
from cnnstudio.core.diagram.parts import Chain, Fork, Part, Repeat, Step, parts_of, shape_words
from cnnstudio.core.diagram.pen import LEADING, SIZE, SMALL, Pen, merge_width
from cnnstudio.core.diagram.themes import theme
from cnnstudio.core.diagram.untold import Told
from cnnstudio.core.language import local, tr

_BAR = 7.0
_NARROWEST = 112.0
_WIDEST = 230.0
_MARK = 9.0
_SHAPE = 15.0
"""Room under a box for its output's shape, beside the arrow."""
_TIMES = 34.0
"""Room beside a frame for how often it stands there."""

_SPACING = Spacing(gap=11, lanes=18, turn=12, lines=44)
_PAGE = (1020.0, 740.0)
"""A portrait page, along and across, on which words of 11 units are still read."""


@dataclass(frozen=True)
class _Figure:
    """One box: its two lines of words and its size."""

    step: Step
    name: str
    rest: str
    width: float
    height: float


@dataclass(frozen=True)
class _Mark:
    fork: Fork


def draw_blocks(told: Told, theme_name: str, fold: bool | None) -> Drawing:
    """The drawing; repeats are folded unless ``fold`` is False."""
    chain = parts_of(told)
    if fold is not False:
        chain = folded(chain)
    laid = lay_out(_line(chain), _SPACING, _PAGE)
    pen = Pen(theme(theme_name))
    for frame in laid.frames:
        (top, left), (bottom, right) = frame.first, frame.last
        right -= _TIMES
        pen.box((left, top, right - left, bottom - top), 8, "", pen.theme.muted, 1, dashed=True)
        pen.beside(right + 6, (top + bottom) / 2 + 4, local(f"× {frame.frame.payload:,}"), bold=True, size=12)
    for link in laid.links:
        pen.line([(across, along) for along, across in link.places], link.arrow)
    families: list[str] = []
    for placed in laid.leaves:
        _draw(pen, placed, families)
    add_caption(pen, told, families, tr("Beside each arrow: the shape of the output, height×width×channels."))
    return pen.drawing(tr("Diagram of the network: layers as boxes, from top to bottom"))


def _line(chain: Chain) -> Line:
    return tuple(_item(part) for part in chain)


def _item(part: Part) -> Item:
    if isinstance(part, Repeat):
        return Frame(part.times, _line(part.chain), 14, 14 + _TIMES)
    if isinstance(part, Step):
        return _figure(part)
    broken = part.shape is None and not part.stopped
    return Lanes(tuple(map(_line, part.lanes)), part.main, None if broken else _mark(part))


def _mark(fork: Fork) -> Leaf:
    half = merge_width(fork.merge, _MARK) / 2
    notes = text_width(_notes(fork), SMALL) + 8 if fork.notes else 0.0
    shape = text_width(shape_words(fork), SMALL) + 8 if fork.shape else 0.0
    length = 2 * _MARK + (_SHAPE if fork.shape else 0)
    return Leaf(_Mark(fork), length, half, max(half + notes, shape), 0, 2 * _MARK)


def _notes(fork: Fork) -> str:
    return cut(" · ".join(fork.notes), _WIDEST, SMALL)


def _figure(step: Step) -> Leaf:
    name = f"{step.kind} {step.size}".strip()
    name = f"{name}{',' if step.size else ''} {step.count}" if step.count else name
    rest = " · ".join((*step.details, *step.notes))
    name, rest = cut(name, _WIDEST, SIZE, bold=True), cut(rest, _WIDEST, SMALL)
    width = max(_NARROWEST, text_width(name, SIZE, bold=True) + 26, text_width(rest, SMALL) + 26)
    height = 8 + LEADING * bool(name) + LEADING * bool(rest)
    shape = text_width(shape_words(step), SMALL) + 8 if step.shape else 0.0
    length = height + (_SHAPE if step.shape else 0)
    return Leaf(_Figure(step, name, rest, width, height), length, width / 2, max(width / 2, shape), 0, height)


def _draw(pen: Pen, placed: Placed, families: list[str]) -> None:
    payload, top, middle = placed.leaf.payload, placed.along, placed.across
    if isinstance(payload, _Mark):
        _draw_mark(pen, payload.fork, top, middle)
        return
    step = payload.step
    left = middle - payload.width / 2
    area = (left, top, payload.width, payload.height)
    if step.stopped:
        pen.box(area, 5, "", pen.theme.error, 1.4, dashed=True)
    else:
        pen.box(area, 5, pen.shade(step.family, pen.theme.tint), pen.theme.line)
        pen.swatch((left, top + 4, _BAR, payload.height - 8), step.family)
        if step.family not in families:
            families.append(step.family)
    look = "error" if step.stopped else "text"
    x = middle + _BAR / 2
    if payload.name:
        pen.words(x, top + 15, payload.name, look, bold=True)
    if payload.rest:
        pen.words(x, top + payload.height - 8, payload.rest, look, SMALL)
    if step.shape:
        pen.beside(middle + 6, top + payload.height + 12, shape_words(step), "muted", SMALL)
    pen.spot(step.names, area)


def _draw_mark(pen: Pen, fork: Fork, top: float, middle: float) -> None:
    pen.merge((middle, top + _MARK), _MARK, fork.merge, fork.stopped)
    half = merge_width(fork.merge, _MARK) / 2
    if fork.notes:
        pen.beside(middle + half + 8, top + _MARK + 4, _notes(fork), "text", SMALL)
    if fork.shape:
        pen.beside(middle + 6, top + 2 * _MARK + 12, shape_words(fork), "muted", SMALL)
    pen.spot(fork.names, (middle - half, top, 2 * half, 2 * _MARK))
