"""The stack of cards: shows the network, shares its selection with every page and, where it may, edits."""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.network import Path
from cnnstudio.core.problem import Fix, Problem
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import editing, entries, moving
from cnnstudio.gui.stack.delegate import CardDelegate
from cnnstudio.gui.stack.drops import DropsView
from cnnstudio.gui.stack.edit_actions import EditActions
from cnnstudio.gui.stack.fold_actions import FoldActions
from cnnstudio.gui.stack.item_model import StackItemModel
from cnnstudio.gui.widgets.letters import set_least_width


class StackView(DropsView):
    """The network top to bottom. What is selected here is selected on every page, and the other way round.

    The input's card is no node: while it is the only one selected, nothing is selected for the other pages. Which
    blocks are folded is this view's own affair; what is selected is unfolded, so that it can be seen.
    """

    input_selected = Signal(bool)
    """Whether the input's card is the selected one."""
    pretrained_wanted = Signal()
    """The person wants to choose a network that was trained before."""
    undo_offered = Signal(str)
    """What an edit has led to, in words, where the person may not have meant it."""
    base_wanted = Signal(str)
    """The person wants another network in the place of the pretrained one with this source."""
    settings_wanted = Signal()
    """The person asked for the settings of the current card."""
    rename_wanted = Signal()
    """The person wants to give the current node another name."""
    blank_wanted = Signal(int)
    """The person wants to go to the next setting that is to be filled in, or with −1 to the one before."""
    search_wanted = Signal()
    """The person looks for a layer to add."""

    def __init__(
        self, document: Document, selection: Selection, *, editable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(StackItemModel(document, editable=editable, parent=document), parent)
        self._document, self._selection, self._editable = document, selection, editable
        self._pressed: Fix | None = None
        self._input_is_selected = False
        self._is_showing = False
        self._is_clicking = False
        self._seen = document.analysis
        self._selected = selection.names
        self._item_model.setParent(self)
        self._delegate = CardDelegate(self, self._item_model, editable=editable)
        self._set_up()
        self.folds = FoldActions(self)
        self.edits = EditActions(document, selection, self) if editable else None
        self._connect()
        self._show_selection()

    @property
    def is_input_selected(self) -> bool:
        """Whether the input's card is the selected one."""
        return self._input_is_selected

    @property
    def problem(self) -> Problem | None:
        """What is wrong with the current card, or else probably not meant."""
        row = 0 if self._input_is_selected else self._item_model.row_of(self._selection.current or "")
        return self._item_model.card(row).trouble if row >= 0 else None

    def place_for_new(self) -> Path:
        """Before what a new node goes: after the current card, at the end of the selected branch, or of the stack."""
        return (0,) if self._input_is_selected else editing.place_for_new(self._document, self._selection)

    def select_input(self) -> None:
        """Selects the input's card."""
        self._selection.select()
        self._show_row(0)
        self._note_input()

    def select_all(self) -> None:
        """Selects every card that is shown, the current one still as the current."""
        shown = [entry.name for entry in self._item_model.entries if entry.name]
        current = self._selection.current
        last = [current] if current in shown else []
        self._selection.select(*(name for name in shown if name not in last), *last)

    def begin(self) -> None:
        """Selects the first layer where nothing is selected, so that there is something to see everywhere."""
        if not self._selection.names:
            self._select_first()

    def _select_first(self) -> None:
        first = next(iter(self._seen.rows), None)
        self._selection.select(*((first.name,) if first is not None else ()))

    # Folding

    def fold(self, names: frozenset[str]) -> None:
        """Folds these blocks and no others; what was selected inside them gives way to their headers."""
        found = entries.in_view(self._document.analysis, self._selection.names, names)
        branch = self._selection.branch
        self._item_model.set_folded(names)
        if branch is not None and self._item_model.row_of(entries.branch_key(*branch)) < 0:
            found = entries.in_view(self._document.analysis, (branch[0],), names)
        if found != self._selection.names:
            self._selection.select(*found)
        self._show_selection()

    def fold_block(self, name: str, *, folded: bool) -> None:
        """Folds or unfolds one block."""
        now = self._item_model.folded
        self.fold(now | {name} if folded else now - {name})

    # Set-up

    def _set_up(self) -> None:
        self.setObjectName("stack")
        self.setAccessibleName(tr("Network, layer by layer"))
        self.setModel(self._item_model)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)  # cards light up, and the pointer changes over a fix
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(20)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        set_least_width(self, 220)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if self._editable else modes.SingleSelection)
        if self._editable:
            self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
            self.setDefaultDropAction(Qt.DropAction.MoveAction)
            self.setDropIndicatorShown(False)  # our own line is drawn between the cards
            self.setAutoScrollMargin(40)

    def _connect(self) -> None:
        rows = self._item_model
        for signal in (rows.rowsRemoved, rows.rowsMoved, rows.modelReset):
            signal.connect(self.forget_layout)
        self.selectionModel().selectionChanged.connect(self._take_selection)
        self.selectionModel().currentChanged.connect(self._take_selection)
        self._selection.changed.connect(self._follow_selection)
        self._document.project_changed.connect(self._follow_document)  # after the item model and the selection
        self.doubleClicked.connect(self._double_clicked)
        if self._editable:
            document, selection = self._document, self._selection
            document.opened.connect(self._begin_anew)
            rows.nodes_dropped.connect(lambda names, place: moving.move_to(document, selection, names, place))
            rows.kind_dropped.connect(lambda kind, place: editing.add_kind(document, selection, kind, place))

    # The selection, both ways

    def _take_selection(self) -> None:
        # Qt shifts its selection while rows come and go; ours follows by name.
        if self._is_showing or self._item_model.is_updating:
            return
        current = self.currentIndex().row()
        rows = sorted(index.row() for index in self.selectedIndexes())
        if current in rows:
            rows.remove(current)
            rows.append(current)
        found = [entry for number in rows if (entry := self._item_model.entry(number)) is not None]
        self._note_input()
        if len(found) == 1 and found[0].sort == "branch" and found[0].row is not None:
            self._selection.select_branch(found[0].row.name, found[0].branch)
        else:
            self._selection.select(*(entry.name for entry in found if entry.name))

    def _follow_selection(self) -> None:
        if self._document.analysis is self._seen:  # not a name dropped in the middle of an edit
            self._selected = self._selection.names
            self._show_selection()

    def _follow_document(self) -> None:
        old, self._seen = self._seen, self._document.analysis
        if self._editable and self._selection.branch is None:
            before = tuple(row.node.name for row in old.rows)
            after = tuple(row.node.name for row in self._seen.rows)
            if before != after:
                # Of a block that came back only itself, so that it may stay folded.
                names = editing.followed(before, after, self._selected)
                paths = editing.selected_paths(self._document, names)
                outermost = set(editing.names_at(self._seen.network, paths))
                self._selection.select(*(name for name in names if name in outermost))
        self._selected = self._selection.names
        self._show_selection()

    def _begin_anew(self) -> None:
        self._select_first()

    def _show_selection(self) -> None:
        self._unfold_selected()
        branch = self._selection.branch
        keys = self._selection.names if branch is None else (entries.branch_key(*branch),)
        rows = [row for row in map(self._item_model.row_of, keys) if row > 0]
        self._mark_blocks()
        if rows or not self._input_is_selected:
            self._show_row(*(rows if self._editable else rows[-1:]))
        else:
            self._show_row(0)
        self._note_input()

    def _unfold_selected(self) -> None:
        folded = self._item_model.folded
        if not folded:
            return
        analysis, branch = self._seen, self._selection.branch
        hiding = {name for each in self._selection.names for name in entries.hiding(analysis, each, folded)}
        if branch is not None:
            hiding.update(entries.hiding(analysis, branch[0], folded), {branch[0]} & folded)
        if hiding:
            self._item_model.set_folded(folded - hiding)

    def _mark_blocks(self) -> None:
        """Has the brackets of the selected blocks drawn in another colour."""
        branch = self._selection.branch
        names = self._selection.names if branch is None else (branch[0],)
        rows = (self._item_model.analysis.row_of(name) for name in names[-50:])
        marked = frozenset(row.path for row in rows if row is not None)
        if marked != self._delegate.marked:
            self._delegate.marked = marked
            self.viewport().update()

    def _show_row(self, *rows: int) -> None:
        """Selects rows in the view alone, the last one as the current."""
        model = self.selectionModel()
        if sorted(index.row() for index in self.selectedIndexes()) == sorted(rows) and (
            not rows or self.currentIndex().row() == rows[-1]
        ):
            return
        wanted = QItemSelection()
        for first, last in _ranges(sorted(rows)):
            wanted.select(self._item_model.index(first), self._item_model.index(last))
        flags = QItemSelectionModel.SelectionFlag
        self._is_showing = True
        model.setCurrentIndex(self._item_model.index(rows[-1]) if rows else QModelIndex(), flags.NoUpdate)
        model.select(wanted, flags.ClearAndSelect)
        self._is_showing = False
        if rows and not self._is_clicking:
            self.scrollTo(self._item_model.index(rows[-1]))

    def _note_input(self) -> None:
        selected = [index.row() for index in self.selectedIndexes()[:2]] == [0]
        if selected != self._input_is_selected:
            self._input_is_selected = selected
            self.input_selected.emit(selected)

    # Fixes and chevrons

    def _fix_under(self, position: QPoint) -> Fix | None:
        """The fix whose button lies under ``position`` of the viewport."""
        index = self.indexAt(position)
        if not index.isValid() or not self._editable:
            return None
        trouble = self._item_model.card(index.row()).trouble
        places = zip(self._delegate.fixes_at(index), trouble.fixes if trouble else (), strict=False)
        return next((fix for place, fix in places if place.contains(position)), None)

    def _chevron_under(self, position: QPoint) -> str:
        """The name of the block whose chevron lies under ``position``; empty for none."""
        index = self.indexAt(position)
        entry = self._item_model.entry(index.row()) if index.isValid() else None
        is_there = entry is not None and entry.sort == "block" and self._delegate.chevron_at(index).contains(position)
        return entry.name if is_there and entry is not None else ""

    def _double_clicked(self, index: QModelIndex) -> None:
        if not self._chevron_under(self.viewport().mapFromGlobal(self.cursor().pos())):
            self.settings_wanted.emit()

    # What Qt calls

    def heights(self, width: int) -> list[int]:
        return self._delegate.heights(width)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        position = event.position().toPoint()
        self._pressed = self._fix_under(position) if is_left else None
        block = self._chevron_under(position) if is_left else ""
        if block:
            self.fold_block(block, folded=block not in self._item_model.folded)
            return
        entry = self._item_model.entry(self.indexAt(position).row())
        if entry is not None and entry.sort == "end" and entry.row is not None:
            self._is_clicking = True  # the header may be far above: what was clicked stays in view
            self._selection.select(entry.row.name)
            self._is_clicking = False
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        fix = self._fix_under(event.position().toPoint())
        super().mouseReleaseEvent(event)  # selects by the rows as they are, so the fix comes after it
        if fix is not None and fix is pressed:
            editing.apply_fix(self._document, fix)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._chevron_under(event.position().toPoint()):
            self.mousePressEvent(event)  # two quick clicks fold and unfold
        else:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        position = event.position().toPoint()
        if self._fix_under(position) is not None or self._chevron_under(position):
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() == Qt.KeyboardModifier.NoModifier and self._fold_by_key(Qt.Key(event.key())):
            return
        super().keyPressEvent(event)

    def _fold_by_key(self, key: Qt.Key) -> bool:
        """Left folds the block or goes to the one around; Right unfolds it or goes to its first line."""
        entry = self._item_model.entry(self.currentIndex().row())
        if entry is None or key not in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return False
        if key == Qt.Key.Key_Left and entry.sort == "block" and not entry.folded:
            self.fold_block(entry.name, folded=True)
        elif key == Qt.Key.Key_Left and entry.depth and entry.row is not None:
            path = entry.row.path if entry.sort == "branch" else entry.row.path[:-2]
            self._selection.select(editing.current_name(self._document, path))
        elif key == Qt.Key.Key_Right and entry.folded:
            self.fold_block(entry.name, folded=False)
        elif key == Qt.Key.Key_Right and entry.sort == "block":
            self._selection.select_branch(entry.name, 0)
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        (self.edits.context_menu if self.edits is not None else self.folds.context_menu).popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


def _ranges(rows: list[int]) -> list[tuple[int, int]]:
    """Rows that follow each other as their first and last: a selection of few parts is quick."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
