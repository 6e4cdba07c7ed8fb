"""A dialog that never keeps the window for long when it comes."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog

from cnnstudio.gui.threads.turns import paint_in_turn


class Dialog(QDialog):
    """Made and laid out in one turn of the window's thread, and painted in the next."""

    def showEvent(self, event: QShowEvent) -> None:
        """Leaves its first painting to the next turn."""
        super().showEvent(event)
        paint_in_turn(self)
