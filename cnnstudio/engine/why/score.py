"""The numbers that a network gives its classes, and how they change with the picture or with the maps of a layer."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.attribution import asked_about
from cnnstudio.core.language import tr
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.inspecting.within import inside
from cnnstudio.engine.subjects import Loaded


class Scorer:
    """The numbers of the classes, before a softmax or sigmoid where one ends the network.

    Where ``often`` is said, a graph is made the first time: in a network of many small layers, each time without one
    takes ten times as long, however few the pictures are. It is kept for other pictures and classes.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._keras_model, self._traced = loaded.keras_model, loaded.traced
        self._is_before = bool(asked_about(loaded.network))

    def outputs(self, x: FloatArray) -> FloatArray:
        """What the network gives out, (n, classes), for prepared pictures (n, height, width, channels).

        Raises StudioError where it does not end with one number a class.
        """
        found = self._keras_model(tf.constant(x), training=False).numpy()
        if found.ndim != 2:
            words = shape_in_words(found.shape[1:])
            raise StudioError(
                tr("The network ends with {words}, not with one number a class.", words=words),
                tr("Add Flatten and Dense."),
            )
        return np.asarray(found, np.float32)

    def numbers(self, x: FloatArray, target: int, *, often: bool = False) -> FloatArray:
        """The number of the class ``target`` for each of the prepared pictures, (n,)."""
        return self._done(self._numbers, x, target, often=often)

    def gradients(self, x: FloatArray, target: int, *, often: bool = False) -> FloatArray:
        """How the number of the class changes with each number of each prepared picture: the shape of ``x``."""
        return self._done(self._gradients, x, target, often=often)

    def maps(self, x: FloatArray, layer: str, target: int) -> tuple[FloatArray, FloatArray]:
        """The maps of a layer for one prepared picture, and how the number of the class changes with each of them.

        Both (rows, columns, channels), for ``x`` (height, width, channels).
        """
        give = inside(self._keras_model, [self._keras_model.get_layer(layer).output, self._keras_model.outputs[0]])
        picture = tf.constant(x[None])
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(picture)
            maps, output = give(picture)
            number = self._number(output, target)
        found = tape.gradient(number, maps, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return np.asarray(maps.numpy()[0], np.float32), np.asarray(found.numpy()[0], np.float32)

    def _done(self, work: Callable[[Any, Any], Any], x: FloatArray, target: int, *, often: bool) -> FloatArray:
        function: Any = work
        if often:
            if work.__name__ not in self._traced:
                given = tf.TensorSpec((None, *x.shape[1:]), tf.float32), tf.TensorSpec((), tf.int32)
                with collector_off():
                    made = tf.function(work, autograph=False).get_concrete_function(*given)
                self._traced[work.__name__] = made
            function = self._traced[work.__name__]
        return np.asarray(function(tf.constant(x, tf.float32), tf.constant(target)).numpy(), np.float32)

    def _numbers(self, pictures: Any, target: Any) -> Any:
        return self._number(self._keras_model(pictures, training=False), target)

    def _gradients(self, pictures: Any, target: Any) -> Any:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(pictures)
            total = tf.reduce_sum(self._numbers(pictures, target))
        return tape.gradient(total, pictures, unconnected_gradients=tf.UnconnectedGradients.ZERO)

    def _number(self, output: Any, target: Any) -> Any:
        # What Keras hangs on the result of a softmax or sigmoid for its losses to find.
        return (output._keras_logits if self._is_before else output)[:, target]
