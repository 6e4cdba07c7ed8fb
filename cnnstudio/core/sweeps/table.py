"""The table of a sweep's trials: one row a trial, its cells as values and as words, also as CSV."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from cnnstudio.core import run_table
from cnnstudio.core.project import Project
from cnnstudio.core.run_table import Column
from cnnstudio.core.spreadsheet import Cell
from cnnstudio.core.spreadsheet import to_csv as cells_to_csv
from cnnstudio.core.sweeps.combinations import value_in_words
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.place import known_setting, label, short_label
from cnnstudio.core.sweeps.standing import status_in_words
from cnnstudio.core.words import percent, plain

Row = Mapping[str, Any]
"""What a trial has in every column, by the column's key; None where it has nothing there."""

_LONGEST = 400
"""Characters of a reason."""

_SCORES = {
    "val_accuracy": ("Validation accuracy", "Of the epoch whose weights are used."),
    "val_loss": ("Validation loss", "Of the epoch whose weights are used."),
}


def columns(project: Project, *, parameters: bool = False) -> tuple[Column, ...]:
    """The columns of a sweep's table: the number, a column for each setting that varies, then what came of it.

    Args:
        project: With its sweep.
        parameters: Whether how many the network has is told, which the rows are then given.
    """
    title, help_words = _SCORES[project.sweep.score]
    shown = (Column("parameters", "Parameters", _count),) if parameters else ()
    return (
        Column("trial", "No.", _count),
        *(_of_setting(project, number) for number in range(len(project.sweep.varied))),
        Column("seed", "Seed"),
        Column("status", "Status", is_number=False),
        Column("score", title, partial(score_in_words, project), help=help_words),
        *shown,
        Column("run", "Run"),
        Column("seconds", "Time", run_table.seconds_in_words, help="By the clock, with reading the data and building."),
        Column("reason", "What happened", is_number=False),
    )


def rows(experiment: Experiment, parameters: Mapping[int, int] | None = None) -> list[Row]:
    """A row for each trial, in their order.

    Args:
        parameters: Of the networks, by the numbers of their combinations.
    """
    keys = [str(place) for place in experiment.project.sweep.places]
    return [_row(trial, keys, parameters or {}) for trial in experiment.trials]


def sorted_by(found: Iterable[Row], column: Column, *, descending: bool = False) -> list[Row]:
    """The rows in the order of a column; what has nothing there stands last either way."""
    there: list[Row] = []
    missing: list[Row] = []
    for row in found:
        (missing if row[column.key] is None else there).append(row)
    return [*sorted(there, key=lambda row: sort_key(row[column.key]), reverse=descending), *missing]


def sort_key(value: Any) -> tuple[int, Any]:
    """By which values of a setting are sorted that may be of several kinds: numbers, texts, then sizes."""
    if isinstance(value, (bool, int, float)):
        return (0, value)
    return (1, value) if isinstance(value, str) else (2, value)


def score_in_words(project: Project, value: float) -> str:
    """A score of the project's sweep as a person reads it: "97.21 %", or of a loss "0.1234"."""
    return percent(value, 2) if project.sweep.score == "val_accuracy" else f"{value:.4f}"


def to_csv(found: Iterable[Row], chosen: Sequence[Column]) -> str:
    """Comma-separated values with plain numbers, the keys first; empty where there is nothing."""
    lines = [[_cell(row[column.key]) for column in chosen] for row in found]
    return cells_to_csv([[column.key for column in chosen], *lines])


def _row(trial: Trial, keys: Sequence[str], parameters: Mapping[int, int]) -> Row:
    return {
        "trial": trial.number,
        **dict(zip(keys, trial.values, strict=True)),
        "seed": trial.seed,
        "status": status_in_words(trial.status),
        "score": trial.score if trial.has_score else None,
        "parameters": parameters.get(trial.combination),
        "run": trial.run,
        "seconds": trial.seconds or None,
        "reason": plain(trial.reason, _LONGEST) if trial.reason else None,
    }


def _of_setting(project: Project, number: int) -> Column:
    place = project.sweep.places[number]
    setting = known_setting(project, place)
    is_number = setting is not None and setting.form in ("integer", "number")
    words: Callable[[Any], str] = partial(value_in_words, setting)
    return Column(str(place), short_label(place), words, is_number, label(project, place))


def _count(value: int) -> str:
    return f"{value:,}"


def _cell(value: Any) -> Cell:
    """A value as a spreadsheet takes it: sizes as "3 × 3", on and off as words."""
    return value_in_words(None, value) if isinstance(value, (bool, tuple)) else value
