"""Data sets are opened by name: fast, once, and with words when they are not there."""

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.plan import DataRecipe
from cnnstudio.data.library import DataMissing, keras_file, load
from cnnstudio.data.sources import SOURCES, source

FULL = Path(__file__).parents[2] / "../shared/data/tests/mnist.npz"


def stand_in(path: Path, highest: int = 9) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pictures, labels = np.zeros((12, 28, 28), np.uint8), np.arange(12) % 10
    labels[-1] = highest
    np.savez(path, x_train=pictures, y_train=labels, x_test=pictures, y_test=labels)
    return path


def test_that_the_built_in_digits_have_eight_thousand_and_two_thousand_pictures() -> None:
    data = load(DataRecipe("mnist-10k"))
    assert data.x_train.shape == (8000, 28, 28, 1)
    assert data.test_counts == (200,) * 10
    assert data.labels == tuple("0123456789")
    assert data.title == "MNIST 10k (built in)"


def test_that_the_built_in_digits_open_in_under_three_tenths_of_a_second() -> None:
    from cnnstudio.core.paths import resource
    from cnnstudio.data import npz

    def seconds() -> float:
        start = time.perf_counter()
        npz.read(resource("data", "mnist_10k_lzma.npz"))
        return time.perf_counter() - start

    assert min(seconds() for _ in range(3)) < 0.3


def test_that_threads_that_ask_at_once_share_one_copy() -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(load(DataRecipe("mnist-10k")))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(data) for data in found}) == 1


def test_that_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    path = stand_in(tmp_path / "mine.npz")
    first = load(DataRecipe("mnist", str(path)))
    assert load(DataRecipe("mnist", str(path))) is first
    os.utime(path, ns=(1, 1))
    assert load(DataRecipe("mnist", str(path))) is not first


def test_that_the_missing_full_set_says_the_three_ways_to_get_it() -> None:
    with pytest.raises(DataMissing) as caught:
        load(DataRecipe("mnist"))
    assert "Download it, name an .npz" in caught.value.hint
    assert str(keras_file().parent) in caught.value.hint


def test_that_the_full_set_is_found_in_kerass_cache() -> None:
    stand_in(keras_file())
    assert load(DataRecipe("mnist")).title == "MNIST (full)"


def test_that_a_named_file_is_called_by_its_name_and_may_have_more_classes(tmp_path: Path) -> None:
    data = load(DataRecipe("mnist", str(stand_in(tmp_path / "letters.npz", highest=25))))
    assert data.title == "letters.npz"
    assert data.classes == 26


def test_that_labels_far_too_high_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="run up to 40,000"):
        load(DataRecipe("mnist", str(stand_in(tmp_path / "wild.npz", highest=40_000))))


def test_that_an_unknown_source_is_answered_with_the_known_ones() -> None:
    with pytest.raises(StudioError, match="mnist-10k, mnist"):
        load(DataRecipe("imagenet"))


def test_that_the_built_in_source_says_its_test_part_is_not_the_official_one() -> None:
    built_in = source("mnist-10k")
    assert built_in is SOURCES[0]
    assert "not the official MNIST test set" in built_in.note


@pytest.mark.skipif(not FULL.is_file(), reason="the full MNIST for tests is not at hand")
def test_that_all_sixty_thousand_pictures_open_from_a_named_file() -> None:
    assert load(DataRecipe("mnist", str(FULL))).x_train.shape == (60_000, 28, 28, 1)


def test_that_no_source_is_said_in_words() -> None:
    with pytest.raises(StudioError, match="No data set is chosen") as caught:
        load(DataRecipe(""))
    assert "Data page" in caught.value.hint
