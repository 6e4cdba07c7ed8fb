"""What ``fit`` is given of the pictures: prepared arrays, pictures as they are, or batches read from a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.training.losses import class_weights
from cnnstudio.core.training.plan import Plan
from cnnstudio.data.dataset import Labels
from cnnstudio.data.split import Parts
from cnnstudio.engine.tensors import prepared_tensor, tensor
from cnnstudio.engine.training.device import fair
from cnnstudio.engine.training.losses import targets

AT_ONCE = 2
"""Batches that are read from a file side by side."""

AHEAD = 2
"""Batches that wait until the training takes them."""

_as_it_is = tf.autograph.experimental.do_not_convert
"""Has TensorFlow trace a function that branches on no tensor without rewriting its source.

What it rewrites it leaves in a temporary file until Python ends, and our processes end at once.
"""


@dataclass(frozen=True, eq=False)
class Feed:
    """What ``fit`` is given.

    Attributes:
        arguments: By the names that ``keras.Model.fit`` has for them.
        as_they_are: Whether the pictures come as uint8, 0 to 255, for a network behind a front.
        order: In which the training pictures come.
        batch_size: The plan's, or a little less where copies of the network share it.
        readers: Those who read from a file meanwhile.
    """

    arguments: dict[str, Any]
    as_they_are: bool
    order: "Shuffled"
    batch_size: int
    readers: tuple["Reader", ...] = ()

    def begin(self, epoch: int) -> None:
        """To be called before the batches of an epoch, 1-based, are gone through."""
        self.order.epoch = epoch

    @property
    def failure(self) -> StudioError | None:
        """Why pictures could not be read any more; TensorFlow only tells that there was an error."""
        return next((reader.failure for reader in self.readers if reader.failure is not None), None)


def feed(parts: Parts, prepared: Prepared, plan: Plan, classes: int, shared_by: int = 1) -> Feed:
    """The pictures of the parts as they go into ``fit`` with this plan.

    Args:
        shared_by: Among how many copies of the network each batch is divided.
    """
    return pending(parts, plan, classes, shared_by).with_pictures(parts, prepared)


def pending(parts: Parts, plan: Plan, classes: int, shared_by: int = 1) -> "Wanted":
    """As ``feed``, without what the network is given.

    The order of the training pictures is that of ``Shuffled``, whether they are in memory or in a file. Keras's own
    shuffling would give every epoch the same one where a seed is set (3.15, ``shuffle=True`` of ``fit``). So the same
    seed gives the same run either way, to the last digit where both are prepared by the same operations: "scale",
    "signed" and "standardise_picture" round otherwise in memory than behind a front.
    """
    size, held_size = (fair(plan.batch_size, len(each), shared_by) for each in (parts.y_train, parts.y_validation))
    weights = class_weights(plan, parts.y_train, classes)
    y, y_held = (targets(plan.loss, each, classes) for each in (parts.y_train, parts.y_validation))
    order = Shuffled(len(y), plan.seed)
    return Wanted(y, y_held, None if weights is None else dict(enumerate(weights.tolist())), order, size, held_size)


@dataclass(frozen=True, eq=False)
class Wanted:
    """What ``fit`` is given beside the pictures.

    Attributes:
        y, y_held: The targets of training and validation, as the loss wants them.
        class_weight: As Keras has it.
        size, held_size: Of their batches.
    """

    y: NDArray[Any]
    y_held: NDArray[Any]
    class_weight: dict[int, float] | None
    order: "Shuffled"
    size: int
    held_size: int

    def with_pictures(self, parts: Parts, prepared: Prepared) -> Feed:
        """Fed with the pictures of the parts."""
        if parts.is_streamed:
            return self.with_streams(parts.x_train, parts.x_validation, as_they_are=True)
        augmented = bool(prepared.preprocessing.augmentation)
        x, x_held = (
            tensor(each[:]) if augmented else prepared_tensor(prepared, each)
            for each in (parts.x_train, parts.x_validation)
        )
        return self.with_tensors(x, x_held, as_they_are=augmented)

    def with_tensors(self, x: Any, x_held: Any, *, as_they_are: bool = False) -> Feed:
        """Fed from memory: tensors (n, …) of training and validation."""
        in_memory = x, tf.constant(self.y)
        batches = self.order.batches(self.size)
        given = self._given() | {
            "x": _mapped(batches, lambda numbers: tuple(tf.gather(each, numbers) for each in in_memory)),
            "validation_data": (x_held, self.y_held),
            "validation_batch_size": self.held_size,
        }
        return Feed(given, as_they_are, self.order, self.size)

    def with_streams(self, x: "Rows", x_held: "Rows", *, as_they_are: bool = False) -> Feed:
        """Fed from a file, batch by batch."""
        reader, held = Reader(x, self.y), Reader(x_held, self.y_held)
        numbers = tf.data.Dataset.range(len(self.y_held)).batch(self.held_size)
        given = self._given() | {
            "x": _mapped(self.order.batches(self.size), reader.read),
            "validation_data": _mapped(numbers, held.read),
        }
        return Feed(given, as_they_are, self.order, self.size, (reader, held))

    def _given(self) -> dict[str, Any]:
        return {"class_weight": self.class_weight, "shuffle": False}  # it is shuffled already


def _mapped(numbers: Any, give: Callable[[Any], Any]) -> Any:
    """A ``tf.data.Dataset`` of what ``give`` makes of each batch of numbers, made ahead of the training."""
    # Side by side, but handed on in their order: the same seed gives the same run.
    return numbers.map(_as_it_is(give), num_parallel_calls=AT_ONCE, deterministic=True).prefetch(AHEAD)


class Rows(Protocol):
    """Pictures, or what stands for them: (n, …), in memory or not."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def dtype(self) -> Any: ...

    def __getitem__(self, numbers: Labels, /) -> NDArray[Any]: ...


class Reader:
    """Reads pictures with their targets on TensorFlow's threads; keeps the reason why it could not."""

    def __init__(self, pictures: Rows, wanted: NDArray[Any]) -> None:
        self._pictures, self._wanted = pictures, wanted
        self.failure: StudioError | None = None

    def read(self, numbers: Any) -> Any:
        """In TensorFlow's graph: the pictures and the targets of these numbers."""
        kinds = (tf.as_dtype(self._pictures.dtype), tf.as_dtype(self._wanted.dtype))
        pictures, wanted = tf.numpy_function(self._taken, (numbers,), kinds)
        pictures.set_shape((None, *self._pictures.shape[1:]))
        wanted.set_shape((None, *self._wanted.shape[1:]))
        return pictures, wanted

    def _taken(self, numbers: Labels) -> tuple[NDArray[Any], NDArray[Any]]:
        try:
            return self._pictures[numbers], self._wanted[numbers]
        except StudioError as error:
            self.failure = error
            raise


class Shuffled:
    """All numbers below ``count``, in an order that follows from the seed and the epoch alone.

    So a run that goes on after an interruption meets the pictures as if there had been none.
    """

    def __init__(self, count: int, seed: int) -> None:
        self._count, self._seed = count, seed
        self.epoch = 1

    def numbers(self) -> Labels:
        """The numbers of an epoch, int64 (count,)."""
        return np.random.default_rng((self._seed, self.epoch)).permutation(self._count).astype(np.int64)

    def batches(self, size: int) -> Any:
        """A ``tf.data.Dataset`` of the numbers batch by batch; each time it is gone through they are asked for anew.

        Python is asked once an epoch: once a batch, it would be waited for.
        """

        def anew() -> Iterator[Labels]:
            yield self.numbers()

        def divided(numbers: Any) -> Any:
            starts = tf.data.Dataset.range(0, self._count, size)
            return starts.map(_as_it_is(lambda start: numbers[start : start + size]))

        epochs = tf.data.Dataset.from_generator(anew, output_signature=tf.TensorSpec((self._count,), tf.int64))
        return epochs.flat_map(_as_it_is(divided)).apply(
            tf.data.experimental.assert_cardinality(-(-self._count // size))
        )
