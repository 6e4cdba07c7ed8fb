"""Random networks, valid and impossible, and how the analysis of one differs from what Keras made of it."""

import math
import random
from typing import Any

from cnnstudio.core.analysis import Row, analyse
from cnnstudio.core.blocks import MERGES, Parallel, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import (
    KINDS,
    AveragePooling2D,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    GlobalAveragePooling2D,
    GroupNormalization,
    MaxPooling2D,
    Normalization,
    Permute,
    Reshape,
    SpatialDropout2D,
    ZeroPadding2D,
)
from cnnstudio.core.layers.activations import ACTIVATIONS
from cnnstudio.core.network import Block, Layer, Network, Node
from cnnstudio.core.spec import LayerSpec, Shape
from tests.random_specs import random_spec

MAX_VALUES = 20_000
MAX_SIDE = 60
MAX_PARAMETERS = 300_000
MAX_DEPTH = 3


class Zoo:
    """A stream of networks that is the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._count = 0

    def valid(self) -> Network:
        """A network of 1 to 12 nodes of every kind, with blocks in blocks, that can be built."""
        pick = self._random
        shape = (pick.randint(4, 34), pick.randint(4, 34), pick.choice((1, 2, 3, 4)))
        return Network(shape, self._row(shape, pick.randint(1, 12), 0)[0])

    def impossible(self) -> Network:
        """A valid beginning with one thing behind it that cannot work there."""
        while True:
            network = self.valid()
            shape = analyse(network).output_shape
            assert shape is not None
            added = self._misfit(shape)
            if added is not None:
                return Network(network.input_shape, (*network.nodes, added))

    def _name(self, base: str) -> str:
        self._count += 1
        return f"{base}_{self._count}"

    def _named(self, spec: LayerSpec) -> Layer:
        return Layer(self._name(spec.base_name), spec)

    def _row(self, shape: Shape, length: int, depth: int) -> tuple[tuple[Node, ...], Shape]:
        nodes: list[Node] = []
        for _ in range(length):
            is_block = depth < MAX_DEPTH and self._random.random() < 0.12
            node, shape = self._block(shape, depth) if is_block else self._layer(shape)
            nodes.append(node)
        return tuple(nodes), shape

    def _layer(self, shape: Shape) -> tuple[Node, Shape]:
        """A layer that accepts ``shape``, and what comes out of it."""
        while True:
            spec = random_spec(self._random, self._random.choice(list(KINDS)), shape)
            try:
                after = spec.output_shape(shape)
            except SpecError:
                continue
            if spec.activation_name() == "softmax" and after[-1] == 1:
                continue  # always 1, and Keras warns of it
            if spec.params(shape).total <= MAX_PARAMETERS and math.prod(after) <= MAX_VALUES and _is_small(after):
                return self._named(spec), after

    def _block(self, shape: Shape, depth: int) -> tuple[Node, Shape]:
        """A block whose branches were made to end alike, as far as its merge needs it."""
        pick = self._random
        spec = Residual(pick.choice(ACTIVATIONS)) if pick.random() < 0.4 else Parallel(pick.choice(list(MERGES)))
        count = 2 if isinstance(spec, Residual) else pick.choice((2, 2, 3, 4))
        first, end = self._row(shape, pick.randint(1, 4), depth + 1)
        branches = [first]
        for _ in range(count - 1):
            nodes, now = self._row(shape, pick.randint(0, 2), depth + 1)
            wanted = end
            if spec.merge_name() == "concatenate" and now[:-1] == end[:-1]:
                wanted = now
            branches.append((*nodes, *self._between(now, wanted)))
            if spec.merge_name() == "multiply" and len(wanted) == 3 and pick.random() < 0.5:
                branches[-1] += tuple(self._named(each) for each in _squeeze(wanted[-1]))
        if not isinstance(spec, Residual):
            pick.shuffle(branches)
        after = spec.output_shape(tuple(_end_of(branch, shape) for branch in branches))
        if spec.activation_name() == "softmax" and after[-1] == 1:
            spec = Residual()
        return Block(self._name(spec.base_name), spec, tuple(branches)), after

    def _between(self, shape: Shape, wanted: Shape) -> tuple[Node, ...]:
        """Layers that make ``wanted`` of ``shape``; none where it is that already."""
        if shape == wanted:
            return ()
        if len(shape) == len(wanted) == 3:
            more = [max(wanted[axis] - shape[axis], 0) for axis in (0, 1)]
            less = [max(shape[axis] - wanted[axis], 0) for axis in (0, 1)]
            frame = ZeroPadding2D((more[0] // 2, more[0] - more[0] // 2), (0, more[1]))
            cut = Cropping2D((less[0], 0), (less[1] // 2, less[1] - less[1] // 2))
            return tuple(map(self._named, (frame, cut, Conv2D(wanted[2], (1, 1), activation="tanh"))))
        start = GlobalAveragePooling2D() if len(shape) == 3 else Reshape((-1,))
        dense = Dense(math.prod(wanted), "tanh")
        return tuple(map(self._named, (start, Dense(4, "relu"), dense, Reshape(wanted))))

    def _misfit(self, shape: Shape) -> Node | None:
        """Something that refuses ``shape`` and that Keras refuses with a ValueError; None when nothing at hand does."""
        pick = self._random
        choices: list[LayerSpec] = [
            Permute((2, 1)) if len(shape) != 2 else Permute((1, 3, 2)),
            Reshape((math.prod(shape) + 1,)),
            GroupNormalization(shape[-1] + 1),
            Normalization((0.0,) * 3, (1.0,) * 2),
        ]
        if len(shape) != 3:
            choices += [ZeroPadding2D(), SpatialDropout2D(), Conv2D(2, (1, 1)), MaxPooling2D((1, 1))]
            return self._named(pick.choice(choices))
        if max(shape[:2]) > 240:
            return None
        large = (shape[0] + pick.randint(1, 9), 1)
        choices += [Conv2D(2, large), MaxPooling2D(large), AveragePooling2D(large), DepthwiseConv2D(large)]
        choices += [
            Conv2D(2, (1, 1), (2, 1), dilation_rate=(1, 2)),
            Conv2D(shape[2] + 1, (1, 1), groups=shape[2] + 1),
            Conv2D(3, (1, 1), groups=2),
            Conv2DTranspose(2, (2, 2), (2, 2), output_padding=2),
            Cropping2D((shape[0], 0), (0, 0)),
        ]
        blocks: list[Node] = []
        taller = self._named(ZeroPadding2D((1, 1), (0, 0)))
        blocks.append(Block(self._name("block"), Parallel(), ((), (taller,))))
        if shape[2] > 1 and min(shape[:2]) > 1:  # Keras adds one number to many by repeating it; we refuse that too
            wider = self._named(Conv2D(shape[2] + 1, (1, 1)))
            blocks.append(Block(self._name("block"), Residual(), ((wider,), ())))
            blocks.append(Block(self._name("block"), Parallel("average"), ((), (taller,))))
        return pick.choice([*map(self._named, choices), *blocks])


def _is_small(shape: Shape) -> bool:
    return len(shape) == 1 or max(shape[:-1]) <= MAX_SIDE


def _end_of(nodes: tuple[Node, ...], shape: Shape) -> Shape:
    for node in nodes:
        if isinstance(node, Block):
            shape = node.spec.output_shape(tuple(_end_of(branch, shape) for branch in node.branches))
        else:
            shape = node.spec.output_shape(shape)
    return shape


def differences(network: Network, keras_model: Any) -> list[str]:
    """Where our analysis and the Keras model disagree: shapes, weights by name, counts of each layer and in all."""
    analysis = analyse(network)
    found = [problem for row in analysis.rows for problem in _row_differences(row, keras_model)]
    trainable, frozen = (
        sum(int(variable.shape.num_elements()) for variable in variables)
        for variables in (keras_model.trainable_weights, keras_model.non_trainable_weights)
    )
    totals = analysis.totals
    if (totals.trainable, totals.frozen, totals.parameters) != (trainable, frozen, keras_model.count_params()):
        found.append(f"totals: {totals} against {trainable} + {frozen}")
    if analysis.output_shape != keras_model.output_shape[1:]:
        found.append(f"output: {analysis.output_shape} against {keras_model.output_shape}")
    return found


def _row_differences(row: Row, keras_model: Any) -> list[str]:
    layer = keras_model.get_layer(row.name)
    theirs = [(variable.name, tuple(variable.shape), variable.trainable) for variable in layer.weights]
    ours = [(weight.name, weight.shape, weight.trainable) for weight in row.params.arrays]
    found = []
    if row.output_shape != layer.output.shape[1:]:
        found.append(f"{row.name}: {row.output_shape} against {layer.output.shape}")
    if ours != theirs:
        found.append(f"{row.name}: {ours} against {theirs}")
    return found


def _squeeze(channels: int) -> tuple[LayerSpec, ...]:
    """What makes one number of each channel, still a picture."""
    return GlobalAveragePooling2D(), Reshape((1, 1, channels))
