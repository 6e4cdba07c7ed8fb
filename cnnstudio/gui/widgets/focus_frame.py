"""A frame that says which part has the keyboard, where the style draws none or what is drawn need not show it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cnnstudio.gui.theme import theme_of


class FocusFrame(QWidget):
    """Lies over a widget while that has the keyboard; the mouse goes through it.

    Args:
        inner: What has the keyboard in its place, where it is that which is scrolled in it.
    """

    def __init__(self, around: QWidget, inner: QWidget | None = None) -> None:
        super().__init__(around)
        self._owner = inner or around
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        for each in {around, self._owner}:
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        around = self.parentWidget()
        if around is None:  # which is just being taken apart
            return False
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.Resize):
            self.setGeometry(around.rect())
            self.setVisible(self._owner.hasFocus())
            self.raise_()
        elif event.type() == QEvent.Type.FocusOut and watched is self._owner:
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme_of(self.palette()).colour("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
