"""Which number of a layer's output is pointed at: by the mouse, or pinned and moved from the keyboard."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from cnnstudio.core.spec import Shape
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.bars import Bars
from cnnstudio.gui.widgets.maps.image_grid import ImageGrid
from cnnstudio.gui.widgets.maps.picture import GridPicture
from cnnstudio.gui.widgets.maps.reading import Place

_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_PIN = (Qt.Key.Key_Space, Qt.Key.Key_P)

_LEAST_FRAME = 9
"""A frame around one number is at least this large, in pixels, so that it is seen."""

_MARK = 9
_LEAST_MARKED = 14
"""The side of a mark in a tile's corner, and the smallest tile that is marked."""


class Pointer(QObject):
    """A place of an output of ``shape``: row, column and channel, or of a list the number alone.

    While one is pinned the mouse changes nothing.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shape: Shape = ()
        self.place: tuple[int, ...] | None = None
        self.is_pinned = False

    def take_shape(self, shape: Shape) -> None:
        """The output is another one; a place that it has too is still pointed at."""
        fits = self.place is not None and len(shape) == len(self.place)
        fits = fits and all(at < size for at, size in zip(self.place or (), shape, strict=False))
        self.shape = shape
        if not fits:
            self.let_go()

    def hover(self, place: tuple[int, ...] | None) -> None:
        """The mouse is over a place, or over none."""
        if not self.is_pinned and place != self.place:
            self.place = place
            self.changed.emit()

    def pin(self, place: tuple[int, ...] | None) -> None:
        """Holds on to a place."""
        if place is not None:
            self.place, self.is_pinned = place, True
            self.changed.emit()

    def let_go(self) -> None:
        """Points at nothing."""
        if self.place is not None or self.is_pinned:
            self.place, self.is_pinned = None, False
            self.changed.emit()

    def move(self, *steps: int) -> None:
        """Moves along the axes, as far as there are numbers."""
        if self.place is not None:
            pairs = zip(self.place, self.shape, strict=True)
            moved = tuple(
                min(max(at + step, 0), size - 1) for (at, size), step in zip(pairs, (*steps, 0, 0, 0), strict=False)
            )
            if moved != self.place:
                self.pin(moved)


class GridPointing(QObject):
    """Lets a grid of maps be pointed at, and shows on it what is pointed at and which tiles are marked."""

    def __init__(self, grid: ImageGrid, pointer: Pointer) -> None:
        super().__init__(grid)
        picture = grid.focusProxy()
        assert isinstance(picture, GridPicture)
        self._grid, self._picture, self._pointer = grid, picture, pointer
        self._over = _Overlay(grid, picture, self)
        picture.installEventFilter(self)
        pointer.changed.connect(self._over.frame_again)

    def mark(self, marks: dict[int, str]) -> None:
        """Marks tiles in a corner, each in a colour of the theme by its name."""
        self._over.marks = marks
        self._over.update()

    @property
    def marks(self) -> dict[int, str]:
        """The tiles that are marked."""
        return self._over.marks

    def pointed(self) -> Place | None:
        """The tile, row and column of the grid that is pointed at."""
        place = self._pointer.place
        if place is None or self._grid.tiled is None:
            return None
        if len(place) == 1:
            return place[0], 0, 0
        return (place[2] if len(place) == 3 else 0, place[0], place[1])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseMove if isinstance(event, QMouseEvent):
                self._pointer.hover(self._place(self._picture.place_at(event.position())))
            case QEvent.Type.Leave:
                self._pointer.hover(None)
            case QEvent.Type.MouseButtonPress if isinstance(event, QMouseEvent):
                if event.button() == Qt.MouseButton.LeftButton:
                    self._pointer.pin(self._place(self._picture.place_at(event.position())))
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent):
                return self._key(event)
            case QEvent.Type.Resize | QEvent.Type.Show:
                self._over.resize(self._picture.size())
        return False

    def _place(self, place: Place | None) -> tuple[int, ...] | None:
        if place is None or not self._pointer.shape:
            return None
        tile, row, column = place
        return {1: (tile,), 2: (row, column), 3: (row, column, tile)}[len(self._pointer.shape)]

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key was for the pointer."""
        key, pointer = Qt.Key(event.key()), self._pointer
        if key in _PIN and self._grid.tiled is not None:
            pointer.pin(pointer.place or self._middle())
        elif not pointer.is_pinned:
            return False
        elif key == Qt.Key.Key_Escape:
            pointer.let_go()
        elif key in _MOVES and len(pointer.shape) > 1:
            pointer.move(*_MOVES[key])
        elif key in _MOVES and self._grid.tiled is not None:
            down, right = _MOVES[key]
            pointer.move(down * self._grid.tiled.columns + right)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and len(pointer.shape) == 3:
            pointer.move(0, 0, 1 if key == Qt.Key.Key_PageDown else -1)
            if self._grid.is_alone and pointer.place is not None:
                self._grid.select(pointer.place[2])
        else:
            return False
        return True

    def _middle(self) -> tuple[int, ...] | None:
        """The middle of the selected tile, or of the first one."""
        tiled = self._grid.tiled
        assert tiled is not None
        return self._place((self._grid.selected or 0, tiled.tile[0] // 2, tiled.tile[1] // 2))


class _Overlay(QWidget):
    """Lies over the picture and lets the mouse through."""

    def __init__(self, grid: ImageGrid, picture: QWidget, pointing: GridPointing) -> None:
        super().__init__(picture)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._grid, self._pointing = grid, pointing
        self.marks: dict[int, str] = {}
        self._framed: QRectF | None = None

    def frame_again(self) -> None:
        """Another number is pointed at: only what changes is painted again, as the picture below may be large."""
        for area in (self._framed, self._frame()):
            if area is not None:
                self.update(area.toAlignedRect().adjusted(-4, -4, 4, 4))

    def _frame(self) -> QRectF | None:
        """Around the number that is pointed at, where it is in view."""
        place = self._pointing.pointed()
        if place is None or (self._grid.is_alone and place[0] != self._grid.selected):
            return None
        scale, area = self._grid.scale() / self.devicePixelRatio(), self._grid.tile_rect(place[0])
        cell = QRectF((area.x() + place[2]) * scale, (area.y() + place[1]) * scale, scale, scale)
        grow = max((_LEAST_FRAME - scale) / 2, 1.0)
        return cell.adjusted(-grow, -grow, grow, grow)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._grid.tiled is None:
            return
        painter, theme = QPainter(self), theme_of(self.palette())
        scale = self._grid.scale() / self.devicePixelRatio()
        if not self._grid.is_alone:
            for tile, colour in self.marks.items():
                area = self._grid.tile_rect(tile)
                if area.width() * scale >= _LEAST_MARKED:
                    _mark(painter, QRectF(area.x() * scale, area.y() * scale, _MARK, _MARK), theme.colour(colour))
        self._framed = self._frame()
        if self._framed is not None:
            # Two lines, so that it is seen on any colour.
            for pen in (QPen(theme.colour("base"), 4), QPen(theme.colour("accent"), 2)):
                painter.setPen(pen)
                painter.drawRect(self._framed)


def _mark(painter: QPainter, area: QRectF, colour: object) -> None:
    """A filled corner with a pale edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(Qt.GlobalColor.white, 1))
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([area.topLeft(), area.topRight(), area.bottomLeft()]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class BarsPointing(QObject):
    """Lets bars be pointed at, each a number of a list."""

    def __init__(self, bars: Bars, pointer: Pointer) -> None:
        super().__init__(bars)
        self._bars, self._pointer = bars, pointer
        bars.setMouseTracking(True)
        bars.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        bars.installEventFilter(self)
        pointer.changed.connect(self._show)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseMove if isinstance(event, QMouseEvent):
                self._pointer.hover(self._place(event.position().y()))
            case QEvent.Type.Leave:
                self._pointer.hover(None)
            case QEvent.Type.MouseButtonPress if isinstance(event, QMouseEvent):
                if event.button() == Qt.MouseButton.LeftButton:
                    self._pointer.pin(self._place(event.position().y()))
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent):
                return self._key(event)
        return False

    def _place(self, y: float) -> tuple[int, ...] | None:
        index = self._bars.bar_at(y)
        return None if index is None or len(self._pointer.shape) != 1 else (index,)

    def _key(self, event: QKeyEvent) -> bool:
        key, pointer = Qt.Key(event.key()), self._pointer
        if key in _PIN or (key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not pointer.is_pinned):
            pointer.pin(pointer.place or (0,))
        elif key == Qt.Key.Key_Escape and pointer.is_pinned:
            pointer.let_go()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            pointer.move(_MOVES[key][0])
        else:
            return False
        return True

    def _show(self) -> None:
        place = self._pointer.place
        self._bars.point_at(place[0] if place is not None and len(place) == 1 else None)
