"""The architecture in a ``.keras`` file as our own network, by an allow-list; nothing in it is looked up or called.

What is read is what Keras 3.15 writes (``keras/src/saving/saving_lib.py`` and ``serialization_lib.py``).

A node of ours may be two layers of Keras, the first of them a helper. Which layers are helpers, their names say:
``NAME>pad`` before ``NAME`` in what this program writes, ``NAME_pad`` in what its first version wrote. That one kept
a file only if it read back as it was, so none of its files has a layer of such a name that is a person's own. In files
of anyone else ``NAME_pad`` counts as a helper too, since the network computes the same either way and its padding can
be changed in one place then; but not beside a ``>``, which only this program writes, and which then marks all helpers.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from cnnstudio.core.blocks import MERGES, Parallel, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import KINDS, Activation
from cnnstudio.core.network import HELPERS, MAX_DEPTH, MAX_LAYERS, Block, Layer, Network, Node
from cnnstudio.core.spec import BlockSpec, LayerSpec, settings_of
from cnnstudio.core.words import plain, quoted
from cnnstudio.files import keras_scaling
from cnnstudio.files.keras_scaling import PixelScaling

_MARK = ">"
_FIRST_HELPERS = {"ZeroPadding2D": "_pad", "Add": "_add"}
_MOST_LAYERS = 2 * MAX_LAYERS + 1

_Helpers = dict[str, str]

_MERGE_OF = {kind: name for name, kind in MERGES.items()}


@dataclass(frozen=True)
class KerasNode:
    """One layer of the file: Keras's class, its name, our spec (None for a merge), the names of its inputs.

    Attributes:
        pixels: What a first layer does to every pixel by itself; such a layer is none of the network's.
    """

    kind: str
    name: str
    spec: LayerSpec | None
    inputs: tuple[str, ...]
    pixels: PixelScaling | None = None


@dataclass(frozen=True)
class _Part:
    """A node that may still be put together with the next one: its name need not be one that a node may have."""

    name: str
    spec: LayerSpec | BlockSpec
    branches: tuple[tuple[Node, ...], ...] = ()


def network_of(config: Any, *, marked: bool = False) -> tuple[Network, tuple[KerasNode, ...]]:
    """The network, and Keras's layers in the file's order; raises SpecError naming the layer and what is wrong.

    Args:
        marked: Whether it is known that helpers, if there are any, are called ``NAME>pad``.
    """
    kind = _fields(config, "The file", "class_name", "config").get("class_name")
    if kind not in ("Sequential", "Functional"):
        raise SpecError(f"A network of the class {quoted(kind)} is not known here.")
    inner = _fields(config["config"], "The network", "layers")
    _check_common("The network", inner, {"layers", "build_input_shape", "input_layers", "output_layers"})
    if not isinstance(inner["layers"], list) or not 2 <= len(inner["layers"]) <= _MOST_LAYERS:
        raise SpecError("The network has no layers, or too many.")
    first, *rest = inner["layers"]
    shape, name = _input(first)
    scaling = _scaling(rest[0], shape, name, linked=kind == "Functional")
    start, rest = (scaling[0].name, rest[1:]) if scaling else (name, rest)
    if kind == "Sequential":
        nodes = _chained(rest, start)
        order = _sequence(nodes, _helpers(nodes, marked))
    else:
        nodes = tuple(_node(plain_layer, _inputs(plain_layer)) for plain_layer in rest)
        ends = [_only_tensor(inner.get(key), "input or output") for key in ("input_layers", "output_layers")]
        if ends[0] != name:
            raise SpecError("The network has more than one input.")
        order = _unfolded(nodes, start, ends[1], _helpers(nodes, marked))
    return Network(shape, order), (*scaling, *nodes)


def _helpers(nodes: tuple[KerasNode, ...], marked: bool) -> _Helpers:
    """What stands behind a node's name in the names of its helpers."""
    return HELPERS if marked or any(_MARK in node.name for node in nodes) else _FIRST_HELPERS


def _chained(plain_layers: list[Any], first: str) -> tuple[KerasNode, ...]:
    nodes: list[KerasNode] = []
    for plain_layer in plain_layers:
        nodes.append(_node(plain_layer, (nodes[-1].name if nodes else first,)))
    return tuple(nodes)


def _input(given: Any) -> tuple[tuple[int, ...], str]:
    layer = _fields(given, "The first layer", "class_name", "config")
    config = layer["config"]
    if layer["class_name"] != "InputLayer" or not isinstance(config, dict):
        raise SpecError("The network does not begin with its input.")
    shape = config.get("batch_shape")
    if not isinstance(shape, list) or len(shape) != 4 or shape[0] is not None:
        raise SpecError("The network's input is no picture of a fixed size.")
    if config.get("sparse") or config.get("ragged") or config.get("optional") or not _is_float32(config.get("dtype")):
        raise SpecError("The network's input is of a sort that is not known here.")
    return tuple(shape[1:]), str(config.get("name"))


def _scaling(given: Any, shape: tuple[int, ...], start: str, *, linked: bool) -> tuple[KerasNode, ...]:
    """The first layer if it standardises pixel by pixel, else nothing."""
    kind, name, config = _layer(given)
    if kind != keras_scaling.KIND or not keras_scaling.is_pixel_scaling(config):
        return ()
    if linked and _inputs(given) != (start,):
        raise SpecError(f"The layer {quoted(name)} does not stand right behind the input.")
    _check_common(name, config, set(keras_scaling.SETTINGS))
    try:
        pixels = keras_scaling.pixel_scaling(config, shape)
    except SpecError as error:
        raise SpecError(f"The layer {quoted(name)}: {plain(error, 90)}") from error
    return (KerasNode(kind, name, None, (start,), pixels),)


def _node(given: Any, inputs: tuple[str, ...]) -> KerasNode:
    kind, name, config = _layer(given)
    if kind in _MERGE_OF:
        _check_common(name, config, set())
        return KerasNode(kind, name, None, inputs)
    if len(inputs) != 1:
        raise SpecError(f"The layer {quoted(name)} has {len(inputs)} inputs.")
    return KerasNode(kind, name, _spec(kind, name, config), inputs)


def _layer(given: Any) -> tuple[str, str, dict[str, Any]]:
    """Class, name and settings of one of Keras's own layers that is known here."""
    layer = _fields(given, "A layer", "class_name", "config")
    kind, config = layer["class_name"], layer["config"]
    name = config.get("name") if isinstance(config, dict) else None
    if not isinstance(config, dict) or not isinstance(name, str):
        raise SpecError("A layer has no name.")
    unknown = set(layer) - {
        "module",
        "class_name",
        "config",
        "registered_name",
        "build_config",
        "name",
        "inbound_nodes",
    }
    if unknown or not isinstance(kind, str) or (kind not in KINDS and kind not in _MERGE_OF):
        raise SpecError(f"The layer {quoted(name)} is of the kind {quoted(kind)}, which is not known here.")
    if layer.get("module") != "keras.layers" or layer.get("registered_name") not in (None, kind):
        raise SpecError(f"The layer {quoted(name)} is not one of Keras's own.")
    return kind, name, config


def _spec(kind: str, name: str, config: dict[str, Any]) -> LayerSpec:
    wanted = set(KINDS[kind]().keras()[-1][1])
    _check_common(name, config, wanted)
    missing = sorted(wanted - set(config))
    if missing:
        raise SpecError(f"The layer {quoted(name)} lacks {quoted(missing[0])}.")
    try:
        return KINDS[kind].from_keras({key: config[key] for key in sorted(wanted)})
    except SpecError as error:
        raise SpecError(f"The layer {quoted(name)}: {plain(error, 90)}") from error


def _check_common(name: str, config: dict[str, Any], wanted: set[str]) -> None:
    """Every parameter is wanted, or one of those that change nothing here with a value that changes nothing."""
    for key, value in config.items():
        if key in wanted:
            continue
        check = _IGNORABLE.get(key)
        if check is None:
            raise SpecError(f"{quoted(key)} of {quoted(name)} is not known here.")
        if not check(value):
            raise SpecError(f"{quoted(key)} of {quoted(name)} has a value that is not known here.")


def _is_float32(value: Any) -> bool:
    if isinstance(value, dict):
        inner = value.get("config")
        return value.get("class_name") == "DTypePolicy" and isinstance(inner, dict) and inner.get("name") == "float32"
    return bool(value == "float32")


def _is_usual_initialiser(value: Any) -> bool:
    """Keras's defaults; the weights come from the file anyway."""
    return (
        isinstance(value, dict)
        and value.get("module") == "keras.initializers"
        and value.get("class_name") in ("GlorotUniform", "Zeros", "Ones")
    )


def _is_null(value: Any) -> bool:
    return value is None


def _is_whole(value: Any) -> bool:
    return value is None or type(value) is int


_KERNELS = ("kernel", "depthwise", "pointwise")

_IGNORABLE: dict[str, Callable[[Any], bool]] = {
    "name": lambda value: isinstance(value, str),
    "trainable": lambda value: value is True,
    "dtype": _is_float32,
    "data_format": lambda value: value == "channels_last",
    "axis": lambda value: value in (-1, [-1]),
    "invert": lambda value: value is False,
    "rms_scaling": lambda value: value is False,
    "seed": _is_whole,
    "noise_shape": _is_null,
    "synchronized": lambda value: value is False,
    "renorm": lambda value: value is False,
    "renorm_clipping": _is_null,
    "renorm_momentum": lambda value: isinstance(value, float),
    "quantization_config": _is_null,
    "activity_regularizer": _is_null,
    **{f"{name}_initializer": _is_usual_initialiser for name in ("bias", "beta", "gamma", "alpha")},
    **{f"moving_{name}_initializer": _is_usual_initialiser for name in ("mean", "variance")},
    **{f"{name}_regularizer": _is_null for name in ("bias", "beta", "gamma", "alpha")},
    **{f"{name}_constraint": _is_null for name in (*_KERNELS, "bias", "beta", "gamma", "alpha")},
}


def _inputs(layer: Any) -> tuple[str, ...]:
    """The names of the layers that a layer of a functional network reads from; it is used once."""
    try:
        (node,) = layer["inbound_nodes"]
        (given,) = node["args"]
        tensors = given if isinstance(given, list) else [given]
        if not _changes_nothing(node["kwargs"]) or any(
            tensor["class_name"] != "__keras_tensor__" for tensor in tensors
        ):
            raise ValueError
        return tuple(_only_tensor(tensor["config"]["keras_history"], "layer") for tensor in tensors)
    except (TypeError, KeyError, ValueError) as error:
        raise SpecError("A layer is used more than once, or in a way that is not known here.") from error


def _changes_nothing(call: Any) -> bool:
    """Whether a layer's call in a graph was the plain one: what is noted as training gives way to the network's own."""
    return isinstance(call, dict) and all(
        (key == "training" and (value is None or isinstance(value, bool))) or (key == "mask" and value is None)
        for key, value in call.items()
    )


def _only_tensor(history: Any, what: str) -> str:
    """The name in ``["name", 0, 0]``, which may stand in a list of its own."""
    if isinstance(history, list) and len(history) == 1:
        history = history[0]
    if not isinstance(history, list) or len(history) != 3 or not isinstance(history[0], str) or history[1:] != [0, 0]:
        raise SpecError(f"The network has an {what} that is shared or not the only one.")
    return history[0]


def _sequence(nodes: tuple[KerasNode, ...], helpers: _Helpers) -> tuple[Node, ...]:
    layers: list[_Part] = []
    for node in nodes:
        if node.spec is None:
            raise SpecError(f"The layer {quoted(node.name)} has one input only.")
        layers.append(_Part(node.name, node.spec))
    return _folded(layers, helpers)


def _unfolded(nodes: tuple[KerasNode, ...], first: str, last: str, helpers: _Helpers) -> tuple[Node, ...]:
    """The tree of a graph that forks and meets in nested blocks; raises SpecError for any other graph."""
    by_name = {node.name: node for node in nodes}
    above = _forks(nodes, first)
    if last not in by_name or len(by_name) != len(nodes):
        raise SpecError("The network's layers do not lead to its output.")
    seen: list[str] = []

    def row(end: str, start: str, depth: int) -> tuple[Node, ...]:
        if depth > MAX_DEPTH:
            raise SpecError(f"Blocks are nested at most {MAX_DEPTH} deep.")
        found: list[_Part] = []
        while end != start:
            node = by_name[end]
            seen.append(end)
            if node.spec is not None:
                found.append(_Part(end, node.spec))
            else:
                branches = tuple(row(each, above[end], depth + 1) for each in node.inputs)
                found.append(_Part(end, Parallel(_MERGE_OF[node.kind]), branches))
            end = above[end]
            if len(seen) > len(nodes):
                raise SpecError("The network's branches cross; only nested blocks are known here.")
        return _folded(found[::-1], helpers)

    tree = row(last, first, 0)
    if len(seen) != len(nodes):
        raise SpecError("The network's branches cross or end nowhere; only nested blocks are known here.")
    return tree


def _forks(nodes: tuple[KerasNode, ...], first: str) -> dict[str, str]:
    """For each layer the nearest one that every way to it leads through: its immediate dominator.

    K. D. Cooper, T. J. Harvey, K. Kennedy, "A Simple, Fast Dominance Algorithm" (2001); in one pass, as the layers
    stand in an order in which each follows its inputs.
    """
    above: dict[str, str] = {}
    place = {first: 0}
    for number, node in enumerate(nodes, 1):
        if not node.inputs or any(each not in place for each in node.inputs) or node.name in place:
            raise SpecError(f"The layer {quoted(node.name)} stands before its input, or there are two of its name.")
        meeting = node.inputs[0]
        for each in node.inputs[1:]:
            other = each
            while meeting != other:
                if place[meeting] > place[other]:
                    meeting = above[meeting]
                else:
                    other = above[other]
        above[node.name] = meeting
        place[node.name] = number
    return above


def _folded(row: list[_Part], helpers: _Helpers) -> tuple[Node, ...]:
    """With each helper, as ``NAME>pad`` before ``NAME``, put back into the node it belongs to."""
    result: list[_Part] = []
    for part in row:
        whole = _put_together(result[-1], part, helpers) if result else None
        if whole is not None:
            result[-1] = whole
        else:
            result.append(part)
    return tuple(
        Block(part.name, part.spec, part.branches) if isinstance(part.spec, BlockSpec) else Layer(part.name, part.spec)
        for part in result
    )


def _put_together(before: _Part, part: _Part, helpers: _Helpers) -> _Part | None:
    if isinstance(part.spec, BlockSpec):
        return None
    if isinstance(before.spec, BlockSpec):
        is_end = isinstance(part.spec, Activation) and before.name == part.name + helpers["Add"]
        if is_end and before.spec == Parallel("add") and len(before.branches) == 2:
            return replace(before, name=part.name, spec=Residual(part.spec.activation_name()))
        return None
    if before.name != part.name + helpers["ZeroPadding2D"]:
        return None
    pixels = _pixels_before(before.spec, part.spec)
    if pixels is None:
        return None
    return _Part(part.name, type(part.spec).from_plain({**part.spec.to_plain(), "padding": pixels}))


def _pixels_before(frame: LayerSpec, spec: LayerSpec) -> int | None:
    """The pixels on every side that ``frame`` adds, if ``spec`` can have them as its own."""
    around, given = frame.to_plain(), spec.to_plain()
    sides = {*around.get("rows", ()), *around.get("columns", ())}
    takes_pixels = "padding" in given and settings_of(spec)["padding"].form == "padding"
    same = frame.kind == "ZeroPadding2D" and takes_pixels and given["padding"] == "valid"
    return sides.pop() if same and len(sides) == 1 else None


def _fields(value: Any, what: str, *needed: str) -> dict[str, Any]:
    if not isinstance(value, dict) or any(key not in value for key in needed):
        raise SpecError(f"{what} is not as Keras writes it.")
    return value
