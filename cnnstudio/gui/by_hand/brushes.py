"""What the tables of a board are drawn with: the theme, and letters as large as fit."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from cnnstudio.gui.theme import Theme

SMALLEST, LARGEST, _HUGE = 8, 18, 26
"""Height of the letters in pixels, in cells as they mostly are and in those of a single row."""

_HIGH = 56
"""Cells that are higher have room for huge letters."""


class Brushes:
    """What is drawn with; it remembers how wide words are, as numbers come again and again."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        self.theme, self.font = theme, font
        self._fonts: dict[int, tuple[QFont, QFontMetricsF]] = {}
        self._widths: dict[tuple[int, str], float] = {}

    def sized(self, size: int) -> tuple[QFont, QFontMetricsF]:
        """The font with letters so many pixels high, and its metrics."""
        if size not in self._fonts:
            font = QFont(self.font)
            font.setPixelSize(size)
            self._fonts[size] = font, QFontMetricsF(font)
        return self._fonts[size]

    def width(self, size: int, text: str) -> float:
        """How wide a text is in that font."""
        key = size, text
        if key not in self._widths:
            self._widths[key] = self.sized(size)[1].horizontalAdvance(text)
        return self._widths[key]

    def fitting(self, text: str, wide: float, high: float) -> int:
        """How high letters may be so that the text fits; 0 where they could not be read."""
        sizes = range(min(_HUGE if high > _HIGH else LARGEST, int(high * 0.4) + 5), SMALLEST - 1, -1)
        return next((size for size in sizes if self.width(size, text) <= wide - 3), 0)

    def cut(self, text: str, wide: float) -> str:
        """As much of a text as fits in the smallest letters."""
        return self.sized(SMALLEST)[1].elidedText(text, Qt.TextElideMode.ElideRight, wide - 3)
