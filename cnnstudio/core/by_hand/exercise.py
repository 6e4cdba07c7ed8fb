"""What stands on the table of convolution by hand: an input, kernels or a pooling window, and how it slides."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnnstudio.core.spec import FloatArray, Padding, Pair

Operation = Literal["convolution", "max", "average"]

MOST_SIDE = 64
"""Rows or columns of an input; more numbers than that nobody reads."""

MOST_WINDOW = 15
"""Rows or columns of a window."""

MOST_CHANNELS = 16
"""Channels of an input; filters."""


@dataclass(frozen=True, eq=False)
class Exercise:
    """Everything there is to work with; a value, so that an edit gives another one and undo puts this one back.

    Attributes:
        input: (rows, columns, channels), float32. Of a 1-D exercise there is one row.
        kernels: (rows, columns, channels, filters), float32; of a pooling its first two axes alone count, so that the
            numbers are there again when it becomes a convolution again.
        biases: (filters,), float32; (0,) where there is no bias.
        dimensions: 1 or 2. Of 1 the window slides along the columns alone.
        stride, dilation: Rows, then columns; of one dimension the columns' alone count, of a pooling no dilation.
        padding: "valid", "same" as Keras has it, or a number of zeros on every side (1-D: at both ends). Beyond the
            input a pooling leaves out what "same" adds, as Keras does; zeros that were put there count.
        activation: Keras's name; "linear" for none. A pooling has none.
        title: Where its numbers come from: "conv2d_1 of Run 3, picture 17"; empty of one's own.
    """

    input: FloatArray
    kernels: FloatArray
    biases: FloatArray
    operation: Operation = "convolution"
    dimensions: Literal[1, 2] = 2
    stride: Pair = (1, 1)
    dilation: Pair = (1, 1)
    padding: Padding = "valid"
    activation: str = "linear"
    title: str = ""

    @property
    def window(self) -> Pair:
        """Rows and columns that the window reads at each step."""
        rows, columns = self.kernels.shape[:2]
        return rows, columns

    @property
    def filters(self) -> int:
        """Channels of the output: one a filter, or of a pooling one a channel of the input."""
        return int(self.kernels.shape[3] if self.operation == "convolution" else self.input.shape[2])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Exercise):
            return NotImplemented
        arrays = ((self.input, other.input), (self.kernels, other.kernels), (self.biases, other.biases))
        plain = ("operation", "dimensions", "stride", "dilation", "padding", "activation", "title")
        return all(np.array_equal(mine, theirs, equal_nan=True) for mine, theirs in arrays) and all(
            getattr(self, name) == getattr(other, name) for name in plain
        )

    __hash__ = None  # type: ignore[assignment]
