"""Finds the pictures that excite each channel of a layer most: all channels at once, in one pass over the pictures."""

from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import ExcitingFound, FindExciting, read_only
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.engine.inspecting.predict import check_size
from cnnstudio.engine.inspecting.studies import Steps
from cnnstudio.engine.inspecting.within import concrete
from cnnstudio.engine.likes.outputs import Ending, ending
from cnnstudio.engine.pace import Pace
from cnnstudio.engine.subjects import Loaded, Subjects
from cnnstudio.engine.tensors import prepared_tensor
from cnnstudio.engine.training import memory

_FLAT = ("softmax", "sigmoid")
"""Of many pictures they make 1: the numbers before them are told apart instead."""

_BETWEEN_TELLING = 0.5
"""Seconds between two intermediate results."""


def find_exciting(ticket: int, request: FindExciting, subjects: Subjects) -> Steps:
    """Looks at the pictures batch by batch; tells what was found so far about twice a second, and at the end.

    The pictures of a channel are those in which its greatest number is greatest; of equal ones the first. A number
    that is not finite excites nothing. A softmax or sigmoid counts as if it were not there.
    """
    loaded = subjects.still(request.subject)
    pictures, total = request.pictures, len(request.pictures)
    if not total:
        raise StudioError(tr("There are no pictures to look at."), tr("Choose another part of the data."))
    check_size(loaded.network, pictures[:1].shape[1:])
    yield None
    glance = _Glance(loaded, (yield from ending(loaded, request.layer)), request.count)
    prepared, best = loaded.prepared or Prepared(), _Best(glance.channels, request.count)
    yield None

    def look(part: slice) -> None:
        best.take(part.start, *glance(prepared_tensor(prepared, pictures[part])))

    analysis, told = analyse(loaded.network), -_BETWEEN_TELLING
    for done in Pace(analysis.totals.multiply_adds, memory.batch_to_look(analysis)).in_parts(total, look):
        if done < total and perf_counter() - told < _BETWEEN_TELLING:
            yield None
            continue
        told = perf_counter()
        numbers, places = read_only(best.numbers), read_only(glance.rows_and_columns(best.places))
        about = (request.subject, request.layer)
        yield ExcitingFound(ticket, *about, numbers, places, read_only(best.values), done, total)


class _Glance:
    """A traced function that tells of a batch of prepared pictures which of them excite each channel most.

    Attributes:
        channels: Of maps, or numbers of a list.
    """

    def __init__(self, loaded: Loaded, end: Ending, count: int) -> None:
        self.channels, self._shape = end.channels, end.shape

        def look(pictures: Any) -> tuple[Any, Any, Any]:
            given = end.before(pictures)
            given = tf.cast(given if end.activation in _FLAT else end.behind(given), tf.float32)
            flat = tf.reshape(given, (tf.shape(given)[0], -1, self.channels))
            flat = tf.where(tf.math.is_finite(flat), flat, -np.inf)
            values, places = tf.reduce_max(flat, 1), tf.argmax(flat, 1)
            top = tf.math.top_k(tf.transpose(values), tf.minimum(count, tf.shape(values)[0]))
            return top.values, top.indices, tf.gather(tf.transpose(places), top.indices, batch_dims=1)

        self._function = concrete(look, loaded.keras_model)

    def __call__(self, pictures: Any) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
        """Values, numbers within the batch and places in the flattened map, each (channels, k), best first."""
        values, numbers, places = self._function(pictures)
        return values.numpy(), numbers.numpy(), places.numpy()

    def rows_and_columns(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """(channels, count, 2) of places in the flattened map, (channels, count)."""
        width = self._shape[1] if len(self._shape) == 3 else 1
        return np.stack(np.divmod(places, width), -1)


class _Best:
    """The best of all batches so far, each array (channels, count), best first."""

    def __init__(self, channels: int, count: int) -> None:
        self._count = count
        self.values = np.full((channels, count), np.nan, np.float32)
        self.numbers = np.full((channels, count), -1, np.int64)
        self.places = np.zeros((channels, count), np.int64)

    def take(self, first: int, values: npt.NDArray[Any], numbers: npt.NDArray[Any], places: npt.NDArray[Any]) -> None:
        """Takes the best of a batch that begins with the picture of number ``first``."""
        values = np.concatenate([self.values, values], 1)
        is_known = np.isfinite(values)
        numbers = np.where(is_known, np.concatenate([self.numbers, first + numbers.astype(np.int64)], 1), -1)
        places = np.where(is_known, np.concatenate([self.places, places.astype(np.int64)], 1), 0)
        # Stable: of equals the earlier picture stays before the later one.
        order = np.argsort(np.where(is_known, -values, np.inf), axis=1, kind="stable")[:, : self._count]
        self.values = np.where(is_known, values, np.float32(np.nan))[np.arange(len(values))[:, None], order]
        self.numbers, self.places = (np.take_along_axis(each, order, 1) for each in (numbers, places))
