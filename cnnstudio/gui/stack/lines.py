"""A list whose lines have heights of their own and are laid out at once, however many there are."""

from bisect import bisect_right
from functools import reduce
from itertools import accumulate
from operator import or_

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

_Base = QAbstractItemView
_EACH_MARK = (QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus, QStyle.StateFlag.State_MouseOver)
_MARKS = reduce(or_, _EACH_MARK)


class LinesView(QListView):
    """A QListView, for screen readers and drags, that asks once for all heights instead of once a line.

    QListView lays out every line after every edit, each with a call into Python: 30 ms at 2,000 lines. Here the
    tops of the lines are one sum, and only what is in view is asked for and painted.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tops: list[int] | None = None

    def heights(self, width: int) -> list[int]:
        """The height of every line in a viewport of ``width``; to be said by whoever inherits."""
        raise NotImplementedError

    def forget_layout(self) -> None:
        """Lets the lines be laid out anew before they are shown next."""
        self._tops = None
        self.scheduleDelayedItemsLayout()

    def line_at(self, y: int) -> int:
        """The number of the line at ``y`` of the viewport; the count of lines below the last."""
        tops = self._laid_out()
        return min(max(bisect_right(tops, y + self.verticalOffset()) - 1, 0), len(tops) - 1)

    def lines_in_view(self, area: QRect | None = None) -> range:
        """The numbers of the lines that can be seen, or that touch ``area`` of the viewport."""
        where = self.viewport().rect() if area is None else area
        count = len(self._laid_out()) - 1
        return range(self.line_at(where.top()), min(self.line_at(where.bottom()) + 1, count))

    def _laid_out(self) -> list[int]:
        """Where each line begins, and where the last one ends."""
        if self._tops is None:
            self._tops = list(accumulate(self.heights(self.viewport().width()), initial=0))
        return self._tops

    # What Qt calls

    def doItemsLayout(self) -> None:
        self._tops = None
        _Base.doItemsLayout(self)

    def reset(self) -> None:
        self._tops = None
        super().reset()

    def rowsInserted(self, parent: QModelIndex, start: int, end: int) -> None:
        self._tops = None
        super().rowsInserted(parent, start, end)

    def rowsAboutToBeRemoved(self, parent: QModelIndex, start: int, end: int) -> None:
        self._tops = None
        super().rowsAboutToBeRemoved(parent, start, end)

    def dataChanged(self, first: QModelIndex, last: QModelIndex, roles: list[int] | None = None) -> None:
        self.forget_layout()

    def updateGeometries(self) -> None:
        _Base.updateGeometries(self)
        tall, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setPageStep(tall)
        bar.setRange(0, max(self._laid_out()[-1] - tall, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._tops = None
        _Base.resizeEvent(self, event)

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def visualRect(self, index: QModelIndex) -> QRect:
        tops, number = self._laid_out(), index.row()
        if not index.isValid() or number >= len(tops) - 1:
            return QRect()
        top = tops[number] - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), tops[number + 1] - tops[number])

    def indexAt(self, point: QPoint) -> QModelIndex:
        return (
            self.model().index(self.line_at(point.y()), 0) if self.viewport().rect().contains(point) else QModelIndex()
        )

    def scrollTo(self, index: QModelIndex, hint: _Base.ScrollHint = _Base.ScrollHint.EnsureVisible) -> None:
        rect, tall, bar = self.visualRect(index), self.viewport().height(), self.verticalScrollBar()
        if not rect.isValid():
            return
        self.updateGeometries()  # the bar must know of lines that have just come
        hints = _Base.ScrollHint
        if hint == hints.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - tall // 2)
        elif hint == hints.PositionAtTop or rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif hint == hints.PositionAtBottom or rect.bottom() >= tall:
            bar.setValue(bar.value() + min(rect.bottom() + 1 - tall, rect.top()))

    def moveCursor(self, action: _Base.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count, now = self.model().rowCount(), self.currentIndex().row()
        page = max(self.viewport().height() - 60, 60)
        moves = _Base.CursorAction
        match action:
            case moves.MoveHome:
                return self._selectable(0, 1)
            case moves.MoveEnd:
                return self._selectable(count - 1, -1)
            case moves.MovePageUp | moves.MovePageDown:
                way = -1 if action == moves.MovePageUp else 1
                middle = self.visualRect(self.currentIndex()).center().y()
                return self._selectable(min(self.line_at(middle + way * page), count - 1), way)
            case moves.MoveUp | moves.MovePrevious:
                return self._selectable(max(now - 1, 0), -1)
            case moves.MoveDown | moves.MoveNext:
                return self._selectable(now + 1, 1)
        return self.currentIndex()

    def _selectable(self, number: int, way: int) -> QModelIndex:
        """The first line from ``number`` on that can be selected; the current one where there is none."""
        model = self.model()
        while 0 <= number < model.rowCount():
            index = model.index(number, 0)
            if index.flags() & Qt.ItemFlag.ItemIsSelectable:
                return index
            number += way
        return self.currentIndex()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        area = rect.normalized()
        top, bottom = self.line_at(area.top()), self.line_at(area.bottom())
        last = self.model().rowCount() - 1
        found = QItemSelection()
        if top <= last:
            found.select(self.model().index(top, 0), self.model().index(min(bottom, last), 0))
        self.selectionModel().select(found, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        usual = QStyleOptionViewItem()
        self.initViewItemOption(usual)
        chosen, model, delegate = self.selectionModel(), self.model(), self.itemDelegate()
        current = self.currentIndex().row() if self.hasFocus() else -1
        plain = usual.state & ~_MARKS
        states: dict[tuple[bool, bool, bool], QStyle.StateFlag] = {}  # flags are slow to put together
        for number in self.lines_in_view(event.rect()):
            index = model.index(number, 0)
            marks = (chosen.isSelected(index), number == current, number == self._hovered_line())
            if marks not in states:
                parts = (flag for flag, there in zip(_EACH_MARK, marks, strict=True) if there)
                states[marks] = reduce(or_, parts, plain)
            option = QStyleOptionViewItem(usual)
            option.rect = self.visualRect(index)
            option.state = states[marks]
            delegate.paint(painter, option, index)
        painter.end()

    def _hovered_line(self) -> int:
        """The line under the mouse; −1 for none. To be said by whoever inherits."""
        return -1

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.forget_layout()
