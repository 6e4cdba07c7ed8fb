"""Which run goes on where ``train --resume`` asks for one, and for how many epochs."""

import argparse
from collections.abc import Sequence

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Train
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.continuing import continuing, how
from cnnstudio.core.words import quoted
from cnnstudio.files.project_file import ProjectFile

_KEPT = ("data", "preprocessing", "name", "batch_size", "subset", "seed", "set")
"""The options of ``train`` that a run that goes on has settled already."""

_NOT_GIVEN: tuple[object, ...] = (None, "", [])


def resumed(file: ProjectFile, arguments: argparse.Namespace) -> Train:
    """The request that lets a run of the file go on; raises StudioError where none can.

    ``--epochs`` counts those it has already. Of several runs the latest that was broken off is taken, or where there is
    none the latest that can go on.
    """
    given = next((name for name in _KEPT if getattr(arguments, name) not in _NOT_GIVEN), None)
    if given is not None:
        option = f"--{given.replace('_', '-')}"
        raise StudioError(
            tr("{option} does not go with --resume: a run goes on as it began.", option=option),
            tr("Leave one of them out."),
        )
    run = file.run(arguments.number) if arguments.number is not None else _latest(file)
    if arguments.epochs is not None and arguments.epochs < 1:
        raise StudioError(tr("--epochs is a number from 1 on."), _more(run))
    try:
        continuing(run, arguments.epochs or 0)
    except StudioError as error:
        raise StudioError(error.text, _more(run) if how(run) else error.hint) from error
    return Train(file=str(file.path), project=run.project, resume=run.number, epochs=arguments.epochs or 0)


def _latest(file: ProjectFile) -> Run:
    runs = [run for run in file.runs() if how(run)]
    if not runs:
        raise StudioError(
            tr("{path} has no run that can go on.", path=quoted(file.path)), tr("Train anew, without --resume.")
        )
    return _last([run for run in runs if how(run) != "more"] or runs)


def _last(runs: Sequence[Run]) -> Run:
    return max(runs, key=lambda run: run.number)


def _more(run: Run) -> str:
    return tr("Give it more: --epochs {count}; or name another run with --run.", count=len(run.epochs) + 10)
