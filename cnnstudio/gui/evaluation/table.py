"""A table of plain values that can be sorted by any column, copied and written as CSV."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from cnnstudio.core.spreadsheet import to_csv
from cnnstudio.core.words import plain
from cnnstudio.data.pictures.listing import natural
from cnnstudio.gui.widgets.letters import keep_fit

Index = QModelIndex | QPersistentModelIndex

_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ARROW = 4 * "\N{NO-BREAK SPACE}"
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column:
    """One column: its name in a CSV in every language, its title, its tool tip, and how its values are written."""

    key: str
    title: str
    help: str
    write: Callable[[Any], str] = str


class _Rows(QAbstractTableModel):
    """The values of the rows; sorts them itself, since Qt's sorter asks for a thousand of them cell by cell."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: tuple[tuple[Any, ...], ...] = ()
        self.places: list[int] = []
        self._sorted = (0, Qt.SortOrder.AscendingOrder)

    def put(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self._order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        before, self._sorted = self._sorted[0], (column, order)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, min(before, column), max(before, column))
        self.layoutAboutToBeChanged.emit()
        self._order()
        self.layoutChanged.emit()

    def _order(self) -> None:
        column, order = self._sorted
        values = [row[column] for row in self.rows]
        keys = {place: _key(value) for place, value in enumerate(values) if value is not None}
        known = sorted(keys, key=keys.__getitem__, reverse=order == Qt.SortOrder.DescendingOrder)
        self.places = [*known, *(place for place in range(len(values)) if place not in keys)]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value = self.rows[self.places[index.row()]][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            if value is None:
                return "–"
            return plain(value) if isinstance(value, str) else self.columns[index.column()].write(value)
        if role == Qt.ItemDataRole.TextAlignmentRole and not isinstance(value, str):
            return _NUMBER
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            # Qt draws the arrow of sorting over a title that ends at the right.
            sorted_by_numbers = section == self._sorted[0] and self.columns[section].write is not str
            return self.columns[section].title + (_ARROW if sorted_by_numbers else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].help
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _TEXT if self.columns[section].write is str else _NUMBER
        return None


class ValueTable(QTableView):
    """Shows rows of values; a click or Enter tells which row was meant, Ctrl+C copies the table."""

    row_opened = Signal(int)
    """The place of the row among those that were given."""

    def __init__(
        self,
        name: str,
        label: str,
        columns: Sequence[Column],
        parent: QWidget | None = None,
        *,
        spare: int | None = None,
    ) -> None:
        """``spare``: the place of a column that is left out where there is no room for all."""
        super().__init__(parent)
        self._spare = spare
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._rows = _Rows(columns)
        self._rows.setParent(self)
        self.setModel(self._rows)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        keep_fit(self, self._fit_rows)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(60)  # measuring a thousand rows would take a frame
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._open)

    def show_rows(self, rows: Sequence[tuple[Any, ...]], by: int, descending: bool = False) -> None:
        """Shows rows, sorted by a column; None is a value that is not known, and comes last in either order."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.sortByColumn(by, order)
        self._rows.put(rows)
        self._spare_room()

    def shown(self) -> list[list[str]]:
        """The rows as they stand, in words."""
        model = self._rows
        return [
            [model.index(row, column).data() for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def write_csv(self, path: Path) -> None:
        """Writes the rows as they were given; raises OSError."""
        table = to_csv([[column.key for column in self._rows.columns], *self._rows.rows])
        path.write_text(table, encoding="utf-8", newline="")

    def copy(self) -> None:
        """Puts the table on the clipboard, with tabs between its columns."""
        rows = [[column.title for column in self._rows.columns], *self.shown()]
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_opened.emit(self._rows.places[index.row()])

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)

    def _spare_room(self) -> None:
        if self._spare is not None:
            header = self.horizontalHeader()
            columns = range(self._rows.columnCount())
            wanted = sum(max(self.sizeHintForColumn(each), header.sectionSizeHint(each)) for each in columns)
            self.setColumnHidden(self._spare, wanted > self.viewport().width())

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spare_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)


def _key(value: Any) -> Any:
    return natural(value) if isinstance(value, str) else value
