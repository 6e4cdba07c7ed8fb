"""The command that makes a project of a saved network; it needs no TensorFlow."""

import argparse
from pathlib import Path

from cnnstudio.cli.output import print_json, say
from cnnstudio.cli.target import is_saved, saved_network
from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import quoted
from cnnstudio.files import importing
from cnnstudio.files.importing import Imported
from cnnstudio.files.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile


def import_(arguments: argparse.Namespace) -> int:
    """Makes a project file with a saved network and a run that holds its weights; replaces nothing."""
    source, path = (Path(each).expanduser().absolute() for each in (arguments.source, arguments.output))
    _check(source, path)
    found = importing.imported(saved_network(source), source)
    lock = ProjectLock(path)
    if not lock.acquire():
        raise StudioError(f"{quoted(path)} is open in another window.", "Close it there first.")
    try:
        with ProjectFile.create(path, importing.beginning(found)) as file:
            number = file.import_run(found)
    finally:
        lock.release()
    _tell(found, path, number, as_json=arguments.json)
    return 0


def _check(source: Path, path: Path) -> None:
    if not source.exists():
        raise StudioError(f"There is no file {quoted(source)}.", "Name a saved network: .keras or .h5.")
    if not is_saved(source):
        raise StudioError(f"{quoted(source)} is no saved network.", "Name a .keras or .h5 file.")
    if not path.parent.is_dir():
        raise StudioError(f"There is no folder {quoted(path.parent)}.", "Make it first, or name another place.")
    if path.exists():
        raise StudioError(f"{quoted(path)} is there already.", "Choose another name.")


def _tell(found: Imported, path: Path, number: int, *, as_json: bool) -> None:
    project, count = found.project, analyse(found.project.network).totals.parameters
    if as_json:
        print_json(
            {
                "file": str(path),
                "run": number,
                "origin": found.origin,
                "input_shape": project.network.input_shape,
                "classes": found.labels,
                "parameters": count,
                "data_set": project.data.source or None,
                "preprocessing": found.prepared.method,
                "preprocessing_known": found.is_preparation_known,
                "notes": found.notes,
            }
        )
        return
    wrote = f", written by {found.origin}" if found.origin else ""
    say(f"Made {path.name} of {found.name}{wrote}: {count:,} parameters, its weights are run {number}.")
    if found.notes:
        say(f"! {found.notes}")
