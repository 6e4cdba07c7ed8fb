"""The numbers that a network gives its classes, and how they change with the picture or with the maps of a layer."""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.attribution import asked_about
from cnnstudio.core.errors import StudioError
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.subjects import Loaded


class Scorer:
    """The numbers of the classes, before a softmax or sigmoid where one ends the network.

    Nothing is traced: a picture goes through a network a few times only, and each trace would stay in memory.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._keras_model = loaded.keras_model
        self._is_before = bool(asked_about(loaded.network))

    def outputs(self, x: FloatArray) -> FloatArray:
        """What the network gives out, (n, classes), for prepared pictures (n, height, width, channels).

        Raises StudioError where it does not end with one number a class.
        """
        found = self._keras_model(tf.constant(x), training=False).numpy()
        if found.ndim != 2:
            words = shape_in_words(found.shape[1:])
            raise StudioError(f"The network ends with {words}, not with one number a class.", "Add Flatten and Dense.")
        return np.asarray(found, np.float32)

    def numbers(self, x: FloatArray, target: int) -> FloatArray:
        """The number of the class ``target`` for each of the prepared pictures, (n,)."""
        found = self._number(self._keras_model(tf.constant(x), training=False), target)
        return np.asarray(found.numpy(), np.float32)

    def gradients(self, x: FloatArray, target: int) -> FloatArray:
        """How the number of the class changes with each number of each prepared picture: the shape of ``x``."""
        pictures = tf.constant(x)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(pictures)
            total = tf.reduce_sum(self._number(self._keras_model(pictures, training=False), target))
        found = tape.gradient(total, pictures, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return np.asarray(found.numpy(), np.float32)

    def maps(self, x: FloatArray, layer: str, target: int) -> tuple[FloatArray, FloatArray]:
        """The maps of a layer for one prepared picture, and how the number of the class changes with each of them.

        Both (rows, columns, channels), for ``x`` (height, width, channels).
        """
        with collector_off():
            ends = [self._keras_model.get_layer(layer).output, self._keras_model.outputs[0]]
            inside = keras.Model(self._keras_model.inputs[0], ends)
        picture = tf.constant(x[None])
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(picture)
            maps, output = inside(picture, training=False)
            number = self._number(output, target)
        found = tape.gradient(number, maps, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return np.asarray(maps.numpy()[0], np.float32), np.asarray(found.numpy()[0], np.float32)

    def _number(self, output: Any, target: int) -> Any:
        # What Keras hangs on the result of a softmax or sigmoid for its losses to find.
        return (output._keras_logits if self._is_before else output)[:, target]
