"""Where the numbers that a layer reads come from."""

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Residual
from cnnstudio.core.inspecting.kernels import views
from cnnstudio.core.inspecting.origins import Origin, behind, ends_of, laid_out, origin
from cnnstudio.core.layers import (
    Activation,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    LayerNormalization,
    MaxPooling2D,
    Permute,
    Reshape,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec


def test_that_a_number_behind_flatten_and_dropout_is_found_in_the_maps() -> None:
    network = Network((8, 8, 1), stack(Conv2D(4), MaxPooling2D(), Flatten(), Dropout(), Dense(3)))
    assert origin(analyse(network), "dense_1", 4 * (1 * 3 + 2) + 3) == Origin("max_pooling2d_1", (1, 2, 3))
    assert behind(analyse(network), "flatten_1", 0) == Origin("max_pooling2d_1", (0, 0, 0))


def test_that_a_number_of_another_list_is_that_number() -> None:
    network = Network((8, 8, 1), stack(Conv2D(4), GlobalAveragePooling2D(), Dense(5), Dense(3)))
    assert origin(analyse(network), "dense_2", 4) == Origin("dense_1", (4,))
    assert origin(analyse(network), "dense_1", 2) == Origin("global_average_pooling2d_1", (2,))


def test_that_a_network_without_convolutions_reads_the_picture() -> None:
    network = Network((3, 4, 2), stack(Flatten(), Dense(3)))
    assert origin(analyse(network), "dense_1", 23) == Origin("", (2, 3, 1))


@pytest.mark.parametrize(
    ("layers", "faced"),
    [
        ((Flatten(), Reshape((3, 24)), Flatten()), ("", (6, 6, 2))),
        ((Flatten(), Permute((1,))), ("", (6, 6, 2))),
        ((Reshape((36, 2)), LayerNormalization(), Flatten()), ("", (6, 6, 2))),
        ((Flatten(), Reshape((1, 1, 72)), Flatten()), ("reshape_1", (1, 1, 72))),
        ((Conv2D(4, padding="same"), Reshape((36, 4)), Permute((2, 1)), Flatten()), ("permute_1", (4, 36))),
        ((Reshape((36, 2)), Dense(3), Flatten()), ("dense_1", (36, 3))),
        ((Flatten(), Dense(72), Activation("relu"), Dropout()), ("dense_1", (72,))),
    ],
)
def test_that_numbers_are_followed_back_through_all_that_keeps_their_order(
    layers: tuple[LayerSpec, ...], faced: tuple[str, tuple[int, ...]]
) -> None:
    nodes = stack(*layers, Dense(5))
    analysis, end = analyse(Network((6, 6, 2), nodes)), nodes[-1].name
    assert laid_out(analysis, end) == faced
    last = np.prod(faced[1]) - 1
    assert origin(analysis, end, int(last)) == Origin(faced[0], tuple(size - 1 for size in faced[1]))
    shape = views(analysis, end)[0].shape
    assert shape == ((*faced[1], 5) if len(faced[1]) == 3 else (1, 1, last + 1, 5))


def test_that_a_number_that_is_not_there_comes_from_nowhere() -> None:
    analysis = analyse(Network((3, 4, 2), stack(Flatten(), Dense(3))))
    for index in (-1, 24, 1000):
        assert origin(analysis, "dense_1", index) is None
        assert behind(analysis, "flatten_1", index) is None
    assert behind(analysis, "nobody", 0) is None


def test_that_a_layer_that_reads_maps_has_no_such_origin() -> None:
    network = Network((8, 8, 1), stack(Conv2D(4), Flatten()))
    assert origin(analyse(network), "conv2d_1", 0) is None
    assert origin(analyse(network), "conv2d_9", 0) is None


def test_that_the_first_layer_of_a_branch_reads_what_its_block_does() -> None:
    body = (Layer("inner", Conv2D(2, padding="same")), Layer("end", Conv2D(2, padding="same")))
    network = Network((6, 6, 2), (Layer("first", Conv2D(2, padding="same")), Block("both", Residual(), (body, ()))))
    assert ends_of(network, (1, 0, 0)) == ("first",)
    assert ends_of(network, (1, 0, 1)) == ("inner",)
    assert ends_of(network, (1,)) == ("end", "first")
    assert ends_of(network, (0,)) == ("",)
