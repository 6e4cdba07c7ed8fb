"""The command that writes a project as a Keras script or notebook; needs no TensorFlow."""

import argparse
import sys
from pathlib import Path

from cnnstudio.cli.output import say
from cnnstudio.cli.target import project_and_file
from cnnstudio.core.errors import StudioError
from cnnstudio.core.paths import named_path
from cnnstudio.core.scripting import blank_of, listed, with_blanks
from cnnstudio.data import beside
from cnnstudio.files.project_file import drawings_in
from cnnstudio.files.scripts import FORMS, bases_of, needs_pictures, starting_weights, write_script


def export(arguments: argparse.Namespace) -> int:
    """Writes the script, and beside it the pictures and weights that Keras cannot have from elsewhere."""
    path = named_path(arguments.output).absolute()
    suffix = FORMS[arguments.to]
    if path.suffix.lower() != suffix:
        raise StudioError(f"“{path.name}” does not end in {suffix}.", f"Name it {path.stem}{suffix}.")
    if not path.parent.is_dir():
        raise StudioError(f"There is no folder “{path.parent}”.", "Make it first, or name another place.")
    project, file = project_and_file(arguments.target, arguments.number)
    project = with_blanks(project, [blank_of(project, each) for each in arguments.blank])
    weights, bases = starting_weights(file, project), bases_of(file, project)
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
    say(f"Wrote {listed([each.name for each in written])}.")
    if project.blanks and not arguments.solution:
        count = len(project.blanks)
        say(f"{count:,} setting{' is' if count == 1 else 's are'} left blank in it.", sys.stderr)
    return 0
