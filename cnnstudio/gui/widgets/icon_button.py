"""A flat button that is only an icon, and shows plainly when it is pressed or has the keyboard."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of


class IconButton(QToolButton):
    """Fusion hardly marks a flat button with the keyboard, or one that is on: this one draws a frame, or a line."""

    def __init__(
        self, name: str = "", icon_name: str = "", words: str = "", called: str = "", parent: QWidget | None = None
    ) -> None:
        """Makes one.

        Args:
            words: Its tool tip, "Close (Ctrl+W)": with its key in brackets at the end where it has one.
            called: What screen readers say, where that is not the tool tip without the key.
        """
        super().__init__(parent, autoRaise=True, objectName=name, toolTip=words)
        self.setAccessibleName(called or words.partition(" (")[0].rstrip("…"))
        if icon_name:
            self.setIcon(icon(icon_name))

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
