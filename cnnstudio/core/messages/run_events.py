"""What the engine tells of a run: from its beginning, batch by batch, to its scores."""

from dataclasses import dataclass

from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.inspecting.norms import Norms
from cnnstudio.core.messages.events import Event
from cnnstudio.core.messages.requests import Part, ScoredPart
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, PartScore, Status
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.training.health import Health


@dataclass(frozen=True)
class Started(Event):
    """A run has begun, or goes on. ``training`` and ``validation`` count pictures, ``batches`` the steps of one epoch.

    Attributes:
        epochs: How many there will be, those before included.
        before: The epochs of a run that goes on.
        features: What was computed once and is trained on in the pictures' stead, in words; empty for the pictures.
    """

    file: str
    run: int
    name: str
    project: Project
    labels: tuple[str, ...]
    started: str
    epochs: int
    batches: int
    validation_batches: int
    training: int
    validation: int
    before: tuple[Epoch, ...] = ()
    features: str = ""


@dataclass(frozen=True)
class BatchEnded(Event):
    """One update of the weights: loss and accuracy of this batch alone; epoch and batch are 1-based.

    Attributes:
        rate: The learning rate of this update; None where it is not known.
    """

    epoch: int
    batch: int
    batches: int
    loss: float
    accuracy: float
    rate: float | None = None


@dataclass(frozen=True)
class ValidationBatchEnded(Event):
    """One batch of validation, so that progress goes on moving."""

    epoch: int
    batch: int
    batches: int


@dataclass(frozen=True)
class Paused(Event):
    """The run waits after a batch until it is to go on; those who look in are answered meanwhile."""


@dataclass(frozen=True)
class WentOn(Event):
    """The run goes on after a pause."""


@dataclass(frozen=True)
class FileAwaited(Event):
    """The run waits for its file, which another program has: ``text`` says so; empty once it waits no more."""

    text: str


@dataclass(frozen=True)
class EpochEnded(Event):
    """An epoch is over, and written with its weights to the project file."""

    run: int
    epoch: Epoch


@dataclass(frozen=True)
class SnapshotTaken(Event):
    """Kernels and maps after an epoch, stored with the run."""

    run: int
    snapshot: Snapshot


@dataclass(frozen=True)
class HealthChecked(Event):
    """A look inside after an epoch, stored with the run."""

    run: int
    health: Health


@dataclass(frozen=True)
class NormsMeasured(Event):
    """How long weights and gradients are after an epoch, stored with the run."""

    run: int
    norms: Norms


@dataclass(frozen=True)
class Scoring(Event):
    """How far the scoring of a part of the data is, in pictures; ``"all"`` of them in an evaluation."""

    part: Part | ScoredPart
    done: int
    total: int


@dataclass(frozen=True)
class Finished(Event):
    """The run is over and stored.

    Attributes:
        status: ``"finished"``, or ``"stopped"`` by the person, or ``"failed"`` with the reason in ``text``.
        test: The scores of the used epoch's weights on the test pictures; None when it was stopped before.
        train, validation: As ``test``, on the other parts, in numbers alone.
    """

    run: int
    status: Status
    epochs: int
    best_epoch: int
    seconds: float
    test: Scores | None
    prepared: Prepared
    text: str = ""
    train: PartScore | None = None
    validation: PartScore | None = None


@dataclass(frozen=True)
class Settled(Event):
    """The engine has let go of everything a run held: the moment to collect what is left of it."""


@dataclass(frozen=True)
class Relocated(Event):
    """From now on the run is written to ``new``; what was written to ``old`` since is there too."""

    old: str
    new: str
