"""What nodes of a network give, as a part of a traced function: it shares the Keras model's variables."""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network, Node, Path
from cnnstudio.engine.build import KerasModel
from cnnstudio.engine.collector import collector_off

Inside = Callable[[Any], Any]
"""Gives for prepared pictures (n, height, width, channels) what is asked for; draws no random number."""


def node_of(network: Network, name: str) -> tuple[Node, Path]:
    """The node of that name and where it stands; StudioError where there is none."""
    path = network.path_of(name)
    if path is None:
        raise StudioError(
            tr("This network has no layer called “{name}”.", name=name), tr("Choose one of its own layers.")
        )
    return network.node(path), path


def inside(keras_model: KerasModel, ends: Any) -> Inside:
    """The way from the pictures to ``ends``, Keras tensors of the model, nested as they are."""
    with collector_off():
        part = keras.Model(keras_model.inputs[0], ends)
    return lambda pictures: part(pictures, training=False)


def traced(keras_model: KerasModel, ends: Any, change: Inside | None = None, batch: int | None = None) -> Any:
    """One traced function that gives of prepared pictures what is made of ``ends``.

    Args:
        change: Makes something of what ``inside`` gives; None leaves it as it is.
        batch: How many pictures it takes; None for any number.
    """
    give = inside(keras_model, ends)
    return concrete(lambda pictures: give(pictures) if change is None else change(give(pictures)), keras_model, batch)


def concrete(work: Inside, keras_model: KerasModel, batch: int | None = None) -> Any:
    """What is done to prepared pictures for this Keras model, traced."""
    signature = tf.TensorSpec((batch, *keras_model.inputs[0].shape[1:]), tf.float32)
    with collector_off():
        return tf.function(work, autograph=False).get_concrete_function(signature)
