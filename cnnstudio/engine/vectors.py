"""Takes what a layer gives for many pictures, a few of them at a time."""

import time
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Progressed, TakeVectors, VectorsTaken
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.words import quoted
from cnnstudio.engine import memory
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.memory import Need
from cnnstudio.engine.predict import check_size
from cnnstudio.engine.studies import Steps
from cnnstudio.engine.subjects import Loaded, Subjects
from cnnstudio.engine.tensors import prepared_tensor

_STEP_SECONDS = 0.04
"""So long a step is to be; the number of pictures that go through together follows from how long the last took."""

_FIRST = 8
_BETWEEN_TELLING = 0.2


def take(ticket: int, request: TakeVectors, subjects: Subjects) -> Steps:
    """Progressed now and then, and at last VectorsTaken; raises StudioError in words."""
    loaded = subjects.still(request.subject)
    pictures, count = request.pictures, len(request.pictures)
    _check(loaded, request)
    yield None
    function, length = _function(loaded, request.layer)
    memory.require(Need(0, 4 * length * count, 0))
    vectors, predicted = np.empty((count, length), np.float32), np.empty(count, np.int64)
    most = memory.batch_to_look(analyse(loaded.network))
    batch, start, told = min(_FIRST, most), 0, 0.0
    yield Progressed(ticket, "Looking at pictures", 0, count)
    while start < count:
        began = time.perf_counter()
        part = slice(start, min(start + batch, count))
        given, last = function(prepared_tensor(loaded.prepared or Prepared(), pictures[part]))
        vectors[part], predicted[part] = given.numpy(), last.numpy()
        start = part.stop
        batch = _next_batch(batch, time.perf_counter() - began, most)
        if time.perf_counter() - told >= _BETWEEN_TELLING and start < count:
            told = time.perf_counter()
            yield Progressed(ticket, "Looking at pictures", start, count)
        else:
            yield None
    for array in (vectors, predicted):
        array.setflags(write=False)
    yield VectorsTaken(ticket, request.subject, request.layer, vectors, predicted)


def _check(loaded: Loaded, request: TakeVectors) -> None:
    if loaded.network.path_of(request.layer) is None:
        raise StudioError(f"This network has no layer called {quoted(request.layer)}.", "Choose one of its own layers.")
    if not len(request.pictures):
        raise StudioError("There are no pictures to take vectors of.", "Choose another part of the data.")
    check_size(loaded.network, request.pictures[0:1].shape[1:])


def _function(loaded: Loaded, layer: str) -> tuple[Any, int]:
    """Gives of prepared pictures (n, height, width, channels) their vectors (n, length) and classes (n,).

    It shares the variables of the Keras model and draws no random number.
    """
    ends = [loaded.keras_model.get_layer(name).output for name in (layer, loaded.network.nodes[-1].name)]
    length = int(np.prod(ends[0].shape[1:]))

    def give(pictures: Any) -> Any:
        given, last = inside(pictures, training=False)
        vectors = tf.reshape(tf.cast(given, tf.float32), (-1, length))
        classes = tf.reshape(last, (tf.shape(last)[0], -1))
        return vectors, tf.argmax(classes, axis=-1)

    with collector_off():
        inside = keras.Model(loaded.keras_model.inputs[0], ends)
        shape = (None, *loaded.network.input_shape)
        function = tf.function(give, autograph=False).get_concrete_function(tf.TensorSpec(shape, tf.float32))
    return function, length


def _next_batch(batch: int, seconds: float, most: int) -> int:
    """How many pictures fill a step: never more than twice as many as before, and at least one."""
    wanted = round(batch * _STEP_SECONDS / max(seconds, 1e-6))
    return max(1, min(wanted, 2 * batch, most))
