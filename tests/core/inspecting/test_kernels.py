"""Which weights are pictures, how they lie as such, and the orders in which they are looked at."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Residual
from cnnstudio.core.inspecting import kernels
from cnnstudio.core.inspecting.kernels import View, lay_out, norms, ordered, view_of, views
from cnnstudio.core.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    PReLU,
    Reshape,
    SeparableConv2D,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec

RANDOM = np.random.default_rng(4)


def found(shape: tuple[int, int, int], *layers: LayerSpec) -> dict[str, View]:
    """The views of the last of these layers, by weight."""
    nodes = stack(*layers)
    return {view.weight: view for view in views(analyse(Network(shape, nodes)), nodes[-1].name)}


@pytest.mark.parametrize(
    ("layer", "weight", "shape", "form"),
    [
        (Conv2D(5, (3, 2)), "kernel", (3, 2, 4, 5), "pictures"),
        (Conv2D(6, groups=2), "kernel", (3, 3, 2, 6), "pictures"),
        (Conv2D(5, (1, 1)), "kernel", (1, 1, 4, 5), "matrix"),
        (Conv2D(5), "bias", (1, 1, 1, 5), "list"),
        (Conv2DTranspose(5, (2, 3)), "kernel", (2, 3, 4, 5), "pictures"),
        (DepthwiseConv2D((3, 3), depth_multiplier=2), "kernel", (3, 3, 1, 8), "pictures"),
        (SeparableConv2D(5, depth_multiplier=2), "depthwise_kernel", (3, 3, 1, 8), "pictures"),
        (SeparableConv2D(5, depth_multiplier=2), "pointwise_kernel", (1, 1, 8, 5), "matrix"),
        (Dense(5), "kernel", (1, 1, 4, 5), "matrix"),
        (BatchNormalization(), "moving_mean", (1, 1, 1, 4), "list"),
        (PReLU(), "alpha", (8, 8, 1, 4), "pictures"),
        (PReLU(shared=True), "alpha", (1, 1, 1, 4), "list"),
    ],
)
def test_that_each_weight_has_its_form(
    layer: LayerSpec, weight: str, shape: tuple[int, int, int, int], form: str
) -> None:
    view = found((8, 8, 4), layer)[weight]
    assert (view.shape, view.form) == (shape, form)


def test_that_a_layer_without_weights_has_no_views() -> None:
    assert found((8, 8, 1), MaxPooling2D()) == {}
    assert views(analyse(Network((8, 8, 1), stack(Conv2D(2)))), "nobody") == ()


def test_that_the_first_weight_that_is_a_picture_is_looked_at_first() -> None:
    both = tuple(found((8, 8, 4), SeparableConv2D(5)).values())
    assert view_of(both).weight == "depthwise_kernel"
    assert view_of(both, "bias").weight == "bias"
    assert view_of(both, "gamma") is None
    assert view_of(()) is None
    normalised = tuple(found((8, 8, 4), BatchNormalization()).values())
    assert view_of(normalised).weight == "gamma"


@pytest.mark.parametrize(
    ("layers", "shape", "faces"),
    [
        ((Flatten(), Dense(7)), (8, 6, 3, 7), ""),
        ((Flatten(), Dropout(0.5), BatchNormalization(), Activation("relu"), Dense(7)), (8, 6, 3, 7), ""),
        ((Conv2D(5), MaxPooling2D(), Flatten(), Dense(7)), (3, 2, 5, 7), "max_pooling2d_1"),
        ((Reshape((144,)), Dense(7)), (8, 6, 3, 7), ""),
        ((Reshape((48, 3)), Flatten(), Dense(7)), (8, 6, 3, 7), ""),
        ((Flatten(), Dense(144), Dense(7)), (1, 1, 144, 7), ""),
        ((Flatten(), Dense(7), Dropout(0.1), Dense(7)), (1, 1, 7, 7), ""),
        ((GlobalAveragePooling2D(), Dense(7)), (1, 1, 3, 7), ""),
        ((Flatten(), Reshape((8, 6, 3)), Dense(7)), (1, 1, 3, 7), ""),
    ],
)
def test_that_a_dense_layer_that_faces_maps_has_a_picture_a_unit(
    layers: tuple[LayerSpec, ...], shape: tuple[int, int, int, int], faces: str
) -> None:
    view = found((8, 6, 3), *layers)["kernel"]
    assert (view.shape, view.faces) == (shape, faces)


def test_that_a_dense_layer_in_a_block_sees_what_stands_before_the_block() -> None:
    block = Block("residual", Residual(), ((Layer("inner", Dense(192)),), ()))
    network = Network((8, 8, 3), (Layer("flat", Flatten()), block, Layer("end", Dense(2))))
    analysis = analyse(network)
    assert views(analysis, "inner")[0].shape == (8, 8, 3, 192)
    assert views(analysis, "end")[0].shape == (1, 1, 192, 2)
    assert views(analysis, "residual") == ()


def test_that_each_number_lies_where_it_works() -> None:
    flat = found((4, 3, 2), Flatten(), Dense(5))["kernel"]
    weight = RANDOM.normal(size=(24, 5))
    picture = RANDOM.normal(size=(4, 3, 2))
    laid = lay_out(flat, weight)
    assert np.allclose((laid * picture[..., None]).sum((0, 1, 2)), picture.reshape(-1) @ weight)
    turned = found((4, 4, 2), Conv2DTranspose(3))["kernel"]
    kernel = RANDOM.normal(size=(3, 3, 3, 2))
    assert np.array_equal(lay_out(turned, kernel)[..., 1, 2], kernel[..., 2, 1])
    assert np.shares_memory(lay_out(flat, weight), weight)
    assert np.shares_memory(lay_out(turned, kernel), kernel)


def test_that_a_weight_that_is_too_large_is_looked_at_in_parts() -> None:
    fc1 = View("kernel", (7, 7, 512, 4096))
    assert (fc1.inputs_at_once, fc1.outputs_at_once) == (1, 4096)
    assert fc1.part(600) == slice(511, 512)
    fc2 = View("kernel", (1, 1, 4096, 4096))
    assert fc2.inputs_at_once == 244
    assert fc2.part(1000) == slice(976, 1220)
    assert fc2.part(4095).stop == 4096
    wide = View("kernel", (512, 512, 3, 4096))
    assert 512 * 512 * wide.outputs_at_once <= kernels.MOST_NUMBERS
    small = View("kernel", (5, 5, 20, 50))
    assert (small.part(7), small.outputs_at_once) == (slice(0, 20), 50)


def test_that_norms_are_those_of_all_numbers_of_an_output() -> None:
    values = RANDOM.normal(size=(5, 4, 3, 6)).astype(np.float32)
    values[0, 0, 0, 2] = np.nan
    expected = np.linalg.norm(values.astype(float).reshape(60, 6), axis=0)
    np.testing.assert_allclose(norms(values), expected)
    assert norms(np.full((2, 2, 1, 1), 3e38, np.float32))[0] == pytest.approx(6e38)


def test_that_the_largest_come_first_and_what_is_no_number_last() -> None:
    values = np.array([1, -3, np.inf, 0, 2], np.float32).reshape(1, 1, 1, 5)
    assert ordered(values, "given").tolist() == [0, 1, 2, 3, 4]
    assert ordered(values, "norm").tolist() == [1, 4, 0, 3, 2]
    assert ordered(values, "likeness").tolist() == [1, 4, 0, 3, 2]


def test_that_like_kernels_stand_beside_each_other() -> None:
    angles = RANDOM.permutation(24)
    lengths = np.where(angles == 0, 2.0, 1.0)
    turned = np.stack([np.cos(angles * 0.1), np.sin(angles * 0.1)]) * lengths
    order = ordered(turned.reshape(1, 2, 1, 24).astype(np.float32), "likeness")
    assert angles[order].tolist() == list(range(24))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), st.integers(0, 10_000))
def test_that_each_is_followed_by_the_one_that_is_most_like_it(count: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(3, 3, 2, count)).astype(np.float32)
    order = ordered(values, "likeness").tolist()
    assert sorted(order) == list(range(count))
    assert order[0] == int(np.argmax(norms(values)))
    units = values.reshape(18, count) / norms(values)
    for place in range(count - 1):
        likeness = units.T @ units[:, order[place]]
        best = max(order[place + 1 :], key=lambda other: likeness[other])
        assert likeness[order[place + 1]] == pytest.approx(likeness[best], abs=1e-6)


def test_that_very_many_are_laid_along_their_first_direction() -> None:
    shares = RANDOM.permutation(np.linspace(-1, 1, 5_000))
    values = np.stack([np.ones(5_000), shares]) / np.sqrt(1 + shares**2)
    order = ordered(values.reshape(1, 2, 1, 5_000).astype(np.float32), "likeness")
    laid = shares[order]
    assert (np.diff(laid) < 1e-3).all() or (np.diff(laid) > -1e-3).all()
