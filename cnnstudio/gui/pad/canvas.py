"""The paper: a leaf as it is seen, and drawn on with mouse, finger, pen and keyboard."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.sheet import Sheet
from cnnstudio.gui.pad.fingers import Finger
from cnnstudio.gui.pad.frame import WHOLE, Frame
from cnnstudio.gui.pad.leaf import SIDE, Leaf
from cnnstudio.gui.pad.painting import paint_grid, paint_paper, paint_pen
from cnnstudio.gui.theme import theme_of

DEFAULT_WIDTH = 36
_KEY_STEP = SIDE / 28
_FRAME_MS = 6
"""A mouse may move a thousand times a second: ink is painted at most once in this time, well within a frame."""

_KEYS = tr(
    "Arrows move the pen, Space puts it down and lifts it, Escape lifts it, Delete clears the paper, "
    "Control+Z takes a stroke back. 0 to 9 say what it is, Enter keeps it, E takes the eraser or the pen, brackets "
    "change the width, G shows a grid."
)

_ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class Canvas(QWidget):
    """A square of paper to draw on; the right mouse button and the pen's other end erase.

    From the keyboard: arrows move the pen, Space puts it down and lifts it. The keys of ``take_key`` count wherever the
    focus is beside it.
    """

    ink_changed = Signal()
    """Also while a stroke is being drawn."""
    history_changed = Signal()
    """What can be undone and redone."""
    cleared = Signal()
    """The person asked for clean paper."""
    finished = Signal()
    """Enter: the drawing is as it is meant to be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("draw.canvas")
        self.setAccessibleName(tr("Paper to draw on"))
        self.setAccessibleDescription(_KEYS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(160, 160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.leaf = Leaf(self)
        self._width = DEFAULT_WIDTH
        self._eraser = False
        self._pen_at = QPointF(SIDE / 2, SIDE / 4)
        self._by_keys = False
        self._compresses = QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents)
        self._finger = Finger()
        self._held: QRectF | None = None
        self._painted = QRectF()
        """Where the paper lay on the screen when a stroke began, until it ends; and in the widget, as last painted."""
        self._unpainted = QRectF()
        """Where there is ink that the widget does not know of yet."""
        self._soon = QTimer(self, singleShot=True, interval=_FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._soon.timeout.connect(self._paint_soon)
        self._has_grid = False
        self._frame = WHOLE
        self._ground: npt.NDArray[np.uint8] | None = None
        self.leaf.changed.connect(self._leaf_changed)
        self.leaf.history_changed.connect(self.history_changed)

    @property
    def is_empty(self) -> bool:
        """Whether there is neither ink nor a picture."""
        return self.leaf.sheet.is_empty

    @property
    def can_undo(self) -> bool:
        return self.leaf.can_undo

    @property
    def can_redo(self) -> bool:
        return self.leaf.can_redo

    @property
    def sheet(self) -> Sheet:
        """What lies there, the same object until it changes."""
        return self.leaf.sheet

    def ink(self) -> npt.NDArray[np.float32]:
        """The ink, (rows, columns), from 0 none to 1 full."""
        return self.sheet.ink

    def set_pen_width(self, width: int) -> None:
        """How wide the pen and the eraser are, of the paper's 448."""
        self._width = width

    def set_eraser(self, on: bool) -> None:
        """Whether the left button erases."""
        self._eraser = on

    def set_grid(self, on: bool) -> None:
        """Whether the network's pixels are drawn over the paper."""
        self._has_grid = on
        self.update()

    def show_frame(self, frame: Frame, ground: npt.NDArray[np.uint8] | None) -> None:
        """Takes where the network's pixels lie, and what it sees of the picture under the ink."""
        if frame != self._frame or ground is not self._ground:
            is_seen = self._has_grid or ground is not self._ground
            self._frame, self._ground = frame, ground
            if is_seen:
                self.update()

    def clear(self) -> None:
        """Clean paper; can be undone."""
        self.leaf.clear()
        self.cleared.emit()

    def undo(self) -> None:
        """Takes the last stroke back."""
        self.leaf.undo()

    def redo(self) -> None:
        """Puts back what was undone last."""
        self.leaf.redo()

    # Where things are

    def paper(self) -> QRectF:
        """The square of paper in the widget; under a stroke it stays where it was, whatever comes above or below."""
        if self._held is not None:
            return QRectF(self.mapFromGlobal(self._held.topLeft()), self._held.size())
        side = min(self.width(), self.height()) - 4
        return QRectF((self.width() - side) / 2, 2, side, side)

    def _on_paper(self, point: QPointF) -> QPointF:
        paper = self.paper()
        return (point - paper.topLeft()) * (SIDE / paper.width())

    def _pressed_width(self, pressure: float) -> float:
        """The pen's width under a pressure from 0 to 1; half of it is the width that was chosen."""
        return self._width * (0.5 + pressure)

    def _begin(self, at: QPointF, erases: bool, width: float) -> None:
        """Puts the pen down; until it is lifted every point counts, also those that came while the window was busy."""
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
        paper = self.paper()
        self._held = QRectF(self.mapToGlobal(paper.topLeft()), paper.size())
        self.leaf.begin(at, erases, width)

    def _end(self) -> None:
        self.leaf.end()
        self._held = None
        if self.paper() != self._painted:
            self.update()
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, self._compresses)

    @Slot(QRectF)
    def _leaf_changed(self, where: QRectF) -> None:
        self._unpainted |= where
        if not self._soon.isActive():
            self._paint_soon()
        self.ink_changed.emit()

    @Slot()
    def _paint_soon(self) -> None:
        where, self._unpainted = self._unpainted, QRectF()
        if where.isNull():
            return
        self._soon.start()
        paper = self.paper()
        scale = paper.width() / SIDE
        if where.width() >= SIDE or self._has_grid or paper != self._painted:
            self.update()
        else:
            corner = paper.topLeft() + where.topLeft() * scale
            self.update(QRectF(corner, where.size() * scale).adjusted(-2, -2, 2, 2).toAlignedRect())

    # What Qt calls

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paper, theme = self.paper(), theme_of(self.palette())
        self._painted, scale = paper, paper.width() / SIDE
        paint_paper(painter, paper, self.leaf, self._ground)
        if self._has_grid:
            paint_grid(painter, paper, self._frame, theme.colour("accent"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "card_border"), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(paper, 3, 3)
        if self._by_keys and self.hasFocus():
            paint_pen(painter, paper.topLeft() + self._pen_at * scale, theme.colour("accent"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMaximumHeight(max(event.size().width(), self.minimumHeight()))  # what is below the square is not paper

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._by_keys = False
            erases = self._eraser or event.button() == Qt.MouseButton.RightButton
            self._begin(self._on_paper(event.position()), erases, self._width)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.leaf.go_on(self._on_paper(event.position()), self._width)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.leaf.go_on(self._on_paper(event.position()), self._width)
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        at, width = self._on_paper(event.position()), self._pressed_width(event.pressure())
        match event.type():
            case QEvent.Type.TabletPress:
                self._by_keys = False
                other_end = event.pointerType() == QPointingDevice.PointerType.Eraser
                right = event.button() == Qt.MouseButton.RightButton
                self._begin(at, self._eraser or other_end or right, width)
            case QEvent.Type.TabletMove:
                self.leaf.go_on(at, width)
            case QEvent.Type.TabletRelease:
                self._end()
        event.accept()  # otherwise Qt sends the same as a mouse event

    def event(self, event: QEvent) -> bool:
        # Ctrl+Z here takes back a stroke, not an edit of the project: the canvas claims the key before the menu.
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and (is_claimed(event) or event.key() == Qt.Key.Key_Space):
            event.accept()
            return True
        if isinstance(event, QTouchEvent):
            self._touch(event)
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        """One finger draws; the others count for nothing."""
        at = self._finger.follow(event)
        if at is not None:
            self._by_keys = False
            if event.type() == QEvent.Type.TouchBegin:
                self.setFocus()
            if self.leaf.is_drawing:
                self.leaf.go_on(self._on_paper(at), self._width)
            else:
                self._begin(self._on_paper(at), self._eraser, self._width)
        if not self._finger.is_down:
            self._end()
        event.accept()  # otherwise Qt sends the same as a mouse event

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.take_key(event):
            return
        if key in _ARROWS and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move_pen(_ARROWS[key])
        elif key == Qt.Key.Key_Space:
            self._toggle_pen()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.finished.emit()
        elif key == Qt.Key.Key_Escape and self.leaf.is_drawing:
            self.leaf.end()
        else:
            super().keyPressEvent(event)

    def take_key(self, event: QKeyEvent) -> bool:
        """Undoes, does again or clears, if a key says so; whether it did."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif _is_redo(event):
            self.redo()
        elif is_claimed(event):
            self.clear()
        else:
            return False
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._end()
        super().focusOutEvent(event)

    def _move_pen(self, direction: QPointF) -> None:
        self._by_keys = True
        moved = self._pen_at + direction * _KEY_STEP
        self._pen_at = QPointF(min(max(moved.x(), 0), SIDE), min(max(moved.y(), 0), SIDE))
        self.leaf.go_on(self._pen_at, self._width)
        self.update()

    def _toggle_pen(self) -> None:
        self._by_keys = True
        if self.leaf.is_drawing:
            self.leaf.end()
        else:
            self.leaf.begin(self._pen_at, self._eraser, self._width)
        self.update()


def is_claimed(event: QKeyEvent) -> bool:
    """Whether a key works the paper, and not what a menu has under it."""
    clears = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers()
    return clears or event.matches(QKeySequence.StandardKey.Undo) or _is_redo(event)


def _is_redo(event: QKeyEvent) -> bool:
    control = Qt.KeyboardModifier.ControlModifier
    return event.matches(QKeySequence.StandardKey.Redo) or (
        event.key() == Qt.Key.Key_Y and event.modifiers() == control
    )
