"""A layer's output as a part of a traced function, with the activation that it ends with or with another one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras

from cnnstudio.core.errors import StudioError
from cnnstudio.engine.subjects import Loaded

Inside = Callable[[Any], Any]
"""Gives for prepared pictures (n, height, width, channels) what the layer gives, its channels or units last."""

MOST_CHANNELS = 32_768
"""A layer with more of them is refused: nobody looks at so many, and the answer would fill the memory."""


def inside(loaded: Loaded, layer: str) -> Inside:
    """The way from a prepared picture to the output of the layer or block; raises StudioError in words."""
    if loaded.network.path_of(layer) is None:
        raise StudioError(f"This network has no layer called “{layer}”.", "It was trained before the layer was added.")
    output = loaded.keras_model.get_layer(layer).output
    channels = int(output.shape[-1])
    if channels > MOST_CHANNELS:
        raise StudioError(
            f"“{layer}” gives {channels:,} numbers a picture, too many to look at each of them.",
            "Choose the layer before or after it.",
        )
    part = keras.Model(loaded.keras_model.inputs[0], output)
    return lambda pictures: part(pictures, training=False)


def activation_of(loaded: Loaded, layer: str) -> str:
    """Keras's name of the activation that the layer ends with; ``"linear"`` for none."""
    own = getattr(loaded.keras_model.get_layer(layer), "activation", None)
    return "linear" if own is None else str(own.__name__)


@contextmanager
def ending_with(loaded: Loaded, layer: str, activation: str) -> Iterator[None]:
    """What is traced in here takes the layer to end with another activation, by Keras's name, if it has any."""
    keras_layer = loaded.keras_model.get_layer(layer)
    own = getattr(keras_layer, "activation", None)
    if own is None:
        yield
        return
    keras_layer.activation = keras.activations.get(activation)
    try:
        yield
    finally:
        keras_layer.activation = own
