"""Networks to draw: well-known shapes by their rules, and random trees of every kind, sound or not."""

from hypothesis import strategies as st

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import (
    KINDS,
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
)
from cnnstudio.core.network import Block, Layer, Network, Node
from cnnstudio.core.spec import BlockSpec, LayerSpec


class Names:
    """Nodes with a name each, counted over all kinds."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, spec: LayerSpec | BlockSpec, *branches: list[Node]) -> Node:
        self._count += 1
        name = f"{spec.base_name}_{self._count}"
        if isinstance(spec, LayerSpec):
            return Layer(name, spec)
        return Block(name, spec, tuple(tuple(branch) for branch in branches))


def residual_network(blocks: int = 3) -> Network:
    """K. He et al., CIFAR-10 (arXiv:1512.03385, 4.2): three stages of ``blocks`` blocks; 3 make ResNet-20."""
    new = Names()

    def convolution(filters: int, step: int = 1, size: int = 3) -> list[Node]:
        return [new(Conv2D(filters, (size, size), (step, step), "same", "linear")), new(BatchNormalization())]

    nodes = [*convolution(16), new(Activation())]
    for filters in (16, 32, 64):
        for number in range(blocks):
            step = 2 if filters > 16 and number == 0 else 1
            body = [*convolution(filters, step), new(Activation()), *convolution(filters)]
            nodes.append(new(Residual(), body, convolution(filters, 2, 1) if step == 2 else []))
    nodes += [new(GlobalAveragePooling2D()), new(Dense(10, "softmax"))]
    return Network((32, 32, 3), tuple(nodes))


def inception_network() -> Network:
    """A stem and one module of four branches (C. Szegedy et al., arXiv:1409.4842)."""
    new = Names()
    branches = [
        [new(Conv2D(64, (1, 1)))],
        [new(Conv2D(96, (1, 1))), new(Conv2D(128, (3, 3), padding="same"))],
        [new(Conv2D(16, (1, 1))), new(Conv2D(32, (5, 5), padding="same"))],
        [new(MaxPooling2D((3, 3), (1, 1), "same")), new(Conv2D(32, (1, 1)))],
    ]
    stem, end = [new(Conv2D(64, (7, 7), (2, 2), "same"))], [new(GlobalAveragePooling2D()), new(Dropout(0.4))]
    return Network((56, 56, 3), (*stem, new(Parallel(), *branches), *end))


def vgg_network() -> Network:
    """VGG16 (K. Simonyan, A. Zisserman, arXiv:1409.1556)."""
    new = Names()
    nodes: list[Node] = []
    for filters, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        nodes += [new(Conv2D(filters, padding="same")) for _ in range(times)]
        nodes.append(new(MaxPooling2D()))
    nodes += [new(Flatten()), new(Dense(4096)), new(Dense(4096)), new(Dense(1000, "softmax"))]
    return Network((224, 224, 3), tuple(nodes))


def long_network(length: int, different: bool) -> Network:
    """``length`` convolutions, all alike or every one unlike the one before."""
    specs = (Conv2D(8 + (number * 37 % 97 if different else 0), padding="same") for number in range(length))
    return Network((32, 32, 3), tuple(Layer(f"c{number}", spec) for number, spec in enumerate(specs)))


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A tree of up to three levels with layers of any kind; what follows from it may well be impossible."""
    new = Names()
    shape = (draw(st.integers(1, 64)), draw(st.integers(1, 64)), draw(st.sampled_from((1, 3, 200))))
    return Network(shape, tuple(draw(_nodes(new, 0))))


@st.composite
def _nodes(draw: st.DrawFn, new: Names, depth: int) -> list[Node]:
    found: list[Node] = []
    for _ in range(draw(st.integers(0, 7 if depth == 0 else 3))):
        if depth < 3 and draw(st.integers(0, 4)) == 0:
            found.append(_block(draw, new, depth))
        else:
            found += [new(draw(_specs()))] * 1
            for _ in range(draw(st.sampled_from((0, 0, 0, 2)))):
                last = found[-1]
                assert isinstance(last, Layer)
                found.append(new(last.spec))
    return found


def _block(draw: st.DrawFn, new: Names, depth: int) -> Node:
    if draw(st.booleans()):
        return new(Residual(), draw(_nodes(new, depth + 1)), draw(_nodes(new, depth + 1)))
    merge = draw(st.sampled_from(("concatenate", "add", "average", "multiply")))
    branches = [draw(_nodes(new, depth + 1)) for _ in range(draw(st.integers(2, 4)))]
    return new(Parallel(merge), *branches)


@st.composite
def _specs(draw: st.DrawFn) -> LayerSpec:
    usual: list[LayerSpec] = [
        Conv2D(draw(st.sampled_from((1, 64, 4096))), (3, 3), padding="same"),
        MaxPooling2D(padding="same"),
        BatchNormalization(),
        Activation("tanh"),
        Dropout(0.25),
    ]
    any_kind = _default(draw(st.sampled_from(sorted(KINDS))))
    return draw(st.sampled_from((*usual, any_kind or usual[0])))


def _default(kind: str) -> LayerSpec | None:
    try:
        return KINDS[kind]()
    except SpecError:
        return None
