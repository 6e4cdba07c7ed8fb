"""What the engine has to say."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.attribution import Method
from cnnstudio.core.distribution import Distribution
from cnnstudio.core.health import Health
from cnnstudio.core.messages.requests import Part, Pictures, RunSubject, SavedSubject, ScoredPart, Subject
from cnnstudio.core.network import Network
from cnnstudio.core.norms import Norms
from cnnstudio.core.outcomes import Outcomes
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.run import Epoch, PartScore, Status
from cnnstudio.core.scores import Scores
from cnnstudio.core.snapshot import Snapshot
from cnnstudio.core.working import Work


@dataclass(frozen=True)
class Event:
    """Something the engine has to say about the request with this ticket; 0 where it is about none."""

    ticket: int


@dataclass(frozen=True)
class EngineState(Event):
    """How far the engine is: "Starting TensorFlow…", then ready with its device, "CPU · 2 threads".

    Attributes:
        cards: The names of the graphics cards.
        fast_bfloat16: Whether the processor computes with bfloat16 itself, so that it is faster than float32.
    """

    ready: bool
    text: str
    versions: dict[str, str]
    cards: tuple[str, ...] = ()
    fast_bfloat16: bool = False


@dataclass(frozen=True)
class LoadingProgress(Event):
    """How far the reading of the data is; ``what`` in words, "Reading pictures", ``total`` 0 while it is not known."""

    what: str
    done: int
    total: int = 0


@dataclass(frozen=True)
class Started(Event):
    """A run has begun, or goes on. ``training`` and ``validation`` count pictures, ``batches`` the steps of one epoch.

    Attributes:
        epochs: How many there will be, those before included.
        before: The epochs of a run that goes on.
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
    """How far the scoring of a part of the data is, in pictures."""

    part: Part
    done: int
    total: int


@dataclass(frozen=True)
class EpochEnded(Event):
    """An epoch is over, and written with its weights to the project file."""

    run: int
    epoch: Epoch


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
class Cancelled(Event):
    """The request was stopped before it began."""


@dataclass(frozen=True)
class Failed(Event):
    """The request could not be done: one sentence, what to do next, and the technical detail where there is one."""

    text: str
    hint: str = ""
    details: str = ""


@dataclass(frozen=True)
class KernelsShown(Event):
    """Kernels, float32, (rows, columns, input channels, output channels), laid out by ``core.kernels``.

    Attributes:
        weight: Keras's name of the weight.
        channel: The first input that ``kernels`` holds, of ``inputs``, where it is only a part of the weight, as
            ``core.kernels.View`` says; None where it holds all inputs.
    """

    subject: Subject
    layer: str
    kernels: npt.NDArray[np.float32]
    weight: str = "kernel"
    channel: int | None = None
    inputs: int = 0


@dataclass(frozen=True)
class FeaturesShown(Event):
    """A layer's output for the picture, float32: (height, width, channels), or (length,) for a list of numbers."""

    subject: Subject
    layer: str
    maps: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Progressed(Event):
    """How far a study is; ``what`` in words, "Looking at pictures"."""

    what: str
    done: int
    total: int


@dataclass(frozen=True)
class WorkedOut(Event):
    """How a layer comes to one number of its output."""

    subject: Subject
    work: Work


@dataclass(frozen=True)
class Explained(Event):
    """What in the picture speaks for a class, by one method.

    Attributes:
        target: The number of the class.
        probability: That of the class for this picture.
        layer: Whose maps were weighed; empty where the method needs none.
        heat: float32 (height, width) of the picture. 0 to 1 where the method tells only what speaks for the class,
            else −1 to 1: below zero it speaks against it.
        reach: What 1 stands for, in the method's own unit; 0 where nothing speaks for or against the class.
        gain: How much more the class gets for the picture than for an empty one, where the heat times ``reach`` are
            shares that are to add up to it; else None.
    """

    subject: Subject
    method: Method
    target: int
    probability: float
    layer: str
    heat: npt.NDArray[np.float32]
    reach: float
    gain: float | None = None


@dataclass(frozen=True)
class ExcitingFound(Event):
    """For every channel of a layer the pictures, of the first ``looked_at``, that excite it most; best first.

    Attributes:
        numbers: int64 (channels, count), of the pictures; −1 where there are fewer.
        places: int64 (channels, count, 2), the row and column of the layer's output where it is greatest; zeros for
            a list of numbers.
        values: float32 (channels, count), before a softmax or sigmoid where the layer ends with one; NaN where there
            are fewer.
    """

    subject: Subject
    layer: str
    numbers: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    values: npt.NDArray[np.float32]
    looked_at: int
    total: int

    @property
    def done(self) -> bool:
        return self.looked_at == self.total


@dataclass(frozen=True)
class Maximised(Event):
    """A picture that excites a channel, as far as it is made.

    Attributes:
        picture: uint8 (height, width, channels).
        value: For this very picture the mean of the channel's map, or the unit's number before its activation.
    """

    subject: Subject
    layer: str
    channel: int
    picture: npt.NDArray[np.uint8]
    value: float
    step: int
    steps: int


@dataclass(frozen=True)
class VectorsTaken(Event):
    """A layer's output for each picture, float32 (n, length), and the class it was taken for, int64 (n,)."""

    subject: Subject
    layer: str
    vectors: npt.NDArray[np.float32]
    predicted: npt.NDArray[np.int64]


@dataclass(frozen=True)
class WeightsMeasured(Event):
    """How each weight array is distributed, in the network's order, by our name for it, ``"conv2d_1/kernel"``."""

    subject: Subject
    weights: tuple[tuple[str, Distribution], ...]


@dataclass(frozen=True)
class Predicted(Event):
    """One probability a class, float32, (classes,)."""

    subject: Subject
    labels: tuple[str, ...]
    probabilities: npt.NDArray[np.float32]


@dataclass(frozen=True)
class LossWorked(Event):
    """What the loss of a batch is computed from.

    Attributes:
        outputs: float32 (n, classes), as the network gives them out.
        truth: int64 (n,), class numbers.
        penalty: What L1 and L2 of the layers add.
        logits: float32 (n, classes), as in ``core.losses.probabilities``.
    """

    subject: RunSubject
    labels: tuple[str, ...]
    outputs: npt.NDArray[np.float32]
    truth: npt.NDArray[np.int64]
    penalty: float
    logits: npt.NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Assessed(Event):
    """What the subject said to each picture of a part of its data."""

    subject: RunSubject
    part: Part
    outcomes: Outcomes


@dataclass(frozen=True)
class SavedOpened(Event):
    """What was found in a saved file; ``prepared`` None when the file does not say how pictures are prepared."""

    subject: SavedSubject
    network: Network
    labels: tuple[str, ...]
    prepared: Prepared | None


@dataclass(frozen=True)
class Evaluated(Event):
    """The scores, and the preprocessing with which they were reached.

    Attributes:
        part: ``"test"`` for the test part of the data, be it their own or what was set aside; else ``"all"`` of them.
        note: What is to be known about these scores, in words; empty where there is nothing.
    """

    subject: Subject
    scores: Scores
    prepared: Prepared
    part: ScoredPart = "test"
    note: str = ""


@dataclass(frozen=True)
class Augmented(Event):
    """Variants of a picture, (count, height, width, channels) 0 to 255."""

    pictures: Pictures


@dataclass(frozen=True)
class Exported(Event):
    """The file is written, read back and compared."""

    path: str


@dataclass(frozen=True)
class Relocated(Event):
    """From now on the run is written to ``new``; what was written to ``old`` since is there too."""

    old: str
    new: str


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A copy of the array that nobody can write to, for an event."""
    copy = np.array(array)
    copy.setflags(write=False)
    return copy
