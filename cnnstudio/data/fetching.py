"""Fetches one file over the network, whole and verified or not at all."""

import contextlib
import errno
import hashlib
import http.client
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cnnstudio.core.errors import StudioError

_TIMEOUT = 10.0
_CHUNK = 64 * 1024

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Piece:
    """One file to be had.

    Attributes:
        digest: "sha256:…" or, where the makers publish no better one, "md5:…", in hexadecimal; "" where they publish
            none: then whoever reads the file looks whether it fits.
        most: Bytes after which it cannot be the right one.
    """

    url: str
    digest: str
    most: int


@dataclass(frozen=True)
class Wanted:
    """What a file is for, in the words of a message.

    Attributes:
        name: Of letters that may stand in a file's name.
        title: "MNIST" in "MNIST was not downloaded".
        expected: "the MNIST that was expected".
        by_hand: What to do where it fails.
    """

    name: str
    title: str
    expected: str
    by_hand: str


class DownloadCancelled(StudioError):
    """The person stopped the download; nothing was kept."""


def fetch_file(wanted: Wanted, piece: Piece, target: Path, progress: Progress, cancelled: Cancelled) -> None:
    """Puts the file at ``target``, calls ``progress(bytes so far, in all)``; until it is verified it has another name.

    ``in all`` is 0 when the server does not say. Raises StudioError in words when it cannot be had, and
    DownloadCancelled when ``cancelled()`` says so.
    """
    handle, partial = _open_partial(wanted, target)
    try:
        with os.fdopen(handle, "wb") as file:
            digest = _fetch(wanted, piece, file, progress, cancelled)
        if piece.digest and digest != piece.digest:
            raise StudioError(f"The downloaded file is not {wanted.expected}.", wanted.by_hand)
        os.replace(partial, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(partial)
        if isinstance(error, OSError):
            raise cannot_write(wanted, target, error) from error
        raise


def cannot_write(wanted: Wanted, target: Path, error: OSError) -> StudioError:
    """What the operating system said about writing ``target``, in words."""
    why = "The disk is full" if error.errno == errno.ENOSPC else "The file cannot be written"
    return StudioError(
        f"{why}: {wanted.title} was not downloaded.",
        f"Make room, or make {target.parent} writable, and try again.",
    )


def _open_partial(wanted: Wanted, target: Path) -> tuple[int, str]:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.mkstemp(prefix=f"{wanted.name}-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise cannot_write(wanted, target, error) from error


def _fetch(wanted: Wanted, piece: Piece, file: IO[bytes], progress: Progress, cancelled: Cancelled) -> str:
    """Copies the answer to the file, synced to disk; returns its checksum, of the same kind as the piece's."""
    kind = piece.digest.partition(":")[0] or "sha256"
    digest, done = hashlib.new(kind, usedforsecurity=False), 0
    with _connect(wanted, piece.url) as response:
        length = response.headers.get("Content-Length", "")
        total = int(length) if length.isdecimal() else 0
        while chunk := _receive(wanted, response):
            if cancelled():
                raise DownloadCancelled("The download was stopped.", "Nothing was kept.")
            done += len(chunk)
            if done > piece.most:
                raise StudioError(f"The server sends more than belongs to {wanted.title}.", wanted.by_hand)
            digest.update(chunk)
            file.write(chunk)
            progress(done, total)
    if done < total:
        raise StudioError(f"The connection broke off after {done:,} of {total:,} bytes.", wanted.by_hand)
    file.flush()
    os.fsync(file.fileno())
    return f"{kind}:{digest.hexdigest()}"


def _connect(wanted: Wanted, url: str) -> http.client.HTTPResponse:
    hint = wanted.by_hand
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(url, timeout=_TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        raise StudioError(f"The server refused to send {wanted.title} (HTTP {error.code}).", hint) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise StudioError(f"The server cannot be reached: {wanted.title} was not downloaded.", hint) from error
    return response


def _receive(wanted: Wanted, response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        words = f"The connection broke off before all of {wanted.title} was there."
        raise StudioError(words, wanted.by_hand) from error
