"""Hiding the answer: the switch, how far one has come, and help with one cell."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.by_hand.menus import LARGE
from cnnstudio.gui.by_hand.worksheet import Worksheet
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.sign import Sign

_HINTS = (tr("Click a number and type; a block of a spreadsheet can be pasted."), tr("Click a number and type."), "")

_LARGE_HINTS = (
    tr("A large input: with the right mouse button take a part of it alone."),
    tr("Right click: take a part."),
    "",
)


class TryRow(QWidget):
    """Follows a worksheet whose output may be hidden."""

    began = Signal()
    """The person hides the answer, to type it."""

    def __init__(self, name: str, worksheet: Worksheet) -> None:
        super().__init__()
        self._worksheet, self._said = worksheet, ""
        self._hide = QCheckBox(tr("Hide the answer, let me try"), objectName=f"{name}.hide")
        self._hide.setToolTip(tr("Empties the output: type what comes out, cell by cell"))
        self._hide.clicked.connect(self._switched)
        self._hint = FittingLabel()
        self._hint.say(*_HINTS)
        self._done = Sign("circle-check", "good")
        self._count = MutedLabel(objectName=f"{name}.count")
        self._show_one = QPushButton(icon("eye"), tr("Show this one"), objectName=f"{name}.show_one")
        self._show_one.setToolTip(tr("Shows the number of the cell that is looked at"))
        self._show_one.clicked.connect(self._show_this_one)
        self._anew = QPushButton(tr("Try anew"), objectName=f"{name}.anew")
        self._anew.setToolTip(tr("Empties the cells of the output"))
        self._anew.clicked.connect(worksheet.try_anew)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for each in (self._hide, self._done, self._count, self._show_one, self._anew):
            row.addWidget(each)
        row.addWidget(self._hint, 1)

    @property
    def said(self) -> str:
        """What went well last, until the next step."""
        return self._said

    def say(self, words: str) -> None:
        """Says in the place of the hint what went well."""
        self._said = words
        hints = _HINTS if max(self._worksheet.exercise.input.shape[:2]) <= LARGE else _LARGE_HINTS
        self._hint.say(*((words,) if words else hints))

    def follow(self) -> None:
        """Follows the worksheet."""
        self.say("")
        worksheet, tries = self._worksheet, self._worksheet.tries
        counts = worksheet.counts
        self._hide.setChecked(tries.hidden)
        for widget in (self._count, self._show_one, self._anew):
            widget.setVisible(tries.hidden)
        self._done.setVisible(tries.hidden and counts is not None and counts.is_done and not counts.shown)
        self._count.setText("" if counts is None else counts.words)
        place = worksheet.place
        self._show_one.setEnabled(place is not None and not worksheet.is_known(place))
        self._anew.setEnabled(bool(tries.typed or tries.shown))

    def _switched(self, on: bool) -> None:
        self._worksheet.hide(on)
        if on:
            self.began.emit()

    def _show_this_one(self) -> None:
        if self._worksheet.place is not None:
            self._worksheet.show_cell(self._worksheet.place)
