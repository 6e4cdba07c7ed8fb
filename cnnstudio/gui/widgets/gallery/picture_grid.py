"""A grid of many pictures that reckons where each stands and draws only those in view."""

from collections.abc import Callable, Set
from typing import TypeVar

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QPaintEvent, QPixmap, QRegion, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

from cnnstudio.gui.widgets.focus_frame import FocusFrame
from cnnstudio.gui.widgets.gallery.tile_painter import TilePainter
from cnnstudio.gui.widgets.gallery.tiles import Index, TileModel

SIDES = (32, 48, 64, 96, 128, 192, 256)
"""The sizes pictures can be shown at."""

_MOST_WORDS = 2
"""A cell is at most so many times as wide as its picture for the sake of its class."""

_NONE_MARKED = QItemSelectionModel.SelectionFlag.NoUpdate
_Model = TypeVar("_Model", bound=TileModel)


class PictureGrid(QAbstractItemView):
    """Cells of one size in rows, so that a million of them are as quick as ten.

    Arrow keys, Page up and down, Home and End move; Ctrl with the wheel, + and − change the size.
    """

    side_changed = Signal(int)

    def __init__(self, name: str, label: str, model: TileModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        FocusFrame(self)
        self.setAccessibleName(label)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMinimumSize(160, 120)
        self._side = 64
        self._painter = TilePainter()
        self._tiles = model
        model.setParent(self)
        self.setModel(model)

    @property
    def tiles(self) -> TileModel:
        """The item model behind it."""
        return self._tiles

    @property
    def side(self) -> int:
        """The longer side of the pictures, of SIDES."""
        return self._side

    def set_side(self, side: int) -> None:
        """Shows the pictures larger or smaller; what stood at the top stays in view."""
        if side != self._side:
            self._keep_in_view(lambda: setattr(self, "_side", side))
            self.side_changed.emit(side)

    def zoom(self, steps: int) -> None:
        """Takes the next size, up or down."""
        place = SIDES.index(self._side) + (1 if steps > 0 else -1)
        self.set_side(SIDES[min(max(place, 0), len(SIDES) - 1)])

    def cell(self) -> QSize:
        """Width and height of each cell; the cells share the width of the view."""
        room = max(self.viewport().width(), 1)
        least = self._side + (12 if self._side < 64 else 20)
        if self._tiles.notes_below:
            least = max(least, self._painter.words_width(self, self._tiles, _MOST_WORDS * self._side))
        return QSize(room // max(room // least, 1), self._side + self._painter.words_height(self, self._tiles))

    def columns(self) -> int:
        """How many stand in a row."""
        return max(self.viewport().width() // max(self.cell().width(), 1), 1)

    def rows_in_view(self, area: QRect | None = None) -> range:
        """The items in an area of the viewport, or in all of it."""
        cell, columns, top = self.cell(), self.columns(), self.verticalScrollBar().value()
        area = area or self.viewport().rect()
        first = max((area.top() + top) // cell.height(), 0)
        last = (area.bottom() + top) // cell.height() + 1
        return range(min(first * columns, self._count), min(last * columns, self._count))

    @property
    def _count(self) -> int:
        return self._tiles.rowCount()

    def _keep_in_view(self, change: Callable[[], None]) -> None:
        """Lays the cells out anew around the current item if it is in view, else around the first one that is."""
        shown, current = self.rows_in_view(), self.currentIndex().row()
        anchor = current if current in shown else shown.start
        before = self._rect(anchor).top() if self._count else 0
        change()
        self.updateGeometries()
        after = self._rect(anchor).top() if self._count else 0
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + after - before)
        self.viewport().update()

    def _rect(self, row: int) -> QRect:
        cell, columns = self.cell(), self.columns()
        down, across = divmod(row, columns)
        top = down * cell.height() - self.verticalScrollBar().value()
        return QRect(across * cell.width(), top, cell.width(), cell.height())

    def _areas(self, rows: range) -> list[tuple[int, QRect]]:
        cell, columns, top = self.cell(), self.columns(), self.verticalScrollBar().value()
        wide, high = cell.width(), cell.height()
        return [(row, QRect(row % columns * wide, row // columns * high - top, wide, high)) for row in rows]

    # Qt calls these: where things are

    def visualRect(self, index: Index) -> QRect:
        return self._rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> Index:
        cell, columns = self.cell(), self.columns()
        across, down = point.x() // cell.width(), (point.y() + self.verticalScrollBar().value()) // cell.height()
        row = down * columns + across
        inside = 0 <= across < columns and 0 <= row < self._count
        return self._tiles.index(row, 0) if inside else self._tiles.index(-1, 0)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        place, height, bar = self._rect(index.row()), self.viewport().height(), self.verticalScrollBar()
        above, below = place.top(), place.bottom() + 1 - height
        match hint:
            case QAbstractItemView.ScrollHint.PositionAtCenter:
                bar.setValue(bar.value() + (above + below) // 2)
            case _ if above < 0 or hint == QAbstractItemView.ScrollHint.PositionAtTop:
                bar.setValue(bar.value() + above)
            case _ if below > 0:
                bar.setValue(bar.value() + below)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> Index:
        count, current = self._count, self.currentIndex().row()
        if not count:
            return self._tiles.index(-1, 0)
        actions, columns = QAbstractItemView.CursorAction, self.columns()
        page = columns * max(self.viewport().height() // self.cell().height(), 1)
        ends = {actions.MoveHome: 0, actions.MoveEnd: count - 1}
        by = {
            actions.MoveLeft: -1,
            actions.MovePrevious: -1,
            actions.MoveRight: 1,
            actions.MoveNext: 1,
            actions.MoveUp: -columns,
            actions.MoveDown: columns,
            actions.MovePageUp: -page,
            actions.MovePageDown: page,
        }
        row = ends[action] if action in ends else 0 if current < 0 else current + by[action]
        if action in (actions.MoveUp, actions.MoveDown) and not 0 <= row < count:
            row = current
        return self._tiles.index(min(max(row, 0), count - 1), 0)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.topLeft())
        if command != _NONE_MARKED:
            self.selectionModel().select(QItemSelection(index, index) if index.isValid() else QItemSelection(), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    def updateGeometries(self) -> None:
        super().updateGeometries()
        cell, height, bar = self.cell(), self.viewport().height(), self.verticalScrollBar()
        lines = -(-self._count // self.columns())
        bar.setRange(0, max(lines * cell.height() - height, 0))
        bar.setPageStep(height)
        bar.setSingleStep(max(cell.height() // 3, 1))

    # Qt calls these: what happens

    def reset(self) -> None:
        super().reset()
        self.updateGeometries()
        self.scrollToTop()

    def resizeEvent(self, event: object) -> None:
        # What stood at the top must be looked up before the viewport's new width moves it.
        shown = self._top_row
        super().resizeEvent(event)
        self.updateGeometries()
        if shown is not None and shown < self._count and self.verticalScrollBar().value():
            self.verticalScrollBar().setValue(shown // self.columns() * self.cell().height())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.scrollDirtyRegion(dx, dy)
        self.viewport().scroll(dx, dy)

    _top_row: int | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        rows = self.rows_in_view()
        self._top_row = rows.start
        self._tiles.want(rows, round(self._side * self.devicePixelRatio()))
        drawn = self.rows_in_view(event.rect())
        current = self.currentIndex().row() if self.selectionModel().hasSelection() else -1
        self._painter.paint(self, self._tiles, self._areas(drawn), self._side, self._marked(drawn), current)

    def _marked(self, rows: range) -> Set[int]:
        """Which of these rows are marked."""
        return {row for row in rows if self.selectionModel().isSelected(self._tiles.index(row, 0))}

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt would ask each of the items for its words."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom(event.angleDelta().y())
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(-1 if event.key() == Qt.Key.Key_Minus else 1)
            return
        super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        image = self._tiles.image(self.currentIndex().row()) if self.currentIndex().isValid() else None
        if image is None:
            return
        drag, what = QDrag(self), QMimeData()
        what.setImageData(image)
        drag.setMimeData(what)
        drag.setPixmap(QPixmap.fromImage(image))
        drag.exec(Qt.DropAction.CopyAction)
