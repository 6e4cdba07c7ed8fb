"""Tells the engine where a project file has gone, and lets go of the old one when it has followed."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Event, Failed, Relocate, Relocated
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document


class Relocations(QObject):
    """Moves on their way to the engine."""

    def __init__(self, document: Document, bridge: Bridge) -> None:
        super().__init__(document)
        self._document, self._bridge = document, bridge
        self._old: dict[int, Path] = {}
        bridge.event.connect(self._receive)

    def relocate(self, old: Path, new: Path) -> None:
        """Asks the engine to write to ``new`` from now on."""
        self._old[self._bridge.post(Relocate(old=str(old), new=str(new)))] = old

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if event.ticket not in self._old or not isinstance(event, Relocated | Failed):
            return
        old = self._old.pop(event.ticket)
        if isinstance(event, Relocated):
            self._document.left(old)
        else:
            self._document.refused.emit(StudioError(event.text, event.hint))
