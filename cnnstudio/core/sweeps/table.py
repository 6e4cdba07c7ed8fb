"""The table of a sweep's trials: one row a trial, its cells as values and as words, also as CSV."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from cnnstudio.core.language import local, tr, tr_in
from cnnstudio.core.project import Project
from cnnstudio.core.runs import run_table
from cnnstudio.core.runs.run_table import Column
from cnnstudio.core.runs.significance import Spread
from cnnstudio.core.spreadsheet import Cell
from cnnstudio.core.spreadsheet import to_csv as cells_to_csv
from cnnstudio.core.sweeps.combinations import value_in_words
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.place import known_setting, label, short_label
from cnnstudio.core.sweeps.standing import STATUSES, Outcome, outcomes, status_in_words
from cnnstudio.core.words import number, percent, plain

Row = Mapping[str, Any]
"""What a trial has in every column, by the column's key; None where it has nothing there."""

_OF_SCORE = ("score", "score_deviation")
"""Keys that are the score's."""

_TIME_HELP = tr("By the clock, with reading the data and building, which the time of its run leaves out.")

_LONGEST = 400
"""Characters of a reason."""

_SCORES = {
    "val_accuracy": (tr_in("a column", "Validation accuracy"), tr("Of the epoch whose weights are used.")),
    "val_loss": (tr_in("a column", "Validation loss"), tr("Of the epoch whose weights are used.")),
}


_PARAMETERS = Column("parameters", tr("Parameters"), lambda value: local(f"{value:,}"), help=tr("Of the network."))
_TEST = Column(
    "test_accuracy",
    tr_in("a column", "Test accuracy"),
    lambda value: percent(value, 2),
    help=tr("On pictures that no choice was made by; of several seeds the mean."),
)


def columns(project: Project, *, parameters: bool = False, tested: bool = False) -> tuple[Column, ...]:
    """The columns of a sweep's table: the number, a column for each setting that varies, then what came of it.

    Args:
        project: With its sweep.
        parameters: Whether how many the network has is told, which the rows are then given.
        tested: Whether the accuracy on the test pictures is told, likewise.
    """
    title, help_words = _SCORES[project.sweep.score]
    shown = (*((_PARAMETERS,) if parameters else ()), *((_TEST,) if tested else ()))
    return (
        Column("trial", tr("No."), number),
        *(_of_setting(project, number) for number in range(len(project.sweep.varied))),
        Column("seed", tr("Seed")),
        Column("status", tr("Status"), _status_in_words, is_number=False),
        Column("score", title, partial(score_in_words, project), help=help_words),
        *shown,
        Column("run", tr("Run")),
        Column("seconds", tr("Time in all"), run_table.seconds_in_words, help=_TIME_HELP),
        Column("reason", tr("What happened"), is_number=False),
    )


def combination_columns(project: Project) -> tuple[Column, ...]:
    """The columns of a table with a row for each combination: its values, then what came of all its seeds."""
    title, help_words = _SCORES[project.sweep.score]
    words, mean = partial(score_in_words, project), tr("The mean over its seeds.")
    return (
        Column("combination", tr("No."), number, help=tr("Of the combination.")),
        *(_of_setting(project, number) for number in range(len(project.sweep.varied))),
        Column("seeds", tr("Seeds"), help=tr("Of so many of its runs it is the mean.")),
        Column("score", tr("{score}, mean", score=title), words, help=f"{mean} {help_words}"),
        Column("score_deviation", tr("± Deviation"), words, help=tr("The sample deviation over its seeds.")),
        _PARAMETERS,
        _TEST,
    )


def labelled(found: Iterable[Column], project: Project) -> tuple[Column, ...]:
    """The columns with those of the settings called as in the program's forms: "Filters of conv2d_1"."""
    names = {str(place): label(project, place) for place in project.sweep.places}
    return tuple(replace(each, title=names[each.key], help=each.title) if each.key in names else each for each in found)


def rows(
    experiment: Experiment, parameters: Mapping[int, int] | None = None, tests: Mapping[int, float] | None = None
) -> list[Row]:
    """A row for each trial, in their order.

    Args:
        parameters: Of the networks, by the numbers of their combinations.
        tests: Accuracies on the test pictures, by the numbers of the trials.
    """
    keys = [str(place) for place in experiment.project.sweep.places]
    return [_row(trial, keys, parameters or {}, tests or {}) for trial in experiment.trials]


def combination_rows(experiment: Experiment, parameters: Mapping[int, int], tests: Mapping[int, float]) -> list[Row]:
    """A row for each combination, in their order; "trial" is the number of its first one. Arguments as of ``rows``."""
    keys = [str(place) for place in experiment.project.sweep.places]
    known = {outcome.combination: outcome for outcome in outcomes(experiment)}
    found: dict[int, list[Trial]] = {}
    for trial in experiment.trials:
        found.setdefault(trial.combination, []).append(trial)
    return [
        _combined(trials, keys, known.get(number), parameters.get(number), tests) for number, trials in found.items()
    ]


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
    return percent(value, 2) if project.sweep.score == "val_accuracy" else local(f"{value:.4f}")


def spread_in_words(project: Project, spread: Spread) -> str:
    """Scores over several seeds: "97.21 ± 0.35 %"; of one seed its score."""
    mean = score_in_words(project, spread.mean)
    return mean if spread.count == 1 else f"{mean.removesuffix(' %')} ± {score_in_words(project, spread.deviation)}"


def to_csv(project: Project, found: Iterable[Row], chosen: Sequence[Column]) -> str:
    """Comma-separated values with plain numbers, the keys first; empty where there is nothing.

    The score is called as the figure it is: "val_accuracy".
    """
    score = project.sweep.score
    lines = [[_cell(row[column.key]) for column in chosen] for row in found]
    heads = (each.key for each in chosen)
    return cells_to_csv([[key.replace("score", score) if key in _OF_SCORE else key for key in heads], *lines])


def _row(trial: Trial, keys: Sequence[str], parameters: Mapping[int, int], tests: Mapping[int, float]) -> Row:
    return {
        "trial": trial.number,
        "combination": trial.combination,
        **dict(zip(keys, trial.values, strict=True)),
        "seed": trial.seed,
        "status": STATUSES[trial.status],
        "score": trial.score if trial.has_score else None,
        "parameters": parameters.get(trial.combination),
        "test_accuracy": tests.get(trial.number),
        "run": trial.run,
        "seconds": round(trial.seconds, 3) or None,
        "reason": plain(trial.reason, _LONGEST) if trial.reason else None,
    }


def _combined(
    trials: Sequence[Trial],
    keys: Sequence[str],
    outcome: Outcome | None,
    parameters: int | None,
    tests: Mapping[int, float],
) -> Row:
    spread = None if outcome is None else outcome.spread
    tested = [tests[trial.number] for trial in trials if trial.number in tests]
    return {
        "trial": trials[0].number,
        "combination": trials[0].combination,
        **dict(zip(keys, trials[0].values, strict=True)),
        "seeds": 0 if spread is None else spread.count,
        "score": None if spread is None else spread.mean,
        "score_deviation": None if spread is None or spread.count < 2 else spread.deviation,
        "parameters": parameters,
        "test_accuracy": math.fsum(tested) / len(tested) if tested else None,
    }


def _of_setting(project: Project, number: int) -> Column:
    place, over = project.sweep.places[number], project.sweep.varied[number].over
    setting = known_setting(project, place)
    is_number = setting is not None and setting.form in ("integer", "number")
    words: Callable[[Any], str] = partial(value_in_words, setting, over=over)
    return Column(str(place), short_label(place), words, is_number, label(project, place))


def _status_in_words(status: str) -> str:
    return next(status_in_words(key) for key, each in STATUSES.items() if each == status)


def _cell(value: Any) -> Cell:
    """A value as a spreadsheet takes it: sizes as "3 × 3", on and off as words."""
    if isinstance(value, float):
        return _shortest(value)
    if isinstance(value, bool):
        return "on" if value else "off"
    return " × ".join(map(str, value)) if isinstance(value, tuple) else value


def _shortest(value: float) -> float:
    """The number with the fewest digits that is the same of 32 bits, which Keras measures in: 0.6, not 0.60000002.

    One of more bits stays as it is but for what summing adds at its end.
    """
    if not math.isfinite(value):
        return value
    narrow = np.float32(value)
    return float(str(narrow)) if float(narrow) == value else float(f"{value:.12g}")
