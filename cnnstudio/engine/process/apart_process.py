"""One process of the engine that is apart from the window, and the threads here that talk to it."""

import multiprocessing
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Event
from cnnstudio.core.program import own_process
from cnnstudio.engine.failures import plain
from cnnstudio.engine.process.how_ended import how_it_ended
from cnnstudio.engine.process.passing import receive, send

Serve = Callable[["Connection[Any, Any]", "Connection[Any, Any] | None"], None]
"""What a process does, given its end of the pipe, and what takes its words to standard error."""

_LINES = 200
"""Of what the process said last."""

_ENDS_WITHIN = 5.0
"""Seconds in which a process that closed its pipe is gone."""


@dataclass(frozen=True, eq=False)
class _Started:
    """A process, our end of its pipe, and what it says on standard error; Windows keeps that where it is."""

    process: SpawnProcess
    pipe: "Connection[Any, Any]"
    said: "Connection[Any, Any] | None"


class ApartProcess:
    """A process with a mailbox, whose methods are called in the order of ``tell``; used once.

    Args:
        work: What it does; a function of a module.
        heard: Called with every event of it, on a thread of its own.
        ended: Called on the same thread when it is gone, told to or not, with how that was.
    """

    def __init__(self, work: Serve, heard: Callable[[Event], None], ended: Callable[[StudioError], None]) -> None:
        self._work, self._heard, self._ended = work, heard, ended
        self._calls: queue.SimpleQueue[tuple[str, tuple[object, ...]] | None] = queue.SimpleQueue()
        self._last_lines: deque[str] = deque(maxlen=_LINES)
        self._process: SpawnProcess | None = None
        self._is_unwanted = False
        self._thread = threading.Thread(target=self._run, name="engine's process")

    def start(self) -> None:
        """Starts it, on a thread: nobody waits for that."""
        self._thread.start()

    def tell(self, name: str, *arguments: object) -> None:
        """Has a method of its mailbox called."""
        self._calls.put((name, arguments))

    def kill(self) -> None:
        """Ends it now, or as soon as it is started."""
        self._is_unwanted = True
        if self._process is not None:
            self._process.kill()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until it is gone and that was told; whether it is."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        with ExitStack() as stack:
            try:
                started = _started(self._work, stack)
            except OSError as error:
                text = tr(
                    "The engine needs a process of its own, which could not be started: {reason}.",
                    reason=error.strerror or error,
                )
                how = StudioError(text, tr("Close other programs and try again."))
            else:
                self._follow(started)
                found = how_it_ended(started.process.exitcode)
                how = StudioError(found.text, found.hint, plain("".join(self._last_lines)).strip())
        self._ended(how)

    def _follow(self, started: _Started) -> None:
        """Talks with it until it is gone."""
        process = self._process = started.process
        if self._is_unwanted:
            process.kill()
        threads = [threading.Thread(target=self._send, args=(started,), name="to the engine's process")]
        if started.said is not None:
            threads.append(threading.Thread(target=self._keep, args=(started.said,), name="words of the engine"))
        for thread in threads:
            thread.start()
        try:
            while (event := _next(started.pipe)) is not None:
                self._heard(event)
        finally:
            process.join(_ENDS_WITHIN)
            process.kill()
            process.join()
            self._calls.put(None)
            for thread in threads:
                thread.join()

    def _send(self, started: _Started) -> None:
        try:
            while (call := self._calls.get()) is not None:
                send(started.pipe, call)
        except OSError:  # it is gone, which who listens says
            return
        except BaseException:  # our mistake: what nobody is told of, nobody is to wait for
            started.process.kill()
            raise

    def _keep(self, said: "Connection[Any, Any]") -> None:
        """Passes on what it says on standard error: the last of it is of use where it has died."""
        with open(said.fileno(), encoding="utf-8", errors="replace", closefd=False) as lines:
            for line in lines:
                self._last_lines.append(line)
                if sys.stderr is not None:  # as on Windows, for a program without a console
                    with suppress(OSError, ValueError):  # its terminal may be gone: reading goes on, or the pipe fills
                        sys.stderr.write(line)


def _started(work: Serve, stack: ExitStack) -> _Started:
    """A fresh process on every system, none that was split off from a program with threads; raises OSError."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    stack.enter_context(ours)
    heard, said = context.Pipe(duplex=False)
    stack.enter_context(heard)
    speaks = sys.platform != "win32"
    process = context.Process(target=work, args=(theirs, said if speaks else None), name="engine", daemon=True)
    with theirs, said:  # the process has its own copies: with these closed, its death ends the pipes
        own_process.start(process)
    return _Started(process, ours, heard if speaks else None)


def _next(pipe: "Connection[Any, Any]") -> Event | None:
    """The next event; None where the process has died, perhaps in the middle of a word."""
    try:
        event: Event = receive(pipe)
    except (EOFError, OSError):
        return None
    return event
