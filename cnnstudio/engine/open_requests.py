"""Which requests are still to be answered, told by what was asked and what came back."""

from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EpochEnded,
    Event,
    ExcitingFound,
    Explain,
    Explained,
    Failed,
    FileAwaited,
    Finished,
    HealthChecked,
    LoadingProgress,
    Maximised,
    NormsMeasured,
    Paused,
    Progressed,
    Relocated,
    Request,
    Scoring,
    SnapshotTaken,
    Started,
    Train,
    ValidationBatchEnded,
    WentOn,
)
from cnnstudio.engine.mailbox import is_same_question
from cnnstudio.files.one_file import same_file

_MEANWHILE = (
    *(LoadingProgress, Progressed, Scoring, Started, BatchEnded, ValidationBatchEnded, EpochEnded),
    *(FileAwaited, Paused, WentOn, SnapshotTaken, HealthChecked, NormsMeasured),
)
"""What is told of a request before its answer."""


class OpenRequests:
    """Requests without their last answer, by their tickets, the oldest first; used by one thread at a time.

    Attributes:
        file: Where the run is written that began last, wherever its project was saved since.
        epochs: How many epochs of it are complete.
    """

    def __init__(self) -> None:
        self._open: dict[int, Request] = {}
        self.file, self.epochs = "", 0

    def add(self, ticket: int, request: Request) -> None:
        """Notes what was asked; an older one that it replaces is awaited by nobody."""
        self._open = {old: other for old, other in self._open.items() if not is_same_question(other, request)}
        self._open[ticket] = request
        if isinstance(request, Train):
            self.file, self.epochs = request.file, 0

    def hear(self, event: Event) -> None:
        """Notes what came back."""
        match event:
            case Started():
                self.file, self.epochs = event.file, len(event.before)
            case EpochEnded():
                self.epochs = event.epoch.number
            case Relocated() if same_file(event.old, self.file):
                self.file = event.new
        request = self._open.get(event.ticket)
        if request is not None and _is_last(request, event):
            del self._open[event.ticket]

    def take_all(self) -> dict[int, Request]:
        """What is open; from now on nothing is."""
        found, self._open = self._open, {}
        return found


def _is_last(request: Request, event: Event) -> bool:
    match event:
        case Failed() | Cancelled() | Finished():
            return True
        case Explained():
            return isinstance(request, Explain) and event.method == request.methods[-1]
        case ExcitingFound():
            return event.done
        case Maximised():
            return event.step >= event.steps
    return not isinstance(event, _MEANWHILE)
