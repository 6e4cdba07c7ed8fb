"""Random networks, valid and impossible, and how the analysis of one differs from what Keras made of it."""

import random
from typing import Any

from cnnstudio.core.analysis import Row, analyse
from cnnstudio.core.blocks import Parallel
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
    ZeroPadding2D,
)
from cnnstudio.core.layers.activations import ACTIVATIONS
from cnnstudio.core.network import Block, Layer, Network, Node
from cnnstudio.core.spec import LayerSpec, Shape


class Zoo:
    """A stream of networks that is the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._count = 0

    def valid(self) -> Network:
        """A network of 1 to 12 nodes, one in four with a block, that can be built."""
        pick = self._random
        shape = (pick.randint(4, 34), pick.randint(4, 34), pick.choice((1, 2, 3, 4)))
        nodes: list[Node] = []
        now: Shape = shape
        for _ in range(pick.randint(1, 12)):
            node, now = self._block(now) if pick.random() < 0.03 and len(now) == 3 else self._layer(now)
            nodes.append(node)
        return Network(shape, tuple(nodes))

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

    def _layer(self, shape: Shape) -> tuple[Node, Shape]:
        """A layer that accepts ``shape``, and what comes out of it."""
        while True:
            spec = self._spec(len(shape) == 3)
            try:
                after = spec.output_shape(shape)
            except SpecError:
                continue
            if spec.params(shape).total <= 300_000 and max(after) <= 20_000:
                return Layer(self._name(spec.base_name), spec), after

    def _spec(self, is_picture: bool) -> LayerSpec:
        pick = self._random
        activation = pick.choice(ACTIVATIONS)
        small = (pick.randint(1, 5), pick.randint(1, 5))
        steps = pick.choice(((1, 1), (1, 1), (2, 2), (1, 2), (3, 1)))
        common: list[LayerSpec] = [
            Dense(pick.randint(1, 40), activation, pick.random() < 0.8),
            Activation(activation),
            Dropout(pick.choice((0.0, 0.25, 0.9))),
            BatchNormalization(pick.random(), 0.01, pick.random() < 0.7, pick.random() < 0.7),
            Flatten(),
        ]
        padding = pick.choice(("valid", "same", 1, 2, 5))
        edge = pick.choice(("valid", "same"))
        frame = ((pick.randint(0, 3), pick.randint(0, 3)), (pick.randint(0, 3), pick.randint(0, 3)))
        of_pictures: list[LayerSpec] = [
            Conv2D(pick.randint(1, 12), small, steps, padding, activation, pick.random() < 0.8),
            Conv2D(pick.randint(1, 12), small, steps, padding, activation, pick.random() < 0.8),
            MaxPooling2D(small, (pick.randint(1, 3), pick.randint(1, 3)), edge),
            AveragePooling2D(small, (pick.randint(1, 3), pick.randint(1, 3)), edge),
            ZeroPadding2D(*frame),
        ]
        return pick.choice(of_pictures if is_picture and pick.random() < 0.7 else common)

    def _block(self, shape: Shape) -> tuple[Node, Shape]:
        """Branches that keep height and width: added where they end alike, else joined."""
        pick = self._random
        branches: list[tuple[Node, ...]] = [()] if pick.random() < 0.5 else []
        ends: list[Shape] = [shape] if branches else []
        for _ in range(pick.randint(2 - len(branches), 3)):
            spec = Conv2D(pick.choice((shape[2], 3)), (3, 3), (1, 1), pick.choice(("same", 1)), "relu")
            branches.append((Layer(self._name("conv2d"), spec),))
            ends.append(spec.output_shape(shape))
        alike = all(end == ends[0] for end in ends)
        block = Block(self._name("block"), Parallel("add" if alike else "concatenate"), tuple(branches))
        channels = ends[0][2] if alike else sum(end[2] for end in ends)
        return block, (*shape[:2], channels)

    def _misfit(self, shape: Shape) -> Node | None:
        """Something that refuses ``shape``; None when nothing at hand does."""
        pick = self._random
        large = (shape[0] + pick.randint(1, 9), 1) if len(shape) == 3 else (2, 2)
        if max(large) > 255:
            return None
        choices: list[Node] = [
            Layer(self._name("conv2d"), Conv2D(2, large)),
            Layer(self._name("max_pooling2d"), MaxPooling2D(large)),
            Layer(self._name("average_pooling2d"), AveragePooling2D(large)),
        ]
        if len(shape) == 1:
            choices += [Layer(self._name("zero_padding2d"), ZeroPadding2D())]
        else:
            wider = Layer(self._name("conv2d"), Conv2D(shape[2] + 1, (1, 1)))
            taller = Layer(self._name("zero_padding2d"), ZeroPadding2D((1, 1), (0, 0)))
            choices.append(Block(self._name("block"), Parallel(), ((), (taller,))))
            if shape[2] > 1:  # Keras adds one channel to many by repeating it; we refuse that too
                choices.append(Block(self._name("block"), Parallel("add"), ((), (wider,))))
        return pick.choice(choices)


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
