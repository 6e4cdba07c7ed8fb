"""What a lab looks at: the open project, its runs, its data, and what stands on the table of convolution by hand."""

from dataclasses import dataclass, replace
from functools import lru_cache

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run, Status
from cnnstudio.core.words import quoted

_REMEMBERED = 256
_MOST_TOLD = 3

_WITHOUT: dict[Status, str] = {
    "finished": tr("has no epoch and does not count."),
    "stopped": tr("was stopped before its first epoch and does not count."),
    "failed": tr("failed before its first epoch and does not count."),
    "interrupted": tr("was interrupted before its first epoch and does not count."),
    "imported": tr("was imported, not trained here, and does not count."),
}


class NotThere(Exception):
    """A fact has no value now: there is no such layer, no run has ended. Its words say which and why."""


@dataclass(frozen=True)
class DataFacts:
    """The pictures that are loaded for the project, as they are divided for its next run."""

    training: int
    validation: int
    test: int
    labels: tuple[str, ...] = ()
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scene:
    """Everything facts are taken from.

    Attributes:
        runs: All of the project, in the order of their numbers.
        data: None while none are loaded; and of a run, of which its own figures say how many there were.
        exercise: None where convolution by hand was never opened.
        tries: None where the answer was never hidden.
        run: The run whose facts these are; None of the open project.
    """

    project: Project
    analysis: Analysis
    runs: tuple[Run, ...] = ()
    data: DataFacts | None = None
    exercise: Exercise | None = None
    tries: Tries | None = None
    run: Run | None = None

    @property
    def ended(self) -> tuple[Run, ...]:
        """The runs that do not train any more, but for those that ended before their first epoch, in order."""
        return tuple(run for run in self.runs if run.status == "imported" or (run.status != "training" and run.epochs))

    @property
    def trained(self) -> tuple[Run, ...]:
        """Those of them that were trained here."""
        return tuple(run for run in self.ended if run.epochs)

    @property
    def not_counted(self) -> str:
        """Which runs have ended without an epoch, a sentence each, the latest first; empty where there are none."""
        bare = [run for run in self.runs if run.status != "training" and not run.epochs]
        return " ".join(f"{quoted(run.name)} {_WITHOUT[run.status]}" for run in bare[: -_MOST_TOLD - 1 : -1])

    @property
    def why_none_ended(self) -> str:
        """That there is no run to look at, and why, in sentences."""
        if any(run.status == "training" for run in self.runs):
            return tr("The run is still training.")
        none = tr("No run has ended yet.")
        return f"{none} {self.not_counted}".strip()

    def of(self, run: Run) -> "Scene":
        """The same desk with a run, and the project it trained, in the place of what is open."""
        return replace(self, project=run.project, analysis=_analysed(run.project.network), data=None, run=run)

    @property
    def title(self) -> str:
        """What the network belongs to, at the beginning of a sentence."""
        return tr("The open network") if self.run is None else tr("The network of {run}", run=self.run.name)


@lru_cache(maxsize=_REMEMBERED)
def _analysed(network: Network) -> Analysis:
    """Worked out once for all runs of equal networks."""
    return analyse(network)
