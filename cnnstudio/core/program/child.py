"""Work in a process of its own: for libraries that hold up every other thread of the program while they work."""

import contextlib
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program import own_process
from cnnstudio.core.program.priority import step_process_back

_Told = TypeVar("_Told")
_Value = TypeVar("_Value")

_EVERY = 0.05
"""Seconds between two looks whether the work is still wanted."""


@dataclass(frozen=True)
class _End:
    """The last that a process says: a value, or why there is none.

    Attributes:
        mistake: The trace of an error that is not a StudioError.
    """

    value: Any = None
    refused: StudioError | None = None
    mistake: str = ""


def run_in_child(
    name: str,
    work: Callable[[Callable[[_Told], None]], _Value],
    tell: Callable[[_Told], None],
    check: Callable[[], None],
) -> _Value:
    """Runs ``work`` in a process that ends with this call, whatever happens; the caller's thread only waits.

    The process is a fresh one on every system (none that was split off from a program with threads), knows nothing of
    the window, and ends by itself where this program dies.

    Args:
        name: What is worked at, for the words where the process dies: "t-SNE".
        work: Called with a function that tells what there is meanwhile, never None. It and all that it holds must be
            picklable: a function of a module, or a ``partial`` of one.
        tell: Told the same, on this thread.
        check: Called about twenty times a second; what it raises kills the process.

    Raises StudioError where the work raises one, or the process dies or cannot be started; RuntimeError with the trace
    for any other error in it.
    """
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(work, writer), name=name, daemon=True)
    with reader:
        with writer:  # the process has its own copy: with this one closed, its death ends the pipe
            _start(process)
        try:
            end = _listen(reader, process.is_alive, tell, check)
            if end is None:
                process.join()
                text = tr("The process that works at {name} has died (code {code}).", name=name, code=process.exitcode)
                raise StudioError(
                    text, tr("There may be too little memory: close other programs, or try it with less.")
                )
        finally:
            process.kill()
            process.join()
    if end.refused is not None:
        raise end.refused
    if end.mistake:
        raise RuntimeError(f"in the process of {name}:\n{end.mistake}")
    value: _Value = end.value
    return value


def _start(process: SpawnProcess) -> None:
    try:
        own_process.start(process)
    except OSError as error:
        text = tr(
            "{name} needs a process of its own, which could not be started: {why}.",
            name=process.name,
            why=error.strerror or error,
        )
        raise StudioError(text, tr("Close other programs and try again.")) from error


def _listen(
    reader: "Connection[Any, Any]", is_alive: Callable[[], bool], tell: Callable[[Any], None], check: Callable[[], None]
) -> _End | None:
    """Passes on what the process says until its last word; None where it died without one."""
    while True:
        check()
        was_alive = is_alive()
        try:
            said = reader.recv() if reader.poll(_EVERY) else None
        except (EOFError, OSError):  # the other end is closed, perhaps in the middle of a word
            return None
        if isinstance(said, _End):
            return said
        if said is not None:
            tell(said)
        elif not was_alive:  # Windows keeps the pipe open where a process dies before it has taken its end
            return None


def _do(work: Callable[[Callable[[Any], None]], Any], writer: "Connection[Any, Any]") -> None:
    """What the process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to all processes of a terminal; the window decides
    threading.Thread(target=_follow, name="end with the program", daemon=True).start()
    step_process_back()
    try:
        end = _End(work(writer.send))
    except StudioError as error:
        end = _End(refused=error)
    except MemoryError:
        end = _End(
            refused=StudioError(
                tr("There is not enough memory for this."), tr("Close other programs, or try it with less.")
            )
        )
    except Exception:  # told to the program, which raises it
        end = _End(mistake=traceback.format_exc())
    with contextlib.suppress(OSError):  # nobody listens any more
        writer.send(end)


def _follow() -> None:
    """Ends this process when the program that wanted its work has died."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
