"""The numbers of a small picture, each written into its own cell."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from cnnstudio.core.language import local

_MOST_CELLS = 1_024
"""More numbers than this nobody reads."""

_SMALLEST, _LARGEST = 8, 15
"""The letters' height in pixels."""

_EDGE = 2
"""Pixels of a cell that stay free at either side."""


def letters_height(font: QFont, numbers: npt.NDArray[Any], scale: float, high: float | None = None) -> int | None:
    """The largest height in pixels in which each number (rows, columns) fits its cell; None where none does.

    Args:
        scale, high: As in ``write_numbers``.
    """
    if numbers.size > _MOST_CELLS:
        return None
    found = _fitting(font, [[short(number) for number in row] for row in numbers], 1, (scale, high or scale))
    return None if found is None else found.pixelSize()


def write_numbers(
    painter: QPainter,
    numbers: npt.NDArray[Any],
    image: QImage,
    scale: float,
    at_most: int = _LARGEST,
    *,
    high: float | None = None,
) -> None:
    """Writes each number over its pixel of ``image``, which is drawn ``scale`` times as large; none where one does not
    fit.

    Args:
        numbers: (rows, columns), or (rows, columns, n): then n lines a cell.
        at_most: The letters' height in pixels is no larger.
        high: As how many pixels each is drawn downwards; None where cells are as high as wide.
    """
    rows, columns = numbers.shape[:2]
    if rows * columns > _MOST_CELLS:
        return
    lines = numbers[:, :, None] if numbers.ndim == 2 else numbers
    words = [["\n".join(map(short, lines[row, column])) for column in range(columns)] for row in range(rows)]
    down = high or scale
    font = _fitting(painter.font(), words, lines.shape[2], (scale, down), at_most)
    if font is None:
        return
    painter.save()
    painter.setFont(font)
    for row in range(rows):
        for column in range(columns):
            painter.setPen(_readable_on(image.pixelColor(column, row)))
            cell = QRectF(column * scale, row * down, scale, down)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, words[row][column])
    painter.restore()


def short(value: float) -> str:
    """A weight in at most six letters: "0.48", "−1.2", "−3e−05"."""
    if not np.isfinite(value):
        return "?"
    size = abs(float(value))
    if size == 0:
        return "0"
    text = f"{size:.2f}" if 0.1 <= size < 10 else f"{size:.3f}" if 1e-3 <= size < 0.1 else f"{size:.3g}"
    if 999.5 <= size < 1e4:
        text = f"{size:.0f}"
    if size < 1e-3 or size >= 1e4:
        digits, exponent = f"{size:.0e}".split("e")
        text = f"{digits}e{int(exponent)}"
    return ("−" if value < 0 else "") + local(text.replace("-", "−"))


def _fitting(
    font: QFont, words: list[list[str]], lines: int, cell: tuple[float, float], at_most: int = _LARGEST
) -> QFont | None:
    """The font in the largest size in which every number fits into its cell, so wide and so high."""
    wide, high = cell
    longest = max((line for row in words for cell in row for line in cell.split("\n")), key=_width)
    for height in range(min(at_most, _LARGEST), _SMALLEST - 1, -1):
        found = QFont(font)
        found.setPixelSize(height)
        metrics = QFontMetricsF(found)
        if metrics.horizontalAdvance(longest) <= wide - 2 * _EDGE and lines * metrics.height() <= high:
            return found
    return None


def _width(word: str) -> float:
    """About how wide, in digits: a minus is wider than one, a point half of it."""
    return len(word) + 0.3 * word.count("−") - 0.5 * (word.count(".") + word.count(","))


def _readable_on(colour: QColor) -> QColor:
    """Black or white, whichever differs more in luminance (WCAG 2.2, relative luminance)."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return QColor("black" if luminance > 0.179 else "white")
