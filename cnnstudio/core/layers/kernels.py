"""What kinds with learned kernels share: bias, initialiser and the penalties on large weights."""

import math
from collections.abc import Mapping
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import setting

INITIALISERS: dict[str, tuple[str, dict[str, float]]] = {
    "glorot_uniform": ("GlorotUniform", {}),
    "glorot_normal": ("GlorotNormal", {}),
    "he_uniform": ("HeUniform", {}),
    "he_normal": ("HeNormal", {}),
    "lecun_uniform": ("LecunUniform", {}),
    "lecun_normal": ("LecunNormal", {}),
    "random_uniform": ("RandomUniform", {"minval": -0.05, "maxval": 0.05}),
    "random_normal": ("RandomNormal", {"mean": 0.0, "stddev": 0.05}),
    "truncated_normal": ("TruncatedNormal", {"mean": 0.0, "stddev": 0.05}),
    "orthogonal": ("Orthogonal", {"gain": 1.0}),
    "zeros": ("Zeros", {}),
    "ones": ("Ones", {}),
}
"""Keras's name, its class, and the settings of that class, which are always Keras's defaults here."""

INITIALISER_NAMES = {
    "glorot_uniform": tr("Glorot uniform (usual)"),
    "glorot_normal": tr("Glorot normal"),
    "he_uniform": tr("He uniform"),
    "he_normal": tr("He normal (for relu)"),
    "lecun_uniform": tr("LeCun uniform"),
    "lecun_normal": tr("LeCun normal (for selu)"),
    "random_uniform": tr("uniform, −0.05 to 0.05"),
    "random_normal": tr("normal, spread 0.05"),
    "truncated_normal": tr("truncated normal, spread 0.05"),
    "orthogonal": tr("orthogonal"),
    "zeros": tr("zeros"),
    "ones": tr("ones"),
}


def use_bias() -> Any:
    """The setting ``use_bias``."""
    return setting(True, tr("Bias"), help=tr("Adds one learned number to each output channel."), more=True)


def initialiser() -> Any:
    """The setting ``kernel_initializer``."""
    return setting(
        "glorot_uniform",
        tr("Initialiser"),
        choices=tuple(INITIALISERS),
        names=INITIALISER_NAMES,
        help=tr("How the weights are drawn before training begins. The biases begin at 0."),
        more=True,
    )


def penalty(which: str) -> Any:
    """The setting ``l1`` or ``l2``: the factor of the penalty on the kernel, which Keras adds to the loss."""
    sizes = tr(
        "In training the loss grows by this times the sum of the sizes of all weights: many become 0. "
        "0: none; 0.0001 is usual."
    )
    squares = tr(
        "In training the loss grows by this times the sum of the squares of all weights: none grows large. "
        "0: none; 0.0001 is usual."
    )
    return setting(
        0.0,
        tr("{which} penalty", which=which),
        low=0,
        high=100,
        help=sizes if which == "L1" else squares,
        more=True,
    )


def regulariser(l1: float, l2: float) -> dict[str, Any] | None:
    """Keras's argument for both penalties together."""
    return {"class_name": "L1L2", "config": {"l1": l1, "l2": l2}} if l1 or l2 else None


def to_keras(kernels: tuple[str, ...], initializer: str, l1: float, l2: float) -> dict[str, Any]:
    """The arguments for the initialiser and penalties of each of these kernels: ``kernel_initializer`` …"""
    return {
        **{f"{kernel}_initializer": initializer for kernel in kernels},
        **{f"{kernel}_regularizer": regulariser(l1, l2) for kernel in kernels},
    }


def from_keras(kernels: tuple[str, ...], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Our settings by name from Keras's arguments, the inverse of ``to_keras`` with the other arguments kept.

    Raises SpecError for an initialiser or regulariser that is not known, or differs between the kernels.
    """
    rest = dict(arguments)
    drawn = {_initialiser_of(rest.pop(f"{kernel}_initializer")) for kernel in kernels}
    penalties = {_penalties_of(rest.pop(f"{kernel}_regularizer")) for kernel in kernels}
    if len(drawn) > 1 or len(penalties) > 1:
        raise SpecError(tr("Its kernels have different initialisers or penalties."))
    (initializer,), ((l1, l2),) = drawn, penalties
    return {**rest, "kernel_initializer": initializer, "l1": l1, "l2": l2}


def _initialiser_of(value: Any) -> str:
    """The name of ``{"module": "keras.initializers", "class_name": "HeNormal", "config": {"seed": None}, …}``."""
    if isinstance(value, str) and value in INITIALISERS:
        return value
    class_name, config = _class_of(value, "keras.initializers")
    name = next((name for name, (known, _) in INITIALISERS.items() if known == class_name), None)
    if name is None:
        raise SpecError(tr("Its initialiser is not known here."))
    usual = INITIALISERS[name][1]
    for key, found in config.items():
        as_usual = found == usual[key] if key in usual else found is None or (key == "seed" and type(found) is int)
        if key not in (*usual, "seed", "input_axes", "output_axes") or not as_usual:
            raise SpecError(tr("Its initialiser has settings that are not known here."))
    return name


def _penalties_of(value: Any) -> tuple[float, float]:
    if value is None:
        return 0.0, 0.0
    class_name, config = _class_of(value, "keras.regularizers")
    wanted = {"L1L2": {"l1", "l2"}, "L1": {"l1"}, "L2": {"l2"}}.get(class_name)
    if wanted is None or set(config) != wanted:
        raise SpecError(tr("Its penalty on weights is not known here."))
    l1, l2 = config.get("l1", 0.0), config.get("l2", 0.0)
    if any(
        isinstance(each, bool) or not isinstance(each, (int, float)) or not math.isfinite(each) for each in (l1, l2)
    ):
        raise SpecError(tr("Its penalty on weights is no number."))
    return float(l1), float(l2)


_PARTS = {"keras.initializers": tr("initialisers"), "keras.regularizers": tr("penalties on weights")}


def _class_of(value: Any, module: str) -> tuple[str, dict[str, Any]]:
    what = _PARTS[module]
    if not isinstance(value, dict) or value.get("module", module) != module or value.get("registered_name"):
        raise SpecError(tr("One of its {what} is not Keras's own.", what=what))
    class_name, config = value.get("class_name"), value.get("config")
    if not isinstance(class_name, str) or not isinstance(config, dict):
        raise SpecError(tr("One of its {what} is not as Keras writes it.", what=what))
    return class_name, config
