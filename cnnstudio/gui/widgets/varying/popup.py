"""A small window over a field: over what its setting varies, each change taken at once; a click elsewhere closes it."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.varied import Over
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.varying.editor import VaryEditor

_WIDTH = 260


class VaryPopup(Panel):
    """Asks over what a setting varies."""

    changed = Signal(object)
    """The Over that the person made."""
    stop_wanted = Signal()
    """The setting is not to vary any more."""
    dropped = Signal(str)
    """It was closed by a click elsewhere while something was written that cannot be: why that is not taken."""

    def __init__(self, parent: QWidget, title: str, setting: Setting, over: Over) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Popup)
        self.setObjectName("vary.popup")
        self.setAccessibleName(title)
        words = heading(title)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        self._is_left = False
        self.editor = VaryEditor(setting, over)
        self.editor.setMinimumWidth(_WIDTH)
        stop = QPushButton(icon("x"), tr("Stop varying"), objectName="vary.stop", autoDefault=False)
        stop.clicked.connect(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        for widget in (words, self.editor):
            column.addWidget(widget)
        column.addWidget(stop, 0, Qt.AlignmentFlag.AlignLeft)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.editor.changed.connect(self.changed)

    def open_under(self, widget: QWidget, area: QRect | None = None) -> None:
        """Shows it under a widget, or under an area of it, or else above: wherever there is room."""
        area = widget.rect() if area is None else area
        self.adjustSize()
        room, size = self._room(), self.sizeHint()
        under = widget.mapToGlobal(area.bottomLeft() + QPoint(0, 2))
        above = widget.mapToGlobal(area.topLeft() - QPoint(0, 2)).y() - size.height()
        top = under.y() if under.y() + size.height() <= room.bottom() else above
        left = min(under.x(), room.right() - size.width())
        self.move(max(left, room.left()), max(top, room.top()))
        self.show()
        self.editor.setFocus(Qt.FocusReason.PopupFocusReason)

    def _stop(self) -> None:
        self._leave()
        self.stop_wanted.emit()

    def _leave(self) -> None:
        """Closes it: the person knows what becomes of what is written."""
        self._is_left = True
        self.close()

    def _room(self) -> QRect:
        """Where it may stand: on the screen, between the sides of the window it belongs to."""
        window, screen = self.parentWidget().window(), self.parentWidget().screen().availableGeometry()
        sides = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
        within = screen.intersected(QRect(sides.left(), screen.top(), sides.width(), screen.height()))
        return within if within.width() >= self.sizeHint().width() else screen

    def _keep_in_sight(self) -> None:
        """A range takes more room than a line: it must not grow over the edge."""
        room = self._room()
        left = max(min(self.x(), room.right() - self.width()), room.left())
        top = max(min(self.y(), room.bottom() - self.height()), room.top())
        if (left, top) != (self.x(), self.y()):
            self.move(left, top)

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self._keep_in_sight()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.editor.words:
            return  # what is written cannot be, and says why
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._leave()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.editor.words and not self._is_left:
            self.dropped.emit(self.editor.words)
        self.deleteLater()
