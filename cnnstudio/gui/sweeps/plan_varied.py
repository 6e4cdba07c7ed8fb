"""The settings that vary, a row each: what it is called, over what it varies, its turn, and the way out."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.notation import example, over_in_words, read_over
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.gui.icons import icon
from cnnstudio.gui.sweeps.plan_edits import SweepEdits
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.said_words import SaidWords

_NOT_THERE = "Comes with another optimiser or schedule of this sweep."


def count_words(varied: Varied, method: str) -> str:
    """ "3 values"; of a range that is drawn from "any"."""
    if not isinstance(varied.over, Listed) and method != "grid":
        return "a range"
    count = len(varied.over.points)
    return "1 value" if count == 1 else f"{count:,} values"


class _Title(FittingLabel):
    """In the colour of text: it is what the row is about."""

    colour = "text"


class VariedRow(Panel):
    """One setting that varies; its values are written into a line, and refused in words below it."""

    changed = Signal(object)
    """What it is to vary over."""
    moved = Signal(int)
    removed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._setting: Setting | None = None
        self._shown = ""
        self._title, self._count = _Title(), MutedLabel()
        self.line = QLineEdit(objectName=f"{name}.values")
        self.line.textEdited.connect(lambda _: self._read())
        self.line.editingFinished.connect(self._take)
        self._words = SaidWords()
        self._words.setObjectName(f"{name}.refused")
        self._up = self._button("up", "arrow-up", lambda: self.moved.emit(-1))
        self._down = self._button("down", "arrow-down", lambda: self.moved.emit(1))
        self._out = self._button("remove", "x", self.removed.emit)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._title, 1)
        for widget in (self._count, self._up, self._down, self._out):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 6, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.line)
        column.addWidget(self._words)

    @property
    def words(self) -> str:
        """What it says: the setting, its values and how many there are."""
        return f"{self._title.full}: {self.line.text()} ({self._count.text()})"

    @property
    def refused(self) -> str:
        """Why what stands in the line is not taken; empty where it is."""
        return self._words.text()

    def show_varied(
        self, label: str, setting: Setting | None, varied: Varied, method: str, ends: tuple[bool, bool]
    ) -> None:
        """Shows one that varies.

        Args:
            setting: None where it is not there beside the project's own optimiser or schedule.
            ends: Whether it is the first, and the last, of all.
        """
        self._setting = setting
        self._title.say(label)
        self._count.setText(count_words(varied, method))
        written = _written(varied, setting)
        if written != self._shown or not self.line.isModified():
            self._shown = written
            self.line.setText(written)
            self._words.say("")
        self.line.setReadOnly(setting is None)
        tip = _NOT_THERE if setting is None else f"{setting.help}\nAs {example(setting)}".strip()
        self.line.setToolTip(tip)
        self.line.setAccessibleName(f"Values of {label}")
        self.line.setAccessibleDescription(tip)
        for button, words in ((self._up, "Move up"), (self._down, "Move down"), (self._out, "Stop varying")):
            button.setAccessibleName(f"{words}: {label}")
        self._up.setEnabled(not ends[0])
        self._down.setEnabled(not ends[1])

    def _button(self, name: str, icon_name: str, do: Callable[[], object]) -> IconButton:
        words = {"up": "Changes more slowly", "down": "Changes faster", "remove": "Stop varying it"}
        button = IconButton()
        button.setObjectName(f"{self.objectName()}.{name}")
        button.setIcon(icon(icon_name))
        button.setToolTip(words[name])
        button.clicked.connect(lambda _=False: do())
        return button

    def _read(self) -> object | None:
        """What stands in the line; None, and in words why, where it cannot be."""
        if self._setting is None:
            return None
        try:
            found = read_over(self.line.text(), self._setting)
        except SpecError as error:
            self._words.say(str(error))
            return None
        self._words.say("")
        return found

    @Slot()
    def _take(self) -> None:
        """Takes what was written; what cannot be is put back, and the words stay until something else is written."""
        if not self.line.isModified():
            return
        found, words = self._read(), self._words.text()
        self.line.setModified(False)
        if found is not None:
            self.changed.emit(found)
        else:
            self.line.setText(self._shown)
            self._words.say(words)


class VariedList(QWidget):
    """A row for each setting that varies, in their order."""

    def __init__(self, edits: SweepEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.varied")
        self.setAccessibleName("Settings that vary")
        self._edits = edits
        self._rows: dict[Place, VariedRow] = {}
        self._made = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    @property
    def rows(self) -> tuple[VariedRow, ...]:
        """From top to bottom."""
        return tuple(self._rows.values())

    def row(self, place: Place) -> VariedRow:
        """The row of a setting that varies."""
        return self._rows[place]

    def follow(self) -> None:
        """Shows what varies now; a row that stays keeps the keyboard."""
        sweep = self._edits.sweep
        for place in [place for place in self._rows if place not in sweep.places]:
            self._take_out(self._rows.pop(place))
        rows = {place: self._rows.get(place) or self._make(place) for place in sweep.places}
        last = len(rows) - 1
        for at, (varied, row) in enumerate(zip(sweep.varied, rows.values(), strict=True)):
            if self._column.indexOf(row) != at:
                self._column.removeWidget(row)
                self._column.insertWidget(at, row)
            label, setting = self._edits.label(varied.place), self._edits.setting(varied.place)
            row.show_varied(label, setting, varied, sweep.method, (at == 0, at == last))
        self._rows = rows
        self.setVisible(bool(rows))

    def _make(self, place: Place) -> VariedRow:
        self._made += 1
        row = VariedRow(f"sweep.varied.{self._made}")
        row.changed.connect(lambda over: self._edits.vary(place, over))
        row.moved.connect(lambda step: self._edits.move(place, step))
        row.removed.connect(lambda: self._edits.remove(place))
        return row

    def _take_out(self, row: VariedRow) -> None:
        if row.isAncestorOf(QApplication.focusWidget() or self):
            self.focusNextChild()
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()


def _written(varied: Varied, setting: Setting | None) -> str:
    """As it can be written anew; without its setting as plain as it is kept."""
    if setting is not None:
        return over_in_words(varied.over, setting)
    return ", ".join(str(value) for value in varied.over.points)
