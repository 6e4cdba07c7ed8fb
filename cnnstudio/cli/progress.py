"""How far the engine is, on standard error: a bar on a terminal, lines elsewhere."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO

from cnnstudio.cli.loading import LoadingLine
from cnnstudio.core.language import local, tr, tr_count, tr_in
from cnnstudio.core.messages import (
    BatchEnded,
    EngineState,
    EpochEnded,
    Event,
    FileAwaited,
    Finished,
    LoadingProgress,
    Paused,
    Scoring,
    Started,
    ValidationBatchEnded,
    WentOn,
)
from cnnstudio.core.pictures.preprocessing import summary
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.schedules import Constant
from cnnstudio.data import watch

_BAR = 24
_PARTS = {
    "train": tr("the training part"),
    "validation": tr("the validation part"),
    "test": tr("the test part"),
    "all": tr_in("scored", "the pictures"),
}
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
        self._started: set[str] = set()
        self._epochs = 0
        self._plan = Plan()
        self._scoring = ""
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
                # One command may ask the engine twice: it is started only once.
                if text not in self._started:
                    self._line(text)
                self._started.add(text)
            case Started():
                self._begin(event)
            case BatchEnded():
                self._bar(event.epoch, event.batch, event.batches, _figures(event.loss, event.accuracy))
            case ValidationBatchEnded():
                self._bar(event.epoch, event.batch, event.batches, tr("validating"))
            case EpochEnded():
                self._line(self._epoch(event.epoch))
            case Scoring():
                self._score(event)
            case FileAwaited(text=text) if text:
                self._line(text)
            case Paused():
                self._line(tr("Paused"))
            case WentOn():
                self._line(tr("Going on"))
            case Finished():
                self._line(_finished(event))

    def _begin(self, event: Started) -> None:
        self._epochs, self._plan = event.epochs, event.project.plan
        counts = tr_count(
            "{count:,} picture, {validation:,} to validate",
            "{count:,} pictures, {validation:,} to validate",
            event.training,
            validation=event.validation,
        )
        self._line(f"{event.name}: {counts}, {event.file}")
        self._line(tr("Pictures prepared: {summary}", summary=summary(event.project.preprocessing)))
        if event.features:
            self._line(tr("Features: {features}", features=event.features))
        if event.before:
            self._line(tr("It goes on after epoch {number}", number=event.before[-1].number))

    def _epoch(self, epoch: Epoch) -> str:
        further = dict(epoch.more)
        names = [name for name in further if not name.startswith("val_")]
        is_said = epoch.rate is not None and self._changes_rate()
        parts = (
            tr("Epoch {epoch}/{epochs}", epoch=epoch.number, epochs=self._epochs),
            local(f"{epoch.seconds:.1f} s"),
            tr("rate {rate:.3g}", rate=epoch.rate) if is_said else "",
            _figures(epoch.loss, epoch.accuracy) + _further(further, names),
            tr("validation loss {loss:.4f}  accuracy {accuracy:.4f}", loss=epoch.val_loss, accuracy=epoch.val_accuracy)
            + _further(further, names, "val_"),
        )
        return "  ".join(filter(None, parts))

    def _changes_rate(self) -> bool:
        return self._plan.warmup > 0 or not isinstance(self._plan.schedule, Constant)

    def _score(self, event: Scoring) -> None:
        """A bar, or in a pipe one line for each part."""
        if self._live:
            if self._is_due(event.done >= event.total):
                self._show_bar(tr("Scoring {part}", part=_PARTS[event.part]), event.done, event.total, "")
        elif event.part != self._scoring:
            part, count = _PARTS[event.part], event.total
            all_ = tr("Scoring {part}: {count:,}", part=part, count=count)
            pictures = tr_count(
                "Scoring {part}: {count:,} picture", "Scoring {part}: {count:,} pictures", count, part=part
            )
            self._line(all_ if event.part == "all" else pictures)
        self._scoring = event.part

    def _bar(self, epoch: int, batch: int, batches: int, figures: str) -> None:
        if self._live and self._is_due(batch >= batches):
            self._show_bar(
                tr("Epoch {epoch}/{epochs}", epoch=epoch, epochs=self._epochs), batch, batches, f"  {figures}"
            )

    def _is_due(self, at_end: bool) -> bool:
        return at_end or self._clock() - self._drawn >= 1 / _PER_SECOND

    def _show_bar(self, what: str, done: int, total: int, behind: str) -> None:
        self._drawn = self._clock()
        full = _BAR * done // max(total, 1)
        text = f"{what} [{'#' * full}{'.' * (_BAR - full)}] {local(f'{done:,}/{total:,}')}{behind}"
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


def _further(values: Mapping[str, float], names: Sequence[str], before: str = "") -> str:
    return "".join(f"  {name} {local(f'{values[before + name]:.4f}')}" for name in names if before + name in values)


def _figures(loss: float, accuracy: float) -> str:
    return tr("loss {loss:.4f}  accuracy {accuracy:.4f}", loss=loss, accuracy=accuracy)


def _finished(event: Finished) -> str:
    given: dict[str, Any] = {"run": event.run, "seconds": event.seconds}
    match event.status:
        case "finished":
            ended = tr_count(
                "Run {run} finished after {count:,} epoch, {seconds:.1f} s",
                "Run {run} finished after {count:,} epochs, {seconds:.1f} s",
                event.epochs,
                **given,
            )
        case "stopped":
            ended = tr_count(
                "Run {run} stopped after {count:,} epoch, {seconds:.1f} s",
                "Run {run} stopped after {count:,} epochs, {seconds:.1f} s",
                event.epochs,
                **given,
            )
        case _:
            ended = tr_count(
                "Run {run} failed after {count:,} epoch, {seconds:.1f} s",
                "Run {run} failed after {count:,} epochs, {seconds:.1f} s",
                event.epochs,
                **given,
            )
    parts = [ended]
    if event.best_epoch:
        parts.append(tr("best epoch {epoch}", epoch=event.best_epoch))
    if event.test:
        test = event.test
        parts.append(
            tr("test accuracy {accuracy:.4f} ({wrong:,} wrong)", accuracy=test.accuracy, wrong=test.misclassified)
        )
    words = ", ".join(parts)
    return f"{words}: {event.text}" if event.text else words
