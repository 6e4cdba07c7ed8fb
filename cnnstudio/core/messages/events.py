"""What the engine has to say: about itself, about data and files, and about pictures given to a network."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.messages.requests import (
    ManyPictures,
    Part,
    Pictures,
    PicturesAre,
    RunSubject,
    SavedSubject,
    ScoredPart,
    Subject,
)
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.pictures.preprocessing import Prepared


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
class Cancelled(Event):
    """The request was stopped before it began."""


@dataclass(frozen=True)
class Failed(Event):
    """The request could not be done: one sentence, what to do next, and the technical detail where there is one."""

    text: str
    hint: str = ""
    details: str = ""


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
    """What was found in a saved file; ``prepared`` None when the file does not say how pictures are prepared.

    Attributes:
        origin: What wrote it, "Keras 2.2.4".
        notes: What was read otherwise than it stands there, a sentence each: "Its input of 784 numbers is shown as
            pictures of 28 × 28."
    """

    subject: SavedSubject
    network: Network
    labels: tuple[str, ...]
    prepared: Prepared | None
    origin: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tried:
    """One way in which an evaluation brought the pictures to the network, and the accuracy it gave.

    Attributes:
        method: Of ``preprocessing.METHODS``.
        accuracy: Of the pictures whose class is known; None where none is.
    """

    pictures: PicturesAre
    method: str
    accuracy: float | None


@dataclass(frozen=True)
class Evaluated(Event):
    """The scores, and the preprocessing with which they were reached.

    Attributes:
        part: ``"test"`` for the test part of the data, be it their own or what was set aside; else ``"all"`` of them.
        note: What is to be known about these scores, in words; empty where there is nothing.
        pictures: ``"drawn"`` where they were brought to the network as drawings, else ``"plain"``.
        outcomes: Picture by picture, in the order of the data: of ``"all"`` the training part first.
        files: The file of each picture inside its folder or archive; empty where they have none.
        seen: Each picture as the network got it, before its values were scaled.
        tried: Every way that was tried, the one that was taken among them.
        truths: The name of each picture's class, empty where it has none, where none of them is the network's; else
            empty.
        findings: What was noticed while the data were read, with a line for each file.
    """

    subject: Subject
    scores: Scores
    prepared: Prepared
    part: ScoredPart = "test"
    note: str = ""
    pictures: PicturesAre = "plain"
    outcomes: Outcomes | None = None
    files: tuple[str, ...] = ()
    seen: ManyPictures | None = None
    tried: tuple[Tried, ...] = ()
    truths: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Augmented(Event):
    """Variants of a picture, (count, height, width, channels) 0 to 255."""

    pictures: Pictures


@dataclass(frozen=True)
class Exported(Event):
    """The file is written, read back and compared.

    Attributes:
        words: What read it, what was compared and how far apart that was, in sentences.
    """

    path: str
    words: str = ""


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A copy of the array that nobody can write to, for an event."""
    copy = np.array(array)
    copy.setflags(write=False)
    return copy
