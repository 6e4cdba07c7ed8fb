"""The question how wide a PNG is to be."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QInputDialog, QWidget

from cnnstudio.core.diagram import Drawing
from cnnstudio.gui.diagram.painting import NARROWEST, widest

_PRINTED_AT = 300 / 96
_STEP = 100


def ask_width(parent: QWidget, drawing: Drawing) -> int | None:
    """The width of a PNG of this drawing in pixels; None when the person thought better of it."""
    dialog = width_dialog(parent, drawing)
    agreed = dialog.exec()
    dialog.deleteLater()
    return dialog.intValue() if agreed else None


def width_dialog(parent: QWidget, drawing: Drawing) -> QInputDialog:
    """Asks for whole pixels; a plain box, without buttons that make it larger and without another theme's icons."""
    kinds = Qt.WindowType
    plain = kinds.Dialog | kinds.CustomizeWindowHint | kinds.WindowTitleHint | kinds.WindowCloseButtonHint
    dialog = QInputDialog(parent, plain)
    dialog.setObjectName("build.diagram.width")
    dialog.setWindowTitle("PNG")
    dialog.setLabelText("Width in pixels (300 dots per inch, as for printing):")
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    most = widest(drawing)
    dialog.setIntRange(min(NARROWEST, most), most)
    dialog.setIntStep(_STEP)
    dialog.setIntValue(round(drawing.width * _PRINTED_AT))
    dialog.setOkButtonText("Save")
    box = dialog.findChild(QDialogButtonBox)
    for button in box.findChildren(QAbstractButton) if box is not None else ():
        button.setIcon(QIcon())
    return dialog
