"""A flat button that is only an icon, and shows plainly when it is pressed or has the keyboard."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from cnnstudio.gui.theme import theme_of


class IconButton(QToolButton):
    """Fusion hardly marks a flat button with the keyboard, or one that is on: this one draws a frame, or a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, autoRaise=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, accent = QPainter(self), theme_of(self.palette()).colour("accent")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.fillRect(QRectF(4, self.height() - 4, self.width() - 8, 3), accent)
        if self.hasFocus():
            painter.setPen(QPen(accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
