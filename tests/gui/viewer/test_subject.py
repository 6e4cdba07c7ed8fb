"""Which layer can be looked at, and the words when it cannot."""

import pytest

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import Conv2D, Flatten, MaxPooling2D
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.gui.viewer.subject import Hint, feature_node, kernel_layer
from tests.gui.viewer.scenes import scene


def test_that_a_convolution_has_kernels() -> None:
    found = kernel_layer(scene("conv2d_2"))
    assert isinstance(found, Layer)
    assert found.name == "conv2d_2"


def test_that_another_kind_is_named_and_the_first_convolution_offered() -> None:
    hint = kernel_layer(scene("flatten_1"))
    assert isinstance(hint, Hint)
    assert "flatten_1 is a Flatten layer" in hint.text
    assert hint.offer == "conv2d_1"


def test_that_a_dense_layer_has_kernels_too() -> None:
    found = kernel_layer(scene("dense_1"))
    assert isinstance(found, Layer)
    assert found.name == "dense_1"


def test_that_a_network_without_weights_offers_none() -> None:
    hint = kernel_layer(scene(None, Network((8, 8, 1), (Layer("flatten_1", Flatten()),))))
    assert isinstance(hint, Hint)
    assert "nothing to learn" in hint.text
    assert hint.offer == ""


def test_that_a_layer_added_since_is_said_and_the_runs_layers_are_links() -> None:
    hint = feature_node(scene("conv2d_9"))
    assert isinstance(hint, Hint)
    assert hint.title == "Run 1 has no layer called conv2d_9"
    assert '<a href="dense_1">dense_1</a>' in hint.rich_text


def test_that_a_runs_name_is_not_read_as_html() -> None:
    hint = feature_node(scene("conv2d_9", name="<b>x</b>"))
    assert isinstance(hint, Hint)
    assert "<b>" not in hint.rich_text


def with_blocks() -> Network:
    """A residual block that holds a convolution, and a parallel one that holds none, before a convolution."""
    body = (Layer("conv2d_1", Conv2D(4, padding="same")),)
    pools = ((Layer("max_pooling2d_1", MaxPooling2D()),), (Layer("max_pooling2d_2", MaxPooling2D()),))
    blocks = (Block("residual_1", Residual(), (body, ())), Block("parallel_1", Parallel(), pools))
    return Network((8, 8, 1), (Layer("conv2d_9", Conv2D(4)), *blocks, Layer("flatten_1", Flatten())))


@pytest.mark.parametrize(("name", "offer"), [("residual_1", "conv2d_1"), ("parallel_1", "conv2d_9")])
def test_that_a_block_has_no_kernels_and_the_first_convolution_in_it_is_offered(name: str, offer: str) -> None:
    hint = kernel_layer(scene(name, with_blocks()))
    assert isinstance(hint, Hint)
    assert hint.title == "A block has no kernels of its own"
    assert hint.offer == offer


@pytest.mark.parametrize("name", ["residual_1", "parallel_1", "conv2d_1"])
def test_that_the_maps_of_blocks_and_of_what_is_in_them_can_be_looked_at(name: str) -> None:
    found = feature_node(scene(name, with_blocks()))
    assert not isinstance(found, Hint)
    assert found.name == name
