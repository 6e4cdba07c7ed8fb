"""The activation functions that layers may end with (https://keras.io/api/layers/activations/)."""

from typing import Any

from cnnstudio.core.language import tr
from cnnstudio.core.spec import setting

ACTIVATIONS = (
    "linear",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "softsign",
    "tanh",
    "sigmoid",
    "hard_sigmoid",
    "exponential",
    "relu6",
    "mish",
    "softmax",
    "celu",
    "hard_silu",
    "hard_tanh",
    "hard_shrink",
    "soft_shrink",
    "tanh_shrink",
    "log_sigmoid",
    "log_softmax",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
)
"""All of Keras's that keep the shape and need no settings: so not ``glu`` (half the channels) and ``threshold``."""

ACTIVATION_NAMES = {"linear": tr("linear (none)")}


def activation(help: str = tr("The function each output number goes through.")) -> Any:
    """The setting ``activation`` of a layer."""
    return setting("relu", tr("Activation"), choices=ACTIVATIONS, names=ACTIVATION_NAMES, help=help)
