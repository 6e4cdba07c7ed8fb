"""The network that questions are asked about, and what of it they can be asked about."""

import random
from dataclasses import dataclass

from cnnstudio.core.analysis import Analysis, Row, analyse
from cnnstudio.core.layers import AveragePooling2D, Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import Shape

EXAMPLE = Network(
    (28, 28, 1),
    stack(
        Conv2D(32, (3, 3), activation="relu"),
        MaxPooling2D(),
        Conv2D(64, (3, 3), activation="relu"),
        Flatten(),
        Dense(10, "softmax"),
    ),
)
"""Asked about where the open network has no convolution that works."""


@dataclass(frozen=True)
class Convolved:
    """A convolution of the network, with the shapes it has there."""

    row: Row
    spec: Conv2D
    before: Shape
    after: Shape

    @property
    def name(self) -> str:
        """As Markdown."""
        return f"`{self.row.name}`"

    @property
    def depth(self) -> int:
        """Input channels that one kernel reads."""
        return self.before[2] // self.spec.groups


@dataclass(frozen=True)
class Material:
    """What questions are drawn from.

    Attributes:
        is_example: Whether it is ``EXAMPLE``, as the open network gives nothing to ask about.
        random: Draws; the same seed asks the same about the same network.
    """

    analysis: Analysis
    is_example: bool
    random: random.Random

    @property
    def convolutions(self) -> tuple[Convolved, ...]:
        """Those that work, top to bottom; at least one."""
        return tuple(
            Convolved(row, row.node.spec, row.input_shape, row.output_shape)
            for row in self.analysis.rows
            if isinstance(row.node, Layer)
            and isinstance(row.node.spec, Conv2D)
            and row.input_shape is not None
            and row.output_shape is not None
        )

    def convolution(self) -> Convolved:
        """One of them."""
        return self.random.choice(self.convolutions)

    @property
    def poolings(self) -> tuple[Row, ...]:
        """Max poolings that work, top to bottom; there may be none."""
        return self._layers(MaxPooling2D)

    @property
    def seers(self) -> tuple[Row, ...]:
        """Convolutions and poolings whose numbers see a part of the picture of known size, no larger than it."""
        picture = self.analysis.network.input_shape
        return tuple(
            row
            for row in self._layers((Conv2D, MaxPooling2D, AveragePooling2D))
            if row.field is not None
            and not row.field.is_common
            and row.field.size[0] <= picture[0]
            and row.field.size[1] <= picture[1]
        )

    def _layers(self, kinds: type | tuple[type, ...]) -> tuple[Row, ...]:
        return tuple(
            row
            for row in self.analysis.rows
            if isinstance(row.node, Layer) and isinstance(row.node.spec, kinds) and row.output_shape is not None
        )


def can_ask_about(analysis: Analysis | None) -> bool:
    """Whether questions are about this network, and not about the example."""
    return analysis is not None and bool(Material(analysis, False, random.Random(0)).convolutions)


def material(analysis: Analysis | None, seed: int) -> Material:
    """That of a network, or of the example where there is none or nothing to ask about."""
    draw = random.Random(f"review {seed}")
    if analysis is not None and can_ask_about(analysis):
        return Material(analysis, False, draw)
    return Material(analyse(EXAMPLE), True, draw)
