"""The confusion matrix on the screen: seen whole or from near, read under the mouse and by the keyboard."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from cnnstudio.gui.evaluation.confusion import places as laying
from cnnstudio.gui.evaluation.confusion.colours import image_of, small_image
from cnnstudio.gui.evaluation.confusion.painting import Drawing, background
from cnnstudio.gui.evaluation.confusion.places import Places
from cnnstudio.gui.evaluation.confusion.shown import Cell, Shown
from cnnstudio.gui.theme import Theme, theme_of

_FAR = 10
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_PageUp: (-_FAR, 0),
    Qt.Key.Key_PageDown: (_FAR, 0),
}
_ZOOMS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class MatrixCanvas(QAbstractScrollArea):
    """Arrow keys move from cell to cell, Enter or a click opens one; the wheel, + and − zoom, 0 shows all again."""

    opened = Signal(int, int)
    """The true and the predicted class of a cell whose pictures are wanted."""
    pointed = Signal(object)
    """The Cell under the mouse or the keyboard, or None."""
    zoomed = Signal(bool)
    """Whether less than everything is in view now."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumSize(180, 160)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._shown: Shown | None = None
        self._current: Cell | None = None
        self._hovered: Cell | None = None
        self._chosen: Cell | None = None
        self._linked: Cell | None = None
        self._side: float | None = None
        self._image: tuple[object, QImage] = (None, QImage())
        self._pressed: tuple[QPoint, QPoint] | None = None
        self._dragged = False

    @property
    def shown(self) -> Shown | None:
        """The matrix; None while there is none."""
        return self._shown

    @property
    def cell(self) -> Cell | None:
        """The cell under the mouse, else the one the keyboard is at, else the one another matrix is read at."""
        return self._hovered or (self._current if self.hasFocus() else None) or self._linked

    @property
    def is_linked(self) -> bool:
        """Whether the cell that is read is one that is pointed at elsewhere."""
        return self._linked is not None and self._hovered is None and not self.hasFocus()

    @property
    def is_whole(self) -> bool:
        """Whether all cells are in view."""
        return self._side is None

    def show_matrix(self, shown: Shown | None) -> None:
        """Shows another matrix, or the same in another way: place and zoom stay where the classes are the same."""
        same = self._shown is not None and shown is not None and self._shown.labels == shown.labels
        self._shown = shown
        if not same:
            self._current = self._hovered = self._chosen = self._linked = None
            self._side = None
        self._measure()
        self._tell()

    def choose(self, cell: Cell | None) -> None:
        """Marks the cell whose pictures are looked at, and brings it into view."""
        self._chosen = cell
        if cell is not None:
            self._current = cell
            self._bring(cell)
        self.viewport().update()

    def point(self, cell: Cell | None) -> None:
        """Reads the same cell as another matrix beside this one, as long as nothing of this one is pointed at."""
        if cell != self._linked:
            self._linked = cell
            self._tell()

    def zoom(self, steps: int, at: QPoint | None = None) -> None:
        """Shows the cells larger or smaller; the one at a point of the viewport stays there."""
        if self._shown is None:
            return
        before = self._places()
        point = at or before.area.center()
        side = laying.zoomed(before.side, steps, self._fitted())
        row, column = ((value / before.side) for value in _pair(point - before.origin()))
        self._side = None if side <= self._fitted() else side
        self._measure()
        after = self._places()
        self.horizontalScrollBar().setValue(round(column * after.side) - (point.x() - after.area.left()))
        self.verticalScrollBar().setValue(round(row * after.side) - (point.y() - after.area.top()))
        self.zoomed.emit(not self.is_whole)

    def fit(self) -> None:
        """Shows everything."""
        self._side = None
        self._measure()
        self.zoomed.emit(False)

    def cell_at(self, point: QPoint) -> Cell | None:
        """The cell under a point of the viewport; where several share the pixel, the one that says most."""
        found = self._places().cells_at(point) if self._shown is not None else None
        return None if found is None or self._shown is None else self._shown.strongest(*found)

    def cell_center(self, cell: Cell) -> QPoint:
        """Where a cell lies in the viewport."""
        return self._places().cell_rect(cell).center().toPoint()

    # Private

    def _theme(self) -> Theme:
        return theme_of(self.palette())

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.font())

    def _fitted(self) -> float:
        assert self._shown is not None
        room = self.maximumViewportSize()
        return laying.fitted(self._shown, self._metrics(), room.width(), room.height())

    def _places(self) -> Places:
        assert self._shown is not None
        room = self.viewport().size()
        scrolled = (self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        side = self._side or self._fitted()
        return laying.lay_out(self._shown, self._metrics(), room.width(), room.height(), side, scrolled)

    def _drawn(self, places: Places) -> QImage:
        """The cells as an image, made anew only when matrix, theme or size have changed."""
        assert self._shown is not None
        side = places.whole if places.side < 1 else 0
        key = (self._shown, self._theme(), side)
        if self._image[0] != key:
            shown, theme = self._shown, self._theme()
            self._image = key, small_image(shown, theme, side) if side else image_of(shown, theme)
        return self._image[1]

    def _measure(self) -> None:
        if self._shown is None:
            self.horizontalScrollBar().setRange(0, 0)
            self.verticalScrollBar().setRange(0, 0)
        else:
            for _ in range(2):  # a bar that appears takes room from the cells
                places = self._places()
                for bar, room in (
                    (self.horizontalScrollBar(), places.area.width()),
                    (self.verticalScrollBar(), places.area.height()),
                ):
                    bar.setRange(0, max(places.whole - room, 0) if self._side else 0)
                    bar.setPageStep(room)
                    bar.setSingleStep(max(round(places.side), 8))
        self.viewport().update()

    def _bring(self, cell: Cell) -> None:
        if self._shown is None or self.is_whole:
            return
        places = self._places()
        place = places.cell_rect(cell).toRect()
        for bar, before, after in (
            (self.horizontalScrollBar(), place.left() - places.area.left(), place.right() - places.area.right()),
            (self.verticalScrollBar(), place.top() - places.area.top(), place.bottom() - places.area.bottom()),
        ):
            if before < 0 or after > 0:
                bar.setValue(bar.value() + (before if before < 0 else after))

    def _tell(self) -> None:
        cell = self.cell
        words = self._shown.words(cell)[0] if self._shown is not None and cell is not None else ""
        self.setAccessibleDescription(words)
        self.pointed.emit(cell)
        self.viewport().update()

    def _hover(self, point: QPoint | None) -> None:
        found = None if point is None else self.cell_at(point)
        if found != self._hovered:
            self._hovered = found
            self._tell()

    def _step(self, by: Cell) -> None:
        assert self._shown is not None
        last = len(self._shown) - 1
        row, column = self._current or (0, 0)
        moved = by if self._current is not None else (0, 0)
        self._go(min(max(row + moved[0], 0), last), min(max(column + moved[1], 0), last))

    def _go(self, row: int, column: int) -> None:
        self._current, self._hovered = (row, column), None
        self._bring((row, column))
        self._tell()

    def _open(self, cell: Cell) -> None:
        self._current = cell
        self.choose(cell)
        self._tell()
        self.opened.emit(*cell)

    # Qt calls these

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        background(painter, self.viewport().rect(), self._theme())
        if self._shown is None or not len(self._shown):
            return
        painter.setFont(self.font())
        places = self._places()
        Drawing(self._shown, places, self._theme(), self._drawn(places), self.cell, self._chosen).paint(painter)

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pressed is not None and not self.is_whole:
            moved = point - self._pressed[0]
            if moved.manhattanLength() >= QApplication.startDragDistance():
                self._dragged = True
            if self._dragged:
                self.horizontalScrollBar().setValue(self._pressed[1].x() - moved.x())
                self.verticalScrollBar().setValue(self._pressed[1].y() - moved.y())
                return
        self._hover(point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            scrolled = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
            self._pressed, self._dragged = (event.position().toPoint(), scrolled), False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        dragged, self._pressed = self._dragged, None
        cell = self.cell_at(event.position().toPoint())
        if cell is not None and not dragged:
            self._open(cell)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y() and self._shown is not None:
            self.zoom(1 if event.angleDelta().y() > 0 else -1, event.position().toPoint())
            self._hover(event.position().toPoint())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._shown is None or not len(self._shown):
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._step(_STEPS[key])
        elif key in _ZOOMS:
            self.zoom(_ZOOMS[key])
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_Home:
            self._go(0, 0)
        elif key == Qt.Key.Key_End:
            self._go(len(self._shown) - 1, len(self._shown) - 1)
        elif key in _ENTER and self._current is not None:
            self._open(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current is None and self._shown is not None and len(self._shown):
            self._current = (0, 0)
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tell()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._measure()


def _pair(point: QPoint) -> tuple[int, int]:
    return point.y(), point.x()
