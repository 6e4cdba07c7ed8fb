"""The stack's rows for Qt: adapts the document's analysis and stores nothing else."""

import json
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Path
from cnnstudio.gui.document import Document
from cnnstudio.gui.stack.cards import Card, card_of, input_card

CARD = Qt.ItemDataRole.UserRole + 1
"""The role under which a row gives its Card."""

HAS_PROBLEM = Qt.ItemDataRole.UserRole + 2
"""The role under which a row says whether its card has a problem; cheaper than the whole card."""

NODES_MIME = "application/x-cnnstudio-nodes"
"""Names of nodes of this stack, as JSON, while they are dragged."""

KIND_MIME = "application/x-cnnstudio-kind"
"""The name of a layer kind, dragged from the palette."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class StackItemModel(QAbstractListModel):
    """Row 0 is the input, row n the n-th row of the analysis.

    An edit that keeps the names only tells which rows changed; one that adds, takes away or moves rows says so;
    anything else is a reset. Rows are dragged by name, and where they were dropped is told by signals.
    """

    nodes_dropped = Signal(object, object)
    """The names of nodes of this stack, and the path before which they were dropped."""
    kind_dropped = Signal(str, object)
    """A layer kind, and the path before which it was dropped."""

    def __init__(self, document: Document, *, editable: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._editable = editable
        self._analysis = document.analysis
        self._input = input_card(document)
        self.is_updating = False
        document.project_changed.connect(self.update_rows)

    # What it shows

    @property
    def analysis(self) -> Analysis:
        """What the rows are made from."""
        return self._analysis

    def row_of(self, name: str) -> int:
        """The number of the row of a node; −1 when there is none of that name."""
        return next((number for number, row in enumerate(self._analysis.rows, 1) if row.name == name), -1)

    def row(self, number: int) -> Row | None:
        """What the analysis says of row ``number``; None for the input."""
        return self._analysis.rows[number - 1] if 1 <= number <= len(self._analysis.rows) else None

    def card(self, number: int) -> Card:
        """The card of row ``number``."""
        return self._input if number == 0 else card_of(self._analysis.rows[number - 1])

    def place_before(self, number: int) -> Path:
        """The path before which a drop above row ``number`` puts its nodes."""
        row = self.row(max(number, 1))
        return (len(self._analysis.network.nodes),) if row is None else row.path

    # Following the document

    def update_rows(self) -> None:
        """Takes the document's analysis over, telling views as little as is true."""
        old, new = self._analysis, self._document.analysis
        before, after = _names(old), _names(new)
        old_input, self._input = self._input, input_card(self._document)
        self.is_updating = True
        if before == after:
            self._analysis = new
            self._tell_changes(old.rows, new.rows, old_input != self._input)
        else:
            self._restructure(before, after, new)
        self.is_updating = False

    def _tell_changes(self, old: tuple[Row, ...], new: tuple[Row, ...], input_too: bool) -> None:
        changed = [number for number, pair in enumerate(zip(old, new, strict=True), 1) if pair[0] != pair[1]]
        if input_too:
            changed.insert(0, 0)
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def _restructure(self, before: list[str], after: list[str], new: Analysis) -> None:
        start = _common(before, after)
        end = _common(before[start:][::-1], after[start:][::-1])
        gone, come = before[start : len(before) - end], after[start : len(after) - end]
        first = start + 1  # row 0 is the input
        turn = _turn(gone, come)
        if len(gone) == len(come) == 1:  # renamed
            self._analysis = new
        elif not gone:
            self.beginInsertRows(_NOWHERE, first, first + len(come) - 1)
            self._analysis = new
            self.endInsertRows()
        elif not come:
            self.beginRemoveRows(_NOWHERE, first, first + len(gone) - 1)
            self._analysis = new
            self.endRemoveRows()
        elif turn:
            self.beginMoveRows(_NOWHERE, first, first + turn - 1, _NOWHERE, first + len(gone))
            self._analysis = new
            self.endMoveRows()
        else:
            self.beginResetModel()
            self._analysis = new
            self.endResetModel()
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    # What Qt calls

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._analysis.rows) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == CARD:
            return self.card(index.row())
        if role == HAS_PROBLEM:
            row = self.row(index.row())
            return (self._input if row is None else row).problem is not None
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.row(index.row())
            return "Input" if row is None else row.name
        if role == Qt.ItemDataRole.AccessibleTextRole or (role == Qt.ItemDataRole.ToolTipRole and not self._editable):
            return self.card(index.row()).in_words  # a stack beside something else may be too narrow for all of it
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag
        if not index.isValid():
            return flags.ItemIsDropEnabled if self._editable else flags.NoItemFlags
        usual = flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemNeverHasChildren
        return usual | flags.ItemIsDragEnabled if self._editable and index.row() else usual

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [NODES_MIME, KIND_MIME]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:
        rows = [self.row(number) for number in sorted(index.row() for index in indexes)]
        mime = QMimeData()
        mime.setData(NODES_MIME, json.dumps([row.name for row in rows if row is not None]).encode())
        return mime

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        return self._editable and (data.hasFormat(NODES_MIME) or _text(data, KIND_MIME) in KINDS)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        place = self.place_before(self.rowCount() if row < 0 else row)
        if data.hasFormat(KIND_MIME):
            self.kind_dropped.emit(_text(data, KIND_MIME), place)
        else:
            self.nodes_dropped.emit(tuple(json.loads(_text(data, NODES_MIME))), place)
        return True


def _text(data: QMimeData, mime: str) -> str:
    return bytes(data.data(mime).data()).decode(errors="replace")


def _names(analysis: Analysis) -> list[str]:
    return [row.name for row in analysis.rows]


def _common(first: list[str], second: list[str]) -> int:
    """How many items both lists begin with."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _turn(before: list[str], after: list[str]) -> int:
    """How many of the first of ``before`` went to the end to make ``after``; 0 when that is not what happened."""
    if len(before) != len(after) or not before or after[0] not in before:
        return 0
    count = before.index(after[0])
    return count if before[count:] + before[:count] == after else 0
