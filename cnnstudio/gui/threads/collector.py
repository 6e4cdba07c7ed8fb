"""Python's cyclic garbage collection on the GUI thread, and nowhere else.

The collector runs on whichever thread happens to allocate. Beside a busy engine that is seldom the GUI thread, and a
widget that is collected on another one takes the program down with it.
"""

import gc
import sys

from PySide6.QtCore import QObject, QTimer, Slot

from cnnstudio.core.messages import EngineState, Event, Failed, Settled
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.threads.turns import Turn, in_turn

_LOOK_MS = 500


class Collector(QObject):
    """Takes the collector's place from its making to ``close``: looks twice a second whether there is enough to do."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        self._is_starting, self._was_ready = True, False
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_MS)
        turn = Turn(self)  # what else the window does comes between, which together would keep it for long
        turn.came.connect(self.look)
        self._timer.timeout.connect(turn.start)
        self._timer.start()
        bridge.event.connect(self._receive)

    @Slot()
    def look(self) -> None:
        """Collects the oldest generation that has passed Python's own threshold.

        Not before the engine is ready: until then pages are made and TensorFlow may be imported, whose half a million
        objects are no garbage, and walking them takes 250 ms.
        """
        if self._is_starting:
            return
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in (2, 1, 0) if counts[generation] > thresholds[generation]]
        if due:
            gc.collect(due[0])

    def close(self) -> None:
        """Gives collection back to Python, and to collection what stood when the engine was ready."""
        self._timer.stop()
        if self._was_ready and "tensorflow" not in sys.modules:
            gc.unfreeze()
        if self._was_on:
            gc.enable()

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if isinstance(event, EngineState):
            self._is_starting = not event.ready
            if event.ready and not self._was_ready:
                # The window and its pages stay; with the engine in a process of its own nothing else freezes them, and
                # a collection in the middle of a training would walk them all, 65 ms.
                # What of it is garbage already is little, and looking for it would take as long.
                self._was_ready = True
                gc.freeze()
        elif isinstance(event, Failed) and event.ticket == 0:
            self._is_starting = False  # TensorFlow could not be started
        elif isinstance(event, Settled):
            in_turn(self, self._collect_all)

    def _collect_all(self) -> None:
        if not self._timer.isActive():  # closed meanwhile
            return
        gc.collect()
        if "tensorflow" in sys.modules:
            # It keeps about 12,000 objects of every fit for good; frozen, they cost later collections nothing. With
            # the engine in a process of its own, what is here may be garbage one day.
            gc.freeze()
