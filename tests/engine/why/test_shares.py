"""Integrated gradients against their own law, and against a network of which they are known."""

from typing import Any

import numpy as np
import pytest

from cnnstudio.core.inspecting.attribution import levels, way_points
from cnnstudio.core.messages import Progressed
from tests.engine.why.cases import BLOCKS, FLAT, PICTURE, SAME, VALID, explained, found_by, loaded


@pytest.mark.parametrize("network", [VALID, SAME, BLOCKS], ids=["valid", "same", "blocks"])
@pytest.mark.parametrize("method", ["scale", "standardise"])
def test_that_the_shares_add_up_to_what_the_class_gains(ready: Any, network: Any, method: str) -> None:
    from cnnstudio.engine.why.score import Scorer

    found = loaded(network, method)
    event = found_by(found, "integrated_gradients", target=1)
    prepared = found.prepared.apply(np.stack([np.zeros_like(PICTURE), PICTURE]))
    empty, whole = Scorer(found).numbers(prepared, 1)
    assert event.gain == pytest.approx(float(whole - empty), abs=1e-4)
    shares = event.heat.astype(np.float64) * event.reach
    assert abs(shares.sum() - event.gain) <= 0.011 * max(abs(event.gain), 0.1 * np.abs(shares).sum())


def test_that_of_a_linear_network_each_pixels_share_is_its_weight_times_its_value(ready: Any) -> None:
    found = loaded(FLAT)
    event = found_by(found, "integrated_gradients", target=2)
    kernel = found.keras_model.get_layer("dense_1").get_weights()[0][:, 2].reshape(14, 12, 3)
    np.testing.assert_allclose(event.heat * event.reach, (kernel * PICTURE / 255).sum(-1), atol=1e-4)


def test_that_the_shares_of_a_black_picture_are_nothing(ready: Any) -> None:
    event = found_by(loaded(VALID), "integrated_gradients", picture=np.zeros_like(PICTURE))
    assert (event.reach, event.gain, event.heat.any()) == (0, 0, False)


def test_that_a_finer_way_takes_up_the_points_of_the_one_before() -> None:
    before: set[float] = set()
    for level in range(levels()):
        new = set(np.round(way_points(level), 9))
        assert not new & before
        before |= new
        count = len(before)
        np.testing.assert_allclose(sorted(before), (np.arange(count) + 0.5) / count, atol=1e-8)


def test_that_it_tells_how_far_it_is(ready: Any) -> None:
    told = [event for event in explained(loaded(VALID), "integrated_gradients") if isinstance(event, Progressed)]
    assert [event.done for event in told] == sorted({event.done for event in told})
    assert all(event.what == "Integrated gradients" for event in told)
    assert told[-1].total >= 32
    assert all(event.done < event.total for event in told)


def test_that_a_way_that_is_gone_finer_says_so_before_it_goes_on(ready: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnstudio.engine.why.shares.adds_up", lambda *_: False)
    told = [event for event in explained(loaded(VALID), "integrated_gradients") if isinstance(event, Progressed)]
    seen = [(event.done, event.total) for event in told]
    assert seen == sorted(set(seen))
    assert {(32, 96), (96, 288)} <= set(seen)
    assert {total for _, total in seen} == {32, 96, 288}
