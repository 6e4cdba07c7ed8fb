"""What the keys 0 to 9 mean where classes are chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


def digit_of(event: QKeyEvent) -> str:
    """The digit that is typed, on whichever keyboard; empty where it is none, or Ctrl or Alt is held."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    digit = event.text()
    return digit if not modifiers and len(digit) == 1 and digit in "0123456789" else ""


def class_of(digit: str, labels: Sequence[str]) -> str:
    """The class that is called so, else of classes with other names the one of that number; empty where none is."""
    if digit in labels:
        return digit
    is_named = int(digit) < len(labels) and not all(label.isdecimal() for label in labels)
    return labels[int(digit)] if is_named else ""
