"""What is dragged over the stack: where it may go, the line that shows it, and the scrolling near the edges."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.network import Path
from cnnstudio.gui.stack.item_model import StackItemModel, dragged_names
from cnnstudio.gui.stack.lines import LinesView
from cnnstudio.gui.stack.moving import into_itself
from cnnstudio.gui.stack.places import MARGIN, step_of
from cnnstudio.gui.theme import theme_of


class DropsView(LinesView):
    """The lines of an item model between which nodes and kinds can be dropped."""

    def __init__(self, rows: StackItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item_model = rows
        self._drop_row = -1
        self._hover = -1

    @property
    def item_model(self) -> StackItemModel:
        """The lines it shows."""
        return self._item_model

    def drop_row_at(self, position: QPoint) -> int:
        """The line above which a drop at ``position`` of the viewport goes; never above the input."""
        line = self.line_at(position.y())
        if line >= self._item_model.rowCount():
            return line
        middle = self.visualRect(self._item_model.index(line)).center().y()
        return max(line if position.y() < middle else line + 1, 1)

    # Private

    def _can_go(self, names: tuple[str, ...], place: Path) -> bool:
        """Whether nodes may be dropped there: a block not into itself."""
        rows = (self._item_model.analysis.row_of(name) for name in names)
        return not into_itself([row.path for row in rows if row is not None], place)

    def _judge_drag(self, event: QDropEvent) -> None:
        mime = event.mimeData()
        place = self._item_model.place_before(self.drop_row_at(event.position().toPoint()))
        can = self._item_model.canDropMimeData(mime, event.dropAction(), -1, 0, QModelIndex())
        if can and self._can_go(dragged_names(mime), place):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _dragged_picture(self, indexes: list[QModelIndex]) -> QPixmap:
        """The name of what is dragged, or how many they are, small enough to see where it goes."""
        words = str(indexes[0].data()) if len(indexes) == 1 else tr("{count} layers", count=len(indexes))
        metrics, ratio = self.fontMetrics(), self.devicePixelRatioF()
        size = QSize(metrics.horizontalAdvance(words) + 32, metrics.height() + 14)
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        theme = theme_of(self.palette())
        picture.fill(theme.colour("accent"))
        painter = QPainter(picture)
        painter.setFont(self.font())
        painter.fillRect(QRect(QPoint(1, 1), size - QSize(2, 2)), theme.colour("selected_card"))
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(QPoint(0, 0), size), Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
        return picture

    def _mark_drop(self, row: int) -> None:
        if row != self._drop_row:
            self._drop_row = row
            self.viewport().update()

    def _set_hover(self, line: int) -> None:
        if line != self._hover:
            self._hover = line
            self.viewport().update()

    def _hovered_line(self) -> int:
        return self._hover

    # What Qt calls

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._set_hover(self.line_at(event.position().toPoint().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._set_hover(-1)
        return super().viewportEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        indexes = [each for each in self.selectedIndexes() if each.flags() & Qt.ItemFlag.ItemIsDragEnabled]
        if indexes:
            drag = QDrag(self)
            drag.setMimeData(self._item_model.mimeData(indexes))
            drag.setPixmap(self._dragged_picture(indexes))
            drag.setHotSpot(QPoint(24, 16))
            drag.exec(actions, Qt.DropAction.MoveAction)
        self._set_hover(-1)
        self._mark_drop(-1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._judge_drag(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._set_hover(-1)
        super().dragMoveEvent(event)  # scrolls near the edges
        self._judge_drag(event)
        self._mark_drop(self.drop_row_at(event.position().toPoint()) if event.isAccepted() else -1)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._mark_drop(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark_drop(-1)
        row = self.drop_row_at(event.position().toPoint())
        can = self._can_go(dragged_names(event.mimeData()), self._item_model.place_before(row))
        if can and self._item_model.dropMimeData(event.mimeData(), event.dropAction(), row, 0, QModelIndex()):
            event.setDropAction(Qt.DropAction.CopyAction)  # the rows have moved already; Qt must not remove any
            event.accept()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        self._set_hover(-1)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_row > 0:
            self._paint_drop_line()

    def _paint_drop_line(self) -> None:
        """A line between two cards, as far in as what is dropped there will stand."""
        above = self.visualRect(self._item_model.index(self._drop_row - 1))
        depth = len(self._item_model.place_before(self._drop_row)) // 2
        left = MARGIN + depth * step_of(above.width(), max(self._item_model.deepest, depth))
        line = QRect(above.left() + left, above.bottom() - 1, above.width() - MARGIN - left, 3)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_of(self.palette())
        painter.fillRect(line, theme.colour("accent"))
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(theme.colour("base"))
        painter.drawEllipse(line.left() - 3, line.center().y() - 4, 8, 8)
