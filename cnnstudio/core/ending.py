"""How a network ends: its size, the function its output goes through, and whether a loss can be computed from that."""

import math
from collections.abc import Collection, Iterator
from functools import reduce
from typing import Any

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import inside_sentence, tr, tr_count
from cnnstudio.core.layers import Activation, Dense, Flatten, GlobalAveragePooling2D
from cnnstudio.core.network import Block, Layer, Network, Node, Path
from cnnstudio.core.problem import Fix, Insert, Problem, Put
from cnnstudio.core.spec import MAX_PARAMETERS, LayerSpec, Shape
from cnnstudio.core.training.plan import LOSSES

BINARY = ("binary_crossentropy", "binary_crossentropy_sum")
"""The losses that take each output as the answer to a question of its own."""

_AND = " and "
"""Between the functions that branches end with, where they are several."""

_FROM_LOGITS = (*BINARY, "categorical_crossentropy", "sparse_categorical_crossentropy")

_PROBABILITIES = ("softmax", "sigmoid", "hard_sigmoid")

_ACCEPTED = {
    # "linear" ends in logits: the engine puts the softmax or sigmoid into the loss.
    loss: (*_PROBABILITIES, "linear")
    for loss in LOSSES
    if loss != "mean_squared_error"
}
"""The activations each loss can be computed from; every one where the loss is not named."""


_HANDED_ON = ("pooling", "shaping", "regularisation", "augmentation")
"""Families whose layers hand values on, or a mean or a part of them, so that probabilities stay probabilities."""

_ONE_BY_ONE = ("activation", "regularisation")
"""Families whose layers leave every number in its place."""


def hands_on(spec: LayerSpec) -> bool:
    """Whether what a layer gives out has gone through the same function as what it was given."""
    return spec.family in _HANDED_ON or (spec.family == "activation" and spec.activation_name() == "linear")


def deciding_path(network: Network) -> Path | None:
    """Where the last node stands that decides on the function the output has gone through; None without one."""
    for index in range(len(network.nodes) - 1, -1, -1):
        node = network.nodes[index]
        if not isinstance(node, Layer) or not hands_on(node.spec):
            return (index,)
    return None


def acting_path(network: Network, path: Path) -> Path:
    """Where the node stands through whose activation the numbers of the node at ``path`` went last.

    It is that node itself, but for one that hands on each number as it is, a Dropout for example.
    """
    while getattr(network.node(path).spec, "family", "") == "regularisation":
        before = path
        while before[-1] == 0 and len(before) > 1:
            before = before[:-2]
        if before[-1] == 0:
            break
        path = (*before[:-1], before[-1] - 1)
    return path


def end_activation(network: Network) -> str:
    """The function the output has gone through, Keras's name.

    ``"linear"`` where it has gone through none; the names joined by "and" where branches side by side end differently.
    """
    return _through(network.nodes, "linear")


def ends_in_logits(network: Network) -> bool:
    """Whether the output has gone through no function, so that softmax or sigmoid is still to be done."""
    return end_activation(network) == "linear"


def keeps_logits(network: Network) -> bool:
    """Whether Keras finds what stands before the softmax or sigmoid at the end, and computes cross-entropies of that.

    It hangs it on what the function itself gives out (Keras 3.15, ``_get_logits`` in its TensorFlow backend): behind a
    layer that makes other numbers of these, or lays them out anew, a loss takes them as they are.
    """
    path = deciding_path(network)
    if path is None or network.node(path).spec.activation_name() not in ("softmax", "sigmoid"):
        return False
    return all(node.spec.family == "activation" for node in network.nodes[path[0] + 1 :] if isinstance(node, Layer))


def left_to_do(loss: str, network: Network) -> str:
    """The function that the output still goes through to be an answer, ``"softmax"`` or ``"sigmoid"``; empty for none.

    It is the one that a cross-entropy puts behind a network that ends in logits; squared error takes them as they are.
    """
    return "" if loss == "mean_squared_error" or not ends_in_logits(network) else best_activation(loss)


def _through(nodes: tuple[Node, ...], before: str) -> str:
    for node in nodes:
        own = node.spec.activation_name()
        if own != "linear":
            before = own
        elif isinstance(node, Block):
            before = _merged(node, before)
        elif not hands_on(node.spec):
            before = "linear"
    return before


def at_the_end(network: Network) -> set[str]:
    """The names of the last nodes, from the last layer that computes on; in a block that ends it of each branch."""
    return set(_last(network.nodes))


def giving_classes(network: Network) -> set[str]:
    """The names of the nodes whose numbers stand for what the network's own do: behind them none is mixed or moved."""
    found: set[str] = set()
    for node in reversed(network.nodes):
        found.add(node.name)
        if not isinstance(node, Layer) or node.spec.family not in _ONE_BY_ONE:
            break
    return found


def stand_for_classes(network: Network, name: str, count: int, labels: Collection[str]) -> bool:
    """Whether the ``count`` numbers or channels of the node stand for these classes, one for each."""
    return count == len(labels) and name in giving_classes(network)


def in_full_precision(network: Network) -> set[str]:
    """The names of the nodes that compute in float32 even where the others do not.

    Those at the end, as a loss needs the digits; and changes of pictures at random, as in float16 the hue of a dark
    picture may be no number.
    """
    changing = {layer.name for _, layer in network.layers() if layer.spec.family == "augmentation"}
    return at_the_end(network) | changing


def _last(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in reversed(nodes):
        yield node.name
        if isinstance(node, Block):
            for branch in node.branches:
                yield from _last(branch)
            return
        if not hands_on(node.spec) and node.spec.family != "activation":
            return


def _merged(block: Block, before: str) -> str:
    """What branches have gone through together; a sum has gone through nothing: it is as free as a logit."""
    if block.spec.merge_name() == "add":
        return "linear"
    return _AND.join(dict.fromkeys(_through(branch, before) for branch in block.branches))


def accepts(loss: str, activation: str) -> bool:
    """Whether ``loss`` can be computed from what ``activation`` gives out."""
    return activation in _ACCEPTED.get(loss, (activation,))


def best_activation(loss: str | None) -> str:
    """The activation to end with under ``loss``, or where no loss is known."""
    return "sigmoid" if loss in BINARY else "softmax"


def why_refused(loss: str, activation: str) -> str:
    """In words, why ``loss`` cannot be computed from what ``activation`` gives out."""
    name = LOSSES[loss].partition(" (")[0]
    return tr(
        "The network ends with {activation}, but {loss} needs {best}, so that the outputs are probabilities.",
        activation=reduce(lambda one, two: tr("{first} and {last}", first=one, last=two), activation.split(_AND)),
        loss=inside_sentence(name),
        best=best_activation(loss),
    )


def size_problem(network: Network, given: Shape, shape: Shape, classes: int, loss: str | None) -> Problem:
    """What is wrong with a network that ends with ``shape`` where one number for each of ``classes`` is needed.

    Args:
        given: The shape that the last node is given.
    """
    if len(shape) > 1:
        return _picture_problem(network, given, shape, classes)
    text = tr_count(
        "The data have {classes} classes, but the network ends with {count:,} number.",
        "The data have {classes} classes, but the network ends with {count:,} numbers.",
        shape[0],
        classes=classes,
    )
    best, path = best_activation(loss), _last_dense(network)
    if path is None:
        return Problem(text, _with_dense(network.nodes[-1], given, shape, Dense(classes, best)))
    if loss is None or accepts(loss, end_activation(network)) or path != deciding_path(network):
        label = (
            tr("Set units to {classes}", classes=classes)
            if path == (len(network.nodes) - 1,)
            else tr("Set units of {name} to {classes}", name=network.node(path).name, classes=classes)
        )
        return Problem(text, (Fix(label, _changed(network, path, units=classes)),))
    changed = _changed(network, path, units=classes, activation=best)
    return Problem(text, (Fix(tr("Set units to {classes} and {best}", classes=classes, best=best), changed),))


def _with_dense(end: Node, given: Shape, shape: Shape, dense: Dense) -> tuple[Fix, ...]:
    """A last layer; behind a list too long for one, the mean of each channel is taken first."""
    last = Insert(None, Layer("dense_1", dense))
    if dense.params(shape).total <= MAX_PARAMETERS:
        return (Fix(tr("Add Dense with {units} units", units=dense.units), last),)
    if not isinstance(end, Layer) or not isinstance(end.spec, Flatten) or len(given) != 3:
        return ()
    pooled = Put(end.name, Layer(end.name, GlobalAveragePooling2D()))
    label = tr(
        "Make {name} a GlobalAveragePooling2D and add Dense with {units} units", name=end.name, units=dense.units
    )
    return (Fix(label, pooled, last),)


def _picture_problem(network: Network, given: Shape, shape: Shape, classes: int) -> Problem:
    end, flat = network.nodes[-1], Layer("flatten_1", Flatten())
    text = tr(
        "The network ends with {shape}, but it needs a list of {classes} numbers, one a class.",
        shape=shape_in_words(shape),
        classes=classes,
    )
    if not isinstance(end, Layer) or not isinstance(end.spec, Dense):
        return Problem(text, (Fix(tr("Add Flatten"), Insert(None, flat)),))
    if Dense(classes).params((math.prod(given),)).total > MAX_PARAMETERS and len(given) == 3:
        flat = Layer("global_average_pooling2d_1", GlobalAveragePooling2D())
    if end.spec.units == classes:
        return Problem(text, (Fix(tr("Insert {kind} here", kind=flat.spec.kind), Insert(end.name, flat)),))
    label = tr("Insert {kind} here and set units to {classes}", kind=flat.spec.kind, classes=classes)
    units = _changed(network, (len(network.nodes) - 1,), units=classes)
    return Problem(text, (Fix(label, Insert(end.name, flat), units),))


def _last_dense(network: Network) -> Path | None:
    """The last Dense, when what stands behind it leaves the number of its outputs alone."""
    for index in range(len(network.nodes) - 1, -1, -1):
        node = network.nodes[index]
        if not isinstance(node, Layer):
            return None
        if isinstance(node.spec, Dense):
            return (index,)
        if node.spec.family not in _ONE_BY_ONE:
            return None
    return None


def activation_problem(network: Network, shape: Shape | None, loss: str) -> Problem | None:
    """What is wrong with the function the output goes through, for a network that ends with a list of numbers.

    Args:
        shape: What the node at ``deciding_path`` gives out.
    """
    activation, best = end_activation(network), best_activation(loss)
    path = deciding_path(network)
    if path is None or accepts(loss, activation):
        return None
    if _can_be_set(network, path, shape):
        fix = Fix(tr("Set activation to {best}", best=best), _changed(network, path, activation=best))
    else:  # on a picture, softmax would go over the channels of each pixel instead of over the classes
        last = Layer("activation_1", Activation(best))
        fix = Fix(tr("Add {best} at the end", best=best), Insert(None, last))
    return Problem(why_refused(loss, activation), (fix,))


def activation_caution(network: Network, shape: Shape | None, loss: str) -> Problem | None:
    """What is probably not meant with a loss that is computed as if the output had gone through another function.

    Keras takes the numbers before a softmax or sigmoid for any cross-entropy (Keras 3.15, ``_get_logits`` in its
    TensorFlow backend); arguments as ``activation_problem``.
    """
    activation, best, path = end_activation(network), best_activation(loss), deciding_path(network)
    if path is None or loss not in _FROM_LOGITS or activation == best or not keeps_logits(network):
        return None
    name = LOSSES[loss].partition(" (")[0]
    words = {"loss": name, "activation": activation, "best": best}
    if best == "sigmoid":
        text = tr(
            "{loss} takes the numbers before the {activation}, as if each went through a {best}: so Keras computes it.",
            **words,
        )
    else:
        text = tr(
            "{loss} takes the numbers before the {activation}, as if all went together through a {best}: so Keras "
            "computes it.",
            **words,
        )
    if not _can_be_set(network, path, shape):
        return Problem(text)
    return Problem(text, (Fix(tr("Set activation to {best}", best=best), _changed(network, path, activation=best)),))


def _can_be_set(network: Network, path: Path, shape: Shape | None) -> bool:
    node = network.node(path)
    return isinstance(node, Layer) and "activation" in node.spec.to_plain() and shape is not None and len(shape) == 1


def _changed(network: Network, path: Path, **settings: Any) -> Put:
    return Put(network.node(path).name, network.change(path, **settings).node(path))
