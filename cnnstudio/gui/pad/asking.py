"""Asks one network about the drawing, as often as it changes; every answer is shown that is newer than the last."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnnstudio.core.language import tr
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EngineState,
    EpochEnded,
    Event,
    Failed,
    Follow,
    Followed,
    GetReady,
    Paused,
    Predict,
    Predicted,
    Settled,
    Subject,
)
from cnnstudio.gui.bridge import Bridge

_LIVE_MS = 500


class Asking(QObject):
    """One network's side of the conversation.

    The pen is faster than the engine, which answers the newest question it finds: that one is mostly a little older
    than the drawing by then, and shown all the same.
    """

    answered = Signal(object)
    """Predicted, or Followed where the maps were asked for too."""
    failed = Signal(object)
    """Failed."""
    weights_changed = Signal()
    """What was asked about may have changed where it trains: at most twice a second, one answer after the other."""

    def __init__(self, bridge: Bridge, sender: str, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._sender = bridge, sender
        self._asked: list[int] = []
        """The tickets of what may still be answered, the oldest first; most of them were replaced by the next."""
        self.has_asked = False
        """Whether it has asked since it forgot."""
        self._ready: Subject | None = None
        self._is_training = False
        self._live = QTimer(self, singleShot=True, interval=_LIVE_MS)
        self.waiting = tr("Waiting for the engine…")
        """What there is to say until the first answer comes."""
        bridge.event.connect(self._receive)

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._asked)

    def ask(self, subject: Subject, picture: npt.NDArray[np.uint8], *, with_maps: bool) -> None:
        """Asks about a picture of the network's shape; whoever asks about another subject forgets first."""
        kind = Follow if with_maps else Predict
        self.has_asked = True
        self._asked.append(self._bridge.post(kind(sender=self._sender, subject=subject, picture=picture)))

    def forget(self) -> None:
        """There is nothing to ask about, or another subject: an answer under way counts no more."""
        self.has_asked = False
        self._asked.clear()

    def get_ready(self, subject: Subject) -> None:
        """Has this subject made ready, once, so that its first answer comes at once; never while one trains."""
        if subject != self._ready and not self._is_training:
            self._bridge.post(GetReady(sender=self._sender, subject=subject))
            self._ready = subject

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if isinstance(event, EngineState):
            self.waiting = tr("Waiting for the engine…") if event.ready else event.text
        elif isinstance(event, BatchEnded | EpochEnded | Paused):
            self._is_training = True
            self._look_again(event)
        elif isinstance(event, Settled):
            self._is_training, self._ready = False, None  # the engine lets go of all networks when one has trained
        if event.ticket not in self._asked or not isinstance(event, Predicted | Followed | Failed | Cancelled):
            return
        self._asked = [ticket for ticket in self._asked if ticket > event.ticket]
        if isinstance(event, Predicted | Followed):
            self.answered.emit(event)
        elif isinstance(event, Failed):
            self.failed.emit(event)

    def _look_again(self, event: BatchEnded | EpochEnded | Paused) -> None:
        """Weights have changed; those of a pause stay, and are waited for by nobody."""
        is_soon = self.is_waiting or self._live.isActive()
        if self.has_asked and (isinstance(event, Paused) or not is_soon):
            self._live.start()
            self.weights_changed.emit()
