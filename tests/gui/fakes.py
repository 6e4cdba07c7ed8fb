"""Stand-ins for the engine, so that tests of pages need no TensorFlow."""

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.messages import Request


class FakeBridge(QObject):
    """Writes down what is asked; the test answers by emitting ``event``."""

    event = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Request] = []
        self.stops = 0
        self.dropped: list[int] = []
        self.pauses = 0
        self.goings_on = 0
        self.can_restart = True
        self.restarts = 0

    def post(self, request: Request) -> int:
        self.requests.append(request)
        return len(self.requests)

    def stop(self) -> None:
        self.stops += 1

    def drop(self, ticket: int) -> None:
        self.dropped.append(ticket)

    def pause(self) -> None:
        self.pauses += 1

    def go_on(self) -> None:
        self.goings_on += 1

    def restart(self) -> None:
        self.restarts += 1

    def start(self) -> None:
        """Nothing to start."""

    def close(self, patience_ms: int = -1) -> bool:
        return True
