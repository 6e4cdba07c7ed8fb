"""Horizontal bars with a name and a number each: probabilities of classes, or the numbers a layer gives out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.gui.theme import Theme, theme_of

_LEAST_ROW, _MOST_ROW = 16, 52


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
        self._low, self._high = 0.0, 1.0
        self._pointed: int | None = None

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown, top to bottom."""
        return self._bars

    def show_bars(self, bars: Sequence[Bar], best: int | None = None, low: float = 0.0, high: float = 1.0) -> None:
        """Shows ``bars`` on a scale from ``low`` (0 or less) to ``high``; ``best`` is the one that stands out."""
        resized = len(bars) != len(self._bars)
        self._bars, self._best, self._low, self._high = tuple(bars), best, min(low, 0.0), max(high, low + 1e-9)
        self.setAccessibleDescription(", ".join(f"{bar.label}: {bar.words}" for bar in bars[:20] if bar.words))
        if resized:
            self.setMinimumHeight(len(bars) * _LEAST_ROW)
            self.updateGeometry()
        self.update()

    def bar_at(self, y: float) -> int | None:
        """Which bar lies at this height."""
        index = int(y // self._step()) if self._bars and y >= 0 else len(self._bars)
        return index if index < len(self._bars) else None

    def point_at(self, index: int | None) -> None:
        """Frames a bar, or none."""
        if index != self._pointed:
            self._pointed = index
            self.update()

    def _step(self) -> float:
        return min(self.height() / len(self._bars), _MOST_ROW)

    def sizeHint(self) -> QSize:
        return QSize(240, len(self._bars) * 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_of(self.palette())
        metrics = QFontMetrics(self.font())
        left = min(max(metrics.horizontalAdvance(bar.label) for bar in self._bars) + 12, self.width() // 3)
        words = ("100.0 %", *(bar.words for bar in self._bars))
        right = max(map(metrics.horizontalAdvance, words)) + 20
        step = self._step()
        for index, bar in enumerate(self._bars):
            row = QRectF(left, index * step, self.width() - left - right, step)
            self._paint_row(painter, theme, row, bar, index == self._best)
            if index == self._pointed:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour("accent"), 2))
                painter.drawRoundedRect(QRectF(1, row.top() + 1, self.width() - 2, step - 2), 4, 4)
        if self.hasFocus() and self._pointed is None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_row(self, painter: QPainter, theme: Theme, row: QRectF, bar: Bar, best: bool) -> None:
        font = QFont(self.font())
        font.setBold(best)
        painter.setFont(font)
        label = QFontMetrics(font).elidedText(bar.label, Qt.TextElideMode.ElideRight, int(row.left()) - 8)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour("text"))
        before = QRectF(0, row.top(), row.left() - 8, row.height())
        painter.drawText(before, middle | Qt.AlignmentFlag.AlignRight, label)
        painter.setPen(theme.colour("text" if best else "muted"))
        after = QRectF(row.right() + 8, row.top(), self.width() - row.right() - 8, row.height())
        painter.drawText(after, middle | Qt.AlignmentFlag.AlignLeft, bar.words)
        height = min(row.height() - 6, 24)
        track = QRectF(row.left(), row.center().y() - height / 2, row.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.grid))
        painter.drawRoundedRect(track, 3, 3)
        zero, end = (self._place(value, track) for value in (0.0, bar.value))
        if abs(end - zero) >= 0.5:
            painter.setBrush(QColor(theme.accent if best else theme.input))
            filled = QRectF(min(zero, end), track.top(), abs(end - zero), height)
            painter.drawRoundedRect(filled, min(3, filled.width() / 2), 3)

    def _place(self, value: float, track: QRectF) -> float:
        share = (value - self._low) / (self._high - self._low)
        return track.left() + (min(max(share, 0.0), 1.0) * track.width() if math.isfinite(share) else 0.0)
