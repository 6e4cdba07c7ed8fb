"""Which maps are dead, and which repeat another."""

import numpy as np
import pytest

from cnnstudio.core.inspecting.maps import judge


def some_maps(channels: int = 5, side: int = 6) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(side, side, channels)).astype(np.float32)


def test_that_a_channel_of_zeros_is_dead_and_one_that_does_not_vary_constant() -> None:
    maps = some_maps()
    maps[..., 1], maps[..., 3] = 0, 2.5
    judged = judge(maps)
    assert (judged.zero, judged.constant, judged.repeats) == ((1,), (3,), ())
    assert judged.words == (
        "1 of 5 channels is dead for this picture: zero everywhere (1). 1 of 5 channels is the same everywhere (3)."
    )


@pytest.mark.parametrize("factor", [3.0, -0.5, 1e-6])
def test_that_a_channel_that_is_another_one_at_another_scale_is_told_with_its_factor(factor: float) -> None:
    maps = some_maps()
    maps[..., 4] = np.float32(factor) * maps[..., 2]
    (found,) = judge(maps).repeats
    assert (found.channel, found.of) == (4, 2)
    assert found.factor == pytest.approx(factor, rel=1e-4)


@pytest.mark.parametrize(
    ("factor", "offset", "words"),
    [(2, 50, "×2 + 50"), (-1, 3, "×−1 + 3"), (1, -0.25, "×1 − 0.25"), (0.01, 7, "×0.01 + 7"), (2, 0, "×2")],
)
@pytest.mark.parametrize("side", [6, 250])
def test_that_a_channel_that_is_moved_too_is_told_with_its_offset(
    factor: float, offset: float, words: str, side: int
) -> None:
    maps = some_maps(5, side)
    maps[..., 1] = np.float32(factor) * maps[..., 0] + np.float32(offset)
    judged = judge(maps)
    (found,) = judged.repeats
    assert (found.factor, found.offset) == (pytest.approx(factor, rel=1e-3), pytest.approx(offset, rel=1e-3))
    assert judged.words == f"1 of 5 channels repeats another (1 like 0, {words})."
    assert "plus an offset where one is named" in judged.how


def test_that_a_bright_map_and_its_faint_copy_are_told_with_what_lies_between_them() -> None:
    maps = some_maps(2)
    maps[..., 0] = 5 + 0.01 * maps[..., 0]
    maps[..., 1] = 7 + 0.01 * maps[..., 0]
    (found,) = judge(maps).repeats
    np.testing.assert_allclose(found.factor * maps[..., 0] + found.offset, maps[..., 1], atol=1e-5)


def test_that_maps_that_differ_in_scale_but_for_some_noise_have_no_offset() -> None:
    rng = np.random.default_rng(2)
    maps = some_maps(2, 12)
    maps[..., 1] = 3 * maps[..., 0] + 0.05 * rng.normal(size=(12, 12))
    (found,) = judge(maps).repeats
    assert found.offset == 0


def test_that_three_alike_are_two_repeats_of_the_first() -> None:
    maps = some_maps()
    maps[..., 1], maps[..., 2] = 2 * maps[..., 0], 3 * maps[..., 0]
    assert [(each.channel, each.of) for each in judge(maps).repeats] == [(1, 0), (2, 0)]
    assert "2 of 5 channels repeat another (1 like 0, ×2, 2 like 0, ×3)." in judge(maps).words


def test_that_channels_that_are_only_near_each_other_are_not_called_alike() -> None:
    maps = some_maps()
    maps[..., 1] = maps[..., 0] + 0.1 * maps[..., 2]
    assert judge(maps).repeats == ()
    assert judge(maps).words == ""


def test_that_small_maps_are_not_compared_and_lists_not_judged() -> None:
    assert not judge(some_maps(4, 2)).compared
    assert "too small" in judge(some_maps(4, 2)).how
    assert judge(np.zeros(7, np.float32)).words == ""
    assert judge(np.zeros((1, 1, 7), np.float32)).words == ""


def test_that_numbers_that_are_none_are_said() -> None:
    maps = some_maps()
    maps[2, 2, 0] = np.nan
    maps[0, 0, 1] = np.inf
    assert judge(maps).broken == (0, 1)
    assert "2 of 5 channels hold numbers that are none" in judge(maps).words


def test_that_large_numbers_do_not_hide_what_repeats() -> None:
    maps = some_maps() * np.float32(1e30)
    maps[..., 4] = maps[..., 1] / 4
    assert [(each.channel, each.of) for each in judge(maps).repeats] == [(4, 1)]
