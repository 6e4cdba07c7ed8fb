"""The table of trials as Qt's item model: sorts and filters them, and writes the cells in view alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from cnnstudio.core.run_table import Column
from cnnstudio.core.sweeps.experiment import Trial, TrialStatus
from cnnstudio.core.sweeps.table import Row, columns, rows, sorted_by
from cnnstudio.core.words import plain
from cnnstudio.gui.sweeps.results.field import Field, Mask

Index = QModelIndex | QPersistentModelIndex

_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ARROW = 4 * "\N{NO-BREAK SPACE}"
_LONGEST = 120


_FIRST = ("trial", "score", "status")


def _columns(field: Field) -> tuple[Column, ...]:
    """Those of every table of trials, with what came of them in front: many settings would push it out of view."""
    found = columns(field.experiment.project)
    first = sorted((each for each in found if each.key in _FIRST), key=lambda each: _FIRST.index(each.key))
    return (*first, *(each for each in found if each.key not in _FIRST))


class TrialModel(QAbstractTableModel):
    """The trials that pass, in order. Whoever shows them keeps the selection by number."""

    arranged = Signal()
    """The rows stand otherwise now; the item model was reset."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._field: Field | None = None
        self._rows: list[Row] = []
        self._numbers: list[int] = []
        self._places: dict[int, int] = {}
        self._statuses: frozenset[TrialStatus] = frozenset()
        self._passing: Mask = np.zeros(0, np.bool_)
        self._by, self._order = "trial", Qt.SortOrder.AscendingOrder
        self.columns: tuple[Column, ...] = ()
        """The columns, from the left."""

    @property
    def numbers(self) -> list[int]:
        """The numbers of the trials in view, from top to bottom."""
        return self._numbers

    @property
    def sorted_by(self) -> tuple[str, Qt.SortOrder]:
        """The key of the column, and how."""
        return self._by, self._order

    def place(self, number: int) -> int | None:
        """The place of a trial from the top; None where it is not in view."""
        return self._places.get(number)

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """The rows of these trials."""
        assert self._field is not None
        return [self._rows[self._field.row_of[number]] for number in numbers]

    def show(self, field: Field | None, passing: Mask) -> None:
        """Shows the trials of a field, those that pass."""
        before, self._field = self._field, field
        is_same = before is not None and field is not None and before.axes is field.axes
        if field is None or not is_same:
            self.beginResetModel()
            self._numbers, self._places = [], {}
            self.columns = () if field is None else _columns(field)
            self._rows = [] if field is None else rows(field.experiment)
            self.endResetModel()
        else:
            assert before is not None
            self._take(before.trials, field)
        self._passing = passing
        self._arrange()

    def let_pass(self, passing: Mask) -> None:
        """Shows those that pass alone."""
        self._passing = passing
        self._arrange()

    def filter(self, statuses: frozenset[TrialStatus]) -> None:
        """Shows those that stand so alone; all where nothing is named."""
        self._statuses = statuses
        self._arrange()

    def _take(self, before: tuple[Trial, ...], field: Field) -> None:
        """Makes the rows of those that are others than before."""
        changed = [
            row for row, trial in enumerate(field.trials) if row >= len(before) or trial is not before[row]
        ]  # fmt: skip
        made = rows(replace(field.experiment, trials=tuple(field.trials[row] for row in changed)))
        for row, cells in zip(changed, made, strict=True):
            if row < len(self._rows):
                self._rows[row] = cells
            else:
                self._rows.append(cells)

    def _arrange(self) -> None:
        """Puts those in order that pass."""
        field = self._field
        if field is None:
            self.arranged.emit()
            return
        found = [
            row
            for row, trial, passes in zip(self._rows, field.trials, self._passing.tolist(), strict=True)
            if passes and (not self._statuses or trial.status in self._statuses)
        ]
        column = next((each for each in self.columns if each.key == self._by), self.columns[0])
        descending = self._order == Qt.SortOrder.DescendingOrder
        numbers = [row["trial"] for row in sorted_by(found, column, descending=descending)]
        if numbers == self._numbers:
            if numbers:
                self.dataChanged.emit(self.index(0, 0), self.index(len(numbers) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._numbers = numbers
        self._places = {number: place for place, number in enumerate(numbers)}
        self.endResetModel()
        self.arranged.emit()

    # What Qt asks

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns):
            self._by, self._order = self.columns[column].key, order
            self._arrange()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return plain(column.text(self._row(index)), _LONGEST)
            case Qt.ItemDataRole.ToolTipRole if column.key == "reason":
                return column.text(self._row(index)) or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _NUMBER if column.is_number else _TEXT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            # Qt draws the arrow of sorting over a title that ends at the right.
            return column.title + (ARROW if column.key == self._by and column.is_number else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_NUMBER if column.is_number else _TEXT) | int(Qt.TextFlag.TextWordWrap)
        return None

    def _row(self, index: Index) -> Row:
        assert self._field is not None
        return self._rows[self._field.row_of[self._numbers[index.row()]]]
