"""The workers of a cluster, as the process of a sweep sees them."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.engine.failures import first_line
from cnnstudio.engine.versions import versions
from cnnstudio.files.words import in_words
from cnnstudio.sweeping import worker
from cnnstudio.sweeping.on_dask_errands import Errand
from cnnstudio.sweeping.shipping import Parcel, Shipping

_PIECE = 8 * 2**20
"""Bytes that are sent at once."""


class HandLost(Exception):
    """A worker cannot be reached, or what trained there is gone, as it says in a sentence."""


@dataclass(eq=False)
class Hand:
    """One worker.

    Attributes:
        name: Where it is, in a word.
        fit: Whether it can be used; None while that is not known.
        why_not: Why it cannot be, or what is to be known of it, in words.
    """

    address: str
    name: str = ""
    fit: bool | None = None
    why_not: str = ""
    task: "asyncio.Task[None] | None" = None
    errand: Errand | None = None


class Sender:
    """Gives workers what a job needs beside its project, each once.

    Args:
        client: Dask's.
        shipping: Makes it.
    """

    def __init__(self, client: Any, shipping: Shipping) -> None:
        self._client, self._shipping = client, shipping
        self._token = uuid.uuid4().hex

    async def parcels(self, project: Project) -> tuple[Parcel, ...]:
        """What a worker needs for a project; raises StudioError in words."""
        return await asyncio.to_thread(self._shipping.parcels, project)

    async def send(self, hand: Hand, parcels: tuple[Parcel, ...]) -> None:
        """Gives a worker what is not there yet; raises StudioError in words, and HandLost."""
        if not parcels:
            return
        absent = await self._on(hand, worker.missing, [parcel.digest for parcel in parcels])
        for parcel in parcels:
            if parcel.digest in absent:
                await self._send_one(hand, parcel)

    async def _send_one(self, hand: Hand, parcel: Parcel) -> None:
        path = self._shipping.file(parcel)
        for place in range(0, max(1, parcel.size), _PIECE):
            piece = await asyncio.to_thread(_piece, path, place)
            await self._on(hand, worker.put, self._token, parcel.digest, place, piece)
        if not await self._on(hand, worker.finish, self._token, parcel.digest):
            raise StudioError(
                tr("What was sent to worker {name} came there otherwise.", name=hand.name), tr("Try again.")
            )

    async def _on(self, hand: Hand, function: Callable[..., Any], *given: object) -> Any:
        """What one of our functions gives on a worker; raises what it raises there, and HandLost."""
        found = await self._client.run(function, *given, workers=[hand.address], on_error="return")
        answer = found.get(hand.address)
        if is_lost(answer) or hand.address not in found:
            raise HandLost
        if isinstance(answer, OSError):
            reason = answer.strerror or first_line(answer)
            raise StudioError(
                tr("Worker {name} could not keep what it was sent: {reason}.", name=hand.name, reason=reason),
                tr("Look at its disk."),
            )
        if isinstance(answer, BaseException):
            raise answer
        return answer


def judged(name: str, theirs: dict[str, str]) -> tuple[bool, str]:
    """Whether a worker with these versions can be used, and what is to be known of it."""
    ours = versions()
    if theirs.get("cnnstudio") != ours["cnnstudio"]:
        return False, tr(
            "Worker {name} has CNN Studio {version}, not {ours}, and is not used.",
            name=name,
            version=theirs.get("cnnstudio", tr("another version")),
            ours=ours["cnnstudio"],
        )
    other = [f"{what} {theirs.get(what)}" for what in ("tensorflow", "keras") if theirs.get(what) != ours[what]]
    if not other:
        return True, ""
    return True, tr(
        "Worker {name} has {others}: its figures may differ a little from those of runs here.",
        name=name,
        others=tr(" and ").join(other),
    )


def is_lost(answer: object) -> bool:
    """Whether a call came to nothing because the worker is gone, not because of what it did."""
    from distributed.core import CommClosedError

    return isinstance(answer, CommClosedError | ConnectionError | TimeoutError)


def _piece(path: Path, place: int) -> bytes:
    """Raises StudioError: what this disk refuses is not the worker's fault."""
    try:
        with path.open("rb") as file:
            file.seek(place)
            return bytes(file.read(_PIECE))
    except OSError as error:
        raise in_words(error, path) from error
