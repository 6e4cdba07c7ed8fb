"""How a network ends: its size, the function its output goes through, and whether a loss can be computed from that."""

from typing import Any

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.layers import Activation, Dense, Flatten
from cnnstudio.core.network import Layer, Network, Path
from cnnstudio.core.plan import LOSSES
from cnnstudio.core.problem import Fix, Insert, Problem, Put
from cnnstudio.core.spec import Shape

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
    for index in range(len(network.nodes) - 1, -1, -1):
        node = network.nodes[index]
        if isinstance(node, Layer) and (node.spec.family == "regularisation" or isinstance(node.spec, Flatten)):
            continue
        return (index,)
    return None


def end_activation(network: Network) -> str:
    """The activation the output comes out of, Keras's name; ``"linear"`` where no function is applied at the end."""
    path = deciding_path(network)
    node = network.node(path) if path is not None else None
    return node.spec.activation_name() if node is not None else "linear"


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


def size_problem(network: Network, shape: Shape, classes: int, loss: str | None) -> Problem:
    """What is wrong with a network that ends with ``shape`` where one number for each of ``classes`` is needed."""
    end, path = network.nodes[-1], (len(network.nodes) - 1,)
    is_dense = isinstance(end, Layer) and isinstance(end.spec, Dense)
    if len(shape) > 1:
        flat = Layer("flatten_1", Flatten())
        where = end.name if is_dense else None
        text = f"The network ends with {shape_in_words(shape)}, but it needs a list of {classes} numbers, one a class."
        return Problem(text, (Fix("Insert Flatten here" if is_dense else "Add Flatten", Insert(where, flat)),))
    text = f"The data have {classes} classes, but the network ends with {shape[0]:,} numbers."
    best = best_activation(loss)
    if not is_dense:
        dense = Layer("dense_1", Dense(classes, best))
        label = f"Add Dense with {classes} units"
        return Problem(text, (Fix(label, Insert(None, dense)),))
    if loss is None or accepts(loss, end_activation(network)):
        return Problem(text, (Fix(f"Set units to {classes}", _changed(network, path, units=classes)),))
    changed = _changed(network, path, units=classes, activation=best)
    return Problem(text, (Fix(f"Set units to {classes} and {best}", changed),))


def activation_problem(network: Network, shape: Shape | None, loss: str) -> Problem | None:
    """What is wrong with the function the output goes through, for a network that ends with a list of numbers.

    Args:
        shape: What the node at ``deciding_path`` gives out.
    """
    activation, best = end_activation(network), best_activation(loss)
    path = deciding_path(network)
    if path is None or accepts(loss, activation):
        return None
    node = network.node(path)
    can_be_set = isinstance(node, Layer) and "activation" in node.spec.to_plain()
    if can_be_set and shape is not None and len(shape) == 1:
        fix = Fix(f"Set activation to {best}", _changed(network, path, activation=best))
    else:  # on a picture, softmax would go over the channels of each pixel instead of over the classes
        last = Layer("activation_1", Activation(best))
        fix = Fix(f"Add {best} at the end", Insert(None, last))
    return Problem(why_refused(loss, activation), (fix,))


def _changed(network: Network, path: Path, **settings: Any) -> Put:
    return Put(network.node(path).name, network.change(path, **settings).node(path))
