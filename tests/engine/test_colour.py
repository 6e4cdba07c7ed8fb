"""What the colour augmentations do to a photograph, measured on Keras's own layers, is what the program says."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cnnstudio.core.layers import (
    Conv2D,
    Dense,
    Flatten,
    RandomColorDegeneration,
    RandomColorJitter,
    RandomContrast,
    RandomSaturation,
    RandomSharpness,
)
from cnnstudio.core.layers.randomness import BYTE_RANGE, Augmentation
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing, augmentations
from cnnstudio.core.presets import stack
from cnnstudio.engine.build import build
from cnnstudio.engine.training.front import augmenting, made
from cnnstudio.files.saved.saved_model import read_saved

pytestmark = pytest.mark.usefixtures("ready")

Pictures = npt.NDArray[np.float32]
DRAWN = 240
"""So many pictures, each changed by a number of its own."""

UNIT_RANGE = "0 to 1"
PHOTOGRAPHS = Path(__file__).parents[2] / "resources" / "data" / "photo_patches7_64.zip"


@pytest.fixture(scope="module")
def photograph() -> Pictures:
    """A colour photograph of 0 to 255 whose contrast and saturation leave room for both ways."""
    image = pytest.importorskip("PIL.Image")
    with zipfile.ZipFile(PHOTOGRAPHS) as file:
        names = sorted(name for name in file.namelist() if name.endswith((".jpg", ".png", ".jpeg")))
        for name in names:
            found = np.asarray(image.open(io.BytesIO(file.read(name))).convert("RGB"), np.float32)
            if 0.2 < saturation(found).mean() < 0.4 and found.min() > 10 and found.max() < 230:
                return found
    raise AssertionError("no such photograph")


def changed(spec: Augmentation, picture: Pictures) -> Pictures:
    """What comes out of ``DRAWN`` equal pictures in training."""
    (layer,) = augmenting((spec,), 5)
    return np.asarray(layer(np.repeat(picture[None], DRAWN, 0), training=True))


def saturation(pictures: Pictures) -> Pictures:
    """That of HSV, pixel by pixel."""
    highest = pictures.max(-1)
    return (highest - pictures.min(-1)) / np.maximum(highest, 1e-6)


def contrast(pictures: Pictures) -> Any:
    """The spread of the numbers of each picture."""
    return pictures.std((-3, -2)).mean(-1)


def edges(pictures: Pictures) -> Any:
    """How far neighbours lie apart, the frame left out, where Keras blurs with the zeros around a picture."""
    return np.abs(np.diff(pictures, axis=-2))[..., 1:-1, 1:-1, :].mean((-3, -2, -1))


def of_range(kind: type[Augmentation], strength: float, words: str) -> Augmentation:
    settings = kind().to_plain() | {"factor": strength}
    return kind.from_plain(settings | ({"value_range": words} if "value_range" in settings else {}))


RANGES = pytest.mark.parametrize(("words", "top"), [(UNIT_RANGE, 1), (BYTE_RANGE, 255)])


@RANGES
def test_that_saturation_goes_either_way_as_far_as_its_help_says(photograph: Pictures, words: str, top: int) -> None:
    picture = photograph * np.float32(top / 255)
    found = saturation(changed(of_range(RandomSaturation, 0.3, words), picture))
    times = np.median(found / np.maximum(saturation(picture), 1e-6), (1, 2))
    assert times.min() == pytest.approx(0.54, abs=0.04)
    assert times.max() == pytest.approx(1.86, abs=0.08)
    assert 0.4 < (times < 1).mean() < 0.6


@RANGES
@pytest.mark.parametrize("kind", [RandomContrast, RandomSharpness])
def test_that_contrast_and_sharpness_go_either_way(
    photograph: Pictures, kind: type[Augmentation], words: str, top: int
) -> None:
    picture = photograph * np.float32(top / 255)
    measure = contrast if kind is RandomContrast else edges
    times = measure(changed(of_range(kind, 0.2, words), picture)) / measure(picture)
    assert 0.4 < (times < 1).mean() < 0.6
    assert times.min() + times.max() == pytest.approx(2, abs=0.03)
    if kind is RandomContrast:
        assert (times.min(), times.max()) == (pytest.approx(0.8, abs=0.01), pytest.approx(1.2, abs=0.01))


@RANGES
def test_that_degeneration_only_takes_colour_away(photograph: Pictures, words: str, top: int) -> None:
    picture = photograph * np.float32(top / 255)
    times = np.ptp(changed(of_range(RandomColorDegeneration, 0.5, words), picture), -1).mean((1, 2))
    times /= np.ptp(picture, -1).mean()
    assert times.max() <= 1.0001
    assert (times.min(), times.max()) == (pytest.approx(0.5, abs=0.02), pytest.approx(1, abs=0.02))


@RANGES
def test_that_jitter_changes_each_of_its_four_either_way(photograph: Pictures, words: str, top: int) -> None:
    picture = photograph * np.float32(top / 255)
    none = dict.fromkeys((f"{name}_factor" for name in ("brightness", "contrast", "saturation", "hue")), 0.0)

    def times(name: str, measure: Any) -> Any:
        spec = RandomColorJitter.from_plain({**none, name: 0.2, "value_range": words})
        return measure(changed(spec, picture)) / measure(picture)

    brightness = times("brightness_factor", lambda pictures: pictures.mean((-3, -2, -1)))
    spread = times("contrast_factor", contrast)
    colour = times("saturation_factor", lambda pictures: np.median(saturation(pictures), (-2, -1)))
    for found in (brightness, spread, colour):
        assert 0.35 < (found < 1).mean() < 0.65
    assert (colour.min(), colour.max()) == (pytest.approx(2 / 3, abs=0.04), pytest.approx(1.5, abs=0.06))


@RANGES
@pytest.mark.parametrize("strength", [0.0, 0.3, 0.9])
def test_that_colours_stay_in_the_range_of_the_picture_and_0_changes_nothing(
    photograph: Pictures, strength: float, words: str, top: int
) -> None:
    picture = photograph * np.float32(top / 255)
    kinds = (RandomContrast, RandomSharpness, RandomSaturation, RandomColorDegeneration)
    jitter = {f"{name}_factor": strength for name in ("brightness", "contrast", "saturation", "hue")}
    specs = [of_range(kind, strength, words) for kind in kinds]
    for spec in (*specs, RandomColorJitter.from_plain({**jitter, "value_range": words})):
        found = changed(spec, picture)
        assert -1e-4 * top <= found.min() <= found.max() <= 1.0001 * top, spec
        if not strength:
            np.testing.assert_allclose(found, np.repeat(picture[None], DRAWN, 0), atol=1e-4 * top)


def test_that_the_strongest_colours_are_numbers_in_half_precision(photograph: Pictures) -> None:
    picture = np.concatenate([photograph, np.full_like(photograph, 90)]) / 255
    for spec in (RandomSaturation(1.0), RandomColorJitter(UNIT_RANGE, 1.0, 1.0, 1.0, 1.0)):
        ((kind, arguments),) = spec.keras()
        name = "factor" if kind == "RandomSaturation" else "saturation_factor"
        low, high = arguments[name]
        assert low == 0
        (layer,) = made(((kind, {**arguments, name: (high, high)}),), dtype="mixed_float16")
        assert np.isfinite(layer(np.repeat(picture[None], 20, 0), training=True)).all()
        assert type(spec).from_keras(arguments) == spec


def test_that_dark_pictures_stay_numbers_where_a_network_computes_in_half_precision(photograph: Pictures) -> None:
    network = Network((64, 64, 3), stack(RandomColorJitter(), Conv2D(2), Flatten(), Dense(2)))
    keras_model = build(network, precision="mixed_float16")
    jitter, conv = (keras_model.get_layer(name) for name in ("random_color_jitter_1", "conv2d_1"))
    assert (jitter.compute_dtype, conv.compute_dtype) == ("float32", "float16")
    assert np.isfinite(jitter(np.repeat(photograph[None] / 1275, DRAWN, 0), training=True)).all()


def test_that_a_strength_is_read_back_from_keras_own_file_and_another_range_is_noted(tmp_path: Path) -> None:
    import keras

    strange = {
        "RandomSaturation": (0.3, 0.3),
        "RandomSharpness": ((0.4, 0.7), 0.4),
        "RandomContrast": (0.2, 0.2),
        "RandomColorDegeneration": (0.5, 0.5),
    }
    for kind, (given, strength) in strange.items():
        keras_model = keras.Sequential([keras.Input((8, 8, 3)), getattr(keras.layers, kind)(given, name="one")])
        keras_model.save(tmp_path / "one.keras")
        saved = read_saved(tmp_path / "one.keras")
        assert saved.network == Network(
            (8, 8, 3), (Layer("one", of_range(augmentations()[kind], strength, BYTE_RANGE)),)
        )
        assert [note for note in saved.notes if "from another range" in note], kind
        (ours,) = made(saved.network.nodes[0].spec.keras(), name="one")
        keras.Sequential([keras.Input((8, 8, 3)), ours]).save(tmp_path / "two.keras")
        again = read_saved(tmp_path / "two.keras")
        assert (again.network, again.notes) == (saved.network, ())


def test_that_jitter_without_a_change_is_read_from_keras_own_file(tmp_path: Path) -> None:
    import keras

    layer = keras.layers.RandomColorJitter((0, 1), brightness_factor=0.2, name="one")
    keras.Sequential([keras.Input((8, 8, 3)), layer]).save(tmp_path / "one.keras")
    saved = read_saved(tmp_path / "one.keras")
    wanted = RandomColorJitter(UNIT_RANGE, 0.2, 0.0, 0.0, 0.0)
    assert (saved.network, saved.notes) == (Network((8, 8, 3), (Layer("one", wanted),)), ())


def test_that_a_project_saved_with_a_range_of_saturation_still_opens() -> None:
    plain = Preprocessing(augmentation=(RandomSaturation(0.4),)).to_plain()
    (one,) = plain["augmentation"]
    one["settings"]["value_range"] = BYTE_RANGE
    assert Preprocessing.from_plain(plain).augmentation == (RandomSaturation(0.4),)
