"""Layers of a network as calls of Keras's classes, with gaps where settings are still to be filled in."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from cnnstudio.core.network import HELPERS, Node
from cnnstudio.core.scripting.calls import GAP, WIDTH, Code, call, in_one_line
from cnnstudio.core.scripting.defaults import DEFAULTS, FIRST
from cnnstudio.core.spec import BlockSpec, KerasLayer, LayerSpec, settings_of

_NOTHING = object()

_EARLY = ("strides", "padding", "activation")
"""Arguments that people write before others."""

_PAIRS = {"ZeroPadding2D": "padding", "Cropping2D": "cropping"}
"""Kinds whose one argument is made of the settings ``rows`` and ``columns``."""

_OTHERWISE_CALLED = {"shared": "shared_axes"}
"""Settings whose argument has another name in Keras."""


@dataclass(frozen=True)
class Writing:
    """How layers are written.

    Attributes:
        gaps: Of each node by its name the settings that are left blank.
        key: Whether the values stand there all the same, with a word that they are the solution.
        in_full: The names of the nodes that compute in float32; None where all do.
        frozen: The names of the nodes that do not learn.
        unsaid: Those of which it is left blank whether they learn.
    """

    gaps: dict[str, Collection[str]] = field(default_factory=dict)
    key: bool = False
    in_full: Collection[str] | None = None
    frozen: Collection[str] = ()
    unsaid: Collection[str] = ()


def layer_calls(node: Node, how: Writing, room: int = WIDTH) -> list[tuple[str, str]]:
    """Every Keras layer of the node as (call, comment), in their order; the last one has the node's name."""
    gaps = how.gaps.get(node.name, ())
    open_gaps = () if how.key else gaps
    layers = node.spec.keras()
    if "padding" in open_gaps and len(layers) > 1 and isinstance(node.spec, LayerSpec):
        layers = layers[1:]  # a layer of zeros before it would tell the padding
    found = []
    for number, layer in enumerate(layers):
        last = number == len(layers) - 1
        name = node.name if last else node.name + HELPERS[layer[0]]
        more = {"name": name, **(_learning(node, how) if last else {}), **_precision(node, how)}
        found.append(
            (_written(node, layer, more, open_gaps, last, room), _comment(node, gaps, how.key) if last else "")
        )
    return found


def _learning(node: Node, how: Writing) -> dict[str, Any]:
    if node.name in how.unsaid:
        return {"trainable": Code(GAP)}
    return {"trainable": False} if node.name in how.frozen else {}


def _precision(node: Node, how: Writing) -> dict[str, Any]:
    if how.in_full is None or node.name in how.in_full:
        return {}
    return {"dtype": Code("PLAN_PRECISION")}


def _written(node: Node, layer: KerasLayer, more: dict[str, Any], gaps: Collection[str], last: bool, room: int) -> str:
    kind, arguments = layer
    if isinstance(node.spec, BlockSpec) and "merge" in gaps:
        return call(GAP, (), more, room)
    given = _with_gaps(node.spec, kind, arguments, gaps) if last else dict(arguments)
    if kind in ("MaxPooling2D", "AveragePooling2D") and given["strides"] == given["pool_size"] != GAP:
        del given["strides"]
    usual = DEFAULTS.get(kind, {})
    shown = {name: value for name, value in given.items() if usual.get(name, _NOTHING) != value}
    first = [name for name in FIRST.get(kind, ()) if name in shown]
    early = [name for name in _EARLY if name in shown and name not in first]
    rest = {name: _regulariser(shown[name]) for name in (*early, *shown) if name not in first}
    return call(f"layers.{kind}", [shown[name] for name in first], {**rest, **more}, room)


def _with_gaps(spec: Any, kind: str, arguments: dict[str, Any], gaps: Collection[str]) -> dict[str, Any]:
    given = dict(arguments)
    for setting in gaps:
        if setting in ("l1", "l2"):
            _gap_in_penalty(given, spec, setting)
        elif setting == "kernel_initializer":
            given |= {name: Code(GAP) for name in given if name.endswith("_initializer")}
        elif setting in ("rows", "columns"):
            argument = _PAIRS[kind]
            rows, columns = given[argument]
            given[argument] = (Code(GAP), columns) if setting == "rows" else (rows, Code(GAP))
        else:
            given[_OTHERWISE_CALLED.get(setting, setting)] = Code(GAP)
    return given


def _gap_in_penalty(given: dict[str, Any], spec: Any, setting: str) -> None:
    penalties = {name: value for name, value in given.items() if name.endswith("_regularizer")}
    for name, value in penalties.items():
        known = (value or {}).get("config") or {"l1": spec.l1, "l2": spec.l2}
        given[name] = {"class_name": "L1L2", "config": {**known, setting: Code(GAP)}}


def _regulariser(value: Any) -> Any:
    """Keras's class for a penalty that is written as in a saved file; anything else as it is."""
    if not isinstance(value, dict):
        return value
    settings = {name: each for name, each in value["config"].items() if each}
    if len(settings) == 1:
        ((name, each),) = settings.items()
        return Code(call(f"keras.regularizers.{name.upper()}", [each]))
    return Code(call("keras.regularizers.L1L2", (), settings))


def _comment(node: Node, gaps: Collection[str], key: bool) -> str:
    """What is to be filled in, or what the solution is; empty without gaps."""
    if not gaps:
        return ""
    settings = settings_of(node.spec)
    if not key:
        return "fill in: " + ", ".join(settings[name].label for name in settings if name in gaps)
    values = (f"{settings[name].label} = {getattr(node.spec, name)}" for name in settings if name in gaps)
    return in_one_line(f"solution: {', '.join(values)}")
