"""The settings of one Keras layer, as any version writes them, as one of our layers; by a list of what is allowed."""

import math
from dataclasses import dataclass
from typing import Any

from cnnstudio.core import keras_values as values
from cnnstudio.core.blocks import MERGES
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_names import ALIASES, FIRST_NAMES
from cnnstudio.core.language import tr
from cnnstudio.core.layers import KINDS, Activation, Normalization, Rescaling
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.spec import LayerSpec
from cnnstudio.core.words import quoted, shortened
from cnnstudio.files.saved import keras_scaling
from cnnstudio.files.saved.keras_neutral import Source, check_rest

_MERGES = {keras: ours for ours, keras in MERGES.items()}
_OLD_MERGES = {"sum": "add", "concat": "concatenate", "ave": "average", "mul": "multiply"}

_NOTHING = "Identity"
"""The layer that does nothing: it is left out."""

_REASONS = {
    "Lambda": tr("it is a Python function"),
    "TFSMLayer": tr("it runs a program in another folder"),
    "TorchModuleWrapper": tr("it runs a program of PyTorch"),
    "JaxLayer": tr("it is a Python function"),
    "FlaxLayer": tr("it is a Python function"),
    "TFOpLambda": tr("it is a bare operation of TensorFlow"),
    "SlicingOpLambda": tr("it is a bare operation of TensorFlow"),
    "TensorFlowOpLayer": tr("it is a bare operation of TensorFlow"),
    "ClassMethod": tr("it is a bare operation of TensorFlow"),
    "InstanceMethod": tr("it is a bare operation of TensorFlow"),
    "InstanceProperty": tr("it is a bare operation of TensorFlow"),
}

_ORDERS = {"th": "channels_first", "tf": "channels_last", "default": "", None: ""}
_USUAL: dict[str, Any] = {
    "groups": 1,
    "dilation_rate": [1, 1],
    "output_padding": None,
    "interpolation": "nearest",
    "keepdims": False,
    "depth_multiplier": 1,
    "max_value": None,
    "negative_slope": 0.0,
    "threshold": 0.0,
    "strides": None,
    "shared_axes": None,
    "offset": 0.0,
    "center": True,
    "scale": True,
    "activation": "linear",
    "use_bias": True,
    **{f"{name}_regularizer": None for name in ("kernel", "depthwise", "pointwise")},
    **{f"{name}_initializer": "glorot_uniform" for name in ("kernel", "depthwise", "pointwise")},
}
"""What older versions leave out as they did not have it yet. Only of them it may be missing."""

_PAIRS = frozenset({"kernel_size", "strides", "pool_size", "dilation_rate", "size"})
_ALONG_AXIS = frozenset(
    {
        "BatchNormalization",
        "LayerNormalization",
        "GroupNormalization",
        "UnitNormalization",
        "Softmax",
        "Normalization",
    }
)
_NUMBERS = frozenset(
    {"alpha", "negative_slope", "max_value", "threshold", "rate", "stddev", "epsilon", "momentum", "scale", "offset"}
)
_OLD_SIGMOID = (Rescaling(1.2), Activation("hard_sigmoid"))
"""min(max(0.2·x + 0.5, 0), 1) of Keras 1 and 2 by that of Keras 3, min(max(x + 3, 0), 6) / 6, of 1.2·x."""


@dataclass(frozen=True)
class Made:
    """One layer of a file as ours.

    Attributes:
        spec: None for one that is left out, as it changes nothing when the network answers.
        after: Layers of ours that follow it to do the rest of what it does; the arrays belong to ``spec``.
        order: "channels_first", "channels_last", or "" where it does not say.
        axis: The axis that it works along, or the first that its slopes are shared along, as it stands in the file;
            None where there is none.
        output_shape: What the file says comes out of it, the batch axis left off; None where it does not.
    """

    spec: LayerSpec | None
    after: tuple[LayerSpec, ...] = ()
    order: str = ""
    axis: int | None = None
    output_shape: tuple[Any, ...] | None = None


def is_known(kind: str) -> bool:
    """Whether layers of this class can be held, or put others together."""
    return ALIASES.get(kind, kind) in KINDS or kind in _MERGES or kind in ("Merge", _NOTHING)


def why_unknown(kind: str, name: str, config: dict[str, Any]) -> str:
    """Why a layer of a class that is not known here cannot be held."""
    reason = _REASONS.get(kind.rpartition(">")[2])
    if reason is None and ">" in kind:
        reason = tr("it is of somebody's own making")
    operation = config.get("function")
    if isinstance(operation, str) and reason is not None and "TensorFlow" in reason:
        reason = f"{reason}, {quoted(operation)}"
    words = {"name": quoted(name), "kind": quoted(kind)}
    if not reason:
        return tr("The layer {name} is of the kind {kind}, which is not known here.", **words)
    return tr("The layer {name} is of the kind {kind}, which is not known here: {reason}.", **words, reason=reason)


def merge_of(source: Source, config: dict[str, Any]) -> tuple[str, int | None] | None:
    """How a layer puts others together, and along which axis it joins them; None for a layer that does not."""
    if source.kind == "Merge":
        mode = config.get("mode")
        if not isinstance(mode, str) or mode not in _OLD_MERGES or config.get("mode_type", "raw") != "raw":
            raise SpecError(
                tr(
                    "The layer {name} merges by {mode}, which is not known here.",
                    name=quoted(source.name),
                    mode=quoted(mode),
                )
            )
        axis = config.get("concat_axis", -1)
        return _OLD_MERGES[mode], axis if type(axis) is int else None
    if source.kind not in _MERGES:
        return None
    rest = dict(config)
    axis = rest.pop("axis", -1)
    check_rest(source, rest)
    return _MERGES[source.kind], axis if type(axis) is int else None


def made(source: Source, config: dict[str, Any]) -> Made:
    """The layer as ours; raises SpecError naming it and what cannot be."""
    kind = ALIASES.get(source.kind, source.kind)
    if kind == _NOTHING:
        check_rest(source, config)
        return Made(None)
    rest = _renamed(source, kind, config)
    order = rest.pop("data_format", None)
    order = _ORDERS.get(order, order) if order is None or isinstance(order, str) else "?"
    if order not in ("", "channels_first", "channels_last"):
        raise source.unknown("data_format")
    axis = _axis(source, kind, rest)
    output_shape = rest.pop("output_shape", None) if source.kind == "Deconvolution2D" else None
    shape = tuple(output_shape[1:]) if isinstance(output_shape, list) else None
    if KINDS[kind].family == "augmentation":
        return Made(_at_random(source, kind, rest))
    spec, after = _spec(source, kind, rest)
    return Made(spec, after, order, axis, shape)


def check_pixels(source: Source, config: dict[str, Any]) -> None:
    """Raises SpecError for what a first layer that standardises pixel by pixel has besides its numbers."""
    check_rest(source, {key: value for key, value in config.items() if key not in keras_scaling.SETTINGS})


def _renamed(source: Source, kind: str, config: dict[str, Any]) -> dict[str, Any]:
    """With the arguments called as Keras 3 calls them."""
    rest = {FIRST_NAMES.get(key, key) if source.era < 3 else key: value for key, value in config.items()}
    if source.era == 3:
        return rest
    if "nb_row" in rest and "nb_col" in rest:
        rest["kernel_size"] = [rest.pop("nb_row"), rest.pop("nb_col")]
    if "init" in rest:
        begins = rest.pop("init")
        names = {"SeparableConv2D": ("depthwise", "pointwise"), "PReLU": ("alpha",)}.get(kind, ("kernel",))
        rest.update({f"{name}_initializer": begins for name in names if kind not in ("BatchNormalization",)})
    if kind == "LeakyReLU" and "alpha" in rest:
        rest["negative_slope"] = rest.pop("alpha")
    if source.kind == "ThresholdedReLU" and "theta" in rest:
        rest["threshold"] = values.bare(rest.pop("theta"))
    if kind == "BatchNormalization" and rest.pop("mode", 0) != 0:
        raise SpecError(
            tr(
                "The layer {name} normalises in a way that Keras gave up, which is not known here.",
                name=quoted(source.name),
            )
        )
    return rest


def _axis(source: Source, kind: str, rest: dict[str, Any]) -> int | None:
    shared = rest.get("shared_axes")
    if kind == "PReLU" and isinstance(shared, list) and shared:
        return 2 if shared == [2, 3] else 1
    if kind not in _ALONG_AXIS:
        return None
    axis = rest.pop("axis", -1)
    if isinstance(axis, list) and len(axis) == 1:
        (axis,) = axis
    if type(axis) is not int:
        raise source.unknown("axis")
    return axis


def _at_random(source: Source, kind: str, rest: dict[str, Any]) -> LayerSpec | None:
    """What changes pictures at random in training; one of an older Keras that cannot be is left out and noted."""
    try:
        spec, _ = _spec(source, kind, _near(source, kind, rest))
    except SpecError:
        if source.era == 3:
            raise
        source.note("random")
        return None
    return spec


def _near(source: Source, kind: str, rest: dict[str, Any]) -> dict[str, Any]:
    """With ranges that our settings can hold; another than the file's is noted. Raises SpecError for what is none."""
    spec, found = KINDS[kind], dict(rest)
    for name, drawn in spec.drawn.items() if issubclass(spec, Augmentation) else ():
        if rest.get(name) is not None:
            found[name], is_other = drawn.near(rest[name], source.era)
            if is_other:
                source.note("drawn")
    return found


def _spec(source: Source, kind: str, rest: dict[str, Any]) -> tuple[LayerSpec, tuple[LayerSpec, ...]]:
    usual = KINDS[kind]().keras()[-1][1]
    arguments: dict[str, Any] = {}
    after: tuple[LayerSpec, ...] = ()
    for key in sorted(usual):
        if key in rest:
            arguments[key] = rest.pop(key)
        elif source.era < 3 and key in _USUAL:
            arguments[key] = _USUAL[key]
        else:
            raise SpecError(tr("The layer {name} lacks {key}.", name=quoted(source.name), key=quoted(key)))
    check_rest(source, rest)
    try:
        arguments, after = _brought_to_ours(source, kind, arguments)
        if kind == "Rescaling":
            return _rescaling(arguments), ()
        return KINDS[kind].from_keras(arguments), after
    except SpecError as error:
        raise SpecError(
            tr("The layer {name}: {error}", name=quoted(source.name), error=shortened(error, 130))
        ) from error


def _brought_to_ours(
    source: Source, kind: str, arguments: dict[str, Any]
) -> tuple[dict[str, Any], tuple[LayerSpec, ...]]:
    found = dict(arguments)
    after: tuple[LayerSpec, ...] = ()
    for key, value in arguments.items():
        if key.endswith("_initializer"):
            found[key] = values.initialiser(value, source.note)
        elif key.endswith("_regularizer"):
            found[key] = values.regulariser(value, source.note)
        elif key == "activation":
            found[key], after = _activation(source, value)
        elif key in _PAIRS:
            found[key] = values.pair(value)
        elif key in _NUMBERS:
            found[key] = values.bare(value)
    if found.get("strides", 0) is None:
        found["strides"] = found.get("pool_size", [1, 1])
    for key in ("padding", "cropping"):
        if key in found and kind in ("ZeroPadding2D", "Cropping2D"):
            found[key] = values.frame(found[key])
    if kind == "SeparableConv2D":
        _alike(source, found)
    if kind == "PReLU" and isinstance(found["shared_axes"], list) and found["shared_axes"] in ([1, 2], [2, 3], []):
        found["shared_axes"] = [1, 2] if found["shared_axes"] else None
    return found, after


def _alike(source: Source, found: dict[str, Any]) -> None:
    """Our one initialiser and penalty for both kernels, where the file has two."""
    for what, sort in (("initializer", "start"), ("regularizer", "penalty")):
        if found[f"depthwise_{what}"] != found[f"pointwise_{what}"]:
            source.note(sort)
            found[f"depthwise_{what}"] = found[f"pointwise_{what}"]


def _activation(source: Source, value: Any) -> tuple[str, tuple[LayerSpec, ...]]:
    """The name of the function a layer ends with, or "linear" and the layers that do it."""
    name = values.activation_name(value)
    if name is not None:
        is_old = name == "hard_sigmoid" and source.era < 3
        return ("linear", _OLD_SIGMOID) if is_old else (name, ())
    kind = value.get("class_name") if isinstance(value, dict) else None
    config = value.get("config") if isinstance(value, dict) else None
    own = isinstance(value, dict) and value.get("module") in (None, "keras.layers")
    if kind not in _AS_ACTIVATIONS or not own or value.get("registered_name") not in (None, kind):
        raise SpecError(tr("Its activation {value} is not known here.", value=quoted(kind or value)))
    if not isinstance(config, dict):
        raise SpecError(tr("Its activation is not as Keras writes it."))
    inner = made(Source(str(kind), source.name, source.era, source.notes), config)
    if inner.spec is None or inner.axis not in (None, -1):
        raise SpecError(tr("Its activation {kind} is not known here.", kind=quoted(kind)))
    return "linear", (inner.spec, *inner.after)


_AS_ACTIVATIONS = ("ReLU", "LeakyReLU", "ELU", "Softmax", "Activation", "ThresholdedReLU")


def _rescaling(arguments: dict[str, Any]) -> LayerSpec:
    """One factor for all, or one a channel: that is a normalisation, as x·s + o = (x − (−o/s)) / (1/s)."""
    rows = [each if isinstance(each, list) else [each] for each in (arguments["scale"], arguments["offset"])]
    numbers = [each for row in rows for each in row]
    if any(isinstance(each, bool) or not isinstance(each, (int, float)) for each in numbers) or not all(rows):
        raise SpecError(tr("Its factor or what it adds is no number."))
    if all(len(set(row)) == 1 for row in rows):
        return Rescaling(rows[0][0], rows[1][0])
    count = max(map(len, rows))
    if any(len(row) not in (1, count) for row in rows) or not all(each > 0 for each in rows[0]):
        raise SpecError(tr("Its factors are not above 0, or not as many as what it adds."))
    scale, offset = ([*row] * (count if len(row) == 1 else 1) for row in rows)
    pairs = list(zip(scale, offset, strict=True))
    if not all(1e-6 <= each <= 1e6 and math.isfinite(added) for each, added in pairs):
        raise SpecError(tr("Its factor is out of range."))
    return Normalization(tuple(-added / each for each, added in pairs), tuple(1 / each**2 for each, _ in pairs))
