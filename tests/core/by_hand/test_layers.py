"""Layers taken onto the table: every number shown is the layer's own, as the program works it out elsewhere."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.by_hand.exercise import MOST_CHANNELS
from cnnstudio.core.by_hand.layers import Taken, can_take, from_layer
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import AveragePooling2D, Conv2D, Dense, MaxPooling2D
from cnnstudio.core.network import Layer
from cnnstudio.core.spec import LayerSpec
from cnnstudio.core.working import work_out


def weights_of(spec: LayerSpec, shape: tuple[int, ...], seed: int = 1) -> dict[str, Any]:
    pick = np.random.default_rng(seed)
    return {each.name: pick.normal(0, 0.3, each.shape).astype(np.float32) for each in spec.params(shape).arrays}


def picture(*shape: int) -> Any:
    return np.random.default_rng(2).normal(size=shape).astype(np.float32)


def expected(spec: LayerSpec, weights: Any, given_input: Any, place: tuple[int, int, int]) -> float:
    shape = spec.output_shape(given_input.shape)
    return work_out(Layer("layer", spec), (given_input,), np.zeros(shape, np.float32), weights, place).value


def assert_all_agree(taken: Taken, spec: LayerSpec, weights: Any, given_input: Any) -> None:
    values = output(taken.exercise).values
    for row, column, filter in np.ndindex(values.shape):
        place = (taken.first[0] + row, taken.first[1] + column, taken.filters[filter])
        assert values[row, column, filter] == pytest.approx(expected(spec, weights, given_input, place), abs=1e-5)


@settings(max_examples=40)
@given(st.data())
def test_that_every_number_shown_is_the_layers_own(data: Any) -> None:
    draw = data.draw
    kind = draw(st.sampled_from([Conv2D, MaxPooling2D, AveragePooling2D]))
    size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    strides = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    if kind is Conv2D:
        dilation = (1, 1) if max(strides) > 1 else draw(st.tuples(st.integers(1, 2), st.integers(1, 3)))
        padding = draw(st.sampled_from(["valid", "same", 1, 2]))
        activation = draw(st.sampled_from(["linear", "relu", "softmax"]))
        groups = draw(st.sampled_from([1, 2]))
        spec: LayerSpec = Conv2D(4, size, strides, padding, activation, draw(st.booleans()), dilation, groups)
    else:
        spec = kind(size, strides, draw(st.sampled_from(["valid", "same"])))
    given_input = picture(*draw(st.tuples(st.integers(1, 14), st.integers(1, 14))), 4)
    try:
        shape = spec.output_shape(given_input.shape)
    except SpecError:
        assume(False)
    place = tuple(draw(st.integers(0, size - 1)) for size in shape)
    weights = weights_of(spec, given_input.shape)
    assume(not (isinstance(spec, Conv2D) and spec.groups > 1 and spec.activation == "softmax"))
    taken = from_layer(spec, weights, given_input, place, whole=draw(st.booleans()))
    found = output(taken.exercise).values[taken.place]
    assert found == pytest.approx(expected(spec, weights, given_input, place), abs=1e-5)
    assert_all_agree(taken, spec, weights, given_input)


def test_that_of_many_channels_the_strongest_are_shown_and_the_number_is_still_right() -> None:
    spec, given_input = Conv2D(8, (3, 3), padding="same"), picture(90, 90, 40)
    weights = weights_of(spec, given_input.shape)
    taken = from_layer(spec, weights, given_input, (0, 50, 5), filters=(2, 5), whole=True)
    assert taken.exercise.input.shape == (3, 3, MOST_CHANNELS)
    assert taken.filters == (2, 5)
    assert "16 of 40 input channels" in taken.words
    assert "other 24" in taken.words
    assert f": {', '.join(map(str, taken.channels))}." in taken.words
    assert_all_agree(taken, spec, weights, given_input)


def test_that_a_small_input_is_taken_whole_with_the_layers_own_padding() -> None:
    spec, given_input = Conv2D(8, (3, 3), padding="same", strides=(2, 2)), picture(28, 28, 1)
    taken = from_layer(spec, weights_of(spec, given_input.shape), given_input, (3, 13, 5), whole=True)
    assert (taken.place, taken.first, taken.words) == ((3, 13, 0), (0, 0), "")
    assert (taken.exercise.padding, taken.exercise.stride) == ("same", (2, 2))


def test_that_a_pooling_at_the_edge_leaves_out_what_lies_beyond() -> None:
    spec, given_input = MaxPooling2D((3, 3), (1, 1), "same"), -1 - np.abs(picture(70, 70, 2))
    taken = from_layer(spec, {}, given_input, (69, 0, 1))
    assert taken.exercise.window == (2, 2)
    assert "smaller" in taken.words
    assert_all_agree(taken, spec, {}, given_input)


def test_that_what_cannot_be_worked_by_hand_is_refused_in_words() -> None:
    assert not can_take(Dense(10))
    with pytest.raises(SpecError, match="Dense cannot"):
        from_layer(Dense(10), {}, picture(4, 4, 1), (0, 0, 0))
    with pytest.raises(SpecError, match="no number at that place"):
        from_layer(MaxPooling2D(), {}, picture(4, 4, 1), (2, 0, 0))
    with pytest.raises(SpecError, match="larger than 15"):
        from_layer(MaxPooling2D((16, 16)), {}, picture(20, 20, 1), (0, 0, 0))
    spec = Conv2D(40, (1, 1), activation="softmax")
    with pytest.raises(SpecError, match="looks at all 40"):
        from_layer(spec, weights_of(spec, (4, 4, 1)), picture(4, 4, 1), (0, 0, 0))
    broken = picture(4, 4, 1)
    broken[0, 0] = np.nan
    with pytest.raises(SpecError, match="infinite or none"):
        from_layer(MaxPooling2D(), {}, broken, (0, 0, 0))


def test_that_an_activation_that_looks_at_all_filters_of_several_groups_is_refused_in_words() -> None:
    weights = {"kernel": np.ones((3, 3, 1, 4), np.float32), "bias": np.zeros(4, np.float32)}
    spec = Conv2D(4, activation="softmax", groups=2)
    with pytest.raises(SpecError, match="softmax looks at all filters, and those of its 2 groups read different"):
        from_layer(spec, weights, np.ones((8, 8, 2), np.float32), (1, 1, 0))
