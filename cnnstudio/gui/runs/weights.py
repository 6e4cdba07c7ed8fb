"""Which runs have weights, so that a network can be made of them, and which one a page looks into."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.names import run_title, show_runs

_ENDINGS = {
    "failed": tr("it failed"),
    "stopped": tr("it was stopped"),
    "interrupted": tr("the program ended"),
    "finished": tr("it ended"),
    "imported": tr("its file was opened"),
}


def has_weights(run: Run) -> bool:
    """Whether the run can answer: it has finished an epoch, or trains now and its weights are in the engine."""
    return run.status == "training" or bool(run.kept or run.epochs)


def why_no_weights(run: Run) -> str:
    """Why the run cannot answer, in one sentence; empty when it can."""
    if has_weights(run):
        return ""
    ended = tr("it was broken off") if run.status == "interrupted" and run.reason else _ENDINGS[run.status]
    return tr("{name} has no weights: {ended} before its first epoch was over.", name=run.name, ended=ended)


def passed_over_words(chosen: Run | None) -> tuple[str, ...]:
    """Why another run than the chosen one answers, at length and in short; empty when none has to."""
    why = why_no_weights(chosen) if chosen is not None else ""
    return (why, why.partition(":")[0]) if why else ("",)


def answering_run(document: Document) -> Run | None:
    """The chosen run; where the latest one has no weights, the latest that has; None when the chosen one has none.

    An older run without weights is looked at only because the person chose it, so none is put in its place.
    """
    chosen = document.chosen_run
    if chosen is None or has_weights(chosen):
        return chosen
    if chosen is not document.runs[-1]:
        return None
    return next((run for run in reversed(document.runs) if has_weights(run)), None)


def best_run(runs: tuple[Run, ...]) -> Run | None:
    """The run with weights that did best in its best epoch, the later one of equals; None when no run has weights."""
    able = [run for run in runs if has_weights(run)]
    return max(able, key=lambda run: (_accuracy(run), run.number), default=None)


def list_runs(
    combo: QComboBox,
    runs: tuple[Run, ...],
    more: list[tuple[str, Any]],
    current: Any,
    above: Sequence[tuple[str, Any]] = (),
) -> None:
    """Lists what is ``above``, the runs, the latest first, and ``more``; those without weights cannot be chosen."""
    show_runs(combo, runs, current, _title, more=more, above=above, why_not=why_no_weights)


def _title(run: Run) -> str:
    return run_title(run) if has_weights(run) else tr("{run} · no weights", run=run_title(run))


def _accuracy(run: Run) -> float:
    best = run.best_epoch
    return next((epoch.val_accuracy for epoch in run.epochs if epoch.number == best), -1.0)
