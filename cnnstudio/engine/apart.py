"""The engine in a process of its own: takes what a mailbox takes, and survives the death of that process."""

import contextlib
import multiprocessing
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import EngineState, Event, Failed, Relocate, Relocated, Request, Settled, Train
from cnnstudio.engine.apart_child import serve
from cnnstudio.engine.broken_off import break_off, going_on_hint, last_words
from cnnstudio.engine.failures import plain
from cnnstudio.engine.how_ended import how_it_ended
from cnnstudio.engine.mailbox import Posted
from cnnstudio.engine.open_requests import OpenRequests, moves
from cnnstudio.engine.passing import receive, send

_LINES = 40
"""Of what the process said last."""

_GONE = "The engine has ended; it starts again when it is needed."

_NO_PROCESS = "The engine needs a process of its own, which could not be started"

Serve = Callable[["Connection[Any, Any]", "Connection[Any, Any] | None"], None]


class Apart:
    """A mailbox whose requests are answered in another process; no method but ``close`` waits for it.

    One process at a time, which stays warm from request to request. Where it dies, whatever was asked and is not
    answered fails in words, and the next request starts another. It ends with this process, however this one does.

    Args:
        emit: Called with every event, on a thread of its own.
        work: What the process does; a function of a module.
    """

    def __init__(self, emit: Callable[[Event], None], work: Serve = serve) -> None:
        self._emit, self._work = emit, work
        self._lock = threading.Lock()
        self._open = OpenRequests()
        self._last_ticket = 0
        self._is_started = self._is_closed = False
        self._child: _Child | None = self._made()

    def start(self) -> None:
        """Starts the process, and in it TensorFlow; not any more once it is closed."""
        with self._lock:
            if not self._is_closed and not self._is_started and self._child is not None:
                self._is_started = True
                self._child.start()

    def post(self, request: Request) -> int:
        """As ``Mailbox.post``; starts a process where the last one has ended."""
        with self._lock:
            self._last_ticket += 1
            ticket = self._last_ticket
            if not self._is_closed:
                if self._child is None:
                    self._child = self._made()
                    self._child.start()
                self._open.add(ticket, request)
                self._child.tell("take_in", Posted(ticket, request))
            return ticket

    def stop(self) -> None:
        """As ``Mailbox.stop``."""
        self._tell("stop")

    def drop(self, ticket: int) -> None:
        """As ``Mailbox.drop``."""
        self._tell("drop", ticket)

    def pause(self) -> None:
        """As ``Mailbox.pause``."""
        self._tell("pause")

    def go_on(self) -> None:
        """As ``Mailbox.go_on``."""
        self._tell("go_on")

    def kill(self) -> None:
        """Ends the process at once, whatever it is at; what was asked fails, and the next request starts another."""
        with self._lock:
            child = self._child
        if child is not None:
            child.kill()

    def close(self, patience: float | None = None) -> bool:
        """Ends the process, by force after ``patience`` seconds; True, since it has ended then."""
        with self._lock:
            self._is_closed = True
            child = self._child if self._is_started else None
        if child is not None:
            child.tell("close")
            if not child.wait(patience):
                child.kill()
                child.wait()
        return True

    def _tell(self, name: str, *arguments: object) -> None:
        with self._lock:
            if self._child is not None:
                self._child.tell(name, *arguments)

    def _made(self) -> "_Child":
        return _Child(self._work, self._hear, self._has_ended)

    def _hear(self, event: Event) -> None:
        with self._lock:
            self._open.hear(event)
        self._emit(event)

    def _has_ended(self, how: StudioError) -> None:
        """The process is gone, told to or not."""
        with self._lock:
            self._child = None
            open_, file, epochs = self._open.take_all(), self._open.file, self._open.epochs
            if self._is_closed:
                return
        self._emit(EngineState(0, False, _GONE, {}))
        is_training = any(isinstance(request, Train) for request in open_.values())
        moved: list[str] = []
        if is_training:
            with contextlib.suppress(StudioError):  # a disk that is gone as well
                moved = break_off(file, moves(open_, file), how.text)
        self._emit(Settled(0))
        self._emit(Failed(0, how.text, how.hint, how.details))
        for ticket, request in open_.items():
            self._emit(_answer(ticket, request, moved, epochs, how))


class _Child:
    """One process, and the threads of this one that talk to it."""

    def __init__(self, work: Serve, heard: Callable[[Event], None], ended: Callable[[StudioError], None]) -> None:
        self._work, self._heard, self._ended = work, heard, ended
        self._commands: queue.SimpleQueue[tuple[str, tuple[object, ...]] | None] = queue.SimpleQueue()
        self._said: deque[str] = deque(maxlen=_LINES)
        self._process: SpawnProcess | None = None
        self._is_unwanted = False
        self._thread = threading.Thread(target=self._run, name="engine's process")

    def start(self) -> None:
        """Starts it on a thread: the caller does not wait."""
        self._thread.start()

    def tell(self, name: str, *arguments: object) -> None:
        """Has a method of the process's mailbox called, in the order of these calls."""
        self._commands.put((name, arguments))

    def kill(self) -> None:
        """Ends it now, or as soon as it is started."""
        self._is_unwanted = True
        if self._process is not None:
            self._process.kill()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until it has ended and that was told; whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        words, said = context.Pipe(duplex=False) if sys.platform != "win32" else (None, None)
        process = context.Process(target=self._work, args=(theirs, said), name="engine", daemon=True)
        code: int | None = None
        try:
            process.start()
        except OSError as error:
            text, hint = f"{_NO_PROCESS}: {error.strerror or error}.", "Close other programs and try again."
            how: StudioError | None = StudioError(text, hint)
        else:
            how = None
        # The process has its own copies: with these closed, its death ends the pipes.
        for end in (theirs, said):
            if end is not None:
                end.close()
        if how is None:
            code = self._follow(process, ours, words)
        for end in (ours, words):
            if end is not None:
                end.close()
        if how is None:
            told = how_it_ended(code)
            how = StudioError(told.text, told.hint, plain("".join(self._said)).strip())
        self._ended(how)

    def _follow(
        self, process: SpawnProcess, pipe: "Connection[Any, Any]", words: "Connection[Any, Any] | None"
    ) -> int | None:
        """Talks with it until its end; gives its exit code."""
        self._process = process
        if self._is_unwanted:
            process.kill()
        threads = [threading.Thread(target=self._send, args=(pipe,), name="to the engine's process")]
        if words is not None:
            threads.append(threading.Thread(target=self._listen, args=(words,), name="words of the engine's process"))
        for thread in threads:
            thread.start()
        try:
            while (event := _next(pipe)) is not None:
                self._heard(event)
        finally:
            if not self._is_expected_to_end(process):
                process.kill()
            process.join()
            self._commands.put(None)
            for thread in threads:
                thread.join()
        return process.exitcode
