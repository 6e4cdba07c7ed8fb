"""From where to where the axes of a plot of curves reach: as far as the curves are read, or as far as they go."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cnnstudio.core.language import tr
from cnnstudio.gui.widgets.plots.curves import Curve, Numbers
from cnnstudio.gui.words import figure

Extent = tuple[float, float]

_SAMPLE = 4096
"""Of more batches than this only some are looked at."""
_JUMP, _EXPLODED = 10, 20
"""A loss above the second that is so many times the next smaller one stands for an explosion, not for learning: a
network that knows nothing of 1,000 classes has a loss of 7."""
_TAIL, _FEW = 0.02, 0.1
_BESIDE = 0.25
"""Batches widen the range of the epochs by this share of it, or more where most of them need it."""

_FAR = 3
"""A curve that goes so many times higher than the view says how high."""


@dataclass(frozen=True)
class Fit:
    """From where to where the y axis reaches, as base-10 logarithms where ``log``.

    Attributes:
        useful: So that the curves are read.
        all: So that every value is in view.
    """

    useful: Extent
    all: Extent
    log: bool

    @property
    def is_cut(self) -> bool:
        """Whether some values are outside of the useful range."""
        return self.useful[0] > self.all[0] or self.useful[1] < self.all[1]

    def notes(self, extents: Mapping[str, Extent]) -> dict[str, str]:
        """How high the curves go that leave the useful range far behind, by their labels."""
        reach = _FAR * (10 ** self.useful[1] if self.log else self.useful[1])
        return {label: tr("up to {high}", high=figure(high)) for label, (_, high) in extents.items() if high > reach}


def fit(curves: Sequence[Curve], extents: Mapping[str, Extent], *, log: bool, top: float | None) -> Fit:
    """Both ranges for these curves.

    Args:
        extents: The lowest and highest value of each curve by its label; above zero where ``log``.
        top: The highest value there can be (1 for an accuracy).
    """
    whole = y_range(list(extents.values()), log=log, top=top)
    useful = useful_extent(curves, log=log) if extents else None
    return Fit(whole if useful is None else y_range([useful], log=log, top=top), whole, log)


def x_range(curves: Sequence[Curve], end: float = 0) -> Extent:
    """From where to where the x axis reaches so that all is seen, and at least up to ``end``."""
    starts = [curve.x[0] for curve in curves if len(curve.x)]
    ends = [curve.x[-1] for curve in curves if len(curve.x)]
    if not starts:
        return 0.0, max(end, 1.0)
    has_batches = any(curve.steps and len(curve.x) for curve in curves)
    high = max(float(np.ceil(max(ends))), end, 1.0)
    low = 0.0 if has_batches else float(min(starts))
    margin = 0.03 * (high - low) if high > low else 0.5
    return (low if has_batches else low - margin), high + margin


def y_range(extents: Sequence[Extent], *, log: bool, top: float | None = None) -> Extent:
    """From where to where the y axis reaches so that all is seen; base-10 logarithms where ``log``.

    Args:
        extents: The lowest and highest value of each curve; above zero where ``log``.
        top: The highest value there can be (1 for an accuracy).
    """
    if not extents:
        return 0.0, 1.0
    low, high = min(low for low, _ in extents), max(high for _, high in extents)
    if log:
        low, high = math.log10(low), math.log10(high)
    elif 0 <= low < 0.25 * high:
        low = 0.0
    margin = 0.05 * (high - low) or 0.1 * abs(high) or 0.1
    ceiling = high + margin if top is None or log else min(high + margin, top + 0.25 * margin)
    return (low if low == 0 and not log else low - margin), ceiling


def useful_extent(curves: Sequence[Curve], *, log: bool) -> Extent | None:
    """The values between which the curves are read; None when there are none.

    That is the range of the epochs without those in which the loss exploded, and of the batches without a tail at
    either end, which else would press all curves to the floor.

    Args:
        log: Values above zero alone count, and widths are those on a logarithmic axis.
    """
    lines = _calm(_pooled([curve for curve in curves if not curve.is_noise], log))
    noise = _capped(_pooled([_thinned(curve) for curve in curves if curve.is_noise], log))
    if not len(noise):
        return (float(lines[0]), float(lines[-1])) if len(lines) else None
    scale, back = (np.log10, lambda value: float(10**value)) if log else (np.asarray, float)
    ends = scale(np.quantile(noise, [_TAIL, _FEW, 1 - _FEW, 1 - _TAIL], method="nearest"))
    has_way = any(len(curve.x) > 1 for curve in curves if not curve.is_noise)
    low, high = _around(scale(lines), ends) if len(lines) and has_way else _both(scale(lines), ends)
    return back(low), back(high)


def _both(lines: Numbers, ends: Numbers) -> Extent:
    return float(min([ends[0], *lines])), float(max([ends[-1], *lines]))


def _around(lines: Numbers, ends: Numbers) -> Extent:
    """The range of the lines, widened for the batches in steps that do not change with each of them."""
    first, last = float(lines[0]), float(lines[-1])
    reach = _BESIDE * (last - first)
    low = max(float(ends[0]), min(first - reach, float(ends[1])))
    high = min(float(ends[3]), max(last + reach, float(ends[2])))
    step = 10 ** math.floor(math.log10(max(high, last) - min(low, first) or 1)) / 20
    return min(first, math.floor(low / step) * step), max(last, math.ceil(high / step) * step)


def _calm(values: Numbers) -> Numbers:
    """Without the largest ones, at most half of all, where a jump parts them from the others."""
    least = max((len(values) + 1) // 2, 1)
    upper = values[least:]
    jumps = np.flatnonzero((upper > _EXPLODED) & (upper > _JUMP * values[least - 1 : -1]))
    return values[: least + jumps[0]] if len(jumps) else values


def _capped(noise: Numbers) -> Numbers:
    """Without what is many times as large as the one in the middle."""
    return noise[noise <= max(_JUMP * noise[len(noise) // 2], _EXPLODED)] if len(noise) else noise


def _thinned(curve: Curve) -> Curve:
    # Powers of three: they do not fall on the same batch of each epoch, as powers of two often would.
    step = 1
    while len(curve.x) > _SAMPLE * step:
        step *= 3
    return curve if step == 1 else Curve(curve.label, curve.x[::step], curve.y[::step], curve.colour, curve.style)


def _pooled(curves: Sequence[Curve], log: bool) -> Numbers:
    """All finite values in order; those above zero where ``log``."""
    values = np.concatenate([curve.y for curve in curves]) if curves else np.empty(0)
    return np.sort(values[np.isfinite(values) & (values > 0 if log else True)])
