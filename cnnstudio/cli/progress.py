"""How far the engine is, on standard error: a bar on a terminal, lines elsewhere."""

import time
from collections.abc import Callable
from typing import TextIO

from cnnstudio.cli.loading import LoadingLine
from cnnstudio.core.messages import (
    BatchEnded,
    EngineState,
    EpochEnded,
    Event,
    Finished,
    LoadingProgress,
    Started,
    ValidationBatchEnded,
)
from cnnstudio.core.preprocessing import summary
from cnnstudio.core.run import Epoch
from cnnstudio.data import watch

_BAR = 24
_PER_SECOND = 10


class Progress:
    """Reads the engine's events and shows them; a stream nobody reads any more is not written to again.

    Args:
        clock: Seconds, for how often the bar is drawn anew.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._live = stream.isatty()
        self._loading = LoadingLine(stream, clock)
        self._broken = False
        self._epochs = 0
        self._drawn = -1.0
        self._width = 0

    def show(self, event: Event) -> None:
        """Shows one event, where it has something to say."""
        if isinstance(event, LoadingProgress):
            self._loading.show(watch.Progress(event.what, event.done, event.total))
            return
        self._loading.close()
        match event:
            case EngineState(ready=False, text=text):
                self._line(text)
            case Started():
                self._epochs = event.epochs
                counts = f"{event.training:,} pictures, {event.validation:,} to validate"
                self._line(f"{event.name}: {counts}, {event.file}")
                self._line(f"Pictures prepared: {summary(event.project.preprocessing)}")
            case BatchEnded():
                figures = f"loss {event.loss:.4f}  accuracy {event.accuracy:.4f}"
                self._bar(event.epoch, event.batch, event.batches, figures)
            case ValidationBatchEnded():
                self._bar(event.epoch, event.batch, event.batches, "validating")
            case EpochEnded():
                self._line(self._epoch(event.epoch))
            case Finished():
                self._line(_finished(event))

    def _epoch(self, epoch: Epoch) -> str:
        return (
            f"Epoch {epoch.number}/{self._epochs}  {epoch.seconds:.1f} s  "
            f"loss {epoch.loss:.4f}  accuracy {epoch.accuracy:.4f}  "
            f"validation loss {epoch.val_loss:.4f}  accuracy {epoch.val_accuracy:.4f}"
        )

    def _bar(self, epoch: int, batch: int, batches: int, figures: str) -> None:
        if not self._live or (self._clock() - self._drawn < 1 / _PER_SECOND and batch < batches):
            return
        self._drawn = self._clock()
        full = _BAR * batch // max(batches, 1)
        text = f"Epoch {epoch}/{self._epochs} [{'#' * full}{'.' * (_BAR - full)}] {batch}/{batches}  {figures}"
        self._write(f"\r{text.ljust(self._width)}")
        self._width = len(text)

    def _line(self, text: str) -> None:
        erased = f"\r{' ' * self._width}\r" if self._width else ""
        self._width = 0
        self._write(f"{erased}{text}\n")

    def _write(self, text: str) -> None:
        if self._broken:
            return
        encoding = self._stream.encoding or "utf-8"
        try:
            self._stream.write(text.encode(encoding, "replace").decode(encoding))
            self._stream.flush()
        except OSError:
            # The reader of the pipe has gone; that is no reason to lose a training.
            self._broken = True


def _finished(event: Finished) -> str:
    test = f", test accuracy {event.test.accuracy:.4f} ({event.test.misclassified:,} wrong)" if event.test else ""
    best = f", best epoch {event.best_epoch}" if event.best_epoch else ""
    why = f": {event.text}" if event.text else ""
    return f"Run {event.run} {event.status} after {event.epochs} epochs, {event.seconds:.1f} s{best}{test}{why}"
