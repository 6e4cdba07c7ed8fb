"""Keeps features on the disk, so that the next head that is trained on them starts at once.

Under the program's cache folder stands a folder for each frozen part of a network (``key_of``). In it are pieces,
``NAME.rows``: a short header with a checksum of all that follows, rows of float32, and for each row the digest of the
picture it was computed from. So any division and any part of the data finds what was computed of it, pictures that
were added are computed alone, and what was computed until a stop stays. A piece is written beside under another name
and renamed: it is there whole or not at all; one that was damaged since is computed anew. All of them together are
bounded; the longest unused go first.
"""

import contextlib
import hashlib
import os
import shutil
import struct
import time
import uuid
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import cache_folder
from cnnstudio.core.spec import FloatArray, Shape
from cnnstudio.core.transferring.features import MOST_BYTES
from cnnstudio.core.words import memory
from cnnstudio.data.dataset import Pictures
from cnnstudio.engine.features.rows import FeatureRows

_MOST_SHARE = 0.1
"""Of the disk that the features of all networks take; what is asked for at the moment is kept even if it is more."""

_SPARE = 256_000_000
"""Bytes that stay free on the disk."""

_MAGIC = b"CNNROWS2"
_HEADER = struct.Struct("<8sQQI36x")
"""Magic, rows, numbers of a row, CRC-32 of what follows; as long as a multiple of what any array is aligned to."""

_READ_BYTES = 16_000_000
"""Of a piece that are read between two questions whether to go on."""

_DIGEST = 16
_ENDING = "rows"
_UNFINISHED = "part"
_STALE_SECONDS = 86_400
_AT_ONCE = 8_000_000
"""Bytes of pictures whose digests are made between two questions whether to go on."""

_HINT = tr("Free some space there, or switch “Keep features” off at the pretrained layers.")


def key_of(*facts: object) -> str:
    """Under which features are kept: another one for other facts."""
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:40]


def digests_of(pictures: Pictures) -> Iterable[list[bytes]]:
    """By what each picture is known again, part by part."""
    step = max(1, _AT_ONCE // int(np.prod(pictures.shape[1:])))
    for start in range(0, len(pictures), step):
        part = np.ascontiguousarray(pictures[start : start + step])
        yield [hashlib.blake2b(each.data, digest_size=_DIGEST).digest() for each in part]


@dataclass(frozen=True, eq=False)
class _Piece:
    """Rows with the digests of their pictures."""

    rows: FloatArray
    digests: Sequence[bytes]


class FeatureStore:
    """The features of one frozen part; those that were kept before are found when it is made.

    Args:
        key: Of ``key_of``.
        shape: Of one picture's features.
        folder: Of all keys; the program's own where none is named.
        most: Bytes of all keys together; None goes by the disk.
        between: Called again and again while what is there is read; what it raises ends that.
    """

    def __init__(
        self,
        key: str,
        shape: Shape,
        folder: Path | None = None,
        most: int | None = None,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        self._all = cache_folder() / "features" if folder is None else folder
        self._folder, self._shape, self._most = self._all / key, shape, most
        self._numbers = int(np.prod(shape))
        self._pieces: list[_Piece] = []
        self._places: dict[bytes, int] = {}
        self._count = 0
        for path in sorted(self._folder.glob(f"*.{_ENDING}")):
            try:
                self._take(_read(path, self._numbers, between))
            except _Damaged:
                _remove(path)  # it is computed anew
            except OSError:
                continue  # it may be read another time

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._places

    def rows(self, digests: Sequence[bytes]) -> FeatureRows:
        """The features of these pictures; each of them is to be there."""
        places = np.fromiter((self._places[each] for each in digests), np.int64, len(digests))
        return FeatureRows(tuple(each.rows for each in self._pieces), places, self._shape)

    def has_room(self, count: int) -> bool:
        """Whether so many more rows can be written to the disk."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self._folder).free
        except OSError:
            return False
        return os.access(self._folder, os.W_OK) and count * (4 * self._numbers + _DIGEST) + _SPARE <= free

    def writer(self) -> "PieceWriter":
        """Takes rows that are kept on the disk. Raises StudioError where it refuses."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return PieceWriter(self._folder, self._numbers)
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def put(self, writer: "PieceWriter") -> None:
        """Keeps what was written, under this key; of no rows nothing."""
        path = writer.finish()
        if path is None:
            return
        try:
            self._take(_read(path, self._numbers, lambda: None))
        except (_Damaged, OSError) as error:
            raise StudioError(
                tr("The features that were written to {folder} cannot be read.", folder=self._folder), _HINT
            ) from error
        self._sweep()

    def put_in_memory(self, rows: FloatArray, digests: Sequence[bytes]) -> None:
        """Keeps rows (n, numbers) as long as this object lives, where the disk has no room for them."""
        self._take(_Piece(rows, digests))

    def _take(self, piece: _Piece) -> None:
        self._pieces.append(piece)
        self._places.update((digest, self._count + number) for number, digest in enumerate(piece.digests))
        self._count += len(piece.rows)

    def _sweep(self) -> None:
        """Deletes what was used longest ago until the rest is within bounds; what is of this key stays."""
        with contextlib.suppress(OSError):  # the next one sweeps
            have = sorted(self._kept(), key=lambda item: item[0])
            total = sum(size for _, size, _ in have)
            most = self._bound()
            for _, size, path in have:
                if total <= most:
                    break
                if path.parent != self._folder and _remove(path):
                    total -= size

    def _kept(self) -> Iterable[tuple[float, int, Path]]:
        """When each piece was last used, its bytes and where it is; clears away what was never finished."""
        for path in self._all.glob("*/*"):
            with contextlib.suppress(OSError):  # another process tidies up, too
                facts = path.stat()
                if path.suffix == f".{_ENDING}":
                    yield facts.st_mtime, facts.st_size, path
                elif path.suffix == f".{_UNFINISHED}" and time.time() - facts.st_mtime > _STALE_SECONDS:
                    path.unlink(missing_ok=True)

    def _bound(self) -> int:
        if self._most is not None:
            return self._most
        return min(MOST_BYTES, int(_MOST_SHARE * shutil.disk_usage(self._all).total))


class PieceWriter:
    """Writes rows one after the other; nothing of them is found before ``finish``. Raises StudioError in words."""

    def __init__(self, folder: Path, numbers: int) -> None:
        self._folder, self._numbers = folder, numbers
        self._part = folder / f"{uuid.uuid4().hex}.{_UNFINISHED}"
        self._file: BinaryIO = self._part.open("w+b")
        self._file.write(bytes(_HEADER.size))
        self._digests: list[bytes] = []
        self._checksum = 0

    @property
    def size(self) -> int:
        """Bytes that were written so far."""
        return len(self._digests) * (4 * self._numbers + _DIGEST)

    def add(self, rows: FloatArray, digests: Sequence[bytes]) -> None:
        """Takes rows (n, numbers) float32 with the digests of their pictures."""
        made = np.ascontiguousarray(rows, "<f4")
        try:
            self._file.write(made.data)
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        self._checksum = zlib.crc32(made.data, self._checksum)
        self._digests += digests

    def finish(self) -> Path | None:
        """Puts what was written in its place, which it gives; None for no rows, or where that was tried before."""
        if not self._digests or self._file.closed:
            self.close()
            return None
        try:
            self._file.seek(_HEADER.size + 4 * self._numbers * len(self._digests))
            self._file.truncate()  # rows that a full disk took half of
            digests = b"".join(self._digests)
            self._file.write(digests)
            self._file.seek(0)
            checksum = zlib.crc32(digests, self._checksum)
            self._file.write(_HEADER.pack(_MAGIC, len(self._digests), self._numbers, checksum))
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            path = self._part.with_suffix(f".{_ENDING}")
            os.replace(self._part, path)
        except OSError as error:
            self.close()
            raise _unwritable(self._folder, error) from error
        return path

    def close(self) -> None:
        """Removes what was not finished."""
        with contextlib.suppress(OSError):  # a full disk does not take what was not written yet either
            self._file.close()
        with contextlib.suppress(OSError):  # what cannot be removed now is swept later
            self._part.unlink(missing_ok=True)


class _Damaged(Exception):
    """A piece is not what was written, or of other features."""


def _read(path: Path, numbers: int, between: Callable[[], None]) -> _Piece:
    """The piece as it was written, marked as used; raises _Damaged for another one, OSError where it cannot be read."""
    with path.open("rb") as file:
        try:
            magic, count, wide, checksum = _HEADER.unpack(file.read(_HEADER.size))
        except struct.error as error:
            raise _Damaged from error
        whole = _HEADER.size + count * (4 * numbers + _DIGEST)
        if magic != _MAGIC or wide != numbers or not count or os.fstat(file.fileno()).st_size != whole:
            raise _Damaged
        found = 0
        while part := file.read(_READ_BYTES):
            found = zlib.crc32(part, found)
            between()
        if found != checksum:
            raise _Damaged
        file.seek(whole - count * _DIGEST)
        digests = file.read()
    with contextlib.suppress(OSError):  # in a folder that may only be read
        os.utime(path)
    rows = np.memmap(path, "<f4", "r", _HEADER.size, (count, numbers))
    return _Piece(rows, [digests[start : start + _DIGEST] for start in range(0, len(digests), _DIGEST)])


def _remove(path: Path) -> bool:
    """Whether it is gone: Windows keeps what somebody reads."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _unwritable(folder: Path, error: OSError) -> StudioError:
    reason = error.strerror or type(error).__name__
    return StudioError(
        tr("The features could not be written to {folder}: {reason}.", folder=folder, reason=reason), _HINT
    )


def no_room(folder_bytes: int) -> StudioError:
    """That features of so many bytes fit neither on the disk nor into memory."""
    return StudioError(
        tr(
            "The features need {size}, which neither the disk nor the memory has.",
            size=memory(folder_bytes),
        ),
        _HINT,
    )
