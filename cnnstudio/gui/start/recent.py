"""The files that were open before."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon

_ROOM_FOR_ICON = 32


class _Name(QToolButton):
    """The name of a file at the left of a flat button; ends in "…" where it does not fit."""

    def __init__(self, name: str) -> None:
        super().__init__(autoRaise=True, icon=icon("file"))
        self._name = name.replace("&", "&&")  # one "&" would underline the next letter
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setText(self._name)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 14)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size().width() - _ROOM_FOR_ICON
        self.setText(self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideMiddle, room))


class RecentRow(QWidget):
    """A file that was open before, and a button that forgets it."""

    opened = Signal(str)
    forgotten = Signal(str)

    def __init__(self, path: str) -> None:
        super().__init__()
        there = Path(path)
        name = _Name(there.stem)
        name.setObjectName("start.recent.open")
        name.setAccessibleName(tr("Open {name}", name=there.stem))
        name.setToolTip(path)
        name.clicked.connect(lambda: self.opened.emit(path))
        forget = QToolButton(autoRaise=True, icon=icon("x"))
        forget.setToolTip(tr("Take off this list; the file stays"))
        forget.setAccessibleName(tr("Forget {name}", name=there.stem))
        forget.clicked.connect(lambda: self.forgotten.emit(path))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name, 1)
        layout.addWidget(forget)
