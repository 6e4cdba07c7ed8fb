"""Runs the engine in this process until what was asked is done; Ctrl+C ends it cleanly."""

from collections.abc import Callable, Sequence

from cnnstudio.cli.stopping import stopped_by_signals
from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Cancelled, Event, Failed, Request
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session


class EngineFault(Exception):
    """The engine met an error that has no words for a person: our bug, with its trace."""


class Collector:
    """Keeps every answer and hands it on to the progress line; a failure is raised when the engine has ended."""

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
            case _:
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
