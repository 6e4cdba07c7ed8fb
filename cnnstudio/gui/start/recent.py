"""The files that were open before."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from cnnstudio.gui.icons import icon


class RecentRow(QWidget):
    """A file that was open before, and a button that forgets it."""

    opened = Signal(str)
    forgotten = Signal(str)

    def __init__(self, path: str) -> None:
        super().__init__()
        there = Path(path)
        name = QPushButton(icon("file"), there.stem, flat=True)
        name.setObjectName("start.recent.open")
        name.setAccessibleName(f"Open {there.stem}")
        name.setToolTip(path)
        name.setStyleSheet("text-align: left; padding: 6px 8px;")
        name.clicked.connect(lambda: self.opened.emit(path))
        forget = QToolButton(autoRaise=True, icon=icon("x"))
        forget.setToolTip("Take off this list; the file stays")
        forget.setAccessibleName(f"Forget {there.stem}")
        forget.clicked.connect(lambda: self.forgotten.emit(path))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name, 1)
        layout.addWidget(forget)
