"""The signs of classes: each has a colour and a shape, so that colour is never what tells them apart alone."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from cnnstudio.core.language import tr
from cnnstudio.gui.theme import Theme

HUES = ("convolution", "dense", "pooling", "normalisation", "block", "shaping", "regularisation", "activation")
"""The theme's names of the colours, in their order."""

SHAPES = ("circle", "square", "triangle", "diamond", "cross", "turned triangle", "star")
"""There is no common divisor with the number of colours: the first 56 classes have signs of their own."""

_SHAPE_WORDS = {
    "circle": tr("circle"),
    "square": tr("square"),
    "triangle": tr("triangle"),
    "diamond": tr("diamond"),
    "cross": tr("cross"),
    "turned triangle": tr("turned triangle"),
    "star": tr("star"),
}

SIGNS = len(HUES) * len(SHAPES)
"""So many signs there are; after them they come again."""

_POINTS = {"triangle": (3, 0.0), "turned triangle": (3, 0.5), "diamond": (4, 0.0)}
_SIZES = {"triangle": 1.25, "turned triangle": 1.25, "diamond": 1.15, "star": 1.35, "square": 0.9, "cross": 1.2}
"""How much larger a shape is drawn than a circle, so that all look equally large."""


@dataclass(frozen=True, eq=False)
class Sprites:
    """Signs as lists of pixels of one length, to be put onto a picture at many places at once.

    Attributes:
        rows, columns: int (signs, pixels), from the sign's middle.
        colours: uint32 (signs, pixels), 0xffrrggbb.
        reach: No pixel lies further from the middle, in rows or columns.
    """

    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    colours: npt.NDArray[np.uint32]
    reach: int


def sign_words(number: int) -> str:
    """The shape of a class's sign."""
    return _SHAPE_WORDS[SHAPES[number % len(SHAPES)]]


def sprites(count: int, side: float, theme: Theme) -> Sprites:
    """The signs of the first ``count`` classes, and after them, outlined, those of their mistakes.

    Each has a rim in the colour of the ground, so that signs that lie on each other can be told apart.

    Args:
        side: How wide a circle is, in pixels.
    """
    count = min(count, SIGNS)
    signs = [_pixels(number, side, theme, outlined) for outlined in (False, True) for number in range(count)]
    longest = max(len(rows) for rows, _, _ in signs)
    padded = [np.stack([np.pad(each, (0, longest - len(each)), mode="edge") for each in sign]) for sign in signs]
    rows, columns, colours = np.stack(padded, axis=1)
    reach = int(max(np.abs(rows).max(), np.abs(columns).max()))
    return Sprites(rows, columns, colours.astype(np.uint32), reach)


def sign_image(number: int, side: int, theme: Theme, ratio: float) -> QImage:
    """The sign of a class alone, on nothing, ``side`` pixels of the window wide; drawn on any thread."""
    image = QImage(round(side * ratio), round(side * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    painter.fillPath(shape_path(number, 0.62 * side), theme.colour(HUES[number % len(HUES)]))
    painter.end()
    return image


def shape_path(number: int, side: float) -> QPainterPath:
    """The outline of a class's sign about the point 0, 0."""
    shape = SHAPES[number % len(SHAPES)]
    radius = side / 2 * _SIZES.get(shape, 1.0)
    path = QPainterPath()
    if shape == "circle":
        path.addEllipse(QPointF(0, 0), radius, radius)
    elif shape == "square":
        path.addRect(QRectF(-radius, -radius, 2 * radius, 2 * radius))
    elif shape == "cross":
        third = radius * 0.36
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRect(QRectF(-radius, -third, 2 * radius, 2 * third))
        path.addRect(QRectF(-third, -radius, 2 * third, 2 * radius))
        return path.simplified()
    else:
        for place in _corners(shape, radius):
            path.lineTo(place) if path.elementCount() else path.moveTo(place)
        path.closeSubpath()
    return path


def _corners(shape: str, radius: float) -> list[QPointF]:
    """The corners of a polygon, the first at the top; every second one of a star lies further in."""
    count, turn = _POINTS.get(shape, (10, 0.0))
    found = []
    for corner in range(count):
        angle = 2 * math.pi * (corner + turn) / count - math.pi / 2
        length = radius * (0.45 if shape == "star" and corner % 2 else 1.0)
        found.append(QPointF(length * math.cos(angle), length * math.sin(angle)))
    return found


def _pixels(
    number: int, side: float, theme: Theme, outlined: bool
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows, columns and colours of the pixels of one sign."""
    half = math.ceil(0.75 * side) + 3
    image = QImage(QSize(2 * half + 1, 2 * half + 1), QImage.Format.Format_ARGB32)
    image.fill(QColor(theme.card).rgb() & 0x00FFFFFF)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(half + 0.5, half + 0.5)
    path = shape_path(number, side)
    rims = [(theme.colour("card"), side * 0.3)]
    if outlined:
        thin = max(side * 0.28, 2.0)  # half of it lies outside: where most are mistakes, colours are still seen
        rims = [(theme.colour("card"), thin + side * 0.22), (theme.colour("text"), thin)]
    for colour, width in rims:
        join = Qt.PenJoinStyle.RoundJoin
        painter.strokePath(path, QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, join))
    painter.fillPath(path, theme.colour(HUES[number % len(HUES)]))
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(2 * half + 1, image.bytesPerLine() // 4)
    rows, columns = np.nonzero(pixels >> 24 > 127)
    found = pixels[rows, columns].astype(np.int64) | 0xFF000000
    return rows - half, columns - half, found
