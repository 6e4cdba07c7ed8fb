"""Widths that grow with the letters, so that a larger font does not cut words."""

import math

from PySide6.QtGui import QFontMetrics

_SAMPLE, _SAMPLE_WIDTH = "Validation share", 96
"""A few words, and how wide they are in the font for which the window is drawn."""


def grown(pixels: int, metrics: QFontMetrics) -> int:
    """As much more than ``pixels`` as the font is wider than the usual one; never less."""
    return max(pixels, math.ceil(pixels * metrics.horizontalAdvance(_SAMPLE) / _SAMPLE_WIDTH))
