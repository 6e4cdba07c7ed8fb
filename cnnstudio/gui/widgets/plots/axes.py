"""The axes of a plot of curves, and the wheel that zooms along them: whole epochs below, values at the side."""

import re
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsSceneWheelEvent

from cnnstudio.core.language import local
from cnnstudio.gui.widgets.plots.curves import log_ticks

_TICK_ROOM = 24
"""The pixels that a number needs on an upright axis."""

_LEAST_ALPHA = 8
"""Of 255: what is fainter is not drawn."""

_PLAIN = re.compile(r"([-−]?\d+)(?:([.,])(\d+))?( %)?")
"""0.5, 0,55, 90 %."""


class WheelBox(pg.ViewBox):
    """Zooms along the epochs alone, so that the curves stay in view; with Ctrl along the values."""

    def wheelEvent(self, ev: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        if axis is None:
            axis = 1 if ev.modifiers() & Qt.KeyboardModifier.ControlModifier else 0
        super().wheelEvent(ev, axis=axis)


class _Axis(pg.AxisItem):
    """Its grid has the colours that pyqtgraph's translucent lines would have on the ground, and no line that is unseen.

    Qt takes ten to twenty times as long for a translucent line, 0.1 ms, and a logarithmic scale has dozens.
    """

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._ground = QColor(Qt.GlobalColor.white)

    def set_ground(self, ground: QColor) -> None:
        """Takes the colour on which the plot is drawn."""
        self._ground = ground
        self.picture = None  # what pyqtgraph has drawn of it

    def generateDrawSpecs(self, p: QPainter) -> Any:
        found = super().generateDrawSpecs(p)
        if found is None:
            return found
        axis, ticks, texts = found
        seen = [(pg.mkPen(pen), *ends) for pen, *ends in ticks if pen.color().alpha() >= _LEAST_ALPHA]
        for pen, *_ in seen:
            pen.setColor(laid_on(pen.color(), self._ground))
        return axis, seen, texts


class EpochAxis(_Axis):
    """Marks whole epochs, as many as there is room for."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        if maxVal - minVal < 1:
            return super().tickValues(minVal, maxVal, size)
        room = max(size / 48, 1)
        step = next(
            factor * 10**power
            for power in range(12)
            for factor in (1, 2, 5)
            if (maxVal - minVal) / (factor * 10**power) <= room
        )
        first = int(-(-minVal // step)) * step
        return [(step, [float(tick) for tick in range(first, int(maxVal) + 1, step)])]


class ValueAxis(_Axis):
    """Plain numbers, percentages, and on a log scale numbers instead of powers."""

    percent = False

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        if not self.logMode:
            return super().tickValues(minVal, maxVal, size)
        return [(1.0, log_ticks(minVal, maxVal, int(size // _TICK_ROOM)))]

    def generateDrawSpecs(self, p: QPainter) -> Any:
        found = super().generateDrawSpecs(p)
        if found is None or self.logMode:
            return found
        axis, ticks, texts = found
        alike = alike_in_digits([text for *_, text in texts])
        return axis, ticks, [(*place, text) for (*place, _), text in zip(texts, alike, strict=True)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return self.logTickStrings(values, scale, spacing)
        if self.percent:
            return [local(f"{100 * value:.6g} %") for value in values]
        return [local(text) for text in super().tickStrings(values, scale, spacing)]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [local(f"{10**value:.3g}") for value in values]


def laid_on(colour: QColor, ground: QColor) -> QColor:
    """What is seen of a translucent colour on an opaque one."""
    part = colour.alphaF()
    pairs = zip(colour.getRgb()[:3], ground.getRgb()[:3], strict=True)
    return QColor(*(round(over * part + under * (1 - part)) for over, under in pairs))


def alike_in_digits(texts: Sequence[str]) -> list[str]:
    """Numbers with equally many digits behind the point: pyqtgraph writes 0.5 among 0.55 and 0.45."""
    found = [_PLAIN.fullmatch(text) for text in texts]
    digits = max((len(each[3] or "") for each in found if each), default=0)
    point = next((each[2] for each in found if each and each[2]), "")
    if not point or None in found:
        return list(texts)
    return [f"{each[1]}{point}{(each[3] or '').ljust(digits, '0')}{each[4] or ''}" for each in found if each]
