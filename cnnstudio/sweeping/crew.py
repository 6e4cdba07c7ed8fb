"""Who trains the trials of a sweep: this process, or workers elsewhere; what they are given and what they tell."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch


@dataclass(frozen=True)
class Job:
    """One run to be trained.

    Attributes:
        trial: Its number in its experiment.
        project: With the trial's seed, without a sweep.
        name: Of the run.
    """

    trial: int
    project: Project
    name: str


@dataclass(frozen=True)
class Began:
    """A job is being trained; ``again`` where a worker that had begun it was lost."""

    trial: int
    worker: str = ""
    again: bool = False


@dataclass(frozen=True)
class Lost:
    """A job that had begun waits to begin again: who trained it is gone, as ``text`` says in a sentence."""

    trial: int
    text: str


@dataclass(frozen=True)
class HasEpoch:
    """A job has another epoch."""

    trial: int
    epoch: Epoch


@dataclass(frozen=True)
class Trained:
    """A job is over, and its run, however it ended, is in a project file that goes when it was taken over.

    Attributes:
        seconds: Of wall clock, from its beginning there.
        run: Its number in that file.
    """

    trial: int
    file: Path
    seconds: float
    run: int = 1


@dataclass(frozen=True)
class Failed:
    """A job came to nothing: there is no run.

    Attributes:
        reason: In words.
    """

    trial: int
    reason: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Hands:
    """How many jobs can be trained at once now; 0 while nobody can be reached.

    Attributes:
        text: What is to be known of them in words: why there are none, that one was lost, or is open to others.
    """

    count: int
    text: str = ""


Told = Began | Lost | HasEpoch | Trained | Failed | Hands

STOPPED_EARLY = tr("It was stopped before its first epoch.")
"""Why there is no run of a job that was stopped."""


class Crew(Protocol):
    """Trains jobs, each once, however many are begun; used on one thread."""

    @property
    def where(self) -> str:
        """In words: "one after the other, here", "2 workers on this machine", "tls://lab:8786"."""

    def begin(self, job: Job) -> None:
        """Takes a job; more than there are hands wait."""

    def stop(self, trial: int) -> None:
        """Ends a job, begun or not. One that has an epoch is told as Trained, its run "stopped"; others as Failed."""

    def told(self, seconds: float) -> Told | None:
        """What there is to tell, the oldest first; None where nothing came within so many seconds."""

    def close(self) -> None:
        """Ends everything; what was not told is lost."""
