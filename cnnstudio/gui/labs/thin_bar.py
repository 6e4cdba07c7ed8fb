"""A thin bar that says how much is done."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cnnstudio.gui.theme import theme_of


class ThinBar(QWidget):
    """Four pixels high; what it says stands beside it in words, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(4)
        self._share = 0.0

    def show_share(self, share: float, words: str) -> None:
        """Shows a share from 0 to 1, with its words for who cannot see it."""
        self._share = share
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect())
        painter.setBrush(theme.colour("grid"))
        painter.drawRoundedRect(area, 2, 2)
        if self._share > 0:
            area.setWidth(max(4.0, area.width() * self._share))
            painter.setBrush(theme.colour("good" if self._share >= 1 else "accent"))
            painter.drawRoundedRect(area, 2, 2)
