"""What a look inside says of a network that learns: units that give nothing, classes that are never predicted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LayerHealth:
    """One layer with a ReLU behind it, over the pictures of one look.

    Attributes:
        dead: Of its channels or units, how many gave zero for every picture (at every place).
        of: How many channels or units it has.
    """

    layer: str
    dead: int
    of: int


@dataclass(frozen=True)
class Health:
    """One look at the network after ``epoch``, on the first ``pictures`` validation pictures.

    Attributes:
        predicted: How often each class was predicted.
        true: How many pictures of each class there were.
    """

    epoch: int
    pictures: int
    layers: tuple[LayerHealth, ...] = ()
    predicted: tuple[int, ...] = ()
    true: tuple[int, ...] = ()
