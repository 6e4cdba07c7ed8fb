"""What one number of a map was made from: the part of the picture it sees, and the sum, with its numbers."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.working import Work
from cnnstudio.gui.viewer.maps.field_view import Box, FieldView
from cnnstudio.gui.viewer.maps.naming import Naming
from cnnstudio.gui.viewer.maps.sum_view import SumView
from cnnstudio.gui.viewer.maps.telling import as_text, told
from cnnstudio.gui.widgets.card import Card, MutedLabel, heading
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.focus_frame import FocusFrame
from cnnstudio.gui.widgets.icon_button import IconButton

_SIDE = 100
_BESIDE_BAR = 8
_LEAST_SUM = 48
_PATIENCE_MS = 150
_HINT = tr(
    "Point at a number to see which part of the picture it sees, and the sum that made it.\n\n"
    "A click holds on to it. From the keyboard Space does; then the arrows move to the next number, "
    "Page Down to the next channel, and Esc lets go. H, or the calculator here, works it by hand step by step."
)


class WorkPanel(Card):
    """The picture with the frame, and the sum below; words on how to begin while nothing is pointed at."""

    let_go = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._text = ""
        self._title, self._seen = heading(""), MutedLabel(wordWrap=True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setObjectName(f"{name}.title")
        self._title.setWordWrap(True)
        self._seen.setTextFormat(Qt.TextFormat.PlainText)
        self._seen.setObjectName(f"{name}.seen")
        self._value = QLabel(objectName=f"{name}.value", wordWrap=True)
        self._value.setTextFormat(Qt.TextFormat.PlainText)
        self._field = FieldView(f"{name}.picture", _SIDE)
        self._field.prefer(_SIDE)
        self._sum = SumView(f"{name}.sum")
        self._said = MutedLabel(_HINT, wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._state = FittingLabel()
        self._copy = self._button(f"{name}.copy", "copy", tr("Copy the sum as text"), self.copy)
        self.by_hand = self._button(f"{name}.by_hand", "calculator", tr("Work this number by hand"))
        self._free = self._button(f"{name}.let_go", "x", tr("Let go of this number (Esc)"), self.let_go.emit)
        self._late = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._late.timeout.connect(lambda: self._sum.setEnabled(False))
        self._lay_out()
        self.show_hint()

    @property
    def field(self) -> FieldView:
        """The picture."""
        return self._field

    @property
    def sum(self) -> SumView:
        """The sum."""
        return self._sum

    @property
    def text(self) -> str:
        """The sum as text; empty while there is none."""
        return self._text

    @property
    def said(self) -> str:
        """The words in the place of a sum; empty while there is one."""
        return "" if self._said.isHidden() else self._said.text()

    def show_picture(self, picture: npt.NDArray[np.uint8] | None) -> None:
        """Another picture is looked at."""
        self._field.show_array(picture)

    def show_hint(self) -> None:
        """Nothing is pointed at."""
        self._field.show_box(None)
        self._title.setText(tr("How a number comes about"))
        self._say_nothing(_HINT)
        self._seen.clear()
        self._value.clear()
        self.show_pinned(False)

    def show_place(self, title: str, box: Box | None, seen: str) -> None:
        """Something is pointed at; the sum is still awaited. That of before stays until it is there, paler by then."""
        self._title.setText(title)
        self._field.show_box(box)
        self._seen.setText(seen)
        self._field.setAccessibleDescription(seen)
        self._late.start()

    def show_pinned(self, pinned: bool) -> None:
        """Whether it is held on to."""
        self._free.setEnabled(pinned)
        self._state.say(tr("Held: arrows move it, Esc lets go") if pinned else "", tr("Held") if pinned else "")

    def show_work(self, work: Work, naming: Naming, colours: str, value: str) -> None:
        """The sum that was asked for."""
        self._sum.show_pieces(told(work, naming), colours)
        self._text = as_text(work, naming)
        self._sum.setAccessibleDescription(self._text)
        self._value.setText(value)
        self._late.stop()
        self._sum.setEnabled(True)
        self._copy.setEnabled(True)
        self._said.hide()
        self._sum.show()

    def show_failure(self, words: str) -> None:
        """There is no sum, for this reason."""
        self._say_nothing(words)

    def copy(self) -> None:
        """Puts the sum on the clipboard as text."""
        if self._text:
            QGuiApplication.clipboard().setText(self._text)
            self._state.say(tr("Copied."))

    def _say_nothing(self, words: str) -> None:
        self._late.stop()
        self._sum.show_pieces((), "grey")
        self._text = ""
        self._said.setText(words)
        self._said.show()
        self._sum.hide()
        self._copy.setEnabled(False)

    def _button(self, name: str, sign: str, words: str, act: Callable[[], None] | None = None) -> IconButton:
        button = IconButton(name, sign, words)
        if act is not None:
            button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        for label in (self._value, self._seen):
            words.addWidget(label)
        words.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self._state, 1)
        buttons.addWidget(self.by_hand)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._free)
        words.addLayout(buttons)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._field)
        top.addLayout(words, 1)
        self._area = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        FocusFrame(self._area)
        self._area.setAccessibleName(tr("How the number came about"))
        self._area.setMinimumHeight(_LEAST_SUM)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.viewport().setAutoFillBackground(False)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, _BESIDE_BAR, 0)
        column.addWidget(self._sum)
        column.addWidget(self._said)  # in a small window the words are scrolled too
        column.addStretch(1)
        self._area.setWidget(holder)
        holder.setAutoFillBackground(False)  # the area turned it on
        self.body.addWidget(self._title)
        self.body.addLayout(top)
        self.body.addWidget(self._area, 1)
