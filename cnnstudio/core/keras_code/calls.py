"""What attributes and calls of values in Keras code give, as far as that is listed here."""

from collections.abc import Callable
from typing import Any

from cnnstudio.core.keras_code import arrays, given_outside, held, pipelines, pretrained
from cnnstudio.core.keras_code.applying import note_told, told_in_a_class
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.graphs import in_order, net_applied, placed, places, put_behind
from cnnstudio.core.keras_code.library import of_library
from cnnstudio.core.keras_code.measured import size_of
from cnnstudio.core.keras_code.names import canonical
from cnnstudio.core.keras_code.not_kept import FROZEN
from cnnstudio.core.keras_code.plain import formatted, grown, of_dict
from cnnstudio.core.keras_code.sizes import shape_of_first
from cnnstudio.core.keras_code.symbols import GAP, UNKNOWN, Class, Data, Function, Method, Net, Place, Ref, Thing
from cnnstudio.core.language import tr

_KEPT = frozenset({"astype", "copy", "squeeze", "ravel", "numpy", "batch", "shuffle", "prefetch", "cache", "repeat"})
_OF_LAYERS = ("keras.models.Model", "keras.models.Sequential", "keras.layers.Layer")
_FITS = ("fit", "fit_generator", "train_on_batch", "fit_on_batch")


def attribute(reader: Context, owner: Any, name: str) -> Any:
    """``owner.name``."""
    of_sort = _ATTRIBUTES.get(type(owner))
    found = _NONE if of_sort is None else of_sort(reader, owner, name)
    return Method(owner, name) if found is _NONE else found


def _of_ref(reader: Context, ref: Ref, name: str) -> Any:
    path = f"{ref.path}.{name}"
    return canonical(path) if ref.path.startswith(("keras", "tensorflow", "tf_keras")) else Ref(path)


def _of_array(reader: Context, data: Data, name: str) -> Any:
    return {"shape": data.shape, "size": UNKNOWN, "ndim": len(data.shape)}.get(name, _NONE)


def _of_place(reader: Context, place: Place, name: str) -> Any:
    if name not in ("shape", "_keras_shape", "ndim"):
        return _NONE
    size = size_of(reader, place)
    return len(size) if name == "ndim" and isinstance(size, tuple) else size


def _of_net_itself(reader: Context, net: Net, name: str) -> Any:
    if name in ("output_shape", "input_shape"):
        end = _end_of(net, name.partition("_")[0], reader)
        return size_of(reader, end) if isinstance(end, Place) else UNKNOWN
    if name in ("output", "outputs", "input", "inputs"):
        return _end_of(net, name, reader)
    return list(net.items) if name == "layers" and net.items is not None else _NONE


def _of_side(reader: Context, side: int, name: str) -> Any:
    return side if name == "value" else _NONE  # in TensorFlow 1


def _of_class(reader: Context, made_of: Class, name: str) -> Any:
    return made_of.methods.get(name, made_of.values.get(name, UNKNOWN))


def _of_thing(reader: Context, thing: Thing, name: str) -> Any:
    if name in ("input", "inputs", "output", "outputs") and pretrained.is_base(thing):
        return pretrained.ends(thing)[name.startswith("output")]
    own = {} if thing.made_of is None else thing.made_of.values
    return thing.settings.get(name, own.get(name, _NONE))


_NONE = object()
"""Of what has no such attribute that is listed here."""

_ATTRIBUTES: dict[type, Callable[[Context, Any, str], Any]] = {
    Ref: _of_ref,
    Data: _of_array,
    Place: _of_place,
    Net: _of_net_itself,
    int: _of_side,
    Class: _of_class,
    Thing: _of_thing,
}
"""By the sort of the owner, what its attributes are."""


def _end_of(net: Net, name: str, reader: Context) -> Any:
    if net.items is not None:
        net.shape = net.shape if net.shape is not None else shape_of_first(net.items)
        placed(reader, net)
    found = net.end if name.startswith("output") else net.start
    return UNKNOWN if found is None else found


def set_attribute(reader: Context, owner: Any, name: str, value: Any, line: int) -> None:
    """``owner.name = value``."""
    if isinstance(owner, Thing):
        owner.settings[name] = value
    if isinstance(owner, Thing) and pretrained.is_base(owner):
        return
    if name == "trainable" and value is False and isinstance(owner, (Thing, Net)):
        reader.notes.add(line, FROZEN, "otherwise")


def called(reader: Context, what: Any, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:  # noqa: PLR0911 - one a sort
    """``what(…)``."""
    if isinstance(what, Function):
        found = reader.call(what, given, named, line)
        held.look_at(reader, given, found)
        return found
    if isinstance(what, Method):
        return _method(reader, what, given, named, line)
    if isinstance(what, Thing):
        return _applied(reader, what, given, named, line)
    if isinstance(what, Net):
        return _net_applied(reader, what, given, named, line)
    if what is GAP:
        return Thing(Ref("keras.layers.Gap"), given, named, line)
    if isinstance(what, Class):
        return _object(reader, what, given, named, line)
    return of_library(reader, what, given, named, line) if isinstance(what, Ref) else UNKNOWN


def _object(reader: Context, made_of: Class, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    """An object of a class of the code; one that is a network by what its ``call`` does to a picture."""
    found = Thing(Ref(f"own.{made_of.name}"), given, named, line, made_of=made_of)
    if not any(base in _OF_LAYERS for base in made_of.bases) and "build" not in made_of.methods:
        return found
    if "__init__" in made_of.methods:
        reader.call(made_of.methods["__init__"], (found, *given), named, line)
    if "call" not in made_of.methods or "keras.models.Model" not in made_of.bases:
        return found
    start = Place(None, line=made_of.line)
    end = reader.call(made_of.methods["call"], (found, start), told_in_a_class((start,), {}), line)
    if not isinstance(end, Place):
        reader.notes.add(made_of.line, tr("What this network does is not read."), "missing")
        return found
    net = Net(made_of.line, start=start, end=end)
    reader.nets.append(net)
    return net


def _applied(reader: Context, layer: Thing, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    """A layer on what it reads."""
    inputs = places(given[0] if given else named.get("inputs"))
    if layer.made_of is not None and "call" in layer.made_of.methods and inputs:
        return reader.call(layer.made_of.methods["call"], (layer, *given), told_in_a_class(given, named), line)
    if not inputs and layer.ref.section == "layers" and given and isinstance(given[0], Data):
        return given[0]
    if inputs:
        note_told(reader, layer.name, (layer,), given, named, line)
    return Place(layer, inputs, line=layer.line or line) if inputs else UNKNOWN


def _net_applied(reader: Context, net: Net, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    """A network on what it reads."""
    given = given or (named.get("inputs"),)
    found = net_applied(reader, net, given, line)
    if isinstance(found, Place):
        start = places(given[0])[0]  # a list of one
        inside = (one.layer for one in in_order(found, lambda one: one is start) if one is not start)
        note_told(reader, net.called or "Model", filter(None, inside), given, named, line)
    return found


def _method(reader: Context, what: Method, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:  # noqa: PLR0911 - one a sort
    owner, name = what.owner, what.name
    if isinstance(owner, Net):
        return _of_net(reader, owner, name, given, named, line)
    if isinstance(owner, Data):
        return _of_data(owner, name, given, named)
    if isinstance(owner, Place) and name == "get_shape":
        return size_of(reader, owner)
    if isinstance(owner, tuple) and name == "as_list":
        return list(owner)
    if given_outside.is_parser(owner):
        return given_outside.of_parser(reader, owner, name, given, named, line)
    if isinstance(owner, list) and name in ("append", "extend", "insert"):
        return grown(reader, owner, name, given)
    if isinstance(owner, dict) and name in ("items", "keys", "values", "get"):
        return of_dict(owner, name, given)
    if isinstance(owner, str) and name in ("lower", "upper", "strip", "format") and len(owner) < 200:
        return getattr(owner, name)() if name != "format" else formatted(owner, given)
    if isinstance(owner, Thing) and owner.made_of is not None and name in owner.made_of.methods:
        function = owner.made_of.methods[name]
        return reader.call(function, given if function.is_static else (owner, *given), named, line)
    if isinstance(owner, Thing) and name in ("flow", "flow_from_directory", "flow_from_dataframe"):
        reader.generators.append(owner)
        return Thing(Ref(f"keras.preprocessing.{name}"), (owner, *given), named, line)
    if pipelines.is_pipeline(owner):
        return pipelines.behind(reader, owner, name, given, named, line)
    if isinstance(owner, Thing) and name == "adapt":
        reader.notes.add(line, tr("What it measures is not read: choose “standardised” on the Data page."), "otherwise")
    return UNKNOWN


def _of_net(reader: Context, net: Net, name: str, given: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    if name == "add" and net.items is not None:
        item = given[0] if given else next(iter(named.values()), UNKNOWN)
        put_behind(reader, net, item, line)
    elif name == "pop" and net.items:
        net.items.pop()
    elif name == "compile":
        net.compiled = Thing(Ref("keras.compile"), given, named, line, lines=reader.lines_of_call)
    elif name in _FITS:
        net.fitted.append(Thing(Ref(f"keras.{name}"), given, named, line, lines=reader.lines_of_call))
    elif name == "load_weights":
        reader.notes.add(line, tr("The weights are not read here: open the file itself as a network."), "missing")
    elif name == "get_layer":
        return _layer_called(reader, net, given[0] if given else named.get("name"))
    return UNKNOWN


def _layer_called(reader: Context, net: Net, name: Any) -> Any:
    _end_of(net, "output", reader) if net.end is None else None
    for place in in_order(net.end) if net.end is not None else ():
        if place.layer is not None and place.layer.named.get("name") == name:
            return place.layer
    return UNKNOWN


def _of_data(data: Data, name: str, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    if name == "reshape":
        return arrays.reshaped(data, given)
    if name in ("mean", "std"):
        return arrays.figure(data, name, given[0] if given else named.get("axis"))
    if name == "max" and not data.pictures and data.classes:
        return data.classes - 1
    return data if name in _KEPT else UNKNOWN
