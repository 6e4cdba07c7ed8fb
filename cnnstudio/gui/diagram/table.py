"""The summary of the network as a table on the screen."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from cnnstudio.core.tables import HEAD, Table

_INDENT = "      "
_NUMBERS = (4, 5, 6)

_Index = QModelIndex | QPersistentModelIndex


class TableModel(QAbstractTableModel):
    """Adapts the rows of a summary and its totals; stores nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[tuple[str, ...]] = []
        self._names: list[str] = []

    def show(self, table: Table) -> None:
        """Takes another summary."""
        self.beginResetModel()
        rows = (*table.rows, table.totals)
        cells = [row.cells(lambda number: f"{number:,}") for row in rows]
        self._lines = [(_INDENT * row.depth + line[0], *line[1:]) for row, line in zip(rows, cells, strict=True)]
        self._names = [row.name if row.is_node else "" for row in rows]
        self.endResetModel()

    def name(self, row: int) -> str:
        """The node of a row; empty for the input and the totals."""
        return self._names[row]

    # What Qt calls

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(HEAD)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (
                self._lines[index.row()][index.column()].strip() or None
                if role == Qt.ItemDataRole.ToolTipRole
                else (self._lines[index.row()][index.column()])
            )
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and index.row() == len(self._lines) - 1:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEAD[section]
        return None


class TableView(QTableView):
    """The table; a row that is gone to selects its layer."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("build.diagram.table")
        self.setAccessibleName("Summary of the network")
        self.rows = TableModel()
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setResizeContentsPrecision(200)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._marking = False

    def show_table(self, table: Table, selected: str | None) -> None:
        """Shows another summary."""
        self.rows.show(table)
        self.resizeColumnsToContents()
        self.mark(selected)

    def mark(self, name: str | None) -> None:
        """Selects the row of a node."""
        self._marking = True
        row = next((row for row in range(self.rows.rowCount()) if name and self.rows.name(row) == name), -1)
        if row < 0:
            self.clearSelection()
        elif self.currentIndex().row() != row:
            self.setCurrentIndex(self.rows.index(row, 0))
        self._marking = False

    # What Qt calls

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._marking and self.rows.name(current.row()):
            self.chosen.emit(self.rows.name(current.row()))
