"""What a call of Keras, NumPy or TensorFlow makes: networks, inputs, data, and all else by its name."""

import math
from collections.abc import Callable
from typing import Any

from cnnstudio.core.keras_code import arrays, precisions
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.graphs import merged, places, put_behind
from cnnstudio.core.keras_code.measured import size_of
from cnnstudio.core.keras_code.names import MERGES
from cnnstudio.core.keras_code.not_kept import ANYTHING, by_name, note_others
from cnnstudio.core.keras_code.plain import of_python
from cnnstudio.core.keras_code.symbols import UNKNOWN, Data, Net, Place, Ref, Thing, is_unknown
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted

_OF_TENSORFLOW = {
    **dict.fromkeys(("relu", "sigmoid", "tanh", "elu", "selu"), "name"),
    "softmax": "axis name",
    "leaky_relu": "alpha name",
}
"""Functions of TensorFlow, and what they take behind the numbers (2.21)."""

_AS_LAYERS = {"relu": "ReLU", "leaky_relu": "LeakyReLU", "elu": "ELU"}
"""Functions that layers with settings of their own stand for."""

_SLOPES = (("ReLU", "alpha"), ("LeakyReLU", "alpha"))
"""As TensorFlow and older versions of Keras call the slope of these."""

_OF_FUNCTIONS = {
    "relu": "negative_slope max_value threshold",
    "leaky_relu": "negative_slope",
    **dict.fromkeys(("softmax", "log_softmax", "sparsemax", "glu"), "axis"),
    **dict.fromkeys(("elu", "celu"), "alpha"),
    **dict.fromkeys(("hard_shrink", "soft_shrink"), "threshold"),
    "gelu": "approximate",
    "squareplus": "b",
}
"""What functions take behind the numbers (Keras 3.15)."""

_USUAL_OF_FUNCTIONS = {"axis": (-1, 1, 3), "alpha": 1.0, "threshold": 0.5, "approximate": False, "b": 4}

_SEEDS = frozenset({"set_random_seed", "seed", "set_seed", "default_rng"})
_MOST_AXES = 8
_MEASURING = frozenset({"int_shape", "shape", "ndim"})
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


def of_library(reader: Context, ref: Ref, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:  # noqa: PLR0911 - one a sort
    special = _SPECIAL.get(ref.path)
    if special is not None:
        return special(reader, given, named, line)
    if ref.name == "load_data" and ref.path.startswith("keras.datasets."):
        return _loaded(reader, Thing(ref, given, named, line))
    if ref.name in _SEEDS and not ref.path.startswith("keras.random"):
        number = given[0] if given else named.get("seed")
        if type(number) is int and 0 <= number < 2**31:
            reader.seeds.append((ref.path, number))
        return UNKNOWN
    if ref.section == "layers" and ref.name in MERGES and ref.name[0].islower() and ref.path.startswith("keras."):
        merge = named.get("mode", given[1] if len(given) > 1 else "add") if ref.name == "merge" else ref.name
        rows = given[0] if given else named.get("inputs", ())
        return merged(merge, rows, named, line)
    if ref.name in ("load_model", "model_from_json", "model_from_yaml"):
        reader.notes.add(line, tr("The network lies in a file: open that file itself."), "missing")
        return UNKNOWN
    if ref.name in _MEASURING and given and isinstance(given[0], Place):
        size = size_of(reader, given[0])
        return len(size) if ref.name == "ndim" and isinstance(size, tuple) else size
    if ref.name in _HANDED_ON and given and isinstance(given[0], (Data, Place)):
        return given[0]
    if ref.path == "builtins.vars" and given and isinstance(given[0], Thing):
        return dict(given[0].settings)
    if ref.path.startswith("builtins."):
        return of_python(ref.name, given)
    if ref.path.startswith(("numpy.", "tensorflow.")):
        return _of_numpy(reader, ref, given, named, line)
    if ref.path.startswith("keras"):
        return _of_keras(reader, ref, given, named, line)
    return Thing(ref, given, named, line)


def _of_keras(reader: Context, ref: Ref, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    if precisions.is_setter(ref):
        precisions.keep_setting(reader, given, named, line)
        return UNKNOWN
    first = given[0] if given else None
    if ref.section == "activations" and not given:
        first = named.get("x")
    if ref.section == "activations" and isinstance(first, Place):
        order = _OF_FUNCTIONS.get(ref.name, "")
        return _activated(reader, Thing(ref, (first, *given[1:]), named, line), first, order)
    if isinstance(first, Data) and ref.section not in ("layers", "models"):
        return first
    return Thing(ref, given, named, line)


def _of_numpy(reader: Context, ref: Ref, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:  # noqa: PLR0911 - one a sort
    first = given[0] if given else None
    if ref.name in ("mean", "std"):
        return arrays.figure(first, ref.name, given[1] if len(given) > 1 else named.get("axis"))
    if ref.name == "reshape" and isinstance(first, Data):
        return arrays.reshaped(first, (given[1],) if len(given) > 1 else ())
    if ref.name == "expand_dims" and isinstance(first, Data):
        return first.shaped((*first.shape, 1)[:_MOST_AXES])
    if ref.name in ("max", "amax") and isinstance(first, Data) and not first.pictures and first.classes:
        return first.classes - 1
    if ref.name == "unique" and isinstance(first, Data) and first.classes:
        return tuple(range(first.classes))
    if ref.name == "prod" and isinstance(first, (tuple, list)) and len(first) <= _MOST_AXES:
        return math.prod(first) if all(type(each) is int for each in first) else UNKNOWN
    if ref.name in _OF_TENSORFLOW and isinstance(first, Place):
        return _activated(reader, Thing(ref, given, named, line), first, _OF_TENSORFLOW[ref.name])
    if ref.name.endswith("Optimizer"):
        return Thing(Ref(f"keras.optimizers.{ref.name.removesuffix('Optimizer')}"), given, named, line)
    return first if isinstance(first, Data) else Thing(ref, given, named, line)


def _activated(reader: Context, call: Thing, first: Place, order: str) -> Place:
    """``keras.activations.relu(x, max_value=6)``: a layer that has its arguments, or without any the plain function.

    Args:
        order: The names of what may be given without one, behind the numbers.
    """
    given = by_name(call, f"x {order}")
    given = {name: value for name, value in given.items() if name not in ("x", "name")}
    kind = _AS_LAYERS.get(call.name)
    if kind is not None and given:
        settings = {"negative_slope" if (kind, name) in _SLOPES else name: value for name, value in given.items()}
        return Place(Thing(Ref(f"keras.layers.{kind}"), (), settings, call.line), (first,), line=call.line)
    note_others(reader, call, given, _USUAL_OF_FUNCTIONS)
    return Place(Thing(Ref("keras.layers.Activation"), (call.name,), {}, call.line), (first,), line=call.line)


def _loaded(reader: Context, call: Thing) -> Any:
    given = by_name(call, "label_mode" if call.ref.section == "cifar100" else "path")
    note_others(reader, call, given, {"path": ANYTHING, "label_mode": ("fine", "coarse")})
    return arrays.loaded(call.ref.section, given.get("label_mode", "fine"))


def _sequential(reader: Context, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    net = Net(line, items=[])
    rows = given[0] if given else named.get("layers", ())
    for item in rows if isinstance(rows, (tuple, list)) else ():
        put_behind(reader, net, item, getattr(item, "line", line) or line)
    reader.nets.append(net)
    return net


def _network(reader: Context, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    starts = places(given[0] if given else named.get("inputs", named.get("input")))
    ends = places(given[1] if len(given) > 1 else named.get("outputs", named.get("output")))
    if not starts or not ends:
        reader.notes.add(line, tr("What this network begins or ends with is not read."), "missing")
        return UNKNOWN
    if len(starts) > 1 or len(ends) > 1:
        reader.notes.add(
            line, tr("Networks have one input and one output here: only the first of each is read."), "missing"
        )
    net = Net(line, start=starts[0], end=ends[0])
    reader.nets.append(net)
    return net


def _input(reader: Context, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    shape = given[0] if given else named.get("shape")
    batch = named.get("batch_shape", named.get("batch_input_shape"))
    if shape is None and isinstance(batch, (tuple, list)):
        shape = tuple(batch[1:])
    tensor = named.get("tensor", named.get("input_tensor"))
    return tensor if isinstance(tensor, Place) else Place(None, shape=shape, line=line, name=named.get("name"))


def _input_layer(reader: Context, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    return _input(reader, given, {**named, "shape": named.get("input_shape", named.get("shape"))}, line)


def _split(reader: Context, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    sizes = {name: named[name] for name in ("test_size", "train_size") if name in named}
    for name, size in sizes.items():
        if is_unknown(size):
            words = tr("{name} of {call} is not kept.", name=quoted(name), call="train_test_split")
            reader.notes.add(line, words, "otherwise")
    return arrays.split(given, sizes.get("test_size"), sizes.get("train_size"))


def _rows_of_classes(reader: Context, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    labels = given[0] if given else named.get("y", named.get("x"))
    if not isinstance(labels, Data):
        return UNKNOWN
    number = given[1] if len(given) > 1 else named.get("num_classes", named.get("nb_classes", labels.classes))
    return labels.shaped((labels.shape[0], number if type(number) is int and number else labels.classes or UNKNOWN))


def _order(reader: Context, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    return "channels_last"


def _old_order(reader: Context, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    return "tf"


_SPECIAL: dict[str, Callable[[Context, tuple[Any, ...], dict[str, Any], int], Any]] = {
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
