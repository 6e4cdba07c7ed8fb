"""Weights of every kind as kernels, against what Keras itself computes with them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting import kernels
from cnnstudio.core.layers import (
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    MaxPooling2D,
    SeparableConv2D,
)
from cnnstudio.core.messages import KernelsShown, RunSubject, ShowKernels
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import FloatArray, LayerSpec
from cnnstudio.engine.start import Ready

RANDOM = np.random.default_rng(6)
SUBJECT = RunSubject("lab.cnnstudio", 1)
Make = Callable[..., Any]


@pytest.fixture
def made(ready: Ready) -> Make:
    """A network with weights that are all random, and as large as they can be told apart."""

    def do(shape: tuple[int, int, int], *layers: LayerSpec) -> Any:
        from cnnstudio.engine.build import build, get_weights
        from cnnstudio.engine.subjects import load

        network = Network(shape, stack(*layers))
        weights = {
            name: RANDOM.uniform(0.1, 1, array.shape).astype(np.float32)
            for name, array in get_weights(build(network), network).items()
        }
        return load(network, weights, (), None)

    return do


def asked(loaded: Any, layer: str, weight: str = "", channel: int = 0) -> KernelsShown:
    from cnnstudio.engine.inspecting.kernels import shown

    return shown(7, ShowKernels(subject=SUBJECT, layer=layer, weight=weight, channel=channel), loaded)


def answer(loaded: Any, picture: FloatArray) -> FloatArray:
    return np.asarray(loaded.keras_model(picture[None], training=False))[0]


def stamped(kernel: FloatArray, picture: FloatArray, row: int, column: int) -> FloatArray:
    """What kernels (rows, columns, inputs, outputs) give at a place of a picture."""
    rows, columns = kernel.shape[:2]
    patch = picture[row : row + rows, column : column + columns]
    return np.einsum("rci,rcio->o", patch, kernel)


def test_that_a_convolutions_kernels_are_what_it_stamps_on_the_picture(made: Make) -> None:
    loaded = made((6, 7, 3), Conv2D(4, (3, 2), activation="linear", use_bias=False))
    picture = RANDOM.normal(size=(6, 7, 3)).astype(np.float32)
    shown = asked(loaded, "conv2d_1")
    assert (shown.ticket, shown.weight, shown.channel, shown.inputs) == (7, "kernel", None, 3)
    np.testing.assert_allclose(answer(loaded, picture)[2, 3], stamped(shown.kernels, picture, 2, 3), rtol=1e-5)
    assert not shown.kernels.flags.writeable


def test_that_grouped_kernels_see_the_channels_of_their_group(made: Make) -> None:
    loaded = made((5, 5, 4), Conv2D(6, groups=2, activation="linear", use_bias=False))
    picture = RANDOM.normal(size=(5, 5, 4)).astype(np.float32)
    shown = asked(loaded, "conv2d_1").kernels
    first = stamped(shown[..., :3], picture[..., :2], 1, 1)
    second = stamped(shown[..., 3:], picture[..., 2:], 1, 1)
    np.testing.assert_allclose(answer(loaded, picture)[1, 1], np.concatenate([first, second]), rtol=1e-5)


def test_that_depthwise_kernels_are_one_an_output_channel(made: Make) -> None:
    layer = DepthwiseConv2D((3, 3), depth_multiplier=2, activation="linear", use_bias=False)
    loaded = made((5, 5, 3), layer)
    picture = RANDOM.normal(size=(5, 5, 3)).astype(np.float32)
    shown = asked(loaded, "depthwise_conv2d_1").kernels
    assert shown.shape == (3, 3, 1, 6)
    for output, value in enumerate(answer(loaded, picture)[1, 2]):
        patch = picture[1:4, 2:5, output // 2]
        assert value == pytest.approx(float((patch * shown[:, :, 0, output]).sum()), rel=1e-5)


def test_that_separable_kernels_are_applied_one_after_the_other(made: Make) -> None:
    layer = SeparableConv2D(4, (3, 3), depth_multiplier=2, activation="linear", use_bias=False)
    loaded = made((5, 5, 3), layer)
    picture = RANDOM.normal(size=(5, 5, 3)).astype(np.float32)
    first = asked(loaded, "separable_conv2d_1")
    mix = asked(loaded, "separable_conv2d_1", "pointwise_kernel")
    assert (first.weight, mix.weight) == ("depthwise_kernel", "pointwise_kernel")
    between = [(picture[0:3, 1:4, c // 2] * first.kernels[:, :, 0, c]).sum() for c in range(6)]
    np.testing.assert_allclose(answer(loaded, picture)[0, 1], np.array(between) @ mix.kernels[0, 0], rtol=1e-4)


def test_that_transposed_kernels_are_what_one_number_paints(made: Make) -> None:
    loaded = made((3, 3, 2), Conv2DTranspose(4, (3, 2), activation="linear", use_bias=False))
    picture = np.zeros((3, 3, 2), np.float32)
    picture[1, 1, 1] = 2.0
    shown = asked(loaded, "conv2d_transpose_1").kernels
    assert shown.shape == (3, 2, 2, 4)
    np.testing.assert_allclose(answer(loaded, picture)[2:5, 2:4], 2 * shown[:, :, 1], rtol=1e-5)


def test_that_a_dense_layers_pictures_lie_on_the_maps_it_faces(made: Make) -> None:
    dense = Dense(3, "linear", use_bias=False)
    loaded = made((6, 4, 2), MaxPooling2D(), Flatten(), Dropout(0.5), dense)
    picture = RANDOM.normal(size=(6, 4, 2)).astype(np.float32)
    pooled = picture.reshape(3, 2, 2, 2, 2).max((1, 3))
    shown = asked(loaded, "dense_1").kernels
    np.testing.assert_allclose(answer(loaded, picture), stamped(shown, pooled, 0, 0), rtol=1e-5)


def test_that_lists_are_shown_by_their_names_in_keras(made: Make) -> None:
    loaded = made((5, 5, 2), Conv2D(3), BatchNormalization())
    layer = loaded.keras_model.get_layer("batch_normalization_1")
    for name in ("gamma", "beta", "moving_mean", "moving_variance"):
        shown = asked(loaded, "batch_normalization_1", name)
        assert shown.kernels.shape == (1, 1, 1, 3)
        assert np.array_equal(shown.kernels[0, 0, 0], np.asarray(getattr(layer, name)))
    bias = asked(loaded, "conv2d_1", "bias").kernels
    assert np.array_equal(bias[0, 0, 0], np.asarray(loaded.keras_model.get_layer("conv2d_1").bias))


def test_that_of_a_large_weight_only_the_part_that_is_looked_at_is_sent(
    made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = made((4, 4, 6), Flatten(), Dense(10), Dense(12))
    every = asked(loaded, "dense_1").kernels
    pairs = asked(loaded, "dense_2").kernels
    monkeypatch.setattr(kernels, "MOST_NUMBERS", 100)
    monkeypatch.setattr(kernels, "_MATRIX_PART", 40)
    shown = asked(loaded, "dense_1", channel=4)
    assert (shown.channel, shown.inputs, shown.kernels.shape) == (4, 6, (4, 4, 1, 6))
    assert np.array_equal(shown.kernels, every[:, :, 4:5, :6])
    shown = asked(loaded, "dense_2", channel=7)
    assert (shown.channel, shown.kernels.shape) == (6, (1, 1, 3, 12))
    assert np.array_equal(shown.kernels, pairs[:, :, 6:9])


def test_that_a_weight_that_a_layer_does_not_have_is_said(made: Make) -> None:
    loaded = made((5, 5, 2), Conv2D(3))
    with pytest.raises(StudioError, match="“conv2d_1” has no weight called “gamma”"):
        asked(loaded, "conv2d_1", "gamma")
