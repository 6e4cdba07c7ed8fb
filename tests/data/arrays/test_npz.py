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
from cnnstudio.data.arrays import npz
from cnnstudio.data.watch import LoadingStopped, Watch


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
    found = npz.read(saved(tmp_path))
    assert found.test is not None
    assert found.train.x.shape == (3, 4, 4, 1)
    assert found.test.x.dtype == np.uint8
    assert found.train.y.dtype == found.test.y.dtype == np.int64
    np.testing.assert_array_equal(found.train.x[..., 0], arrays()["x_train"])
    assert found.findings == ()


def test_that_column_major_and_colour_pictures_are_read_as_they_were_meant(tmp_path: Path) -> None:
    colour = np.random.default_rng(1).integers(0, 256, (3, 4, 5, 3), np.uint8)
    found = npz.read(saved(tmp_path, x_train=np.asfortranarray(colour), x_test=colour, y_test=np.arange(3)))
    np.testing.assert_array_equal(found.train.x, colour)


NAMES = [
    ("x", "y"),
    ("X", "y"),
    ("images", "labels"),
    ("data", "target"),
    ("Image", "Label"),
    ("train_images", "train_labels"),
    ("X_train", "Y_train"),
    ("x-train", "y-train"),
    ("trainX", "trainy"),
    ("training_images", "training_labels"),
]


@pytest.mark.parametrize("names", NAMES)
def test_that_pictures_and_labels_are_found_by_any_usual_name(tmp_path: Path, names: tuple[str, str]) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, **{names[0]: arrays()["x_train"], names[1]: arrays()["y_train"]})
    found = npz.read(path)
    assert (len(found.train.x), found.test) == (3, None)


def test_that_a_test_part_by_another_name_is_one_too(tmp_path: Path) -> None:
    path, made = tmp_path / "a.npz", arrays()
    np.savez(path, images=made["x_train"], labels=made["y_train"], test_images=made["x_test"], test_labels=[0, 1])
    found = npz.read(path)
    assert found.test is not None
    assert len(found.test.x) == 2


def test_that_pictures_for_validation_serve_as_test_only_where_there_is_none(tmp_path: Path) -> None:
    more = {"x_val": np.full((4, 4, 4), 9, np.uint8), "y_val": np.array([0, 1, 2, 2])}
    found = npz.read(saved(tmp_path, **more))
    assert found.test is not None
    assert len(found.test.x) == 2
    assert "left out" in found.findings[0].text
    found = npz.read(saved(tmp_path, **more, x_test=None, y_test=None))
    assert found.test is not None
    assert len(found.test.x) == 4


def test_that_pictures_without_labels_are_left_out_and_said(tmp_path: Path) -> None:
    found = npz.read(saved(tmp_path, y_test=None))
    assert found.test is None
    assert [each.text for each in found.findings] == ["x_test is left out: it has no labels, or no pictures."]


def test_that_names_of_classes_in_the_file_are_taken(tmp_path: Path) -> None:
    assert npz.read(saved(tmp_path, class_names=np.array(["a", "b", "c"]))).labels == ("a", "b", "c")
    assert npz.read(saved(tmp_path, class_names=np.array(["a", "b"]))).labels == ()
    assert npz.read(saved(tmp_path, class_names=np.zeros(3))).labels == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x_train": None, "x_test": None}, "There are: y_train, y_test"),
        ({"x_train": np.full((3, 4, 4), np.nan)}, "first in picture 0"),
        ({"x_train": np.full((3, 4, 4), 256)}, "from 0 to 256"),
        ({"x_train": np.zeros((3, 16), np.uint8)}, "not a list of pictures"),
        ({"x_train": np.zeros((3, 4, 4, 7), np.uint8)}, "7 channels"),
        ({"x_train": np.zeros((0, 4, 4), np.uint8)}, "not a list of pictures"),
        ({"x_train": np.full((3, 4, 4), "a")}, "does not hold numbers"),
        ({"x_train": np.zeros((3, 4, 4), complex)}, "complex128 values"),
        ({"y_train": np.array([{}, 1, 2], object)}, "Python objects, which are never opened"),
        ({"y_train": np.zeros(3, "datetime64[s]")}, "datetime64"),
        ({"x_train": np.zeros((3, 4, 4), [("a", "u1")])}, "does not hold|void"),
    ],
)
def test_that_arrays_of_the_wrong_sort_are_refused_in_words(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(StudioError, match=words):
        raise refusal(saved(tmp_path, **changes))


def test_that_nothing_in_this_package_ever_unpickles() -> None:
    sources = Path(npz.__file__).parent.glob("*.py")
    code = {path.name: path.read_text(encoding="utf-8") for path in sources}
    assert "npz.py" in code
    for name, text in code.items():
        assert "allow_pickle" not in text, name
        assert "pickle.load" not in text, name
        assert "np.load(" not in text, name


def test_that_a_header_that_promises_more_than_there_is_is_refused_before_reading(tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": (10**9, 1000, 1000)})
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for key in ("x_train", "y_train", "x_test", "y_test"):
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


def test_that_an_archive_with_a_huge_directory_is_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number}.npy", b"")
    assert "not a whole .npz file" in refusal(path).text


def test_that_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = saved(tmp_path, x_train=np.zeros((3, 5000, 5000), np.uint8))
    assert path.stat().st_size < 200_000
    assert "as no pictures would" in refusal(path).text


def test_that_reading_can_be_stopped(tmp_path: Path) -> None:
    with pytest.raises(LoadingStopped):
        npz.read(saved(tmp_path), watch=Watch(stopped=lambda: True))
