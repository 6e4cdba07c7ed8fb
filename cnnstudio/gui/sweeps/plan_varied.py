"""The settings that vary, a row each: what it is called, over what it varies, its turn, and the way out."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.combinations import only_with, value_in_words
from cnnstudio.core.sweeps.notation import over_in_words
from cnnstudio.core.sweeps.place import Place, known_setting
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.core.words import in_a_row
from cnnstudio.gui.experiments.sweep_edits import SweepEdits
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.varying.editor import VaryEditor, values_in_words
from cnnstudio.gui.words import unbroken


def over_words(project: Project, varied: Varied) -> str:
    """ "3 values: 16, 32, 64"; of a range that is drawn from "any from 0.0001 to 0.1"; and where it is there at all."""
    only = only_with(project, varied.place)
    return f"{_values(project, varied)}{f', {only}' if only else ''}"


def _values(project: Project, varied: Varied) -> str:
    over, setting = varied.over, known_setting(project, varied.place)
    if setting is None:
        values = in_a_row(value_in_words(None, each) for each in over.points)
        return tr("{count:,} values: {values}", count=len(over.points), values=values)
    if isinstance(over, Listed) or project.sweep.method == "grid":
        return values_in_words(over, setting)
    low, high = (over_in_words(Listed((end,)), setting, to_read=True) for end in (over.low, over.high))
    return tr("any from {low} to {high}", low=low, high=high)


class _Title(FittingLabel):
    """In the colour of text: it is what the row is about."""

    colour = "text"


class VariedRow(Panel):
    """One setting that varies: what it is called and its values; its pencil unfolds the fields to change them."""

    changed = Signal(object)
    """What it is to vary over."""
    moved = Signal(int)
    removed = Signal()
    grown = Signal()
    """Its fields have got the room that they need."""
    refused = Signal()
    """What is written in its fields cannot be, or can again."""

    def __init__(self, name: str, setting: Setting | None, varied: Varied, parent: QWidget | None = None) -> None:
        """``setting``: None where nobody knows it any more."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setting = setting
        self._title = _Title()
        self._values = MutedLabel(wordWrap=True, objectName=f"{name}.words")
        self._values.setTextFormat(Qt.TextFormat.PlainText)
        self.editor = None if setting is None else VaryEditor(setting, varied.over, name=f"{name}.editor")
        self._up = self._button("up", "arrow-up", tr("Changes more slowly"), lambda: self.moved.emit(-1))
        self._down = self._button("down", "arrow-down", tr("Changes faster"), lambda: self.moved.emit(1))
        self._pencil = self._button("edit", "pencil", tr("Change its values"), self.turn)
        self._out = self._button("remove", "x", tr("Stop varying it"), self.removed.emit)
        self._lay_out()
        if self.editor is not None:
            self.editor.changed.connect(self.changed)
            self.editor.words_changed.connect(self.refused)

    @property
    def is_refused(self) -> bool:
        """Whether what is written in its fields cannot be."""
        return self.editor is not None and bool(self.editor.words)

    @property
    def title(self) -> str:
        """What its setting is called."""
        return self._title.full

    @property
    def words(self) -> str:
        """What it says: the setting and its values."""
        return f"{self._title.full}: {self._values.text()}"

    @property
    def is_unfolded(self) -> bool:
        """Whether the fields are in view."""
        return self.editor is not None and not self.editor.isHidden()

    def turn(self) -> None:
        """Unfolds the fields, or folds them; what cannot be stays in view."""
        if self.editor is None:
            return
        unfolded = not self.is_unfolded or self.is_refused
        self.editor.setVisible(unfolded)
        self._values.setVisible(not unfolded)
        self._pencil.setChecked(unfolded)
        if unfolded:
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def unfold(self) -> None:
        """Shows the fields, with the keyboard in them."""
        if not self.is_unfolded:
            self.turn()

    def show_varied(self, label: str, varied: Varied, words: str, ends: tuple[bool, bool]) -> None:
        """Shows how it varies.

        Args:
            words: Over what, at length.
            ends: Whether it is the first, and the last, of all.
        """
        self._title.say(label)
        self._values.setText(unbroken(words))
        self._values.setToolTip("" if self.setting is None else self.setting.help)
        if self.editor is not None:
            self.editor.show_over(varied.over)
        named = (
            (self._up, tr("Move up")),
            (self._down, tr("Move down")),
            (self._pencil, tr("Change")),
            (self._out, tr("Stop varying")),
        )
        for button, does in named:
            button.setAccessibleName(f"{does}: {label}")
        self._up.setEnabled(not ends[0])
        self._down.setEnabled(not ends[1])

    def _lay_out(self) -> None:
        self._pencil.setCheckable(True)
        self._pencil.setVisible(self.editor is not None)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._title, 1)
        for widget in (self._up, self._down, self._pencil, self._out):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 6, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._values)
        if self.editor is not None:
            column.addWidget(self.editor)
            self.editor.hide()

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_unfolded and event.size().height() > event.oldSize().height():
            self.grown.emit()

    # Making

    def _button(self, name: str, icon_name: str, words: str, do: Callable[[], object]) -> IconButton:
        button = IconButton(f"{self.objectName()}.{name}", icon_name, words)
        button.clicked.connect(lambda _=False: do())
        return button


class VariedList(QWidget):
    """A row for each setting that varies, in their order."""

    grown = Signal(object)
    """The row whose fields want to be seen."""
    refused = Signal()
    """What is written in a row cannot be, or can again."""

    def __init__(self, edits: SweepEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.varied")
        self.setAccessibleName(tr("Settings that vary"))
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

    @property
    def why_not(self) -> str:
        """Which row has to be put right first, in a sentence; empty where none has."""
        return next(
            (tr("Put the values of {setting} right first.", setting=row.title) for row in self.rows if row.is_refused),
            "",
        )

    def forget_words(self) -> None:
        """Takes back what was refused, as when another project comes."""
        for row in self.rows:
            if row.editor is not None:
                row.editor.forget_words()

    def row(self, place: Place) -> VariedRow:
        """The row of a setting that varies."""
        return self._rows[place]

    def follow(self) -> None:
        """Shows what varies now; a row that stays keeps the keyboard."""
        sweep = self._edits.sweep
        for place in [place for place in self._rows if place not in sweep.places]:
            self._take_out(self._rows.pop(place))
        rows = {varied.place: self._row_for(varied) for varied in sweep.varied}
        last = len(rows) - 1
        for at, (varied, row) in enumerate(zip(sweep.varied, rows.values(), strict=True)):
            if self._column.indexOf(row) != at:
                self._column.removeWidget(row)
                self._column.insertWidget(at, row)
            words = over_words(self._edits.project, varied)
            row.show_varied(self._edits.label(varied.place), varied, words, (at == 0, at == last))
        self._rows = rows
        self.setVisible(bool(rows))

    def _row_for(self, varied: Varied) -> VariedRow:
        """The row there is, unless its setting is another one by now, as a momentum of another optimiser."""
        place, setting = varied.place, self._edits.setting(varied.place)
        row = self._rows.get(place)
        if row is not None and row.setting == setting:
            return row
        if row is not None:
            self._take_out(row)
        self._made += 1
        row = VariedRow(f"sweep.varied.{self._made}", setting, varied)
        row.changed.connect(lambda over: self._edits.vary(place, over))
        row.moved.connect(lambda step: self._edits.move(place, step))
        row.removed.connect(lambda: self._edits.remove(place))
        row.grown.connect(lambda: self.grown.emit(row))
        row.refused.connect(self.refused)
        return row

    def _take_out(self, row: VariedRow) -> None:
        if row.isAncestorOf(QApplication.focusWidget() or self):
            self.focusNextChild()
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
