"""The table of runs as Qt's item model: sorts and filters by the runs' values, and formats the cells in view alone."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QIcon

from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.run_table import Column, Row, Value
from cnnstudio.core.words import plain
from cnnstudio.gui.comparison.extras import DIFFERS, Extra
from cnnstudio.gui.comparison.names import named
from cnnstudio.gui.comparison.order import in_order, number_or_words
from cnnstudio.gui.comparison.rows import Entry, RowReader
from cnnstudio.gui.widgets.letters import bold_of

Index = QModelIndex | QPersistentModelIndex

SETTINGS = (
    "architecture",
    "parameters",
    "data",
    "preprocessing",
    "optimizer",
    "learning_rate",
    "schedule",
    "loss",
    "batch_size",
    "seed",
)
"""The columns of what the person chose; the others are what came of it."""

WAITING = "…"
_BEFORE = 2
"""Number and name stand before the columns of differences."""
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE = _PLAIN | Qt.ItemFlag.ItemIsEditable
_MAX_NAME = 200
_FEW = 12
_ARROW = 4 * "\N{NO-BREAK SPACE}"
_LONG = ("architecture", "preprocessing", "name")


class RunModel(QAbstractTableModel):
    """The runs that pass the filter, in order. Whoever arranges them anew keeps the selection by number."""

    arranged = Signal()
    """The rows stand otherwise now; the item model was reset."""
    renamed = Signal(int, str)
    """The number of a run and the name the person typed."""

    def __init__(self, reader: RowReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._runs: dict[int, Run] = {}
        self._numbers: list[int] = []
        self._places: dict[int, int] = {}
        self._chosen: tuple[Column, ...] = ()
        self._extras: tuple[Extra, ...] = ()
        self._by, self._order = "run", Qt.SortOrder.DescendingOrder
        self._filter = ""
        self._bold: frozenset[str] = frozenset()
        self._compared: Collection[int] | None = ()
        self._samples: Mapping[int, QIcon] = {}
        self._told: Mapping[int, str] = {}
        self._alike = 0
        """So many signs at the beginning of their architectures the compared runs have in common."""
        self._font = QFont()

    # What is shown

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in view, those of differences behind the name."""
        extras = (extra.column for extra in self._extras)
        return (*self._chosen[:_BEFORE], *extras, *self._chosen[_BEFORE:])

    @property
    def numbers(self) -> list[int]:
        """The numbers of the runs in view, from top to bottom."""
        return self._numbers

    @property
    def bold(self) -> frozenset[str]:
        """The keys of the columns in which the compared runs differ."""
        return self._bold

    @property
    def is_filtered(self) -> bool:
        """Whether some runs are not in view."""
        return len(self._numbers) < len(self._runs)

    def run(self, number: int) -> Run | None:
        """The run of that number."""
        return self._runs.get(number)

    def place(self, number: int) -> int | None:
        """The place of a run from the top; None where it is not in view."""
        return self._places.get(number)

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """The rows of these runs with the values of every column in view; of runs whose rows are there."""
        found = []
        for number in numbers:
            entry = self._entry(number)
            if entry is not None:
                more = {extra.column.key: extra.values.get(number) for extra in self._extras}
                found.append({**entry.row, **more})
        return found

    def put(self, runs: Sequence[Run]) -> None:
        """Shows other runs."""
        before, self._runs = self._runs, {run.number: run for run in runs}
        if before.keys() == self._runs.keys():
            self.refresh()
        else:
            self.arrange()

    def set_filter(self, text: str) -> None:
        """Shows only the runs with all these words in one of their cells."""
        self._filter = text.casefold()
        self.arrange()

    def choose_columns(self, columns: Sequence[Column]) -> None:
        """Shows these columns."""
        self.beginResetModel()
        self._chosen = tuple(columns)
        self.endResetModel()
        self.arranged.emit()

    def show_extras(self, found: tuple[Extra, ...]) -> None:
        """Puts a column for each difference behind the name."""
        if found == self._extras:
            return
        if self._extras:
            self.beginRemoveColumns(QModelIndex(), _BEFORE, _BEFORE + len(self._extras) - 1)
            self._extras = ()
            self.endRemoveColumns()
        if found:
            self.beginInsertColumns(QModelIndex(), _BEFORE, _BEFORE + len(found) - 1)
            self._extras = found
            self.endInsertColumns()
        if self._by.startswith(DIFFERS) and all(column.key != self._by for column in self.columns):
            self._by, self._order = "run", Qt.SortOrder.DescendingOrder
        self.arrange()

    def mark(self, compared: Collection[int] | None) -> None:
        """Puts in bold what differs between the runs of these numbers; None stands for all in view."""
        self._compared = None if compared is None else frozenset(compared)
        numbers = self._numbers if compared is None else compared
        entries = [entry for entry in map(self._entry, numbers) if entry is not None]
        bold = frozenset(key for key in SETTINGS if len({entry.row[key] for entry in entries}) > 1)
        self._bold = bold
        self._alike = _alike([str(entry.row["architecture"]) for entry in entries])
        self.refresh()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(self.columnCount() - 1, 0))

    def show_samples(self, samples: Mapping[int, QIcon]) -> None:
        """Puts a piece of its curve beside the number of each run that is drawn."""
        self._samples = samples
        self.refresh()

    def show_told(self, told: Mapping[int, str]) -> None:
        """Puts behind the name of a run what tells it from the others that are compared, by its number."""
        self._told = told
        self.refresh()

    def refresh(self) -> None:
        """Says that cells may say something else; those in view are asked again."""
        if self._numbers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._numbers) - 1, self.columnCount() - 1))

    def set_font(self, font: QFont) -> None:
        """The font of the view, of which bold cells have the bold one."""
        self._font = bold_of(font)

    # Order

    @property
    def sorted_by(self) -> tuple[str, Qt.SortOrder]:
        """The key of the column the rows are sorted by, and the direction."""
        return self._by, self._order

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < self.columnCount():
            self._by, self._order = self.columns[column].key, order
            self.arrange()

    def arrange(self) -> None:
        """Filters and sorts anew; where that changes nothing, no row moves."""
        wanted = self._filter.split()
        passing = [number for number in self._runs if self._passes(number, wanted)] if wanted else self._runs
        key, value_of = self._order_of()
        numbers = in_order(passing, value_of, key, self._order == Qt.SortOrder.DescendingOrder)
        if numbers == self._numbers:
            self.refresh()
            return
        self.beginResetModel()
        self._numbers = numbers
        self._places = {number: place for place, number in enumerate(numbers)}
        self.endResetModel()
        self.arranged.emit()

    def _passes(self, number: int, wanted: Sequence[str]) -> bool:
        entry = self._entry(number)
        words = entry.words if entry is not None else self._runs[number].name.casefold()
        return all(word in words for word in wanted)

    def _order_of(self) -> tuple[Callable[[Any], Any], Callable[[int], Value]]:
        """What is sorted by: the key of a value, and the value of a run by its number."""
        extra = next((each for each in self._extras if each.column.key == self._by), None)
        if extra is not None:
            return number_or_words, extra.known
        by = self._by
        if by == "run":
            return int, lambda number: number
        found = {number: None if (entry := self._entry(number)) is None else entry.row[by] for number in self._runs}
        is_words = any(isinstance(value, str) for value in found.values())
        return (str.casefold if is_words else float), found.get

    def _entry(self, number: int) -> Entry | None:
        run = self._runs.get(number)
        return None if run is None else self._reader.of(run)

    # What Qt asks

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._chosen) + len(self._extras)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        number, place = self._numbers[index.row()], index.column()
        column, extra = self._at(place)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._said(role, number, column, extra)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _NUMBER if column.is_number else _TEXT
            case Qt.ItemDataRole.FontRole if extra is not None or column.key in self._bold:
                return self._font if self._is_compared(number) else None
            case Qt.ItemDataRole.DecorationRole if place == 0:
                return self._samples.get(number)
            case Qt.ItemDataRole.EditRole if column.key == "name":
                return self._runs[number].name
        return None

    def _is_compared(self, number: int) -> bool:
        return self._compared is None or number in self._compared

    def _said(self, role: int, number: int, column: Column, extra: Extra | None) -> str | None:
        """A cell, or of what may be cut there the whole in its tool tip."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(number, column, extra)
        entry = self._entry(number)
        if column.key == "architecture" and entry is not None:
            return column.text(entry.row)
        return self._words(number, column, extra) if extra is not None or column.key in _LONG else None

    def _at(self, place: int) -> tuple[Column, Extra | None]:
        """The column at a place, and the difference it is for."""
        behind = place - _BEFORE
        if 0 <= behind < len(self._extras):
            return self._extras[behind].column, self._extras[behind]
        return self._chosen[place if behind < 0 else place - len(self._extras)], None

    def _words(self, number: int, column: Column, extra: Extra | None) -> str:
        if extra is not None:
            return extra.values.get(number, "")
        if column.key == "name":
            return named(plain(self._runs[number].name, _MAX_NAME), self._told.get(number, ""))
        entry = self._entry(number)
        if entry is not None and column.key == "architecture" and self._alike and self._is_compared(number):
            return f"… {column.text(entry.row)[self._alike :]}"
        return column.text(entry.row) if entry is not None else str(number) if column.key == "run" else WAITING

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        column, extra = self._at(section)
        if role == Qt.ItemDataRole.DisplayRole:
            # Qt draws the arrow of sorting over a title that ends at the right.
            return column.title + (_ARROW if column.key == self._by and column.is_number else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:  # words below each other: titles are longer than numbers
            return int(_NUMBER if column.is_number else _TEXT) | int(Qt.TextFlag.TextWordWrap)
        if role == Qt.ItemDataRole.FontRole and (column.key in self._bold or extra is not None):
            return self._font
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        place = index.column()
        if place >= 0 and self._at(place)[0].key == "name":
            return _PLAIN if self._runs[self._numbers[index.row()]].status == "training" else _EDITABLE
        return _PLAIN

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        number = self._numbers[index.row()]
        name = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not name or name == self._runs[number].name:
            return False
        self.renamed.emit(number, name)
        return True


def _alike(architectures: Sequence[str]) -> int:
    """How many signs at the beginning say nothing, since all begin so; 0 where they are the same or few."""
    if len(set(architectures)) < 2:
        return 0
    first, last = min(architectures), max(architectures)  # all others begin with what these two have in common
    same = next(
        (place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first)
    )
    start = max(first.rfind(mark, 0, same) for mark in ("; ", ", ")) + 2
    return start if start > _FEW else 0
