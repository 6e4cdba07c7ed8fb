"""How large a PNG or JPEG picture is, from its first bytes, so that none is unpacked that is too large.

PNG: W3C PNG specification, 11.2.2 IHDR. JPEG: ITU-T T.81, B.2.2 frame header.
"""

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
"""The markers of frames; those between are tables."""

_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
"""Markers with nothing behind them."""


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height; None of what is neither a PNG nor a JPEG picture, or is broken off before it says so."""
    if data.startswith(_PNG):
        if len(data) < 24 or data[12:16] != b"IHDR":
            return None
        width, height = struct.unpack(">II", data[16:24])
        return (width, height) if width and height else None
    return _size_of_jpeg(data) if data.startswith(_JPEG) else None


def _size_of_jpeg(data: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF or marker in _ALONE:  # filling
            place += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            if place + 9 > len(data):
                return None
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return (width, height) if width and height else None
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if length < 2:
            return None
        place += 2 + length
    return None
