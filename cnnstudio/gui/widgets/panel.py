"""The plainest surface: a rounded panel in the card colour, with no layout of its own."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cnnstudio.gui.theme import theme_of

_CORNER = 7
"""Pixels at the edge in which there is more than the plain surface."""


class Panel(QWidget):
    """Draws its background itself, so that it follows the palette; what stands on it is an ordinary layout."""

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        if self.rect().adjusted(_CORNER, _CORNER, -_CORNER, -_CORNER).contains(event.rect()):
            painter.fillRect(event.rect(), theme.colour("card"))  # behind something small that changes often
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "card_border"), 1))
        painter.setBrush(theme.colour("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
