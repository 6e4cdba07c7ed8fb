"""A first layer that standardises every pixel is read as preprocessing, and nothing else passes for one."""

import copy
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.layers import Flatten, Normalization, RandomFlip, Rescaling
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec
from cnnstudio.files.saved.keras_dialects import described
from cnnstudio.files.saved.keras_nodes import Told
from cnnstudio.files.saved.keras_scaling import PixelScaling, pixel_scaling, scales_pixels, with_pixels
from cnnstudio.files.saved.saved_model import METADATA_KEY, METADATA_VERSION, read_saved

keras = pytest.importorskip("keras")

MEAN = np.arange(12, dtype=np.float32).reshape(2, 3, 2)
VARIANCE = np.square(MEAN + 1)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scaling") / "x.keras"
    first = keras.layers.Normalization(axis=(1, 2, 3), mean=MEAN.tolist(), variance=VARIANCE.tolist())
    keras.Sequential([keras.Input((2, 3, 2)), first, keras.layers.Flatten(), keras.layers.Dense(4)]).save(path)
    return path


def config_of(path: Path) -> Any:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("config.json"))


def test_that_a_stranger_s_first_layer_becomes_the_preprocessing(saved: Path) -> None:
    found = read_saved(saved)
    assert len(found.network.nodes) == 2
    assert found.prepared is not None
    pictures = np.random.default_rng(0).integers(0, 256, (2, 2, 3, 2), np.uint8)
    wanted = (pictures - MEAN) / np.sqrt(VARIANCE)
    np.testing.assert_allclose(found.prepared.apply(pictures), wanted, rtol=1e-5, atol=1e-5)


def with_notes(saved: Path, target: Path, prepared: Prepared) -> Path:
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "metadata.json":
                notes = {"version": METADATA_VERSION, "labels": list("abcd"), "prepared": prepared.to_plain()}
                text = json.dumps(json.loads(text) | {METADATA_KEY: notes}).encode()
            new.writestr(name, text)
    return target


def test_that_the_geometry_of_our_notes_stays_and_a_second_scaling_is_refused(saved: Path, tmp_path: Path) -> None:
    raw = Prepared(Preprocessing("raw", invert=True))
    found = read_saved(with_notes(saved, tmp_path / "raw.keras", raw)).prepared
    assert found is not None
    assert (found.method, found.preprocessing.invert) == ("standardise_pixel", True)
    with pytest.raises(StudioError, match="scaled twice"):
        read_saved(with_notes(saved, tmp_path / "twice.keras", Prepared(Preprocessing("scale"))))


def test_that_notes_of_pixels_for_another_shape_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.keras"
    keras.Sequential([keras.Input((2, 3, 2)), keras.layers.Flatten(), keras.layers.Dense(4)]).save(path)
    wrong = Prepared(Preprocessing("standardise_pixel"), (1.0,) * 5, (1.0,) * 5)
    with pytest.raises(StudioError, match="does not fit the network's input"):
        read_saved(with_notes(path, tmp_path / "wrong.keras", wrong))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mean", None),
        ("mean", 3.0),
        ("mean", [1.0, 2.0]),
        ("mean", [[[1.0, 2.0]] * 3]),
        ("mean", [[["1", "2"]] * 3] * 2),
        ("mean", [[[True, 2.0]] * 3] * 2),
        ("mean", [[[10**400, 2.0]] * 3] * 2),
        ("mean", [[[float("inf"), 2.0]] * 3] * 2),
        ("mean", [[[1e7, 2.0]] * 3] * 2),
        ("variance", [[[-1.0, 2.0]] * 3] * 2),
        ("variance", [[[0.0, 2.0]] * 3] * 2),
        ("variance", {"class_name": "__numpy__", "config": {}}),
        ("invert", True),
        ("surprise", 1),
        ("dtype", "int8"),
    ],
)
def test_that_numbers_that_cannot_be_are_refused_by_the_layer_s_name(saved: Path, name: str, value: Any) -> None:
    config = copy.deepcopy(config_of(saved))
    config["config"]["layers"][1]["config"][name] = value
    with pytest.raises(SpecError, match="normalization"):
        described(config, Told())


def test_that_it_must_be_the_first_layer(saved: Path) -> None:
    config = copy.deepcopy(config_of(saved))
    layers = config["config"]["layers"]
    layers.insert(2, layers.pop(1))
    with pytest.raises(SpecError, match="axis"):
        described(config, Told())


def test_that_a_file_that_says_nothing_takes_pictures_as_they_are() -> None:
    found = with_pixels(None, PixelScaling((1.0,), (2.0,)))
    assert (found.method, found.apply(np.array([[[5]]], np.uint8)).item()) == ("standardise_pixel", 2)
    assert pixel_scaling({"mean": [[[3]]], "variance": [[[4]]]}, (1, 1, 1)) == PixelScaling((3.0,), (2.0,))


@pytest.mark.parametrize(
    ("layers", "wanted"),
    [
        ((Rescaling(),), True),
        ((RandomFlip(), Rescaling(1 / 127.5, -1.0)), True),
        ((Normalization((120.0,), (3600.0,)),), True),
        ((Normalization((0.5,), (0.1,)),), False),
        ((Rescaling(2.0),), False),
        ((Flatten(), Rescaling()), False),
        ((), False),
    ],
)
def test_that_a_network_that_scales_pictures_itself_takes_them_as_they_are(
    layers: tuple[LayerSpec, ...], wanted: bool
) -> None:
    assert scales_pixels(Network((8, 8, 1), stack(*layers))) is wanted
