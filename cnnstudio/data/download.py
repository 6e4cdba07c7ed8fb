"""Downloads data sets to where Keras keeps them, whole or not at all."""

import contextlib
import errno
import hashlib
import http.client
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from cnnstudio.core.errors import StudioError
from cnnstudio.data import cifar
from cnnstudio.data.library import by_hand, datasets_folder, keras_file

_TIMEOUT = 10.0
_CHUNK = 64 * 1024
_MEGABYTE = 1024 * 1024

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class _Offer:
    """A file to be had.

    Attributes:
        most: Bytes after which it cannot be the right one.
    """

    source: str
    title: str
    url: str
    sha256: str
    most: int


_OFFERS = {
    offer.source: offer
    for offer in (
        _Offer(
            "mnist",
            "MNIST",
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
            "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            64 * _MEGABYTE,
        ),
        _Offer(
            "cifar-10",
            "CIFAR-10",
            "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
            "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
            256 * _MEGABYTE,
        ),
    )
}


class DownloadCancelled(StudioError):
    """The person stopped the download; nothing was kept."""


def download(
    source: str, progress: Progress, cancelled: Cancelled, *, url: str | None = None, sha256: str | None = None
) -> Path:
    """Fetches a data set into Keras's cache, calls ``progress(bytes so far, in all)``, returns where it is.

    ``in all`` is 0 when the server does not say. Raises StudioError in words when it cannot be had, and
    DownloadCancelled when ``cancelled()`` says so. Until it is verified the file has another name.

    Args:
        url, sha256: Another place and checksum than the usual.
    """
    offer = _OFFERS[source]
    offer = replace(offer, url=url or offer.url, sha256=sha256 or offer.sha256)
    place = keras_file(source)
    if source == "mnist":
        _fetch_file(offer, place, progress, cancelled)
        return place
    # Keras 3 keeps the archive beside the folder it unpacks to, and looks for both.
    archive = place.parent.with_name(f"{place.parent.name}_archive")
    _fetch_file(offer, archive, progress, cancelled)
    try:
        cifar.unpack(archive, place)
    except OSError as error:
        raise _cannot_write(offer, error) from error
    return place


def _fetch_file(offer: _Offer, target: Path, progress: Progress, cancelled: Cancelled) -> None:
    handle, partial = _open_partial(offer, target)
    try:
        with os.fdopen(handle, "wb") as file:
            digest = _fetch(offer, file, progress, cancelled)
        if digest != offer.sha256:
            raise StudioError(f"The downloaded file is not the {offer.title} that was expected.", by_hand(offer.source))
        os.replace(partial, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(partial)
        if isinstance(error, OSError):
            raise _cannot_write(offer, error) from error
        raise


def _open_partial(offer: _Offer, target: Path) -> tuple[int, str]:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.mkstemp(prefix=f"{offer.source}-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise _cannot_write(offer, error) from error


def _fetch(offer: _Offer, file: IO[bytes], progress: Progress, cancelled: Cancelled) -> str:
    """Copies the answer to the file, synced to disk; returns its SHA-256."""
    digest, done = hashlib.sha256(), 0
    with _connect(offer) as response:
        length = response.headers.get("Content-Length", "")
        total = int(length) if length.isdecimal() else 0
        while chunk := _receive(offer, response):
            if cancelled():
                raise DownloadCancelled("The download was stopped.", "Nothing was kept.")
            done += len(chunk)
            if done > offer.most:
                raise StudioError(f"The server sends more than {offer.title} holds.", by_hand(offer.source))
            digest.update(chunk)
            file.write(chunk)
            progress(done, total)
    if done < total:
        raise StudioError(f"The connection broke off after {done:,} of {total:,} bytes.", by_hand(offer.source))
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest()


def _connect(offer: _Offer) -> http.client.HTTPResponse:
    hint = by_hand(offer.source)
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(offer.url, timeout=_TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        raise StudioError(f"The server refused to send {offer.title} (HTTP {error.code}).", hint) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise StudioError(f"{offer.title} cannot be downloaded: the server cannot be reached.", hint) from error
    return response


def _receive(offer: _Offer, response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        words = f"The connection broke off before {offer.title} was complete."
        raise StudioError(words, by_hand(offer.source)) from error


def _cannot_write(offer: _Offer, error: OSError) -> StudioError:
    why = "The disk is full" if error.errno == errno.ENOSPC else "The file cannot be written"
    return StudioError(
        f"{why}: {offer.title} was not downloaded.",
        f"Make room, or make {datasets_folder()} writable, and try again.",
    )
