"""The graph of layers in a description, as every Keras from 1 to 3 writes it, with the networks inside it opened.

A stack becomes a chain. A place in the graph is called by its key: the names of the networks around it and its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cnnstudio.core.blocks import MAX_BRANCHES
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import inside_sentence, tr, tr_in
from cnnstudio.core.network import MAX_DEPTH, MAX_LAYERS
from cnnstudio.core.words import quoted

Key = tuple[str, ...]

_ONE = {
    "layer": tr_in("of a network", "layer"),
    "input": tr_in("of a network", "input"),
    "output": tr_in("of a network", "output"),
}
_SEVERAL = {
    "layer": tr_in("of a network", "layers"),
    "input": tr_in("of a network", "inputs"),
    "output": tr_in("of a network", "outputs"),
}

STACKS, GRAPHS = ("Sequential",), ("Functional", "Model")
NETWORKS = STACKS + GRAPHS
MOST_LAYERS = 2 * MAX_LAYERS + 1

_MODULE = re.compile(r"(tf_)?keras(\.src)?(\.(layers|models|engine)(\.\w+)*)?")
_LONGEST_NAME = 500
_SHOWN = 3
_PREFIX = "experimental>"
_LAYER_KEYS = {
    "module",
    "class_name",
    "config",
    "registered_name",
    "build_config",
    "compile_config",
    "name",
    "inbound_nodes",
    "shared_object_id",
}


@dataclass(frozen=True)
class RawLayer:
    """One layer as it stands in the file, with nothing of it believed yet but its place.

    Attributes:
        inputs: The keys of the layers it reads from.
        within: The networks around it, outermost first: each its class and name.
        strange: Why it is none of Keras's own layers, or is used in a way that is not known; empty where all is well.
        is_training: Whether it is called as in training wherever the network is used.
    """

    kind: str
    key: Key
    config: dict[str, Any]
    inputs: tuple[Key, ...]
    within: tuple[tuple[str, str], ...] = ()
    strange: str = ""
    is_training: bool = False

    @property
    def name(self) -> str:
        return self.key[-1]


@dataclass(frozen=True)
class Graph:
    """The layers, each behind those it reads from is not promised; ``start`` stands for the pictures."""

    start: Key
    input_config: dict[str, Any]
    end: Key
    layers: tuple[RawLayer, ...]


@dataclass
class _Opened:
    """What is found while networks inside networks are opened."""

    layers: list[RawLayer] = field(default_factory=list)
    keys: set[Key] = field(default_factory=set)
    count: int = 0


def graph_of(config: Any) -> Graph:
    """The graph of a description; raises SpecError where it is none, or takes or gives more than one thing."""
    outer = fields(config, tr("The file"), "class_name", "config")
    kind = outer["class_name"]
    if kind not in NETWORKS:
        raise SpecError(tr("A network of the class {kind} is not known here.", kind=quoted(kind)))
    _check_own(outer, str(kind), tr("The network"))
    opened, start = _Opened(), ("",)
    end = _open(outer, opened, (), (), start)
    return Graph(start, _input_of(outer), end, tuple(opened.layers))


def fields(value: Any, what: str, *needed: str) -> dict[str, Any]:
    """The object, if it has these keys; raises SpecError otherwise."""
    if not isinstance(value, dict) or any(key not in value for key in needed):
        raise SpecError(tr("{what} is not as Keras writes it.", what=what))
    return value


def _open(given: dict[str, Any], opened: _Opened, within: Key, around: tuple[tuple[str, str], ...], start: Key) -> Key:
    """Adds the layers of a network that reads from ``start``; the key of what comes out of it."""
    if len(within) > MAX_DEPTH:
        raise SpecError(tr("Networks inside networks are known up to {max_depth} deep.", max_depth=MAX_DEPTH))
    layers = _layers_of(given)
    opened.count += len(layers)
    if opened.count > MOST_LAYERS:
        raise SpecError(tr("The network has no layers, or too many."))
    if given["class_name"] in STACKS:
        return _open_stack(layers, opened, within, around, start)
    return _open_graph(fields(given["config"], tr("The network"), "layers"), layers, opened, within, around, start)


def _layers_of(given: dict[str, Any]) -> list[Any]:
    """Of Keras up to 2.2.2 a stack's configuration is the bare list of its layers."""
    inner = given["config"]
    layers = inner.get("layers") if isinstance(inner, dict) else inner
    if not isinstance(layers, list) or not 1 <= len(layers) <= MOST_LAYERS:
        raise SpecError(tr("The network has no layers, or too many."))
    return layers


def _open_stack(
    layers: list[Any], opened: _Opened, within: Key, around: tuple[tuple[str, str], ...], start: Key
) -> Key:
    last = start
    for given in layers:
        layer = _layer(given)
        if layer["class_name"] != "InputLayer":
            last = _add(layer, (last,), opened, within, around)
        elif last != start:
            raise SpecError(tr("The network has more than one input."))
    if last == start:
        raise SpecError(tr("The network has no layers, or too many."))
    return last


def _open_graph(
    config: dict[str, Any],
    layers: list[Any],
    opened: _Opened,
    within: Key,
    around: tuple[tuple[str, str], ...],
    start: Key,
) -> Key:
    entry = only_tensor(config.get("input_layers"), "input")
    exit_ = only_tensor(config.get("output_layers"), "output")
    ends: dict[str, Key] = {}
    for given in layers:
        layer = _layer(given)
        name = str(layer["config"]["name"])
        if name in ends:
            raise SpecError(tr("Two layers are called {name}.", name=quoted(name)))
        if layer["class_name"] == "InputLayer":
            if name != entry:
                raise SpecError(tr("The network has more than one input."))
            ends[name] = start
            continue
        sources, strange, is_training = _sources(layer)
        missing = next((each for each in sources if each not in ends), None)
        if missing is not None:
            raise SpecError(
                tr("The layer {name} stands before its input, or there are two of its name.", name=quoted(name))
            )
        inputs = tuple(ends[each] for each in sources)
        ends[name] = _add(layer, inputs, opened, within, around, strange, is_training)
    if exit_ not in ends:
        raise SpecError(tr("The network's layers do not lead to its output."))
    return ends[exit_]


def _add(
    layer: dict[str, Any],
    inputs: tuple[Key, ...],
    opened: _Opened,
    within: Key,
    around: tuple[tuple[str, str], ...],
    strange: str = "",
    is_training: bool = False,
) -> Key:
    kind, name = layer["class_name"], layer["config"]["name"]
    kind = kind.removeprefix(_PREFIX) if isinstance(kind, str) else quoted(kind)
    if kind in NETWORKS and not strange and len(inputs) == 1:
        _check_own(layer, kind, tr("The network {name} inside it", name=quoted(name)))
        return _open(layer, opened, (*within, name), (*around, (kind, name)), inputs[0])
    key = (*within, name)
    if key in opened.keys:
        raise SpecError(tr("Two layers are called {name}.", name=quoted(name)))
    opened.keys.add(key)
    try:
        _check_own(layer, kind, tr("The layer {name}", name=quoted(name)))
    except SpecError as error:
        strange = strange or str(error)
    opened.layers.append(RawLayer(kind, key, layer["config"], inputs, around, strange, is_training))
    return key


def _layer(given: Any) -> dict[str, Any]:
    """A layer whose configuration has a name; a stack of old has a bare list there, and no name of its own."""
    layer = fields(given, tr("A layer"), "class_name", "config")
    config = layer["config"]
    if isinstance(config, list) and layer["class_name"] in STACKS:
        config = {"name": layer.get("name", "sequential"), "layers": config}
    if not isinstance(config, dict):
        raise SpecError(tr("A layer has no name."))
    name = config.get("name", layer.get("name"))
    if name is None and layer["class_name"] in NETWORKS:
        name = "network"
    if not isinstance(name, str):
        raise SpecError(tr("A layer has no name."))
    if len(name) > _LONGEST_NAME:
        raise SpecError(
            tr(
                "The layer {name} has a name of more than {most} characters.",
                name=quoted(name),
                most=_LONGEST_NAME,
            )
        )
    return {**layer, "config": {**config, "name": name}}


def _check_own(layer: dict[str, Any], kind: str, what: str) -> None:
    """Raises SpecError for what does not say that it is Keras's own. Nothing is looked up by these names."""
    module, registered = layer.get("module"), layer.get("registered_name")
    own = module is None or (isinstance(module, str) and _MODULE.fullmatch(module))
    if not own or registered not in (None, kind):
        raise SpecError(tr("{what} is not one of Keras's own.", what=what))
    unknown = sorted(str(key) for key in set(layer) - _LAYER_KEYS)
    if unknown:
        text = tr("{key} of {owner} is not known here.", key=quoted(unknown[0]), owner=inside_sentence(what))
        raise SpecError(text)


def _sources(layer: dict[str, Any]) -> tuple[tuple[str, ...], str, bool]:
    """The names a layer reads from, why it is used in a way not known here, and whether always as in training."""
    nodes = layer.get("inbound_nodes")
    name = quoted(layer["config"]["name"])
    if not isinstance(nodes, list) or len(nodes) != 1:
        return (), tr("The layer {name} is used more than once, or in a way that is not known here.", name=name), False
    try:
        tensors, calls = _call(nodes[0])
        if len(tensors) > MAX_BRANCHES:
            return (
                (),
                tr(
                    "The layer {name} has {count:,} inputs; at most {most} are known here.",
                    name=name,
                    count=len(tensors),
                    most=MAX_BRANCHES,
                ),
                False,
            )
        names = tuple(only_tensor(each, "layer") for each in tensors)
        known = all(_is_plain(call) for call in calls)
    except (TypeError, KeyError, ValueError):
        known, names, calls = False, (), []
    strange = (
        ""
        if known and names
        else tr("The layer {name} is used more than once, or in a way that is not known here.", name=name)
    )
    return names, strange, any(call.get("training") is True for call in calls if isinstance(call, dict))


def _call(node: Any) -> tuple[list[Any], list[Any]]:
    """The tensors ``["name", 0, 0]`` that one call reads, and the further arguments it was given."""
    if isinstance(node, dict):  # Keras 3
        (given,) = node["args"]
        tensors = given if isinstance(given, list) else [given]
        if any(tensor["class_name"] != "__keras_tensor__" for tensor in tensors):
            raise ValueError(node)
        return [tensor["config"]["keras_history"] for tensor in tensors], [node["kwargs"]]
    if not isinstance(node, list):
        raise TypeError(node)
    tensors = [node] if node and isinstance(node[0], str) else node
    return [each[:3] for each in tensors], [each[3] for each in tensors if len(each) > 3]


def _is_plain(call: Any) -> bool:
    """Whether a layer's call in a graph was the plain one: what is noted as training gives way to the network's own."""
    return isinstance(call, dict) and all(
        (key == "training" and (value is None or isinstance(value, bool))) or (key == "mask" and value is None)
        for key, value in call.items()
    )


def only_tensor(history: Any, what: str) -> str:
    """The name in ``["name", 0, 0]``, which may stand in a list of its own.

    The second number counts the calls of a layer, those outside of this network too; the third its outputs.
    """
    if isinstance(history, list) and len(history) == 1:
        history = history[0]
    if not isinstance(history, list) or len(history) != 3 or not isinstance(history[0], str):
        raise SpecError(_not_only(history, what))
    if type(history[1]) is not int or history[2] != 0:
        raise SpecError(
            tr(
                "The {what} {name} of the network is used in a way that is not known here.",
                what=_ONE[what],
                name=quoted(history[0]),
            )
        )
    return history[0]


def _not_only(histories: Any, what: str) -> str:
    """Names the inputs or outputs where there are several; a dictionary has its own names for them."""
    each = list(histories.values()) if isinstance(histories, dict) else histories
    if not isinstance(each, list):
        each = []
    names = [quoted(one[0]) for one in each[:_SHOWN] if isinstance(one, list) and one and isinstance(one[0], str)]
    if len(each) < 2 or not names:
        return tr("The network's {what} is not as Keras writes it.", what=_ONE[what])
    named = ", ".join(names)
    if len(each) > len(names):
        named = tr("{names} and {count:,} more", names=named, count=len(each) - len(names))
    return tr(
        "The network has {count:,} {what}, {names}; one is known here.",
        count=len(each),
        what=_SEVERAL[what],
        names=named,
    )


def _input_of(network: dict[str, Any]) -> dict[str, Any]:
    """What the file says of the network's input: the InputLayer's configuration, or what does its duty."""
    for _ in range(MAX_DEPTH + 1):
        layers = _layers_of(network)
        given = network["config"].get("build_input_shape") if isinstance(network["config"], dict) else None
        first = _entry(network, layers)
        config: dict[str, Any] = first["config"]
        if first["class_name"] == "InputLayer" or _has_shape(config):
            return config
        if first["class_name"] not in NETWORKS:
            built = first.get("build_config")
            given = given or (built.get("input_shape") if isinstance(built, dict) else None)
            return {"name": config["name"], "batch_shape": given}
        network = first
    raise SpecError(tr("Networks inside networks are known up to {max_depth} deep.", max_depth=MAX_DEPTH))


def _entry(network: dict[str, Any], layers: list[Any]) -> dict[str, Any]:
    if network["class_name"] in STACKS:
        return _layer(layers[0])
    name = only_tensor(network["config"].get("input_layers"), "input")
    return next((each for each in _all(layers) if each["config"]["name"] == name), _layer(layers[0]))


def _all(layers: list[Any]) -> Iterator[dict[str, Any]]:
    return (_layer(each) for each in layers)


def _has_shape(config: dict[str, Any]) -> bool:
    return any(config.get(key) is not None for key in ("batch_input_shape", "batch_shape", "input_shape", "input_dim"))
