"""The paper: smooth ink from mouse, tablet and keyboard, an eraser, undo stroke by stroke."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.core.pictures import resize
from cnnstudio.gui.pad.stroke import Stroke
from cnnstudio.gui.theme import theme_of

SIDE = 448
"""Rows and columns of the ink: sixteen times MNIST's 28."""

DEFAULT_WIDTH = 36
_BOX = round(SIDE * 20 / 28)
_MOST_STEPS = 64
_KEY_STEP = SIDE / 28

# Paper is light and ink dark in both themes, as on a desk; what the network sees stands beside it.
_PAPER, _INK, _GUIDE = QColor("#fdfdfb"), QColor("#16181d"), QColor("#d7dade")
_ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class Canvas(QWidget):
    """A square of paper to draw on; the right mouse button and the pen's other end erase.

    From the keyboard: arrows move the pen, Space puts it down and lifts it, Del clears, Ctrl+Z undoes.
    """

    ink_changed = Signal()
    """Also while a stroke is being drawn."""
    history_changed = Signal()
    """What can be undone and redone."""
    cleared = Signal()
    """The person asked for clean paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("draw.canvas")
        self.setAccessibleName("Paper to draw on")
        self.setAccessibleDescription("Arrows move the pen, Space puts it down and lifts it, Delete clears the paper.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(220, 220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._ink = _blank()
        self._undo: list[QImage] = []
        self._redo: list[QImage] = []
        self._width = DEFAULT_WIDTH
        self._eraser = False
        self._stroke: Stroke | None = None
        self._pen_at = QPointF(SIDE / 2, SIDE / 4)
        self._by_keys = False

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink at all."""
        return not self._bytes().any()

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def ink(self) -> npt.NDArray[np.float32]:
        """The ink, (rows, columns), from 0 none to 1 full."""
        return self._bytes().astype(np.float32) / np.float32(255)

    def set_ink(self, ink: npt.NDArray[Any]) -> None:
        """Puts a picture's ink, (rows, columns) 0 to 1, on clean paper, as large as the guide box; can be undone."""
        factor = _BOX / max(ink.shape)
        small = resize(ink, *(max(1, round(side * factor)) for side in ink.shape))
        sheet = np.zeros((SIDE, SIDE), np.uint8)
        top, left = ((SIDE - side) // 2 for side in small.shape)
        sheet[top : top + small.shape[0], left : left + small.shape[1]] = np.rint(np.clip(small, 0, 1) * 255)
        self._remember()
        self._ink = QImage(sheet.tobytes(), SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8).copy()
        self._changed()

    def set_pen_width(self, width: int) -> None:
        """How wide the pen and the eraser are, of the paper's 448."""
        self._width = width

    def set_eraser(self, on: bool) -> None:
        """Whether the left button erases."""
        self._eraser = on

    def clear(self) -> None:
        """Clean paper; can be undone."""
        self._end_stroke()
        if not self.is_empty:
            self._remember()
            self._ink = _blank()
            self._changed()
        self.cleared.emit()

    def undo(self) -> None:
        """Takes the last stroke back."""
        self._end_stroke()
        self._swap(self._undo, self._redo)

    def redo(self) -> None:
        """Puts back what was undone last."""
        self._end_stroke()
        self._swap(self._redo, self._undo)

    # Strokes

    def _begin_stroke(self, at: QPointF, erases: bool, width: float) -> None:
        self._end_stroke()
        self._remember()
        self._stroke = Stroke(at, erases)
        self._draw(self._stroke.dot(), width)

    def _continue_stroke(self, at: QPointF, width: float) -> None:
        if self._stroke is not None and at != self._stroke.last:
            self._draw(self._stroke.curve_to(at), width)

    def _end_stroke(self) -> None:
        if self._stroke is not None:
            self._draw(self._stroke.end(), self._width)
            self._stroke = None

    def _draw(self, path: QPainterPath, width: float) -> None:
        assert self._stroke is not None
        painter = QPainter(self._ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grey = QColor(0, 0, 0) if self._stroke.erases else QColor(255, 255, 255)
        round_ends = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(QPen(grey, width * (1.5 if self._stroke.erases else 1), *round_ends))
        painter.drawPath(path)
        painter.end()
        self.update()
        self.ink_changed.emit()

    # History

    def _remember(self) -> None:
        self._undo = [*self._undo[-_MOST_STEPS + 1 :], self._ink.copy()]
        self._redo = []
        self.history_changed.emit()

    def _swap(self, source: list[QImage], target: list[QImage]) -> None:
        if source:
            target.append(self._ink.copy())
            self._ink = source.pop()
            self._changed()

    def _changed(self) -> None:
        self.update()
        self.history_changed.emit()
        self.ink_changed.emit()

    def _bytes(self) -> npt.NDArray[np.uint8]:
        return np.frombuffer(self._ink.constBits(), np.uint8).reshape(SIDE, SIDE)

    # Where things are

    def paper(self) -> QRectF:
        """The square of paper in the widget."""
        side = min(self.width(), self.height()) - 4
        return QRectF((self.width() - side) / 2, 2, side, side)

    def _on_paper(self, point: QPointF) -> QPointF:
        paper = self.paper()
        return (point - paper.topLeft()) * (SIDE / paper.width())

    def _pressed_width(self, pressure: float) -> float:
        """The pen's width under a pressure from 0 to 1; half of it is the width that was chosen."""
        return self._width * (0.5 + pressure)

    # What Qt calls

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        paper = self.paper()
        shown = self._ink.copy()
        shown.reinterpretAsFormat(QImage.Format.Format_Indexed8)
        shown.setColorTable(_COLOURS)
        scale, edge = paper.width() / SIDE, (SIDE - _BOX) / 2
        painter.fillRect(paper, _PAPER)
        painter.setPen(QPen(_GUIDE, 1, Qt.PenStyle.DashLine))
        box = QRectF(paper.x() + edge * scale, paper.y() + edge * scale, _BOX * scale, _BOX * scale)
        painter.drawRect(box)
        painter.drawImage(paper, shown)  # over the guide, which is printed on the paper
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "card_border"), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(paper, 3, 3)
        if self._by_keys and self.hasFocus():
            self._paint_pen(painter, paper.topLeft() + self._pen_at * scale)

    def _paint_pen(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(QPen(theme_of(self.palette()).colour("accent"), 2))
        reach = 10
        painter.drawLine(at - QPointF(reach, 0), at + QPointF(reach, 0))
        painter.drawLine(at - QPointF(0, reach), at + QPointF(0, reach))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._by_keys = False
            erases = self._eraser or event.button() == Qt.MouseButton.RightButton
            self._begin_stroke(self._on_paper(event.position()), erases, self._width)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._continue_stroke(self._on_paper(event.position()), self._width)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._continue_stroke(self._on_paper(event.position()), self._width)
        self._end_stroke()

    def tabletEvent(self, event: QTabletEvent) -> None:
        at, width = self._on_paper(event.position()), self._pressed_width(event.pressure())
        match event.type():
            case QEvent.Type.TabletPress:
                self._by_keys = False
                other_end = event.pointerType() == QPointingDevice.PointerType.Eraser
                right = event.button() == Qt.MouseButton.RightButton
                self._begin_stroke(at, self._eraser or other_end or right, width)
            case QEvent.Type.TabletMove:
                self._continue_stroke(at, width)
            case QEvent.Type.TabletRelease:
                self._end_stroke()
        event.accept()  # otherwise Qt sends the same as a mouse event

    def event(self, event: QEvent) -> bool:
        # Ctrl+Z here takes back a stroke, not an edit of the project: the canvas claims the key before the menu.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif _is_redo(event):
            self.redo()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            self.clear()
        elif key in _ARROWS and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move_pen(_ARROWS[key])
        elif key == Qt.Key.Key_Space:
            self._toggle_pen()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._end_stroke()
        super().focusOutEvent(event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Space)
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier and event.key() in keys
        return plain or event.matches(QKeySequence.StandardKey.Undo) or _is_redo(event)

    def _move_pen(self, direction: QPointF) -> None:
        self._by_keys = True
        moved = self._pen_at + direction * _KEY_STEP
        self._pen_at = QPointF(min(max(moved.x(), 0), SIDE), min(max(moved.y(), 0), SIDE))
        self._continue_stroke(self._pen_at, self._width)
        self.update()

    def _toggle_pen(self) -> None:
        self._by_keys = True
        if self._stroke is None:
            self._begin_stroke(self._pen_at, self._eraser, self._width)
        else:
            self._end_stroke()
        self.update()


def _blank() -> QImage:
    sheet = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    sheet.fill(0)
    return sheet


def _is_redo(event: QKeyEvent) -> bool:
    control = Qt.KeyboardModifier.ControlModifier
    return event.matches(QKeySequence.StandardKey.Redo) or (
        event.key() == Qt.Key.Key_Y and event.modifiers() == control
    )


_COLOURS = tuple(QColor(_INK.red(), _INK.green(), _INK.blue(), step).rgba() for step in range(256))
"""The ink, from none, where the paper shows, to full."""
