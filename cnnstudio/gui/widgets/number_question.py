"""A small box that asks for one whole number."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QInputDialog, QWidget


def number_question(
    parent: QWidget, object_name: str, title: str, question: str, span: tuple[int, int], value: int, agree: str
) -> QInputDialog:
    """A box to show: plain, without buttons that make it larger and without another theme's icons.

    Args:
        span: The least and the greatest number it takes.
        agree: What the button says that takes the number.
    """
    kinds = Qt.WindowType
    plain = kinds.Dialog | kinds.CustomizeWindowHint | kinds.WindowTitleHint | kinds.WindowCloseButtonHint
    dialog = QInputDialog(parent, plain)
    dialog.setObjectName(object_name)
    dialog.setWindowTitle(title)
    dialog.setLabelText(question)
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(*span)
    dialog.setIntValue(value)
    dialog.setOkButtonText(agree)
    box = dialog.findChild(QDialogButtonBox)
    for button in box.findChildren(QAbstractButton) if box is not None else ():
        button.setIcon(QIcon())
    return dialog
