"""How large text is: as the system has it, or larger or smaller by steps, in the whole program at once."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from cnnstudio.files.settings import TEXT_SIZES
from cnnstudio.gui.threads.turns import paint_in_turn
from cnnstudio.gui.widgets.letters import fit_letters


def apply(application: QApplication, percent: int) -> None:
    """Makes all text ``percent`` of the system's size, also where it is shown already."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF(font.pointSizeF() * percent / 100)
    if font.pointSizeF() != application.font().pointSizeF():
        for window in application.topLevelWidgets():
            paint_in_turn(window)  # to lay everything out anew takes as long
        application.setFont(font)
        fit_letters()


def next_size(percent: int, step: int) -> int:
    """The size a step larger (1) or smaller (−1); the same where there is none."""
    beyond = [size for size in TEXT_SIZES if (size > percent if step > 0 else size < percent)]
    return percent if not beyond else min(beyond) if step > 0 else max(beyond)
