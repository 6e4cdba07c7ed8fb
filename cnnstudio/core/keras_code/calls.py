"""What a call in Keras code makes, as far as that is listed here: layers, networks, data, and Python's own small ones."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cnnstudio.core.keras_code import arrays
from cnnstudio.core.keras_code.names import MERGES, NOTHING, canonical
from cnnstudio.core.keras_code.symbols import (
    GAP,
    UNKNOWN,
    Class,
    Data,
    Function,
    Method,
    Net,
    Place,
    Ref,
    Thing,
)
from cnnstudio.core.words import quoted

if TYPE_CHECKING:
    from cnnstudio.core.keras_code.reader import Reader

_MOST = 10_000
_SEEDS = frozenset({"set_random_seed", "seed", "set_seed", "default_rng"})
_KEPT = frozenset({"astype", "copy", "squeeze", "ravel", "numpy", "batch", "shuffle", "prefetch", "cache", "repeat"})
_HANDED_ON = frozenset(
    {
        "array",
        "asarray",
        "float32",
        "cast",
        "convert_to_tensor",
        "squeeze",
        "constant",
        "from_tensor_slices",
        "ascontiguousarray",
        "copy",
        "list",
        "tuple",
        "concatenate",
    }
)
_FITS = ("fit", "fit_generator", "train_on_batch", "fit_on_batch")


def attribute(reader: "Reader", owner: Any, name: str) -> Any:
    """``owner.name``."""
    if isinstance(owner, Ref):
        return (
            canonical(f"{owner.path}.{name}")
            if owner.path.startswith(("keras", "tensorflow", "tf_keras"))
            else Ref(f"{owner.path}.{name}")
        )
    if isinstance(owner, Data) and name in ("shape", "size", "ndim"):
        return {"shape": owner.shape, "size": UNKNOWN, "ndim": len(owner.shape)}[name]
    if isinstance(owner, Net) and name in ("output", "outputs", "input", "inputs"):
        return _end_of(owner, name, reader)
    if isinstance(owner, Net) and name == "layers" and owner.items is not None:
        return list(owner.items)
    if isinstance(owner, Thing) and name in ("num_classes",):
        return UNKNOWN
    return Method(owner, name)


def _end_of(net: Net, name: str, reader: "Reader") -> Any:
    if net.items is not None:
        placed(reader, net)
    found = net.end if name.startswith("output") else net.start
    return UNKNOWN if found is None else found


def placed(reader: "Reader", net: Net) -> None:
    """A row of layers as a graph of them."""
    net.start = net.end = Place(None, shape=net.shape, line=net.line)
    net.end = _through(net, net.start, net.line, [])


def set_attribute(reader: "Reader", owner: Any, name: str, value: Any, line: int) -> None:
    """``owner.name = value``."""
    if isinstance(owner, Thing):
        owner.settings[name] = value
    if name == "trainable" and value is False and isinstance(owner, (Thing, Net)):
        reader.notes.add(line, "That these weights are frozen is not kept: here they learn.", "otherwise")


def called(reader: "Reader", what: Any, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    """``what(…)``."""
    if isinstance(what, Function):
        return reader.call(what, given, named, line)
    if isinstance(what, Method):
        return _method(reader, what, given, named, line)
    if isinstance(what, Thing):
        return _applied(what, given, line)
    if isinstance(what, Net):
        return _net_applied(what, given, line)
    if what is GAP:
        return Thing(Ref("keras.layers.Gap"), given, named, line)
    if isinstance(what, Class):
        return Thing(Ref(f"own.{what.name}"), given, named, line)
    return _of_library(reader, what, given, named, line) if isinstance(what, Ref) else UNKNOWN


def _places(value: Any) -> tuple[Place, ...]:
    parts = value if isinstance(value, (tuple, list)) else (value,)
    return tuple(each for each in parts if isinstance(each, Place))


def _applied(layer: Thing, given: tuple[Any, ...], line: int) -> Any:
    """A layer on what it reads."""
    inputs = _places(given[0]) if given else ()
    if not inputs and layer.ref.section == "layers" and given and isinstance(given[0], Data):
        return given[0]
    return Place(layer, inputs, line=layer.line or line) if inputs else UNKNOWN


def joined(merge: str, inputs: Any) -> Any:
    """Several places put together."""
    found = _places(inputs)
    return Place(Thing(Ref(f"keras.layers.{merge}"), (), {}, 0), found) if found else UNKNOWN


def _net_applied(net: Net, given: tuple[Any, ...], line: int) -> Any:
    """A network on what it reads: its layers stand there."""
    inputs = _places(given[0]) if given else ()
    if len(inputs) != 1:
        return UNKNOWN
    net.used = True
    return _through(net, inputs[0], line, [])


def _through(net: Net, start: Place, line: int, inside: list[Net]) -> Place:
    """Where the layers of a network lead from ``start``."""
    if net in inside:
        return start
    at = start
    if net.items is not None:
        for item in net.items:
            if isinstance(item, Net):
                item.used = True
                at = _through(item, at, line, [*inside, net])
            elif item.name not in NOTHING or item.ref.path.startswith("own."):
                at = Place(item, (at,), line=item.line)
        return at
    if net.start is None or net.end is None:
        return at
    copies: dict[int, Place] = {id(net.start): start}
    for each in in_order(net.end):
        if id(each) not in copies:
            inputs = tuple(copies[id(one)] for one in each.inputs)
            copies[id(each)] = Place(each.layer, inputs, each.shape, each.line, each.name)
    return copies[id(net.end)]


def in_order(end: Place) -> list[Place]:
    """Every place that ``end`` comes from, each behind those it reads from."""
    found: dict[int, Place] = {}
    stack: list[tuple[Place, bool]] = [(end, False)]
    while stack:
        place, is_done = stack.pop()
        if is_done:
            found[id(place)] = place
        elif id(place) not in found:
            stack.append((place, True))
            stack.extend((each, False) for each in reversed(place.inputs) if id(each) not in found)
    return list(found.values())


def _method(reader: "Reader", what: Method, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    owner, name = what.owner, what.name
    if isinstance(owner, Net):
        return _of_net(reader, owner, name, given, named, line)
    if isinstance(owner, Data):
        return _of_data(owner, name, given, named)
    if isinstance(owner, list) and name in ("append", "extend", "insert"):
        return _grown(reader, owner, name, given)
    if isinstance(owner, dict) and name in ("items", "keys", "values", "get"):
        return _of_dict(owner, name, given)
    if isinstance(owner, str) and name in ("lower", "upper", "strip", "format") and len(owner) < 200:
        return getattr(owner, name)() if name != "format" else _formatted(owner, given)
    if isinstance(owner, Thing) and name in ("flow", "flow_from_directory", "flow_from_dataframe"):
        reader.generators.append(owner)
        return Thing(Ref(f"keras.preprocessing.{name}"), (owner, *given), named, line)
    if isinstance(owner, Thing) and name == "adapt":
        reader.notes.add(line, "What it measures is not read: choose “standardised” on the Data page.", "otherwise")
    return UNKNOWN


def _formatted(text: str, given: tuple[Any, ...]) -> Any:
    simple = all(isinstance(each, (str, int, float)) for each in given) and ":" not in text and "{" in text
    parts = text.split("{}")
    if not simple or len(parts) != len(given) + 1 or "{" in "".join(parts):
        if text.count("{") == len(given) == 1 and "{0}" in text and simple:
            return text.replace("{0}", str(given[0]))
        return UNKNOWN
    return "".join(f"{part}{each}" for part, each in zip(parts, (*given, ""), strict=True))


def _grown(reader: "Reader", owner: list[Any], name: str, given: tuple[Any, ...]) -> None:
    from cnnstudio.core.keras_code.expressions import frozen

    added = frozen(given[-1]) if given else UNKNOWN
    more = list(added) if name == "extend" and isinstance(added, tuple) else [added]
    if len(owner) + len(more) > _MOST:
        return
    reader.step(len(more))
    if name == "insert" and type(given[0]) is int:
        owner.insert(given[0], added)
    else:
        owner.extend(more)


def _of_dict(owner: dict[Any, Any], name: str, given: tuple[Any, ...]) -> Any:
    if name == "get":
        return (
            owner.get(given[0], given[1] if len(given) > 1 else None)
            if given and isinstance(given[0], (str, int))
            else UNKNOWN
        )
    return {"items": tuple(owner.items()), "keys": tuple(owner), "values": tuple(owner.values())}[name]


def _of_net(reader: "Reader", net: Net, name: str, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    if name == "add" and net.items is not None:
        item = given[0] if given else next(iter(named.values()), UNKNOWN)
        _put_behind(reader, net, item, line)
    elif name == "pop" and net.items:
        net.items.pop()
    elif name == "compile":
        net.compiled = Thing(Ref("keras.compile"), given, named, line)
    elif name in _FITS:
        net.fitted.append(Thing(Ref(f"keras.{name}"), given, named, line))
    elif name == "load_weights":
        reader.notes.add(line, "The weights are not read here: open the file itself as a network.", "missing")
    elif name == "get_layer":
        return _layer_called(reader, net, given[0] if given else named.get("name"))
    return UNKNOWN


def _layer_called(reader: "Reader", net: Net, name: Any) -> Any:
    _end_of(net, "output", reader) if net.end is None else None
    for place in in_order(net.end) if net.end is not None else ():
        if place.layer is not None and place.layer.named.get("name") == name:
            return place.layer
    return UNKNOWN


def _put_behind(reader: "Reader", net: Net, item: Any, line: int) -> None:
    """One more layer or network of a Sequential."""
    assert net.items is not None
    if isinstance(item, Place) and item.layer is None:
        net.shape = item.shape
    elif isinstance(item, (Thing, Net)):
        if isinstance(item, Net):
            item.used = True
        net.items.append(item)
    else:
        what = f": {quoted(item.name)}" if isinstance(item, Ref) else ""
        reader.notes.add(line, f"What is added here is no layer that is known{what}; it is left out.", "missing")


def _of_data(data: Data, name: str, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    if name == "reshape":
        return arrays.reshaped(data, given)
    if name in ("mean", "std"):
        return arrays.figure(data, name, given[0] if given else named.get("axis"))
    if name == "max" and not data.pictures and data.classes:
        return data.classes - 1
    return data if name in _KEPT else UNKNOWN


def _of_library(reader: "Reader", ref: Ref, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    special = _SPECIAL.get(ref.path)
    if special is not None:
        return special(reader, given, named, line)
    if ref.name == "load_data" and ref.path.startswith("keras.datasets."):
        return arrays.loaded(ref.section)
    if ref.name in _SEEDS and not ref.path.startswith("keras.random"):
        number = given[0] if given else named.get("seed")
        if type(number) is int and 0 <= number < 2**31:
            reader.seeds.append((ref.path, number))
        return UNKNOWN
    if ref.section == "layers" and ref.name in MERGES and ref.name[0].islower() and ref.path.startswith("keras."):
        merge = named.get("mode", given[1] if len(given) > 1 else "add") if ref.name == "merge" else ref.name
        rows = given[0] if given else named.get("inputs", ())
        return _merged(merge, rows, named, line)
    if ref.name in ("load_model", "model_from_json", "model_from_yaml"):
        reader.notes.add(line, "The network lies in a file: open that file itself.", "missing")
        return UNKNOWN
    if ref.name in _HANDED_ON or ref.path.startswith("builtins."):
        found = _of_python(ref.name, given)
        return (
            given[0] if found is UNKNOWN and given and isinstance(given[0], Data) and ref.name in _HANDED_ON else found
        )
    if ref.path.startswith(("numpy.", "tensorflow.")):
        return _of_numpy(reader, ref, given, named, line)
    if ref.path.startswith("keras"):
        return _of_keras(reader, ref, given, named, line)
    return Thing(ref, given, named, line)


def _merged(merge: Any, rows: Any, named: dict[str, Any], line: int) -> Any:
    found = _places(rows)
    name = MERGES.get(merge, merge) if isinstance(merge, str) else "merge"
    kept = {key: value for key, value in named.items() if key == "name"}
    return Place(Thing(Ref(f"keras.layers.{name}"), (), kept, line), found, line=line) if found else UNKNOWN


def _of_keras(reader: "Reader", ref: Ref, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    first = given[0] if given else None
    if ref.section == "activations" and isinstance(first, Place):
        return Place(Thing(Ref("keras.layers.Activation"), (ref.name,), {}, line), (first,), line=line)
    if isinstance(first, Data) and ref.section not in ("layers", "models"):
        return first
    if ref.section == "applications" or ref.path.startswith("keras.applications."):
        words = f"The pretrained network {quoted(ref.name)} is not read here: insert it as a pretrained block."
        if ref.name[:1].isupper():
            reader.notes.add(line, words, "missing")
    return Thing(ref, given, named, line)


def _of_numpy(reader: "Reader", ref: Ref, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    first = given[0] if given else None
    if ref.name in ("mean", "std"):
        return arrays.figure(first, ref.name, given[1] if len(given) > 1 else named.get("axis"))
    if ref.name == "reshape" and isinstance(first, Data):
        return arrays.reshaped(first, (given[1],) if len(given) > 1 else ())
    if ref.name == "expand_dims" and isinstance(first, Data):
        return first.shaped((*first.shape, 1))
    if ref.name in ("max", "amax") and isinstance(first, Data) and not first.pictures and first.classes:
        return first.classes - 1
    if ref.name == "unique" and isinstance(first, Data) and first.classes:
        return tuple(range(first.classes))
    if ref.name in ("prod",) and isinstance(first, (tuple, list)) and all(type(each) is int for each in first):
        return math.prod(first)
    if ref.name in ("relu", "softmax", "sigmoid", "tanh", "elu", "selu") and isinstance(first, Place):
        return Place(Thing(Ref("keras.layers.Activation"), (ref.name,), {}, line), (first,), line=line)
    if ref.name.endswith("Optimizer"):
        return Thing(Ref(f"keras.optimizers.{ref.name.removesuffix('Optimizer')}"), given, named, line)
    return first if isinstance(first, Data) else Thing(ref, given, named, line)


def _of_python(name: str, given: tuple[Any, ...]) -> Any:
    """Python's own: ``range``, ``int``, ``len``, ``zip`` … of plain values."""
    first = given[0] if given else None
    numbers = all(isinstance(each, (int, float)) for each in given)
    if name == "range" and given and all(type(each) is int for each in given) and len(given) <= 3:
        found = range(*given) if len(given) < 3 or given[2] else range(0)
        return found if len(found) <= _MOST else UNKNOWN
    if name in ("int", "float", "abs", "round") and len(given) == 1 and numbers and math.isfinite(given[0]):
        return {"int": int, "float": float, "abs": abs, "round": round}[name](given[0])
    if name == "len":
        known = arrays.count(first) if isinstance(first, Data) else None
        return (
            known
            if known is not None
            else len(first)
            if isinstance(first, (tuple, list, str, range, dict))
            else UNKNOWN
        )
    if name in ("min", "max") and numbers and given:
        return min(given) if name == "min" else max(given)
    rows = [each for each in given if isinstance(each, (tuple, list, range))]
    if len(rows) != len(given) or not rows or name not in _ROWS:
        return str(first) if name == "str" and isinstance(first, (int, float, str)) else UNKNOWN
    return _ROWS[name](rows)


_ROWS: dict[str, Callable[[list[Sequence[Any]]], Any]] = {
    "enumerate": lambda rows: tuple(enumerate(rows[0])),
    "zip": lambda rows: tuple(zip(*rows, strict=False)),
    "reversed": lambda rows: tuple(reversed(rows[0])),
    "list": lambda rows: list(rows[0]),
    "tuple": lambda rows: tuple(rows[0]),
}


def _sequential(reader: "Reader", given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    net = Net(line, items=[])
    rows = given[0] if given else named.get("layers", ())
    for item in rows if isinstance(rows, (tuple, list)) else ():
        _put_behind(reader, net, item, getattr(item, "line", line) or line)
    reader.nets.append(net)
    return net


def _network(reader: "Reader", given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    starts = _places(given[0] if given else named.get("inputs", named.get("input")))
    ends = _places(given[1] if len(given) > 1 else named.get("outputs", named.get("output")))
    if not starts or not ends:
        reader.notes.add(line, "What this network begins or ends with is not read.", "missing")
        return UNKNOWN
    if len(starts) > 1 or len(ends) > 1:
        reader.notes.add(
            line, "Networks have one input and one output here: only the first of each is read.", "missing"
        )
    net = Net(line, start=starts[0], end=ends[0])
    reader.nets.append(net)
    return net


def _input(reader: "Reader", given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    shape = given[0] if given else named.get("shape")
    batch = named.get("batch_shape", named.get("batch_input_shape"))
    if shape is None and isinstance(batch, (tuple, list)):
        shape = tuple(batch[1:])
    tensor = named.get("tensor", named.get("input_tensor"))
    return tensor if isinstance(tensor, Place) else Place(None, shape=shape, line=line, name=named.get("name"))


def _input_layer(reader: "Reader", given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    return _input(reader, given, {**named, "shape": named.get("input_shape", named.get("shape"))}, line)


def _split(reader: "Reader", given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    return arrays.split(given, named.get("test_size", 0.25))


def _rows_of_classes(reader: "Reader", given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    labels = given[0] if given else named.get("y", named.get("x"))
    if not isinstance(labels, Data):
        return UNKNOWN
    number = given[1] if len(given) > 1 else named.get("num_classes", named.get("nb_classes", labels.classes))
    return labels.shaped((labels.shape[0], number if type(number) is int and number else labels.classes or UNKNOWN))


def _order(reader: "Reader", given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    return "channels_last"


def _old_order(reader: "Reader", given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    return "tf"


_SPECIAL: dict[str, Callable[["Reader", tuple[Any, ...], dict[str, Any], int], Any]] = {
    "keras.models.Sequential": _sequential,
    "keras.models.Model": _network,
    "keras.models.Functional": _network,
    "keras.layers.Input": _input,
    "keras.layers.InputLayer": _input_layer,
    "keras.utils.to_categorical": _rows_of_classes,
    "keras.backend.image_data_format": _order,
    "keras.config.image_data_format": _order,
    "keras.backend.image_dim_ordering": _old_order,
    "sklearn.model_selection.train_test_split": _split,
    "sklearn.cross_validation.train_test_split": _split,
}
