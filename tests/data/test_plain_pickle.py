"""A pickle is read as values, and nothing in it is ever run."""

import contextlib
import os
import pickle
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cnnstudio.core.errors import StudioError
from cnnstudio.data import plain_pickle
from tests.data.batches import array, batch, text


def read(tmp_path: Path, data: bytes, limit: int = plain_pickle.LIMIT) -> Any:
    path = tmp_path / "data_batch_1"
    path.write_bytes(data)
    return plain_pickle.read(path, limit)


def test_that_a_batch_of_python_2_is_read_whole(tmp_path: Path) -> None:
    pictures = np.arange(2 * 3072, dtype=np.uint64).astype(np.uint8).reshape(2, 3072)
    found = read(tmp_path, batch(pictures, [3, 9]))
    assert found[b"labels"] == [3, 9]
    assert found[b"filenames"] == [b"picture_0.png", b"picture_1.png"]
    np.testing.assert_array_equal(found[b"data"], pictures)


@pytest.mark.parametrize("value", [{}, [], (), None, True, 7, 300, -5, [1, [2, (3, 4)]], {5: (1, 2, 3, 4)}])
def test_that_plain_values_are_read_as_pickle_itself_reads_them(tmp_path: Path, value: object) -> None:
    data = pickle.dumps(value, protocol=2)
    assert read(tmp_path, data) == pickle.loads(data)


class Harm:
    """Would make a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("protocol", range(6))
def test_that_a_pickle_that_would_run_something_runs_nothing(tmp_path: Path, protocol: int) -> None:
    trap = tmp_path / "trap"
    with pytest.raises(StudioError):
        read(tmp_path, pickle.dumps({b"data": Harm(trap)}, protocol=protocol))
    assert not trap.exists()


NUMBERS = np.zeros((2, 3), np.uint8)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cut short"),
        (b"hello", "cut short or damaged"),
        (b"cos\nsystem\n.", "“os.system”"),
        (b"cnumpy\nload\n.", "“numpy.load”"),
        (b"cbuiltins\neval\nU\x011\x85R.", "“builtins.eval”"),
        (array(NUMBERS, b"f8") + b".", "numbers that are not bytes"),
        (array(NUMBERS, b"O8") + b".", "numbers that are not bytes"),
        (array(NUMBERS)[:-12] + b".", "damaged|which is not"),
        (b"K\x01K\x02R.", "a call"),
        (b"]K\x01b.", "an object"),
        (b"K\x01(e.", "damaged"),
        (b"e.", "damaged"),
        (b"h\x05.", "damaged"),
        (b"K\x01\x86.", "damaged"),
        (b"(K\x01K\x02K\x03d.", "the instruction DICT"),
        (b"\x8e" + struct.pack("<Q", 2**62) + b"x.", "damaged|which is not"),
        (b"r\xff\xff\xff\x7f.", "damaged"),
    ],
)
def test_that_anything_else_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(StudioError, match=words):
        read(tmp_path, data)


def test_that_a_shape_must_fit_its_bytes(tmp_path: Path) -> None:
    whole = array(NUMBERS)
    with pytest.raises(StudioError, match="damaged"):
        read(tmp_path, whole.replace(struct.pack("<i", 2), struct.pack("<i", 2_000_000_000), 1) + b".")
    with pytest.raises(StudioError, match="damaged"):
        read(tmp_path, whole.replace(struct.pack("<i", 2), struct.pack("<i", -2), 1) + b".")


def test_that_a_file_is_never_read_beyond_its_limit(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="larger than"):
        read(tmp_path, text(bytes(200)) + b".", limit=100)


def test_that_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="cannot be read"):
        plain_pickle.read(tmp_path / "nothing")


@settings(max_examples=300, deadline=None)
@given(st.data())
@example(None)
def test_that_a_damaged_batch_is_read_or_refused_in_words(data: st.DataObject | None) -> None:
    whole = bytearray(batch(np.zeros((1, 3072), np.uint8), [1]))
    if data is not None:
        for _ in range(data.draw(st.integers(1, 4))):
            places = st.integers(0, 400) if data.draw(st.booleans()) else st.integers(len(whole) - 90, len(whole) - 1)
            whole[data.draw(places)] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batch"
        path.write_bytes(whole)
        with contextlib.suppress(StudioError):
            plain_pickle.read(path)
