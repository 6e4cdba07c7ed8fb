"""Widths that grow with the letters and the words, so that neither a larger font nor another language cuts them."""

import math

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton

from cnnstudio.core.language import current

_SAMPLE, _SAMPLE_WIDTH = "Validation share", 96
"""A few words, and how wide they are in the font for which the window is drawn."""

_LONGER = {"de": 1.25}
"""How much longer the words of a language are."""


def labels_width(pixels: int) -> int:
    """How wide a column of labels is that takes ``pixels`` in English."""
    return round(pixels * _LONGER.get(current(), 1.0))


def grown(pixels: int, metrics: QFontMetrics) -> int:
    """As much more than ``pixels`` as the font is wider than the usual one; never less."""
    return max(pixels, math.ceil(pixels * metrics.horizontalAdvance(_SAMPLE) / _SAMPLE_WIDTH))


def widest(button: QAbstractButton, *texts: str) -> int:
    """The width that the button needs to say what it says, or any of these."""
    said, found = button.text(), 0
    for text in (*texts, said):
        button.setText("")  # it works its size out anew only for other words
        button.setText(text)
        found = max(found, button.sizeHint().width())
    return found
