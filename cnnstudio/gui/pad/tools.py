"""The tools over the paper: pen, eraser, width, undo, redo, paste, clear."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QSlider, QToolButton, QWidget

from cnnstudio.gui.icons import icon
from cnnstudio.gui.pad.canvas import DEFAULT_WIDTH, Canvas


class Tools(QWidget):
    """Works one canvas."""

    def __init__(self, canvas: Canvas, paste: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        pen, eraser = _button("pen", "pencil", "Pen"), _button("eraser", "eraser", "Eraser (or the right button)")
        group = QButtonGroup(self)
        for button in (pen, eraser):
            button.setCheckable(True)
            group.addButton(button)
        pen.setChecked(True)
        eraser.toggled.connect(canvas.set_eraser)
        width = QSlider(Qt.Orientation.Horizontal, objectName="draw.width", accessibleName="Width of the pen")
        width.setRange(12, 80)
        width.setValue(DEFAULT_WIDTH)
        width.setFixedWidth(96)
        width.setToolTip("Width of the pen")
        width.valueChanged.connect(canvas.set_pen_width)
        label = QLabel("&Width")
        label.setBuddy(width)
        self._undo = _button("undo", "undo-2", "Undo the last stroke (Ctrl+Z on the paper)")
        self._redo = _button("redo", "redo-2", "Redo (Ctrl+Shift+Z on the paper)")
        self._undo.clicked.connect(canvas.undo)
        self._redo.clicked.connect(canvas.redo)
        pasted = _button("paste", "clipboard-paste", "Paste a picture (Ctrl+V)")
        pasted.clicked.connect(paste)
        clear = QPushButton(icon("trash-2"), "&Clear", objectName="draw.clear", toolTip="Clean paper (Del or Esc)")
        clear.clicked.connect(canvas.clear)
        canvas.cleared.connect(lambda: pen.setChecked(True))  # there is nothing left to erase
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (pen, eraser, label, width, self._undo, self._redo, pasted):
            layout.addWidget(widget)
        layout.insertSpacing(2, 8)
        layout.addStretch(1)
        layout.addWidget(clear)
        canvas.history_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self._undo.setEnabled(self._canvas.can_undo)
        self._redo.setEnabled(self._canvas.can_redo)


def _button(name: str, icon_name: str, words: str) -> QToolButton:
    button = QToolButton(objectName=f"draw.{name}", icon=icon(icon_name), toolTip=words, autoRaise=True)
    button.setAccessibleName(words.partition(" (")[0])
    button.setIconSize(QSize(20, 20))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
