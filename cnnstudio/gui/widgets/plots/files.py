"""A plot as a picture, as drawn lines, and as a table, to take along."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from cnnstudio.files.atomic import write_atomically
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.plots.canvas import Canvas
from cnnstudio.gui.widgets.plots.curves import Curve, write_csv
from cnnstudio.gui.widgets.saving import write_png, write_svg

_PICTURE_SCALE = 2
"""Pictures are saved with this many pixels for one on the screen."""


def picture_of(canvas: Canvas) -> QImage:
    """The plot as it is in view, at twice the resolution of the screen."""
    image = QImage(canvas.size() * _PICTURE_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(theme_of(canvas.palette()).colour("card"))
    painter = QPainter(image)
    canvas.render(painter, QRectF(image.rect()))
    painter.end()
    return image


def save_png(canvas: Canvas, path: Path) -> None:
    """Writes the picture; raises StudioError."""
    write_png(path, picture_of(canvas))


def save_svg(canvas: Canvas, path: Path, title: str) -> None:
    """Writes the plot as drawn lines and text; raises StudioError."""
    size = canvas.size()
    area = QRectF(0, 0, size.width(), size.height())
    write_svg(path, size, title, canvas.logicalDpiX(), lambda painter: canvas.render(painter, area))


def save_csv(curves: Sequence[Curve], path: Path) -> None:
    """Writes a table of the curves as they were measured, also on another thread; raises StudioError."""
    write_atomically(path, lambda temp: write_csv(temp, curves))
