"""The one callback that ``fit`` is given: it tells what happens, lets others look in, and ends the training."""

import math
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import keras

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import BatchEnded, Event, ValidationBatchEnded
from cnnstudio.core.run import Epoch
from cnnstudio.engine.collector import collector_off

LOWER_RATE = "Lower the learning rate, or prepare the pictures so that their values are small."


class Diverged(StudioError):
    """The training left the finite numbers."""


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
        between: Called after every batch of training and validation; what it raises ends the fit.
        keep: Stores an epoch with its weights; called when both are known to be finite.
    """

    def __init__(
        self,
        ticket: int,
        counts: Counts,
        emit: Callable[[Event], None],
        between: Callable[[], None],
        keep: Callable[[Epoch], None],
    ) -> None:
        super().__init__()
        self._ticket, self._counts = ticket, counts
        self._emit, self._between, self._keep = emit, between, keep
        self._epoch, self._began = 0, 0.0
        self._seen, self._loss, self._right = 0, 0.0, 0
        self._validated = False
        self.quiet = ExitStack()
        """Holds the collector off while Keras traces a function: from here to the end of the first batch."""
        self.quiet.enter_context(collector_off())

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch, self._began = epoch + 1, time.perf_counter()
        self._seen, self._loss, self._right = 0, 0.0, 0

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.quiet.close()
        if not math.isfinite(logs["loss"]):
            raise Diverged(
                f"The loss became infinite or not a number in epoch {self._epoch}, batch {batch + 1}.",
                LOWER_RATE,
            )
        loss, accuracy = self._of_this_batch(logs)
        self._emit(BatchEnded(self._ticket, self._epoch, batch + 1, self._counts.batches, loss, accuracy))
        self._between()

    def on_test_begin(self, logs: Any = None) -> None:
        if not self._validated:
            self.quiet.enter_context(collector_off())

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self._validated = True
        self.quiet.close()
        batches = self._counts.validation_batches
        self._emit(ValidationBatchEnded(self._ticket, self._epoch, batch + 1, batches))
        self._between()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        seconds = time.perf_counter() - self._began
        if not math.isfinite(logs["val_loss"]):
            raise Diverged(f"The validation loss became infinite or not a number in epoch {self._epoch}.", LOWER_RATE)
        loss, accuracy, val_loss, val_accuracy = (
            float(logs[name]) for name in ("loss", "accuracy", "val_loss", "val_accuracy")
        )
        self._keep(Epoch(self._epoch, loss, accuracy, val_loss, val_accuracy, seconds))

    def _of_this_batch(self, logs: Any) -> tuple[float, float]:
        """Loss and accuracy of the batch alone; the number of right pictures is whole, so rounding is exact."""
        seen = min(self._seen + self._counts.batch_size, self._counts.training)
        size = seen - self._seen
        loss, right = logs["loss"] * seen, round(logs["accuracy"] * seen)
        result = max((loss - self._loss) / size, 0.0), min(max((right - self._right) / size, 0.0), 1.0)
        self._seen, self._loss, self._right = seen, loss, right
        return result
