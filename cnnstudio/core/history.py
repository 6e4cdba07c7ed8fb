"""The events of a run folded into columns, for curves and tables."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from cnnstudio.core.messages import BatchEnded
from cnnstudio.core.run import Epoch


class History:
    """What a run has said so far. Only grows; a column is a view, cheap however long the run.

    ``positions`` are in epochs: batch b of B in epoch e lies at (e − 1) + b / B, the figures of epoch e at e.
    """

    def __init__(self, epochs: Iterable[Epoch] = ()) -> None:
        self.epochs: list[Epoch] = list(epochs)
        self._batches = np.empty((1024, 3), np.float64)
        self._count = 0

    def add_batch(self, event: BatchEnded) -> None:
        """Appends one batch."""
        if self._count == len(self._batches):
            self._batches = np.concatenate([self._batches, np.empty_like(self._batches)])
        position = event.epoch - 1 + event.batch / event.batches
        self._batches[self._count] = (position, event.loss, event.accuracy)
        self._count += 1

    def add_epoch(self, epoch: Epoch) -> None:
        """Appends one epoch."""
        self.epochs.append(epoch)

    @property
    def batch_positions(self) -> npt.NDArray[np.float64]:
        return self._batches[: self._count, 0]

    def batch_values(self, name: str) -> npt.NDArray[np.float64]:
        """``"loss"`` or ``"accuracy"`` of every batch so far."""
        return self._batches[: self._count, {"loss": 1, "accuracy": 2}[name]]

    def epoch_values(self, name: str) -> npt.NDArray[np.float64]:
        """``"loss"``, ``"accuracy"``, ``"val_loss"``, ``"val_accuracy"`` or ``"seconds"`` of every epoch so far."""
        return np.array([getattr(epoch, name) for epoch in self.epochs], np.float64)

    @property
    def epoch_positions(self) -> npt.NDArray[np.float64]:
        return np.array([epoch.number for epoch in self.epochs], np.float64)
