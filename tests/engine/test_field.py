"""The receptive field, held against where the gradient of a real Keras model is not zero."""

import random
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.analysis import Row, analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.field import box
from cnnstudio.core.layers import (
    AveragePooling2D,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Permute,
    Reshape,
    SeparableConv2D,
    UpSampling2D,
    ZeroPadding2D,
)
from cnnstudio.core.network import Block, Layer, Network, Node
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec, Pair, Shape, Window

pytestmark = pytest.mark.usefixtures("ready")

SIDE = 72
Box = tuple[int, int, int, int]


def positive(network: Network) -> Any:
    """The Keras model with all kernels 1, so that every way from a pixel to an output counts."""
    from cnnstudio.engine.build import build

    keras_model = build(network)
    for variable in keras_model.weights:
        if "seed" not in variable.name:
            variable.assign(np.full(variable.shape, 1 / np.prod(variable.shape[:2])))
    return keras_model


def seen(keras_model: Any, place: tuple[int, ...] = ()) -> Box | None:
    """The smallest box around all pixels that change what comes out at ``place``: top, left, bottom, right."""
    import tensorflow

    pictures = tensorflow.ones((1, *keras_model.input_shape[1:]))
    with tensorflow.GradientTape() as tape:
        tape.watch(pictures)
        number = tensorflow.reduce_sum(keras_model(pictures, training=False)[0, *place])
    slope = np.abs(tape.gradient(number, pictures).numpy()[0]).sum(-1)
    rows, columns = np.nonzero(slope.any(1))[0], np.nonzero(slope.any(0))[0]
    if not len(rows):
        return None
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def said(row: Row, place: Pair) -> Box:
    """The box the analysis gives."""
    assert row.field is not None
    return box(row.field, place, (SIDE, SIDE))


def holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def sliding_spec(pick: random.Random) -> LayerSpec:
    """A linear layer that slides over a picture, without bias."""
    size, pool = (pick.randint(1, 4), pick.randint(1, 4)), (pick.randint(1, 3), pick.randint(1, 3))
    padding: Any = pick.choice(("valid", "same", 1, 3))
    hole = pick.choice(((1, 1), (1, 1), (2, 1), (2, 3)))
    step = (1, 1) if max(hole) > 1 else pick.choice(((1, 1), (1, 1), (2, 2), (1, 2)))
    even = (step[0], step[0])
    plain: dict[str, Any] = {"padding": padding, "activation": "linear", "use_bias": False, "dilation_rate": hole}
    return pick.choice(
        (
            Conv2D(2, size, step, **plain),
            Conv2D(2, size, step, **plain),
            DepthwiseConv2D(size, even, **plain),
            SeparableConv2D(2, size, even, **plain),
            AveragePooling2D(pool, (pick.randint(1, 2), pick.randint(1, 2)), pick.choice(("valid", "same"))),
            Permute(),
            ZeroPadding2D((pick.randint(0, 2), 1), (pick.randint(0, 2), 1)),
            Cropping2D((pick.randint(0, 2), 1), (pick.randint(0, 2), 0)),
        )
    )


def sliding_row(pick: random.Random, count: int) -> list[LayerSpec]:
    """Layers that leave at least 9 rows and columns of the picture."""
    shape: Shape = (SIDE, SIDE, 2)
    specs: list[LayerSpec] = []
    while len(specs) < count:
        spec = sliding_spec(pick)
        try:
            after = spec.output_shape(shape)
        except SpecError:
            continue
        if min(after[:2]) < 9:
            break
        specs.append(spec)
        shape = after
    return specs


@pytest.mark.parametrize("seed", range(30))
def test_that_an_output_number_sees_exactly_the_box_that_is_said(seed: int) -> None:
    pick = random.Random(seed)
    network = Network((SIDE, SIDE, 2), stack(*sliding_row(pick, pick.randint(1, 5))))
    row = analyse(network).rows[-1]
    keras_model = positive(network)
    assert row.output_shape is not None
    rows, columns, _ = row.output_shape
    middle = (rows // 2, columns // 2)
    assert seen(keras_model, middle) == said(row, middle)
    for place in ((0, 0), (0, columns - 1), (rows - 1, 0), (rows - 1, columns - 1)):
        found = seen(keras_model, place)
        assert found is None or holds(said(row, place), found)


def test_that_swapped_axes_are_followed_to_the_layers_below() -> None:
    first = Conv2D(2, (5, 1), (3, 1), activation="linear", use_bias=False)
    then = Conv2D(2, (2, 7), (1, 2), "same", activation="linear", use_bias=False)
    network = Network((SIDE, SIDE - 20, 2), stack(first, Permute(), then))
    rows, keras_model = analyse(network).rows, positive(network)
    assert [row.output_shape for row in rows] == [(23, 52, 2), (52, 23, 2), (52, 12, 2)]
    assert [row.receptive_field for row in rows] == [(5, 1), (5, 1), (23, 2)]
    field = rows[-1].field
    assert field is not None
    picture = (SIDE, SIDE - 20)
    for place in ((0, 0), (30, 5), (0, 6), (50, 0)):
        assert seen(keras_model, place) == box(field, place, picture)
    last = seen(keras_model, (51, 11))
    assert last is not None
    assert holds(box(field, (51, 11), picture), last)


@pytest.mark.parametrize("kind", [AveragePooling2D, MaxPooling2D])
def test_that_pooling_leaves_out_what_lies_outside_of_its_input(kind: type[LayerSpec]) -> None:
    spec = kind.from_plain({"pool_size": [3, 4], "strides": [1, 2], "padding": "same"})
    assert spec.window((6, 7, 2)) == Window((3, 4), (1, 2), (1, 1), after=(1, 2), zeros=False)
    given = np.full((1, 6, 7, 2), -1, np.float32)
    assert (positive(Network((6, 7, 2), stack(spec)))(given).numpy() == -1).all()


@pytest.mark.parametrize("spec", [Permute((3, 2, 1)), Permute((1, 3, 2)), Reshape((36, 144, 2))])
def test_that_where_places_are_lost_a_number_may_see_anything_but_is_not_said_to_see_it(spec: LayerSpec) -> None:
    row = analyse(Network((SIDE, SIDE, 2), stack(Conv2D(2, padding="same"), spec))).rows[-1]
    assert row.field is not None
    assert row.field.is_whole((SIDE, SIDE))
    assert not row.field.exact


@pytest.mark.parametrize("kind", ["residual", "parallel"])
@pytest.mark.parametrize("seed", range(5))
def test_that_what_branches_see_is_joined(kind: str, seed: int) -> None:
    pick = random.Random(seed)
    sizes = [(pick.randint(1, 5), pick.randint(1, 5)) for _ in range(3)]

    def convolution(number: int, hole: int = 1) -> Layer:
        plain: dict[str, Any] = {"padding": "same", "activation": "linear", "use_bias": False}
        return Layer(f"c{number}", Conv2D(2, sizes[number % 3], dilation_rate=(hole, hole), **plain))

    spec = (
        Residual("linear")
        if kind == "residual"
        else Parallel(pick.choice(("concatenate", "add", "average", "multiply")))
    )
    branches: tuple[tuple[Node, ...], ...] = ((convolution(0), convolution(1, 2)), (convolution(2),))
    inner = Block("inner", spec, branches)
    outer = Block("outer", Parallel("concatenate"), ((inner, convolution(3)), ()))
    half = Layer("half", AveragePooling2D())
    network = Network((SIDE, SIDE, 2), (Layer("first", Conv2D(2, activation="linear")), half, outer))
    row = analyse(network).row_of("outer")
    assert row is not None
    assert seen(positive(network), (17, 17)) == said(row, (17, 17))


@pytest.mark.parametrize("seed", range(12))
def test_that_a_layer_that_enlarges_is_said_to_within_one_number_of_what_it_enlarges(seed: int) -> None:
    pick = random.Random(seed)
    times, size = (pick.randint(1, 3), pick.randint(1, 3)), (pick.randint(1, 4), pick.randint(1, 4))
    before = sliding_row(pick, 2)
    plain: dict[str, Any] = {"padding": pick.choice(("valid", "same")), "activation": "linear", "use_bias": False}
    larger = UpSampling2D(times, pick.choice(("nearest", "bilinear"))), Conv2DTranspose(2, size, times, **plain)
    network = Network((SIDE, SIDE, 2), stack(*before, pick.choice(larger)))
    rows = analyse(network).rows
    step = rows[-2].field.strides if before and rows[-2].field else (1, 1)
    assert rows[-1].output_shape is not None
    keras_model = positive(network)
    middle = rows[-1].output_shape[0] // 2, rows[-1].output_shape[1] // 2
    for place in (middle, (middle[0] + 1, middle[1] + 1), (middle[0] + 2, middle[1])):
        found, ours = seen(keras_model, place), said(rows[-1], place)
        if found is None:
            continue
        assert all(
            abs(one - other) <= step[side % 2] for side, (one, other) in enumerate(zip(found, ours, strict=True))
        )


@pytest.mark.parametrize("size", [(3, 3), (2, 2), (5, 4)])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_that_the_first_number_of_an_enlarged_picture_sees_nothing_else(size: Pair, padding: str) -> None:
    network = Network((SIDE, SIDE, 2), stack(Conv2DTranspose(2, size, (2, 3), padding, "linear", False)))
    found = seen(positive(network), (0, 0))
    assert found is not None
    assert holds(said(analyse(network).rows[-1], (0, 0)), found)


PLAIN: dict[str, Any] = {"activation": "linear", "use_bias": False}
AT_CORNER = Cropping2D((0, 52), (44, 0))


@pytest.mark.parametrize("head", [(Flatten(), Dense(1, **PLAIN)), (GlobalAveragePooling2D(),)])
@pytest.mark.parametrize(
    ("specs", "box"),
    [
        ((), (0, 0, 72, 72)),
        ((Cropping2D((30, 30), (30, 30)),), (30, 30, 42, 42)),
        ((Conv2D(2, (3, 3), (2, 2), **PLAIN),), (0, 0, 71, 71)),
        ((Conv2D(2, (3, 5), padding="same", **PLAIN), AT_CORNER), (0, 42, 21, 72)),
        ((Permute(), AT_CORNER, AveragePooling2D()), (44, 0, 72, 20)),
    ],
)
def test_that_a_number_of_all_places_sees_what_these_see_together(
    specs: tuple[LayerSpec, ...], head: tuple[LayerSpec, ...], box: Box
) -> None:
    network = Network((SIDE, SIDE, 2), stack(*specs, *head))
    row = analyse(network).rows[-1]
    assert seen(positive(network)) == said(row, (0, 0)) == box
    assert row.field is not None
    assert row.field.is_whole((SIDE, SIDE)) == (box == (0, 0, SIDE, SIDE))


@pytest.mark.parametrize("seed", range(8))
def test_that_a_dense_head_sees_no_more_than_is_said(seed: int) -> None:
    pick = random.Random(seed)
    network = Network((SIDE, SIDE, 2), stack(*sliding_row(pick, pick.randint(1, 5)), Flatten(), Dense(1, **PLAIN)))
    found = seen(positive(network))
    assert found is not None
    assert holds(said(analyse(network).rows[-1], (0, 0)), found)


def test_that_a_branch_which_sees_all_of_a_cropped_map_counts_for_those_beside_it() -> None:
    pooled = (
        Layer("mean", GlobalAveragePooling2D()),
        Layer("laid", Reshape((1, 1, 2))),
        Layer("up", UpSampling2D((12, 12))),
    )
    squeeze = Block("both", Parallel("multiply"), (pooled, (Layer("conv", Conv2D(2, padding="same", **PLAIN)),)))
    network = Network((SIDE, SIDE, 2), (*stack(Cropping2D((30, 30), (30, 30))), squeeze))
    row = analyse(network).row_of("both")
    assert row is not None
    assert seen(positive(network), (6, 6)) == (30, 30, 42, 42)
    assert holds(said(row, (6, 6)), (30, 30, 42, 42))
