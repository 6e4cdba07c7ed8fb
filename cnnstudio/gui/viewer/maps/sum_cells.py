"""Where the numbers of a worked sum lie: grids side by side or below each other, in cells in which they can be read."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

from cnnstudio.gui.viewer.maps.telling import Window

SIGN = 14
"""Room for "×" and "=" between grids."""

GAP = 6

_MOST_CELL, _MOST_HIGH = 40, 200
_READABLE, _FLAT = 34, 17
"""The least width of a cell in which numbers can be written, and its height where there are grids to be multiplied: so
patch, kernel and products of 5 × 5 numbers are seen at once."""

_BREAKS: dict[int, tuple[int, ...]] = {1: (), 2: (2,), 3: (1, 2)}
"""Which grids begin a row, where they stand in so many rows."""


@dataclass(frozen=True)
class Cells:
    """How large the cell of each number of a window is, and in how many rows its grids stand."""

    width: float
    height: float
    rows: int

    def places(self, window: Window) -> tuple[QRectF, ...]:
        """Where each grid lies, seen from where the first one begins; left of each further one its sign has room."""
        down, across = window.read.shape
        size = QSizeF(across * self.width, down * self.height)
        found: list[QRectF] = []
        left = top = 0.0
        for number in range(1 if window.weights is None else 3):
            if number in _BREAKS[self.rows]:
                left, top = 0.0, top + size.height() + GAP
            left += SIGN if number else 0
            found.append(QRectF(QPointF(left, top), size))
            left += size.width()
        return tuple(found)

    def height_of(self, window: Window) -> float:
        """How high all grids together are, with the gaps below each row."""
        return self.rows * (window.read.shape[0] * self.height + GAP)


def cells_of(window: Window, room: float) -> Cells:
    """The cells in a place that is ``room`` pixels wide: in as few rows as let numbers be read."""
    rows, columns = window.read.shape
    if window.weights is None:
        side = min(room / columns, _MOST_HIGH / rows, _MOST_CELL)
        return Cells(side, side, 1)
    sides = {
        count: (room - signs * SIGN) / (grids * columns) for count, grids, signs in ((1, 3, 2), (2, 2, 1), (3, 1, 1))
    }
    found = next((count for count, side in sides.items() if side >= _READABLE), None)
    if found is None:
        side = max(min(sides[1], _MOST_CELL), 1.0)
        return Cells(side, side, 1)
    side = min(sides[found], _MOST_CELL)
    return Cells(side, min(side, _FLAT), found)
