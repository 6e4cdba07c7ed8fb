"""The experiments of a project file: sweeps that were begun, with their trials; inside the transaction of who calls."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project, from_json, plain_json, to_json
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.sweep import MOST_TRIALS, MOST_VARIED
from cnnstudio.core.sweeps.varied import value_of

_COLUMNS = "number, combination, given, seed, status, run, score, seconds, reason"
_STATUSES = frozenset({"waiting", "running", "done", "pruned", "failed", "impossible"})
_MOST_SEED = 2**31
_MOST_VALUES = 100_000
"""Characters of a trial's values."""


def begin(connection: sqlite3.Connection, project: Project, started: str, trials: Iterable[Trial]) -> int:
    """Adds an experiment with the trials that are known, and gives its number."""
    cursor = connection.execute("INSERT INTO experiment (project, started) VALUES (?, ?)", [to_json(project), started])
    number = cursor.lastrowid
    assert number is not None
    put_trials(connection, number, trials)
    return number


def put_trials(connection: sqlite3.Connection, experiment: int, trials: Iterable[Trial]) -> None:
    """Adds trials, or puts them in the place of those of the same numbers."""
    marks = ", ".join("?" * (len(_COLUMNS.split(",")) + 1))
    rows = ((experiment, *_to_row(trial)) for trial in trials)
    connection.executemany(f"INSERT OR REPLACE INTO trial (experiment, {_COLUMNS}) VALUES ({marks})", rows)


def read_all(connection: sqlite3.Connection) -> tuple[Experiment, ...]:
    """Every experiment with its trials, the oldest first."""
    numbers = [number for (number,) in connection.execute("SELECT number FROM experiment ORDER BY number")]
    return tuple(found for number in numbers if (found := read(connection, number)) is not None)


def read(connection: sqlite3.Connection, number: int) -> Experiment | None:
    """The experiment with this number; None where there is none. Raises SpecError for what nobody wrote here."""
    row = connection.execute("SELECT project, started FROM experiment WHERE number = ?", [number]).fetchone()
    if row is None:
        return None
    select = f"SELECT {_COLUMNS} FROM trial WHERE experiment = ? ORDER BY number LIMIT {MOST_TRIALS}"
    project = from_json(row[0])
    if not isinstance(row[1], str):
        raise SpecError(tr("A sweep has a beginning."))
    trials = (_from_row(each) for each in connection.execute(select, [number]))
    # A setting that there is no more varies no more: trials with its values are of a sweep that cannot be held.
    count = len(project.sweep.varied)
    return Experiment(number, project, row[1], tuple(trial for trial in trials if len(trial.values) == count))


def limit(connection: sqlite3.Connection, number: int, most: int) -> None:
    """Lets an experiment have at most so many combinations; what it is otherwise stays."""
    (text,) = connection.execute("SELECT project FROM experiment WHERE number = ?", [number]).fetchone()
    project = from_json(text)
    limited = replace(project, sweep=replace(project.sweep, most=most))
    connection.execute("UPDATE experiment SET project = ? WHERE number = ?", [to_json(limited), number])


def delete(connection: sqlite3.Connection, number: int) -> None:
    """Removes an experiment; the runs that came of it stay."""
    connection.execute("DELETE FROM trial WHERE experiment = ?", [number])
    connection.execute("DELETE FROM experiment WHERE number = ?", [number])


def interrupt(connection: sqlite3.Connection) -> None:
    """Makes every trial that is "running" one that waits: for when nobody is training it any more."""
    connection.execute("UPDATE trial SET status = 'waiting' WHERE status = 'running'")


def check_there(connection: sqlite3.Connection, number: int) -> None:
    """Raises StudioError where there is no experiment with this number."""
    if connection.execute("SELECT 1 FROM experiment WHERE number = ?", [number]).fetchone() is None:
        raise StudioError(
            tr("There is no sweep {number} in this file.", number=number), tr("It may have been deleted.")
        )


def _to_row(trial: Trial) -> tuple[Any, ...]:
    values = json.dumps(trial.values, separators=(",", ":"))
    outcome = (trial.status, trial.run, trial.score if trial.has_score else None, trial.seconds, trial.reason)
    return (trial.number, trial.combination, values, trial.seed, *outcome)


def _from_row(row: tuple[Any, ...]) -> Trial:
    number, combination, text, seed, status, run, score, seconds, reason = row
    if [*map(type, (number, combination, text, seed, status, reason))] != [int, int, str, int, str, str]:
        raise SpecError(tr("A trial's columns are not of the right type."))
    if type(run) not in (int, type(None)) or type(score) not in (float, type(None)) or type(seconds) is not float:
        raise SpecError(tr("A trial's figures are not numbers."))
    given = plain_json(text[:_MOST_VALUES])  # a longer one is no JSON any more
    if status not in _STATUSES or not isinstance(given, list) or len(given) > MOST_VARIED or not 0 <= seed < _MOST_SEED:
        raise SpecError(tr("A trial has a known status, its values and a seed."))
    values = tuple(None if each is None else value_of(each) for each in given)
    return Trial(number, combination, values, seed, status, run, score, seconds, reason)
