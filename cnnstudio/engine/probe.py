"""Looks inside a Keras model: every layer's output for one picture, and the kernels of a convolution."""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.network import Layer, Network, walk
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.build import KerasModel
from cnnstudio.engine.collector import collector_off


class Probe:
    """One traced function that gives the outputs of all nodes of a network for one picture.

    It shares the variables of the Keras model and so sees the weights of this moment, also while ``fit`` runs; it
    neither changes the model nor draws a random number. About 1 ms a picture for a small network, where
    ``predict`` takes 60.
    """

    def __init__(self, keras_model: KerasModel, network: Network) -> None:
        self._network = network
        self._keras_model = keras_model
        outputs = {node.name: keras_model.get_layer(node.name).output for _, node in walk(network.nodes)}
        with collector_off():
            inside = keras.Model(keras_model.inputs[0], outputs)
            function = tf.function(lambda picture: inside(picture, training=False), autograph=False)
            signature = tf.TensorSpec((1, *network.input_shape), tf.float32)
            self._function: Any = function.get_concrete_function(signature)

    def output(self, picture: FloatArray) -> FloatArray:
        """What the network gives for a prepared picture, (height, width, channels)."""
        return self.features(picture, self._network.nodes[-1].name)

    def features(self, picture: FloatArray, name: str) -> FloatArray:
        """What the node called ``name`` gives for a prepared picture: (height, width, channels) or (length,)."""
        self._node(name)
        found = self._function(tf.constant(picture[None], tf.float32))[name]
        return np.array(found.numpy()[0], np.float32)

    def kernels(self, name: str) -> FloatArray:
        """The kernels of a Conv2D, (rows, columns, input channels, output channels)."""
        node = self._node(name)
        if not isinstance(node, Layer) or not isinstance(node.spec, Conv2D):
            raise StudioError(f"“{name}” has no kernels to show.", "Choose a Conv2D layer.")
        return np.array(self._keras_model.get_layer(name).kernel.numpy(), np.float32)

    def _node(self, name: str) -> Any:
        path = self._network.path_of(name)
        if path is None:
            raise StudioError(f"This run has no layer called “{name}”.", "It was trained before the layer was added.")
        return self._network.node(path)
