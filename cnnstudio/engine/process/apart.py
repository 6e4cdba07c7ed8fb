"""The engine in a process of its own: takes what a mailbox takes, and survives the death of that process."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import EngineState, Event, Failed, Relocate, Relocated, Request, Settled, Train
from cnnstudio.engine.mailbox import Posted
from cnnstudio.engine.open_requests import OpenRequests
from cnnstudio.engine.process.apart_child import serve
from cnnstudio.engine.process.apart_process import ApartProcess, Serve
from cnnstudio.engine.process.broken_off import break_off, going_on_hint

_GONE = tr("The engine has ended; it starts again when it is needed.")
_AGAIN = tr("It starts again when it is needed.")
_STARTS_ANEW = tr("The engine starts anew…")
_RESTARTED = tr("The engine was restarted.")


class Apart:
    """A mailbox whose requests are answered in another process; none of its methods but ``close`` waits.

    One process at a time, which stays warm from request to request. Where it dies, what was asked of it and is not
    answered fails in words, and the next request starts another: none starts by itself, since what it would be asked
    again might be what ended the last one. It ends with this process, however this one does.

    Args:
        emit: Called with every event, on a thread of its own.
        work: What the process does; a function of a module.
    """

    def __init__(self, emit: Callable[[Event], None], work: Serve = serve) -> None:
        self._emit, self._work = emit, work
        self._lock = threading.Lock()
        self._open = OpenRequests()
        self._last_ticket = 0
        self._is_started = self._is_closed = self._is_restarted = False
        self._state = EngineState(0, False, "", {})
        self._process: ApartProcess | None = self._made()

    def start(self) -> None:
        """Starts the process, and in it TensorFlow; not any more once it is closed."""
        with self._lock:
            if not self._is_closed and not self._is_started and self._process is not None:
                self._is_started = True
                self._process.start()

    def post(self, request: Request) -> int:
        """As ``Mailbox.post``; starts a process where the last one has ended."""
        with self._lock:
            self._last_ticket += 1
            if not self._is_closed:
                process = self._process or self._begun_another()
                self._open.add(self._last_ticket, request)
                process.tell("take_in", Posted(self._last_ticket, request))
            return self._last_ticket

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
            process = self._process
        if process is not None:
            process.kill()

    def restart(self) -> None:
        """Ends the process at once, whatever it is at, and starts another; does nothing before ``start``.

        What was asked fails as where it dies: a run keeps its complete epochs and can be resumed.
        """
        with self._lock:
            if self._is_closed or not self._is_started:
                return
            process, self._is_restarted = self._process, self._process is not None
            if process is None:  # it has ended by itself, and nobody needed it since
                self._begun_another()
        if process is not None:
            process.kill()

    def close(self, patience: float | None = None) -> bool:
        """Ends the process, by force after ``patience`` seconds; True, since it has ended then."""
        with self._lock:
            self._is_closed = True
            process = self._process if self._is_started else None
        if process is not None:
            process.tell("close")
            if not process.wait(patience):
                process.kill()
                process.wait()
        return True

    def _made(self) -> ApartProcess:
        return ApartProcess(self._work, self._hear, self._has_ended)

    def _begun_another(self) -> ApartProcess:
        """In the place of one that is gone; the lock is held."""
        self._process = self._made()
        self._process.start()
        return self._process

    def _tell(self, name: str, *arguments: object) -> None:
        with self._lock:
            if self._process is not None:
                self._process.tell(name, *arguments)

    def _hear(self, event: Event) -> None:
        with self._lock:
            self._open.hear(event)
            if isinstance(event, EngineState) and event.ready:
                self._state = event
        self._emit(event)

    def _has_ended(self, how: StudioError) -> None:
        """The process is gone, told to or not."""
        with self._lock:
            self._process = None
            if self._is_closed:
                return
            left, file, epochs = self._open.take_all(), self._open.file, self._open.epochs
            restarted, self._is_restarted = self._is_restarted, False
            gone = replace(self._state, ready=False, text=_STARTS_ANEW if restarted else _GONE)
        how, rest = (StudioError(_RESTARTED), "") if restarted else (how, _AGAIN)
        told = () if restarted else (Failed(0, how.text, f"{rest} {how.hint}".strip(), how.details),)
        moved = _broken_off(left, file, how) if any(isinstance(each, Train) for each in left.values()) else ()
        # First who ended, then what this means for each who waits: the last word is the most telling one.
        for event in (gone, Settled(0), *told):
            self._emit(event)
        for ticket, request in left.items():
            self._emit(_last_word(ticket, request, moved, epochs, how, rest))
        with self._lock:
            if restarted and self._process is None and not self._is_closed:  # who was told may have asked anew
                self._begun_another()


def _broken_off(left: dict[int, Request], file: str, how: StudioError) -> tuple[Relocate, ...]:
    """Notes in its file how the run under way has ended; gives the moves to another file that were done for it."""
    asked = tuple(each for each in left.values() if isinstance(each, Relocate))
    with contextlib.suppress(StudioError):  # a disk that is gone as well: the file says so when it is used again
        return break_off(file, asked, how.text)
    return ()


def _last_word(
    ticket: int, request: Request, moved: tuple[Relocate, ...], epochs: int, how: StudioError, rest: str
) -> Event:
    """What is answered in the place of a process that is gone; ``rest`` says what becomes of the engine."""
    if isinstance(request, Relocate) and request in moved:
        return Relocated(ticket, request.old, request.new)
    hint = going_on_hint(epochs) if isinstance(request, Train) else rest
    return Failed(ticket, how.text, f"{hint} {how.hint}".strip(), how.details)
