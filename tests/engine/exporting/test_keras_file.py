"""A run as a plain ``.keras`` file."""

import json
import math
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Activation, Conv2D, Dense, Flatten, GlobalAveragePooling2D, ZeroPadding2D
from cnnstudio.core.layers.augmentation import RandomFlip
from cnnstudio.core.messages import (
    Evaluate,
    Evaluated,
    Export,
    Exported,
    Failed,
    OpenSaved,
    Predict,
    Predicted,
    RunSubject,
    SavedOpened,
    SavedSubject,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import METHODS, MOST_PIXELS, Prepared, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.data import library
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.saved_model import METADATA_VERSION
from tests.engine.conftest import Bench, only, with_plan


@pytest.fixture
def run(bench: Bench, project: Project) -> RunSubject:
    return bench.trained(with_plan(replace(project, preprocessing=Preprocessing("standardise")), epochs=1))


def test_that_the_file_loads_in_keras_without_us_and_predicts_the_same(
    bench: Bench, run: RunSubject, tmp_path: Path
) -> None:
    import keras

    path = tmp_path / "out.keras"
    assert only(bench.work(Export(subject=run, path=str(path))), Exported).path == str(path)
    loaded = keras.models.load_model(path)
    with ProjectFile.open(run.file) as file:
        weights = file.weights(run.run)[1]
    for name, array in weights.items():
        layer, variable = name.split("/")
        theirs = next(each for each in loaded.get_layer(layer).weights if each.name == variable)
        assert np.array_equal(theirs.numpy(), array)
    assert loaded.predict(np.zeros((3, 8, 8, 1), np.float32), verbose=0).shape == (3, 10)


def test_that_the_file_gives_back_network_labels_and_preprocessing(
    bench: Bench, run: RunSubject, project: Project, tmp_path: Path
) -> None:
    path = str(tmp_path / "out.keras")
    bench.work(Export(subject=run, path=path))
    opened = only(bench.work(OpenSaved(path=path)), SavedOpened)
    assert (opened.network, opened.labels) == (project.network, tuple("0123456789"))
    assert opened.prepared is not None
    assert (opened.prepared.method, len(opened.prepared.mean)) == ("standardise", 1)


def test_that_only_our_note_is_added_to_what_keras_writes(bench: Bench, run: RunSubject, tmp_path: Path) -> None:
    path = tmp_path / "out.keras"
    bench.work(Export(subject=run, path=str(path)))
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["config.json", "metadata.json", "model.weights.h5"]
        assert set(json.loads(archive.read("metadata.json"))) == {"keras_version", "date_saved", "cnnstudio"}
        assert json.loads(archive.read("metadata.json"))["cnnstudio"]["version"] == METADATA_VERSION
        assert "cnnstudio" not in archive.read("config.json").decode()


def test_that_nothing_but_the_file_is_left_in_the_folder(bench: Bench, run: RunSubject, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    bench.work(Export(subject=run, path=str(folder / "out.keras")))
    assert [each.name for each in folder.iterdir()] == ["out.keras"]


def test_that_a_failed_export_leaves_the_old_file(
    bench: Bench, run: RunSubject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "out.keras"
    path.write_bytes(b"old")

    def changed(temp: Path) -> Any:
        from cnnstudio.files.saved.saved_model import read_saved

        found = read_saved(temp)
        found.weights["dense_1/bias"][0] += 1
        return found

    monkeypatch.setattr("cnnstudio.engine.exporting.keras_file.read_saved", changed)
    failed = only(bench.work(Export(subject=run, path=str(path))), Failed)
    assert failed.text == "The file did not read back as it was written, so it was not kept."
    assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [("out.keras", b"old")]


def test_that_a_folder_that_is_not_there_is_said_in_words(bench: Bench, run: RunSubject, tmp_path: Path) -> None:
    failed = only(bench.work(Export(subject=run, path=str(tmp_path / "none" / "out.keras"))), Failed)
    assert "folder" in failed.text
    assert failed.details == ""


END = (Layer("flat", Flatten()), Layer("end", Dense(10, "softmax")))
SAME = Conv2D(1, padding="same")

NAMED_LIKE_HELPERS = {
    "a frame and a convolution": (Layer("conv2d_1_pad", ZeroPadding2D((1, 1), (1, 1))), Layer("conv2d_1", Conv2D(1))),
    "a frame, and pixels of its own": (Layer("c_pad", ZeroPadding2D((2, 2), (2, 2))), Layer("c", Conv2D(1, padding=1))),
    "a sum and an activation": (
        Block("r_add", Parallel("add"), ((Layer("in", SAME),), ())),
        Layer("r", Activation("relu")),
    ),
    "a layer in a residual block": (Block("r", Residual("linear"), ((Layer("r_add", Conv2D(1, padding=1)),), ())),),
    "a block in a residual block": (
        Block("r", Residual(), ((Block("r_add", Residual(), ((Layer("r_add_", SAME),), ())), Layer("r_", SAME)), ())),
    ),
    "a name as long as can be": (Layer("n" * 63, Conv2D(1, padding=1)),),
    "a layer called as the pictures are": (Layer("input", SAME),),
}


@pytest.mark.parametrize("nodes", NAMED_LIKE_HELPERS.values(), ids=NAMED_LIKE_HELPERS)
def test_that_the_file_gives_back_every_block_and_every_name(
    nodes: tuple[Any, ...], bench: Bench, project: Project, tmp_path: Path
) -> None:
    import keras

    network, path = Network((8, 8, 1), (*nodes, *END)), tmp_path / "out.keras"
    run = bench.drawn(with_plan(replace(project, network=network), epochs=1))
    only(bench.work(Export(subject=run, path=str(path))), Exported)
    assert only(bench.work(OpenSaved(path=str(path))), SavedOpened).network == network
    loaded = keras.models.load_model(path)
    assert loaded.predict(np.zeros((3, 8, 8, 1), np.float32), verbose=0).shape == (3, 10)


def drawn(shape: tuple[int, ...], seed: int = 4) -> Any:
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("blocks", [False, True])
def test_that_with_its_scaling_the_file_takes_pictures_as_they_are(
    method: str, blocks: bool, bench: Bench, project: Project, tmp_path: Path
) -> None:
    import keras

    path = tmp_path / "out.keras"
    network = Network((8, 8, 1), (Block("r", Residual(), ((Layer("in", SAME),), ())), *END))
    changed = replace(with_plan(project, epochs=1), preprocessing=Preprocessing(method, augmentation=(RandomFlip(),)))
    run = bench.drawn(replace(changed, network=network) if blocks else changed)
    only(bench.work(Export(subject=run, path=str(path), with_scaling=True)), Exported)
    pictures = drawn((5, 8, 8, 1))
    theirs = keras.models.load_model(path).predict(pictures, verbose=0)
    opened = only(bench.work(OpenSaved(path=str(path))), SavedOpened)
    assert opened.prepared is not None
    assert opened.prepared.method == (method if method == "standardise_pixel" else "raw")
    for number, picture in enumerate(pictures):
        for subject in (run, SavedSubject(str(path))):
            found = only(bench.work(Predict(subject=subject, picture=picture)), Predicted).probabilities
            np.testing.assert_allclose(found, theirs[number], rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_that_with_its_scaling_the_file_swaps_dark_and_light_as_the_run_did(
    method: str, bench: Bench, project: Project, tmp_path: Path
) -> None:
    import keras

    preprocessing = Preprocessing(method, invert=True)
    run = bench.drawn(replace(with_plan(project, epochs=1), preprocessing=preprocessing))
    only(bench.work(Export(subject=run, path=str(tmp_path / "out.keras"), with_scaling=True)), Exported)
    as_they_are = library.load(project.data).x_test[:9]
    loaded = library.load(project.data, preprocessing.geometry).x_test[:9]
    theirs = keras.models.load_model(tmp_path / "out.keras").predict(as_they_are, verbose=0)
    for number, picture in enumerate(loaded):
        ours = only(bench.work(Predict(subject=run, picture=picture)), Predicted).probabilities
        np.testing.assert_allclose(ours, theirs[number], rtol=1e-3, atol=1e-6)
    saved = SavedSubject(str(tmp_path / "out.keras"))
    opened = only(bench.work(OpenSaved(path=saved.path)), SavedOpened)
    assert opened.prepared is not None
    assert not opened.prepared.preprocessing.invert
    scores = [
        only(bench.work(Evaluate(subject=each, data=project.data)), Evaluated).scores.confusion for each in (run, saved)
    ]
    assert scores[0] == scores[1]


def test_that_a_scaling_nobody_knows_or_that_is_too_long_is_refused_in_words(
    bench: Bench, run: RunSubject, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    path, out = tmp_path / "plain.keras", str(tmp_path / "out.keras")
    keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10)]).save(path)
    failed = only(bench.work(Export(subject=SavedSubject(str(path)), path=out, with_scaling=True)), Failed)
    assert failed.text.startswith("It is not known how pictures are scaled for this network")
    monkeypatch.setattr("cnnstudio.engine.exporting.front.MOST_PIXELS", 10)
    pixels = replace(with_plan(project, epochs=1), preprocessing=Preprocessing("standardise_pixel"))
    subject = bench.drawn(pixels)
    failed = only(bench.work(Export(subject=subject, path=out, with_scaling=True)), Failed)
    assert failed.text == "Standardising 64 numbers one by one makes too long a file."
    assert not Path(out).exists()


def exported(shape: tuple[int, int, int], labels: tuple[str, ...], path: Path, *, with_scaling: bool = False) -> Any:
    """What is read of a file of a small network that takes pictures standardised pixel by pixel."""
    from cnnstudio.engine.build import build
    from cnnstudio.engine.exporting import keras_file
    from cnnstudio.engine.exporting.front import front_of
    from cnnstudio.engine.subjects import Loaded
    from cnnstudio.files.saved.saved_model import read_saved

    network = Network(shape, (Layer("mean", GlobalAveragePooling2D()), Layer("end", Dense(len(labels), "softmax"))))
    numbers = tuple(np.random.default_rng(3).uniform(20, 230, math.prod(shape)).astype(np.float32).tolist())
    prepared = Prepared(Preprocessing("standardise_pixel"), numbers, numbers)
    loaded = Loaded(build(network), network, labels, prepared)
    keras_file.write(loaded, front_of(loaded, with_scaling=with_scaling), path)
    found = read_saved(path)
    assert found.prepared is not None
    assert np.array_equal(found.prepared.centre, prepared.centre)
    return found


def test_that_the_largest_picture_that_is_standardised_pixel_by_pixel_goes_into_a_file(tmp_path: Path) -> None:
    exported((1000, MOST_PIXELS // 1000, 1), ("a", "b"), tmp_path / "out.keras")


def test_that_scaling_with_more_numbers_than_are_read_back_is_refused_before_it_is_written(tmp_path: Path) -> None:
    exported((60, 60, 3), ("a", "b"), tmp_path / "out.keras", with_scaling=True)
    with pytest.raises(StudioError, match="Standardising 480,000 numbers one by one makes too long a file"):
        exported((400, 400, 3), ("a", "b"), tmp_path / "long.keras", with_scaling=True)
    assert not (tmp_path / "long.keras").exists()


@pytest.mark.parametrize(
    ("labels", "read"),
    [
        (("cat ", "dog"), ("cat", "dog")),
        (("cat", "cat"), ("cat", "cat (class 1)")),
        (("caf\udce9", "", "\u200b"), ("caf\\udce9", "1", "\\u200b")),
        (("x" * 250, "dog"), ("x" * 200, "dog")),
    ],
)
def test_that_classes_of_any_name_go_into_a_file(labels: Any, read: Any, tmp_path: Path) -> None:
    assert exported((4, 4, 1), labels, tmp_path / "out.keras").labels == read
