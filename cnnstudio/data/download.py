"""Downloads data sets to where Keras keeps them, whole or not at all."""

import contextlib
import errno
import hashlib
import http.client
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cnnstudio.core.errors import StudioError
from cnnstudio.data import keras_cache
from cnnstudio.data.arrays import cifar
from cnnstudio.data.library import by_hand, datasets_folder
from cnnstudio.data.sources import source as source_of

_TIMEOUT = 10.0
_CHUNK = 64 * 1024
_MEGABYTE = 1024 * 1024

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Piece:
    """One file of a data set.

    Attributes:
        digest: "sha256:…" or, where the makers publish no better one, "md5:…", in hexadecimal.
        most: Bytes after which it cannot be the right one.
    """

    url: str
    digest: str
    most: int


_GOOGLE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
_TORONTO = "https://www.cs.toronto.edu/~kriz"
_CIFAR_100 = Piece(
    f"{_TORONTO}/cifar-100-python.tar.gz",
    "sha256:85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
    256 * _MEGABYTE,
)
_PIECES = {
    "mnist": (
        Piece(
            f"{_GOOGLE}/mnist.npz",
            "sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            64 * _MEGABYTE,
        ),
    ),
    # Keras knows no checksums of these; they are the makers' (https://github.com/zalandoresearch/fashion-mnist).
    "fashion-mnist": tuple(
        Piece(f"{_GOOGLE}/{name}", f"md5:{digest}", 64 * _MEGABYTE)
        for name, digest in zip(
            keras_cache.FASHION,
            (
                "25c81989df183df01b3e8a0aad5dffbe",
                "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                "bb300cfdad3c16e7a12a480ee83cd310",
                "bef4ecab320f06d8554ea6380940ec79",
            ),
            strict=True,
        )
    ),
    "cifar-10": (
        Piece(
            f"{_TORONTO}/cifar-10-python.tar.gz",
            "sha256:6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
            256 * _MEGABYTE,
        ),
    ),
    "cifar-100": (_CIFAR_100,),
    "cifar-100-coarse": (_CIFAR_100,),
}


class DownloadCancelled(StudioError):
    """The person stopped the download; nothing was kept."""


def download(
    source: str, progress: Progress, cancelled: Cancelled, *, url: str | None = None, sha256: str | None = None
) -> Path:
    """Fetches a data set into Keras's cache, calls ``progress(bytes so far, in all)``, returns where it is.

    ``in all`` is 0 when the server does not say. Raises StudioError in words when it cannot be had, and
    DownloadCancelled when ``cancelled()`` says so. Until it is verified a file has another name.

    Args:
        url, sha256: Another place and checksum than the usual, of a data set that is one file.
    """
    kept = keras_cache.kept(source)
    family = cifar.FAMILIES.get(source)
    pieces = _PIECES[source]
    if url or sha256:
        digest = f"sha256:{sha256}" if sha256 else pieces[0].digest
        pieces = (Piece(url or pieces[0].url, digest, pieces[0].most),)
    if family is None:
        _fetch_all(source, pieces, kept.needed, progress, cancelled)
        return kept.place
    # Keras 3 keeps the archive beside the folder it unpacks to, and looks for both.
    place = datasets_folder() / f"{family.folder}-target" / family.folder
    archive = place.parent.with_name(f"{place.parent.name}_archive")
    _fetch_all(source, pieces, (archive,), progress, cancelled)
    try:
        cifar.unpack(archive, place, family)
    except OSError as error:
        raise _cannot_write(source, error) from error
    return place


def _fetch_all(
    source: str, pieces: Sequence[Piece], targets: Sequence[Path], progress: Progress, cancelled: Cancelled
) -> None:
    """Fetches the files one by one; those of several that are there already, whole, are not fetched again."""
    before = 0
    for piece, target in zip(pieces, targets, strict=True):
        several = len(pieces) > 1
        if several and _is_whole(target, piece):
            before += target.stat().st_size
            continue
        # Of several the sum is not known before the last has begun.
        tell = (lambda done, _, before=before: progress(before + done, 0)) if several else progress
        _fetch_file(source, piece, target, tell, cancelled)
        before += target.stat().st_size


def _is_whole(target: Path, piece: Piece) -> bool:
    kind, _, expected = piece.digest.partition(":")
    try:
        with target.open("rb") as file:
            return hashlib.file_digest(file, kind).hexdigest() == expected
    except OSError:
        return False


def _fetch_file(source: str, piece: Piece, target: Path, progress: Progress, cancelled: Cancelled) -> None:
    handle, partial = _open_partial(source, target)
    try:
        with os.fdopen(handle, "wb") as file:
            digest = _fetch(source, piece, file, progress, cancelled)
        if digest != piece.digest:
            raise StudioError(f"The downloaded file is not the {_title(source)} that was expected.", by_hand(source))
        os.replace(partial, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(partial)
        if isinstance(error, OSError):
            raise _cannot_write(source, error) from error
        raise


def _title(source: str) -> str:
    known = source_of(source)
    return known.title.removesuffix(" (full)") if known else source


def _open_partial(source: str, target: Path) -> tuple[int, str]:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.mkstemp(prefix=f"{source}-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise _cannot_write(source, error) from error


def _fetch(source: str, piece: Piece, file: IO[bytes], progress: Progress, cancelled: Cancelled) -> str:
    """Copies the answer to the file, synced to disk; returns its checksum, of the same kind as the piece's."""
    kind = piece.digest.partition(":")[0]
    digest, done = hashlib.new(kind, usedforsecurity=False), 0
    with _connect(source, piece.url) as response:
        length = response.headers.get("Content-Length", "")
        total = int(length) if length.isdecimal() else 0
        while chunk := _receive(source, response):
            if cancelled():
                raise DownloadCancelled("The download was stopped.", "Nothing was kept.")
            done += len(chunk)
            if done > piece.most:
                raise StudioError(f"The server sends more than {_title(source)} holds.", by_hand(source))
            digest.update(chunk)
            file.write(chunk)
            progress(done, total)
    if done < total:
        raise StudioError(f"The connection broke off after {done:,} of {total:,} bytes.", by_hand(source))
    file.flush()
    os.fsync(file.fileno())
    return f"{kind}:{digest.hexdigest()}"


def _connect(source: str, url: str) -> http.client.HTTPResponse:
    hint = by_hand(source)
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(url, timeout=_TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        raise StudioError(f"The server refused to send {_title(source)} (HTTP {error.code}).", hint) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise StudioError(f"{_title(source)} cannot be downloaded: the server cannot be reached.", hint) from error
    return response


def _receive(source: str, response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        words = f"The connection broke off before {_title(source)} was complete."
        raise StudioError(words, by_hand(source)) from error


def _cannot_write(source: str, error: OSError) -> StudioError:
    why = "The disk is full" if error.errno == errno.ENOSPC else "The file cannot be written"
    return StudioError(
        f"{why}: {_title(source)} was not downloaded.",
        f"Make room, or make {datasets_folder()} writable, and try again.",
    )
