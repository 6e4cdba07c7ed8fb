"""Where validation does worse than training and goes on doing so: what is shaded, and called learning by heart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cnnstudio.core.runs.run import Epoch

_LEAST_EPOCHS = 3
_FLAT = 0.1
"""The gap begins to grow where it was larger than at its smallest by no more than this share of all its growth."""
_LEAST_GROWTH = 0.15
"""The gap must have grown by this share of the validation loss: less is seen in runs that are all right."""

_LEARNED = 0.05
"""Meanwhile the training loss must have fallen by this share: where nothing is learned, nothing is learned by heart."""

_SINCE = 3
"""So many epochs without a lower validation loss are needed to speak of a rise."""

_RISE = 0.1
"""The validation loss has to be higher than at its lowest by more than this share of that."""

_CLEARLY = 0.05
"""A validation loss lower by this share than where the rise was said to begin shows that it began later."""


@dataclass(frozen=True)
class Gap:
    """Validation loss minus training loss, growing up to the newest epoch.

    Attributes:
        since: The epoch in which the gap began to grow.
        first, last: The gap in that epoch, which may be below 0, and in the newest.
    """

    since: int
    first: float
    last: float


def growing_gap(epochs: Sequence[Epoch]) -> Gap | None:
    """The gap, where validation has been worse for at least 3 epochs and the gap is still growing; else None.

    What counts is the latest stretch of epochs in which validation was worse. Growing means: in the newest epoch the
    gap is at least nine tenths of its largest in that stretch, and larger than its smallest by 15 % of the validation
    loss. It grows since the last epoch in which it was near its smallest, and since then the training loss has
    fallen: in a run that learns nothing both losses only tumble about. Where the validation loss itself rises, the gap
    counts from the epoch in which that began, so that both are told of the same one.
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
    begun = next(epoch for epoch in epochs if epoch.number == since)
    if epochs[-1].number - since < _LEAST_EPOCHS - 1 or epochs[-1].loss > (1 - _LEARNED) * begun.loss:
        return None
    told = onset(epochs)
    return Gap(since, first, last) if told is None else Gap(told.number, told.val_loss - told.loss, last)


def onset(epochs: Sequence[Epoch]) -> Epoch | None:
    """The epoch since which the validation loss rises while the training loss falls; None where that is not so now.

    Once told it stays, though a later epoch may be lower by a little: only one that is clearly lower shows that it was
    told too early. So it is gone through epoch by epoch, as somebody who watched was told.
    """
    if not all(math.isfinite(epoch.loss) for epoch in epochs):
        return None
    lowest: Epoch | None = None
    told: Epoch | None = None
    place = 0
    for index, epoch in enumerate(epochs):
        if math.isfinite(epoch.val_loss) and (lowest is None or epoch.val_loss < lowest.val_loss):
            lowest, place = epoch, index
        if told is not None and lowest is not None and lowest.val_loss < (1 - _CLEARLY) * told.val_loss:
            told = None
        if told is None and lowest is not None and index - place >= _SINCE:
            told = lowest if _parts(epochs, lowest, index) else None
    return told if told is not None and _parts(epochs, told, len(epochs) - 1) else None


def _parts(epochs: Sequence[Epoch], since: Epoch, index: int) -> bool:
    """Whether the epoch at ``index``, and the mean of it and the one before, are that much higher, and lower."""
    before, last = epochs[index - 1 : index + 1]
    val_loss = min(last.val_loss, (before.val_loss + last.val_loss) / 2)
    loss = max(last.loss, (before.loss + last.loss) / 2)
    return val_loss > (1 + _RISE) * since.val_loss and loss < (1 - _LEARNED) * since.loss
