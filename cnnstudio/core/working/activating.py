"""The activation functions as a person works them out: the number, and the line with the numbers in it.

As Keras computes them (https://keras.io/api/layers/activations/); those of one number alone, and those that also
look at the other channels of the same place.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import local, tr
from cnnstudio.core.working.figures import factor, short

Numbers = npt.NDArray[np.float64]

_SELU, _SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
"""G. Klambauer et al., "Self-Normalizing Neural Networks", arXiv:1706.02515."""

_PLAIN = 30.0
"""Powers of e up to this, and down to its negative, are still numbers that a person reads."""

_ACROSS = ("softmax", "log_softmax", "sparsemax")


def looks_across(name: str) -> bool:
    """Whether the function of a number also depends on the other channels of its place."""
    return name in _ACROSS


def activated(name: str, value: float) -> tuple[float, str]:
    """The function of one number, and how it is worked out, "max(0, −0.31) = 0"; no words for ``"linear"``."""
    if name == "linear":
        return value, ""
    found = float(_FUNCTIONS[name](np.float64(value)))
    words = f"{name}({short(value)})" if math.isnan(value) else _WORDS[name](value)
    return found, f"{words} = {short(found)}"


def activations(name: str, values: Numbers) -> Numbers:
    """The function of all numbers (…, channels) at once, without words."""
    if name == "linear":
        return values
    with np.errstate(all="ignore"):  # what is infinite or no number is told where it is shown
        return np.asarray((_AT_ONCE if looks_across(name) else _FUNCTIONS)[name](values), np.float64)


def activated_across(name: str, values: Numbers, channel: int) -> tuple[float, str]:
    """As ``activated``, of one of the numbers (n,) at a place by a function that looks at all of them."""
    x, count = float(values[channel]), local(f"{len(values):,}")
    if name == "sparsemax":
        threshold = _sparse_threshold(values)
        found = max(x - threshold, 0.0)
        return found, tr(
            "max(0, {x} − τ) = {found}, τ = {threshold} over all {count} numbers",
            x=short(x),
            found=short(found),
            threshold=short(threshold),
            count=count,
        )
    top = float(values.max())
    total = float(np.exp(values - top).sum())
    if name == "softmax":
        found = 0.0 if x - top == -math.inf else float(np.exp(x - top)) / total
        return found, _softmax_in_words(x, top, total, found, count)
    found = x - top - math.log(total) if total > 0 else math.nan
    whole = short(top + math.log(total)) if total > 0 else tr("not a number")
    return found, tr(
        "{x} − ln Σ e^xᵢ = {found}, ln Σ over {count} numbers = {whole}",
        x=short(x),
        found=short(found),
        count=count,
        whole=whole,
    )


def _softmax_in_words(x: float, top: float, total: float, found: float, count: str) -> str:
    """As it is written everywhere; where the powers are too large or small for that, with the largest taken away."""
    if math.isnan(top) or abs(top) <= _PLAIN:
        whole = short(total * math.exp(top))
        return tr(
            "{power} / Σ e^xᵢ = {found}, Σ over {count} numbers = {whole}",
            power=f"e^{factor(x)}",
            found=short(found),
            count=count,
            whole=whole,
        )
    away = short(abs(top)) if math.isfinite(top) else "m"
    sign = "+" if math.isfinite(top) and top < 0 else "−"
    powers = f"e^({short(x)} {sign} {away}) / Σ e^(xᵢ {sign} {away})"
    largest = tr("{number} the largest", number=short(top)) if math.isfinite(top) else f"m = {short(top)}"
    return tr(
        "{powers} = {found}, Σ over {count} numbers = {total}, {largest}",
        powers=powers,
        found=short(found),
        count=count,
        total=short(total),
        largest=largest,
    )


def _sparse_threshold(values: Numbers) -> float:
    """As Keras 3.15 has it: (Σ of the supported running sums − 1) / their count.

    In A. Martins, R. Astudillo, "From Softmax to Sparsemax", arXiv:1602.02068, algorithm 1, it is the last of these
    sums alone. What the network gives is what is worked out here.
    """
    ordered = np.sort(values)[::-1]
    sums = np.cumsum(ordered)
    support = ordered - (sums - 1) / np.arange(1, len(ordered) + 1) > 0
    count = int(support.sum())
    return (float(sums[support].sum()) - 1) / count if count else math.nan


def _softmax(values: Numbers) -> Numbers:
    powers = np.exp(values - values.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


def _log_softmax(values: Numbers) -> Numbers:
    away = values - values.max(-1, keepdims=True)
    return np.asarray(away - np.log(np.exp(away).sum(-1, keepdims=True)))


def _sparsemax(values: Numbers) -> Numbers:
    away = np.apply_along_axis(_sparse_threshold, -1, values)[..., None]
    return np.asarray(np.maximum(values - away, 0.0))


def _logistic(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _softplus(x: Any) -> Any:
    return np.logaddexp(0, x)


def _hard(x: Any) -> Any:
    return np.clip(x + 3, 0, 6) / 6


def _below(x: Any, low: Any) -> Any:
    """The numbers where they are above 0, else others."""
    return np.where(x > 0, x, low)


def _erf(x: Any) -> Any:
    return np.vectorize(math.erf, otypes=[np.float64])(x)


_AT_ONCE: dict[str, Callable[[Numbers], Numbers]] = {
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "sparsemax": _sparsemax,
}

_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "relu": lambda x: np.maximum(x, 0.0),
    "relu6": lambda x: np.clip(x, 0.0, 6.0),
    "leaky_relu": lambda x: _below(x, 0.2 * x),
    "elu": lambda x: _below(x, np.expm1(x)),
    "celu": lambda x: _below(x, np.expm1(x)),
    "selu": lambda x: _SELU * _below(x, _SELU_ALPHA * np.expm1(x)),
    "gelu": lambda x: 0.5 * x * (1 + _erf(x / math.sqrt(2))),
    "silu": lambda x: x * _logistic(x),
    "softplus": _softplus,
    "softsign": lambda x: x / (1 + abs(x)),
    "tanh": np.tanh,
    "sigmoid": _logistic,
    "hard_sigmoid": _hard,
    "exponential": np.exp,
    "mish": lambda x: x * np.tanh(_softplus(x)),
    "hard_silu": lambda x: x * _hard(x),
    "hard_tanh": lambda x: np.clip(x, -1.0, 1.0),
    "hard_shrink": lambda x: np.where(abs(x) > 0.5, x, 0.0),
    "soft_shrink": lambda x: np.copysign(np.where(abs(x) > 0.5, abs(x) - 0.5, 0.0), x),
    "tanh_shrink": lambda x: x - np.tanh(x),
    "log_sigmoid": lambda x: -_softplus(-x),
    "sparse_plus": lambda x: np.where(x <= -1, 0.0, np.where(x >= 1, x, (x + 1) ** 2 / 4)),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0.0, 1.0),
    "squareplus": lambda x: (x + np.sqrt(x * x + 4)) / 2,
}

_WORDS: dict[str, Callable[[float], str]] = {
    "relu": lambda x: tr("max(0, {x})", x=short(x)),
    "relu6": lambda x: tr("min(max(0, {x}), 6)", x=short(x)),
    "leaky_relu": lambda x: _either("leaky_relu", x, f"{short(0.2)} · {factor(x)}"),
    "elu": lambda x: _either("elu", x, f"e^{factor(x)} − 1"),
    "celu": lambda x: _either("celu", x, f"e^{factor(x)} − 1"),
    "selu": lambda x: (
        f"{short(_SELU)} · {short(x)}" if x > 0 else f"{short(_SELU)} · {short(_SELU_ALPHA)} · (e^{factor(x)} − 1)"
    ),
    "gelu": lambda x: f"{factor(x)} · Φ({short(x)})",
    "silu": lambda x: f"{short(x)} / (1 + e^{factor(-x)})",
    "softplus": lambda x: f"ln(1 + e^{factor(x)})",
    "softsign": lambda x: f"{short(x)} / (1 + {short(abs(x))})",
    "tanh": lambda x: f"tanh({short(x)})",
    "sigmoid": lambda x: f"1 / (1 + e^{factor(-x)})",
    "hard_sigmoid": lambda x: tr("min(max(0, {x} + 3), 6) / 6", x=short(x)),
    "exponential": lambda x: f"e^{factor(x)}",
    "mish": lambda x: f"{factor(x)} · tanh(ln(1 + e^{factor(x)}))",
    "hard_silu": lambda x: tr("{factor} · min(max(0, {x} + 3), 6) / 6", factor=factor(x), x=short(x)),
    "hard_tanh": lambda x: tr("min(max(−1, {x}), 1)", x=short(x)),
    "hard_shrink": lambda x: f"hard_shrink({short(x)})",
    "soft_shrink": lambda x: (
        f"{short(x)} {'−' if x > 0 else '+'} {short(0.5)}" if abs(x) > 0.5 else f"soft_shrink({short(x)})"
    ),
    "tanh_shrink": lambda x: f"{short(x)} − tanh({short(x)})",
    "log_sigmoid": lambda x: f"−ln(1 + e^{factor(-x)})",
    "sparse_plus": lambda x: f"sparse_plus({short(x)})" if abs(x) >= 1 else f"({short(x)} + 1)² / 4",
    "sparse_sigmoid": lambda x: tr("min(max(0, ({x} + 1) / 2), 1)", x=short(x)),
    "squareplus": lambda x: f"({short(x)} + √({factor(x)}² + 4)) / 2",
}


def _either(name: str, x: float, below: str) -> str:
    return f"{name}({short(x)})" if x > 0 else below
