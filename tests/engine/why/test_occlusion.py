"""Occlusion against the same done picture by picture."""

from typing import Any

import numpy as np
import pytest

from cnnstudio.core.inspecting.attribution import patch_places, patch_size
from cnnstudio.core.messages import Progressed
from tests.engine.why.cases import PICTURE, VALID, explained, found_by, loaded


@pytest.mark.parametrize("method", ["scale", "standardise_picture"])
def test_that_each_pixel_has_the_mean_of_what_is_lost_by_the_patches_over_it(ready: Any, method: str) -> None:
    from cnnstudio.engine.why.score import Scorer

    found = loaded(VALID, method)
    scorer, (high, wide) = Scorer(found), patch_size(PICTURE.shape)
    whole = scorer.numbers(found.prepared.apply(PICTURE)[None], 3)[0]
    losses: dict[tuple[int, int], list[float]] = {}
    for row, column in patch_places(PICTURE.shape):
        picture = PICTURE.copy()
        picture[row : row + high, column : column + wide] = np.rint(PICTURE.mean((0, 1)))
        lost = float(whole - scorer.numbers(found.prepared.apply(picture)[None], 3)[0])
        for place in np.ndindex(high, wide):
            losses.setdefault((row + place[0], column + place[1]), []).append(lost)
    expected = np.array([[np.mean(losses[row, column]) for column in range(12)] for row in range(14)])
    event = found_by(found, "occlusion", target=3)
    np.testing.assert_allclose(event.heat * event.reach, expected, atol=1e-5)
    assert (np.abs(event.heat).max(), event.gain) == (1, None)


@pytest.mark.parametrize("shape", [(28, 28, 1), (224, 224, 3), (1, 5, 1), (3, 1000, 3), (7, 6, 2)])
def test_that_every_pixel_is_covered_and_not_by_too_many_patches(shape: tuple[int, int, int]) -> None:
    (high, wide), places = patch_size(shape), patch_places(shape)
    covered = np.zeros(shape[:2], int)
    for row, column in places:
        assert 0 <= row <= shape[0] - high
        assert 0 <= column <= shape[1] - wide
        covered[row : row + high, column : column + wide] += 1
    assert covered.min() >= 1
    assert len(places) == len(set(places)) <= 289


def test_that_it_tells_how_far_it_is(ready: Any) -> None:
    told = [event for event in explained(loaded(VALID), "occlusion") if isinstance(event, Progressed)]
    assert {event.total for event in told} == {len(patch_places(PICTURE.shape))}
    assert all(0 < event.done < event.total for event in told)
    assert {event.what for event in told} == {"Occlusion"}
