"""Takes networks out: for Keras and other programs, or as a picture."""

import argparse
import sys

from cnnstudio.cli import diagram, scripts
from cnnstudio.cli.output import say
from cnnstudio.cli.preparing import settled
from cnnstudio.cli.progress import Progress
from cnnstudio.cli.target import Trained, trained
from cnnstudio.cli.work import answers
from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS, check_installed, check_name
from cnnstudio.core.geometry import MODES
from cnnstudio.core.messages import Export, Exported
from cnnstudio.core.paths import named_path
from cnnstudio.core.preprocessing import METHODS_INSIDE
from cnnstudio.files.scripts import FORMS as SCRIPTS

_OF_PICTURES = ("style", "theme", "width", "no_fold")


def export(arguments: argparse.Namespace) -> int:
    """Writes a trained network for other programs, a project as a script, or a network as a picture."""
    if arguments.to in SCRIPTS:
        if arguments.with_scaling:
            raise StudioError("--with-scaling: a script scales its pictures by itself.", "Leave it out.")
        return scripts.export(arguments)
    if arguments.blank or arguments.solution:
        raise StudioError("--blank and --solution are for scripts and notebooks only.", "Leave them out.")
    if arguments.to in diagram.PICTURES:
        if arguments.with_scaling:
            raise StudioError("--with-scaling is for Keras and other runtimes only.", "Leave it out for a picture.")
        return diagram.export(arguments)
    for name in _OF_PICTURES:
        if getattr(arguments, name) not in (None, False):
            known = ", ".join(diagram.PICTURES)
            raise StudioError(f"--{name.replace('_', '-')} is for pictures only.", f"They are {known}.")
    return _export_trained(arguments)


def _export_trained(arguments: argparse.Namespace) -> int:
    form = FORMS[arguments.to]
    path = named_path(arguments.output).absolute()
    check_name(path, form.name)
    if not path.parent.is_dir():
        raise StudioError(f"There is no folder “{path.parent}”.", "Make it first, or name another place.")
    check_installed(form.name)
    if arguments.with_scaling and not form.takes_scaling:
        raise StudioError(f"--with-scaling: no layers go into {form.title}.", "Leave it out.")
    target, progress = trained(arguments.target, arguments.number, arguments.project), Progress(sys.stderr)
    if arguments.with_scaling or arguments.preprocessing is not None:
        target = settled(target, arguments.preprocessing or "auto", progress)
    request = Export(subject=target.subject, path=str(path), form=form.name, with_scaling=arguments.with_scaling)
    found = next(event for event in answers([request], progress) if isinstance(event, Exported))
    takes = "" if form.of_runs else f" {_expected(target, arguments.with_scaling)}"
    say(f"Wrote {path.name}.{takes}")
    say(found.words)
    return 0


def _expected(target: Trained, with_scaling: bool) -> str:
    """Which pictures an exported file takes."""
    height, width, channels = target.network.input_shape
    colour = {1: "grey", 3: "colour"}.get(channels, f"{channels} channels")
    words = f"It takes pictures of {height} × {width}, {colour}"
    if target.prepared is None:
        return (
            f"{words}. The file does not say how its pictures are prepared; to have the usual ways tried add "
            "--preprocessing auto."
        )
    preprocessing = target.prepared.preprocessing
    mode = f"other proportions: {MODES[preprocessing.mode]}"
    if with_scaling:
        return f"{words} ({mode}), values 0 to 255."
    inverted = "dark and light swapped, " if preprocessing.invert else ""
    return f"{words} ({mode}), {inverted}values: {METHODS_INSIDE[preprocessing.method]}."
