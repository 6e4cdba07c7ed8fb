"""How far the loading of data is, on standard error: one line that changes on a terminal, few lines elsewhere."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from cnnstudio.cli.stopping import stopped_by_signals
from cnnstudio.core.language import local, tr
from cnnstudio.data.watch import Progress, Watch

_BETWEEN = 0.1
_FIRST_AFTER = 1.0
"""Seconds before anything is said of a piece of work in a pipe: what is quick needs no words."""
_NEXT_AFTER = 10.0
"""Seconds between two lines on the same piece of work in a pipe."""


class LoadingLine:
    """Shows a Progress; may be called from any thread that loads.

    Args:
        clock: Seconds, for how often the line is drawn anew.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._live = stream.isatty()
        self._drawn = float("-inf")
        self._what, self._due = "", float("inf")
        self._width = 0

    def show(self, progress: Progress) -> None:
        """Shows how far it is, where there is something new to say."""
        now = self._clock()
        if self._live:
            if now - self._drawn < _BETWEEN:
                return
            self._drawn = now
            text = _in_words(progress)
            self._write(f"\r{text.ljust(self._width)}")
            self._width = len(text)
        elif progress.what != self._what:
            self._what, self._due = progress.what, now + _FIRST_AFTER
        elif now >= self._due:
            self._due = now + _NEXT_AFTER
            self._write(f"{_in_words(progress)}\n")

    def close(self) -> None:
        """Takes the line away."""
        if self._width:
            self._write(f"\r{' ' * self._width}\r")
            self._width = 0

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        try:
            self._stream.write(text.encode(encoding, "replace").decode(encoding))
            self._stream.flush()
        except OSError:  # nobody reads it any more, which is no reason to end the work
            self._live, self._due = False, float("inf")


def _in_words(progress: Progress) -> str:
    what, done = progress.what, progress.done
    if not progress.total:
        return f"{what}: {local(f'{done:,}')}"
    return tr("{what}: {done:,} of {total:,}", what=what, done=done, total=progress.total)


@contextmanager
def loading(stream: TextIO) -> Iterator[Watch]:
    """A watch for work on data: it shows on ``stream`` how far that is, and Ctrl+C ends it with LoadingStopped."""
    line, stopped = LoadingLine(stream), threading.Event()
    with stopped_by_signals(stopped.set):
        try:
            yield Watch(line.show, stopped.is_set)
        finally:
            line.close()
