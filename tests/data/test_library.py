"""Data sets are opened by name: fast, once, and with words when they are not there."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.program.paths import resource
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import keras_cache
from cnnstudio.data.dataset import counts_of, everything
from cnnstudio.data.library import AS_THEY_ARE, DataMissing, keras_file, load, supply, what_is_loaded
from cnnstudio.data.pictures import importing
from cnnstudio.data.sources import SOURCES, source
from cnnstudio.data.stored import StoredPictures
from cnnstudio.data.watch import Progress, Watch
from tests.data.batches import write_batches
from tests.data.idx_files import write_pair

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
    assert counts_of(data.y_test, data.classes) == (200,) * 10
    assert data.labels == tuple("0123456789")
    assert data.title == "MNIST 10k (built in)"


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
    assert "Download it, name a file" in caught.value.hint
    assert str(keras_file().parent) in caught.value.hint


def test_that_the_full_set_is_found_in_kerass_cache() -> None:
    stand_in(keras_file())
    assert load(DataRecipe("mnist")).title == "MNIST (full)"


def test_that_a_named_file_is_called_by_its_name_and_may_have_more_classes(tmp_path: Path) -> None:
    data = load(DataRecipe("mnist", str(stand_in(tmp_path / "letters.npz", highest=25))))
    assert data.title == "letters.npz"
    assert data.classes == 26


def test_that_labels_far_too_high_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="from 0 to 40,000"):
        load(DataRecipe("mnist", str(stand_in(tmp_path / "wild.npz", highest=40_000))))


def test_that_an_unknown_source_is_answered_with_the_known_ones() -> None:
    with pytest.raises(StudioError, match="mnist-10k, fashion-10k, photos-7, mnist"):
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


def test_that_what_is_built_in_has_its_classes_by_name() -> None:
    fashion = load(DataRecipe("fashion-10k"))
    assert (fashion.x_train.shape, fashion.x_test.shape) == ((10_000, 28, 28, 1), (2000, 28, 28, 1))
    assert (fashion.labels[0], fashion.labels[9]) == ("T-shirt/top", "Ankle boot")
    photos = load(DataRecipe("photos-7"))
    assert (photos.x_train.shape, photos.x_test.shape) == ((560, 64, 64, 3), (210, 64, 64, 3))
    assert photos.labels == ("astronaut", "cat", "coffee", "galaxies", "retina", "rocket", "tissue")
    assert counts_of(photos.y_train, photos.classes) == (80,) * 7
    assert (photos.name, photos.title) == ("photos-7", "Seven photographs (built in)")


def test_that_everything_shipped_has_a_notice_beside_it() -> None:
    notices = " ".join(path.read_text(encoding="ascii") for path in resource("data").glob("NOTICE-*.txt"))
    for path in resource("data").iterdir():
        assert path.name in notices or path.name.startswith("NOTICE-")
    assert all(one.resource in notices for one in SOURCES)


def test_that_the_names_of_a_source_fit_its_classes() -> None:
    assert {one.name: len(one.labels) for one in SOURCES} == {
        "mnist-10k": 10,
        "fashion-10k": 10,
        "photos-7": 0,
        "mnist": 10,
        "fashion-mnist": 10,
        "cifar-10": 10,
        "cifar-100": 100,
        "cifar-100-coarse": 20,
    }


def test_that_the_full_fashion_is_read_from_kerass_four_files() -> None:
    with pytest.raises(DataMissing, match="Fashion-MNIST") as caught:
        load(DataRecipe("fashion-mnist"))
    assert all(name in caught.value.hint for name in keras_cache.FASHION)
    write_pair(keras_file("fashion-mnist"), "train", packed=True)
    write_pair(keras_file("fashion-mnist"), "t10k", packed=True)
    data = load(DataRecipe("fashion-mnist"))
    assert (data.name, data.title, data.labels[8], data.own_test) == (
        "fashion-mnist",
        "Fashion-MNIST (full)",
        "Bag",
        True,
    )


def test_that_a_source_may_be_read_from_any_kind_of_file(tmp_path: Path) -> None:
    write_pair(tmp_path, "train")
    data = load(DataRecipe("fashion-mnist", str(tmp_path)))
    assert (data.name, data.title, data.labels[0], data.own_test) == (
        "fashion-mnist",
        tmp_path.name,
        "T-shirt/top",
        False,
    )


def test_that_what_does_not_change_the_data_does_not_load_them_again(tmp_path: Path) -> None:
    same = [DataRecipe("mnist-10k"), DataRecipe("mnist-10k", seed=8, subset=5, draw="first", test_share=0.5)]
    assert load(same[0]) is load(same[1])
    assert what_is_loaded(same[0], AS_THEY_ARE) == what_is_loaded(same[1], AS_THEY_ARE)
    own = DataRecipe("file", str(stand_in(tmp_path / "a.npz")))
    for other in (replace(own, seed=8), replace(own, test_share=0.5), replace(own, path="b.npz")):
        assert what_is_loaded(own, AS_THEY_ARE) != what_is_loaded(other, AS_THEY_ARE)
    assert what_is_loaded(own, AS_THEY_ARE) == what_is_loaded(replace(own, subset=5, draw="first"), AS_THEY_ARE)


def test_that_the_share_and_the_seed_set_the_test_part_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, x=np.arange(1600, dtype=np.uint16).reshape(100, 4, 4) % 256, y=np.arange(100) % 4)
    recipe = DataRecipe("file", str(path), test_share=0.4)
    data, other = load(recipe), load(replace(recipe, seed=8))
    assert (len(data.x_train), counts_of(data.y_test, data.classes), data.own_test) == (60, (10,) * 4, False)
    assert not np.array_equal(data.x_test[:], other.x_test[:])


def test_that_an_array_more_in_the_middle_draws_no_other_test_part(tmp_path: Path) -> None:
    x, y = np.random.default_rng(3).integers(0, 256, (100, 4, 4), np.uint8), np.arange(100) % 4

    def tested(name: str, numbers: list[int]) -> set[bytes]:
        np.savez(tmp_path / name, x=x[numbers], y=y[numbers])
        return {picture.tobytes() for picture in load(DataRecipe("file", str(tmp_path / name))).x_test[:]}

    assert len(tested("all.npz", list(range(100))) ^ tested("fewer.npz", [*range(30), *range(31, 100)])) <= 2


@pytest.mark.parametrize("kind", ["array", "folder"])
def test_that_one_picture_can_be_scored_but_not_trained_on(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "one.npz"
    if kind == "array":
        np.savez(path, x=np.full((1, 4, 4), 7, np.uint8), y=[0])
    else:
        (path / "cat").mkdir(parents=True)
        Image.new("L", (4, 4), 7).save(path / "cat" / "1.png")
    recipe = DataRecipe("file", str(path))
    assert everything(load(recipe, whole=True))[0][:].tolist() == np.full((1, 4, 4, 1), 7).tolist()
    assert load(recipe, Geometry((2, 2)), whole=True).x_train.shape == (1, 2, 2, 1)
    with pytest.raises(StudioError, match="of 1 picture none can be set aside") as caught:
        load(recipe)
    assert "at least two" in caught.value.hint


def test_that_files_read_beside_the_named_one_are_noticed_when_they_change(tmp_path: Path) -> None:
    write_pair(tmp_path / "idx", "train")
    write_batches(tmp_path / "ten")
    for named, beside in (
        (tmp_path / "idx" / "train-images-idx3-ubyte", tmp_path / "idx" / "train-labels-idx1-ubyte"),
        (tmp_path / "ten" / "data_batch_2", tmp_path / "ten" / "test_batch"),
    ):
        recipe = DataRecipe("file", str(named))
        first = load(recipe)
        assert load(recipe) is first
        os.utime(beside, ns=(1, 1))
        assert load(recipe) is not first


def test_that_pictures_in_another_shape_still_have_their_originals(tmp_path: Path) -> None:
    recipe = DataRecipe("file", str(stand_in(tmp_path / "a.npz")))
    data = load(recipe, Geometry((14, 0), colour="colour"))
    assert data.x_train.shape == (12, 14, 14, 3)
    assert data.originals is not None
    assert data.originals.read("test", 3).shape == (28, 28, 1)
    assert data.originals.name("test", 3) == ""
    assert load(recipe, Geometry((14, 14), colour="colour")).x_train.shape == (12, 14, 14, 3)


def test_that_what_grows_too_large_for_the_memory_goes_to_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, x=np.random.default_rng(1).integers(0, 256, (30, 8, 8), np.uint8), y=np.arange(30) % 3)
    recipe, geometry = DataRecipe("file", str(path)), Geometry((16, 16))
    small = load(recipe, geometry)
    os.utime(path, ns=(1, 1))
    monkeypatch.setattr(importing, "most_in_memory", lambda: 1000)
    told: list[Progress] = []
    stored = load(recipe, geometry, Watch(told.append))
    assert isinstance(stored.x_train, StoredPictures)
    np.testing.assert_array_equal(stored.x_train[:], small.x_train[:])
    np.testing.assert_array_equal(stored.x_test[:], small.x_test[:])
    assert everything(stored)[0].shape == (30, 16, 16, 1)
    assert told[-1] == Progress("Changing the pictures' shape", 30, 30)


def test_that_data_that_were_sent_take_the_place_of_what_the_recipe_names(tmp_path: Path) -> None:
    recipe, data = DataRecipe("file", str(tmp_path / "elsewhere.npz")), load(DataRecipe("mnist-10k"))
    supply(recipe, AS_THEY_ARE, "first", lambda: data)
    assert load(recipe) is data
    assert load(replace(recipe, subset=100)) is data
    other = replace(data, title="Other")
    supply(recipe, AS_THEY_ARE, "second", lambda: other)
    assert load(recipe) is other
    with pytest.raises(StudioError):
        load(recipe, Geometry((14, 14)))
