"""How fast a run goes, how long it takes, what it learns from, and how much memory this program uses."""

import contextlib
import time
import weakref
from functools import partial

import psutil
from shiboken6 import isValid

from cnnstudio.core import words
from cnnstudio.core.language import local, tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.transferring.features import FEATURES, whence_in_words
from cnnstudio.core.words import capitalised, duration
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads.background import Background
from cnnstudio.gui.widgets.fitting_label import FittingLabel

_BETWEEN_LOOKS = 2.0
"""Seconds between two looks which processes the program has: the list of all of them takes a few milliseconds."""
_NO_RUN = (None, False)


class MemoryUsed:
    """What this program holds, with every process that it has started."""

    def __init__(self) -> None:
        self._own = psutil.Process()
        self._others: list[psutil.Process] = []
        self._looks_at = 0.0

    def bytes(self) -> int:
        """As the system counts it; what two processes share counts in both.

        Not for the GUI thread: it reads a file for each process of the machine, and waits for Python after each of
        them, which took up to half a second beside a training.
        """
        if time.monotonic() >= self._looks_at:
            self._others = self._own.children(recursive=True)
            self._looks_at = time.monotonic() + _BETWEEN_LOOKS
        total = 0
        for process in (self._own, *self._others):
            with contextlib.suppress(psutil.Error):  # it has ended meanwhile
                total += process.memory_info().rss
        return total


class PaceLine(FittingLabel):
    """One line: pictures a second, time so far and to go without pauses, whether features were there, memory."""

    def __init__(self, training_run: TrainingRun, background: Background) -> None:
        """``background``: where the memory is asked for."""
        super().__init__()
        self.setObjectName("train.pace")
        self._training_run, self._background = training_run, background
        self._memory = MemoryUsed()
        self._about: tuple[Run | None, bool] = _NO_RUN
        self._bytes = 0
        self._is_looking = False

    def show_run(self, run: Run | None, live: bool) -> None:
        """Says what is known of this run now; ``live``: it trains at this moment.

        What the memory is comes a moment later.
        """
        self._about = run, live
        if not self._is_looking:
            self._is_looking = True
            take = partial(_take, weakref.ref(self))
            self._background.run(self._memory.bytes, take, lambda _: take(self._bytes))
        self._tell()

    def _tell(self) -> None:
        run, live = self._about
        memory = words.memory(self._bytes) if self._bytes else ""
        if live:
            parts = self._going()
        elif run is not None and run.epochs:
            parts = [
                tr("trained for {time}", time=duration(run.seconds)),
                tr("{time} an epoch", time=_seconds(run.seconds / len(run.epochs))),
            ]
        else:
            parts = []
        told = run.versions.get(FEATURES, "") if run is not None and parts else ""
        whence = [whence_in_words(told)] if told else []
        short = " · ".join([*parts, *whence])
        full = " · ".join([*parts, *whence, *([tr("this program uses {memory}", memory=memory)] if memory else [])])
        tip = tr(
            "Times are without pauses. Memory is what this program holds now, TensorFlow and the pictures included."
        )
        tip += "\n" + tr("Learned from features: {told}.", told=told) if told else ""
        self.say(capitalised(full), " · ".join(filter(None, (short, memory))), tip=tip)

    def take_memory(self, found: int) -> None:
        """Says how much it was found to be, in bytes."""
        self._bytes, self._is_looking = found, False
        self._tell()

    def _going(self) -> list[str]:
        training = self._training_run
        speed, left = training.pictures_per_second, training.seconds_left
        parts = [tr("paused")] if training.is_paused else []
        if speed is not None:
            parts.append(tr("{speed:,.0f} pictures/s", speed=speed))
        parts.append(tr("{time} so far", time=duration(training.seconds)))
        return [*parts, tr("about {time} left", time=duration(left))] if left is not None else parts


def _take(line: "weakref.ref[PaceLine]", found: int) -> None:
    """The line may be gone by then."""
    there = line()
    if there is not None and isValid(there):
        there.take_memory(found)


def _seconds(value: float) -> str:
    return local(f"{value:.2g} s") if value < 10 else duration(value)
