"""A run: one training of one project, with its figures epoch by epoch."""

import math
import re
from dataclasses import dataclass
from typing import Literal

from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.found_way import TRIED, FoundWay
from cnnstudio.core.pictures.preprocessing import Prepared, summary
from cnnstudio.core.project import Project

_KEPT_WEIGHTS = 3

GUESSED = "prepared"
"""Among the versions of an imported run where its file does not say how its pictures are prepared."""

IMPORTED = 1
"""The number under which the weights of an imported run are kept, as if they were those of an epoch."""

BEGUN = "begun"
"""Among the versions of a run that began with the weights of another: what ``Begun`` says."""

Status = Literal["training", "finished", "stopped", "failed", "interrupted", "imported"]


@dataclass(frozen=True)
class Epoch:
    """The figures of one epoch, 1-based; accuracy from 0 to 1; seconds of wall clock, without those of a pause.

    Attributes:
        rate: The learning rate of its last batch; None where it is not known.
        more: Further metrics by Keras's name, each also with ``val_`` before it: ``"top_k"``, ``"auc"``, ``"f1"``.
    """

    number: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    rate: float | None = None
    more: tuple[tuple[str, float], ...] = ()

    def value(self, name: str) -> float:
        """A figure or further metric by its name; NaN where it was not measured."""
        own = getattr(self, name, None)
        return float(own) if isinstance(own, (int, float)) else dict(self.more).get(name, math.nan)


@dataclass(frozen=True)
class PartScore:
    """How well a network does on one part of the data, in numbers alone; ``loss`` is the mean over pictures."""

    loss: float
    count: int
    misclassified: int

    @property
    def accuracy(self) -> float:
        """The share predicted rightly; 0 when there was no picture."""
        return (self.count - self.misclassified) / self.count if self.count else 0.0


@dataclass(frozen=True)
class Continued:
    """That a run went on with another end than it had.

    Attributes:
        epoch: The last epoch it had then.
        planned: How many it was to have until then; how many afterwards its project says, or the next of these.
    """

    epoch: int
    planned: int


@dataclass(frozen=True)
class Begun:
    """The weights that a run began with, where they were those of another.

    Attributes:
        run, epoch: Whose they were; of an imported run the epoch is ``IMPORTED``.
        digest: SHA-256 of their numbers, hexadecimal.
    """

    run: int
    epoch: int
    digest: str

    def to_text(self) -> str:
        """As it stands among a run's versions."""
        return f"{self.run} {self.epoch} {self.digest}"

    @classmethod
    def from_text(cls, text: str) -> "Begun | None":
        """What ``to_text`` gave; None for anything else."""
        found = re.fullmatch(r"([0-9]{1,9}) ([0-9]{1,9}) ([0-9a-f]{64})", text)
        return None if found is None else cls(int(found[1]), int(found[2]), found[3])


@dataclass(frozen=True)
class Run:
    """What is known of a run without its weights.

    Attributes:
        number: 1, 2, 3 … in its file.
        project: The exact project that was trained.
        prepared: The preprocessing as it was fitted to this run's training pictures.
        status: ``"interrupted"`` when the program, or the engine alone, ended before the run did; ``"imported"`` of
            weights that came in a saved file: nothing was trained here, so that there are no epochs and no figures.
        started: ISO 8601, with the offset from UTC; of an imported one when it was opened.
        versions: Of Python, TensorFlow, Keras and this program; of an imported one ``"file"``, what wrote it.
            ``"start"`` says in words whose weights it began with, where they were no new ones, and ``"features"`` what
            was computed once and learned from in the pictures' stead.
        kept: The epochs whose weights are in the file; of an imported one ``IMPORTED`` alone.
        resumable: Those of them with the optimiser's state beside, so that the run can go on from there.
        reason: Why it failed or ended early, in words; of an imported one what is to be known of its file. Empty where
            there is nothing to say.
        train, validation: As ``test``, on the other parts; None where they were not scored.
        continued: Where it went on beyond the end it had, the oldest first. Its project says how many epochs it has in
            all, which is not what a schedule of the epochs before was planned with.
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
    resumable: tuple[int, ...] = ()
    reason: str = ""
    train: PartScore | None = None
    validation: PartScore | None = None
    continued: tuple[Continued, ...] = ()

    @property
    def begun(self) -> Begun | None:
        """The weights it began with; None where they were new ones, or are not known."""
        return Begun.from_text(self.versions.get(BEGUN, ""))

    @property
    def is_imported(self) -> bool:
        """Whether its weights came in a saved file, so that no epoch of it was ever trained here."""
        return self.status == "imported"

    @property
    def is_preparation_guessed(self) -> bool:
        """Whether its file did not say how its pictures are prepared, so that another way may be the right one."""
        return self.is_imported and GUESSED in self.versions

    @property
    def notes(self) -> str:
        """What is to be known of an imported run, in words: of its file, and how its pictures are prepared."""
        return f"{self.reason} {self.preparation_note}".strip()

    @property
    def found_way(self) -> FoundWay | None:
        """How its pictures are best prepared, as it was found out by trying; None where it was not."""
        return FoundWay.from_text(self.versions.get(TRIED, "")) if self.is_preparation_guessed else None

    @property
    def preparation_note(self) -> str:
        """What is taken for how its pictures are prepared, where its file does not say; else empty."""
        if not self.is_preparation_guessed:
            return ""
        taken, found = summary(self.prepared.preprocessing), self.found_way
        said = tr("The file does not say how its pictures are prepared; this is taken: {taken}.", taken=taken)
        return said if found is None else f"{said} {found.note}"

    @property
    def seconds(self) -> float:
        return sum(epoch.seconds for epoch in self.epochs)

    @property
    def best_epoch(self) -> int:
        """The epoch with the lowest validation loss; 0 when there is none."""
        return best_epoch(self.epochs)

    @property
    def used_epoch(self) -> int:
        """The epoch whose weights are used and tested: the best, or the last where the plan says so; 0 for none.

        Of an imported run ``IMPORTED``, under which its weights are kept.
        """
        return IMPORTED if self.is_imported else used_epoch(self.epochs, self.project.plan.keep_best)


def best_epoch(epochs: tuple[Epoch, ...]) -> int:
    """The number of the epoch with the lowest finite validation loss, the first of equals; 0 when there is none."""
    finite = [epoch for epoch in epochs if math.isfinite(epoch.val_loss)]
    return min(finite, key=lambda epoch: epoch.val_loss).number if finite else 0


def kept_epochs(there: tuple[int, ...], best: int) -> tuple[int, ...]:
    """Of the epochs whose weights are there, rising, those that stay: the newest 3 and the best one."""
    return tuple(epoch for epoch in there if epoch in there[-_KEPT_WEIGHTS:] or epoch == best)


def used_epoch(epochs: tuple[Epoch, ...], keep_best: bool) -> int:
    """As ``Run.used_epoch``; the last where no validation loss is finite."""
    last = epochs[-1].number if epochs else 0
    return (best_epoch(epochs) or last) if keep_best else last
