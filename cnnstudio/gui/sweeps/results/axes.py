"""Axes of pictures of a sweep: where between 0 and 1 a value stands, and what is written beside it."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.combinations import value_in_words
from cnnstudio.core.sweeps.varied import Over, Span
from cnnstudio.core.words import number, percent
from cnnstudio.gui.widgets.plots.curves import log_ticks

Places = npt.NDArray[np.float64]

ABSENT = -0.09
"""Where a setting stands that a combination has not, as the momentum of an optimiser without one."""
NONE = tr_in("a value", "none")
"""What is written there, and where a range holds no value."""

_WIDE = 20.0
"""Losses that differ by a larger factor than this stand on a logarithmic axis."""

Tick = tuple[float, str]
"""Where, from 0 to 1, and what is written there."""


@dataclass(frozen=True)
class Scale:
    """Numbers from ``low`` at 0 to ``high`` at 1; in factors where ``log``, without halves where ``whole``."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def places(self, values: Places) -> Places:
        """Where values stand; NaN for what is no number here."""
        if not self.log:
            return np.asarray((values - self.low) / (self.high - self.low))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.log(values / self.low) / math.log(self.high / self.low))

    def value(self, place: float) -> float:
        """What stands at a place."""
        if self.log:
            return float(self.low * (self.high / self.low) ** place)
        return self.low + (self.high - self.low) * place

    def round_values(self, room: int) -> list[float]:
        """Round numbers to write at the axis, at most about ``room`` of them."""
        if self.log:
            ticks = log_ticks(math.log10(self.low), math.log10(self.high), room)
            return [float(f"{10**tick:.6g}") for tick in ticks]
        rough = (self.high - self.low) / max(room, 1)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough * (1 - 1e-9))
        step = max(step, 1.0) if self.whole else step
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [float(f"{each * step:.12g}") for each in range(first, last + 1)]


@dataclass(frozen=True, eq=False)
class Axis:
    """One axis.

    Attributes:
        title: In short: "conv2d_1.filters".
        label: In words: "Filters of conv2d_1".
        scale: Of numbers; None where ``values`` are listed, evenly spaced in their order.
        words: Says a value.
        tick_words: Says those that stand below each other, with equally many digits; None for each by ``words``.
    """

    title: str
    label: str
    words: Callable[[Any], str]
    scale: Scale | None = None
    values: tuple[Hashable, ...] = ()
    tick_words: Callable[[Sequence[float]], list[str]] | None = None

    @property
    def numbers(self) -> Scale:
        """Its scale, where it has one."""
        assert self.scale is not None
        return self.scale

    @property
    def is_of_numbers(self) -> bool:
        """Whether its values are numbers or pairs of them, so that there is something between two of them."""
        parts = (part for each in self.values for part in (each if isinstance(each, tuple) else (each,)))
        return all(isinstance(part, int | float) and not isinstance(part, bool) for part in parts)

    def places(self, values: Sequence[Any]) -> Places:
        """Where values stand; ``ABSENT`` for None, NaN for one that is not on the axis."""
        if self.scale is None:
            last = max(len(self.values) - 1, 1)
            only = 0.5 if len(self.values) == 1 else 0.0
            known: dict[Any, float] = {each: at / last + only for at, each in enumerate(self.values)}
            return np.array([ABSENT if each is None else known.get(each, math.nan) for each in values], np.float64)
        absent = np.array([each is None for each in values], np.bool_)
        numbers = np.array([math.nan if each is None else float(each) for each in values], np.float64)
        return np.where(absent, ABSENT, self.scale.places(numbers))

    def ticks(self, room: int) -> list[Tick]:
        """At most about ``room`` of them, rising."""
        if self.scale is None:
            every = math.ceil(len(self.values) / max(room, 1))
            shown = self.values[::every]
            places = self.places(shown).tolist()
            return [(place, self.words(value)) for place, value in zip(places, shown, strict=True)]
        values = self.scale.round_values(room)
        places = self.scale.places(np.array(values, np.float64)).tolist()
        said = self.tick_words(values) if self.tick_words is not None else list(map(self.words, values))
        return list(zip(places, said, strict=True))

    def range_words(self, low: float, high: float) -> str:
        """What lies between two places: "0.001 to 0.01", "same, valid"."""
        if self.scale is not None:
            ends = (self.scale.value(min(max(each, 0.0), 1.0)) for each in (low, high))
            first, last = (self.words(float(f"{each:.3g}")) for each in ends)
            return tr("{low} to {high}", low=first, high=last)
        places = self.places(self.values).tolist()
        inside = [self.words(value) for place, value in zip(places, self.values, strict=True) if low <= place <= high]
        return ", ".join(inside[:4]) + (" …" if len(inside) > 4 else "") if inside else NONE


def setting_axis(title: str, label: str, over: Over, setting: Setting | None) -> Axis:
    """The axis of a setting that varies: a range as numbers, a list as it is."""

    def words(value: Any) -> str:
        return value_in_words(setting, value, over)

    if isinstance(over, Span):
        return Axis(title, label, words, Scale(float(over.low), float(over.high), over.log, over.whole))
    return Axis(title, label, words, values=tuple(over.values))


def score_axis(label: str, scores: Places, *, is_share: bool) -> Axis:
    """The axis of a score from the lowest to the highest one, with a little room around.

    Args:
        scores: (n,), NaN where there is none.
        is_share: Whether it is one, which is written in per cent; else it is a loss.
    """
    finite = scores[np.isfinite(scores)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    log = not is_share and low > 0 and high > _WIDE * low
    if log:
        return Axis(label, label, _loss, Scale(low / 1.05, high * 1.05, log=True))
    margin = 0.04 * (high - low) or 0.02 * abs(high) or 0.02
    top = min(high + margin, 1.0) if is_share and high < 1 else high + margin * (not is_share or high > 1)
    bottom = max(low - margin, 0.0) if low >= 0 else low - margin
    if top <= bottom:
        bottom = top - margin
    scale = Scale(bottom, top)
    return Axis(label, label, _per_cent, scale, (), _per_cents) if is_share else Axis(label, label, _loss, scale)


def _per_cent(value: float) -> str:
    return percent(value, 0) if abs(100 * value - round(100 * value)) < 1e-6 else percent(value, 2)


def _per_cents(values: Sequence[float]) -> list[str]:
    exact = (each for each in (0, 1) if all(abs(100 * value - round(100 * value, each)) < 1e-6 for value in values))
    digits = next(exact, 2)
    return [percent(value, digits) for value in values]


def _loss(value: float) -> str:
    return number(float(f"{value:.6g}"))
