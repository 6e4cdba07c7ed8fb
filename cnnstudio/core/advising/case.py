"""Everything that advice on a run rests on, and what follows from it for more than one rule."""

import math
from dataclasses import dataclass
from functools import cached_property

from cnnstudio.core.ending import end_activation
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.inspecting.norms import Norms
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run, Status
from cnnstudio.core.training.health import Health
from cnnstudio.core.training.losses import of_same_answer
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.transferring.transfer import fine_tunes, prepares_pictures

_ABOUT = 1.5
"""Classes whose pictures differ by no more than this factor are about as large."""


@dataclass(frozen=True, eq=False)
class Case:
    """One run, as far as it is known.

    Attributes:
        project: The one that was trained.
        health: The looks inside, oldest first.
        counts: The pictures of each class that are learned from; empty while that is not known.
        batch_losses: The losses of the newest batches, oldest first; empty while they are not known.
        validated: How many pictures validate; 0 while that is not known.
        can_go_on: Whether the run itself can have more epochs.
        norms: How long weights and gradients were, oldest first.
    """

    project: Project
    epochs: tuple[Epoch, ...] = ()
    labels: tuple[str, ...] = ()
    status: Status = "finished"
    reason: str = ""
    health: tuple[Health, ...] = ()
    test: Scores | None = None
    counts: tuple[int, ...] = ()
    batch_losses: tuple[float, ...] = ()
    validated: int = 0
    can_go_on: bool = False
    norms: tuple[Norms, ...] = ()

    @property
    def plan(self) -> Plan:
        return self.project.plan

    @property
    def is_over(self) -> bool:
        return self.status != "training"

    @cached_property
    def losses(self) -> tuple[float, ...]:
        """The training loss of each epoch."""
        return tuple(epoch.loss for epoch in self.epochs)

    @cached_property
    def val_losses(self) -> tuple[float, ...]:
        return tuple(epoch.val_loss for epoch in self.epochs)

    @property
    def classes(self) -> int:
        return len(self.labels) or len(self.counts)

    @property
    def updates(self) -> int | None:
        """How often the weights were changed in the epochs so far; None where the pictures are not counted."""
        pictures = sum(self.counts)
        return len(self.epochs) * math.ceil(pictures / self.plan.batch_size) if pictures else None

    @property
    def usual_rate(self) -> float:
        """The rate with which the optimiser usually begins; where it fine-tunes any smaller one is as usual."""
        usual = OPTIMIZERS[self.plan.optimizer].usual_rate
        return min(usual, self.plan.learning_rate) if fine_tunes(self.project) else usual

    @property
    def has_raw_values(self) -> bool:
        """Whether layers learn from values of 0 to 255: not where a pretrained network scales them itself."""
        return self.project.preprocessing.method == "raw" and prepares_pictures(self.project.network) is None

    @cached_property
    def rate(self) -> float:
        """The largest learning rate that any epoch ended with, or of the first batch where none has ended."""
        rates = [
            epoch.rate if epoch.rate is not None else self.plan.rate(index, self.val_losses[:index])
            for index, epoch in enumerate(self.epochs)
        ]
        return max(rates, default=self.plan.rate(0, steps=1))

    @cached_property
    def blind(self) -> float:
        """The training loss of a network that gives the same answer to every picture, the best there is.

        ln(classes) for cross-entropy on classes that are about as large; NaN where the classes are not known.
        """
        return _blind(self.plan, (1,) * self.classes if self.is_even else self.counts)

    @cached_property
    def is_even(self) -> bool:
        """Whether all classes count about the same in the training loss, as far as is known."""
        weighed = _weighed(self.plan, self.counts)
        return not any(weighed) or max(weighed) <= _ABOUT * min(weighed)

    @cached_property
    def has_penalties(self) -> bool:
        """Whether the loss also holds L1 or L2 of layers, so that it cannot be held against ``blind``."""
        specs = (layer.spec for _, layer in self.project.network.layers())
        return any(getattr(spec, name, 0) for spec in specs for name in ("l1", "l2", "bias_l1", "bias_l2"))

    @property
    def ends_with(self) -> str:
        """The activation at the end, Keras's name."""
        return end_activation(self.project.network)

    @property
    def largest_share(self) -> float:
        """The share of the largest class among the pictures learned from."""
        if sum(self.counts):
            return max(self.counts) / sum(self.counts)
        return 1 / self.classes if self.classes else 1.0


def case_of(
    run: Run,
    health: tuple[Health, ...] = (),
    counts: tuple[int, ...] = (),
    batch_losses: tuple[float, ...] = (),
    norms: tuple[Norms, ...] = (),
) -> Case:
    """The case of a run; what is not stored with it comes beside."""
    return Case(
        run.project,
        run.epochs,
        run.labels,
        run.status,
        run.reason,
        health,
        run.test,
        counts,
        batch_losses,
        run.validation.count if run.validation is not None else 0,
        run.status == "finished" and bool(run.resumable),
        norms,
    )


def _weighed(plan: Plan, counts: tuple[int, ...]) -> tuple[float, ...]:
    """What each class counts in the sum of the training loss."""
    there = sum(1 for count in counts if count)
    if plan.class_weight == "balanced" and there:
        return tuple(sum(counts) / there if count else 0.0 for count in counts)
    if plan.class_weight == "given":
        weights = (*plan.class_weights, *(1.0,) * len(counts))
        return tuple(weight * count for weight, count in zip(weights, counts, strict=False))
    return tuple(map(float, counts))


def _blind(plan: Plan, counts: tuple[int, ...]) -> float:
    weighed = _weighed(plan, counts)
    if sum(weighed) <= 0:
        return math.nan
    return sum(weighed) / sum(counts) * of_same_answer(plan, [each / sum(weighed) for each in weighed])
