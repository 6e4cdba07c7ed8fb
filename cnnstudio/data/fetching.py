"""Fetches one file over the network, whole and verified or not at all."""

import contextlib
import errno
import hashlib
import http.client
import os
import re
import secrets
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from io import BufferedWriter
from pathlib import Path
from typing import IO

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr

_TIMEOUT = 10.0
_CHUNK = 64 * 1024
_STALE_SECONDS = 24 * 3600

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Check = Callable[[Path], None]


@dataclass(frozen=True)
class Piece:
    """One file to be had.

    Attributes:
        digest: "sha256:…" or, where the makers publish no better one, "md5:…", in hexadecimal; "" where they publish
            none: then the file is looked at instead.
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


def _take_it(path: Path) -> None:
    """Finds nothing wrong with a file."""


class _Elsewhere(urllib.error.URLError):
    """The server sends us on to a place that anybody on the way could stand in for."""


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Goes on to addresses of https only."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        """The request to go on with; raises _Elsewhere."""
        if not newurl.lower().startswith("https://"):
            fp.close()
            raise _Elsewhere("not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def fetch_file(
    wanted: Wanted, piece: Piece, target: Path, progress: Progress, cancelled: Cancelled, check: Check = _take_it
) -> None:
    """Puts the file at ``target``, calls ``progress(bytes so far, in all)``; until it is verified it has another name.

    ``in all`` is 0 when the server does not say. Raises StudioError in words when it cannot be had, and
    DownloadCancelled when ``cancelled()`` says so. What was at ``target`` before stays then.

    Args:
        check: Looks at a file without a published checksum; raises StudioError where it is not the right one.
    """
    remove_left(target.parent, re.compile(rf"{re.escape(wanted.name)}-[0-9a-f]{{16}}\.part"))
    file = _open_partial(wanted, target)
    partial = Path(file.name)
    try:
        with file:
            digest = _fetch(wanted, piece, file, progress, cancelled)
        _verify(wanted, piece, digest, lambda: check(partial))
        if cancelled():
            raise _stopped()
        os.replace(partial, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError):
            raise cannot_write(wanted, target, error) from error
        raise


def remove_left(folder: Path, named: re.Pattern[str]) -> None:
    """Removes files and folders with such a name that are a day old: who made them was killed meanwhile."""
    with contextlib.suppress(OSError):  # they only take space
        before = time.time() - _STALE_SECONDS
        for entry in os.scandir(folder):
            if named.fullmatch(entry.name) and entry.stat(follow_symlinks=False).st_mtime < before:
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    os.unlink(entry.path)


def cannot_write(wanted: Wanted, target: Path, error: OSError) -> StudioError:
    """What the operating system said about writing ``target``, in words."""
    if error.errno == errno.ENOSPC:
        text = tr("The disk is full: {title} was not downloaded.", title=wanted.title)
    else:
        text = tr("The file cannot be written: {title} was not downloaded.", title=wanted.title)
    return StudioError(
        text,
        tr("Make room, or make {parent} writable, and try again.", parent=target.parent),
    )


def _stopped() -> DownloadCancelled:
    return DownloadCancelled(tr("The download was stopped."), tr("Nothing was kept."))


def _verify(wanted: Wanted, piece: Piece, digest: str, check: Callable[[], None]) -> None:
    other = StudioError(tr("The downloaded file is not {expected}.", expected=wanted.expected), wanted.by_hand)
    if piece.digest:
        if digest != piece.digest:
            raise other
        return
    try:
        check()
    except StudioError as error:
        raise other from error


def _open_partial(wanted: Wanted, target: Path) -> BufferedWriter:
    """A new file beside the target, which others may read as any file that the person makes."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return (target.parent / f"{wanted.name}-{secrets.token_hex(8)}.part").open("xb")
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
                raise _stopped()
            done += len(chunk)
            if done > piece.most:
                raise StudioError(
                    tr("The server sends more than belongs to {title}.", title=wanted.title), wanted.by_hand
                )
            digest.update(chunk)
            file.write(chunk)
            progress(done, total)
    if done < total:
        raise StudioError(
            tr("The connection broke off after {done:,} of {total:,} bytes.", done=done, total=total), wanted.by_hand
        )
    file.flush()
    os.fsync(file.fileno())
    return f"{kind}:{digest.hexdigest()}"


def _connect(wanted: Wanted, url: str) -> http.client.HTTPResponse:
    hint = wanted.by_hand
    try:
        opener = urllib.request.build_opener(_SafeRedirects)
        response: http.client.HTTPResponse = opener.open(url, timeout=_TIMEOUT)
    except _Elsewhere as error:
        text = tr(
            "The server sends us on to an address that is not safe: {title} was not downloaded.", title=wanted.title
        )
        raise StudioError(text, hint) from error
    except urllib.error.HTTPError as error:
        error.close()
        raise StudioError(
            tr("The server refused to send {title} (HTTP {code}).", title=wanted.title, code=error.code), hint
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise StudioError(
            tr("The server cannot be reached: {title} was not downloaded.", title=wanted.title), hint
        ) from error
    return response


def _receive(wanted: Wanted, response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        words = tr("The connection broke off before all of {title} was there.", title=wanted.title)
        raise StudioError(words, wanted.by_hand) from error
