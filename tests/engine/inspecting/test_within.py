"""What nodes give, traced: against Keras's own, of any number of pictures, by the weights of the moment."""

from typing import Any

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from tests.engine.conftest import small_network

PICTURES = np.random.default_rng(4).random((3, 8, 8, 1), np.float32)


def test_that_what_nodes_give_is_what_keras_gives_by_the_weights_of_the_moment(ready: Any) -> None:
    import keras

    from cnnstudio.engine.build import build
    from cnnstudio.engine.inspecting.within import traced

    network = small_network()
    keras_model = build(network)
    ends = {name: keras_model.get_layer(name).output for name in ("conv2d_1", "dense_1")}
    function = traced(keras_model, ends)
    first = traced(keras_model, ends, lambda found: found["dense_1"][0], batch=1)
    for factor in (1, 2):
        kernel = keras_model.get_layer("conv2d_1").kernel
        kernel.assign(kernel * factor)
        expected = keras.Model(keras_model.inputs[0], ends)(PICTURES, training=False)
        for name, found in function(PICTURES).items():
            np.testing.assert_allclose(found.numpy(), expected[name].numpy(), atol=1e-6)
        np.testing.assert_allclose(first(PICTURES[:1]).numpy(), expected["dense_1"].numpy()[0], atol=1e-6)


def test_that_a_node_that_is_not_there_is_said(ready: Any) -> None:
    from cnnstudio.engine.inspecting.within import node_of

    assert node_of(small_network(), "conv2d_2")[1] == (3,)
    with pytest.raises(StudioError) as refused:
        node_of(small_network(), "conv2d_9")
    assert refused.value.text == "This network has no layer called “conv2d_9”."
    assert refused.value.hint == "Choose one of its own layers."
