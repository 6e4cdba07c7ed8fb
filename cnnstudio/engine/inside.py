"""Looks inside a network that learns after an epoch: kernels and maps to keep, units that give nothing."""

import itertools
import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.first_layer import first_convolution
from cnnstudio.core.health import Health, LayerHealth
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Block, Network, Node
from cnnstudio.core.snapshot import MOST_KERNELS, MOST_MAPS, MOST_SIDE, Snapshot
from cnnstudio.core.spec import FloatArray
from cnnstudio.data.dataset import Labels, Pictures
from cnnstudio.engine import memory
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.tensors import prepared_tensor
from cnnstudio.engine.within import traced

PICTURES = 256
"""So many validation pictures a look at the units takes, or fewer where they are large."""

_RELU = ("relu", "relu6")
_LARGEST = float(np.finfo(np.float16).max)


def is_looked_at(epoch: int, *, last: bool) -> bool:
    """Whether the units are looked at after this epoch: 1, 2, 4, 8 … and the last."""
    return last or epoch & (epoch - 1) == 0


class Inside:
    """Takes snapshots and looks at units; reads the weights of the moment and changes nothing.

    Args:
        x, y: The validation pictures and their class numbers.
    """

    def __init__(self, loaded: Loaded, x: Pictures, y: Labels) -> None:
        assert loaded.prepared is not None
        count = min(PICTURES, len(x), memory.batch_to_look(analyse(loaded.network)))
        self._keras_model, self._network = loaded.keras_model, loaded.network
        self._classes = len(loaded.labels)
        self._picture = _fixed(_thinned(np.array(x[0]), 4 * MOST_SIDE))
        self._x, self._y = prepared_tensor(loaded.prepared, x[:count]), np.asarray(y[:count])
        self._layer, self._maps = _faces_the_picture(loaded.network)

    def look(self, epoch: int, *, at_units: bool) -> tuple[Snapshot, Health | None]:
        """Kernels and maps as they are now; and which units are silent and which classes are predicted."""
        maps, predicted, silent = self._function(self._x if at_units else self._x[:1])
        kernels, maps = _fixed(self._kernels()), _fixed(_as_half(maps.numpy()[0]))
        snapshot = Snapshot(epoch, self._layer, kernels, self._maps, maps, self._picture)
        return snapshot, self._health(epoch, predicted.numpy(), silent) if at_units else None

    def _health(self, epoch: int, predicted: Any, silent: dict[str, Any]) -> Health:
        layers = tuple(
            LayerHealth(name, int(np.count_nonzero(found.numpy())), int(found.shape[0]))
            for name, found in silent.items()
        )
        classes = self._classes
        return Health(epoch, len(self._y), layers, _counts(predicted, classes), _counts(self._y, classes))

    def _kernels(self) -> FloatArray:
        if not self._layer:
            return np.zeros((0, 0, 0, 0), np.float32)
        kernel = np.array(self._keras_model.get_layer(self._layer).kernel.numpy(), np.float32)
        if kernel.ndim == 2:  # of a Dense layer that faces the picture each unit has a number a pixel
            kernel = kernel.reshape(*self._network.input_shape, -1)
        return np.array(kernel[..., :MOST_KERNELS])

    @cached_property
    def _function(self) -> Any:
        """Maps of the first of prepared pictures (n, …), classes (n,), and silent units by layer.

        It shares the variables of the Keras model and draws no random number.
        """
        outputs = {name: self._output(node) for name, node in _relus(self._network.nodes)}
        ends = [self._output(self._maps), self._output(self._network.nodes[-1].name), outputs]

        def judge(found: Any) -> Any:
            maps, last, inner = found
            first = tf.cast(maps[:1, ..., :MOST_MAPS], tf.float32)
            return first, tf.argmax(last, axis=-1), {name: _all_zero(each) for name, each in inner.items()}

        return traced(self._keras_model, ends, judge)

    def _output(self, name: str) -> Any:
        """What the node gives out; of no node, nothing."""
        if not name:
            return self._keras_model.inputs[0][..., :0]
        return self._keras_model.get_layer(name).output


def _faces_the_picture(network: Network) -> tuple[str, str]:
    """The names of the first layer whose weights face the picture and of the one whose maps are shown; empty: none."""
    convolution = first_convolution(network)
    if convolution:
        return convolution, convolution
    layers = [layer for _, layer in network.layers()]
    pairs = itertools.pairwise(layers)
    flat, dense = next((pair for pair in pairs if isinstance(pair[1].spec, Dense)), (None, None))
    if flat is None or dense is None or not isinstance(flat.spec, Flatten):
        return "", ""
    shapes = {row.name: row.output_shape for row in analyse(network).rows}
    return (dense.name, "") if shapes[flat.name] == (math.prod(network.input_shape),) else ("", "")


def _relus(nodes: tuple[Node, ...], before: str = "") -> Iterator[tuple[str, str]]:
    """The layer that each ReLU is judged under, the one with the kernels before it, and the node that has the ReLU."""
    for node in nodes:
        if isinstance(node, Block):
            for branch in node.branches:
                yield from _relus(branch)
            before = node.name
        elif node.spec.family in ("convolution", "dense"):
            before = node.name
        if node.spec.activation_name() in _RELU:
            yield before or node.name, node.name


def _as_half(maps: FloatArray) -> npt.NDArray[np.float16]:
    """(height, width, channels), thinned out; what float16 cannot hold is its largest number."""
    return np.asarray(np.clip(_thinned(maps, MOST_SIDE), -_LARGEST, _LARGEST), np.float16)


def _all_zero(outputs: Any) -> Any:
    """Of each channel or unit, the last axis, whether it is zero everywhere in every picture."""
    return tf.reduce_all(outputs == 0, axis=list(range(len(outputs.shape) - 1)))


def _thinned(array: Any, side: int) -> Any:
    """(height, width, channels) with no more than ``side`` rows and columns."""
    return array[:: math.ceil(array.shape[0] / side), :: math.ceil(array.shape[1] / side)]


def _counts(numbers: Any, classes: int) -> tuple[int, ...]:
    return tuple(np.bincount(numbers, minlength=classes).tolist())


def _fixed(array: Any) -> Any:
    found = np.ascontiguousarray(array)
    found.setflags(write=False)
    return found
