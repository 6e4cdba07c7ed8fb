"""What a run that goes on is taken up with: its last whole epoch, and the project it is trained by from there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.core.training.continuing import Continuing, continuing
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.words import plain, quoted
from cnnstudio.engine.training.checkpoint import State
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.project_file import ProjectFile

_TOLD = {"tensorflow": "TensorFlow", "keras": "Keras"}


@dataclass(frozen=True, eq=False)
class Resumed:
    """A run at the end of one of its epochs.

    Attributes:
        project: As stored with the run, with as many epochs as there will be in all.
        before: The epochs it has; ``weights`` and ``state`` are those after the last of them.
        is_whole: Whether there is no epoch left to train: it was broken off while it was scored.
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
    def anew(self) -> tuple[int, ...]:
        """The epochs after which it went on, or goes on now, beyond the end it had: there it has its patience anew."""
        new = self.run.status == "finished" or self.run.project.plan.epochs != self.project.plan.epochs
        return (*(each.epoch for each in self.run.continued), *((self.epoch,) if new else ()))

    @property
    def epoch(self) -> int:
        """The number of the last epoch it has."""
        return self.before[-1].number

    def let_go(self) -> None:
        """Frees the memory of weights and state, once they are where they belong."""
        self.weights.clear()
        self.state.clear()


def resumed(path: str, number: int, epochs: int, versions: Mapping[str, str]) -> Resumed:
    """The run ``number`` of the file at ``path``, as it goes on from its last whole epoch.

    Raises StudioError in words where it cannot go on.

    Args:
        epochs: How many it is to have in all; 0 for as many as it was planned with.
        versions: Of the programs it goes on with; others than before are allowed, and noted.
    """
    with ProjectFile.open(path, read_only=True) as file:
        run = file.run(number)
        if run.status == "training":  # an end that found no room: only this engine trains here, and one run at a time
            run = replace(run, status="interrupted")
        continuing(run, epochs)
        rest = file.why_not_delete([number])  # whose epoch would be dropped where a later one is better
        if rest:
            raise StudioError(
                tr("{name} does not go on. {rest}", name=quoted(run.name), rest=rest),
                tr("Train a new run that starts from it."),
            )
        epoch, weights, state = file.state(number)
    before = tuple(each for each in run.epochs if each.number <= epoch)
    found = continuing(replace(run, epochs=before), epochs)  # of what is whole
    plan = run.project.plan if found.how == "score" else replace(run.project.plan, epochs=found.epochs)
    note = " ".join(filter(None, (_replanned(run.project.plan, found, epoch), _note(run.versions, versions, epoch))))
    return Resumed(run, replace(run.project, plan=plan), before, weights, state, found.how == "score", note)


def _replanned(plan: Plan, found: Continuing, epoch: int) -> str:
    """That a schedule that goes by the number of epochs was drawn anew; the rate jumps there."""
    if found.how == "score" or found.epochs == plan.epochs or not plan.schedule.by_epochs:
        return ""
    return tr(
        "From epoch {epoch} on the learning rate is that of {epochs:,} epochs; until then it was that of {planned:,}.",
        epoch=epoch + 1,
        epochs=found.epochs,
        planned=plan.epochs,
    )


def _note(before: Mapping[str, str], now: Mapping[str, str], epoch: int) -> str:
    others = [
        tr("{program} {now} instead of {before}", program=words, now=now[name], before=plain(before[name], 40))
        for name, words in _TOLD.items()
        if name in before and now.get(name) not in (None, before[name])
    ]
    if not others:
        return ""
    return tr(
        "From epoch {epoch} on it was trained with {others}, which may change its last digits.",
        epoch=epoch + 1,
        others=tr(" and ").join(others),
    )
