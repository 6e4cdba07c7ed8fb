"""Single values in the settings of a Keras layer, as every version writes them, brought to one form.

Names from a file are only compared with lists; none is looked up.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.layers.activations import ACTIVATIONS
from cnnstudio.core.layers.kernels import INITIALISERS
from cnnstudio.core.words import plain, quoted

_SHOWN = 3

_NOTES = {
    "start": tr("How new weights begin is not kept for {layers}: it plays no part once there are weights."),
    "penalty": tr("Penalties or constraints that act in training only are not kept for {layers}."),
    "frozen": tr("In the file the weights of {layers} are frozen; here they learn when training goes on."),
    "precision": tr("The file computes {layers} in another precision; here it is float32."),
    "training": tr("The file calls {layers} as in training even when it answers; here that happens in training only."),
    "random": tr("Changes at random that act in training only are left out: {layers}."),
    "drawn": tr(
        "The file draws the changes of {layers} at random from another range; here it is the nearest that can be set."
    ),
    "enlarged": tr("Keras before 2.4 may have enlarged pictures otherwise in {layers}; the answers may differ."),
    "edge": tr("Theano pads {layers} a little differently at the edges; answers may differ slightly."),
}

_ACTIVATIONS = {"swish": "silu", "hard_swish": "hard_silu", "softmax_v2": "softmax"}
_INITIALISERS = {"zero": "zeros", "one": "ones", "normal": "random_normal", "uniform": "random_uniform"}
_OTHER_INITIALISERS = frozenset(
    {"Constant", "Identity", "IdentityInitializer", "VarianceScaling", "constant", "identity"}
)
_NEUTRAL = frozenset({"seed", "dtype", "input_axes", "output_axes"})
_BY_CLASS = {known: name for name, (known, _) in INITIALISERS.items()}
_SCALED = {
    (1.0, "fan_avg", "uniform"): "glorot_uniform",
    (1.0, "fan_avg", "normal"): "glorot_normal",
    (2.0, "fan_in", "uniform"): "he_uniform",
    (2.0, "fan_in", "normal"): "he_normal",
    (1.0, "fan_in", "uniform"): "lecun_uniform",
    (1.0, "fan_in", "normal"): "lecun_normal",
}
_PENALTIES = frozenset({"L1", "L2", "L1L2", "l1", "l2", "l1_l2", "l1l2"})
_OLD_PENALTIES = frozenset({"WeightRegularizer", "L1L2Regularizer", "ActivityRegularizer"})
_OTHER_PENALTIES = frozenset({"OrthogonalRegularizer", "orthogonal_regularizer", "EigenvalueRegularizer"})
_CONSTRAINTS = frozenset(
    name
    for each in ("MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm", "RadialConstraint")
    for name in (each, each.lower())
) | {"max_norm", "non_neg", "unit_norm", "min_max_norm", "nonneg", "unitnorm", "maxnorm"}
_SAY_NAME = tr("Save it again with its name: activation='softmax'.")
_LARGEST_PENALTY = 100
_OTHER_PRECISIONS = frozenset({"float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16"})
_POLICIES = frozenset({"DTypePolicy", "Policy", "PolicyV1", "FloatDTypePolicy"})


@dataclass
class Notes:
    """What was read otherwise than it stands in the file: sentences, and layers by the sort of what it was."""

    sentences: list[str] = field(default_factory=list)
    _layers: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, sort: str, layer: str) -> None:
        """One more layer of which that is so."""
        self._layers.setdefault(sort, {})[layer] = None

    def all(self) -> tuple[str, ...]:
        """A sentence each."""
        found = [_NOTES[sort].format(layers=_named(list(names))) for sort, names in self._layers.items()]
        return (*self.sentences, *found)


def _named(names: list[str]) -> str:
    shown = ", ".join(map(quoted, names[:_SHOWN]))
    if len(names) <= _SHOWN:
        return shown
    return tr_count(
        "{names} and {count:,} more layer", "{names} and {count:,} more layers", len(names) - _SHOWN, names=shown
    )


def bare(value: Any) -> Any:
    """A number that Keras wrote as an array of NumPy: ``{"type": "ndarray", "value": 0.3}``."""
    if isinstance(value, dict) and set(value) == {"type", "value"}:
        return value["value"]
    return value


def pair(value: Any) -> Any:
    """Two numbers where one stands for both."""
    return [value, value] if type(value) is int else value


def frame(value: Any) -> Any:
    """``[[top, bottom], [left, right]]`` of any form that a Keras writes."""
    if type(value) is int:
        return [[value, value], [value, value]]
    if isinstance(value, (list, tuple)) and len(value) == 4:
        return [list(value[:2]), list(value[2:])]
    if isinstance(value, (list, tuple)) and len(value) == 2:
        return [pair(each) for each in value]
    return value


def activation_name(value: Any) -> str | None:
    """The name of one of our activations; None where the value is no name."""
    if value is None:
        return "linear"
    if isinstance(value, dict) and value.get("class_name") == "function":
        own = value.get("module") in (None, "keras.activations") and isinstance(value.get("config"), str)
        if not own:
            words = tr("Its activation is a Python function, {name}.", name=quoted(value.get("config")))
            raise SpecError(f"{words} {_SAY_NAME}")
        value = value["config"]
    if not isinstance(value, str):
        return None
    name = _ACTIVATIONS.get(value, value)
    if name not in ACTIVATIONS:
        raise SpecError(tr("Its activation {name} is not known here.", name=quoted(value)))
    return name


def initialiser(value: Any, note: Callable[[str], None]) -> str:
    """The name of one of our initialisers; another of Keras's becomes the usual one and is noted."""
    name, settings = _named_class(value, "keras.initializers", tr("initialisers"))
    name = _INITIALISERS.get(name, name)
    found = name if name in INITIALISERS else _BY_CLASS.get(name)
    if name == "VarianceScaling":
        way = str(settings.get("distribution")).replace("truncated_", "")
        scale = settings.get("scale")
        found = _SCALED.get((scale, str(settings.get("mode")), way)) if isinstance(scale, (int, float)) else None
    elif found is None and name not in _OTHER_INITIALISERS:
        raise SpecError(tr("One of its initialisers is not Keras's own."))
    elif found is not None:
        usual = INITIALISERS[found][1]
        as_usual = all(settings.get(key, number) == number for key, number in usual.items())
        found = found if as_usual and not set(settings) - set(usual) - _NEUTRAL else None
    if found is None:
        note("start")
    return found or "glorot_uniform"


def regulariser(value: Any, note: Callable[[str], None]) -> dict[str, Any] | None:
    """Our penalty; one that cannot be is left out and noted."""
    if value is None:
        return None
    if isinstance(value, dict) and "class_name" not in value and _is_in(value.get("name"), _OLD_PENALTIES):
        value = {"class_name": "L1L2", "config": value}
    name, settings = _named_class(value, "keras.regularizers", tr("regularisers"))
    if name not in _PENALTIES:
        if name not in _OTHER_PENALTIES:
            raise SpecError(tr("Its penalty on weights is not known here."))
        note("penalty")
        return None
    usual = 0.01 if isinstance(value, str) else 0.0
    wanted = {"l1": "1" in name, "l2": "2" in name}
    amounts = {key: bare(settings.get(key, usual if given else 0.0)) for key, given in wanted.items()}
    for key, amount in amounts.items():
        if amount is None:
            amounts[key] = 0.0
        elif isinstance(amount, bool) or not isinstance(amount, (int, float)) or not math.isfinite(amount):
            raise SpecError(tr("Its penalty on weights is no number."))
    if not all(0 <= amount <= _LARGEST_PENALTY for amount in amounts.values()):
        note("penalty")
        return None
    return {"class_name": "L1L2", "config": amounts}


def check_constraint(value: Any, note: Callable[[str], None]) -> None:
    """One of Keras's constraints acts in training only, so it is noted; raises SpecError for any other."""
    if value is None:
        return
    if isinstance(value, dict) and "class_name" not in value:
        value = {"class_name": value.get("name"), "config": {}}
    name, _ = _named_class(value, "keras.constraints", tr("constraints"))
    if name not in _CONSTRAINTS:
        raise SpecError(tr("Its constraint on weights is not known here."))
    note("penalty")


def check_precision(value: Any, note: Callable[[str], None]) -> None:
    """Raises SpecError for what is no floating-point precision of Keras's."""
    if isinstance(value, dict):
        inner = value.get("config")
        known = _is_in(value.get("class_name"), _POLICIES) and isinstance(inner, dict)
        value = inner.get("name") if known and isinstance(inner, dict) else "?"
    if value in ("float32", None, "infer", "_infer"):
        return
    if not isinstance(value, str) or value not in _OTHER_PRECISIONS:
        raise SpecError(tr("Its precision {name} is not known here.", name=quoted(plain(value))))
    note("precision")


def _is_in(value: Any, known: frozenset[str]) -> bool:
    return isinstance(value, str) and value in known


def _named_class(value: Any, module: str, what: str) -> tuple[str, dict[str, Any]]:
    """Name and settings of an object of Keras's: ``"he_normal"``, or its class and configuration."""
    if isinstance(value, str):
        return value, {}
    if not isinstance(value, dict):
        raise SpecError(tr("One of its {what} is not as Keras writes it.", what=what))
    given, name, settings = value.get("module"), value.get("class_name"), value.get("config")
    own = given is None or (isinstance(given, str) and given.removeprefix("tf_").replace(".src", "").startswith(module))
    if not own or value.get("registered_name") not in (None, name):
        raise SpecError(tr("One of its {what} is not Keras's own.", what=what))
    if not isinstance(name, str) or not isinstance(settings, dict):
        raise SpecError(tr("One of its {what} is not as Keras writes it.", what=what))
    return name, settings
