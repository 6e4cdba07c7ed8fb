"""Draws a cloud: its points as pixels, many thousands within a frame, and the names of classes among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from cnnstudio.core.words import plain
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.viewer.embedding.cloud import Cloud, Mask, Window
from cnnstudio.gui.viewer.embedding.sprites import SIGNS, Sprites, sign_image, sprites
from cnnstudio.gui.widgets.letters import bold_of

MOST_NAMES = 30
"""Names of more classes than this would cover the points."""

_ROW = 22
_FARTHEST = 12
"""So many half heights a name may be moved off another one."""


@dataclass(frozen=True, eq=False)
class Sight:
    """How a cloud is looked at.

    Attributes:
        seen: (n,), the points that are drawn.
        names: Whether the names of the classes stand among them.
    """

    window: Window
    seen: Mask
    names: bool


def draw(cloud: Cloud, sight: Sight, size: QSize, ratio: float, theme: Theme, font: QFont) -> QImage:
    """The cloud in ``size`` pixels of the window, ``ratio`` pixels of the screen to each of them; on any thread."""
    width, height = round(size.width() * ratio), round(size.height() * ratio)
    pixels = sight.window.to_pixels(cloud.places, size.width(), size.height()) * ratio
    signs = _sprites(min(len(cloud.names), SIGNS), _side(len(cloud)) * ratio, theme)
    image = _points(cloud, sight.seen, pixels, (height, width), signs, theme)
    image.setDevicePixelRatio(ratio)
    if sight.names:
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_names(painter, cloud, sight, size, theme, font)
        painter.end()
    return image


def draw_with_key(cloud: Cloud, sight: Sight, size: QSize, ratio: float, theme: Theme, font: QFont) -> QImage:
    """As ``draw``, with the signs of the classes that are seen beside it; ``size`` is that of all."""
    shown = np.unique(cloud.classes[sight.seen]).tolist()[: max((size.height() - 8) // _ROW - 1, 1)]
    metrics = QFontMetricsF(font)
    words = {number: plain(cloud.names[number], 24) for number in shown}
    beside = round(max((metrics.horizontalAdvance(each) for each in words.values()), default=0)) + 40
    image = QImage(size * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme.colour("card"))
    painter = QPainter(image)
    room = QSize(size.width() - beside, size.height())
    seen = cloud.places[sight.seen]
    fitted = Sight(Window.around(seen, room.width(), room.height()), sight.seen, sight.names)
    painter.drawImage(QPointF(0, 0), draw(cloud, fitted, room, ratio, theme, font))
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    for row, (number, text) in enumerate(words.items()):
        top = 8 + row * _ROW
        painter.drawImage(QPointF(room.width() + 8, top + 3), sign_image(number, 16, theme, ratio))
        area = QRectF(room.width() + 30, top, beside - 30, _ROW)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.end()
    return image


def _side(count: int) -> float:
    """How wide a sign is, in pixels of the window: smaller where they are many."""
    return 9.0 if count <= 800 else 7.0 if count <= 6_000 else 5.0 if count <= 25_000 else 3.0


@lru_cache(maxsize=8)
def _sprites(count: int, side: float, theme: Theme) -> Sprites:
    return sprites(count, side, theme)


def _points(
    cloud: Cloud,
    seen: Mask,
    pixels: npt.NDArray[np.float64],
    size: tuple[int, int],
    signs: Sprites,
    theme: Theme,
) -> QImage:
    """The points that are seen, those the network was wrong about over the others."""
    height, width = size
    edge = signs.reach
    inside = seen & (pixels > -edge).all(axis=1) & (pixels < (width + edge, height + edge)).all(axis=1)
    numbers = _order(len(cloud))
    numbers = numbers[inside[numbers]]
    numbers = np.concatenate([numbers[~cloud.wrong[numbers]], numbers[cloud.wrong[numbers]]])
    columns, rows = (np.floor(pixels[numbers]).astype(np.int64) + 2 * edge).T
    wide = width + 4 * edge
    canvas = np.full((height + 4 * edge, wide), theme.colour("card").rgb(), np.uint32)
    half = len(signs.rows) // 2
    style = cloud.classes[numbers] % half + half * cloud.wrong[numbers]
    offsets = signs.rows * wide + signs.columns
    canvas.reshape(-1)[((rows * wide + columns)[:, None] + offsets[style]).reshape(-1)] = signs.colours[style].reshape(
        -1
    )
    found = np.ascontiguousarray(canvas[2 * edge : 2 * edge + height, 2 * edge : 2 * edge + width])
    return QImage(found.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


@lru_cache(maxsize=2)
def _order(count: int) -> npt.NDArray[np.int64]:
    """The points in an order that has nothing to do with their classes: else the last class would cover the others."""
    return np.random.default_rng(0).permutation(count)


def draw_marks(
    painter: QPainter,
    theme: Theme,
    pixels: npt.NDArray[np.float64],
    marked: int | None,
    near: Sequence[int],
    pointed: int | None,
) -> None:
    """A ring around the point that was chosen and one that is pointed at, and lines to those near the chosen one.

    Args:
        pixels: (n, 2), where the points are.
    """
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if marked is not None:
        own = QPointF(*pixels[marked])
        painter.setPen(QPen(theme.colour("muted"), 1))
        for number in near:
            painter.drawLine(own, QPointF(*pixels[number]))
        painter.setPen(QPen(theme.colour("accent"), 2))
        for number in near:
            painter.drawEllipse(QPointF(*pixels[number]), 7, 7)
        painter.setPen(QPen(theme.colour("text"), 2.5))
        painter.drawEllipse(own, 10, 10)
    if pointed is not None:
        painter.setPen(QPen(theme.colour("text"), 1.5))
        painter.drawEllipse(QPointF(*pixels[pointed]), 8, 8)


def apart(areas: Sequence[QRectF], room: QRectF) -> list[QRectF]:
    """Areas of one height moved up or down so that they do not lie on each other, each as little as can be.

    The first ones stay where they are, inside of ``room``; one for which there is no free place stays, too.
    """
    placed: list[QRectF] = []
    for area in areas:
        moved = QRectF(area)
        moved.moveLeft(min(max(area.left(), room.left()), max(room.right() - area.width(), room.left())))
        ways = sorted(range(-_FARTHEST, _FARTHEST + 1), key=abs)
        tried = (moved.translated(0, way * area.height() / 2) for way in ways)
        free = (each for each in tried if room.contains(each) and not any(each.intersects(other) for other in placed))
        placed.append(next(free, moved))
    return placed


def _draw_names(painter: QPainter, cloud: Cloud, sight: Sight, size: QSize, theme: Theme, font: QFont) -> None:
    """The name of each class where the middle of its points is."""
    bold = bold_of(font)
    bold.setPointSizeF(1.25 * font.pointSizeF())
    metrics = QFontMetricsF(bold)
    counts = np.bincount(cloud.classes[sight.seen], minlength=1)
    if np.count_nonzero(counts) > MOST_NAMES:
        return
    centres = cloud.centres(sight.seen)
    numbers = sorted(centres, key=lambda number: -counts[number])  # names of large classes stay where they belong
    words = {number: plain(cloud.names[number], 24) for number in numbers}
    places = [centres[number] for number in numbers]
    middles = sight.window.to_pixels(np.array(places, np.float32).reshape(-1, 2), size.width(), size.height())
    whole = QRectF(QPointF(), size.toSizeF())
    inside = [row for row, middle in enumerate(middles) if whole.contains(QPointF(*middle))]
    areas = []
    for row in inside:
        area = QRectF(0, 0, metrics.horizontalAdvance(words[numbers[row]]) + 4, metrics.ascent() + 4)
        area.moveCenter(QPointF(*middles[row]))
        areas.append(area)
    halo = QPen(theme.colour("card"), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    for row, area in zip(inside, apart(areas, whole), strict=True):
        path = QPainterPath()
        path.addText(QPointF(area.left() + 2, area.bottom() - 2), bold, words[numbers[row]])
        painter.strokePath(path, halo)
        painter.fillPath(path, theme.colour("text"))
