"""Whether the bytes of a PNG can hold its pixels: a header that says more is known before room is made for them."""

import os
import struct
from typing import BinaryIO

_HEADER = struct.Struct(">16xIIBB")
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Numbers a pixel of each colour type (PNG, third edition, table 8)."""
_DENSEST = 1032
"""Bytes that one byte of deflate can become: 258 by a length and a distance of one bit each (RFC 1951, 3.2.5)."""


def is_too_short(stream: BinaryIO) -> bool:
    """Whether the PNG in the stream ends before its last pixel, whatever its data are; leaves the stream elsewhere."""
    length = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return True
    columns, rows, depth, colours = _HEADER.unpack(header)
    needed = rows * columns * depth * _CHANNELS.get(colours, 0) // 8
    return bool(needed > length * _DENSEST)
