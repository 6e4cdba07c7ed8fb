"""Runs the engine in this process until what was asked is done; Ctrl+C ends it cleanly."""

from collections.abc import Callable, Sequence

from cnnstudio.cli.stopping import stopped_by_signals
from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    Event,
    Failed,
    FileAwaited,
    HealthChecked,
    LoadingProgress,
    NormsMeasured,
    Request,
    Scoring,
    SnapshotTaken,
    ValidationBatchEnded,
)
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session

_PASSING = (
    BatchEnded,
    FileAwaited,
    HealthChecked,
    LoadingProgress,
    NormsMeasured,
    Scoring,
    SnapshotTaken,
    ValidationBatchEnded,
)
"""What only the progress line is for, or the project file keeps: a long training has millions."""


class EngineFault(Exception):
    """The engine met an error that has no words for a person: our bug, with its trace."""


class Collector:
    """Keeps the answers and shows every event on the progress line; a failure is raised when the engine has ended."""

    def __init__(self, show: Callable[[Event], None]) -> None:
        self.answers: list[Event] = []
        self.failure: Failed | None = None
        self.cancelled = False
        self._show = show

    def take(self, event: Event) -> None:
        """Called by the engine with each event."""
        match event:
            case Failed():
                self.failure = self.failure or event
            case Cancelled():
                self.cancelled = True
            case _ if not isinstance(event, _PASSING):
                self.answers.append(event)
        self._show(event)

    def check(self) -> None:
        """Raises what failed: StudioError where there are words for the person, else EngineFault."""
        if self.failure is None:
            return
        # The trace comes with every unexpected error; one with a way out is known all the same.
        if self.failure.details and not self.failure.hint:
            raise EngineFault(f"{self.failure.text}\n{self.failure.details}")
        raise StudioError(self.failure.text, self.failure.hint)


def serve(requests: Sequence[Request], show: Callable[[Event], None]) -> Collector:
    """Everything the engine answered to ``requests``, in their order; raises what failed."""
    mailbox = Mailbox()
    for request in requests:
        mailbox.post(request)
    mailbox.finish()
    collector = Collector(show)
    with stopped_by_signals(mailbox.stop):
        Session(mailbox, collector.take).run()
    collector.check()
    return collector
