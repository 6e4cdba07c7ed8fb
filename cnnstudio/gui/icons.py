"""Lucide's icons in the palette's colours: sharp at any pixel ratio, right again when the theme changes."""

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from shiboken6 import isValid

from cnnstudio.core.program.paths import resource
from cnnstudio.gui.theme import theme_of


def icon(name: str, colour: str | QColor | None = None) -> QIcon:
    """The Lucide icon of that name, as ``icon("play")``; raises FileNotFoundError when there is none.

    ``colour`` is a QColor, or the name of a colour of the theme (``"error"``), looked up each time it is
    drawn; without one the icon has the colour of the text around it.
    """
    return QIcon(_LucideEngine(_drawing(name), colour))


def application_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return QIcon(str(resource("icons", "cnnstudio.svg")))


@cache
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


# Qt owns what clone() returns, but PySide lets Python free it as well: a reference is held until Qt has
# deleted it. Icons are cloned only when one is changed in place, so these are few.
_CLONES: list[QIconEngine] = []


class _LucideEngine(QIconEngine):
    """Draws one SVG in the colour that holds at that moment; keeps what it drew, by size and colour."""

    def __init__(self, drawing: str, colour: str | QColor | None) -> None:
        super().__init__()
        self._drawing = drawing
        self._colour = colour
        self._drawn: dict[tuple[int, int, int], QPixmap] = {}

    def _colour_now(self, mode: QIcon.Mode) -> QColor:
        palette = QGuiApplication.palette()
        if mode == QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
        if mode == QIcon.Mode.Selected:  # on the accent a colour of its own might not be seen
            return palette.color(QPalette.ColorRole.HighlightedText)
        if isinstance(self._colour, QColor):
            return self._colour
        if self._colour is not None:
            return theme_of(palette).colour(self._colour)
        return palette.color(QPalette.ColorRole.WindowText)

    def _pixmap(self, size: QSize, colour: QColor) -> QPixmap:
        """The icon in device pixels."""
        key = (size.width(), size.height(), colour.rgba())
        if key not in self._drawn:
            if len(self._drawn) > 32:
                self._drawn.clear()
            self._drawn[key] = _render(self._drawing, size, colour)
        return self._drawn[key]

    # What Qt calls

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self._pixmap(rect.size() * ratio, self._colour_now(mode)))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._pixmap(size, self._colour_now(mode))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self._pixmap(size * scale, self._colour_now(mode))

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size

    def clone(self) -> QIconEngine:
        copy = _LucideEngine(self._drawing, self._colour)
        _CLONES[:] = [engine for engine in _CLONES if isValid(engine)] + [copy]
        return copy

    def key(self) -> str:
        return "lucide"

    def isNull(self) -> bool:
        return False


def _render(drawing: str, size: QSize, colour: QColor) -> QPixmap:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    coloured = drawing.replace("currentColor", colour.name())
    renderer = QSvgRenderer(QByteArray(coloured.encode()))
    painter = QPainter(image)
    painter.setOpacity(colour.alphaF())
    side = float(min(size.width(), size.height()))
    renderer.render(painter, QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side))
    painter.end()
    return QPixmap.fromImage(image)
