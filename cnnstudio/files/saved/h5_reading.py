"""The parent's side of reading HDF5: starts the child, gives it a limited time, believes nothing it says unchecked."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program import own_process
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import plain, quoted
from cnnstudio.files import words
from cnnstudio.files.saved import h5_words

_CHILD = Path(__file__).with_name("h5_child.py")
_SECONDS = 20.0
"""By the clock on the wall, so that a busy machine refuses no good file; the child bounds its own computing."""

_BYTES_A_SECOND = 50_000_000
_MOST_SAID = 32_000_000
_REFUSED = 3
_TIME_OVER, _KILLED = (-getattr(signal, name, 10**9) for name in ("SIGPROF", "SIGKILL"))
_AGAIN = tr("Save or download it again.")
_PIECE = 1 << 24


@dataclass(frozen=True)
class H5Array:
    """One array of the file.

    Attributes:
        path: As it stands in the file, "layers/dense/vars/0".
        kind: "f4"; "i" or "?" for what is no number of ours.
        problem: Why it is not read, in words that follow "The weights"; "" if it can be.
    """

    path: str
    shape: Shape
    kind: str
    problem: str = ""


@dataclass(frozen=True)
class H5Contents:
    """What an HDF5 file says of itself and which arrays it has.

    Attributes:
        config, version, backend: Texts; "" where the file has none.
        base: The group in which the layers of ``layers`` lie, "" for the file itself.
        layers: For weights by layer name each layer's name and its arrays' names in order; else None.
        names: The layers' names that stand at groups of arrays, by the group's path.
    """

    config: str
    version: str
    backend: str
    base: str
    layers: tuple[tuple[str, tuple[str, ...]], ...] | None
    names: dict[str, str]
    arrays: tuple[H5Array, ...]


class _Broken(Exception):
    """The child ended or said what it should not."""


class H5Reading:
    """A file that a child holds open.

    Attributes:
        contents: What is in it.
    """

    def __init__(self, child: "subprocess.Popen[bytes]") -> None:
        self._child = child
        self.contents = _contents(self._said())

    def arrays(self, table: Sequence[tuple[str, Shape]]) -> list[npt.NDArray[np.float32]]:
        """The arrays at these paths, which have these shapes in the file; to be called once."""
        flat = np.empty(sum(_count(shape) for _, shape in table), np.dtype("<f4"))
        self._ask(json.dumps(table).encode("ascii"))
        self._fill(flat)
        found, place = [], 0
        for _, shape in table:
            found.append(flat[place : place + _count(shape)].astype(np.float32, copy=False).reshape(shape))
            place += _count(shape)
        return found

    def _said(self) -> Any:
        assert self._child.stdout is not None
        length = int.from_bytes(self._child.stdout.read(8), "little")
        if not 0 < length <= _MOST_SAID:
            raise _Broken
        text = self._child.stdout.read(length)
        if len(text) != length:
            raise _Broken
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _Broken from error

    def _ask(self, question: bytes) -> None:
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(len(question).to_bytes(8, "little") + question)
            self._child.stdin.close()
        except OSError as error:
            raise _Broken from error

    def _fill(self, flat: npt.NDArray[np.float32]) -> None:
        """Takes exactly the bytes that fill ``flat``."""
        assert self._child.stdout is not None
        view = flat.view(np.uint8).data
        filled = 0
        while filled < len(view):
            count = self._child.stdout.readinto(view[filled : filled + _PIECE])  # type: ignore[attr-defined]
            if not count:
                raise _Broken
            filled += count
        if self._child.stdout.read(1):
            raise _Broken


@contextmanager
def opened(weights: Path, shown: Path, seconds: float = _SECONDS) -> Iterator[H5Reading]:
    """The HDF5 file ``weights``, opened in a process of its own.

    Args:
        shown: The file that the words are about.
        seconds: How long it may be open, besides some for each megabyte.

    Raises StudioError when the file or the child is not as it should be, then or while it is read.
    """
    with _started(weights, shown) as (child, size):
        clock = _Clock(seconds + size / _BYTES_A_SECOND, child)
        clock.start()
        try:
            yield H5Reading(child)
        except _Broken as error:
            raise _in_words(child, shown, is_whole=weights == shown, is_late=clock.has_rung) from error
        finally:
            child.kill()
            clock.cancel()
            clock.join()


class _Clock(threading.Timer):
    """Ends the child when its time is over.

    Attributes:
        has_rung: Whether it has.
    """

    def __init__(self, seconds: float, child: "subprocess.Popen[bytes]") -> None:
        self.has_rung = False
        super().__init__(seconds, self._ring)
        self._child = child

    def _ring(self) -> None:
        self.has_rung = True
        self._child.kill()


@contextmanager
def _started(weights: Path, shown: Path) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """The child and the bytes of the file."""
    try:
        size = weights.stat().st_size
    except OSError as error:
        raise words.in_words(error, shown) from error
    try:
        child = _child(weights)
    except OSError as error:
        reason = plain(error.strerror or type(error).__name__)
        text = tr(
            "{shown} could not be opened, as no process could be started to read it: {reason}.",
            shown=quoted(shown),
            reason=reason,
        )
        raise StudioError(text, tr("Close other programs, then try again.")) from error
    with child:
        yield child, size


def _child(weights: Path) -> "subprocess.Popen[bytes]":
    # One thread each: the libraries' thread pools reserve address space by the gigabyte. HDF5 loads no filters from
    # folders, whatever a file names.
    quiet = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return subprocess.Popen(
        [*own_process.file_alone(_CHILD), str(weights)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **quiet, "HDF5_PLUGIN_PRELOAD": "::"},
        start_new_session=True,
    )


def _in_words(child: "subprocess.Popen[bytes]", shown: Path, *, is_whole: bool, is_late: bool) -> StudioError:
    """Why the child did not say all; what it complained of if it did.

    Args:
        is_whole: Whether HDF5 is the whole of the file that is shown, not a part of it.
        is_late: Whether the child was ended as it took too long.
    """
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    for end in (child.stdin, child.stdout):
        with suppress(OSError):
            end.close()  # a child that wants to hear or say more ends here
    complaint = child.stderr.read(2000).decode("ascii", "replace").strip()
    ended = child.wait()
    if is_late or ended == _TIME_OVER:
        return StudioError(tr("{shown} took too long to read, so it may be damaged.", shown=quoted(shown)), _AGAIN)
    if ended == _KILLED:
        return StudioError(
            tr("Reading {shown} was stopped: perhaps memory ran out.", shown=quoted(shown)), tr("Try again.")
        )
    if ended == _REFUSED and complaint:
        wrong = plain(h5_words.in_words(complaint), 90)
        return StudioError(
            tr("The weights in {file} {wrong}.", file=quoted(shown), wrong=wrong), tr("Save the network again.")
        )
    if is_whole:
        return StudioError(tr("{file} cannot be read: it is damaged.", file=quoted(shown)), _AGAIN)
    return StudioError(tr("The weights in {file} are damaged.", file=quoted(shown)), _AGAIN)


def _contents(said: Any) -> H5Contents:
    """The child's answer; raises _Broken where it is not of the form it should have."""
    try:
        layers = said["layers"]
        arrays = (
            H5Array(str(path), tuple(map(int, shape)), str(kind), h5_words.in_words(str(wrong)))
            for path, shape, kind, wrong in said["arrays"]
        )
        return H5Contents(
            str(said["config"]),
            str(said["version"]),
            str(said["backend"]),
            str(said["base"]),
            None if layers is None else tuple((str(name), tuple(map(str, arrays))) for name, arrays in layers),
            {str(path): str(name) for path, name in said["names"].items()},
            tuple(arrays),
        )
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError) as error:
        raise _Broken from error


def _count(shape: Shape) -> int:
    return int(np.prod(shape, dtype=object)) if shape else 1
