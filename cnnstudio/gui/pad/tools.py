"""The tools over the paper: pen, eraser, width, colours, undo, redo, grid, clear, and where pictures come from."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.pad.canvas import DEFAULT_WIDTH, Canvas
from cnnstudio.gui.pad.palette import Palette
from cnnstudio.gui.widgets.icon_button import IconButton

_NARROWEST, _WIDEST, _WIDTH_STEP = 4, 80, 4


class Tools(QWidget):
    """Works one canvas."""

    open_requested = Signal()
    """A picture is to be opened."""
    paste_requested = Signal()
    """What is in the clipboard is to be taken."""
    data_switched = Signal(bool)
    """Whether a picture is chosen from the data."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._pen, self._eraser = (
            _button("pen", "pencil", tr("Pen (E: from pen to eraser and back)")),
            _button(
                "eraser", "eraser", tr("Eraser (E: from pen to eraser and back; the right mouse button erases too)")
            ),
        )
        group = QButtonGroup(self)
        for button in (self._pen, self._eraser):
            button.setCheckable(True)
            group.addButton(button)
        self._pen.setChecked(True)
        self._eraser.toggled.connect(canvas.set_eraser)
        self._width = QSlider(Qt.Orientation.Horizontal, objectName="draw.width", accessibleName=tr("Width of the pen"))
        self._width.setRange(_NARROWEST, _WIDEST)
        self._width.setValue(DEFAULT_WIDTH)
        self._width.setMinimumWidth(40)
        self._width.setMaximumWidth(140)
        self._width.setToolTip(tr("Width of the pen ([ and ])"))
        self._width.valueChanged.connect(canvas.set_pen_width)
        self._undo = _button("undo", "undo-2", tr("Undo the last stroke (Ctrl+Z)"))
        self._redo = _button("redo", "redo-2", tr("Redo (Ctrl+Shift+Z)"))
        self._undo.clicked.connect(canvas.undo)
        self._redo.clicked.connect(canvas.redo)
        self._grid = _button("grid", "grid-3x3", tr("The network’s pixels over the paper (G)"))
        self._grid.setCheckable(True)
        self._grid.toggled.connect(canvas.set_grid)
        clear = QPushButton(icon("trash-2"), tr("&Clear"), objectName="draw.clear", toolTip=tr("Clean paper (Del)"))
        clear.clicked.connect(canvas.clear)
        canvas.cleared.connect(lambda: self._pen.setChecked(True))  # there is nothing left to erase
        self.palette_row = Palette(canvas.leaf)
        self._data = _worded("data", "database", tr("From the data"), tr("Choose a picture of the project’s data"))
        self._data.setCheckable(True)
        self._data.toggled.connect(self.data_switched)
        opened = _worded(
            "picture", "image", tr("Open…"), tr("Open a picture (PNG, JPEG …); it can also be dropped or pasted")
        )
        opened.clicked.connect(self.open_requested)
        pasted = _button("paste", "clipboard-paste", tr("Paste a picture (Ctrl+V)"))
        pasted.clicked.connect(self.paste_requested)
        top, below = QHBoxLayout(), QHBoxLayout()
        for widget in (self._pen, self._eraser, self._width, self._undo, self._redo, self._grid):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(clear)
        for widget in (opened, pasted, self._data):
            below.addWidget(widget)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for row in (top, below):
            row.setSpacing(4)
            layout.addLayout(row)
        layout.addWidget(self.palette_row)
        canvas.history_changed.connect(self._follow)
        self._follow()

    def leave_data(self) -> None:
        """No picture is chosen from the data any more."""
        self._data.setChecked(False)

    def take_key(self, event: QKeyEvent) -> bool:
        """Does what a key stands for; whether it was one of theirs."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        match event.text().lower():
            case "[":
                self._width.setValue(self._width.value() - _WIDTH_STEP)
            case "]":
                self._width.setValue(self._width.value() + _WIDTH_STEP)
            case "e":
                (self._pen if self._eraser.isChecked() else self._eraser).setChecked(True)
            case "g":
                self._grid.toggle()
            case _:
                return False
        return True

    def _follow(self) -> None:
        self._undo.setEnabled(self._canvas.can_undo)
        self._redo.setEnabled(self._canvas.can_redo)


def _button(name: str, icon_name: str, words: str) -> IconButton:
    button = IconButton(f"draw.{name}", icon_name, words)
    button.setIconSize(QSize(20, 20))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _worded(name: str, icon_name: str, words: str, tip: str) -> QPushButton:
    return QPushButton(icon(icon_name), words, objectName=f"draw.{name}", toolTip=tip)
