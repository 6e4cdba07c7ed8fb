"""The command that writes what a student did in a lab as a page to hand in."""

import argparse
from datetime import datetime
from pathlib import Path

from cnnstudio.cli.output import say
from cnnstudio.cli.places import check_folder, there
from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.keeping import note_of, progress_of
from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.labs.report import Desk, make, page
from cnnstudio.core.labs.report_kernels import run_of
from cnnstudio.core.labs.standing import is_begun, standing_of
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.words import quoted
from cnnstudio.files.atomic import write_whole
from cnnstudio.files.lab_kernels import kernels_of
from cnnstudio.files.labs import built_in, is_lab, read
from cnnstudio.files.project_file import ProjectFile


def report(arguments: argparse.Namespace) -> int:
    """Writes the report of a lab that was done in a project, with its network and its runs, as one HTML file."""
    source, target = (named_path(each).absolute() for each in (arguments.file, arguments.output))
    if target.suffix.lower() not in (".html", ".htm"):
        raise StudioError(
            tr("{target} does not end in .html.", target=quoted(target)), tr("Name it {stem}.html.", stem=target.stem)
        )
    check_folder(target)
    if there(target) and not arguments.force:
        raise StudioError(
            tr("{target} is there already.", target=quoted(target)),
            tr("Choose another name, or add --force to replace it."),
        )
    lab = _lab(arguments.lab)
    with ProjectFile.open(source, read_only=True) as file:
        project, runs, note = file.project(), file.runs(), file.notes().get(note_of(lab.name), "")
    progress = progress_of(note, lab)
    if not is_begun(progress):
        raise StudioError(
            tr("The lab {name} was not begun in {source}.", name=quoted(lab.name), source=quoted(source)),
            tr("Name another one."),
        )
    scored = run_of(runs)
    kernels = None if scored is None else kernels_of(source, scored)
    desk = Desk(source.stem, analyse(project.network), project.blanks, runs, kernels)
    when = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    write_whole(target, page(make(lab, progress, desk, when)).encode("utf-8", "replace"))
    standing = standing_of(lab, progress).words or tr("nothing is asked in this lab")
    say(tr("Wrote {name}: {standing}.", name=target.name, standing=standing))
    return 0


def _lab(named: str) -> Lab:
    """One of the program's by its name, or one of a file."""
    known = {path.stem: path for path in built_in()}
    if named in known:
        return read(known[named]).lab
    if is_lab(Path(named)):
        return read(named_path(named)).lab
    raise StudioError(
        tr("There is no lab called {named}.", named=quoted(named)),
        tr("There are {names}; or name its file.", names=", ".join(known)),
    )
