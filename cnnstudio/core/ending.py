"""How a network ends: the function its output goes through, and whether a loss can be computed from that."""

from cnnstudio.core.layers import Flatten
from cnnstudio.core.network import Layer, Network, Path
from cnnstudio.core.plan import LOSSES

_PROBABILITIES = ("softmax", "sigmoid", "hard_sigmoid")

_ACCEPTED = {
    # "linear" ends in logits: the engine puts the softmax or sigmoid into the loss.
    "categorical_crossentropy": (*_PROBABILITIES, "linear"),
    "binary_crossentropy": (*_PROBABILITIES, "linear"),
}
"""The activations each loss can be computed from; every one where the loss is not named."""


def deciding_path(network: Network) -> Path | None:
    """Where the last node stands that changes values; None when there is none.

    Dropout and Flatten at the end leave the values alone and are looked through.
    """
    for index, node in reversed(list(enumerate(network.nodes))):
        if isinstance(node, Layer) and (node.spec.family == "regularisation" or isinstance(node.spec, Flatten)):
            continue
        return (index,)
    return None


def end_activation(network: Network) -> str:
    """The activation the output comes out of, Keras's name; ``"linear"`` where no function is applied at the end."""
    path = deciding_path(network)
    node = network.node(path) if path is not None else None
    return node.spec.activation_name() if isinstance(node, Layer) else "linear"


def accepts(loss: str, activation: str) -> bool:
    """Whether ``loss`` can be computed from what ``activation`` gives out."""
    return activation in _ACCEPTED.get(loss, (activation,))


def best_activation(loss: str | None) -> str:
    """The activation to end with under ``loss``, or where no loss is known."""
    return "sigmoid" if loss == "binary_crossentropy" else "softmax"


def why_refused(loss: str, activation: str) -> str:
    """In words, why ``loss`` cannot be computed from what ``activation`` gives out."""
    name = LOSSES[loss].partition(" (")[0].lower()
    return (
        f"The network ends with {activation}, but {name} needs {best_activation(loss)}, "
        f"so that the outputs are probabilities."
    )
