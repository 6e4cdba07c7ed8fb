"""Pictures in a file behave like an array of them."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.errors import StudioError
from cnnstudio.data.dataset import DataSet, counts_of, everything, take
from cnnstudio.data.stored import StoredPictures

COUNT = 40
PICTURES = np.random.default_rng(3).integers(0, 256, (COUNT, 3, 5, 3), np.uint8)
KEYS = st.one_of(
    st.integers(-COUNT, COUNT - 1),
    st.builds(slice, *(st.none() | st.integers(-50, 50) for _ in range(2)), st.sampled_from([None, 1, 2, -1, 7])),
    st.lists(st.integers(-COUNT, COUNT - 1), max_size=60).map(lambda numbers: np.asarray(numbers, np.intp)),
    st.lists(st.booleans(), min_size=COUNT, max_size=COUNT).map(np.asarray),
)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> StoredPictures:
    path = tmp_path_factory.mktemp("stored") / "pictures"
    PICTURES.tofile(path)
    return StoredPictures(path, (3, 5, 3), COUNT)


@given(key=KEYS)
def test_that_any_key_gives_what_it_gives_of_an_array(stored: StoredPictures, key: Any) -> None:
    np.testing.assert_array_equal(stored[key], PICTURES[key])
    assert stored[key].dtype == np.uint8


@given(numbers=st.lists(st.integers(0, COUNT - 1), min_size=1, max_size=60), key=st.data())
def test_that_a_selection_of_a_selection_is_the_one_of_an_array(
    stored: StoredPictures, numbers: list[int], key: st.DataObject
) -> None:
    chosen = stored.select(np.asarray(numbers))
    assert chosen.shape == (len(numbers), 3, 5, 3)
    again = key.draw(st.lists(st.integers(0, len(numbers) - 1), max_size=20).map(lambda few: np.asarray(few, np.intp)))
    np.testing.assert_array_equal(take(chosen, again)[:], PICTURES[np.asarray(numbers)][again])


def test_that_a_data_set_takes_them(stored: StoredPictures) -> None:
    labels = np.arange(COUNT) % 2
    data = DataSet("n", "N", ("a", "b"), stored, labels, stored.select(np.arange(4)), labels[:4])
    assert data.input_shape == (3, 5, 3)
    assert counts_of(data.y_test, data.classes) == (2, 2)


def test_that_threads_read_side_by_side(stored: StoredPictures) -> None:
    wrong: list[int] = []

    def read(seed: int) -> None:
        for number in np.random.default_rng(seed).integers(0, COUNT, 300):
            if not np.array_equal(stored[int(number)], PICTURES[number]):
                wrong.append(int(number))

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_that_a_file_that_is_cut_short_or_gone_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "pictures"
    PICTURES[:10].tofile(path)
    stored = StoredPictures(path, (3, 5, 3), COUNT)
    np.testing.assert_array_equal(stored[9], PICTURES[9])
    with pytest.raises(StudioError, match="cannot be read any more"):
        stored[10]
    stored.close()
    with pytest.raises(StudioError, match="cannot be read any more"):
        stored[0]
    path.unlink()
    with pytest.raises(StudioError, match="cannot be read any more"):
        StoredPictures(path, (3, 5, 3), COUNT)


def test_that_everything_is_both_parts_in_memory_or_still_in_the_file(stored: StoredPictures, tmp_path: Path) -> None:
    numbers = np.random.default_rng(1).permutation(len(stored))
    train, test = numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]
    y = np.arange(len(stored), dtype=np.int64) % 2
    parts = {"y_train": y[train], "y_test": y[test], "name": "x", "title": "x", "labels": ("a", "b")}
    in_file = DataSet(**parts, x_train=stored.select(train), x_test=stored.select(test))  # type: ignore[arg-type]
    in_memory = DataSet(**parts, x_train=stored[train], x_test=stored[test])  # type: ignore[arg-type]
    (x, labels), (array, same) = everything(in_file), everything(in_memory)
    assert isinstance(x, StoredPictures)
    assert np.array_equal(x[:], stored[numbers])
    assert np.array_equal(array, stored[numbers])
    assert labels.tolist() == same.tolist() == y[numbers].tolist()
    other = tmp_path / "other.raw"
    other.write_bytes(bytes(12))
    with pytest.raises(ValueError, match="two files"):
        stored.joined(StoredPictures(other, (2, 2, 3), 1))
