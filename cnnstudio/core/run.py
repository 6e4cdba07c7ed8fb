"""A run: one training of one project, with its figures epoch by epoch."""

import math
from dataclasses import dataclass
from typing import Literal

from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.scores import Scores

Status = Literal["training", "finished", "stopped", "failed", "interrupted"]


@dataclass(frozen=True)
class Epoch:
    """The figures of one epoch, 1-based; accuracy from 0 to 1; seconds of wall clock."""

    number: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float


@dataclass(frozen=True)
class Run:
    """What is known of a run without its weights.

    Attributes:
        number: 1, 2, 3 … in its file.
        project: The exact project that was trained.
        prepared: The preprocessing as it was fitted to this run's training pictures.
        status: ``"interrupted"`` when the program ended before the run did.
        started: ISO 8601, with the offset from UTC.
        versions: Of Python, TensorFlow, Keras and this program.
        kept: The epochs whose weights are in the file.
    """

    number: int
    name: str
    project: Project
    labels: tuple[str, ...]
    prepared: Prepared
    status: Status
    started: str
    versions: dict[str, str]
    epochs: tuple[Epoch, ...] = ()
    test: Scores | None = None
    kept: tuple[int, ...] = ()

    @property
    def seconds(self) -> float:
        return sum(epoch.seconds for epoch in self.epochs)

    @property
    def best_epoch(self) -> int:
        """The epoch with the lowest validation loss; 0 when there is none."""
        return best_epoch(self.epochs)


def best_epoch(epochs: tuple[Epoch, ...]) -> int:
    """The number of the epoch with the lowest finite validation loss, the first of equals; 0 when there is none."""
    finite = [epoch for epoch in epochs if math.isfinite(epoch.val_loss)]
    return min(finite, key=lambda epoch: epoch.val_loss).number if finite else 0
