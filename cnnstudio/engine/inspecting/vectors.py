"""Takes what a layer gives for many pictures, a few of them at a time."""

from time import perf_counter
from typing import Any

import numpy as np
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting import embedding
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Progressed, TakeVectors, VectorsTaken
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.engine.inspecting.predict import check_size
from cnnstudio.engine.inspecting.studies import Steps
from cnnstudio.engine.inspecting.within import node_of, traced
from cnnstudio.engine.pace import Pace
from cnnstudio.engine.subjects import Loaded, Subjects
from cnnstudio.engine.tensors import prepared_tensor
from cnnstudio.engine.training import memory
from cnnstudio.engine.training.memory import Need

_BETWEEN_TELLING = 0.2


def take(ticket: int, request: TakeVectors, subjects: Subjects) -> Steps:
    """Progressed now and then, and at last VectorsTaken; raises StudioError in words."""
    loaded = subjects.still(request.subject)
    pictures, count = request.pictures, len(request.pictures)
    _check(loaded, request)
    yield None
    function, length = _function(loaded, request.layer)
    memory.require(Need(0, 0, 4 * length * count + embedding.memory(count, length)))
    vectors, predicted = np.empty((count, length), np.float32), np.empty(count, np.int64)
    analysis, told = analyse(loaded.network), 0.0

    def look(part: slice) -> None:
        given, last = function(prepared_tensor(loaded.prepared or Prepared(), pictures[part]))
        vectors[part], predicted[part] = given.numpy(), last.numpy()

    yield Progressed(ticket, tr("Looking at pictures"), 0, count)
    for done in Pace(analysis.totals.multiply_adds, memory.batch_to_look(analysis)).in_parts(count, look):
        if perf_counter() - told >= _BETWEEN_TELLING and done < count:
            told = perf_counter()
            yield Progressed(ticket, tr("Looking at pictures"), done, count)
        else:
            yield None
    for array in (vectors, predicted):
        array.setflags(write=False)
    yield VectorsTaken(ticket, request.subject, request.layer, vectors, predicted)


def _check(loaded: Loaded, request: TakeVectors) -> None:
    node_of(loaded.network, request.layer)
    if not len(request.pictures):
        raise StudioError(tr("There are no pictures to take vectors of."), tr("Choose another part of the data."))
    check_size(loaded.network, request.pictures[0:1].shape[1:])


def _function(loaded: Loaded, layer: str) -> tuple[Any, int]:
    """Gives of prepared pictures (n, height, width, channels) their vectors (n, length) and classes (n,).

    It shares the variables of the Keras model and draws no random number.
    """
    ends = [loaded.keras_model.get_layer(name).output for name in (layer, loaded.network.nodes[-1].name)]
    length = int(np.prod(ends[0].shape[1:]))

    def give(found: Any) -> Any:
        given, last = found
        vectors = tf.reshape(tf.cast(given, tf.float32), (-1, length))
        classes = tf.reshape(last, (tf.shape(last)[0], -1))
        return vectors, tf.argmax(classes, axis=-1)

    return traced(loaded.keras_model, ends, give), length
