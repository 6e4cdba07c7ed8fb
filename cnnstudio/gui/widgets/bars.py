"""Horizontal bars with a name and a number each: probabilities of classes, or the numbers a layer gives out."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.gui.theme import LIGHT, Theme, theme_of
from cnnstudio.gui.widgets.figures.figure import Panel
from cnnstudio.gui.widgets.letters import bold_of

_LEAST_ROW, _MOST_ROW = 16, 52
_FIGURE_WIDTH, _FIGURE_ROW = 520, 26
_FINE = 32
"""A bar that is longer by less than one part of so many of a pixel looks the same."""


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its value, and the value in words."""

    label: str
    value: float
    words: str


class Bars(QWidget):
    """Bars from zero to the right, and to the left for what is below zero; the best one in the accent colour."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._bars: tuple[Bar, ...] = ()
        self._best: int | None = None
        self._low, self._high, self._base = 0.0, 1.0, 0.0
        self._pointed: int | None = None
        self._companion: Bars | None = None
        self._looks: list[Hashable] = []
        """What each bar looked like when they were last shown."""
        self._painted: tuple[float, tuple[int, int]] | None = None
        """How high a row was when they were last painted, and the room beside them."""

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown, top to bottom."""
        return self._bars

    @property
    def pointed(self) -> int | None:
        """The bar with a frame around it."""
        return self._pointed

    def show_bars(
        self, bars: Sequence[Bar], best: int | None = None, low: float = 0.0, high: float = 1.0, base: float = 0.0
    ) -> None:
        """Shows ``bars`` on a scale from ``low`` to ``high``.

        Args:
            best: The one that stands out.
            base: Where they begin; the scale holds it in any case.
        """
        resized = len(bars) != len(self._bars)
        self._bars, self._best, self._base = tuple(bars), best, base
        self._low, self._high = min(low, base), max(high, low + 1e-9)
        self.setAccessibleDescription(", ".join(f"{bar.label}: {bar.words}" for bar in bars[:20] if bar.words))
        if resized:
            self.setMinimumHeight(len(bars) * _LEAST_ROW)
            self.updateGeometry()
            self._update_companion()
        self._update_changed()

    def _update_changed(self) -> None:
        """Has those bars painted anew that look otherwise than before."""
        before, self._looks = self._looks, self._drawing(self.size()).looks()
        is_same_number = len(before) == len(self._looks)
        changed = [index for index, look in enumerate(self._looks) if is_same_number and look != before[index]]
        if not is_same_number or 2 * len(changed) > len(before):
            self.update()  # many small places take longer than one
            return
        for index in changed:
            self.update(self._row(index))

    def _row(self, index: int) -> QRect:
        """Where a bar stands, with all pixels that it has a part in."""
        step = self._step()
        return QRectF(0, index * step, self.width(), step).toAlignedRect()

    def bar_at(self, y: float) -> int | None:
        """Which bar lies at this height."""
        index = int(y // self._step()) if self._bars and y >= 0 else len(self._bars)
        return index if index < len(self._bars) else None

    def middle_of(self, index: int) -> int:
        """The height of the middle of a bar."""
        return round((index + 0.5) * self._step())

    def point_at(self, index: int | None) -> None:
        """Frames a bar, or none."""
        if index != self._pointed:
            self._pointed = index
            self.update()

    def keep_step_with(self, other: "Bars | None") -> None:
        """Has rows no higher than those of other bars, as long as those are in view; None: as high as there is room."""
        self._companion = other
        self.update()

    def _step(self) -> float:
        other = self._companion
        is_beside = other is not None and other.isVisible() and other._bars
        return min(self._room(), other._room()) if is_beside and other is not None else self._room()

    def _room(self) -> float:
        """How high a row may be."""
        return min(self.height() / len(self._bars), _MOST_ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_companion()

    def _update_companion(self) -> None:
        """Its rows may be of another height now."""
        if self._companion is not None:
            self._companion.update()

    def sizeHint(self) -> QSize:
        return QSize(240, len(self._bars) * 28)

    def panel(self) -> Panel:
        """The bars for a figure, as shapes and text on white."""
        size = QSize(_FIGURE_WIDTH, round(len(self._bars) * _FIGURE_ROW))
        drawing = self._drawing(size)
        image = QImage(size, QImage.Format.Format_RGB32)
        return Panel(image, 1, paint=lambda painter: drawing.paint(painter, LIGHT, _FIGURE_ROW), is_framed=False)

    def _drawing(self, size: QSize) -> "_Drawing":
        return _Drawing(self._bars, self._best, self._low, self._high, self._base, size, QFont(self.font()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter, theme, step = QPainter(self), theme_of(self.palette()), self._step()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawing, before = self._drawing(self.size()), self._painted
        self._painted = step, drawing.beside()
        if before not in (None, self._painted):
            self.update()  # all of them, where only some are painted now
        drawing.paint(painter, theme, step, event.region())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._pointed is not None:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(1, self._pointed * step + 1, self.width() - 2, step - 2), 4, 4)
        elif self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


@dataclass(frozen=True, eq=False)
class _Drawing:
    """Bars as they are painted, on the screen or on paper."""

    bars: tuple[Bar, ...]
    best: int | None
    low: float
    high: float
    base: float
    size: QSize
    font: QFont

    def paint(self, painter: QPainter, theme: Theme, step: float, wanted: QRegion | None = None) -> None:
        """Each in a row of this height; with ``wanted``, those that reach into it."""
        left, right = self.beside()
        for index, bar in enumerate(self.bars):
            row = QRectF(left, index * step, self.size.width() - left - right, step)
            if wanted is None or wanted.intersects(QRectF(0, row.top(), self.size.width(), step).toAlignedRect()):
                self._paint_row(painter, theme, row, bar, index == self.best)

    def looks(self) -> list[Hashable]:
        """What each bar looks like: another value where it has to be painted anew."""
        track, shared = QRectF(0, 0, _FINE * self.size.width(), 1), (self.low, self.high, self.base)
        ends = (round(self._place(bar.value, track)) for bar in self.bars)
        return [
            (bar.label, bar.words, index == self.best, end, shared)
            for index, (bar, end) in enumerate(zip(self.bars, ends, strict=True))
        ]

    def beside(self) -> tuple[int, int]:
        """How much room the names at the left have, and the numbers at the right."""
        bold = bold_of(self.font)
        metrics, width = QFontMetrics(bold), self.size.width()  # the best one's name is in bold, any may be it
        words = ("100.0 %", *(bar.words for bar in self.bars))
        right = max(map(metrics.horizontalAdvance, words)) + 12
        names = max(metrics.horizontalAdvance(bar.label) for bar in self.bars) + 12
        # Where there is little room, names are cut before the bars are too short to be compared.
        return min(names, width * 2 // 5, max(width * 11 // 20 - right, width * 3 // 10)), right

    def _paint_row(self, painter: QPainter, theme: Theme, row: QRectF, bar: Bar, best: bool) -> None:
        font = QFont(self.font)
        font.setBold(best)
        painter.setFont(font)
        metrics, room = QFontMetrics(font), int(row.left()) - 8
        is_short = metrics.horizontalAdvance(bar.label) <= room
        label = bar.label if is_short else metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, room)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour("text"))
        before = QRectF(0, row.top(), row.left() - 8, row.height())
        painter.drawText(before, middle | Qt.AlignmentFlag.AlignRight, label)
        painter.setPen(theme.colour("text" if best else "muted"))
        after = QRectF(row.right() + 8, row.top(), self.size.width() - row.right() - 8, row.height())
        painter.drawText(after, middle | Qt.AlignmentFlag.AlignLeft, bar.words)
        height = min(row.height() - 6, 24)
        track = QRectF(row.left(), row.center().y() - height / 2, row.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.grid))
        painter.drawRoundedRect(track, 3, 3)
        zero, end = (self._place(value, track) for value in (self.base, bar.value))
        if abs(end - zero) >= 0.5:
            painter.setBrush(QColor(theme.accent if best else theme.input))
            filled = QRectF(min(zero, end), track.top(), abs(end - zero), height)
            painter.drawRoundedRect(filled, min(3, filled.width() / 2), 3)

    def _place(self, value: float, track: QRectF) -> float:
        share = (value - self.low) / (self.high - self.low)
        return track.left() + (min(max(share, 0.0), 1.0) * track.width() if math.isfinite(share) else 0.0)
