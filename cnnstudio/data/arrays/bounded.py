"""Reads a file, packed with gzip or not, that gives no more than it may."""

import gzip
import io
import lzma
import struct
import zlib
from typing import IO, Any

from cnnstudio.data.watch import Watch

BROKEN = (
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    SyntaxError,
    RecursionError,
    RuntimeError,  # an encrypted member of a zip; NotImplementedError, an unknown compression, is one too
)
"""What Python's readers of archives and arrays raise for damaged files."""

GZIP = b"\x1f\x8b"

MOST_RATIO = 200
"""How many times its packed size something may unpack to, above SMALL bytes: blank pictures reach 100."""

SMALL = 64_000_000

_PIECE = 1 << 20


class Bounded(io.RawIOBase):
    """The bytes of a stream; raises EOFError when there are more of them than ``most``, and LoadingStopped."""

    def __init__(self, stream: IO[bytes], most: int, watch: Watch) -> None:
        super().__init__()
        self._stream, self._left, self._watch = stream, most, watch

    @classmethod
    def opened(cls, file: IO[bytes], most: int, watch: Watch) -> IO[bytes]:
        """The content of the file, unpacked where gzip has packed it; at most so many bytes."""
        packed = file.read(2) == GZIP
        file.seek(0)
        stream: Any = gzip.GzipFile(fileobj=file, mode="rb") if packed else file
        return io.BufferedReader(cls(stream, most, watch), _PIECE)

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        self._watch.check()
        found = self._stream.read(min(len(target), _PIECE))
        self._left -= len(found)
        if self._left < 0:
            raise EOFError("too long")
        target[: len(found)] = found
        return len(found)


def is_bomb(unpacked: int, packed: int) -> bool:
    """Whether so many bytes out of so few are more than pictures would be."""
    return unpacked > max(SMALL, MOST_RATIO * packed)
