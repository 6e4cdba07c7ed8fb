"""A page on which pictures and saved networks can be dropped, and into which they can be pasted."""

from PySide6.QtCore import QMimeData, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from cnnstudio.gui.files.arrivals import may_hold_something, pasted, saved_network_in


class ReceivingPage(QWidget):
    """Tells what came apart: a saved network is opened, anything else is taken for a picture."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAcceptDrops(True)

    def open_saved(self, path: object) -> None:
        """Opens a saved network by its path."""
        raise NotImplementedError

    def take_picture(self, mime: QMimeData) -> None:
        """Takes a picture, or says that there is none."""
        raise NotImplementedError

    @Slot()
    def paste(self) -> None:
        """Takes what is in the clipboard."""
        self.take(pasted())

    def take(self, mime: QMimeData) -> None:
        """Takes what was dropped or pasted."""
        if network := saved_network_in(mime):
            self.open_saved(network)
        else:
            self.take_picture(mime)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if may_hold_something(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(event.mimeData())
        event.acceptProposedAction()
