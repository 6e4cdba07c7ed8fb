"""Asks one network about the drawing, as often as it changes; the newest answer counts."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.messages import Cancelled, EngineState, Event, Failed, Follow, Followed, Predict, Predicted, Subject
from cnnstudio.gui.bridge import Bridge


class Asking(QObject):
    """One network's side of the conversation."""

    answered = Signal(object)
    """Predicted, or Followed where the maps were asked for too."""
    failed = Signal(object)
    """Failed."""

    def __init__(self, bridge: Bridge, sender: str, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._sender = bridge, sender
        self._ticket = 0
        self.is_awaited = False
        """Whether an answer is under way; who asked again before it came would never hear one that takes long."""
        self.waiting = "Waiting for the engine…"
        """What there is to say until the first answer comes."""
        bridge.event.connect(self._receive)

    @property
    def has_asked(self) -> bool:
        """Whether it has asked since it forgot."""
        return self._ticket != 0

    def ask(self, subject: Subject, picture: npt.NDArray[np.uint8], *, with_maps: bool) -> None:
        """Asks about a picture of the network's shape; what was asked before counts no more."""
        kind = Follow if with_maps else Predict
        request = kind(sender=self._sender, subject=subject, picture=picture)
        self._ticket, self.is_awaited = self._bridge.post(request), True

    def forget(self) -> None:
        """There is nothing to ask about: an answer under way counts no more."""
        self._ticket, self.is_awaited = 0, False

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if isinstance(event, EngineState):
            self.waiting = "Waiting for the engine…" if event.ready else event.text
        if self._ticket == 0 or event.ticket != self._ticket:
            return
        if isinstance(event, Predicted | Followed | Failed | Cancelled):
            self.is_awaited = False
        if isinstance(event, Predicted | Followed):
            self.answered.emit(event)
        elif isinstance(event, Failed):
            self.failed.emit(event)
