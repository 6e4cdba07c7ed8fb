"""One number of a layer's output, and everything it was made from."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.spec import FloatArray

How = Literal["sum", "largest", "mean", "formula", "joined", "taken"]
"""A sum of products; the largest; the mean; a formula of what was read; branches put together; just taken."""


@dataclass(frozen=True, eq=False)
class Work:
    """How one number came about.

    Attributes:
        place: Row, column and channel of the layer's output, or of a list of numbers the number alone.
        read: What was read, (rows, columns, channels): a patch of the layer's input, or (n,) of a list of numbers. Of
            branches, one number each, (branches,).
        beyond: bool (rows, columns), what of a patch lies beyond the input: zeros, or left out. None where nothing
            does.
        box: First row and column of the patch in the layer's input, below 0 beyond it, and the steps between the
            rows and columns read; None of a list of numbers.
        channels: Which channels of the input were read, one for each of ``read``, or which numbers of a list; empty
            for all of them in their order.
        weights: What each number read was multiplied with, as ``read``; None where there is no product.
        mixed: Where the products are summed channel by channel first: what each of these sums was multiplied with
            before they were added, (channels,); None where that is 1.
        chosen: Where in ``read`` the number that was taken stands; None where more than one counts.
        bias: What was added; None where nothing is.
        before: The number before the activation.
        activation: Keras's name of it; "linear" for none.
        value: The number after the activation, as worked out here.
        given: The number that the network itself gave, for comparison.
        formula: In words with the numbers of this one, "max(0, −0.31) = 0"; empty where ``read`` tells it all.
    """

    layer: str
    kind: str
    place: tuple[int, ...]
    how: How
    read: FloatArray
    value: float
    given: float
    beyond: npt.NDArray[np.bool_] | None = None
    box: tuple[int, int, int, int] | None = None
    channels: tuple[int, ...] = ()
    weights: FloatArray | None = None
    mixed: FloatArray | None = None
    chosen: tuple[int, ...] | None = None
    bias: float | None = None
    before: float = 0.0
    activation: str = "linear"
    formula: str = ""

    @property
    def products(self) -> FloatArray | None:
        """Each number read times its weight, as ``read``; None where there is no product."""
        if self.weights is None:
            return None
        with np.errstate(all="ignore"):
            return np.asarray(self.read * self.weights, np.float32)

    @property
    def shares(self) -> npt.NDArray[np.float64]:
        """What each channel, or each number of a list, adds to the sum, (channels,); empty where there is none."""
        if self.weights is None:
            return np.empty(0)
        with np.errstate(all="ignore"):
            products = self.read.astype(np.float64) * self.weights
            sums = products if products.ndim == 1 else products.sum((0, 1))
            return np.asarray(sums if self.mixed is None else sums * self.mixed, np.float64)

    def channel(self, index: int) -> int:
        """The number in the layer's input of what stands at ``index`` along the last axis of ``read``."""
        return self.channels[index] if self.channels else index
