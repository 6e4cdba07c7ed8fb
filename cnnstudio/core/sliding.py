"""Where a window comes to lie along one axis of its input: its steps, its holes, and what no step reads.

Formulas: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning" (arXiv:1603.07285).
"""

from dataclasses import dataclass

import numpy as np

from cnnstudio.core.spec import LayerSpec, Shape

Run = tuple[int, int]
"""First and last of some neighbours, both included, counted from 0."""


@dataclass(frozen=True)
class Axis:
    """A window that slides along the rows or along the columns of an input.

    Attributes:
        length: Numbers of the input along this axis.
        size: Numbers that the window reads at each step.
        stride: From one step to the next.
        dilation: From one number the window reads to the next; 1 without holes.
        before, after: Numbers beyond the input at both ends; negative where the layer cuts that many off.
    """

    length: int
    size: int = 1
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def spread(self) -> int:
        """From the first number the window reads to the last, holes counted in: k' = (k − 1)·d + 1."""
        return (self.size - 1) * self.dilation + 1

    @property
    def padded(self) -> int:
        """The length with what lies beyond it."""
        return self.before + self.length + self.after

    @property
    def outputs(self) -> int:
        """Steps of the window: ⌊(padded − k') / s⌋ + 1; 0 where it does not fit."""
        return max((self.padded - self.spread) // self.stride + 1, 0)

    @property
    def is_plain(self) -> bool:
        """Whether each output number comes from the input number at its own place."""
        return (self.size, self.stride, self.before, self.after) == (1, 1, 0, 0)

    def start(self, step: int) -> int:
        """The input index of the first number that ``step`` reads; below 0 before the input."""
        return step * self.stride - self.before

    def reads(self, step: int) -> range:
        """The input indices that ``step`` reads; those below 0 or from ``length`` on lie beyond the input."""
        start = self.start(step)
        return range(start, start + self.spread, self.dilation)

    def unused(self) -> tuple[Run, ...]:
        """The input indices that no step reads, as runs of neighbours."""
        seen = np.zeros(self.length, bool)
        starts = np.arange(self.outputs) * self.stride - self.before
        for tap in range(self.size):
            places = starts + tap * self.dilation
            seen[places[(places >= 0) & (places < self.length)]] = True
        return _runs(np.flatnonzero(~seen).tolist())


def axes_of(spec: LayerSpec, shape: Shape) -> tuple[Axis, Axis] | None:
    """How a layer slides over the rows and the columns of an input of ``shape`` that it accepts.

    None for kinds without a window that slides: those that see everything, make the picture larger, put its numbers
    elsewhere, or take a list.
    """
    window = spec.window(shape)
    slides = window is not None and window.enlarged == (1, 1) and window.axes == "kept"
    if window is None or not slides or len(shape) != 3 or len(spec.output_shape(shape)) != 3:
        return None
    rows, columns = (
        Axis(
            shape[axis],
            (window.size[axis] - 1) // window.dilation[axis] + 1,
            window.strides[axis],
            window.dilation[axis],
            window.before[axis],
            window.after[axis],
        )
        for axis in (0, 1)
    )
    return rows, columns


def _runs(indices: list[int]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for index in indices:
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return tuple(runs)
