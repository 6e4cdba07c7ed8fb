"""What a saved network becomes: a project, and a run that holds its weights."""

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Dense, Flatten, RandomFlip
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.found_way import FoundWay
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import IMPORTED
from cnnstudio.core.transferring.starting import why_not_start
from cnnstudio.data.sources import source
from cnnstudio.files.project_file import ProjectFile, copy_run, save_as
from cnnstudio.files.saved.importing import beginning, imported, title_of, usual_data
from tests.arrived import saved, weights_of
from tests.core.outcomes_made import drawn

TEN = tuple("0123456789")


def classifier(shape: tuple[int, int, int], classes: int) -> Network:
    return Network(shape, (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(classes, "softmax"))))


def test_that_a_saved_network_becomes_a_run_that_is_over(tmp_path: Path) -> None:
    network = classifier((28, 28, 1), 10)
    found = imported(saved(network, TEN, notes=("Its input is a list.",)), Path("/nets/mnist.h5"))
    with ProjectFile.create(tmp_path / "a.cnnstudio", beginning(found)) as file:
        run = file.run(file.import_run(found))
        epoch, weights = file.weights(run.number)
        assert file.project() == run.project
    assert (run.name, run.status, run.epochs, run.kept, run.used_epoch) == ("mnist.h5", "imported", (), (IMPORTED,), 1)
    assert (run.versions["file"], run.project.plan.start) == ("Keras 2.2.4", 1)
    assert run.reason == "Its input is a list."
    assert run.notes.startswith("Its input is a list. The file does not say how its pictures are prepared")
    assert epoch == IMPORTED
    assert all(np.array_equal(weights[name], each) for name, each in weights_of(network).items())
    assert why_not_start(run.project, [run]) == ""


def test_that_a_file_that_says_how_pictures_are_prepared_is_believed(tmp_path: Path) -> None:
    raw = Prepared(Preprocessing("raw"))
    found = imported(saved(classifier((28, 28, 1), 10), TEN, raw), Path("a.keras"))
    with ProjectFile.create(tmp_path / "a.cnnstudio", beginning(found)) as file:
        run = file.run(file.import_run(found))
        assert (run.prepared, run.project.preprocessing.method, run.is_preparation_guessed) == (raw, "raw", False)
        with pytest.raises(StudioError, match="settled"):
            file.prepare_otherwise(run.number, Prepared())


def test_that_what_is_not_said_can_be_said_later(tmp_path: Path) -> None:
    found = imported(saved(classifier((28, 28, 1), 10), TEN), Path("a.h5"))
    signed = Prepared(Preprocessing("signed"))
    with ProjectFile.create(tmp_path / "a.cnnstudio", beginning(found)) as file:
        number = file.import_run(found)
        file.prepare_otherwise(number, signed)
        run = file.run(number)
    assert (run.prepared, run.project.preprocessing) == (signed, signed.preprocessing)
    assert run.notes.endswith("this is taken: ÷ 127.5 − 1.")
    assert run.is_preparation_guessed


def test_that_scores_of_pictures_that_are_prepared_otherwise_by_now_are_not_kept(tmp_path: Path) -> None:
    found, (outcomes, _) = imported(saved(classifier((8, 8, 1), 3), "abc"), Path("a.h5")), drawn(3, 20)
    with ProjectFile.create(tmp_path / "a.cnnstudio", beginning(found), found) as file:
        asked = file.run(1)
        file.prepare_otherwise(1, Prepared(Preprocessing("signed")))
        assert not file.add_scores(asked, "test", outcomes)
        assert (file.run(1).test, file.outcomes(1, "test")) == (None, None)
        assert file.add_scores(file.run(1), "test", outcomes)


def test_that_a_run_prepared_otherwise_keeps_its_augmentation_and_is_the_same_run(tmp_path: Path) -> None:
    begun = Project(classifier((28, 28, 1), 10), preprocessing=Preprocessing(augmentation=(RandomFlip(),)))
    found = imported(saved(begun.network, TEN, notes=("x" * 3000,)), Path("a.weights.h5"), begun)
    one, other = tmp_path / "a.cnnstudio", tmp_path / "b.cnnstudio"
    with ProjectFile.create(one, begun, found) as file:
        save_as(one, other)
        file.prepare_otherwise(1, Prepared(Preprocessing("signed")))
        run = file.run(1)
    assert run.project.preprocessing == replace(begun.preprocessing, method="signed")
    assert run.notes.endswith("this is taken: ÷ 127.5 − 1.")
    copy_run(one, other, 1)
    with ProjectFile.open(other) as file:
        assert file.run(1) == run


def test_that_a_project_whose_run_cannot_be_written_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(weights: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("cnnstudio.files.project.weights_blob.pieces", full)
    found = imported(saved(classifier((8, 8, 1), 3), "abc"), Path("a.h5"))
    with pytest.raises(StudioError, match="full"):
        ProjectFile.create(tmp_path / "a.cnnstudio", beginning(found), found)
    assert not list(tmp_path.iterdir())


def test_that_classes_are_named_by_the_project_where_the_file_has_numbers() -> None:
    network = classifier((8, 8, 1), 3)
    assert imported(saved(network, "012"), Path("a.h5"), Project(network), tuple("abc")).labels == ("a", "b", "c")
    assert imported(saved(network, "012"), Path("a.h5"), Project(network), tuple("ab")).labels == ("0", "1", "2")
    assert imported(saved(network, "xyz"), Path("a.h5"), Project(network), tuple("abc")).labels == ("x", "y", "z")


def test_that_a_run_that_was_trained_stays_prepared_as_it_was(file: ProjectFile, begin: Callable[..., int]) -> None:
    with pytest.raises(StudioError, match="settled"):
        file.prepare_otherwise(begin(file), Prepared())


def test_that_weights_for_an_open_project_are_prepared_as_its_pictures_are() -> None:
    network = classifier((8, 8, 1), 3)
    project = Project(network, preprocessing=Preprocessing("signed"))
    found = imported(saved(network, ("a", "b", "c")), Path("a.weights.h5"), project)
    assert (found.project.data, found.prepared.method) == (project.data, "signed")
    measured = imported(
        saved(network, ("a", "b", "c")), Path("a.h5"), Project(network, preprocessing=Preprocessing("standardise"))
    )
    assert measured.prepared.method == "scale"


@pytest.mark.parametrize(
    ("shape", "classes", "labels", "name"),
    [
        ((28, 28, 1), 10, TEN, "mnist-10k"),
        ((28, 28, 1), 10, ("T-shirt", *TEN[2:], "Ankle boot"), "fashion-10k"),
        ((32, 32, 3), 10, TEN, "cifar-10"),
        ((32, 32, 3), 100, tuple(map(str, range(100))), "cifar-100"),
        ((28, 28, 1), 11, (*TEN, "x"), ""),
    ],
)
def test_that_the_data_are_those_of_its_input_and_classes(
    shape: tuple[int, int, int], classes: int, labels: tuple[str, ...], name: str
) -> None:
    assert usual_data(classifier(shape, classes), labels).source == name
    assert not name or source(name) is not None


@pytest.mark.parametrize(
    ("name", "title"),
    [("mnist.h5", "mnist"), ("a b.weights.h5", "a b"), ("Net.KERAS", "Net"), (".h5", "Network"), ("x.hdf5", "x")],
)
def test_that_a_project_is_called_after_its_file(name: str, title: str) -> None:
    assert title_of(Path(name)) == title


def test_that_how_the_preparation_was_found_out_lasts(tmp_path: Path) -> None:
    way = FoundWay("MNIST 10k", "raw", 0.9875)
    raw, network = Prepared(Preprocessing("raw")), classifier((28, 28, 1), 10)
    found = imported(saved(network, TEN), Path("a.h5"), tried=raw, found_way=way)
    with ProjectFile.create(tmp_path / "a.cnnstudio", beginning(found)) as file:
        one, two = file.import_run(found), file.import_run(replace(found, found_way=None))
        assert (file.run(one).found_way, file.run(two).found_way) == (way, None)
        file.note_found_way(two, way)
        assert file.run(two).notes.endswith("this is taken: raw, 0 to 255. Tried on MNIST 10k: raw, 0 to 255 98.8 %.")
    assert [FoundWay.from_text(text) for text in ("", "0.5 raw", "0.5 odd Data", "1.5 raw Data")] == [None] * 4
