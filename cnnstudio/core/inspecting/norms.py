"""How long the weights of each layer are after an epoch, and the gradient that is to change them."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class LayerNorms:
    """Of the weights of one layer that are trained, all together.

    Attributes:
        weights: The square root of the sum of their squares.
        gradients: The same of the gradient of the loss by them; infinite or NaN where a number of it is.
    """

    layer: str
    weights: float
    gradients: float

    @property
    def share(self) -> float:
        """The gradient's length as a part of the weights', 0 to infinity, or NaN.

        With it layers of any size are compared; LARS makes the steps of each layer by it (You et al. 2017,
        arXiv:1708.03888, equation 6 without weight decay).
        """
        if self.weights:
            return self.gradients / self.weights
        return math.inf if self.gradients else 0.0


@dataclass(frozen=True)
class Norms:
    """After ``epoch``, for the mean loss of the first ``pictures`` validation pictures.

    The network answers as it does when it is used: without dropout, with the means that its normalisation has kept.
    What L1 and L2 add to the loss is left out: a gradient that nothing but they make would hide one that has vanished.

    Attributes:
        layers: Those with weights that are trained, in the network's order.
    """

    epoch: int
    layers: tuple[LayerNorms, ...] = ()
    pictures: int = 0
