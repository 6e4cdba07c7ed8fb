"""Every fact that a check can look at, in a table to search."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QTableView, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.letters import keep_fit

_COLUMNS = (tr("Fact"), tr("Value"), tr("Of"), tr("What it is"))
_LINES, _AROUND = 2, 6

Row = tuple[str, str, str, str]
"""A fact's name, what its value is, what it is of, and what it says."""


class FactsTable(QWidget):
    """A line to search in above the table; only what is in view is laid out, as there are hundreds."""

    def __init__(self, rows: tuple[Row, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = QSortFilterProxyModel(self, filterCaseSensitivity=Qt.CaseSensitivity.CaseInsensitive)
        self._found.setFilterKeyColumn(-1)
        self._found.setSourceModel(_Facts(rows, self))
        search = QLineEdit(objectName="lab.guide.facts.search", clearButtonEnabled=True)
        search.setPlaceholderText(tr("Search the facts"))
        search.setAccessibleName(tr("Search the facts"))
        search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        search.textChanged.connect(self._found.setFilterFixedString)
        self.view = QTableView(objectName="lab.guide.facts", accessibleName=tr("Facts"))
        self.view.setModel(self._found)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setTabKeyNavigation(False)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.horizontalHeader().setHighlightSections(False)
        self._rows = rows
        keep_fit(self.view, self._fit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(search)
        column.addWidget(self.view, 1)

    def _fit(self) -> None:
        metrics = self.view.fontMetrics()
        self.view.verticalHeader().setDefaultSectionSize(_LINES * metrics.lineSpacing() + _AROUND)
        for at in range(len(_COLUMNS) - 1):
            widest = max(metrics.horizontalAdvance(row[at]) for row in (*self._rows, _COLUMNS))
            self.view.setColumnWidth(at, widest + 3 * _AROUND)


class _Facts(QAbstractTableModel):
    def __init__(self, rows: tuple[Row, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        return None

    def headerData(self, section: int, direction: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if direction is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        return super().headerData(section, direction, role)
