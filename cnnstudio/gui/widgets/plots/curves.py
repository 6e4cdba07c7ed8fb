"""What a plot of curves is made of: the curves as values, their nearest values and their table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import local, tr
from cnnstudio.core.spreadsheet import Cell, to_csv
from cnnstudio.core.words import percent as in_percent

Numbers = npt.NDArray[np.float64]

Style = Literal["solid", "dashed", "dotted", "dash_dot", "faint"]
"""The kinds of line; faint ones are thin and pale."""

NEAR = 0.012
"""The pointer is at a mark that is nearer than this share of the view."""


@dataclass(frozen=True, eq=False)
class Curve:
    """One curve.

    Attributes:
        x: Positions in epochs, ascending.
        y: The values, as long as ``x``; what is not finite is left out of the picture.
        colour: A colour of the theme by its name.
        style: Every curve has a mark a point but the faint ones, which stand thin and pale behind the others.
        steps: How many points make an epoch, where they are batches; 0 where a point is an epoch.
        source: Where the points come from. While it is the same, points are only added at the end; None says nothing.
        column: What it is called in a table, where that is no matter of the person's language; "" as its label.
    """

    label: str
    x: Numbers
    y: Numbers
    colour: str
    style: Style = "solid"
    steps: int = 0
    source: object = None
    column: str = ""

    @property
    def is_noise(self) -> bool:
        """Whether it is a restless curve behind the others, a point a batch."""
        return self.steps > 0 and self.style == "faint"

    def nearest(self, x: float) -> int | None:
        """The number of the point whose position is nearest to ``x``; None when there is none."""
        if not len(self.x):
            return None
        x = float(np.clip(x, self.x[0], self.x[-1]))
        after = int(np.clip(np.searchsorted(self.x, x), 1, max(len(self.x) - 1, 1)))
        return min((after - 1, min(after, len(self.x) - 1)), key=lambda each: abs(self.x[each] - x))

    def in_epoch(self, epoch: int, x: float) -> int | None:
        """The number of the epoch's point, or of that of its batches which is nearest to ``x``; None without any."""
        first, last = (epoch - 1, epoch) if self.steps else (epoch - 0.5, epoch + 0.5)
        begin, end = (int(np.searchsorted(self.x, each + 1e-9, side="right")) for each in (first, last))
        nearest = self.nearest(x) if end > begin else None
        return None if nearest is None else min(max(nearest, begin), end - 1)


@dataclass(frozen=True)
class Mark:
    """A place on the x axis where something changed.

    Attributes:
        words: What is read out there: "learning rate 0.001 → 0.0005".
        name: What stands at the mark, in a word: "rate".
    """

    x: float
    words: str
    falls: bool = True
    name: str = ""


@dataclass(frozen=True)
class Band:
    """The area between two curves from an epoch on, shaded.

    Attributes:
        words: What is said of it behind how far the curves are apart: "growing since epoch 3".
        upper, lower: The labels of the curves.
    """

    since: float
    words: str
    upper: str = tr("validation")
    lower: str = tr("training")


def value_words(value: float, *, percent: bool) -> str:
    """A value as it is read off a plot: "97.25 %", "0.0123"."""
    return in_percent(value, 2) if percent else local(f"{value:.4g}")


def place_words(curve: Curve, x: float) -> str:
    """What is called a point at ``x`` epochs: "batch 11 of epoch 2" where the points are batches, else "epoch 2"."""
    if not curve.steps:
        return tr("epoch {x:g}", x=x)
    epoch, batch = divmod(round(x * curve.steps) - 1, curve.steps)
    return tr("batch {batch:,} of epoch {epoch}", batch=batch + 1, epoch=epoch + 1)


def log_ticks(low: float, high: float, room: int) -> list[float]:
    """Where a logarithmic axis is marked: 1, 2 and 5 of each decade, less where they would stand too close.

    Args:
        low, high: What is in view, as base-10 logarithms; the marks are such logarithms too.
        room: How many marks the axis holds at most when they stand evenly.
    """
    span = max(high - low, 1e-12)
    marks = {digits: _of_decades(low, high, digits) for digits in ((1, 2, 5), (1, 3), (1,))}
    for each in marks.values():
        if len(each) >= 3 and min(np.diff(each)) >= span / max(room, 1):
            return each
    if len(marks[1, 2, 5]) < 3 or len(marks[1,]) < 2:  # hardly a decade: plain round numbers
        return _round_numbers(low, high, max(min(room, 6), 2))
    every = max(int(np.ceil(span / max(room, 1))), 1)
    return [tick for tick in marks[1,] if round(tick) % every == 0]


def _of_decades(low: float, high: float, digits: tuple[int, ...]) -> list[float]:
    decades = range(int(np.floor(low)), int(np.ceil(high)) + 1)
    ticks = [decade + float(np.log10(digit)) for decade in decades for digit in digits]
    return [tick for tick in ticks if low <= tick <= high]


def _round_numbers(low: float, high: float, room: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten, as many as there is room for at their closest, at the top."""
    bottom, top = 10.0**low, 10.0**high
    closest = top * (1 - 10 ** (-(high - low) / room))
    power = 10.0 ** np.floor(np.log10(closest))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= closest * (1 - 1e-9))
    first, last = int(np.ceil(bottom / step)), int(np.floor(top / step))
    return [float(np.log10(number * step)) for number in range(max(first, 1), last + 1)]


def write_csv(path: Path, curves: Sequence[Curve]) -> None:
    """Writes one row a position and one column a curve, as they were measured; raises OSError."""
    positions = np.unique(np.concatenate([curve.x for curve in curves])) if curves else np.empty(0)
    columns: list[list[Cell]] = [[f"{position:.10g}" for position in positions.tolist()]]
    for curve in curves:
        column: list[Cell] = [None] * len(positions)
        for row, value in zip(np.searchsorted(positions, curve.x).tolist(), curve.y.tolist(), strict=True):
            column[row] = value
        columns.append(column)
    heads = ["epoch", *(curve.column or curve.label for curve in curves)]
    path.write_text(to_csv([heads, *zip(*columns, strict=True)]), encoding="utf-8", newline="")
