"""The command that lists the runs of a project; it needs no TensorFlow."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cnnstudio.cli.output import cut, print_json, print_table, print_text, say
from cnnstudio.cli.places import there
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.runs import run_table
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.run_table import Column, Row
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile

FORMATS = ("table", "json", *run_table.WRITERS)

_BOUNDED = 60
"""Architectures are cut to so many signs in a terminal, where a line has little room."""


def runs(arguments: argparse.Namespace) -> int:
    """Prints the table of the runs in a project file."""
    if arguments.json and arguments.format not in ("table", "json"):
        raise StudioError(tr("--json and --format exclude each other."), tr("Leave one of them out."))
    wanted = "json" if arguments.json else arguments.format
    # For programs everything, for people what fits a page.
    usual = run_table.KEYS if wanted in ("json", "csv") else run_table.USUAL
    chosen = _columns(arguments.columns, usual)
    path = named_path(arguments.file).absolute()
    if not there(path):
        raise StudioError(tr("There is no file “{file}”.", file=arguments.file[:80]), tr("Name a *.cnnstudio project."))
    with ProjectFile.open(path, read_only=True) as file:
        found = run_table.rows(_as_they_are(path, file.runs()))
    if wanted == "json":
        print_json(run_table.to_plain(found, chosen))
    elif wanted == "table":
        _print(path.name, found, chosen)
    else:
        print_text(run_table.WRITERS[wanted](found, chosen))
    return 0


def _as_they_are(path: Path, found: Sequence[Run]) -> list[Run]:
    """The runs; one that the file says is in training was broken off where nobody holds the file."""
    if not any(run.status == "training" for run in found) or not _is_free(path):
        return list(found)
    return [replace(run, status="interrupted") if run.status == "training" else run for run in found]


def _is_free(path: Path) -> bool:
    lock = ProjectLock(path)
    try:
        return lock.acquire()
    except StudioError:  # no lock can be made here, so it is not known
        return False
    finally:
        lock.release()


def _columns(text: str | None, usual: Sequence[str]) -> tuple[Column, ...]:
    keys = usual if text is None else [each.strip() for each in text.split(",") if each.strip()]
    unknown = next((key for key in keys if key not in run_table.KEYS), None)
    if unknown is not None or not keys:
        what = tr("No column is named.") if unknown is None else tr("There is no column “{name}”.", name=unknown[:40])
        raise StudioError(what, tr("The columns are: {names}.", names=", ".join(run_table.KEYS)))
    return run_table.columns(keys)


def _print(name: str, found: Sequence[Row], chosen: Sequence[Column]) -> None:
    if not found:
        say(tr("{name} has no runs yet. Train it: cnnstudio train {name}", name=name))
        return
    right = [number for number, column in enumerate(chosen) if column.is_number]
    print_table(
        [column.title for column in chosen],
        [[cut(each.text(row), _BOUNDED) for each in chosen] for row in found],
        right,
    )
