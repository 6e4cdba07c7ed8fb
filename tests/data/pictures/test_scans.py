"""A JPEG of thousands of scans is refused before it is decoded, whatever stands before, between and behind them."""

import io
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.data.pictures import scans
from cnnstudio.data.pictures.decoding import BadPicture, decode
from tests.data.hostile.good import encoded
from tests.data.hostile.slow_jpeg import with_scans

PROGRESSIVE = encoded("JPEG", (64, 64), progressive=True)


def counted(content: bytes) -> int:
    return scans._count(io.BytesIO(content), 10_000)


def test_that_the_scans_of_usual_pictures_are_counted() -> None:
    assert counted(encoded("JPEG", (64, 64))) == 1
    assert counted(PROGRESSIVE) == 10
    assert counted(with_scans((64, 64), 30)) == 6 + 30  # a grey one has six


def test_that_a_thumbnail_in_the_header_is_no_scan() -> None:
    note = b"Exif\0\0" + PROGRESSIVE[:2000]
    head = b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note
    assert counted(PROGRESSIVE[:2] + head + PROGRESSIVE[2:]) == 10


@given(st.binary(max_size=200), st.integers(0, 100_000))
def test_that_scans_are_found_behind_data_of_any_length(noise: bytes, length: int) -> None:
    # Within a scan 0xFF is followed by 0x00, or is a mark for restarting.
    entropy = (noise + random.Random(1).randbytes(length)).replace(b"\xff", b"\xff\x00\xff\xd3")
    scan = b"\xff\xda\x00\x02" + entropy
    assert counted(b"\xff\xd8" + 3 * scan + b"\xff\xff\xd9" + scan) == 3


@pytest.mark.parametrize(
    "filling", [b"\xff\xfe\x00\x02", b"\xff\xfe\x00\x02\x00", b"\xff\x01", b"\xff", b"\xff\xfe\x00\x00", b"\xff\x00"]
)
def test_that_of_countless_marks_some_thousands_are_read(filling: bytes) -> None:
    class Counting(io.BytesIO):
        reads = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.reads += 1
            return super().read(size)

    length = 4_000_000
    stream = Counting(b"\xff\xd8" + filling * (length // len(filling)))
    scans.too_many(stream, 100)
    assert stream.reads <= 3 * scans._MOST_MARKERS + length // (scans._PIECE - 1) + 3


def test_that_many_scans_are_refused_and_some_more_than_usual_are_not() -> None:
    assert decode(io.BytesIO(with_scans((64, 64), 60))).size == (64, 64)
    with pytest.raises(BadPicture, match="101 scans or more"):
        decode(io.BytesIO(with_scans((64, 64), 3000)))
    assert scans.too_many(io.BytesIO(PROGRESSIVE), 10**9) == 0
    assert scans.too_many(io.BytesIO(with_scans((64, 64), 60)), 64_000_000) == 21
