"""Which layer is looked at while a network learns."""

import pytest

from cnnstudio.core.inspecting.first_layer import first_convolution
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.presets import preset


@pytest.mark.parametrize(
    ("nodes", "name"),
    [
        ((Layer("a", Conv2D(4)), Layer("b", Conv2D(4))), "a"),
        ((Layer("f", Flatten()), Layer("d", Dense(3))), ""),
        ((Layer("d", Dense(3)), Layer("c", Conv2D(4))), ""),
        ((), ""),
    ],
)
def test_that_the_first_convolution_faces_the_picture_unless_a_dense_layer_does(
    nodes: tuple[Layer, ...], name: str
) -> None:
    assert first_convolution(Network((8, 8, 1), nodes)) == name


def test_that_a_convolution_inside_a_block_is_found() -> None:
    found = preset("resnet-20")
    assert found is not None
    assert first_convolution(found.project.network).startswith("conv2d")
