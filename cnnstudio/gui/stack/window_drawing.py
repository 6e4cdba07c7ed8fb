"""A window's steps over its input, drawn to scale: edges, holes, the first and last steps, and what is left over."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.core.language import local, tr, tr_in
from cnnstudio.core.sliding import Axis
from cnnstudio.gui.theme import Theme, theme_of

_LEAST_CELL = 7.0
_LARGEST_CELL = 16.0
_STEP_HEIGHT = 9.0
_STEP_GAP = 3.0
_STRIP_GAP = 12
_BREAK = 2
"""How many cells wide the gap is where the middle of a long input is left out."""


@dataclass(frozen=True)
class Stretch:
    """Neighbouring indices that are drawn, both included; below 0 and from the length on they lie outside."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def stretches(axis: Axis, cells: int) -> tuple[Stretch, ...]:
    """What of an axis is drawn in ``cells`` cells: all of it, or both of its ends with a gap between."""
    low, high = -max(axis.before, 0), axis.length - 1 + max(axis.after, 0)
    whole = Stretch(low, high)
    if whole.length <= cells:
        return (whole,)
    room = cells - _BREAK
    last = axis.reads(max(axis.outputs - 1, 0))
    wanted = high - last.start + 2
    tail = min(max(wanted, room // 3), room // 2)
    return Stretch(low, low + room - tail - 1), Stretch(high - tail + 1, high)


class WindowDrawing(QWidget):
    """One strip for the rows and one for the columns, or one for both where they are alike."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("build.window_drawing")
        self.setAccessibleName(tr("How the window moves"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._strips: tuple[tuple[str, Axis], ...] = ()
        self._family = "convolution"

    @property
    def strips(self) -> tuple[tuple[str, Axis], ...]:
        """The strips that are drawn, each with its words."""
        return self._strips

    def show_axes(self, axes: tuple[Axis, Axis] | None, family: str, words: str) -> None:
        """Draws another window in its family's colour; hides without one. ``words`` tell a screen reader the same."""
        self._family = family
        if axes is None:
            self._strips = ()
        elif axes[0] == axes[1]:
            self._strips = ((tr("Rows and columns"), axes[0]),)
        else:
            self._strips = ((tr("Rows"), axes[0]), (tr("Columns"), axes[1]))
        self.setVisible(bool(self._strips))
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.update()

    # Private

    def _strip_height(self) -> int:
        moves = any(_moves(axis) for _, axis in self._strips)
        steps = 3 * (_STEP_HEIGHT + _STEP_GAP) if moves else 0
        return round(self.fontMetrics().height() * 2 + _LARGEST_CELL + steps + 8)

    def _paint_strip(self, painter: QPainter, theme: Theme, top: float, title: str, axis: Axis) -> None:
        metrics = self.fontMetrics()
        label_room = (
            metrics.horizontalAdvance(tr_in("step", "last")) + 8 if any(_moves(each) for _, each in self._strips) else 2
        )
        room = self.width() - label_room - 2
        shown = stretches(axis, max(int(room / _LEAST_CELL), 8))
        count = sum(each.length for each in shown) + _BREAK * (len(shown) - 1)
        scale = _Scale(shown, min(float(int(room / count)), _LARGEST_CELL), label_room)
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRectF(0, top, self.width(), metrics.height()), Qt.AlignmentFlag.AlignLeft, title)
        top += metrics.height() + 2
        self._paint_cells(painter, theme, top, axis, scale)
        self._paint_numbers(painter, theme, top + _LARGEST_CELL + 1, axis, scale)
        top += _LARGEST_CELL + metrics.height() + 4
        for number, (name, step) in enumerate(_steps(axis) if _moves(axis) else []):
            place = top + number * (_STEP_HEIGHT + _STEP_GAP)
            self._paint_step(painter, theme, place, axis.reads(step), scale, name)

    def _paint_cells(self, painter: QPainter, theme: Theme, top: float, axis: Axis, scale: "_Scale") -> None:
        unused = [index for first, last in axis.unused() for index in range(first, last + 1)]
        left_out = set(unused)
        for index in scale.indices():
            cell = scale.cell(index, top, _LARGEST_CELL)
            inside = 0 <= index < axis.length
            if inside:
                painter.fillRect(cell, theme.colour("button"))
            if index in left_out:
                painter.fillRect(cell, QBrush(theme.colour("warning"), Qt.BrushStyle.BDiagPattern))
            colour = theme.colour("muted")
            painter.setPen(QPen(colour, 1, Qt.PenStyle.SolidLine if inside else Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell)
        for place in scale.breaks():
            painter.setPen(theme.colour("text"))
            painter.drawText(QRectF(place, top, scale.cell_width * _BREAK, _LARGEST_CELL), _CENTRE, "…")

    def _paint_numbers(self, painter: QPainter, theme: Theme, top: float, axis: Axis, scale: "_Scale") -> None:
        """The first and the last number of the input, under their cells."""
        painter.setPen(theme.colour("muted"))
        for index in (0, axis.length - 1):
            text = local(f"{index + 1:,}")
            width = self.fontMetrics().horizontalAdvance(text) + 4
            middle = scale.cell(index, top, 1).center().x()
            left = min(max(middle - width / 2, 0), self.width() - width)
            painter.drawText(QRectF(left, top, width, self.fontMetrics().height()), _CENTRE, text)
            if axis.length * scale.cell_width < 2 * width:
                return

    def _paint_step(
        self, painter: QPainter, theme: Theme, top: float, reads: range, scale: "_Scale", name: str
    ) -> None:
        colour = theme.family(self._family)
        drawn = [scale.cell(index, top, _STEP_HEIGHT) for index in reads if scale.has(index)]
        painter.setPen(theme.colour("muted"))
        line = QRectF(0, top - 4, scale.left - 6, _STEP_HEIGHT + 8)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        if not drawn:
            return
        painter.setPen(QPen(colour, 1))
        middle = top + _STEP_HEIGHT / 2
        painter.drawLine(drawn[0].center().x(), middle, drawn[-1].center().x(), middle)
        for cell in drawn:
            painter.fillRect(cell.adjusted(1, 0, 0, 0), colour)

    # What Qt calls

    def sizeHint(self) -> QSize:
        count = len(self._strips)
        return QSize(200, count * self._strip_height() + max(count - 1, 0) * _STRIP_GAP)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        for number, (title, axis) in enumerate(self._strips):
            self._paint_strip(painter, theme, number * (self._strip_height() + _STRIP_GAP), title, axis)


_CENTRE = Qt.AlignmentFlag.AlignCenter


def _moves(axis: Axis) -> bool:
    """Whether there is a window to draw, and not only edges that are added or cut off."""
    return axis.size > 1 or axis.stride > 1


def _steps(axis: Axis) -> list[tuple[str, int]]:
    """The first, second and last step, as far as there are so many."""
    last = axis.outputs - 1
    named = [(tr_in("step", "1st"), 0), (tr_in("step", "2nd"), 1)]
    return [each for each in named if each[1] <= last] + ([(tr_in("step", "last"), last)] if last > 1 else [])


class _Scale:
    """Where each index lies on the screen."""

    def __init__(self, shown: tuple[Stretch, ...], cell_width: float, left: float) -> None:
        self._shown, self.cell_width, self.left = shown, cell_width, left

    def indices(self) -> list[int]:
        """Every index that is drawn."""
        return [index for each in self._shown for index in range(each.first, each.last + 1)]

    def has(self, index: int) -> bool:
        """Whether an index is drawn."""
        return any(each.first <= index <= each.last for each in self._shown)

    def cell(self, index: int, top: float, height: float) -> QRectF:
        """The place of one index, also of one that is left out: at the gap."""
        place = self.left
        for each in self._shown:
            if index <= each.last:
                place += max(index - each.first, -_BREAK / 2) * self.cell_width
                break
            place += (each.length + _BREAK) * self.cell_width
        return QRectF(place, top, self.cell_width, height)

    def breaks(self) -> list[float]:
        """Where the gaps begin."""
        found, place = [], self.left
        for each in self._shown[:-1]:
            place += each.length * self.cell_width
            found.append(place)
            place += _BREAK * self.cell_width
        return found
