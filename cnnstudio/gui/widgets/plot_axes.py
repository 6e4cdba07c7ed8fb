"""The axes of a plot of curves, and the wheel that zooms along them: whole epochs below, values at the side."""

import re
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsSceneWheelEvent

from cnnstudio.core.language import local
from cnnstudio.gui.widgets.curves import log_ticks

_TICK_ROOM = 24
"""The pixels that a number needs on an upright axis."""

_PLAIN = re.compile(r"([-−]?\d+)(?:([.,])(\d+))?( %)?")
"""0.5, 0,55, 90 %."""


class WheelBox(pg.ViewBox):
    """Zooms along the epochs alone, so that the curves stay in view; with Ctrl along the values."""

    def wheelEvent(self, ev: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        if axis is None:
            axis = 1 if ev.modifiers() & Qt.KeyboardModifier.ControlModifier else 0
        super().wheelEvent(ev, axis=axis)


class EpochAxis(pg.AxisItem):
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


class ValueAxis(pg.AxisItem):
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


def alike_in_digits(texts: Sequence[str]) -> list[str]:
    """Numbers with equally many digits behind the point: pyqtgraph writes 0.5 among 0.55 and 0.45."""
    found = [_PLAIN.fullmatch(text) for text in texts]
    digits = max((len(each[3] or "") for each in found if each), default=0)
    point = next((each[2] for each in found if each and each[2]), "")
    if not point or None in found:
        return list(texts)
    return [f"{each[1]}{point}{(each[3] or '').ljust(digits, '0')}{each[4] or ''}" for each in found if each]
