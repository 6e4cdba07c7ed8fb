"""What happens to a picture before the first layer."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import Dense
from cnnstudio.core.layers.augmentation import RandomErasing
from cnnstudio.core.pictures.preprocessing import (
    FITTED,
    MAX_AUGMENTATIONS,
    METHODS,
    MOST_PIXELS,
    Prepared,
    Preprocessing,
)
from cnnstudio.core.project import MAX_JSON
from tests.core.strategies import JSON, preprocessings, read_or_refused

PICTURES = np.random.default_rng(0).integers(0, 256, (2500, 5, 4, 3), np.uint8)


@pytest.mark.parametrize("method", METHODS)
def test_that_shape_and_type_are_the_network_s(method: str) -> None:
    prepared = Preprocessing(method).fit(PICTURES)
    for pictures in (PICTURES, PICTURES[0]):
        found = prepared.apply(pictures)
        assert found.dtype == np.float32
        assert found.shape == pictures.shape
    assert np.array_equal(prepared.apply(PICTURES)[0], prepared.apply(PICTURES[0]))


def test_that_raw_leaves_the_numbers_and_scale_divides_them() -> None:
    assert np.array_equal(Preprocessing("raw").fit(PICTURES).apply(PICTURES), PICTURES)
    found = Preprocessing("scale").fit(PICTURES).apply(PICTURES)
    assert (found.min(), found.max()) == (0, 1)
    assert found[0, 0, 0, 0] == np.float32(PICTURES[0, 0, 0, 0] / 255)


def test_that_signed_brings_black_to_minus_1_and_white_to_1() -> None:
    found = Preprocessing("signed").fit(PICTURES).apply(PICTURES)
    assert (found.min(), found.max()) == (-1, 1)


def test_that_standardised_channels_have_mean_0_and_spread_1() -> None:
    stretched = (PICTURES * [1.0, 0.5, 0.2] + [0, 60, 200]).astype(np.uint8)
    prepared = Preprocessing("standardise").fit(stretched)
    found = prepared.apply(stretched).astype(np.float64)
    assert found.mean((0, 1, 2)) == pytest.approx(0, abs=1e-4)
    assert found.std((0, 1, 2)) == pytest.approx(1, abs=1e-4)
    assert prepared.mean == pytest.approx(tuple(stretched.mean((0, 1, 2))))
    assert prepared.spread == pytest.approx(tuple(stretched.std((0, 1, 2))))


@given(st.integers(0, 2**32 - 1), st.floats(0.001, 255))
def test_that_standardised_pixels_have_mean_0_and_spread_1_where_they_change_enough(seed: int, floor: float) -> None:
    random = np.random.default_rng(seed)
    pictures = (random.integers(0, 256, (40, 3, 2, 2)) * random.uniform(0, 1, (3, 2, 2))).astype(np.uint8)
    pictures[:, 0, 0] = 17  # never changes
    prepared = Preprocessing("standardise_pixel", floor).fit(pictures)
    found = prepared.apply(pictures).astype(np.float64)
    spread = pictures.astype(np.float64).std(0)
    assert prepared.spread == pytest.approx(tuple(spread.ravel()), rel=1e-5, abs=1e-4)
    np.testing.assert_allclose(found.mean(0), 0, atol=1e-4)
    np.testing.assert_allclose(found.std(0), spread / np.maximum(spread, floor), rtol=1e-4, atol=1e-4)
    assert np.all(found[:, 0, 0] == 0)


def test_that_a_picture_standardised_by_itself_has_mean_0_and_spread_1_and_a_blank_one_is_zeros() -> None:
    found = Preprocessing("standardise_picture").fit(PICTURES).apply(PICTURES).astype(np.float64)
    assert found.mean((1, 2, 3)) == pytest.approx(0, abs=1e-5)
    assert found.std((1, 2, 3)) == pytest.approx(1, abs=1e-3)
    assert np.all(Preprocessing("standardise_picture").fit(PICTURES).apply(np.full((4, 4, 1), 90, np.uint8)) == 0)


@pytest.mark.parametrize("method", FITTED)
def test_that_a_number_that_never_changes_does_not_blow_up(method: str) -> None:
    flat = np.full((50, 4, 4, 1), 17, np.uint8)
    prepared = Preprocessing(method).fit(flat)
    assert set(prepared.spread) == {0}
    assert np.array_equal(prepared.apply(flat), np.zeros(flat.shape))
    assert np.abs(prepared.apply(np.full((1, 4, 4, 1), 255, np.uint8))).max() <= 255 / 10


@pytest.mark.parametrize("method", FITTED)
def test_that_measuring_part_by_part_gives_the_same_and_can_be_ended(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Preprocessing(method).fit(PICTURES)

    class InParts:
        shape = PICTURES.shape

        def __len__(self) -> int:
            return len(PICTURES)

        def __getitem__(self, part: slice) -> Any:
            assert part.stop - part.start < len(PICTURES)
            return PICTURES[part]

    calls = []
    monkeypatch.setattr("cnnstudio.core.pictures.preprocessing._AT_ONCE", 20_000)
    assert Preprocessing(method).fit(InParts(), lambda: calls.append(1)) == whole
    assert len(calls) > 5

    def end() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Preprocessing(method).fit(InParts(), end)


def test_that_what_was_measured_fits_pictures_of_its_shape_alone() -> None:
    by_pixel, by_channel = (Preprocessing(method).fit(PICTURES) for method in ("standardise_pixel", "standardise"))
    assert by_pixel.fits((5, 4, 3))
    assert not by_pixel.fits((5, 5, 3))
    assert by_channel.fits((9, 9, 3))
    assert not by_channel.fits((5, 4, 1))
    assert Preprocessing("scale").fit(PICTURES).fits((1, 1, 1))


def test_that_augmentations_see_numbers_from_0_to_255() -> None:
    (found,) = Preprocessing(augmentation=(RandomErasing(value_range="0 to 1"),)).augmentation
    assert found == RandomErasing(value_range="0 to 255")


def test_that_what_is_no_augmentation_and_too_many_of_them_are_refused() -> None:
    with pytest.raises(SpecError):
        Preprocessing(augmentation=(Dense(3),))  # type: ignore[arg-type]
    with pytest.raises(SpecError):
        Preprocessing(augmentation=(RandomErasing(),) * (MAX_AUGMENTATIONS + 1))


def test_that_pixels_are_left_as_they_were() -> None:
    before = PICTURES.copy()
    for method in METHODS:
        Preprocessing(method).fit(PICTURES).apply(PICTURES)
    assert np.array_equal(PICTURES, before)


@pytest.mark.parametrize("method", METHODS)
def test_that_what_was_fitted_survives_json(method: str) -> None:
    prepared = Preprocessing(method).fit(PICTURES)
    assert Prepared.from_plain(json.loads(json.dumps(prepared.to_plain()))) == prepared


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {"method": "whiten"},
        {"method": ["scale"]},
        {"method": "standardise"},
        {"method": "scale", "mean": [1.0], "spread": [1.0]},
        {"method": "standardise", "mean": [1.0], "spread": []},
        {"method": "standardise", "mean": [1.0], "spread": [float("nan")]},
        {"method": "standardise", "mean": [1.0], "spread": [-1.0]},
        {"preprocessing": {"method": "standardise_pixel"}, "mean": "AAAA!", "spread": "AAAA"},
        {"preprocessing": {"method": "standardise_pixel"}, "mean": "AADAfw==", "spread": "AADAfw=="},
        {"method": "standardise", "mean": [1.0], "spread": ["1"]},
        {"method": "standardise", "mean": [10**400], "spread": [1]},
        {"method": "standardise", "mean": [0.0] * 5000, "spread": [1.0] * 5000},
    ],
)
def test_that_a_stored_preprocessing_that_cannot_be_is_refused(plain: Any) -> None:
    with pytest.raises(SpecError):
        Prepared.from_plain(plain)


@given(preprocessings())
def test_that_any_preprocessing_survives_json(preprocessing: Preprocessing) -> None:
    assert Preprocessing.from_plain(json.loads(json.dumps(preprocessing.to_plain()))) == preprocessing
    prepared = preprocessing.fit(PICTURES[:20])
    assert Prepared.from_plain(json.loads(json.dumps(prepared.to_plain()))) == prepared


def test_that_a_preprocessing_of_the_first_version_is_read_with_its_floor() -> None:
    found = Prepared.from_plain({"method": "standardise", "mean": [33.25], "spread": [0.0]})
    assert found == Prepared(Preprocessing("standardise", 0.001), (33.25,), (0.0,))
    assert found.apply(np.full((1, 1, 1), 34, np.uint8)).ravel() == pytest.approx([750])


@given(JSON, JSON)
def test_that_any_json_is_refused_in_words_or_read(value: Any, other: Any) -> None:
    method = {"method": "standardise_pixel"}
    for plain in (
        value,
        {"method": value},
        {"method": "standardise", "mean": value, "spread": other},
        {"preprocessing": method, "mean": value, "spread": other},
        {"preprocessing": value},
    ):
        read_or_refused(Prepared.from_plain, plain, Prepared)
    for augmentation in (
        value,
        [value],
        [{"kind": value, "settings": other}],
        [{"kind": "RandomFlip", "settings": value}],
    ):
        read_or_refused(Preprocessing.from_plain, {"augmentation": augmentation}, Preprocessing)


def test_that_too_many_numbers_are_not_standardised_one_by_one() -> None:
    side = math.isqrt(MOST_PIXELS)
    assert Preprocessing("standardise").takes((side + 1, side + 1, 1))
    pixels = Preprocessing("standardise_pixel")
    pixels.check_size((side, side, 1))
    with pytest.raises(SpecError, match=r"^Pictures of 708 × 708 × 1 have too many numbers"):
        pixels.fit(np.zeros((1, side + 1, side + 1, 1), np.uint8))


def test_that_as_many_numbers_as_are_measured_can_be_stored_with_a_run() -> None:
    numbers = (0.1,) * MOST_PIXELS
    prepared = Prepared(Preprocessing("standardise_pixel"), numbers, numbers)
    assert len(json.dumps(prepared.to_plain())) < MAX_JSON
