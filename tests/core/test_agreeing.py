"""Whether a worked number and the network's own are called the same, rounded, or different."""

from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.by_hand.against import against
from cnnstudio.core.by_hand.layers import from_layer
from cnnstudio.core.layers import Conv2D, MaxPooling2D
from cnnstudio.core.working import Work
from cnnstudio.core.working.agreeing import agreement, difference

NUMBERS = np.array([1.0, -2.0, 3.0], np.float32).reshape(1, 3, 1)
SUM = Work("one", "Conv2D", (0, 0, 0), "sum", NUMBERS, 2.0, 2.0, weights=np.ones_like(NUMBERS), before=2.0)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (2.0, "same"),
        (2.0001, "same"),
        (2.01, "rounded"),
        (2.015625, "rounded"),
        (2.15625, "rounded"),
        (2.15, "different"),
        (2.5, "different"),
        (-3.0, "different"),
        (np.nan, "no number"),
        (np.inf, "no number"),
    ],
)
def test_that_only_what_a_rounding_can_bring_about_is_called_one(given: float, found: str) -> None:
    assert agreement(replace(SUM, given=given)) == found


def test_that_a_network_that_is_wrong_is_not_said_to_have_fewer_digits() -> None:
    words = difference(replace(SUM, given=5.0))
    assert words == "5: more than rounding apart; the number worked out here is the exact one"
    assert "fewer digits" in difference(replace(SUM, given=2.0625))
    assert difference(SUM) == ""


def test_that_what_is_no_number_in_both_is_the_same() -> None:
    assert agreement(replace(SUM, value=np.nan, given=np.nan)) == "same"


def test_that_a_rounding_may_be_as_large_as_the_largest_number_of_a_window_makes_it() -> None:
    pooled = replace(SUM, how="largest", weights=None, value=3.0, before=3.0)
    assert agreement(replace(pooled, given=3.01)) == "rounded"
    assert agreement(replace(pooled, given=1.0)) == "different"


def test_that_numbers_rounded_to_bfloat16_are_always_called_rounded() -> None:
    random = np.random.default_rng(4)
    rounded = lambda array: (array.view(np.uint32) + 0x8000 & 0xFFFF0000).view(np.float32)  # noqa: E731
    for _ in range(300):
        read, weights = random.normal(size=(2, 3, 3, 4)).astype(np.float32)
        value = float((read * weights).sum())
        given = float(rounded(np.float32([(rounded(read) * rounded(weights)).sum()]))[0])
        work = replace(SUM, read=read, weights=weights, value=value, before=value, given=given)
        assert agreement(work) in ("same", "rounded")


def test_that_numbers_rounded_to_float16_are_always_called_rounded() -> None:
    random = np.random.default_rng(5)
    for _ in range(300):
        read, weights = random.normal(size=(2, 3, 3, 4)).astype(np.float32)
        value = float((read * weights).sum())
        products = read.astype(np.float16).astype(np.float32) * weights.astype(np.float16)
        given = float(np.float16(products.sum()))
        work = replace(SUM, read=read, weights=weights, value=value, before=value, given=given)
        assert agreement(work) in ("same", "rounded")


def test_that_what_was_taken_from_a_layer_is_held_against_the_networks_number() -> None:
    weights = {"kernel": np.ones((2, 2, 1, 1), np.float32), "bias": np.zeros(1, np.float32)}
    picture = np.arange(16, dtype=np.float32).reshape(4, 4, 1)
    taken = from_layer(Conv2D(1, (2, 2)), weights, picture, (1, 1, 0))
    assert against(taken, 30.0) == "The network has 30 there, the same as here."
    assert against(taken, 12.0).startswith("Here 30; the network gave 12: more than rounding apart")
    pooled = from_layer(MaxPooling2D(), {}, picture, (0, 1, 0))
    assert against(pooled, 7.0) == "The network has 7 there, the same as here."


def test_that_large_numbers_read_do_not_make_a_sum_of_small_products_the_same() -> None:
    bright = replace(SUM, read=np.full_like(NUMBERS, 255.0), weights=np.zeros_like(NUMBERS), bias=0.01)
    assert agreement(replace(bright, value=0.01, before=0.01, given=0.03)) == "different"
    assert agreement(replace(bright, value=0.01, before=0.01, given=float(np.float32(0.01)))) == "same"


def test_that_the_zero_of_a_relu_is_not_taken_for_a_coarse_number() -> None:
    work = replace(SUM, read=np.ones_like(NUMBERS), weights=np.full_like(NUMBERS, -0.3), bias=0.93)
    assert agreement(replace(work, activation="relu", value=0.03, before=0.03, given=0.0)) == "different"
