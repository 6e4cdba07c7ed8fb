"""A drawing to take along: made again on any ground, as pixels or as shapes and text."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.saving import write_png, write_svg


@dataclass(frozen=True)
class Sheet:
    """A drawing that can be made again on any ground.

    Attributes:
        size: In pixels.
        paint: Draws it, on any thread; the painter stands at the sheet's upper left corner.
        scale: A PNG has so many pixels for one of the drawing.
    """

    size: QSize
    paint: Callable[[QPainter, bool], None]
    ground: QColor
    scale: int = 2

    def image(self) -> QImage:
        """The drawing as pixels."""
        image = QImage(self.size * self.scale, QImage.Format.Format_RGB32)
        image.fill(self.ground)
        painter = QPainter(image)
        painter.scale(self.scale, self.scale)
        self.paint(painter, False)
        painter.end()
        return image

    def save_png(self, path: Path) -> None:
        """Writes the pixels, also on another thread; raises StudioError."""
        write_png(path, self.image())

    def save_svg(self, path: Path, title: str, dpi: int) -> None:
        """Writes the drawing as shapes and text, also on another thread; raises StudioError."""

        def paint(painter: QPainter) -> None:
            painter.fillRect(QRectF(0, 0, self.size.width(), self.size.height()), self.ground)
            self.paint(painter, True)

        write_svg(path, self.size, title, dpi, paint)


def do_beside(
    owner: QObject,
    name: str,
    work: Callable[[], Any],
    done: Callable[[Any], None],
    failed: Callable[[StudioError], None],
) -> None:
    """Does ``work`` on a thread of its own, since a newer one must not stop one that is writing.

    Args:
        owner: Nobody is told any more once it is gone.
        name: What the thread is called.
    """
    doing = Newest(name, owner)

    def end(then: Callable[[Any], None], value: Any) -> None:
        doing.deleteLater()
        then(value)

    doing.run(lambda _: work(), partial(end, done), partial(end, failed))
