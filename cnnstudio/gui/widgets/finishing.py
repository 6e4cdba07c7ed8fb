"""What is being typed is taken before something is done with all that stands in the fields."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QWidget
from shiboken6 import isValid


def finish_typing(window: QWidget) -> None:
    """Has the field of ``window`` that is typed in speak as if the keyboard went elsewhere; it stays there.

    Numbers and texts speak when they are finished, by Enter or by going elsewhere. A shortcut as Ctrl+R moves no
    keyboard: the project would be trained as it was before the number that stands in the field.
    """
    field = window.focusWidget()
    if not isinstance(field, QLineEdit | QAbstractSpinBox):
        return
    other = Qt.FocusReason.OtherFocusReason
    # Sent, for a window that is not the active one has a field like that too, and nothing to take away from it.
    QApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusOut, other))
    if isValid(field) and field.hasFocus():
        QApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusIn, other))
