"""The picture inside an image grid: what is painted, and what mouse and keys do to it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.figures.taking import FigureTaker
from cnnstudio.gui.widgets.maps.cell_numbers import write_numbers
from cnnstudio.gui.widgets.maps.reading import Place
from cnnstudio.gui.widgets.maps.view import OUTLINED, GridView, in_short

if TYPE_CHECKING:
    from cnnstudio.gui.widgets.maps.image_grid import ImageGrid

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class GridPicture(QWidget):
    """Paints what its grid shows; the grid decides everything else."""

    def __init__(self, grid: "ImageGrid") -> None:
        super().__init__()
        self._grid = grid
        self._taker = FigureTaker(grid.taken, self)
        self._taker.copied.connect(lambda: grid.say(tr("Copied.")))
        self._taker.saved.connect(lambda name: grid.say(tr("Saved as {name}.", name=name)))
        self._taker.failed.connect(lambda error: grid.say(str(error)))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def place_at(self, point: QPointF) -> Place | None:
        """The tile, row and column under a point of this widget."""
        scale = self._grid.scale() / self.devicePixelRatio()
        view = self._grid.view
        return None if view is None else view.locate(int(point.y() // scale), int(point.x() // scale))

    def read_again(self) -> None:
        """Reads the number that is now under the mouse, which has not moved."""
        self._grid.read(self.place_at(QPointF(self.mapFromGlobal(self.cursor().pos()))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = theme_of(self.palette())
        view = self._grid.view
        if view is None:
            painter.setPen(theme.colour("muted"))
            words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), words, self._grid.empty_text)
            return
        image, scale = view.image(), self._grid.scale() / self.devicePixelRatio()
        # Without smoothing, Qt takes the nearest pixel: numbers are squares. Where they are less than a pixel of the
        # screen each, most would be left out.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._grid.scale() < 1)
        painter.drawImage(QRectF(0, 0, image.width() * scale, image.height() * scale), image)
        selected = self._grid.selected
        if scale >= OUTLINED and not self._grid.is_alone:
            painter.setPen(QPen(theme.colour("card_border"), 1))
            area = QTransform.fromScale(1 / scale, 1 / scale).mapRect(QRectF(event.rect())).toAlignedRect()
            painter.drawRects([self._frame(index, scale) for index in view.outlined(area)])
        self._write_names(painter, view, scale)
        numbers = view.numbers_alone()
        if numbers is not None:
            write_numbers(painter, numbers, image, scale)
        if selected is not None and not self._grid.is_alone:
            painter.setPen(QPen(theme.colour("accent"), 3))
            painter.drawRect(self._frame(selected, scale).adjusted(-1, -1, 1, 1).intersected(self._inside(3)))
        elif selected is None and self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _write_names(self, painter: QPainter, view: GridView, scale: float) -> None:
        """Under the tiles: all of a name that there is room for, of a number rather nothing else than not it."""
        painter.setPen(theme_of(self.palette()).colour("muted"))
        metrics = painter.fontMetrics()
        names, room = tuple(view.names()), view.tile_rect(0).width() * scale
        fits = all(metrics.horizontalAdvance(whole) <= room for _, whole in names)  # one way for all
        for index, whole in names:
            tile = view.tile_rect(index)
            name = whole if fits else metrics.elidedText(in_short(whole), Qt.TextElideMode.ElideRight, int(room))
            below = QRectF(tile.x() * scale, (tile.y() + tile.height()) * scale, room, metrics.height())
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)

    def _frame(self, index: int, scale: float) -> QRectF:
        area = self._grid.tile_rect(index)
        frame = QRectF(area.x() * scale - 0.5, area.y() * scale - 0.5, area.width() * scale, area.height() * scale)
        return frame.intersected(self._inside(1))

    def _inside(self, width: int) -> QRectF:
        """Where a line of this width can be drawn whole, at the very edge."""
        half = width / 2
        return QRectF(self.rect()).adjusted(half, half, -half, -half)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._grid.read(self.place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._grid.read(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and not self._grid.is_alone:
            self._grid.select(place[0] if place else None)
        self._grid.read(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._grid.show_alone(not self._grid.is_alone)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the area around it scrolls
        elif event.angleDelta().y():
            self._grid.zoom(event.angleDelta().y(), event.position())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ARROWS:
            self._step(Qt.Key(key))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._grid.show_alone(not self._grid.is_alone)
        elif key == Qt.Key.Key_Escape and self._grid.is_alone:
            self._grid.show_alone(False)
        elif key == Qt.Key.Key_Escape and self._grid.selected is not None:
            self._grid.select(None)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._grid.zoom(-1 if key == Qt.Key.Key_Minus else 1)
        elif key == Qt.Key.Key_0:
            self._grid.fit()
        else:
            super().keyPressEvent(event)

    def _step(self, arrow: Qt.Key) -> None:
        """Moves the selection."""
        view = self._grid.view
        wanted = None if view is None else view.made.next_to(self._grid.selected, arrow)
        if wanted is not None:
            self._grid.select(wanted)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._grid.tiled is not None:
            self.menu().popup(event.globalPos() if event.globalPos() != QPoint() else self.mapToGlobal(QPoint()))

    def menu(self) -> QMenu:
        """What can be done with the picture."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        alone = menu.addAction(icon("maximize"), tr("Show all") if self._grid.is_alone else tr("Show this one alone"))
        alone.setEnabled(self._grid.selected is not None)
        alone.triggered.connect(lambda: self._grid.show_alone(not self._grid.is_alone))
        menu.addSeparator()
        self._taker.add_to(menu)
        return menu
