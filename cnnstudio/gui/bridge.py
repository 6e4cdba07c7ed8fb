"""The only way between the window and the engine: requests out, events in."""

import sys

from PySide6.QtCore import QObject, QThread, Signal, Slot

from cnnstudio.core.messages import Request
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.process.apart import Apart
from cnnstudio.engine.session import Session
from cnnstudio.files.settings import Engine
from cnnstudio.gui.threads import heap

_SWITCH_S = 0.0002
"""How long a thread may keep Python's lock that the window waits for. It asks for it after many of Qt's calls, so that
with Python's own 5 ms a page took 600 ms to come while something computed in the background, and with this takes 60;
what computes is as fast. Where TensorFlow trains in this process, training would suffer."""


class _Worker(QObject):
    """Lives on the engine thread; its one slot is the session's loop."""

    event = Signal(object)

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__()
        self._session = Session(mailbox, self.event.emit, beside_a_window=True)

    @Slot()
    def serve(self) -> None:
        self._session.run()


class _OnThread:
    """The engine on a thread of this process."""

    def __init__(self, bridge: "Bridge") -> None:
        self.mailbox = Mailbox()
        self._closed = False
        self._thread = QThread(bridge)
        self._thread.setObjectName("engine")
        self._worker = _Worker(self.mailbox)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.serve)
        # Signal to signal: a plain function connected to the worker's signal would run on the engine thread.
        self._worker.event.connect(bridge.event)

    def start(self) -> None:
        if not self._closed:
            self._thread.start()

    def close(self, patience_ms: int) -> bool:
        self._closed = True
        self.mailbox.close()
        self._thread.quit()
        if not self._thread.isRunning():
            return True
        return self._thread.wait() if patience_ms < 0 else self._thread.wait(patience_ms)


class _Relay(QObject):
    """Brings events from the threads of an engine apart to the window's; as with ``_Worker``, signal to signal."""

    event = Signal(object)


class _InProcess:
    """The engine in a process of its own."""

    def __init__(self, bridge: "Bridge") -> None:
        heap.give_back()  # here are no tensors
        sys.setswitchinterval(_SWITCH_S)
        self._relay = _Relay()
        self._relay.event.connect(bridge.event)
        self.mailbox = Apart(self._relay.event.emit)

    def start(self) -> None:
        self.mailbox.start()

    def close(self, patience_ms: int) -> bool:
        return self.mailbox.close(None if patience_ms < 0 else patience_ms / 1000)


class Bridge(QObject):
    """Owns the engine. Panels connect to ``event`` and post requests; nothing here waits but ``close``."""

    event = Signal(object)

    def __init__(self, parent: QObject | None = None, engine: Engine = "thread") -> None:
        """``engine``: where it runs, which nobody else in the window knows."""
        super().__init__(parent)
        self._engine: _OnThread | _InProcess = _InProcess(self) if engine == "process" else _OnThread(self)
        self._mailbox: Mailbox | Apart = self._engine.mailbox

    def start(self) -> None:
        """Starts the engine, and with it TensorFlow; not any more once the bridge is closed."""
        self._engine.start()

    def post(self, request: Request) -> int:
        """Hands the engine a request and returns its ticket, which every event about it carries."""
        return self._mailbox.post(request)

    def stop(self) -> None:
        """Ends everything posted so far, begun or not."""
        self._mailbox.stop()

    def drop(self, ticket: int) -> None:
        """Ends the request with this ticket alone."""
        self._mailbox.drop(ticket)

    def pause(self) -> None:
        """Holds the training among what was posted so far; it says Paused, and WentOn when it goes on."""
        self._mailbox.pause()

    def go_on(self) -> None:
        """Ends a pause."""
        self._mailbox.go_on()

    @property
    def can_restart(self) -> bool:
        """Whether the engine can be ended by force and started anew: a thread cannot be."""
        return isinstance(self._engine, _InProcess)

    def restart(self) -> None:
        """Ends the engine at once, even where it hangs, and starts another; what was asked of it fails in words."""
        if isinstance(self._engine, _InProcess):
            self._engine.mailbox.restart()

    def close(self, patience_ms: int = -1) -> bool:
        """Stops the engine and waits for its end; False when it was still busy after ``patience_ms``."""
        return self._engine.close(patience_ms)
