"""Shows a cloud of points: to zoom, to move, to point at and to go through with the keyboard."""

from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.theme import Theme, theme_of
from cnnstudio.gui.viewer.embedding.cloud import Cloud, Mask, Places, Window, beside, nearest
from cnnstudio.gui.viewer.embedding.drawing import Sight, draw, draw_marks, draw_with_key
from cnnstudio.gui.widgets.figures.figure import Panel
from cnnstudio.gui.widgets.focus_frame import FocusFrame

_REACH = 12
"""So near a point must be to the pointer, in pixels."""
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_ZOOMS = {Qt.Key.Key_Plus: 1.25, Qt.Key.Key_Equal: 1.25, Qt.Key.Key_Minus: 0.8}
_STEP = 60
_HELP = tr(
    "Click a point to see its picture and those most like it. The wheel, + and − zoom; dragging and Shift with the "
    "arrow keys move the map; the arrow keys go from point to point, Enter chooses; 0 shows everything again."
)


class CloudView(QWidget):
    """Draws a cloud in the palette's colours; all of it is in view until the person zooms or moves."""

    pointed = Signal(object, object)
    """The number of the point under the pointer or the keyboard and where it is, a QPointF; None and None: none."""
    chosen = Signal(int)
    """The number of the point that was clicked, or on which Enter was pressed."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setToolTip(_HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusFrame(self)
        self.setMouseTracking(True)
        self.setMinimumSize(220, 120)
        self._cloud: Cloud | None = None
        self._seen: Mask = np.zeros(0, np.bool_)
        self._window, self._whole, self._names = Window(), True, True
        self._image: QImage | None = None
        self._empty = ""
        self._marked: int | None = None
        self._near: tuple[int, ...] = ()
        self._pressed: QPointF | None = None
        self._dragged = False
        self._pointed: int | None = None

    # What is shown

    @property
    def cloud(self) -> Cloud | None:
        return self._cloud

    @property
    def seen(self) -> Mask:
        """(n,), the points that are not hidden."""
        return self._seen

    @property
    def marked(self) -> int | None:
        """The number of the point that was chosen last, or to which the keyboard went."""
        return self._marked

    @property
    def window_in_view(self) -> Window:
        """The part of the plane in view."""
        return self._window

    @property
    def is_whole(self) -> bool:
        """Whether all points are in view, and stay so as they move."""
        return self._whole

    def show_cloud(self, cloud: Cloud | None, empty: str = "") -> None:
        """Shows other points; ``empty`` is said where there are none."""
        self._cloud, self._empty = cloud, empty
        self._seen = np.ones(0 if cloud is None else len(cloud), np.bool_)
        self._marked, self._near, self._whole = None, (), True
        self._point(None)
        self._redraw()

    def move_to(self, places: Places) -> None:
        """The same points elsewhere; what is chosen and hidden stays so."""
        if self._cloud is not None:
            self._cloud = self._cloud.moved(places)
            self._redraw()

    def set_seen(self, seen: Mask) -> None:
        """Hides the other points."""
        self._seen = seen
        if self._pointed is not None and not seen[self._pointed]:
            self._point(None)
        self._redraw()

    def set_names(self, on: bool) -> None:
        """Writes the names of the classes among the points, or not."""
        self._names = on
        self._redraw()

    def mark(self, number: int | None, near: tuple[int, ...] = ()) -> None:
        """Puts a ring around a point, and smaller ones around those that are near it."""
        self._marked, self._near = number, near
        self.update()

    def fit(self) -> None:
        """Shows everything again."""
        self._whole = True
        self._redraw()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zooms about a place of the widget, or about its middle."""
        place = QPointF(0, 0) if at is None else at - QPointF(self.width() / 2, self.height() / 2)
        self._look_at(self._window.zoomed(factor, place.x(), place.y()))

    def figure_panel(self, size: QSize, theme: Theme) -> Panel | None:
        """What is seen in full, with the signs of its classes beside it, twice as fine as ``size`` pixels."""
        if self._cloud is None or not self._seen.any():
            return None
        sight = Sight(self._window, self._seen, self._names)
        empty = QImage(2 * size, QImage.Format.Format_RGB32)
        empty.setDevicePixelRatio(2.0)
        return Panel(empty, 1, make=partial(draw_with_key, self._cloud, sight, size, 2.0, theme, QFont(self.font())))

    def place_of(self, number: int) -> QPointF:
        """Where a point is in the widget."""
        return QPointF(*self._pixels()[number])

    # Private

    def _pixels(self) -> npt.NDArray[np.float64]:
        assert self._cloud is not None
        return self._window.to_pixels(self._cloud.places, self.width(), self.height())

    def _look_at(self, window: Window) -> None:
        self._window, self._whole = window, False
        self._point(None)
        self._redraw()

    def _redraw(self) -> None:
        if self._whole and self._cloud is not None:
            self._window = Window.around(self._cloud.places, self.width(), self.height())
        self._image = None
        self.update()

    def _under(self, place: QPointF) -> int | None:
        if self._cloud is None:
            return None
        return nearest(self._pixels(), self._seen, place.x(), place.y(), _REACH)

    def _point(self, number: int | None) -> None:
        if number != self._pointed:
            self._pointed = number
            if number is not None:
                QToolTip.hideText()  # it would lie over the picture that is shown now
            self.setCursor(Qt.CursorShape.ArrowCursor if number is None else Qt.CursorShape.PointingHandCursor)
            self.pointed.emit(number, None if number is None else self.place_of(number))

    def _step(self, across: int, down: int) -> None:
        """Goes to the next point in a direction; at first to the one nearest to the middle."""
        if self._cloud is None or not self._seen.any():
            return
        pixels = self._pixels()
        if self._marked is None or not self._seen[self._marked]:
            found = nearest(pixels, self._seen, self.width() / 2, self.height() / 2, np.inf)
        else:
            found = beside(pixels, self._seen, self._marked, across, down)
        if found is None:
            return
        self._bring_into_view(pixels[found])
        self.mark(found)
        self._pointed = None  # so that the card follows, though the point may be the one under the pointer
        self._point(found)

    def _bring_into_view(self, place: npt.NDArray[np.float64]) -> None:
        if not (0 <= place[0] <= self.width() and 0 <= place[1] <= self.height()):
            self._look_at(self._window.shifted(self.width() / 2 - place[0], self.height() / 2 - place[1]))

    # Qt calls these

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._pointed is not None:
            return True  # as in _point
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self.palette()), QPainter(self)
        painter.fillRect(self.rect(), theme.colour("card"))
        if self._cloud is None or not len(self._cloud):
            painter.setPen(theme.colour("muted"))
            words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), words, self._empty)
            return
        if self._image is None:
            sight = Sight(self._window, self._seen, self._names)
            self._image = draw(self._cloud, sight, self.size(), self.devicePixelRatio(), theme, self.font())
        painter.drawImage(QPointF(0, 0), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_marks(painter, theme, self._pixels(), self._marked, self._near, self._pointed)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._pressed is None:
            self._point(self._under(place))
            return
        way = place - self._pressed
        if self._dragged or way.manhattanLength() >= QApplication.startDragDistance():
            self._dragged, self._pressed = True, place
            self._look_at(self._window.shifted(way.x(), way.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        found = None if self._dragged else self._under(event.position())
        self._pressed = None
        if found is not None:
            self.chosen.emit(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._under(event.position()) is None:
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y() and self._cloud is not None:
            self.zoom(1.0015 ** event.angleDelta().y(), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        shifts = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _ARROWS and shifts:
            across, down = _ARROWS[key]
            self._look_at(self._window.shifted(-_STEP * across, -_STEP * down))
        elif key in _ARROWS:
            self._step(*_ARROWS[key])
        elif key in _ZOOMS:
            self.zoom(_ZOOMS[key])
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._marked is not None:
            self.chosen.emit(self._marked)
        elif key == Qt.Key.Key_Escape and self._marked is not None:
            self.mark(None)
            self._point(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._redraw()
