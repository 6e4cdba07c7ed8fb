"""Downloads the full MNIST to where Keras keeps it, whole or not at all."""

import contextlib
import errno
import hashlib
import http.client
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from cnnstudio.core.errors import StudioError
from cnnstudio.data.library import keras_file

MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"

_TIMEOUT = 10.0
_CHUNK = 64 * 1024
_MOST = 64 * 1024 * 1024


class DownloadCancelled(StudioError):
    """The person stopped the download; nothing was kept."""


def download_mnist(
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    *,
    url: str = MNIST_URL,
    sha256: str = MNIST_SHA256,
) -> Path:
    """Fetches mnist.npz into Keras's cache, calls ``progress(bytes so far, in all)``, returns its path.

    ``in all`` is 0 when the server does not say. Raises StudioError in words when it cannot be had, and
    DownloadCancelled when ``cancelled()`` says so. Until it is verified the file has another name.
    """
    target = keras_file()
    partial = _open_partial(target)
    try:
        with os.fdopen(partial[0], "wb") as file:
            digest = _fetch(url, file, progress, cancelled)
        if digest != sha256:
            raise StudioError("The downloaded file is not the MNIST that was expected.", _by_hand())
        os.replace(partial[1], target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(partial[1])
        if isinstance(error, OSError):
            raise _cannot_write(error) from error
        raise
    return target


def _open_partial(target: Path) -> tuple[int, str]:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.mkstemp(prefix="mnist-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise _cannot_write(error) from error


def _fetch(url: str, file: IO[bytes], progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> str:
    """Copies the answer to the file, synced to disk; returns its SHA-256."""
    digest, done = hashlib.sha256(), 0
    with _connect(url) as response:
        length = response.headers.get("Content-Length", "")
        total = int(length) if length.isdecimal() else 0
        while chunk := _receive(response):
            if cancelled():
                raise DownloadCancelled("The download was stopped.", "Nothing was kept.")
            done += len(chunk)
            if done > _MOST:
                raise StudioError("The server sends more than MNIST holds.", _by_hand())
            digest.update(chunk)
            file.write(chunk)
            progress(done, total)
    if done < total:
        raise StudioError(f"The connection broke off after {done:,} of {total:,} bytes.", _by_hand())
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest()


def _connect(url: str) -> http.client.HTTPResponse:
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(url, timeout=_TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        raise StudioError(f"The server refused to send MNIST (HTTP {error.code}).", _by_hand()) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise StudioError("MNIST cannot be downloaded: the server cannot be reached.", _by_hand()) from error
    return response


def _receive(response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        raise StudioError("The connection broke off before MNIST was complete.", _by_hand()) from error


def _by_hand() -> str:
    return (
        f"Check the connection and try again; or put a copy of mnist.npz into {keras_file().parent}; "
        "or name an .npz file that holds it."
    )


def _cannot_write(error: OSError) -> StudioError:
    why = "The disk is full" if error.errno == errno.ENOSPC else "The file cannot be written"
    return StudioError(
        f"{why}: MNIST was not downloaded.",
        f"Make room, or make {keras_file().parent} writable, and try again.",
    )
