"""Where validation does worse than training and goes on doing so: the part of the curves that is shaded."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cnnstudio.core.run import Epoch

_LEAST_EPOCHS = 3
_FLAT = 0.1
"""The gap begins to grow where it was larger than at its smallest by no more than this share of all its growth."""
_LEAST_GROWTH = 0.15
"""The gap must have grown by this share of the validation loss: less is seen in runs that are all right."""


@dataclass(frozen=True)
class Gap:
    """Validation loss minus training loss, growing up to the newest epoch.

    Attributes:
        since: The epoch in which the gap began to grow.
        first, last: The gap in that epoch and in the newest.
    """

    since: int
    first: float
    last: float


def growing_gap(epochs: Sequence[Epoch]) -> Gap | None:
    """The gap, where validation has been worse for at least 3 epochs and the gap is still growing; else None.

    What counts is the latest stretch of epochs in which validation was worse. Growing means: in the newest epoch the
    gap is at least nine tenths of its largest in that stretch, and larger than its smallest by 15 % of the validation
    loss. It grows since the last epoch in which it was near its smallest.
    """
    stretch: list[tuple[int, float]] = []
    for epoch in reversed(epochs):
        gap = epoch.val_loss - epoch.loss
        if not math.isfinite(gap) or gap <= 0:
            break
        stretch.append((epoch.number, gap))
    if len(stretch) < _LEAST_EPOCHS:
        return None
    last, largest, smallest = stretch[0][1], max(gap for _, gap in stretch), min(gap for _, gap in stretch)
    if last - smallest < _LEAST_GROWTH * abs(epochs[-1].val_loss) or last < 0.9 * largest:
        return None
    since, first = next(each for each in stretch if each[1] <= smallest + _FLAT * (last - smallest))
    return Gap(since, first, last) if epochs[-1].number - since >= _LEAST_EPOCHS - 1 else None
