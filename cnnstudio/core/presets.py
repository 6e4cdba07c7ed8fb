"""Ready-made projects to begin with."""

from dataclasses import dataclass

from cnnstudio.core.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
)
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.plan import Plan
from cnnstudio.core.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.spec import LayerSpec


@dataclass(frozen=True)
class Preset:
    """A project in the gallery.

    Attributes:
        name: How the command line calls it.
        text: One sentence on what it is good for.
    """

    name: str
    title: str
    text: str
    project: Project


def stack(*specs: LayerSpec) -> tuple[Layer, ...]:
    """Layers one after the other, each named after its kind and counted: ``conv2d_1``, ``conv2d_2`` …"""
    counts: dict[str, int] = {}
    layers = []
    for spec in specs:
        counts[spec.base_name] = counts.get(spec.base_name, 0) + 1
        layers.append(Layer(f"{spec.base_name}_{counts[spec.base_name]}", spec))
    return tuple(layers)


def _digits(*specs: LayerSpec) -> Network:
    return Network((28, 28, 1), stack(*specs))


PRESETS = (
    Preset(
        "lenet",
        "LeNet",
        "Two convolutions with pooling, then two dense layers: the classic shape of a CNN.",
        Project(
            _digits(
                Conv2D(20, (5, 5)),
                MaxPooling2D(),
                Conv2D(50, (5, 5)),
                MaxPooling2D(),
                Flatten(),
                Dense(500),
                Dense(10, "softmax"),
            )
        ),
    ),
    Preset(
        "mnist-cnn",
        "Classic MNIST CNN",
        "Two convolutions in a row and dropout: the network most courses begin with.",
        Project(
            _digits(
                Conv2D(32),
                Conv2D(64),
                MaxPooling2D(),
                Dropout(0.25),
                Flatten(),
                Dense(128),
                Dropout(0.5),
                Dense(10, "softmax"),
            )
        ),
    ),
    Preset(
        "dense",
        "Dense network",
        "No convolution at all: three dense layers with batch normalisation, to compare with.",
        Project(
            _digits(
                Flatten(),
                Dense(500, "linear"),
                BatchNormalization(),
                Dropout(0.5),
                Activation("relu"),
                Dense(50, "linear"),
                BatchNormalization(),
                Dropout(0.5),
                Activation("relu"),
                Dense(10, "softmax"),
            ),
            preprocessing=Preprocessing("standardise"),
            plan=Plan(epochs=10),
        ),
    ),
    Preset(
        "one-conv",
        "One convolution",
        "A single convolution before the classifier: almost all parameters sit in the last layer.",
        Project(_digits(Conv2D(32, padding="same"), Flatten(), Dense(10, "softmax"))),
    ),
)
"""The gallery, in its order."""


def preset(name: str) -> Preset | None:
    """The preset called ``name``."""
    return next((each for each in PRESETS if each.name == name), None)
