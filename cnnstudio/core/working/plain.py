"""Numbers made of the numbers at one place: dense layers, activations, normalisations, scalings."""

import numpy as np

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.layers import (
    ELU,
    Activation,
    BatchNormalization,
    Dense,
    GroupNormalization,
    LayerNormalization,
    LeakyReLU,
    Normalization,
    PReLU,
    ReLU,
    Rescaling,
    Softmax,
    UnitNormalization,
)
from cnnstudio.core.working.activating import Numbers, activated, looks_across
from cnnstudio.core.working.figures import added, factor, short
from cnnstudio.core.working.given import Given
from cnnstudio.core.working.work import Work

_LEAST_SPREAD = 1e-7
"""Keras's ``epsilon()``, below which Normalization divides by no less."""

_LEAST_LENGTH = 1e-12
"""… and UnitNormalization."""


def connected(spec: Dense, given: Given) -> Work:
    """Every number at the place, of a list all of them, times its weight."""
    unit = given.place[-1]
    read = given.input[given.place[:-1]]
    weights = np.array(given.weights["kernel"][:, unit], np.float32)
    bias = given.weight("bias", unit)
    before = float(read.astype(np.float64) @ weights.astype(np.float64)) + (bias or 0.0)

    def every() -> Numbers:
        sums = np.asarray(read @ given.weights["kernel"], np.float64)
        return sums + given.weights["bias"] if "bias" in given.weights else sums

    more = {**given.here(len(read)), "weights": given.shaped(weights), "bias": bias}
    return given.activate("sum", given.shaped(read), before, spec.activation, every, **more)


def through(spec: Activation | Softmax, given: Given) -> Work:
    """A function of one number, or of all channels at its place."""
    name, vector = spec.activation_name(), given.input[given.place[:-1]]
    number = float(given.input[given.place])
    if not looks_across(name):
        value, words = activated(name, number)
        more = {"before": number, "activation": name, "formula": words, **given.here()}
        return given.work("formula", given.shaped(vector[[given.place[-1]]]), value, **more)
    chosen = (0, 0, given.place[-1]) if len(given.place) == 3 else (given.place[-1],)
    more = {**given.here(len(vector)), "chosen": chosen}
    return given.activate("formula", given.shaped(vector), number, name, lambda: vector.astype(np.float64), **more)


def bent(spec: ReLU | LeakyReLU | PReLU | ELU, given: Given) -> Work:
    """The layers that keep what is above a threshold, and bend the rest."""
    x = float(given.input[given.place])
    match spec:
        case ReLU():
            value, words = _cut(spec, x)
        case ELU():
            value = x if x > 0 else spec.alpha * float(np.expm1(x))
            words = f"elu({short(x)})" if x > 0 else f"{short(spec.alpha)} · (e^{factor(x)} − 1)"
        case _:
            slope = spec.negative_slope if isinstance(spec, LeakyReLU) else _slope(spec, given)
            value = x if x > 0 else slope * x
            words = f"{spec.activation_name()}({short(x)})" if x > 0 else f"{short(slope)} · {factor(x)}"
    return _formula(given, x, value, f"{words} = {short(value)}")


def _cut(spec: ReLU, x: float) -> tuple[float, str]:
    """With t and s of the settings: x above t, at most ``max_value``; s·(x − t) below (Keras's ``relu``)."""
    threshold, slope, most = spec.threshold, spec.negative_slope, spec.max_value
    if x > threshold or not slope:
        # What is no number is above nothing, but without a threshold Keras does not ask.
        value = x if x > threshold or (np.isnan(x) and not threshold) else 0.0
        words = tr("max(0, {x})", x=short(x))
        if threshold:
            words = tr("{x} if above {threshold}, else 0", x=short(x), threshold=short(threshold))
        return (min(value, most), tr("min({x}, {most})", x=words, most=short(most))) if most else (value, words)
    below = f"({short(x)} − {short(threshold)})" if threshold else factor(x)
    return slope * (x - threshold), f"{short(slope)} · {below}"


def _slope(spec: PReLU, given: Given) -> float:
    alpha = given.weights["alpha"]
    return float(alpha[(0, 0, given.place[-1]) if spec.shared else given.place])


def normalised(spec: BatchNormalization | LayerNormalization | GroupNormalization, given: Given) -> Work:
    """γ · (x − mean) / √(variance + ε) + β, with what was remembered, or with what the picture itself has."""
    x, channel = float(given.input[given.place]), given.place[-1]
    if isinstance(spec, BatchNormalization):
        mean, variance = (float(given.weights[f"moving_{name}"][channel]) for name in ("mean", "variance"))
        where = tr("mean and variance as remembered from training")
    else:
        seen = _normalised_with(spec, given)
        mean, variance = float(seen.mean()), float(seen.var())
        where = tr_count("mean and variance of {count:,} number", "mean and variance of {count:,} numbers", seen.size)
    gamma, beta = given.weight("gamma", channel), given.weight("beta", channel)
    value = float((x - mean) / np.sqrt(np.float64(variance + spec.epsilon)))
    value = value * (1 if gamma is None else gamma) + (beta or 0.0)
    words = f"({short(x)} − {factor(mean)}) / √({short(variance)} + {short(spec.epsilon)})"
    words = words if gamma is None else f"{factor(gamma)} · {words}"
    words = words if beta is None else f"{words} {added(beta)}"
    return _formula(given, x, value, f"{words} = {short(value)}; {where}")


def _normalised_with(spec: LayerNormalization | GroupNormalization, given: Given) -> Numbers:
    """The numbers whose mean and variance count for the place."""
    if isinstance(spec, LayerNormalization):
        return np.asarray(given.input[given.place[:-1]], np.float64)
    size = given.input.shape[-1] // spec.groups
    first = given.place[-1] // size * size
    return np.asarray(given.input[..., first : first + size], np.float64)


def scaled(spec: Normalization | Rescaling | UnitNormalization, given: Given) -> Work:
    """One number scaled: by settings, or by the length of all numbers at its place."""
    x = float(given.input[given.place])
    match spec:
        case Rescaling():
            value = x * spec.scale + spec.offset
            words = f"{short(x)} · {factor(spec.scale)} {added(spec.offset)}"
        case Normalization():
            which = given.place[-1] if len(spec.mean) > 1 else 0
            mean, spread = spec.mean[which], max(spec.variance[which] ** 0.5, _LEAST_SPREAD)
            value, words = (x - mean) / spread, f"({short(x)} − {factor(mean)}) / {short(spread)}"
        case _:
            vector = given.input[given.place[:-1]].astype(np.float64)
            length = max(float(np.linalg.norm(vector)), _LEAST_LENGTH)
            value, words = (
                x / length,
                tr_count(
                    "{x} / {length}, the length of {count:,} number",
                    "{x} / {length}, the length of {count:,} numbers",
                    len(vector),
                    x=short(x),
                    length=short(length),
                ),
            )
    return _formula(given, x, value, f"{short(value)} = {words}")


def _formula(given: Given, x: float, value: float, words: str) -> Work:
    return given.work("formula", given.shaped(np.array([x])), value, before=x, formula=words, **given.here())
