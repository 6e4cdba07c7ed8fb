"""The command that writes a project as a Keras script or notebook; needs no TensorFlow."""

import argparse
import sys
from pathlib import Path

from cnnstudio.cli.output import say
from cnnstudio.cli.places import check_folder
from cnnstudio.cli.target import project_file_and_run
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.scripting import blank_of, with_blanks
from cnnstudio.data import beside
from cnnstudio.files.project_file import drawings_in
from cnnstudio.files.scripts import FORMS, bases_of, needs_pictures, otherwise_than, starting_weights, write_script


def export(arguments: argparse.Namespace) -> int:
    """Writes the script, and beside it the pictures and weights that Keras cannot have from elsewhere."""
    path = named_path(arguments.output).absolute()
    suffix = FORMS[arguments.to]
    if path.suffix.lower() != suffix:
        raise StudioError(
            tr("“{name}” does not end in {suffix}.", name=path.name, suffix=suffix),
            tr("Name it {stem}{suffix}.", stem=path.stem, suffix=suffix),
        )
    check_folder(path)
    project, file, run = project_file_and_run(arguments.target, arguments.number)
    project = with_blanks(project, [blank_of(project, each) for each in arguments.blank])
    begun = run.begun if run is not None else None
    weights, bases = starting_weights(file, project, begun), bases_of(file, project)
    written = write_script(
        path,
        project,
        arguments.to,
        name=Path(file).stem or arguments.target.rpartition(":")[2],
        solution=arguments.solution,
        pictures=beside.pictures_of(project, lambda path: drawings_in(path or file))
        if needs_pictures(project)
        else None,
        weights=weights,
        bases=bases,
    )
    *most, last = [each.name for each in written]
    names = tr("{most} and {last}", most=", ".join(most), last=last) if most else last
    say(tr("Wrote {name}.", name=names))
    if project.blanks and not arguments.solution:
        left = tr_count(
            "{count:,} setting is left blank in it.", "{count:,} settings are left blank in it.", len(project.blanks)
        )
        say(left, sys.stderr)
    caution = otherwise_than(run) if run is not None else ""
    if caution:
        say(caution, sys.stderr)
    return 0
