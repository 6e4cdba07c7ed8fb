"""What the engine answers to who looks into a network."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cnnstudio.core.inspecting.attribution import Method
from cnnstudio.core.inspecting.distribution import Distribution
from cnnstudio.core.messages.events import Event
from cnnstudio.core.messages.requests import Subject
from cnnstudio.core.working import Work

if TYPE_CHECKING:
    from cnnstudio.core.by_hand.layers import Taken


@dataclass(frozen=True)
class KernelsShown(Event):
    """Kernels, float32, (rows, columns, input channels, output channels), laid out by ``core.kernels``.

    Attributes:
        weight: Keras's name of the weight.
        channel: The first input that ``kernels`` holds, of ``inputs``, where it is only a part of the weight, as
            ``core.kernels.View`` says; None where it holds all inputs.
    """

    subject: Subject
    layer: str
    kernels: npt.NDArray[np.float32]
    weight: str = "kernel"
    channel: int | None = None
    inputs: int = 0


@dataclass(frozen=True)
class FeaturesShown(Event):
    """A layer's output for the picture, float32: (height, width, channels), or (length,) for a list of numbers."""

    subject: Subject
    layer: str
    maps: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LayerMaps:
    """What a layer makes of a picture, small enough to be painted many times a second.

    Attributes:
        shape: Of the layer's whole output: (height, width, channels), or (length,) of a list of numbers.
        maps: uint8 (rows, columns, n), or (n,) of a list; 0 stands for ``low``, 255 for ``high``. It may have fewer
            rows, columns and maps than the output: neighbours are averaged, and the first maps are taken.
        low, high: The least and the greatest value of ``maps``, which where neighbours are averaged or maps left out
            may be less than the layer's own.
    """

    layer: str
    kind: str
    shape: tuple[int, ...]
    maps: npt.NDArray[np.uint8]
    low: float
    high: float


@dataclass(frozen=True)
class GotReady(Event):
    """The subject can be followed at once."""

    subject: Subject


@dataclass(frozen=True)
class Followed(Event):
    """One probability a class, float32 (classes,), and the maps of every layer, in the network's order."""

    subject: Subject
    labels: tuple[str, ...]
    probabilities: npt.NDArray[np.float32]
    layers: tuple[LayerMaps, ...]


@dataclass(frozen=True)
class Progressed(Event):
    """How far a study is; ``what`` in words, "Looking at pictures"."""

    what: str
    done: int
    total: int


@dataclass(frozen=True)
class WorkedOut(Event):
    """How a layer comes to one number of its output."""

    subject: Subject
    work: Work


@dataclass(frozen=True)
class TakenByHand(Event):
    """A layer's numbers as an exercise.

    Attributes:
        place: That of the layer's output which was asked for.
        given: What the network itself has there.
    """

    subject: Subject
    layer: str
    place: tuple[int, int, int]
    taken: "Taken"
    given: float


@dataclass(frozen=True)
class Explained(Event):
    """What in the picture speaks for a class, by one method.

    Attributes:
        target: The number of the class.
        probability: That of the class for this picture.
        layer: Whose maps were weighed; empty where the method needs none.
        heat: float32 (height, width) of the picture. 0 to 1 where the method tells only what speaks for the class,
            else −1 to 1: below zero it speaks against it.
        reach: What 1 stands for, in the method's own unit; 0 where nothing speaks for or against the class.
        gain: How much more the class gets for the picture than for an empty one, where the heat times ``reach`` are
            shares that are to add up to it; else None.
    """

    subject: Subject
    method: Method
    target: int
    probability: float
    layer: str
    heat: npt.NDArray[np.float32]
    reach: float
    gain: float | None = None


@dataclass(frozen=True)
class ExcitingFound(Event):
    """For every channel of a layer the pictures, of the first ``looked_at``, that excite it most; best first.

    Attributes:
        numbers: int64 (channels, count), of the pictures; −1 where there are fewer.
        places: int64 (channels, count, 2), the row and column of the layer's output where it is greatest; zeros for
            a list of numbers.
        values: float32 (channels, count), before a softmax or sigmoid where the layer ends with one; NaN where there
            are fewer.
    """

    subject: Subject
    layer: str
    numbers: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    values: npt.NDArray[np.float32]
    looked_at: int
    total: int

    @property
    def done(self) -> bool:
        return self.looked_at == self.total


@dataclass(frozen=True)
class Maximised(Event):
    """A picture that excites a channel, as far as it is made.

    Attributes:
        picture: uint8 (height, width, channels).
        value: For this very picture the mean of the channel's map, or the unit's number before its activation.
    """

    subject: Subject
    layer: str
    channel: int
    picture: npt.NDArray[np.uint8]
    value: float
    step: int
    steps: int


@dataclass(frozen=True)
class VectorsTaken(Event):
    """A layer's output for each picture, float32 (n, length), and the class it was taken for, int64 (n,)."""

    subject: Subject
    layer: str
    vectors: npt.NDArray[np.float32]
    predicted: npt.NDArray[np.int64]


@dataclass(frozen=True)
class WeightsMeasured(Event):
    """How each weight array is distributed, in the network's order, by our name for it, ``"conv2d_1/kernel"``."""

    subject: Subject
    weights: tuple[tuple[str, Distribution], ...]
