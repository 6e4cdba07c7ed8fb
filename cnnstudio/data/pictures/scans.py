"""Counts the scans of a JPEG before it is decoded: each is a pass over all its pixels, and a file may hold thousands.

A progressive picture comes in about ten scans, each of which makes the one before it finer. An empty one takes some
ten bytes of the file and as much time as any. (ITU-T T.81, annex B: a marker is 0xFF and a byte other than 0x00, 0xFF
and the restart marks; where it begins a segment, two bytes after it say how long that is.)
"""

import re
from typing import BinaryIO

MOST = 100
_FEW = 20
_MOST_WORK = 1_000_000_000
"""Pixels times scans, above _FEW: about five seconds of one processor."""

_MARKER = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd8])", re.DOTALL)
_SCAN, _END = b"\xda", b"\xd9"
_MOST_MARKERS = 5000
_PIECE = 8192


def too_many(stream: BinaryIO, pixels: int) -> int:
    """How many scans there are at least, where they are too many for so many pixels; else 0."""
    most = max(_FEW, min(MOST, _MOST_WORK // max(1, pixels)))
    count = _count(stream, most + 1)
    return count if count > most else 0


def _count(stream: BinaryIO, enough: int) -> int:
    """Up to ``enough`` scans; a file of countless other marks counts as one of ``enough``."""
    stream.seek(2)
    count = 0
    for _ in range(_MOST_MARKERS):
        marker = _next_marker(stream)
        if marker in (b"", _END):
            return count
        count += marker == _SCAN
        if count >= enough:
            return count
        stream.seek(max(0, int.from_bytes(stream.read(2), "big") - 2), 1)
    return enough


def _next_marker(stream: BinaryIO) -> bytes:
    """The next one, with the stream behind it; empty at the end."""
    pair = stream.read(2)
    if found := _MARKER.fullmatch(pair):
        return found[1]
    stream.seek(-len(pair), 1)
    while piece := stream.read(_PIECE):
        if found := _MARKER.search(piece):
            stream.seek(found.end() - len(piece), 1)
            return found[1]
        if len(piece) > 1 and piece.endswith(b"\xff"):
            stream.seek(-1, 1)
    return b""
