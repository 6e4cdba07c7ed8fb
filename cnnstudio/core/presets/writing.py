"""Short ways to write a network down: rows of settings, blocks among them, and names that follow from the kinds."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D
from cnnstudio.core.network import Block, Layer, Network, Node
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.spec import BlockSpec, LayerSpec, Padding, Shape
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import DataRecipe, Plan

DIGIT: Shape = (28, 28, 1)
COLOUR: Shape = (32, 32, 3)
PHOTOGRAPH: Shape = (224, 224, 3)


@dataclass(frozen=True)
class Branches:
    """A block before its layers have names."""

    spec: BlockSpec
    branches: tuple[tuple["Part", ...], ...]


Part = LayerSpec | Branches
"""What a row of a network is written down as."""


def residual(*body: Part, shortcut: tuple[Part, ...] = (), activation: str = "relu") -> Branches:
    """What ``body`` makes of the input, added to the input or to what ``shortcut`` makes of it."""
    return Branches(Residual(activation), (body, shortcut))


def parallel(*branches: tuple[Part, ...], merge: str = "concatenate") -> Branches:
    """Branches side by side; one without parts hands its input on."""
    return Branches(Parallel(merge), branches)


def stack(*parts: Part) -> tuple[Node, ...]:
    """Nodes one after the other, each named after its kind and counted: ``conv2d_1``, ``conv2d_2`` …"""
    return tuple(_Names().nodes(parts))


@dataclass
class _Names:
    """How many of each kind have been named, blocks opened, from top to bottom."""

    counts: dict[str, int] = field(default_factory=dict)

    def nodes(self, parts: tuple[Part, ...]) -> Iterator[Node]:
        for part in parts:
            if isinstance(part, Branches):
                name = self._next(part.spec.base_name)
                yield Block(name, part.spec, tuple(tuple(self.nodes(branch)) for branch in part.branches))
            else:
                yield Layer(self._next(part.base_name), part)

    def _next(self, base: str) -> str:
        self.counts[base] = self.counts.get(base, 0) + 1
        return f"{base}_{self.counts[base]}"


def normalised(
    filters: int,
    kernel: int = 3,
    stride: int = 1,
    padding: Padding = "same",
    activation: str = "relu",
    *,
    use_bias: bool = False,
    epsilon: float = 1e-3,
) -> tuple[Part, ...]:
    """A convolution, batch normalisation and, unless it is linear, the activation: the brick of most modern networks.

    Without biases by default: the normalisation right after takes out any constant.
    """
    convolution = Conv2D(filters, (kernel, kernel), (stride, stride), padding, "linear", use_bias)
    last = () if activation == "linear" else (Activation(activation),)
    return (convolution, BatchNormalization(epsilon=epsilon), *last)


def plan(
    epochs: int, optimizer: str = "Adam", *, batch_size: int = 128, loss: str = "categorical_crossentropy"
) -> Plan:
    """A plan with the optimiser's usual rate, which for Adadelta is 1.0, and seed 7."""
    rate = OPTIMIZERS[optimizer].usual_rate
    return Plan(optimizer, rate, loss, batch_size, epochs, 7)


TESTED = DataRecipe(validation=DataRecipe.TEST)
"""The built-in digits, validated on the test pictures as many course sheets do."""

NO_DATA = DataRecipe(source="")
"""No data set is chosen yet."""

CIFAR = DataRecipe(source="cifar-10")


def digits(*parts: Part, data: DataRecipe | None = None, method: str = "scale", plan: Plan | None = None) -> Project:
    """A project on handwritten digits of 28 × 28 grey pixels."""
    return Project(Network(DIGIT, stack(*parts)), data or DataRecipe(), Preprocessing(method), plan or Plan())


def colours(*parts: Part, data: DataRecipe = CIFAR, method: str = "scale", plan: Plan | None = None) -> Project:
    """A project on the colour pictures of CIFAR-10, 32 × 32."""
    return Project(Network(COLOUR, stack(*parts)), data, Preprocessing(method), plan or Plan())


def photographs(*parts: Part, shape: Shape = PHOTOGRAPH, plan: Plan | None = None) -> Project:
    """A project on large photographs, for which no data set is chosen yet."""
    return Project(Network(shape, stack(*parts)), NO_DATA, plan=plan or Plan())
