"""Whether a run that has ended can go on, and how far: to the epochs it was planned with, or to more."""

from dataclasses import dataclass, replace
from typing import Literal

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.plan import MOST_EPOCHS
from cnnstudio.core.training.stopping import stops_early
from cnnstudio.core.words import plain

How = Literal["resume", "score", "more"]


@dataclass(frozen=True)
class Continuing:
    """How a run goes on.

    Attributes:
        how: ``"resume"`` trains what is missing of its plan, ``"more"`` goes beyond the end it had, and ``"score"``
            trains nothing: all its epochs are there, but it was broken off while it was scored.
        epochs: How many it has in all at its end, if early stopping does not end it before.
    """

    how: How
    epochs: int


def continuing(run: Run, epochs: int = 0) -> Continuing:
    """How ``run`` goes on; raises StudioError, in words, where it cannot.

    A run whose numbers were no longer finite has no state to go on from: it would only go the same way again.

    Args:
        epochs: How many it is to have in all; 0 for as many as it was planned with.
    """
    if run.status == "training":
        raise StudioError(tr("“{name}” is being trained.", name=run.name), tr("Wait for its end."))
    if not run.resumable:
        failed = run.status == "failed" and run.reason
        why = plain(run.reason, 300) if failed else tr("no epoch of it is kept with its optimiser's state.")
        raise StudioError(
            tr("Run {number} cannot go on: {why}", number=run.number, why=why), tr("Train its project as a new run.")
        )
    done, plan = len(run.epochs), run.project.plan
    is_over = _is_over(run)
    if not epochs:
        if not is_over:
            return Continuing("resume", plan.epochs)
        if run.test is None:
            return Continuing("score", done)
        raise StudioError(
            tr_count(
                "Run {number} is over after {count:,} epoch.",
                "Run {number} is over after {count:,} epochs.",
                done,
                number=run.number,
            ),
            tr("Ask for more epochs."),
        )
    if epochs <= done:
        raise StudioError(
            tr_count(
                "Run {number} has {count:,} epoch already.",
                "Run {number} has {count:,} epochs already.",
                done,
                number=run.number,
            ),
            tr("Ask for more."),
        )
    if epochs > MOST_EPOCHS:
        raise StudioError(tr("A run has at most {most:,} epochs.", most=MOST_EPOCHS), tr("Ask for fewer."))
    return Continuing("more" if is_over or epochs > plan.epochs else "resume", epochs)


def how(run: Run | None) -> How | None:
    """What a run is offered first, "more" where it is over and scored; None where it cannot go on."""
    if run is None or run.status == "training" or not run.resumable:
        return None
    return "more" if _is_over(run) and run.test is not None else continuing(run).how


def is_its_project(run: Run, project: Project) -> bool:
    """Whether ``project`` is what ``run`` was trained with, or what it was before the run went on to another end.

    What varies in it makes no difference: one run is trained without.
    """
    if project.plan.epochs not in (run.project.plan.epochs, *(each.planned for each in run.continued)):
        return False
    return project.without_sweep == replace(run.project, plan=replace(run.project.plan, epochs=project.plan.epochs))


def _is_over(run: Run) -> bool:
    plan = run.project.plan
    ended = run.status == "finished" or len(run.epochs) >= plan.epochs
    anew = [each.epoch for each in run.continued]
    return ended or stops_early([epoch.val_loss for epoch in run.epochs], plan.early_stopping, anew)
