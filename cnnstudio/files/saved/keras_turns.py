"""How an array stands in a saved file and how it is turned to stand as ours do: channels last, kernels not mirrored.

A turn knows both ways: what it makes of an array, and which shape an array has in the file that is to have a given
shape afterwards. So shapes are compared before anything is read.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.spec import Shape

Array = npt.NDArray[Any]


class Turn(ABC):
    """One step from an array as it is stored to an array as it is computed with."""

    @abstractmethod
    def before(self, shape: Shape) -> Shape:
        """The stored shape of what has ``shape`` afterwards; raises SpecError where there is none."""

    @abstractmethod
    def __call__(self, array: Array) -> Array:
        """The array turned; a view where that can be."""


@dataclass(frozen=True)
class Transpose(Turn):
    """Axis ``i`` of the result is axis ``axes[i]`` of what is stored: (2, 3, 1, 0) for (out, in, rows, columns).

    As :func:`numpy.transpose`.
    """

    axes: tuple[int, ...]

    def before(self, shape: Shape) -> Shape:
        if len(shape) != len(self.axes) or sorted(self.axes) != list(range(len(shape))):
            raise SpecError(
                tr_count(
                    "An array of {count} axis cannot be turned as this file's are.",
                    "An array of {count} axes cannot be turned as this file's are.",
                    len(shape),
                )
            )
        stored = dict(zip(self.axes, shape, strict=True))
        return tuple(stored[axis] for axis in range(len(shape)))

    def __call__(self, array: Array) -> Array:
        return array.transpose(self.axes)


@dataclass(frozen=True)
class Flip(Turn):
    """Mirrored along these axes: Theano's kernels (0, 1), half a turn, as Theano convolves and others correlate."""

    axes: tuple[int, ...] = (0, 1)

    def before(self, shape: Shape) -> Shape:
        if any(not 0 <= axis < len(shape) for axis in self.axes):
            raise SpecError(
                tr_count(
                    "An array of {count} axis cannot be mirrored as this file's are.",
                    "An array of {count} axes cannot be mirrored as this file's are.",
                    len(shape),
                )
            )
        return shape

    def __call__(self, array: Array) -> Array:
        return np.flip(array, self.axes)


@dataclass(frozen=True)
class Rows(Turn):
    """The rows of a Dense behind a flattened picture that stood channel by channel, brought to pixel by pixel.

    Attributes:
        picture: (height, width, channels) of the picture before it is flattened.
    """

    picture: Shape

    def before(self, shape: Shape) -> Shape:
        if len(self.picture) != 3 or not shape or shape[0] != math.prod(self.picture):
            raise SpecError(tr("The Dense behind a flattened picture does not have a row for each of its numbers."))
        return shape

    def __call__(self, array: Array) -> Array:
        height, width, channels = self.picture
        apart = array.reshape(channels, height, width, *array.shape[1:])
        return np.moveaxis(apart, 0, 2).reshape(array.shape)


def stored_shape(shape: Shape, turns: Iterable[Turn]) -> Shape:
    """The shape in the file of what has ``shape`` after all of ``turns``."""
    for turn in reversed(tuple(turns)):
        shape = turn.before(shape)
    return shape


def turned(array: Array, turns: Iterable[Turn]) -> npt.NDArray[np.float32]:
    """The stored array as ours: every turn in order, then in one piece."""
    for turn in turns:
        array = turn(array)
    return np.ascontiguousarray(array, np.float32)
