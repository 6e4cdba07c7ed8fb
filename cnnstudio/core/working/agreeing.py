"""Whether the number that was worked out is the one the network gave, and what a difference can come from."""

from typing import Literal

import numpy as np

from cnnstudio.core.language import tr
from cnnstudio.core.working.figures import short
from cnnstudio.core.working.work import Work

Agreement = Literal["same", "rounded", "different", "no number"]
"""The same as far as float32 goes; as far apart as a rounding to fewer digits can bring them; further; or one of the
two is infinite or no number at all."""

_SAME = 1e-4
"""A share of the largest number that plays a part, within which float32 rounds; of a sum, of what comes out."""

_SINGLE = 1e-6
"""A share of all that is added up, without signs, by which a sum in float32 is off at most."""

_ROUNDINGS = 8
"""Read, weight and result are rounded, and an activation makes at most twice as much of it, or more across channels."""

_COARSE, _FINE = 2.0**-8, 2.0**-11
"""Shares of itself by which a number of bfloat16, and one of float16 or of the products of a graphics card, is off."""

_STRAIGHT = ("linear", "relu", "leaky_relu", "relu6")
"""Activations that round nothing of their own."""

_CHECKED = ("sum", "largest", "mean")
"""What is certain to stay within that; a formula that divides may make far more of a rounding."""


def agreement(work: Work) -> Agreement:
    """How the worked number and the network's own stand to each other."""
    if not np.isfinite(work.value) or not np.isfinite(work.given):
        same = np.array_equal(work.value, work.given, equal_nan=True)
        return "same" if same else "no number"
    apart = abs(work.value - work.given)
    outcome = max(abs(work.value), abs(work.given))
    steep = max(1.0, outcome) if work.activation == "exponential" else 1.0
    if work.how == "sum":
        reach = _summed(work) + (work.activation not in _STRAIGHT)  # e^x − 1 rounds a number about 1
        near = max(_SAME * outcome, _SINGLE * steep * reach)
    else:
        reach = float(np.nanmax(np.abs(work.read), initial=0.0))
        near = _SAME * max(outcome, abs(work.before), reach)
    if apart <= near:
        return "same"
    if work.how not in _CHECKED:
        return "rounded"
    share = _ROUNDINGS * (_COARSE if _is_bfloat16(work.given) else _FINE)
    return "rounded" if apart <= share * steep * reach else "different"


def difference(work: Work) -> str:
    """ "3.2: it computes with fewer digits here": what the network gave, and why; empty where both are the same."""
    match agreement(work):
        case "same":
            return ""
        case "rounded":
            why = tr("it computes with fewer digits here")
        case "no number":
            why = tr("it treats what is infinite or no number otherwise")
        case _:
            why = tr("more than rounding apart; the number worked out here is the exact one")
    return f"{short(work.given)}: {why}"


def _is_bfloat16(value: float) -> bool:
    """Whether a number has no more digits than bfloat16 has: the lower half of its float32 is empty.

    Zero tells nothing: each zero of a ReLU would be one.
    """
    return value != 0 and not int(np.float32(value).view(np.uint32)) & 0xFFFF


def _summed(work: Work) -> float:
    """All products and the bias, without their signs."""
    if work.weights is None:
        return float(np.abs(work.read).sum())
    with np.errstate(all="ignore"):
        products = np.abs(work.read.astype(np.float64) * work.weights)
        if work.mixed is not None:
            products = products * np.abs(work.mixed)
        return float(products.sum()) + abs(work.bias or 0.0)
