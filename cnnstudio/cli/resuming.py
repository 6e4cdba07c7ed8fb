"""Which run goes on where ``train --resume`` asks for one, and for how many epochs."""

import argparse
from collections.abc import Sequence

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Train
from cnnstudio.core.run import Run
from cnnstudio.core.words import quoted
from cnnstudio.files.project_file import ProjectFile

_KEPT = ("data", "preprocessing", "name", "batch_size", "subset", "seed", "set")
"""The options of ``train`` that a run that goes on has settled already."""


def resumed(file: ProjectFile, arguments: argparse.Namespace) -> Train:
    """The request that lets a run of the file go on; raises StudioError where none can.

    ``--epochs`` counts those it has already. Of several runs the latest that was broken off or stopped is taken, or
    where there is none the latest that can go on.
    """
    given = next((name for name in _KEPT if getattr(arguments, name)), None)
    if given is not None:
        option = f"--{given.replace('_', '-')}"
        raise StudioError(f"{option} does not go with --resume: a run goes on as it began.", "Leave one of them out.")
    run = _named(file, arguments.number) if arguments.number is not None else _latest(file)
    return Train(file=str(file.path), project=run.project, resume=run.number, more=_more(run, arguments.epochs))


def _named(file: ProjectFile, number: int) -> Run:
    run = file.run(number)
    if not run.resumable:
        raise StudioError(f"Run {number} cannot go on: no epoch of it is kept with its optimiser's state.", _ANEW)
    return run


_ANEW = "Train anew, without --resume."


def _latest(file: ProjectFile) -> Run:
    runs = [run for run in file.runs() if run.resumable]
    if not runs:
        raise StudioError(f"{quoted(file.path)} has no run that can go on.", _ANEW)
    return _last([run for run in runs if run.status in ("interrupted", "stopped")] or runs)


def _last(runs: Sequence[Run]) -> Run:
    return max(runs, key=lambda run: run.number)


def _more(run: Run, epochs: int | None) -> int:
    """How many epochs it gets beyond those it has; 0 for those it was planned with."""
    done, planned = len(run.epochs), run.project.plan.epochs
    if epochs is not None:
        if epochs <= done:
            raise StudioError(f"Run {run.number} has {done:,} epochs already.", f"Give it more: --epochs {done + 10}.")
        return epochs - done
    if run.status == "finished" or done >= planned:
        raise StudioError(
            f"Run {run.number} is over after {done:,} epochs.",
            f"Give it more: --epochs {done + 10}; or name another run with --run.",
        )
    return 0
