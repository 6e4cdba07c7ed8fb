"""IDX files: a folder or one of the files is named, packed or not, and all that belong together are read."""

import contextlib
import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnstudio.core.errors import StudioError
from cnnstudio.data.arrays import idx
from tests.data.idx_files import idx as packed_as_idx
from tests.data.idx_files import write_pair


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("named", ["", "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
def test_that_a_folder_or_any_of_its_files_is_the_whole_set(tmp_path: Path, packed: bool, named: str) -> None:
    pictures = write_pair(tmp_path, "train", packed=packed)
    write_pair(tmp_path, "t10k", 8, packed=packed)
    found = idx.read(tmp_path / (f"{named}.gz" if named and packed else named))
    np.testing.assert_array_equal(found.train.x[..., 0], pictures)
    assert found.train.y.tolist() == [number % 4 for number in range(20)]
    assert found.test is not None
    assert found.test.x.shape == (8, 5, 6, 1)


@pytest.mark.parametrize(
    ("pictures", "labels"),
    [
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        ("emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte"),
        ("Train_Images.IDX3-ubyte", "Train_Labels.IDX1-ubyte"),
        ("images-idx3-ubyte", "labels-idx1-ubyte"),
    ],
)
def test_that_other_usual_spellings_belong_together(tmp_path: Path, pictures: str, labels: str) -> None:
    (tmp_path / pictures).write_bytes(packed_as_idx(np.ones((3, 2, 2), np.uint8)))
    (tmp_path / labels).write_bytes(packed_as_idx(np.arange(3, dtype=np.uint8)))
    assert len(idx.read(tmp_path).train.x) == 3


def test_that_only_a_test_part_is_said(tmp_path: Path) -> None:
    write_pair(tmp_path, "t10k")
    found = idx.read(tmp_path)
    assert found.test is None
    assert "only a test part" in found.findings[0].text


def test_that_two_sets_in_a_folder_are_told_apart_by_naming_a_file(tmp_path: Path) -> None:
    for number, name in enumerate(("letters", "digits"), start=3):
        (tmp_path / f"{name}-train-images-idx3-ubyte").write_bytes(packed_as_idx(np.ones((number, 2, 2), np.uint8)))
        (tmp_path / f"{name}-train-labels-idx1-ubyte").write_bytes(packed_as_idx(np.ones(number, np.uint8)))
    with pytest.raises(StudioError, match="2 different sets"):
        idx.read(tmp_path)
    assert len(idx.read(tmp_path / "digits-train-labels-idx1-ubyte").train.x) == 4


def test_that_an_unpacked_file_is_taken_before_the_packed_one(tmp_path: Path) -> None:
    pictures = write_pair(tmp_path, "train")
    write_pair(tmp_path, "train", packed=True, seed=2)
    np.testing.assert_array_equal(idx.read(tmp_path).train.x[..., 0], pictures)


@pytest.mark.parametrize("kind", ["i2", "i4", "f4", "f8"])
def test_that_every_type_of_number_is_read(tmp_path: Path, kind: str) -> None:
    numbers = np.arange(24).reshape(2, 3, 4).astype(kind)
    (tmp_path / "a-idx3").write_bytes(packed_as_idx(numbers))
    np.testing.assert_array_equal(idx.array(tmp_path / "a-idx3"), numbers)


def test_that_a_missing_half_is_named(tmp_path: Path) -> None:
    write_pair(tmp_path, "train")
    (tmp_path / "train-labels-idx1-ubyte").unlink()
    with pytest.raises(StudioError, match="labels that belong to “train-images"):
        idx.read(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an IDX file"),
        (b"\0\0\x08", "not an IDX file"),
        (b"\0\0\x07\x01\0\0\0\0", "not an IDX file"),
        (b"\0\0\x08\x05" + bytes(20), "not an IDX file"),
        (b"\0\0\x08\x01\0\0\0\x09abc", "promises 9 bytes but holds 3"),
        (b"\0\0\x08\x01\0\0\0\x01abc", "promises 1 bytes but holds 3"),
        (b"\0\0\x08\x03" + b"\xff" * 12, "unpacks to"),
        (b"\0\0\x08\x03\0\0", "not a whole IDX file"),
        (gzip.compress(b"\0\0\x08\x01\0\0\0\x09abc", mtime=0), "does not hold the 9 bytes"),
        (gzip.compress(b"\0\0\x08\x01\0\0\0\x01abc", mtime=0), "does not hold the 1 bytes"),
        (gzip.compress(b"\0\0\x08\x01\0\0\0\x03abc", mtime=0)[:-9], "not a whole IDX file"),
        (gzip.compress(b"\0\0\x08\x02" + struct.pack(">II", 40_000, 40_000), mtime=0), "unpacks to"),
    ],
)
def test_that_a_file_that_lies_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(content)
    with pytest.raises(StudioError, match=words) as caught:
        idx.array(path)
    assert "train-images" in caught.value.text
    assert caught.value.hint


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), packed=st.booleans())
def test_that_no_changed_byte_escapes_as_anything_but_words(tmp_path: Path, data: st.DataObject, packed: bool) -> None:
    whole = packed_as_idx(np.zeros((2, 3, 3), np.uint8))
    changed = bytearray(gzip.compress(whole) if packed else whole)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "a-idx3"
    path.write_bytes(changed[: data.draw(st.integers(0, len(changed)))])
    with contextlib.suppress(StudioError):
        idx.array(path)
