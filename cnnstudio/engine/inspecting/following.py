"""What every layer makes of a picture, made small inside TensorFlow, so that it can be shown while the pen moves."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from cnnstudio.core.messages import Followed, LayerMaps, Pictures, Subject, read_only
from cnnstudio.core.network import Block, Node
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.inspecting import predict
from cnnstudio.engine.inspecting.within import traced
from cnnstudio.engine.subjects import Loaded

LONGEST = 1024
"""A list of numbers is made no longer than this: there are no more pixels of a screen for it."""

SIDE = 64
"""The most rows and columns of one map."""

MOST = 64
"""The most maps of one layer."""


@dataclass(frozen=True)
class _Part:
    """Where the maps of one layer stand among the bytes of all.

    Attributes:
        shape: Of the layer's whole output.
        size: Of what is kept of it: (rows, columns, n) or (n,).
    """

    layer: str
    kind: str
    shape: tuple[int, ...]
    size: tuple[int, ...]


class Following:
    """One traced function for one picture: the network's output, and every layer's, averaged down, cut and in bytes.

    It shares the variables of the Keras model and draws no random number. Once it is made any thread may call it, as
    long as nobody writes those variables meanwhile.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        nodes = list(_in_order(loaded.network.nodes))
        outputs = [loaded.keras_model.get_layer(node.name).output for node in nodes]
        shapes = [tuple(output.shape[1:]) for output in outputs]
        self._parts = [
            _Part(node.name, node.spec.kind, shape, _size(shape)) for node, shape in zip(nodes, shapes, strict=True)
        ]
        # The last node of all is the last one here too: a block stands behind what is in it.
        self._function = traced(loaded.keras_model, outputs, _packed, batch=1)

    def warm(self) -> None:
        """Runs once, for nobody: TensorFlow prepares a function when it is first called."""
        self._function(tf.zeros((1, *self._loaded.network.input_shape), tf.float32))

    def look(self, ticket: int, subject: Subject, picture: Pictures) -> Followed:
        """The answer; raises StudioError in words."""
        prepared = predict.prepare(self._loaded, picture)
        output, numbers, limits = (each.numpy() for each in self._function(tf.constant(prepared[None], tf.float32)))
        probabilities = read_only(predict.as_probabilities(self._loaded, output))
        layers = tuple(_taken_apart(self._parts, read_only(numbers), limits))
        return Followed(ticket, subject, self._loaded.labels, probabilities, layers)


def following(loaded: Loaded) -> Following:
    """What answers for this subject, made where it is not at hand; to be made by its owner alone."""
    found: Following | None = loaded.traced.get("follow")
    if found is None:
        found = loaded.traced["follow"] = Following(loaded)
    return found


def _size(shape: tuple[int, ...]) -> tuple[int, ...]:
    """What is kept of a layer's output of this shape."""
    if len(shape) != 3:
        length = math.prod(shape)
        return (-(-length // _step(length, LONGEST)),)
    rows, columns, channels = shape
    return -(-rows // _step(rows, SIDE)), -(-columns // _step(columns, SIDE)), min(channels, MOST)


def _step(length: int, most: int) -> int:
    """How many neighbours are averaged, so that at most so many are left."""
    return -(-length // most)


def _packed(outputs: list[Any]) -> Any:
    """In the graph: the output as it is, all bytes in a row, and (layers, 2) of least and greatest values."""
    small = [_small(tf.cast(output, tf.float32)) for output in outputs]
    numbers, limits = zip(*(_in_bytes(each) for each in small), strict=True)
    return tf.cast(outputs[-1], tf.float32)[0], tf.concat(numbers, 0), tf.stack(limits)


def _small(output: Any) -> Any:
    """(1, …): the first maps, neighbours averaged; where there are fewer at the edge, these alone."""
    if len(output.shape) != 4:
        length = math.prod(output.shape[1:])
        kept, steps = tf.reshape(output, (1, 1, length, 1)), (1, _step(length, LONGEST))
    else:
        kept, steps = output[..., :MOST], (_step(output.shape[1], SIDE), _step(output.shape[2], SIDE))
    return kept if steps == (1, 1) else tf.nn.avg_pool2d(kept, steps, steps, "SAME")


def _in_order(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Every node, a block behind what is in it: the order in which they are computed."""
    for node in nodes:
        if isinstance(node, Block):
            for branch in node.branches:
                yield from _in_order(branch)
        yield node


def _in_bytes(values: Any) -> tuple[Any, Any]:
    """In the graph: the values as uint8 in a row, 0 for the least and 255 for the greatest; and these two.

    What is not a finite number is 0, and says nothing of them.
    """
    flat = tf.reshape(values, (-1,))
    fine = tf.math.is_finite(flat)
    low = tf.reduce_min(tf.where(fine, flat, math.inf))
    high = tf.reduce_max(tf.where(fine, flat, -math.inf))
    reach = tf.where(high > low, high - low, 1.0)
    numbers = tf.cast(tf.where(fine, (flat - low) / reach * 255.0 + 0.5, 0.0), tf.uint8)
    return numbers, tf.where(high >= low, tf.stack((low, high)), (math.nan, math.nan))


def _taken_apart(parts: list[_Part], numbers: Any, limits: FloatArray) -> Iterator[LayerMaps]:
    start = 0
    for part, (low, high) in zip(parts, limits.tolist(), strict=True):
        end = start + math.prod(part.size)
        maps = np.reshape(numbers[start:end], part.size)
        yield LayerMaps(part.layer, part.kind, part.shape, maps, low, high)
        start = end
