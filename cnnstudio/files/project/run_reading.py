"""Reads the runs of a project file, and of those that were read before only what has changed since."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.project import PARTS, Project, from_plain, plain_json
from cnnstudio.core.runs.run import Run
from cnnstudio.files.project import rows
from cnnstudio.files.project.blocks import IS_EPOCH

_AT_ONCE = 50
"""So many runs are asked for in one question."""


class KnownRuns:
    """The runs of a file as they were read last, for who reads them again and again; used by one thread at a time."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[int | None, Run]] = {}

    def unchanged(self, number: int, mark: int | None) -> bool:
        """Whether the run is here as it was when it had this mark; a mark is never given twice."""
        return mark is not None and number in self._found and self._found[number][0] == mark

    def of(self, number: int) -> Run:
        """The run as it was read last."""
        return self._found[number][1]

    def put(self, found: dict[int, tuple[int | None, Run]]) -> None:
        """Keeps these runs and no others."""
        self._found = found


def read_runs(connection: sqlite3.Connection, known: KnownRuns, between: Callable[[], None]) -> tuple[Run, ...]:
    """Every run, the oldest first; raises SpecError for what no run has, and then ``known`` stays as it was.

    Args:
        between: Called after each run that is read.
    """
    marks = connection.execute("SELECT number, mark FROM run ORDER BY number").fetchall()
    changed = [number for number, mark in marks if not known.unchanged(number, mark)]
    new = {run.number: run for run in _read(connection, changed, between)}
    if len(new) != len(changed):  # the index, which the marks stand in, and the table are not of one mind
        raise SpecError(tr("A run is only half there."))
    found = {number: (mark, new[number] if number in new else known.of(number)) for number, mark in marks}
    known.put(found)
    return tuple(run for _, run in found.values())


def read_run(connection: sqlite3.Connection, number: int) -> Run | None:
    """The run of this number; None where there is none."""
    return next(_read(connection, [number]), None)


class _Projects:
    """Reads projects; parts that are alike, as the networks of repeated runs are, become one value."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, str], Any] = {}

    def read(self, text: str) -> Project:
        """As ``core.project.from_json``."""
        plain = plain_json(text)
        if not isinstance(plain, dict) or set(plain) != set(PARTS):
            return from_plain(plain)
        return Project(**{name: self._part(name, plain[name]) for name in PARTS})

    def _part(self, name: str, plain: Any) -> Any:
        key = (name, json.dumps(plain))
        if key not in self._parts:
            self._parts[key] = PARTS[name](plain)
        return self._parts[key]


def _read(
    connection: sqlite3.Connection, numbers: Sequence[int], between: Callable[[], None] = lambda: None
) -> Iterator[Run]:
    projects = _Projects()
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        epochs = _grouped(connection, f"SELECT run, {rows.EPOCH_COLUMNS} FROM epoch WHERE run", some, "number")
        kept = _grouped(connection, f"SELECT run, epoch FROM weights WHERE {IS_EPOCH} AND run", some, "epoch")
        of_states = f"SELECT run, epoch FROM block WHERE kind = 'state' AND {IS_EPOCH} AND run"
        states = _grouped(connection, of_states, some, "epoch")
        notes = "SELECT run, epoch, substr(data, 1, 20) FROM block WHERE kind = 'continued' AND run"
        continued = _grouped(connection, notes, some, "epoch")
        select = f"SELECT {rows.COLUMNS} FROM run WHERE number {_any_of(some)} ORDER BY number"
        for row in connection.execute(select, some).fetchall():
            there = tuple(epoch for (epoch,) in kept[row[0]])
            resumable = tuple(epoch for (epoch,) in states[row[0]] if epoch in there)
            yield rows.run_from(row, epochs[row[0]], there, resumable, projects.read, continued[row[0]])
            between()


def _grouped(
    connection: sqlite3.Connection, select: str, numbers: Sequence[int], order: str
) -> dict[int, list[tuple[Any, ...]]]:
    """The rows behind ``select`` by the run that is their first column."""
    found = defaultdict(list)
    for run, *rest in connection.execute(f"{select} {_any_of(numbers)} ORDER BY run, {order}", numbers):
        found[run].append(tuple(rest))
    return found


def _any_of(numbers: Sequence[int]) -> str:
    return f"IN ({', '.join('?' * len(numbers))})"
