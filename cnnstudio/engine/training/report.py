"""The one callback that ``fit`` is given: it tells what happens, lets others look in, and ends the training."""

import math
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import tr
from cnnstudio.core.messages import BatchEnded, Event, ValidationBatchEnded
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.stopping import stops_early
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.training.compiling import Rate
from cnnstudio.engine.training.divergence import check_loss
from cnnstudio.engine.turns import Turns

Figures = npt.NDArray[np.float32]
"""Of each batch of an epoch its loss, its accuracy and its learning rate, (batches, 3)."""

_OWN = ("loss", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class Counts:
    """How many pictures there are, and how many go into one batch."""

    training: int
    validation: int
    batch_size: int

    @property
    def batches(self) -> int:
        return math.ceil(self.training / self.batch_size)

    @property
    def validation_batches(self) -> int:
        return math.ceil(self.validation / self.batch_size)


class Reporter(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Turns Keras's calls into events.

    Keras hands over means over the epoch so far, already as plain numbers: a batch's own figures are the differences
    of two means times their counts. Nothing is read from the device beside them.

    Args:
        turns: Called after every batch of training and validation; what it raises ends the fit.
        before: The epochs of a run that goes on.
        begin: Told the number of each epoch as it begins.
        keep: Stores an epoch with the figures of its batches; told whether it is the last one.
        anew: The epochs after which early stopping has all its patience again.
    """

    def __init__(
        self,
        ticket: int,
        counts: Counts,
        plan: Plan,
        emit: Callable[[Event], None],
        turns: Turns,
        before: Sequence[Epoch],
        begin: Callable[[int], None],
        keep: Callable[[Epoch, Figures, bool], None],
        anew: Collection[int] = (),
    ) -> None:
        super().__init__()
        self._ticket, self._counts, self._plan = ticket, counts, plan
        self._emit, self._turns, self._begin, self._keep = emit, turns, begin, keep
        self._anew = anew
        self._val_losses = [epoch.val_loss for epoch in before]
        self._epoch, self._began = 0, 0.0
        self._seen, self._loss, self._right = 0, 0.0, 0
        self._figures = np.zeros((counts.batches, 3), np.float32)
        self._rates: Rate | None = None
        self._rate = 0.0
        self._validated = False
        self.quiet = ExitStack()
        """Holds the collector off while Keras traces a function: from here to the end of the first batch."""
        self.quiet.enter_context(collector_off())

    def on_train_begin(self, logs: Any = None) -> None:
        self._rates = Rate(self.model, self._plan, self._counts.batches)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch, self._began = epoch + 1, time.perf_counter() - self._turns.paused
        self._seen, self._loss, self._right = 0, 0.0, 0
        self._begin(self._epoch)
        self._set_rate(0)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.quiet.close()
        if not math.isfinite(logs["loss"]):
            check_loss(logs["loss"], tr("in epoch {epoch}, batch {batch:,}", epoch=self._epoch, batch=batch + 1))
        loss, accuracy = self._of_this_batch(logs)
        self._figures[batch] = loss, accuracy, self._rate
        self._emit(BatchEnded(self._ticket, self._epoch, batch + 1, self._counts.batches, loss, accuracy, self._rate))
        if batch + 1 < self._counts.batches:
            self._set_rate(batch + 1)
        self._turns()

    def on_test_begin(self, logs: Any = None) -> None:
        if not self._validated:
            self.quiet.enter_context(collector_off())

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self._validated = True
        self.quiet.close()
        batches = self._counts.validation_batches
        self._emit(ValidationBatchEnded(self._ticket, self._epoch, batch + 1, batches))
        self._turns()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        seconds = time.perf_counter() - self._turns.paused - self._began
        check_loss(logs["val_loss"], tr("on the validation pictures in epoch {epoch}", epoch=self._epoch))
        loss, accuracy, val_loss, val_accuracy = (float(logs[name]) for name in _OWN)
        more = tuple((name, float(value)) for name, value in logs.items() if name not in _OWN)
        made = Epoch(self._epoch, loss, accuracy, val_loss, val_accuracy, seconds, self._rate, more)
        self._val_losses.append(made.val_loss)
        self.model.stop_training = stops_early(self._val_losses, self._plan.early_stopping, self._anew)
        self._keep(made, self._figures.copy(), self.model.stop_training or self._epoch == self._plan.epochs)

    def _set_rate(self, batch: int) -> None:
        assert self._rates is not None
        self._rate = self._rates.set(self._epoch - 1, batch, self._val_losses)

    def _of_this_batch(self, logs: Any) -> tuple[float, float]:
        """Loss and accuracy of the batch alone; the number of right pictures is whole, so rounding is exact."""
        seen = min(self._seen + self._counts.batch_size, self._counts.training)
        size = seen - self._seen
        loss, right = logs["loss"] * seen, round(logs["accuracy"] * seen)
        result = max((loss - self._loss) / size, 0.0), min(max((right - self._right) / size, 0.0), 1.0)
        self._seen, self._loss, self._right = seen, loss, right
        return result
