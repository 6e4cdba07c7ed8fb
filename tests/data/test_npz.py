"""A broken or hostile archive gives one clear sentence, never a crash and never memory without end."""

import contextlib
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnstudio.core.errors import StudioError
from cnnstudio.data import npz


def arrays(**changes: Any) -> dict[str, Any]:
    return {
        "x_train": np.arange(3 * 16, dtype=np.uint8).reshape(3, 4, 4),
        "y_train": np.array([0, 1, 2], np.uint8),
        "x_test": np.zeros((2, 4, 4), np.uint8),
        "y_test": np.array([0, 1], np.int32),
    } | changes


def saved(folder: Path, **changes: Any) -> Path:
    path = folder / "digits.npz"
    np.savez_compressed(path, **{key: value for key, value in arrays(**changes).items() if value is not None})
    return path


def refusal(path: Path, limit: int = npz.LIMIT) -> StudioError:
    with pytest.raises(StudioError) as caught:
        npz.read(path, limit)
    assert 0 < len(caught.value.text) <= 200
    assert caught.value.hint
    return caught.value


def test_that_pictures_get_a_channel_axis_and_labels_become_int64(tmp_path: Path) -> None:
    x_train, y_train, x_test, y_test = npz.read(saved(tmp_path))
    assert x_train.shape == (3, 4, 4, 1)
    assert x_test.dtype == np.uint8
    assert y_train.dtype == y_test.dtype == np.int64
    np.testing.assert_array_equal(x_train[..., 0], arrays()["x_train"])


def test_that_column_major_and_colour_pictures_are_read_as_they_were_meant(tmp_path: Path) -> None:
    colour = np.random.default_rng(1).integers(0, 256, (3, 4, 5, 3), np.uint8)
    x_train, *_ = npz.read(saved(tmp_path, x_train=np.asfortranarray(colour)))
    np.testing.assert_array_equal(x_train, colour)


def test_that_whole_numbers_of_another_type_are_taken(tmp_path: Path) -> None:
    x_train, *_ = npz.read(saved(tmp_path, x_train=arrays()["x_train"].astype(">f8")))
    np.testing.assert_array_equal(x_train[..., 0], arrays()["x_train"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x_test": None}, "has no array x_test"),
        ({"x_train": np.full((3, 4, 4), 0.5)}, "pixel values between 0 and 1"),
        ({"x_train": np.full((3, 4, 4), 7.5)}, "not whole numbers"),
        ({"x_train": np.full((3, 4, 4), np.nan)}, "NaN"),
        ({"x_train": np.full((3, 4, 4), 256)}, "from 256 to 256"),
        ({"x_train": np.zeros((3, 16), np.uint8)}, "not a list of pictures"),
        ({"x_train": np.zeros((3, 4, 4, 7), np.uint8)}, "7 channels"),
        ({"x_train": np.zeros((0, 4, 4), np.uint8)}, "not a list of pictures"),
        ({"x_train": np.full((3, 4, 4), "a")}, "does not hold numbers"),
        ({"y_train": np.eye(3)}, r"float64 with the shape \(3, 3\)"),
        ({"y_train": np.array([{}, 1, 2], object)}, "digits.npz"),
    ],
)
def test_that_arrays_of_the_wrong_sort_are_refused_in_words(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(StudioError, match=words):
        raise refusal(saved(tmp_path, **changes))


def test_that_a_header_that_promises_more_than_there_is_is_refused_before_reading(tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": (10**9, 1000, 1000)})
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for key in npz.KEYS:
            archive.writestr(f"{key}.npy", header.getvalue() + b"few")
    assert "promises 1,000,000,000,000,000 bytes but holds 3" in refusal(path).text


def test_that_an_archive_over_the_limit_is_refused_by_its_headers_alone(tmp_path: Path) -> None:
    path = saved(tmp_path, x_train=np.zeros((500, 100, 100), np.uint8))
    assert path.stat().st_size < 50_000
    assert "unpacks to" in refusal(path, limit=1_000_000).text


def test_that_files_that_are_no_archive_are_refused_in_words(tmp_path: Path) -> None:
    text = tmp_path / "notes.npz"
    text.write_text("not a zip")
    assert "not a whole .npz file" in refusal(text).text
    assert "There is no file" in refusal(tmp_path / "absent.npz").text
    assert refusal(tmp_path).text


def test_that_a_name_is_quoted_with_nothing_invisible_in_it(tmp_path: Path) -> None:
    assert refusal(tmp_path / "turned\u202ezpn.npz").text == "There is no file “turned\\u202ezpn.npz”."


def test_that_a_long_name_does_not_fill_the_sentence(tmp_path: Path) -> None:
    assert len(refusal(tmp_path / ("x" * 200 + ".npz")).text) <= 200


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_that_no_cut_or_changed_byte_escapes_as_anything_but_words(tmp_path: Path, data: st.DataObject) -> None:
    whole = bytearray(saved(tmp_path).read_bytes())
    if data.draw(st.booleans()):
        del whole[data.draw(st.integers(0, len(whole) - 1)) :]
    else:
        for _ in range(data.draw(st.integers(1, 3))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "changed.npz"
    path.write_bytes(whole)
    with contextlib.suppress(StudioError):
        npz.read(path)
