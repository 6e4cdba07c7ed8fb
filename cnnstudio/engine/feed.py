"""What ``fit`` is given of the pictures: prepared arrays, pictures as they are, or batches read from a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.losses import class_weights
from cnnstudio.core.plan import Plan
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.data.dataset import Labels, Pictures
from cnnstudio.data.split import Parts
from cnnstudio.data.stored import StoredPictures
from cnnstudio.engine.device import fair
from cnnstudio.engine.losses import targets
from cnnstudio.engine.tensors import prepared_tensor, tensor

AT_ONCE = 2
"""Batches that are read from a file side by side."""

AHEAD = 2
"""Batches that wait until the training takes them."""


@dataclass(frozen=True, eq=False)
class Feed:
    """What ``fit`` is given.

    Attributes:
        arguments: By the names that ``keras.Model.fit`` has for them.
        as_they_are: Whether the pictures come as uint8, 0 to 255, for a network behind a front.
        readers: Those who read from a file meanwhile.
        shuffled: In what order they read, where they do; Keras shuffles what is in memory.
        batch_size: The plan's, or a little less where copies of the network share it.
    """

    arguments: dict[str, Any]
    as_they_are: bool
    readers: tuple["Reader", ...] = ()
    shuffled: "Shuffled | None" = None
    batch_size: int = 0

    def begin(self, epoch: int) -> None:
        """To be called before the batches of an epoch, 1-based, are gone through."""
        if self.shuffled is not None:
            self.shuffled.epoch = epoch

    @property
    def failure(self) -> StudioError | None:
        """Why pictures could not be read any more; TensorFlow only tells that there was an error."""
        return next((reader.failure for reader in self.readers if reader.failure is not None), None)


def is_streamed(parts: Parts) -> bool:
    """Whether pictures to train or validate with are in a file."""
    return any(isinstance(each, StoredPictures) for each in (parts.x_train, parts.x_validation))


def feed(parts: Parts, prepared: Prepared, plan: Plan, classes: int, shared_by: int = 1) -> Feed:
    """The pictures of the parts as they go into ``fit`` with this plan.

    The same seed gives the same run where pictures come the same way. Those from memory are shuffled by Keras, those
    from a file by ``Shuffled``: data that one computer holds in memory and a smaller one in a file are learned in
    another order there.

    Args:
        shared_by: Among how many copies of the network each batch is divided.
    """
    size, held_size = (fair(plan.batch_size, len(each), shared_by) for each in (parts.y_train, parts.y_validation))
    weights = class_weights(plan, parts.y_train, classes)
    given: dict[str, Any] = {"class_weight": None if weights is None else dict(enumerate(weights.tolist()))}
    y, y_held = (targets(plan.loss, each, classes) for each in (parts.y_train, parts.y_validation))
    if is_streamed(parts):
        reader, held = Reader(parts.x_train, y), Reader(parts.x_validation, y_held)
        order = Shuffled(len(y), size, plan.seed)
        batches = reader.batches(size, order)
        validation = held.batches(held_size, lambda: in_order(np.arange(len(y_held)), held_size))
        given |= {"x": batches, "validation_data": validation, "shuffle": False}  # it is shuffled already
        return Feed(given, True, (reader, held), order, size)
    augmented = bool(prepared.preprocessing.augmentation)
    x, x_held = (
        tensor(each[:]) if augmented else prepared_tensor(prepared, each)
        for each in (parts.x_train, parts.x_validation)
    )
    given |= {"x": x, "y": y, "batch_size": size, "shuffle": True}
    given |= {"validation_data": (x_held, y_held), "validation_batch_size": held_size}
    return Feed(given, augmented, batch_size=size)


class Reader:
    """Reads pictures with their targets on TensorFlow's threads; keeps the reason why it could not."""

    def __init__(self, pictures: Pictures, wanted: NDArray[Any]) -> None:
        self._pictures, self._wanted = pictures, wanted
        self.failure: StudioError | None = None

    def batches(self, size: int, order: Callable[[], Iterator[Labels]]) -> Any:
        """A ``tf.data.Dataset`` of (uint8 pictures, targets), in the order of the numbers that ``order`` gives out.

        Args:
            order: Begins anew each time the batches are gone through, once an epoch.
        """
        numbers = tf.data.Dataset.from_generator(order, output_signature=tf.TensorSpec((None,), tf.int64))
        counted = numbers.apply(tf.data.experimental.assert_cardinality(-(-len(self._wanted) // size)))
        # Side by side, but handed on in their order: the same seed gives the same run.
        return counted.map(self._read, num_parallel_calls=AT_ONCE, deterministic=True).prefetch(AHEAD)

    def _read(self, numbers: Any) -> Any:
        kinds = (tf.uint8, tf.as_dtype(self._wanted.dtype))
        pictures, wanted = tf.numpy_function(self._taken, (numbers,), kinds)
        pictures.set_shape((None, *self._pictures.shape[1:]))
        wanted.set_shape((None, *self._wanted.shape[1:]))
        return pictures, wanted

    def _taken(self, numbers: Labels) -> tuple[NDArray[np.uint8], NDArray[Any]]:
        try:
            return self._pictures[numbers], self._wanted[numbers]
        except StudioError as error:
            self.failure = error
            raise


class Shuffled:
    """All numbers below ``count`` batch by batch, in an order that follows from the seed and the epoch alone.

    So a run that goes on after an interruption meets the pictures as if there had been none.
    """

    def __init__(self, count: int, size: int, seed: int) -> None:
        self._count, self._size, self._seed = count, size, seed
        self.epoch = 1

    def __call__(self) -> Iterator[Labels]:
        order = np.random.default_rng((self._seed, self.epoch)).permutation(self._count)
        return in_order(order, self._size)


def in_order(numbers: NDArray[np.intp], size: int) -> Iterator[Labels]:
    """The numbers batch by batch."""
    return (numbers[start : start + size].astype(np.int64) for start in range(0, len(numbers), size))
