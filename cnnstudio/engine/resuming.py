"""What a run that goes on is taken up with: its last whole epoch, and the project it is trained by from there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cnnstudio.core.errors import StudioError
from cnnstudio.core.project import Project
from cnnstudio.core.run import Epoch, Run
from cnnstudio.core.stopping import stops_early
from cnnstudio.engine.checkpoint import State
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.weights_blob import Weights

_TOLD = {"tensorflow": "TensorFlow", "keras": "Keras"}


@dataclass(frozen=True, eq=False)
class Resumed:
    """A run at the end of one of its epochs.

    Attributes:
        project: As stored with the run, with as many epochs as there will be in all.
        before: The epochs it has; ``weights`` and ``state`` are those after the last of them.
        is_whole: Whether there is no epoch left to train: it ended while it was scored.
        note: What is to be known of the way it goes on, in words; empty where there is nothing.
    """

    run: Run
    project: Project
    before: tuple[Epoch, ...]
    weights: Weights
    state: State
    is_whole: bool
    note: str

    @property
    def epoch(self) -> int:
        """The number of the last epoch it has."""
        return self.before[-1].number

    def let_go(self) -> None:
        """Frees the memory of weights and state, once they are where they belong."""
        self.weights.clear()
        self.state.clear()


def resumed(path: str, number: int, more: int, versions: Mapping[str, str]) -> Resumed:
    """The run ``number`` of the file at ``path``, as it goes on from its last whole epoch.

    Raises StudioError in words where it cannot go on.

    Args:
        more: Epochs beyond those it has; 0 goes on to those it was planned with.
        versions: Of the programs it goes on with; others than before are allowed, and noted.
    """
    with ProjectFile.open(path, read_only=True) as file:
        run = file.run(number)
        if run.status == "finished" and not more:
            raise StudioError(f"“{run.name}” is finished.", "Ask for more epochs.")
        epoch, weights, state = file.state(number)
    before = tuple(each for each in run.epochs if each.number <= epoch)
    plan = run.project.plan
    if more:
        plan = replace(plan, epochs=epoch + more)
    over = epoch >= plan.epochs or stops_early([each.val_loss for each in before], plan.early_stopping)
    project = replace(run.project, plan=plan)
    return Resumed(run, project, before, weights, state, over and not more, _note(run.versions, versions, epoch))


def _note(before: Mapping[str, str], now: Mapping[str, str], epoch: int) -> str:
    others = [
        f"{words} {now[name]} instead of {before[name]}"
        for name, words in _TOLD.items()
        if name in before and now.get(name) not in (None, before[name])
    ]
    if not others:
        return ""
    return f"From epoch {epoch + 1} on it was trained with {' and '.join(others)}, which may change its last digits."
