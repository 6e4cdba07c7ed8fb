"""Where the numbers that a layer reads come from."""

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Residual
from cnnstudio.core.layers import Conv2D, Dense, Dropout, Flatten, GlobalAveragePooling2D, MaxPooling2D
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.working.origins import Origin, behind, ends_of, origin


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
