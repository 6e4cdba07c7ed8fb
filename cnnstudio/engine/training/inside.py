"""Looks inside a network that learns after an epoch: kernels and maps to keep, units that give nothing."""

import itertools
import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.inspecting.first_layer import first_convolution
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Block, Network, Node, walk
from cnnstudio.core.runs.snapshot import MOST_KERNELS, MOST_MAPS, MOST_SIDE, Snapshot
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.data.dataset import Labels, Pictures, counts_of
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.features.kept import Kept
from cnnstudio.engine.inspecting.within import concrete, inside, traced
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.tensors import prepared_tensor
from cnnstudio.engine.training import memory

PICTURES = 256
"""So many validation pictures a look at the units takes, or fewer where they are large."""

_RELU = ("relu", "relu6")
_LARGEST = float(np.finfo(np.float16).max)


def is_looked_at(epoch: int, *, last: bool) -> bool:
    """Whether the units are looked at after this epoch: 1, 2, 4, 8 … and the last."""
    return last or epoch & (epoch - 1) == 0


class Inside:
    """Takes snapshots and looks at units; reads the weights of the moment and changes nothing.

    What stands before the features is run once, and no further than it is looked at: it stays as it is.

    Args:
        x, y: The validation pictures and their class numbers.
        kept: The features of these pictures, and the part of the network that stands behind them.
    """

    def __init__(self, loaded: Loaded, x: Pictures, y: Labels, kept: Kept | None = None) -> None:
        assert loaded.prepared is not None
        count = min(PICTURES, len(x), memory.batch_to_look(analyse(loaded.network)))
        self._keras_model, self._network = loaded.keras_model, loaded.network
        self._prepared, self._kept = loaded.prepared, kept
        self._classes = len(loaded.labels)
        self._picture = _fixed(_thinned(np.array(x[0]), 4 * MOST_SIDE))
        self._x, self._y = x[:count], np.asarray(y[:count])
        self._layer, self._maps = _faces_the_picture(loaded.network)
        nodes = self._network.nodes
        held = {node.name for _, node in walk(nodes[: kept.cut.index + 1])} if kept else set()
        self._stays = {self._layer, self._maps} <= {"", *held}
        relus = list(_relus(nodes))
        self._before = [(name, node) for name, node in relus if node in held]
        self._behind = [(name, node) for name, node in relus if node not in held]

    def look(self, epoch: int, *, at_units: bool) -> tuple[Snapshot, Health | None]:
        """Kernels and maps as they are now; and which units are silent and which classes are predicted."""
        kernels, maps = self._shown if self._stays else self._show()
        snapshot = Snapshot(epoch, self._layer, kernels, self._maps, maps, self._picture)
        return snapshot, self._health(epoch) if at_units else None

    def _health(self, epoch: int) -> Health:
        predicted, silent = self._function(self._given)
        layers = (*self._silent_before, *_silent(self._behind, silent))
        classes = self._classes
        predicted = predicted.numpy()
        return Health(epoch, len(self._y), layers, counts_of(predicted, classes), counts_of(self._y, classes))

    @cached_property
    def _shown(self) -> tuple[FloatArray, npt.NDArray[np.float16]]:
        return self._show()

    def _show(self) -> tuple[FloatArray, npt.NDArray[np.float16]]:
        maps = self._look_at_maps(prepared_tensor(self._prepared, self._x[:1]))
        return _fixed(self._kernels()), _fixed(_as_half(maps.numpy()[0]))

    def _kernels(self) -> FloatArray:
        if not self._layer:
            return np.zeros((0, 0, 0, 0), np.float32)
        kernel = np.array(self._keras_model.get_layer(self._layer).kernel.numpy(), np.float32)
        if kernel.ndim == 2:  # of a Dense layer that faces the picture each unit has a number a pixel
            kernel = kernel.reshape(*self._network.input_shape, -1)
        return np.array(kernel[..., :MOST_KERNELS])

    @cached_property
    def _look_at_maps(self) -> Any:
        """Maps of a prepared picture (1, …). As all of these functions it shares the variables of the Keras model."""

        def some(maps: Any) -> Any:
            return tf.cast(maps[..., :MOST_MAPS], tf.float32)

        return traced(self._keras_model, self._output(self._maps), some, 1)

    @cached_property
    def _given(self) -> Any:
        """What stands for the pictures: they themselves, prepared, or their features."""
        if self._kept is None:
            return prepared_tensor(self._prepared, self._x)
        return tf.constant(self._kept.of("validation")[: len(self._y)])

    @cached_property
    def _silent_before(self) -> tuple[LayerHealth, ...]:
        """Of the layers before the features, which stay as they are: to trace them for this once would take longer."""
        if not self._before:
            return ()
        found = inside(self._keras_model, [self._output(node) for _, node in self._before])
        outputs = found(prepared_tensor(self._prepared, self._x))
        return _silent(self._before, [_all_zero(each) for each in outputs])

    @cached_property
    def _function(self) -> Any:
        """Classes (n,) of what is ``_given``, and which units are silent, layer by layer; draws no random number."""
        ends = [self._output(self._network.nodes[-1].name), [self._output(node) for _, node in self._behind]]

        def judge(found: Any) -> Any:
            last, inner = found
            return tf.argmax(last, axis=-1), [_all_zero(each) for each in inner]

        if self._kept is None:
            return traced(self._keras_model, ends, judge)
        with collector_off():
            part = keras.Model(self._output(self._kept.cut.name), ends)
        return concrete(lambda rows: judge(part(rows, training=False)), part)

    def _output(self, name: str) -> Any:
        """What the node gives out; of no node, nothing."""
        if not name:
            return self._keras_model.inputs[0][..., :0]
        return self._keras_model.get_layer(name).output


def _silent(relus: Sequence[tuple[str, str]], found: Sequence[Any]) -> tuple[LayerHealth, ...]:
    """How many units are silent under the names of their layers; the later of two under one name counts."""
    units = {name: each.numpy() for (name, _), each in zip(relus, found, strict=True)}
    return tuple(LayerHealth(name, int(np.count_nonzero(each)), len(each)) for name, each in units.items())


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


def _fixed(array: Any) -> Any:
    found = np.ascontiguousarray(array)
    found.setflags(write=False)
    return found
