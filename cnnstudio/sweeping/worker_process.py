"""One worker for a cluster that somebody else runs: kept joined until it is told to end."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.engine.failures import first_line
from cnnstudio.files.own_folder import OwnFolder
from cnnstudio.sweeping.local_cluster import SETTINGS, SIGNALS, quieten
from cnnstudio.sweeping.reaching import Unreachable, reach
from cnnstudio.sweeping.security import Tls, check_address, check_installed, security

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_PATIENCE = "5s"
_BETWEEN_LOOKS = 0.2

_PARTING = 20.0
"""Seconds in which the worker's process is gone."""

_REFUSED = (Unreachable, OSError, ImportError, RuntimeError, ValueError)
"""What is raised where a worker cannot join."""


def serve(
    address: str,
    tls: Tls | None,
    say: Callable[[str], None],
    ended: threading.Event,
    *,
    name: str = "",
    memory: str = "",
) -> None:
    """Trains for whoever uses the scheduler at this address, in a process beside this one, until ``ended`` is set.

    Where the scheduler is not there, or goes, it is tried again for ever. Raises StudioError for what cannot be, as
    where TLS is refused.

    Args:
        say: Is told in words whether it has joined.
        name: Another one for each worker of a scheduler; empty for what Dask calls it.
        memory: "8GB", beyond which the training is ended; empty for as much as there is.
    """
    check_installed()
    import dask

    settings = {**SETTINGS, "distributed.comm.timeouts.connect": _PATIENCE}
    limit = _memory(memory)
    given = {
        "security": security(tls),
        "name": name or None,
        "memory_limit": limit,
        "nthreads": 1,
        "preload": [SIGNALS],
    }
    full = check_address(address, tls)
    quieten()
    say(tr("Looking for {address}.", address=full))
    with (
        dask.config.set(settings),
        OwnFolder("worker") as scratch,
    ):
        given |= {"local_directory": str(scratch.path), "silence_logs": logging.CRITICAL}
        asyncio.run(_stay(full, tls, given, say, ended))


async def _stay(
    address: str, tls: Tls | None, given: dict[str, Any], say: Callable[[str], None], ended: threading.Event
) -> None:
    pause, said = _FIRST_PAUSE, ""
    while not ended.is_set():
        try:
            await _unless_ended(reach(address, tls, given["security"]), ended)
            if ended.is_set():
                return
            async with _joined(address, given, ended) as nanny:
                if not ended.is_set():
                    say(tr("Joined {address}. This computer trains what comes, until Ctrl+C ends it.", address=address))
                pause, said = _FIRST_PAUSE, ""
                while not ended.is_set() and _is_up(nanny):
                    await asyncio.sleep(_BETWEEN_LOOKS)
            words = tr("{address} is gone.", address=address)
        except _REFUSED as error:
            words = tr("{address} cannot be reached. {why}", address=address, why=_cause(error))
        if ended.is_set():
            return
        if words != said:
            say(f"{words} {tr('It is tried again until Ctrl+C ends it.')}")
            said = words
        await _sleep(pause, ended)
        pause = min(_LONGEST_PAUSE, 2 * pause)


@contextlib.asynccontextmanager
async def _joined(address: str, given: dict[str, Any], ended: threading.Event) -> AsyncIterator[Any]:
    """A worker that has joined unless the end came first, in a process that is begun anew where it dies."""
    from distributed import Nanny

    nanny = Nanny(address, **given)
    try:
        await _unless_ended(nanny.start(), ended)
        yield nanny
    finally:
        await asyncio.wait_for(nanny.close(timeout=5), _PARTING)


async def _unless_ended(work: Coroutine[Any, Any, object], ended: threading.Event) -> None:
    """Does it until it is done, or the end comes."""
    doing = asyncio.ensure_future(work)
    try:
        while not ended.is_set() and not doing.done():
            await asyncio.wait([doing], timeout=_BETWEEN_LOOKS)
        if doing.done():
            doing.result()
    finally:
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)


def _is_up(nanny: Any) -> bool:
    """Whether it belongs to the scheduler: it closes where that is lost."""
    return nanny.status.name in ("init", "starting", "running")


async def _sleep(seconds: float, ended: threading.Event) -> None:
    for _ in range(round(seconds / _BETWEEN_LOOKS)):
        if ended.is_set():
            return
        await asyncio.sleep(_BETWEEN_LOOKS)


def _memory(text: str) -> int:
    """Bytes; 0 for no limit. Raises StudioError for what is no size."""
    if not text:
        return 0
    from dask.utils import parse_bytes

    try:
        found = int(parse_bytes(text))
    except ValueError:
        found = 0
    if found < 1_000_000_000:
        raise StudioError(
            tr("“{text}” is not memory enough to train with.", text=text[:20]), tr("Say at least 1GB, as --memory 8GB.")
        )
    return found


def _cause(error: BaseException) -> str:
    """What is behind it, in a sentence: Dask says no more than that it failed."""
    if isinstance(error, Unreachable):
        return str(error)
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{first_line(error).rstrip('.')}."
