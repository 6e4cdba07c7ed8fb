"""Makes a Keras model from a network, and moves weights in and out of it under our own names."""

from collections.abc import Callable
from typing import Any, Literal

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.ending import in_full_precision
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.network import HELPERS, Block, Network, Node, walk
from cnnstudio.core.params import Weight
from cnnstudio.core.spec import KerasLayer
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.files.project.weights_blob import Weights

KerasModel = Any
"""A ``keras.Model``; Keras has no types that a checker can use."""

Which = Literal["all", "stored", "held"]
"""Every array, those that are stored with a run, or those of frozen layers, which come from their source."""


def build(network: Network, first: tuple[KerasLayer, ...] = (), precision: str = "float32") -> KerasModel:
    """A Keras model whose layers carry the network's names; raises what Keras raises if the network cannot work.

    StudioError for a network of more layers in a row than Keras can follow.

    A plain stack becomes a ``Sequential``. A network with blocks becomes a functional model in which the layer that
    ends the block carries its name.

    Args:
        first: Keras layers to put before the network's own.
        precision: A key of ``core.plan.PRECISIONS``: what the layers compute in. Their weights are float32 in any, and
            so is what ``in_full_precision`` tells: the end from the last layer with weights on, and augmentation.
    """
    try:
        return _built(network, first, precision)
    except RecursionError as error:  # Keras walks along a chain of layers by recursion
        count = sum(1 for _ in network.layers())
        words = tr(
            "The network is too deep for Keras: {count:,} layers, of which it follows about 900 in a row.", count=count
        )
        raise StudioError(words, tr("Use fewer layers.")) from error


def _built(network: Network, first: tuple[KerasLayer, ...], precision: str) -> KerasModel:
    names = {node.name for _, node in walk(network.nodes)}
    in_full = names if precision == "float32" else in_full_precision(network)
    dtypes = {name: "float32" if name in in_full else precision for name in names}
    frozen = _frozen(network)
    start = keras.Input(network.input_shape, name=_free("input", names))
    before = [getattr(keras.layers, kind)(name=_free("scaling", names), **given) for kind, given in first]
    if not any(isinstance(node, Block) for _, node in walk(network.nodes)):
        layers = [each for _, layer in network.layers() for each in keras_layers(layer, dtypes[layer.name])]
        return keras.Sequential([start, *before, *layers], name=_free("network", names))
    tensor = start
    for each in before:
        tensor = each(tensor)
    return keras.Model(start, _through(network.nodes, tensor, dtypes, frozen), name=_free("network", names))


def keras_layers(node: Node, dtype: str = "float32", *, frozen: bool = False) -> list[Any]:
    """The Keras layers of a node; the last has its name, one before it the name with what it is for behind it.

    Args:
        dtype: The name of Keras's policy for what they compute in.
        frozen: Whether they do not learn: of BatchNormalization it means, too, that it uses what it has measured.
    """
    *before, (kind, arguments) = node.spec.keras()
    how: dict[str, Any] = {} if dtype == "float32" else {"dtype": dtype}
    how |= {"trainable": False} if frozen else {}
    helpers = [
        getattr(keras.layers, helper)(name=node.name + HELPERS[helper], **given, **how) for helper, given in before
    ]
    return [*helpers, getattr(keras.layers, kind)(name=node.name, **arguments, **how)]


def _through(nodes: tuple[Node, ...], tensor: Any, dtypes: dict[str, str], frozen: set[str]) -> Any:
    for node in nodes:
        if isinstance(node, Block):
            ends = [_through(branch, tensor, dtypes, frozen) for branch in node.branches]
            tensor = ends if len(ends) > 1 else ends[0]
        for each in keras_layers(node, dtypes[node.name], frozen=node.name in frozen):
            tensor = each(tensor)
    return tensor


def _frozen(network: Network) -> set[str]:
    """The names of the layers whose weights stay as their source has them."""
    if not pretrained_blocks(network):
        return set()
    return {row.name for row in analyse(network).rows if any(each.held for each in row.params.arrays)}


def _free(name: str, taken: set[str]) -> str:
    """The name, with as many "_" behind it as make it one that no layer has."""
    while name in taken:
        name += "_"
    return name


def get_weights(keras_model: KerasModel, network: Network, which: Which = "all") -> Weights:
    """A copy of every weight array. On the engine's thread only: elsewhere a training would tear it."""
    return {name: np.array(array) for name, array in see_weights(keras_model, network, which).items()}


def see_weights(keras_model: KerasModel, network: Network, which: Which = "all") -> Weights:
    """Every weight array as ``seen``; on the engine's thread only."""
    return {name: seen(variable) for name, variable in _variables(keras_model, network, which)}


def seen(variable: Any) -> npt.NDArray[Any]:
    """The numbers that a variable has now, read-only, where TensorFlow has them, or from a graphics card as a copy.

    As long as they are held, whoever changes the variable makes a copy first: they stay what they are, but are to be
    let go of before the training goes on.
    """
    return np.asarray(memoryview(tf.convert_to_tensor(variable)))


def set_weights(keras_model: KerasModel, network: Network, weights: Weights) -> None:
    """Sets every weight array, or none: raises StudioError when names or shapes are not the network's."""
    variables = dict(_variables(keras_model, network))
    if set(variables) != set(weights):
        name = sorted(set(variables) ^ set(weights))[0]
        if name not in variables:
            raise _of_no_layer(name)
        raise StudioError(tr("The stored weights do not fit the network: “{name}” are missing.", name=name))
    put_weights(keras_model, network, weights)


def _of_no_layer(name: str) -> StudioError:
    return StudioError(tr("The stored weights do not fit the network: “{name}” belong to no layer of it.", name=name))


def put_weights(keras_model: KerasModel, network: Network, weights: Weights) -> None:
    """Sets these weight arrays, or none: raises StudioError for one that is not the network's. Others stay."""
    variables = dict(_variables(keras_model, network)) if weights else {}
    for name, array in weights.items():
        if name not in variables:
            raise _of_no_layer(name)
        ours, theirs = tuple(array.shape), tuple(variables[name].shape)
        if ours != theirs:
            raise StudioError(
                tr(
                    "The stored weights do not fit the network: “{name}” is {ours}, not {theirs}.",
                    name=name,
                    ours=ours,
                    theirs=theirs,
                )
            )
    for name, array in weights.items():
        variables[name].assign(array)


def copying(source: KerasModel, target: KerasModel, network: Network) -> Callable[[], None]:
    """What brings the weights of one Keras model of the network into another one, as often as it is called.

    Those that pretrained blocks hold are not copied: they are the same in both, and no training changes them.
    """
    ours, theirs = (_variables(each, network, "stored") for each in (source, target))
    pairs = [(variable, other) for (_, variable), (_, other) in zip(ours, theirs, strict=True)]

    def copy() -> None:
        for variable, other in pairs:
            other.assign(tf.convert_to_tensor(variable))

    return copy


def _variables(keras_model: KerasModel, network: Network, which: Which = "all") -> list[tuple[str, Any]]:
    """Every weight variable with our name for it, layer by layer."""
    found = []
    for row in analyse(network).rows:
        arrays = [each for each in row.params.arrays if which == "all" or each.held == (which == "held")]
        if arrays:
            found += _variables_of(keras_model.get_layer(row.name), row.name, arrays)
    return found


def _variables_of(keras_layer: Any, name: str, arrays: list[Weight]) -> list[tuple[str, Any]]:
    by_name = {variable.name: variable for variable in keras_layer.weights}
    return [(f"{name}/{weight.name}", by_name[weight.name]) for weight in arrays]
