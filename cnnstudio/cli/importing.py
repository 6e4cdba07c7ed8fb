"""The command that makes a project of a saved network."""

import argparse
import sys
from pathlib import Path
from typing import Any

from cnnstudio.cli import importing_code
from cnnstudio.cli.importing_code import check_place
from cnnstudio.cli.output import print_json, say
from cnnstudio.cli.places import there
from cnnstudio.cli.preparing import check_known, preparation, way_to_plain
from cnnstudio.cli.progress import Progress
from cnnstudio.cli.target import is_saved, saved_network, saved_subject
from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import plain, quoted
from cnnstudio.engine.saved import project_of
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved import importing
from cnnstudio.files.saved.importing import Imported

_NETWORKS = (".keras", ".h5", ".hdf5")


def import_(arguments: argparse.Namespace) -> int:
    """Makes a project file with a saved network and its weights as a run, or of Keras code; replaces nothing."""
    source, path = (named_path(each).absolute() for each in (arguments.source, arguments.output))
    if source.suffix.lower() in importing_code.ENDINGS:
        return importing_code.import_code(source, path, as_json=arguments.json)
    _check(source, path)
    found = _imported(source, arguments.project, arguments.preprocessing)
    lock = ProjectLock(path)
    if not lock.acquire():
        raise StudioError(tr("{path} is open in another window.", path=quoted(path)), tr("Close it there first."))
    try:
        with ProjectFile.create(path, importing.beginning(found), found) as file:
            run = file.run(1)
    finally:
        lock.release()
    _tell(found, path, run, as_json=arguments.json)
    return 0


def _imported(source: Path, project: str | None, method: str) -> Imported:
    """The run; how its pictures are prepared is found out where the file does not say."""
    try:
        saved, subject = saved_network(source, project), saved_subject(source, project)
    except StudioError as error:
        if source.suffix.lower() in _NETWORKS:
            raise
        hint = tr("Name a saved network (.keras or .h5) or Keras code (.py or .ipynb).")
        raise StudioError(error.text, hint, error.details) from error
    into = project_of(subject)
    if saved.prepared is not None:
        check_known(saved.prepared, method)
        return importing.imported(saved, source, into)
    found = preparation(subject, saved.network, saved.labels, method, Progress(sys.stderr))
    say(found.words, sys.stderr)
    return importing.imported(saved, source, into, tried=found.prepared, data=found.data, found_way=found.found_way)


def _check(source: Path, path: Path) -> None:
    if not there(source):
        raise StudioError(
            tr("There is no file {source}.", source=quoted(source)), tr("Name a saved network: .keras or .h5.")
        )
    if not is_saved(source):
        raise StudioError(
            tr("{source} is a project, not a saved network.", source=quoted(source)), tr("Name a .keras or .h5 file.")
        )
    check_place(path)


def _tell(found: Imported, path: Path, run: Run, *, as_json: bool) -> None:
    way = found.found_way
    project, count = found.project, analyse(found.project.network).totals.parameters
    if as_json:
        print_json(
            {
                "file": str(path),
                "run": run.number,
                "origin": found.origin,
                "input_shape": project.network.input_shape,
                "classes": found.labels,
                "parameters": count,
                "data_set": project.data.source or None,
                "preprocessing": found.prepared.method,
                "preprocessing_known": found.is_preparation_known,
                "preprocessing_tried": None if way is None else way_to_plain(way),
                "notes": run.notes,
            }
        )
        return
    given: dict[str, Any] = {"name": plain(path.name), "source": plain(found.name), "count": count, "run": run.number}
    if found.origin:
        text = tr(
            "Made {name} of {source}, written by {program}: {count:,} parameters, its weights are run {run}.",
            **given,
            program=found.origin,
        )
    else:
        text = tr("Made {name} of {source}: {count:,} parameters, its weights are run {run}.", **given)
    say(text)
    if run.reason:
        say(f"! {run.reason}")
