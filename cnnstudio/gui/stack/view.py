"""The stack of cards: shows the network, shares its selection with every page and, where it may, edits."""

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from cnnstudio.core.network import Path
from cnnstudio.core.problem import Fix, Problem
from cnnstudio.gui.document import Document
from cnnstudio.gui.selection import Selection
from cnnstudio.gui.stack import editing
from cnnstudio.gui.stack.delegate import CardDelegate
from cnnstudio.gui.stack.edit_actions import EditActions
from cnnstudio.gui.stack.item_model import NODES_MIME, StackItemModel
from cnnstudio.gui.theme import theme_of


class StackView(QListView):
    """The network top to bottom. What is selected here is selected on every page, and the other way round.

    The input's card is no node: while it is the only one selected, nothing is selected for the other pages.
    """

    input_selected = Signal(bool)
    """Whether the input's card is the selected one."""
    settings_wanted = Signal()
    """The person asked for the settings of the current card."""

    def __init__(
        self, document: Document, selection: Selection, *, editable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._selection, self._editable = document, selection, editable
        self._drop_row = -1
        self._pressed: Fix | None = None
        self._input_is_selected = False
        self._is_showing = False
        self._seen = document.analysis
        self._selected = selection.names
        self._item_model = StackItemModel(document, editable=editable, parent=self)
        self._delegate = CardDelegate(self, editable=editable)
        self._set_up()
        self.edits = EditActions(document, selection, self) if editable else None
        self._connect()
        self._show_selection()

    @property
    def item_model(self) -> StackItemModel:
        """The rows it shows."""
        return self._item_model

    @property
    def is_input_selected(self) -> bool:
        """Whether the input's card is the selected one."""
        return self._input_is_selected

    @property
    def problem(self) -> Problem | None:
        """What is wrong with the current card."""
        row = 0 if self._input_is_selected else self._item_model.row_of(self._selection.current or "")
        return self._item_model.card(row).problem if row >= 0 else None

    def place_for_new(self) -> Path:
        """Before what a new node goes: after the current card, or at the end."""
        if self._input_is_selected:
            return (0,)
        return editing.place_after(self._document.project.network, self._selection.current)

    def select_input(self) -> None:
        """Selects the input's card."""
        self._selection.select()
        self._show_row(0)
        self._note_input()

    def begin(self) -> None:
        """Selects the first layer where nothing is selected, so that there is something to see everywhere."""
        first = next(iter(self._seen.rows), None)
        if first is not None and not self._selection.names:
            self._selection.select(first.name)

    # Set-up

    def _set_up(self) -> None:
        self.setObjectName("stack")
        self.setAccessibleName("Network, layer by layer")
        self.setModel(self._item_model)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)  # cards light up, and the pointer changes over a fix
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(20)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumWidth(220)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if self._editable else modes.SingleSelection)
        if self._editable:
            self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
            self.setDefaultDropAction(Qt.DropAction.MoveAction)
            self.setDropIndicatorShown(False)  # our own line is drawn between the cards
            self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _connect(self) -> None:
        self.selectionModel().selectionChanged.connect(self._take_selection)
        self.selectionModel().currentChanged.connect(self._take_selection)
        self._selection.changed.connect(self._follow_selection)
        self._document.project_changed.connect(self._follow_document)  # after the item model and the selection
        self.doubleClicked.connect(self.settings_wanted)
        if self._editable:
            document, selection = self._document, self._selection
            document.opened.connect(self._begin_anew)
            self._item_model.nodes_dropped.connect(
                lambda names, place: editing.move_to(document, selection, names, place)
            )
            self._item_model.kind_dropped.connect(
                lambda kind, place: editing.add_kind(document, selection, kind, place)
            )

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
        found = (self._item_model.row(number) for number in rows)
        self._note_input()
        self._selection.select(*(row.name for row in found if row is not None))

    def _follow_selection(self) -> None:
        if self._document.analysis is self._seen:  # not a name dropped in the middle of an edit
            self._selected = self._selection.names
            self._show_selection()

    def _follow_document(self) -> None:
        before = tuple(row.name for row in self._seen.rows)
        after = tuple(row.name for row in self._document.analysis.rows)
        self._seen = self._document.analysis
        if self._editable and before != after:
            self._selection.select(*editing.followed(before, after, self._selected))
        self._selected = self._selection.names
        self._show_selection()

    def _begin_anew(self) -> None:
        self._selection.select()
        self.begin()

    def _show_selection(self) -> None:
        rows = [row for row in map(self._item_model.row_of, self._selection.names) if row > 0]
        if rows or not self._input_is_selected:
            self._show_row(*(rows if self._editable else rows[-1:]))
        else:
            self._show_row(0)
        self._note_input()

    def _show_row(self, *rows: int) -> None:
        """Selects rows in the view alone, the last one as the current."""
        model = self.selectionModel()
        if sorted(index.row() for index in self.selectedIndexes()) == sorted(rows) and (
            not rows or self.currentIndex().row() == rows[-1]
        ):
            return
        wanted = QItemSelection()
        for row in rows:
            wanted.select(self._item_model.index(row), self._item_model.index(row))
        flags = QItemSelectionModel.SelectionFlag
        self._is_showing = True
        model.setCurrentIndex(self._item_model.index(rows[-1]) if rows else QModelIndex(), flags.NoUpdate)
        model.select(wanted, flags.ClearAndSelect)
        self._is_showing = False
        if rows:
            self.scrollTo(self._item_model.index(rows[-1]))

    def _note_input(self) -> None:
        selected = [index.row() for index in self.selectedIndexes()] == [0]
        if selected != self._input_is_selected:
            self._input_is_selected = selected
            self.input_selected.emit(selected)

    # Fixes and drops

    def _fix_under(self, position: QPoint) -> Fix | None:
        """The fix whose button lies under ``position`` of the viewport."""
        index = self.indexAt(position)
        if not index.isValid() or not self._editable:
            return None
        problem = self._item_model.card(index.row()).problem
        places = zip(self._delegate.fixes_at(index), problem.fixes if problem else (), strict=True)
        return next((fix for place, fix in places if place.contains(position)), None)

    def drop_row_at(self, position: QPoint) -> int:
        """The row above which a drop at ``position`` of the viewport goes; never above the input."""
        count = self._item_model.rowCount()
        for row in range(1, count):
            rect = self.visualRect(self._item_model.index(row))
            if position.y() < rect.center().y():
                return row
        return count

    # What Qt calls

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = self._fix_under(event.position().toPoint()) if is_left else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        fix = self._fix_under(event.position().toPoint())
        super().mouseReleaseEvent(event)  # selects by the rows as they are, so the fix comes after it
        if fix is not None and fix is pressed:
            editing.apply_fix(self._document, fix)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._fix_under(event.position().toPoint()) is not None:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()

    def startDrag(self, actions: Qt.DropAction) -> None:
        super().startDrag(actions)
        self._forget_hover()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._judge_drag(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls near the edges
        self._judge_drag(event)
        self._mark_drop(self.drop_row_at(event.position().toPoint()) if event.isAccepted() else -1)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._mark_drop(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark_drop(-1)
        row = self.drop_row_at(event.position().toPoint())
        if self._item_model.dropMimeData(event.mimeData(), event.dropAction(), row, 0, QModelIndex()):
            event.setDropAction(Qt.DropAction.CopyAction)  # the rows have moved already; Qt must not remove any
            event.accept()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        self._forget_hover()

    def _forget_hover(self) -> None:
        """Lets no card stay lit after a drag, in which Qt marks what lies under the mouse and sees it leave nowhere."""
        self.viewportEvent(QEvent(QEvent.Type.Leave))

    def _judge_drag(self, event: QDropEvent) -> None:
        mime = event.mimeData()
        ours = not mime.hasFormat(NODES_MIME) or event.source() is self
        if ours and self._item_model.canDropMimeData(mime, event.dropAction(), -1, 0, QModelIndex()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _mark_drop(self, row: int) -> None:
        if row != self._drop_row:
            self._drop_row = row
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_row > 0:
            last = self.visualRect(self._item_model.index(self._drop_row - 1))
            line = QRect(last.left() + 8, last.bottom() - 1, last.width() - 16, 3)
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            accent = theme_of(self.palette()).colour("accent")
            painter.fillRect(line, accent)
            painter.setPen(QPen(accent, 2))
            painter.setBrush(theme_of(self.palette()).colour("base"))
            painter.drawEllipse(line.left() - 3, line.center().y() - 4, 8, 8)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()
