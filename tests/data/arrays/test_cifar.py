"""CIFAR-10 and CIFAR-100: read from where Keras keeps it, from the archive, or from a file somebody names."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.arrays import cifar, plain_pickle
from cnnstudio.data.download import download
from cnnstudio.data.library import DataMissing, datasets_folder, keras_file, load
from tests.data.batches import batch, hundred, write_archive, write_batches, write_hundred


def test_that_pictures_are_turned_into_rows_columns_and_colours() -> None:
    folder = datasets_folder() / cifar.CIFAR_10.folder
    pictures = write_batches(folder)
    data = load(DataRecipe("cifar-10"))
    assert data.title == "CIFAR-10"
    assert data.x_train.shape == (20, 32, 32, 3)
    assert data.x_test.shape == (4, 32, 32, 3)
    assert data.labels == cifar.CIFAR_10.labels
    assert list(data.y_train[:5]) == [0, 1, 2, 3, 0]
    row, column, colour = 5, 7, 2
    assert data.x_train[6, row, column, colour] == pictures[6, colour * 1024 + row * 32 + column]
    np.testing.assert_array_equal(data.x_test[3, :, :, 0].ravel(), pictures[23, :1024])


def test_that_the_place_of_keras_3_is_taken_before_the_place_of_keras_2() -> None:
    write_batches(datasets_folder() / cifar.CIFAR_10.folder, count=2)
    assert len(load(DataRecipe("cifar-10")).x_test) == 2
    newer = datasets_folder() / f"{cifar.CIFAR_10.folder}-target" / cifar.CIFAR_10.folder
    write_batches(newer, count=3)
    assert keras_file("cifar-10") == newer
    assert len(load(DataRecipe("cifar-10")).x_test) == 3


def test_that_what_is_missing_is_said_with_where_to_put_it() -> None:
    with pytest.raises(DataMissing, match="not on this computer") as caught:
        load(DataRecipe("cifar-10"))
    assert str(datasets_folder()) in caught.value.hint
    assert "cifar-10-python.tar.gz" in caught.value.hint


def test_that_half_a_folder_counts_as_missing() -> None:
    folder = datasets_folder() / cifar.CIFAR_10.folder
    write_batches(folder)
    (folder / "data_batch_4").unlink()
    with pytest.raises(DataMissing):
        load(DataRecipe("cifar-10"))


def test_that_a_named_file_has_the_names_of_the_classes(tmp_path: Path) -> None:
    path = tmp_path / "cifar.npz"
    pictures, labels = np.zeros((4, 32, 32, 3), np.uint8), np.array([[0], [9], [3], [1]], np.uint8)
    np.savez(path, x_train=pictures, y_train=labels, x_test=pictures, y_test=labels)
    data = load(DataRecipe("cifar-10", str(path)))
    assert (data.title, data.labels[9]) == ("cifar.npz", "truck")


@pytest.mark.parametrize("labels", [[1, 10], [1], [1, 2, 3]])
def test_that_labels_must_be_one_of_ten_for_each_picture(labels: list[int]) -> None:
    folder = datasets_folder() / cifar.CIFAR_10.folder
    write_batches(folder)
    (folder / "data_batch_2").write_bytes(batch(np.zeros((2, 3072), np.uint8), labels))
    with pytest.raises(StudioError, match="not a batch of CIFAR-10"):
        load(DataRecipe("cifar-10"))


def test_that_only_the_batches_are_taken_out_of_an_archive(tmp_path: Path) -> None:
    write_batches(tmp_path / "own")
    archive = write_archive(tmp_path / "cifar.tar.gz", tmp_path / "own")
    target = tmp_path / "deep" / "target"
    cifar.unpack(archive, target)
    assert sorted(each.name for each in target.iterdir()) == sorted(cifar.CIFAR_10.batches)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["cifar.tar.gz", "deep", "own"]
    assert [each.name for each in target.parent.iterdir()] == ["target"]


@pytest.mark.parametrize("keep", [10, 400])
def test_that_an_archive_cut_short_leaves_nothing(tmp_path: Path, keep: int) -> None:
    write_batches(tmp_path / "own")
    archive = write_archive(tmp_path / "cifar.tar.gz", tmp_path / "own")
    archive.write_bytes(archive.read_bytes()[:keep])
    with pytest.raises(StudioError, match=r"cut short|does not hold"):
        cifar.unpack(archive, tmp_path / "deep" / "target")
    assert list((tmp_path / "deep").iterdir()) == []


def test_that_a_download_is_unpacked_to_where_keras_3_looks(tmp_path: Path) -> None:
    write_batches(tmp_path / "own")
    archive = write_archive(tmp_path / "cifar.tar.gz", tmp_path / "own")
    seen: list[int] = []
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    place = download("cifar-10", lambda done, _: seen.append(done), lambda: False, url=archive.as_uri(), sha256=digest)
    assert place == datasets_folder() / "cifar-10-batches-py-target" / "cifar-10-batches-py"
    assert (datasets_folder() / "cifar-10-batches-py-target_archive").is_file()
    assert seen[-1] == archive.stat().st_size
    assert len(load(DataRecipe("cifar-10")).x_train) == 20


def test_that_the_hundred_classes_and_their_twenty_groups_are_two_sources_of_one_download() -> None:
    pictures = write_hundred(datasets_folder() / "cifar-100-python-target" / "cifar-100-python")
    fine, coarse = load(DataRecipe("cifar-100")), load(DataRecipe("cifar-100-coarse"))
    assert (fine.classes, coarse.classes) == (100, 20)
    assert [fine.labels[label] for label in fine.y_train[:3]] == ["apple", "castle", "fox"]
    assert [coarse.labels[label] for label in coarse.y_train[:3]] == ["aquatic mammals", "fish", "flowers"]
    np.testing.assert_array_equal(fine.x_test[2, :, :, 1].ravel(), pictures[8, 1024:2048])
    np.testing.assert_array_equal(fine.x_train[:], coarse.x_train[:])


@pytest.mark.parametrize("named", ["cifar-100-python", "cifar-100-python/train", "h.tar.gz", "."])
def test_that_the_twenty_groups_are_read_from_a_file_that_is_named(tmp_path: Path, named: str) -> None:
    write_hundred(tmp_path / "set" / "cifar-100-python")
    if named == "h.tar.gz":
        write_archive(tmp_path / "set" / named, tmp_path / "set" / "cifar-100-python", "cifar-100-python")
    path = str(tmp_path / "set" / named)
    fine, coarse = load(DataRecipe("cifar-100", path)), load(DataRecipe("cifar-100-coarse", path))
    assert (fine.labels, coarse.labels) == (cifar.CIFAR_100.labels, cifar.CIFAR_100_COARSE.labels)
    assert coarse.y_train[:3].tolist() == [0, 1, 2]


def test_that_an_archive_is_read_where_it_lies(tmp_path: Path) -> None:
    pictures = write_batches(tmp_path / "own")
    archive = write_archive(tmp_path / "c.tar.gz", tmp_path / "own")
    found = cifar.read_archive(archive)
    assert found.labels == cifar.CIFAR_10.labels
    np.testing.assert_array_equal(found.train.x[7, ..., 2].ravel(), pictures[7, 2048:])
    write_hundred(tmp_path / "hundred")
    found = cifar.read_archive(write_archive(tmp_path / "h.tar.gz", tmp_path / "hundred", "cifar-100-python"))
    assert found.labels == cifar.CIFAR_100.labels
    assert sorted(each.name for each in tmp_path.iterdir()) == ["c.tar.gz", "h.tar.gz", "hundred", "own"]


def test_that_another_archive_is_refused(tmp_path: Path) -> None:
    write_batches(tmp_path / "own")
    (tmp_path / "own" / "data_batch_3").unlink()
    with pytest.raises(StudioError, match="does not hold all of CIFAR"):
        cifar.read_archive(write_archive(tmp_path / "c.tar.gz", tmp_path / "own"))


def test_that_an_archive_that_unpacks_to_far_too_much_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_batches(tmp_path / "own")
    archive = write_archive(tmp_path / "c.tar.gz", tmp_path / "own")
    monkeypatch.setattr(cifar, "_MOST_UNPACKED", 30_000)
    with pytest.raises(StudioError, match="cut short or damaged"):
        cifar.read_archive(archive)


def test_that_a_part_of_fifty_thousand_pictures_is_within_the_limits(tmp_path: Path) -> None:
    path = tmp_path / "train"
    path.write_bytes(hundred(np.zeros((50_000, 3072), np.uint8), [99] * 50_000, [19] * 50_000))
    family = cifar.CIFAR_100
    found = plain_pickle.read(path, family.bytes, 8 * family.most)
    assert len(found[b"fine_labels"]) == len(found[b"coarse_labels"]) == 50_000
