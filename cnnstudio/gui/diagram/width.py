"""The question how wide a PNG is to be."""

from PySide6.QtWidgets import QInputDialog, QWidget

from cnnstudio.core.diagram import Drawing
from cnnstudio.core.language import tr
from cnnstudio.gui.diagram.painting import NARROWEST, widest
from cnnstudio.gui.widgets.number_question import number_question

_PRINTED_AT = 300 / 96
_STEP = 100


def ask_width(parent: QWidget, drawing: Drawing) -> int | None:
    """The width of a PNG of this drawing in pixels; None when the person thought better of it."""
    dialog = width_dialog(parent, drawing)
    agreed = dialog.exec()
    dialog.deleteLater()
    return dialog.intValue() if agreed else None


def width_dialog(parent: QWidget, drawing: Drawing) -> QInputDialog:
    """Asks for whole pixels, as many as the drawing can have."""
    most = widest(drawing)
    question = tr("Width in pixels (300 dots per inch, as for printing):")
    span, value = (min(NARROWEST, most), most), round(drawing.width * _PRINTED_AT)
    dialog = number_question(parent, "build.diagram.width", "PNG", question, span, value, tr("Save"))
    dialog.setIntStep(_STEP)
    return dialog
