"""The table of trials as Qt's item model: sorts and filters them, and writes the cells in view alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.run_table import Column
from cnnstudio.core.sweeps.experiment import Trial, TrialStatus
from cnnstudio.core.sweeps.table import (
    Row,
    columns,
    combination_columns,
    combination_rows,
    labelled,
    rows,
    sorted_by,
    to_csv,
)
from cnnstudio.core.words import number, plain
from cnnstudio.gui.sweeps.results.field import Field, Mask

Index = QModelIndex | QPersistentModelIndex

_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ARROW = 4 * "\N{NO-BREAK SPACE}"
BEFORE = "\N{EN SPACE}"
"""Before words, which a column of numbers may end beside."""
_LONGEST = 120
_SHORT = 11
"""Characters of a title that stands in one line."""


_HOW_GOOD = ("score", "test_accuracy")
"""Columns of which a first click puts the best on top."""
_COMBINATION = Column("combination", tr("Combination"), number, help=tr("Trials of one differ in their seeds alone."))
_FIRST = ("trial", "combination", "score", "score_deviation", "seeds", "status")


def _columns(field: Field, *, combined: bool) -> tuple[Column, ...]:
    """Those of every table of trials, with what came of them in front: many settings would push it out of view."""
    project = field.experiment.project
    made = combination_columns(project) if combined else columns(project, parameters=True, tested=True)
    if project.sweep.seeds > 1 and not combined:
        made = (_COMBINATION, *made)
    found = labelled(made, project)
    first = sorted((each for each in found if each.key in _FIRST), key=lambda each: _FIRST.index(each.key))
    return (*first, *(each for each in found if each.key not in _FIRST))


class TrialModel(QAbstractTableModel):
    """The trials that pass, in order, or their combinations. Whoever shows them keeps the selection by number.

    A row has the number of its trial; that of a combination has the number of its first one.
    """

    arranged = Signal()
    """The rows stand otherwise now, or those of combinations are of other trials."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._field: Field | None = None
        self._rows: dict[int, Row] = {}
        self._members: dict[int, tuple[int, ...]] = {}
        """Of combinations."""
        self._numbers: list[int] = []
        self._places: dict[int, int] = {}
        self._statuses: frozenset[TrialStatus] = frozenset()
        self._passing: Mask = np.zeros(0, np.bool_)
        self._by, self._order = "trial", Qt.SortOrder.AscendingOrder
        self._combined = False
        self._parameters: Mapping[int, int] = {}
        self._tests: dict[int, float] = {}
        self._runs: dict[int, Run] = {}
        """Those that were read, by the numbers of their trials."""
        self._awaited: set[int] = set()
        """The trials that came to a run lately: that is told before the run is read from the file."""
        self.columns: tuple[Column, ...] = ()
        """The columns, from the left."""

    @property
    def numbers(self) -> list[int]:
        """The numbers of the rows in view, from top to bottom."""
        return self._numbers

    def has_failed(self, index: Index) -> bool:
        """Whether the trial of a row has failed."""
        return self._row(index).get("status") == "failed"

    @property
    def is_combined(self) -> bool:
        """Whether a row is a combination with all its seeds."""
        return self._combined

    @property
    def sorted_by(self) -> tuple[str, Qt.SortOrder]:
        """The key of the column, and how."""
        return self._by, self._order

    def place(self, number: int) -> int | None:
        """The place of a trial, or of its combination, from the top; None where it is not in view."""
        return self._places.get(number)

    def members(self, number: int) -> tuple[int, ...]:
        """The numbers of the trials that a row is of, as far as they pass."""
        return self._members.get(number, (number,))

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """The rows of these numbers."""
        return [self._rows[number] for number in numbers]

    def csv(self) -> str:
        """What is in view, in its order, as comma-separated values."""
        if self._field is None:
            return ""
        return to_csv(self._field.experiment.project, self.rows(self._numbers), self.columns)

    def show(self, field: Field | None, passing: Mask) -> None:
        """Shows the trials of a field, those that pass."""
        before, self._field = self._field, field
        self._passing = passing
        is_same = before is not None and field is not None and before.axes is field.axes
        if field is None or before is None or not is_same:
            self._parameters, self._tests, self._runs, self._awaited = {}, {}, {}, set()
            self._begin_anew()
        else:
            trials = before.trials
            changed = [at for at, each in enumerate(field.trials) if at >= len(trials) or each is not trials[at]]
            self._await(before, [field.trials[at] for at in changed])
            self._take(changed)
        self._arrange()

    def know(self, runs: Mapping[int, Run]) -> None:
        """Knows the runs of the file, for what they came to on the test pictures."""
        field = self._field
        if field is None:
            return
        changed = []
        for row, trial in enumerate(field.trials):
            run = None if trial.run is None else runs.get(trial.run)
            if run is not self._runs.get(trial.number):
                self._know_run(trial.number, run)
                changed.append(row)
        if changed:
            self._take(changed)
            self._arrange()

    def know_parameters(self, found: Mapping[int, int]) -> None:
        """Knows of the networks how many parameters they have, by the numbers of the combinations."""
        self._parameters = found
        self._make_rows()
        self._arrange()

    def let_pass(self, passing: Mask) -> None:
        """Shows those that pass alone."""
        self._passing = passing
        self._arrange()

    def filter(self, statuses: frozenset[TrialStatus]) -> None:
        """Shows those that stand so alone; all where nothing is named."""
        self._statuses = statuses
        self._arrange()

    def combine(self, combined: bool) -> None:
        """Whether a row is a combination with all its seeds, or a trial."""
        if combined != self._combined:
            self._combined = combined
            self._begin_anew()
            self._arrange()

    # Private

    def _await(self, before: Field, changed: Sequence[Trial]) -> None:
        """Notes those of these trials that have a run which they had not before."""
        for trial in changed:
            row = before.row_of.get(trial.number)
            if trial.run is None:
                self._awaited.discard(trial.number)
            elif row is None or before.trials[row].run != trial.run:
                self._awaited.add(trial.number)

    def _is_awaited(self, index: Index) -> bool:
        """Whether what stands there is known as soon as a run is read."""
        if not self._awaited or self.columns[index.column()].key != "test_accuracy":
            return False
        row = self._row(index)
        return row["test_accuracy"] is None and not self._awaited.isdisjoint(self.members(row["trial"]))

    def _know_run(self, number: int, run: Run | None) -> None:
        for known in (self._runs, self._tests):
            known.pop(number, None)
        if run is not None:
            self._awaited.discard(number)
            self._runs[number] = run
            if run.test is not None:
                self._tests[number] = run.test.accuracy

    def _begin_anew(self) -> None:
        """Other columns, and nothing in view yet."""
        field = self._field
        self.beginResetModel()
        self._numbers, self._places, self._members = [], {}, {}
        self.columns = () if field is None else _columns(field, combined=self._combined)
        if self.columns and self._by not in (column.key for column in self.columns):
            self._by, self._order = self.columns[0].key, Qt.SortOrder.AscendingOrder
        self._make_rows()
        self.endResetModel()

    def _make_rows(self) -> None:
        field = self._field
        if field is None:
            self._rows = {}
            return
        made = combination_rows if self._combined else rows
        self._rows = {row["trial"]: row for row in made(field.experiment, self._parameters, self._tests)}

    def _take(self, changed: Sequence[int]) -> None:
        """Makes those rows anew, by their places in the field."""
        field = self._field
        assert field is not None
        if self._combined:
            self._make_rows()
            return
        some = replace(field.experiment, trials=tuple(field.trials[row] for row in changed))
        self._rows.update((row["trial"], row) for row in rows(some, self._parameters, self._tests))

    def _arrange(self) -> None:
        """Puts those in order that pass, what can never run last."""
        field = self._field
        if field is None:
            self.arranged.emit()
            return
        found = [trial for trial, passes in zip(field.trials, self._passing.tolist(), strict=True) if passes]
        if self._statuses:
            found = [trial for trial in found if trial.status in self._statuses]
        impossible = {trial.number for trial in found if trial.status == "impossible"}
        self._members = self._grouped(field, found) if self._combined else {}
        shown = self._members if self._combined else [trial.number for trial in found]
        by, descending = self._by, self._order == Qt.SortOrder.DescendingOrder
        column = next((each for each in self.columns if each.key == by), self.columns[0])
        order = sorted_by((self._rows[number] for number in shown), column, descending=descending)
        numbers = [row["trial"] for row in order if row["trial"] not in impossible]
        numbers += [row["trial"] for row in order if row["trial"] in impossible]
        self._show_numbers(numbers)

    def _show_numbers(self, numbers: list[int]) -> None:
        if numbers == self._numbers:
            before = self._places
            self._place()
            if numbers:
                self.dataChanged.emit(self.index(0, 0), self.index(len(numbers) - 1, len(self.columns) - 1))
            if self._places != before:
                self.arranged.emit()
            return
        self.beginResetModel()
        self._numbers = numbers
        self._place()
        self.endResetModel()
        self.arranged.emit()

    def _place(self) -> None:
        self._places = {each: place for place, number in enumerate(self._numbers) for each in self.members(number)}

    def _grouped(self, field: Field, found: Sequence[Trial]) -> dict[int, tuple[int, ...]]:
        """The numbers of these trials by that of the first one of their combination."""
        first: dict[int, int] = {}
        for trial in field.trials:
            first.setdefault(trial.combination, trial.number)
        groups: dict[int, list[int]] = {}
        for trial in found:
            groups.setdefault(first[trial.combination], []).append(trial.number)
        return {number: tuple(members) for number, members in groups.items()}

    # What Qt asks

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns):
            key = self.columns[column].key
            self._order = self._best_first(key) if key in _HOW_GOOD and key != self._by else order
            self._by = key
            self._arrange()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return "…" if self._is_awaited(index) else plain(column.text(self._row(index)), _LONGEST)
            case Qt.ItemDataRole.ToolTipRole:  # everywhere, since its own column may be out of view
                coming = tr("It is being read…") if self._is_awaited(index) else None
                return self._row(index).get("reason") or coming
            case Qt.ItemDataRole.TextAlignmentRole:
                return _NUMBER if column.is_number else _TEXT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            # Qt draws the arrow of sorting over a title that ends at the right.
            arrow = ARROW if column.key == self._by and column.is_number else ""
            before = "" if column.is_number else BEFORE
            return "\n".join(before + line + arrow for line in in_two_lines(column.title))
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_NUMBER if column.is_number else _TEXT) | int(Qt.TextFlag.TextWordWrap)
        return None

    def _best_first(self, key: str) -> Qt.SortOrder:
        """The order in which the best row stands on top."""
        sweep = None if self._field is None else self._field.experiment.project.sweep
        if key == "score" and sweep is not None and not sweep.maximises:
            return Qt.SortOrder.AscendingOrder
        return Qt.SortOrder.DescendingOrder

    def _row(self, index: Index) -> Row:
        return self._rows[self._numbers[index.row()]]


def in_two_lines(title: str) -> tuple[str, ...]:
    """A long title of several words so that it is narrow: "Filters of", "conv2d_1"."""
    words = title.split() if len(title) > _SHORT else []
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(cuts, key=lambda lines: max(map(len, lines)), default=(title,))
