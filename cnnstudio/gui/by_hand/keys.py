"""Which keys take an edit back and do it again, wherever they are pressed in convolution by hand."""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_CTRL_Y = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y)


def is_undo(event: QKeyEvent) -> bool:
    """Whether the last edit is to be taken back."""
    return event.matches(QKeySequence.StandardKey.Undo)


def is_redo(event: QKeyEvent) -> bool:
    """Whether it is to be done again; Ctrl+Y everywhere, as in the window's own menu."""
    return event.matches(QKeySequence.StandardKey.Redo) or event.keyCombination() == _CTRL_Y
