"""The stack's lines for Qt: adapts the document's analysis, and knows which blocks are folded."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.blocks import WRAPPING
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Path
from cnnstudio.core.project import plain_json
from cnnstudio.core.transferring.features import feature_cut
from cnnstudio.core.waiting import until_filled_in
from cnnstudio.gui.document import Document
from cnnstudio.gui.stack import entries
from cnnstudio.gui.stack.cards import Card, card_of, input_card, with_blanks, with_missing, with_varied
from cnnstudio.gui.stack.entries import Entry
from cnnstudio.gui.stack.pretrained_facts import pictures_of

CARD = Qt.ItemDataRole.UserRole + 1
"""The role under which a line gives its Card."""

NODES_MIME = "application/x-cnnstudio-nodes"
"""Names of nodes of a stack, as JSON, while they are dragged."""

STACK_MIME = "application/x-cnnstudio-stack"
"""Of which stack they are: another window may have nodes of the same names."""

KIND_MIME = "application/x-cnnstudio-kind"
"""The name of a layer kind or of a block kind, dragged from the palette."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SEEN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_SELECTED = _SEEN | Qt.ItemFlag.ItemIsSelectable
_DRAGGED = _SELECTED | Qt.ItemFlag.ItemIsDragEnabled


class StackItemModel(QAbstractListModel):
    """Line 0 is the input; behind it the lines that ``entries`` makes of the analysis.

    An edit that keeps the lines only tells which of them changed; one that adds, takes away or moves lines says so;
    where nothing is left it is a reset. Nodes are dragged by name, and where they were dropped is told by signals.
    Which blocks are folded is kept by name, so it survives every edit, also one that takes the block away and back.
    """

    nodes_dropped = Signal(object, object)
    """The names of nodes of this stack, and the path before which they were dropped."""
    kind_dropped = Signal(str, object)
    """A kind, and the path before which it was dropped."""
    folding_changed = Signal()

    def __init__(self, document: Document, *, editable: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._editable = editable
        self._own = uuid.uuid4().hex
        self._folded = entries.long_bases(document.analysis)
        self._cards: dict[int, Card] = {}
        self._input = input_card(document)
        self._blanks, self._sweep = document.project.blanks, document.project.sweep
        self._missing: Mapping[str, str] = {}
        self._once = self._kept_up_to()
        self.is_updating = False
        self._waiting = until_filled_in(document.analysis, self._blanks)
        self._take(self._waiting.analysis, entries.entries_of(self._waiting.analysis, self._folded))
        document.project_changed.connect(self.update_rows)
        document.opened.connect(self._unfold_quietly)

    # What it shows

    @property
    def analysis(self) -> Analysis:
        """What the lines are made from."""
        return self._analysis

    @property
    def entries(self) -> list[Entry]:
        """The lines, top to bottom."""
        return self._entries

    @property
    def mark(self) -> str:
        """Tells this stack, with the project that is on the desk now, from all others, also those of other windows."""
        return f"{self._own} {self._document.serial}"

    @property
    def deepest(self) -> int:
        """The depth of the deepest line."""
        return self._deepest

    def row_of(self, key: str) -> int:
        """The number of the line of a node, or of any other key; −1 when none is shown."""
        return self._places.get(key, -1)

    def row(self, number: int) -> Row | None:
        """What the analysis says of the node whose card line ``number`` is; None for all other lines."""
        entry = self.entry(number)
        return entry.row if entry is not None and entry.name else None

    def entry(self, number: int) -> Entry | None:
        """Line ``number``; None when there is none."""
        return self._entries[number] if 0 <= number < len(self._entries) else None

    def card(self, number: int) -> Card:
        """The card of line ``number``."""
        if number == 0:
            return self._input
        if number not in self._cards:
            entry = self._entries[number]
            card = card_of(entry, self._analysis, self._once)
            card = with_missing(card, entry, self._missing) if self._editable else card
            if self._blanks:
                card = with_blanks(card, entry, self._document.analysis, self._blanks, self._waiting.on)
            if self._sweep.varied and self._editable:  # what was trained has the values that it was trained with
                card = with_varied(card, entry, self._sweep)
            self._cards[number] = card
        return self._cards[number]

    def place_before(self, number: int) -> Path:
        """The path before which a drop above line ``number`` puts its nodes."""
        return entries.drop_path(self._entries, number, self._analysis.network)

    # Folding

    @property
    def folded(self) -> frozenset[str]:
        """The names of the blocks of which only the header is shown."""
        return self._folded

    def set_folded(self, names: frozenset[str]) -> None:
        """Folds these blocks and no others."""
        if names == self._folded:
            return
        self._folded = names
        self.is_updating = True
        self._replace(self._analysis)
        self.is_updating = False
        self.folding_changed.emit()

    def _unfold_quietly(self) -> None:
        self.set_folded(entries.long_bases(self._analysis))

    # Following the document

    def update_rows(self) -> None:
        """Takes the document's analysis over, telling views as little as is true."""
        old_input, self._input = self._input, input_card(self._document)
        self._keep_folded_what_was_renamed()
        came = entries.long_bases(self._document.analysis) - entries.long_bases(self._analysis)
        self._folded |= {name for name in came if self._analysis.row_of(name) is None}
        self.is_updating = True
        before, self._blanks = self._blanks, self._document.project.blanks
        sweep, self._sweep = self._sweep, self._document.project.sweep
        once, self._once = self._once, self._kept_up_to()
        self._waiting = until_filled_in(self._document.analysis, self._blanks)
        self._replace(self._waiting.analysis, input_too=old_input != self._input)
        if before != self._blanks:
            self._tell_changed({blank.node for blank in set(before).symmetric_difference(self._blanks)})
        if sweep.varied != self._sweep.varied:
            self._tell_changed({place.node for place in set(sweep.places) ^ set(self._sweep.places)})
        if once != self._once:  # which the preprocessing may change, and no row tells of that
            self._cards.clear()
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))
        self.is_updating = False

    def show_missing(self, titles: Mapping[str, str]) -> None:
        """Takes which blocks' weights are not on this computer: the titles of their bases by the blocks' names."""
        before, self._missing = self._missing, titles
        self._tell_changed({*before, *titles})

    def _kept_up_to(self) -> str | None:
        """The node up to which the network's output is computed once and kept."""
        document, project = self._document, self._document.project
        return feature_cut(project.network, project.preprocessing, pictures_of(document), document.analysis)

    def _tell_changed(self, names: set[str]) -> None:
        """Says of the lines of these nodes that they look otherwise, and of those of folded blocks around them."""
        self._cards.clear()
        lines = {self.row_of(name) for name in entries.in_view(self._analysis, names, self._folded)} - {-1}
        for line in sorted(lines):
            self.dataChanged.emit(self.index(line), self.index(line))

    def _keep_folded_what_was_renamed(self) -> None:
        if not self._folded:
            return
        old, new = self._analysis, self._document.analysis  # names alone matter here
        for name in self._folded:
            row = old.row_of(name)
            if row is not None and new.row_of(name) is None and len(old.rows) == len(new.rows):
                other = new.row(row.path)
                if other is not None and other.kind == row.kind and old.row_of(other.name) is None:
                    self._folded = self._folded - {name} | {other.name}

    def _take(self, analysis: Analysis, made: list[Entry]) -> None:
        self._analysis = analysis
        self._entries = made
        self._keys = [entry[0] for entry in made]
        self._places = {key: number for number, key in enumerate(self._keys)}
        self._deepest = max(entry[2] for entry in made)
        self._cards.clear()

    def _replace(self, analysis: Analysis, *, input_too: bool = False) -> None:
        old, new = self._entries, entries.entries_of(analysis, self._folded)
        before, after = self._keys, [entry[0] for entry in new]
        if before == after:
            span = entries.changed(old, new)
            self._take(analysis, new)
            if input_too:
                span = (0, span[1] if span else 0)
            if span:
                self.dataChanged.emit(self.index(span[0]), self.index(span[1]))
            return
        start, end_before, end_after = entries.span(before, after)
        turn = entries.turned(before[start:end_before], after[start:end_after])
        if not turn and start == 1 and end_before == len(before) > 1 and end_after == len(after) > 1:
            self.beginResetModel()
            self._take(analysis, new)
            self.endResetModel()
            return
        if end_before - start == end_after - start == 1:  # renamed
            self._take(analysis, new)
        elif turn:
            self.beginMoveRows(_NOWHERE, start, start + turn - 1, _NOWHERE, end_before)
            self._take(analysis, new)
            self.endMoveRows()
        else:
            self._swap(analysis, new, start, end_before, end_after)
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def _swap(self, analysis: Analysis, new: list[Entry], start: int, end_before: int, end_after: int) -> None:
        """Takes lines away, then puts others in their place."""
        if end_before > start:
            self.beginRemoveRows(_NOWHERE, start, end_before - 1)
            self._take(analysis, new[:start] + new[end_after:])
            self.endRemoveRows()
        if end_after > start:
            self.beginInsertRows(_NOWHERE, start, end_after - 1)
            self._take(analysis, new)
            self.endInsertRows()

    # What Qt calls

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == CARD:
            return self.card(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._entries[index.row()].name or self.card(index.row()).title
        if role == Qt.ItemDataRole.AccessibleTextRole or (role == Qt.ItemDataRole.ToolTipRole and not self._editable):
            return self.card(index.row()).in_words  # a stack beside something else may be too narrow for all of it
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled if self._editable else Qt.ItemFlag.NoItemFlags
        entry = self._entries[index.row()]
        if entry.sort == "end":  # stands for its block, which is selected by its header
            return _SEEN
        return _DRAGGED if self._editable and entry.name else _SELECTED

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
        mime.setData(STACK_MIME, self.mark.encode())
        return mime

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        kind = _text(data, KIND_MIME)
        has_own = data.hasFormat(NODES_MIME) and _text(data, STACK_MIME) == self.mark
        return self._editable and (has_own or kind in KINDS or kind in WRAPPING)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        place = self.place_before(self.rowCount() if row < 0 else row)
        kind, names = _text(data, KIND_MIME), dragged_names(data)
        if kind in KINDS or kind in WRAPPING:
            self.kind_dropped.emit(kind, place)
        elif names:
            self.nodes_dropped.emit(names, place)
        else:
            return False
        return True


def dragged_names(data: QMimeData) -> tuple[str, ...]:
    """The names of the nodes that are dragged; empty for anything else, also of another program's."""
    try:
        names = plain_json(_text(data, NODES_MIME))
    except SpecError:
        return ()
    return tuple(names) if isinstance(names, list) and all(isinstance(name, str) for name in names) else ()


def _text(data: QMimeData, mime: str) -> str:
    return bytes(data.data(mime).data()).decode(errors="replace")
