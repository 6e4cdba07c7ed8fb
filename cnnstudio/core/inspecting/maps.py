"""What can be said of the maps of a layer: which channels say nothing, and which say what another one says."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.spec import FloatArray

ALIKE = 0.999
"""From this correlation on a map is called another one, times a factor and moved by an offset."""

_UNSURE = math.sqrt(1 - ALIKE**2)
"""How far such maps may still be from each other, as a share of how much they vary: a smaller offset says nothing."""

_FLAT = 1e-6
"""A map that varies by less than this share of its greatest number is called constant: float32 has no more digits."""

_LEAST = 16
"""Maps of fewer numbers are alike by chance, and are not compared."""

_NAMED = 12
"""So many channels are named in a line."""


@dataclass(frozen=True)
class Repeat:
    """A channel whose map is about that of an earlier channel, ``of``, times ``factor`` plus ``offset``.

    Attributes:
        offset: Exactly 0 where it is not more than the maps differ anyway: then only the scale is another.
    """

    channel: int
    of: int
    factor: float
    offset: float = 0.0

    @property
    def words(self) -> str:
        """ "1 like 0, ×2 + 50"."""
        factor = local(f"{self.factor:.2g}".replace("-", "−"))
        sign = "+" if self.offset > 0 else "−"
        offset = local(f" {sign} {abs(self.offset):.2g}") if self.offset else ""
        return tr("{channel} like {other}, ×{factor}", channel=self.channel, other=self.of, factor=f"{factor}{offset}")


@dataclass(frozen=True)
class Judged:
    """What was found for one picture; channels from 0.

    Attributes:
        zero: Zero everywhere.
        constant: The same number everywhere, but not zero.
        broken: Channels with a number that is none.
        compared: Whether the maps were large enough to be compared with each other.
    """

    count: int
    zero: tuple[int, ...] = ()
    constant: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    compared: bool = True

    @property
    def words(self) -> str:
        """All of it in a sentence or two; empty where there is nothing to say."""
        alike = tuple(each.channel for each in self.repeats)
        every = self.count
        parts = [
            tr_count(
                "{count:,} of {every:,} channels holds numbers that are none (NaN or infinite) ({named}).",
                "{count:,} of {every:,} channels hold numbers that are none (NaN or infinite) ({named}).",
                len(self.broken),
                every=every,
                named=_named(self.broken),
            ),
            tr_count(
                "{count:,} of {every:,} channels is dead for this picture: zero everywhere ({named}).",
                "{count:,} of {every:,} channels are dead for this picture: zero everywhere ({named}).",
                len(self.zero),
                every=every,
                named=_named(self.zero),
            ),
            tr_count(
                "{count:,} of {every:,} channels is the same everywhere ({named}).",
                "{count:,} of {every:,} channels are the same everywhere ({named}).",
                len(self.constant),
                every=every,
                named=_named(self.constant),
            ),
            tr_count(
                "{count:,} of {every:,} channels repeats another ({named}).",
                "{count:,} of {every:,} channels repeat another ({named}).",
                len(alike),
                every=every,
                named=_named(self._pairs()),
            ),
        ]
        found = (self.broken, self.zero, self.constant, alike)
        return " ".join(part for part, channels in zip(parts, found, strict=True) if channels)

    @property
    def how(self) -> str:
        """How it was judged."""
        words = tr("Judged by this picture alone. Dead: every number is 0.")
        if not self.compared:
            return f"{words} {tr('The maps are too small to tell whether one repeats another.')}"
        repeated = tr(
            "Repeated: the correlation with an earlier channel is above {alike}, so it is that map times a factor, and "
            "plus an offset where one is named.",
            alike=ALIKE,
        )
        return f"{words} {repeated}"

    def _pairs(self) -> tuple[str, ...]:
        return tuple(each.words for each in self.repeats)


def judge(maps: FloatArray) -> Judged:
    """Looks at maps (height, width, channels); of any other shape there is nothing to be said."""
    if maps.ndim != 3 or maps.shape[0] * maps.shape[1] < 2:
        return Judged(maps.shape[-1], compared=False)
    flat = maps.reshape(-1, maps.shape[2])
    low, high = flat.min(0), flat.max(0)
    with np.errstate(invalid="ignore", over="ignore"):
        reach = np.maximum(np.abs(low), np.abs(high))
        fine = np.isfinite(reach)
        level = fine & (high - low <= _FLAT * reach)
    zero = level & (reach == 0)
    compared = len(flat) >= _LEAST
    repeats = _repeats(flat, np.flatnonzero(fine & ~level)) if compared else ()
    return Judged(maps.shape[2], _numbers(zero), _numbers(level & ~zero), _numbers(~fine), repeats, compared)


def _repeats(flat: FloatArray, lively: npt.NDArray[np.intp]) -> tuple[Repeat, ...]:
    """Of the channels that vary those that repeat an earlier one, which itself repeats none."""
    if len(lively) < 2:
        return ()
    away: npt.NDArray[Any] = flat[:, lively].astype(np.float64 if flat.size < 200_000 else np.float32)
    reach = np.abs(away).max(0)
    away /= reach  # so that no square is too large
    middle = away.mean(0, dtype=np.float64)
    away -= middle
    lengths = np.sqrt(np.einsum("nc,nc->c", away, away))
    away /= lengths
    alike = away.T @ away
    spread, middle = lengths.astype(np.float64) * reach, middle * reach
    least = _UNSURE * spread / math.sqrt(len(flat))
    found, originals = [], list[int]()
    for number, channel in enumerate(lively.tolist()):
        near = [other for other in originals if abs(alike[number, other]) > ALIKE]
        if near:
            first = near[0]
            factor = math.copysign(spread[number] / spread[first], alike[number, first])
            offset = float(middle[number] - factor * middle[first])
            is_moved = abs(offset) > least[number]
            found.append(Repeat(channel, int(lively[first]), factor, offset if is_moved else 0.0))
        else:
            originals.append(number)
    return tuple(found)


def _numbers(marks: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(marks).tolist())


def _named(channels: tuple[int, ...] | tuple[str, ...]) -> str:
    """ "4, 9"; of many the first ones."""
    return ", ".join(map(str, channels[:_NAMED])) + (" …" if len(channels) > _NAMED else "")
