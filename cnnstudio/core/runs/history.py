"""The events of a run folded into columns, for curves and tables."""

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from cnnstudio.core.messages import BatchEnded
from cnnstudio.core.runs.run import Epoch

Numbers = npt.NDArray[np.float64]
StoredBatches = Iterable[tuple[int, npt.NDArray[np.float32]]]
"""The number of each epoch and its batches: (n, 3), loss, accuracy and rate."""

_COLUMNS = {"loss": 1, "accuracy": 2, "rate": 3}


class History:
    """What a run has said so far. Only grows; a column is a view, cheap however long the run.

    ``positions`` are in epochs: batch b of B in epoch e lies at (e − 1) + b / B, the figures of epoch e at e.

    Attributes:
        steps: How many batches an epoch has; 0 while none is known.
        generation: Another number whenever points come in front of those that were there.
    """

    def __init__(self, epochs: Iterable[Epoch] = (), batches: StoredBatches = ()) -> None:
        """``batches``: as they were stored with the run."""
        self.epochs: list[Epoch] = list(epochs)
        self.steps = self.generation = 0
        # Of different lengths, so that never more than one has to move to a longer place at a time.
        self._columns = [_roomy(number) for number in range(4)]
        self._count = 0
        self._figures: dict[str, Numbers] = {}
        parts = [_rows(number, figures) for number, figures in batches if len(figures)]
        if parts:
            self._columns = [_roomy(number, *each) for number, each in enumerate(zip(*parts, strict=True))]
            self._count, self.steps = sum(len(each[0]) for each in parts), len(parts[-1][0])

    def add_batch(self, event: BatchEnded) -> None:
        """Appends one batch; a column that is full moves to a place twice as long."""
        position = event.epoch - 1 + event.batch / event.batches
        rate = np.nan if event.rate is None else event.rate
        for number, value in enumerate((position, event.loss, event.accuracy, rate)):
            column = self._columns[number]
            if self._count == len(column):
                column = np.empty(2 * self._count, np.float64)
                column[: self._count] = self._columns[number]
                self._columns[number] = column
            column[self._count] = value
        self._count += 1
        self.steps = event.batches

    def add_epoch(self, epoch: Epoch) -> None:
        """Appends one epoch."""
        self.epochs.append(epoch)

    def put_before(self, other: "History") -> None:
        """Puts the batches of ``other`` in front of those that are here, up to the epoch of the first of these."""
        first = math.floor(self._columns[0][0] - 1e-9) if self._count else math.inf
        count = int(np.searchsorted(other.batch_positions, first + 1e-9, side="right"))
        if not count:
            return
        pairs = enumerate(zip(other._columns, self._columns, strict=True))
        self._columns = [_roomy(number, theirs[:count], mine[: self._count]) for number, (theirs, mine) in pairs]
        self._count += count
        self.steps = self.steps or other.steps
        self.generation += 1

    @property
    def batch_positions(self) -> Numbers:
        return self._columns[0][: self._count]

    def batch_values(self, name: str) -> Numbers:
        """``"loss"``, ``"accuracy"`` or ``"rate"`` of every batch so far; NaN where it is not known."""
        return self._columns[_COLUMNS[name]][: self._count]

    def epoch_values(self, name: str) -> Numbers:
        """A figure or further metric of every epoch so far, by its name; NaN where it was not measured."""
        known = self._figures.get(name, np.empty(0, np.float64))
        if len(known) != len(self.epochs):
            new = [epoch.value(name) for epoch in self.epochs[len(known) :]]
            known = self._figures[name] = np.concatenate([known, np.array(new, np.float64)])
        return known

    @property
    def epoch_positions(self) -> Numbers:
        return self.epoch_values("number")

    @property
    def metrics(self) -> tuple[str, ...]:
        """The further metrics that were measured, without those on validation, in the order of their first epoch."""
        names = dict.fromkeys(name for epoch in self.epochs for name, _ in epoch.more)
        return tuple(name for name in names if not name.startswith("val_"))


def _roomy(number: int, *parts: Numbers) -> Numbers:
    """A column with ``parts`` one after the other and room for more, of another length for each ``number``."""
    count = sum(map(len, parts))
    made = np.empty(count + 1024 + 256 * number, np.float64)
    if parts:
        np.concatenate(parts, out=made[:count])
    return made


def _rows(number: int, figures: npt.NDArray[np.float32]) -> Numbers:
    """The columns of a history for the stored batches of one epoch."""
    count = len(figures)
    made = np.empty((4, count), np.float64)
    made[0] = number - 1 + np.arange(1, count + 1) / count
    made[1:] = figures.T
    return made
