"""What happens to a picture before the first layer."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from cnnstudio.core.errors import SpecError
from cnnstudio.core.preprocessing import METHODS, Prepared, Preprocessing
from tests.core.strategies import JSON, read_or_refused

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


def test_that_standardised_channels_have_mean_0_and_spread_1() -> None:
    stretched = (PICTURES * [1.0, 0.5, 0.1] + [0, 60, 200]).astype(np.uint8)
    prepared = Preprocessing("standardise").fit(stretched)
    found = prepared.apply(stretched).astype(np.float64)
    assert found.mean((0, 1, 2)) == pytest.approx(0, abs=1e-4)
    assert found.std((0, 1, 2)) == pytest.approx(1, abs=1e-4)
    assert prepared.mean == pytest.approx(tuple(stretched.mean((0, 1, 2))))
    assert prepared.spread == pytest.approx(tuple(stretched.std((0, 1, 2))))


def test_that_a_channel_that_never_changes_does_not_blow_up() -> None:
    flat = np.full((50, 4, 4, 1), 17, np.uint8)
    prepared = Preprocessing("standardise").fit(flat)
    assert prepared.spread == (0,)
    assert np.array_equal(prepared.apply(flat), np.zeros(flat.shape))
    assert np.isfinite(prepared.apply(np.full((1, 4, 4, 1), 255, np.uint8))).all()


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
        {"method": "standardise", "mean": [1.0], "spread": ["1"]},
        {"method": "standardise", "mean": [10**400], "spread": [1]},
        {"method": "standardise", "mean": [0.0] * 5000, "spread": [1.0] * 5000},
    ],
)
def test_that_a_stored_preprocessing_that_cannot_be_is_refused(plain: Any) -> None:
    with pytest.raises(SpecError):
        Prepared.from_plain(plain)


@given(JSON, JSON)
def test_that_any_json_is_refused_in_words_or_read(value: Any, other: Any) -> None:
    for plain in (value, {"method": value}, {"method": "standardise", "mean": value, "spread": other}):
        read_or_refused(Prepared.from_plain, plain, Prepared)
