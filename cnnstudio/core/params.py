"""The weight arrays of a layer, and how many numbers they are."""

import dataclasses
import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Weight:
    """One weight array of a layer, in the order in which Keras lists them.

    Attributes:
        name: Keras's own name of the variable: ``"kernel"``, ``"bias"``, ``"gamma"`` …
        trainable: Whether training changes it by gradients (a moving mean is not).
        held: Whether it stays as its source has it, and is stored with no run: that of a frozen pretrained layer.
    """

    name: str
    shape: tuple[int, ...]
    trainable: bool = True
    held: bool = False

    @property
    def size(self) -> int:
        return math.prod(self.shape)


@dataclass(frozen=True)
class Params:
    """The weight arrays of one layer and how their number comes about.

    Attributes:
        arithmetic: The count as a sum with this layer's numbers, ``"(3·3·32 + 1) · 64"``; empty without weights.
        total, trainable, biases: How many numbers they are; counted once, as every row is asked at every edit.
    """

    arrays: tuple[Weight, ...] = ()
    arithmetic: str = ""
    total: int = field(init=False, compare=False, default=0)
    trainable: int = field(init=False, compare=False, default=0)
    biases: int = field(init=False, compare=False, default=0)

    def __post_init__(self) -> None:
        total = trainable = biases = 0
        for each in self.arrays:
            size = each.size
            total += size
            trainable += size if each.trainable else 0
            biases += size if each.name == "bias" else 0
        for name, value in (("total", total), ("trainable", trainable), ("biases", biases)):
            object.__setattr__(self, name, value)

    @property
    def stored(self) -> tuple[Weight, ...]:
        """The arrays that a run has of its own."""
        return tuple(each for each in self.arrays if not each.held)

    def as_held(self) -> "Params":
        """The same frozen, as their source has them."""
        arrays = tuple(dataclasses.replace(each, trainable=False, held=True) for each in self.arrays)
        return Params(arrays, self.arithmetic)

    @property
    def frozen(self) -> int:
        return self.total - self.trainable

    @property
    def weights(self) -> int:
        """Everything that is not a bias, so that weights + biases = total."""
        return self.total - self.biases


NO_PARAMS = Params()
"""Of a layer with nothing to learn."""
