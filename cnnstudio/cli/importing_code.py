"""The part of ``import`` that makes a project of Keras code; the code is read as text and never run."""

import sys
from pathlib import Path

from cnnstudio.cli.output import print_json, say
from cnnstudio.cli.places import check_folder, there
from cnnstudio.core import blanks
from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.keras_code import MOST_BYTES, Found, read_code, without_runs
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.waiting import until_filled_in
from cnnstudio.core.words import plain, quoted
from cnnstudio.files.project_file import ProjectFile

ENDINGS = (".py", ".ipynb")


def import_code(source: Path, path: Path, *, as_json: bool) -> int:
    """Makes a project file of a script or notebook; replaces nothing. Notes go to standard error."""
    if not (there(source) and source.is_file()):
        raise StudioError(
            tr("There is no file {source}.", source=quoted(source)), tr("Name Keras code: .py or .ipynb.")
        )
    check_place(path)
    found = without_runs(read_code(_text(source), source.name))
    for note in found.notes:
        name = plain(source.name)
        said = tr("{name}: line {line}: {text}", name=name, line=note.line, text=note.text)
        say(said if note.line else f"{name}: {note.text}", sys.stderr)
    if found.project is None:
        raise StudioError(
            tr("No network was found in {source}.", source=quoted(source)),
            tr("Name a file that builds one with Keras."),
        )
    with ProjectFile.create(path, found.project):
        pass
    _tell(found, found.project, source, path, as_json=as_json)
    return 0


def check_place(path: Path) -> None:
    """Raises StudioError unless a new file can be written there."""
    check_folder(path)
    if there(path):
        raise StudioError(tr("{path} is there already.", path=quoted(path)), tr("Choose another name."))


def _text(source: Path) -> str:
    try:
        if source.stat().st_size > MOST_BYTES:
            raise StudioError(tr("{source} is too large.", source=quoted(source)), tr("At most 64 MB are read."))
        content = source.read_bytes()
    except OSError as error:
        raise StudioError(tr("{source} cannot be read.", source=quoted(source)), "", str(error)) from error
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return content.decode("latin-1").replace("\r\n", "\n")


def _tell(found: Found, project: Project, source: Path, path: Path, *, as_json: bool) -> None:
    waiting = until_filled_in(analyse(project.network), project.blanks)
    parameters = None if waiting.on else waiting.analysis.totals.parameters
    gaps = [blanks.in_words(each, project.network, project.plan) for each in project.blanks]
    if as_json:
        print_json(
            {
                "file": str(path),
                "input_shape": project.network.input_shape,
                "parameters": parameters,
                "data_set": project.data.source or None,
                "told": sorted(found.told),
                "networks": [each.name for each in found.networks],
                "blanks": gaps,
                "notes": [{"line": each.line, "text": each.text, "severity": each.severity} for each in found.notes],
            }
        )
        return
    names = {"name": plain(path.name), "source": plain(source.name)}
    if parameters is None:
        say(tr("Made {name} of {source}.", **names))
    else:
        say(tr("Made {name} of {source}: {parameters:,} parameters.", **names, parameters=parameters))
    for gap in gaps:
        say(tr("To be filled in: {gap}", gap=gap))
