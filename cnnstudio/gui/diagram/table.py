"""The summary of the network as a table on the screen."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QLocale, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QTableView, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.tables import HEAD, INSIDE, Table, TableRow
from cnnstudio.core.words import number
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.letters import bold_of

_INDENT = "  "
_GAP = 4 * " "
"""Before the words of the last column: the numbers at their left end where it begins."""
_NUMBERS = (4, 5, 6)
_AFTER_NUMBERS = 7
_WORDY = {0: 4, 1: 2, 2: 2, 7: 2}
"""Columns of words, and their parts of too little room: cut short in the middle there; tool tips have it all."""
_READABLE = 48
"""Pixels of any column, at least."""
_TINT = 0.35
"""How much of the accent is in the ground of the selected row."""
_PADDING = 14
"""Pixels around the words of a cell."""

_Index = QModelIndex | QPersistentModelIndex


class TableModel(QAbstractTableModel):
    """Adapts the rows of a summary and its totals; the words of a cell are made when it is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[TableRow, ...] = ()
        self._numbers: dict[str, int] = {}
        self.bold = bold_of(QFont())

    def show(self, table: Table) -> None:
        """Takes another summary."""
        self.beginResetModel()
        self._rows = (*table.rows, table.totals)
        self._numbers = {row.name: place for place, row in enumerate(self._rows) if row.is_node}
        self.endResetModel()

    def words(self, row: int, column: int) -> str:
        """What stands in a cell, without indentation."""
        return self._rows[row].cells(number)[column]

    def _tip(self, row: int, column: int) -> str:
        """All of a cell's words, and what parentheses mean."""
        words = self.words(row, column)
        return f"{words}\n{INSIDE}" if self._rows[row].is_sum and column in _NUMBERS else words

    def longest(self) -> list[str]:
        """For each column the words with most letters, its head among them; heads of branches have all columns."""
        found = list(HEAD)
        for row in self._rows:
            if row.is_branch:
                continue
            for column, cell in enumerate(_indented(row)):
                if len(cell) > len(found[column]):
                    found[column] = cell
        found[_AFTER_NUMBERS] = _GAP + found[_AFTER_NUMBERS]
        return found

    def row_of(self, name: str | None) -> int:
        """The row of a node; -1 for none."""
        return self._numbers.get(name or "", -1)

    def heads(self) -> list[int]:
        """The rows that are heads of branches."""
        return [place for place, row in enumerate(self._rows) if row.is_branch]

    def name(self, row: int) -> str:
        """The node of a row; empty for the input, the heads of branches and the totals."""
        return self._rows[row].name if self._rows[row].is_node else ""

    # What Qt calls

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(HEAD)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _indented(self._rows[index.row()])[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(index.row(), index.column()) or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
            case Qt.ItemDataRole.FontRole if index.row() == len(self._rows) - 1:
                return self.bold
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return _GAP + HEAD[section] if section == _AFTER_NUMBERS else HEAD[section]
        return HEAD[section] if role == Qt.ItemDataRole.ToolTipRole else None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _indented(row: TableRow) -> tuple[str, ...]:
    name, *rest = row.cells(number)
    if row.is_branch and row.settings:  # its one cell says it all
        name = f"{name}, {row.settings}"
    return (_INDENT * row.indent + name, *rest)


class _Apart(QStyledItemDelegate):
    """Draws words with a gap before them."""

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        return _GAP + super().displayText(value, locale)


class TableView(QTableView):
    """The table; a row that is gone to selects its layer."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("build.diagram.table")
        self.setAccessibleName(tr("Summary of the network"))
        self.rows = TableModel()
        self.setModel(self.rows)
        self.setItemDelegateForColumn(_AFTER_NUMBERS, _Apart(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setMinimumSectionSize(_READABLE)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names differ in their end, sums have the result there
        self._marking = False
        self._wanted: list[int] = []
        self._colour()

    def show_table(self, table: Table, selected: str | None) -> None:
        """Shows another summary."""
        self.clearSpans()
        self.rows.show(table)
        for head in self.rows.heads():
            self.setSpan(head, 0, 1, len(HEAD))
        metrics = QFontMetrics(self.rows.bold)
        self._wanted = [metrics.horizontalAdvance(words) + _PADDING for words in self.rows.longest()]
        self._share_width()
        self.mark(selected)

    def mark(self, name: str | None) -> None:
        """Selects the row of a node."""
        self._marking = True
        row = self.rows.row_of(name)
        if row < 0:
            self.clearSelection()
        elif self.currentIndex().row() != row:
            self.setCurrentIndex(self.rows.index(row, 0))
        self._marking = False

    def _colour(self) -> None:
        """Marks the selected row by a tint that the words of every cell are read on, as text of this theme."""
        theme, palette = theme_of(self.palette()), self.palette()
        palette.setColor(QPalette.ColorRole.Highlight, mixed(theme.colour("accent"), theme.colour("base"), _TINT))
        palette.setColor(QPalette.ColorRole.HighlightedText, theme.colour("text"))
        if palette != self.palette():
            self.setPalette(palette)

    def _share_width(self) -> None:
        """Gives every column what it wants, but the wordy ones only a share of what the others leave."""
        if not self._wanted:
            return
        wordy = {column: self._wanted[column] for column in _WORDY}
        left = self.viewport().width() - sum(self._wanted) + sum(wordy.values())
        for column, width in (dict(enumerate(self._wanted)) | shared(left, wordy, _WORDY)).items():
            self.setColumnWidth(column, max(width, _READABLE))
        spare = self.viewport().width() - sum(map(self.columnWidth, range(len(HEAD))))
        last = len(HEAD) - 1
        self.setColumnWidth(last, self.columnWidth(last) + max(spare, 0))

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._marking and self.rows.name(current.row()):
            self.chosen.emit(self.rows.name(current.row()))


def mixed(one: QColor, other: QColor, part: float) -> QColor:
    """So much of one colour, the rest of the other."""
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
    return QColor(*(round(part * a + (1 - part) * b) for a, b in pairs))


def shared(room: int, wanted: Mapping[int, int], parts: Mapping[int, int]) -> dict[int, int]:
    """What each gets of the room: at most what it wants; those that want more share the rest by their parts."""
    given: dict[int, int] = {}
    for column in sorted(wanted, key=lambda each: wanted[each] / parts[each]):
        rest = sum(parts[each] for each in wanted if each not in given)
        given[column] = min(wanted[column], room * parts[column] // rest)
        room -= given[column]
    return given
