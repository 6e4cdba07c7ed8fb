"""Takes networks out: for Keras and other programs, or as a picture."""

import argparse
import sys
from typing import Any

from cnnstudio.cli import diagram, scripts
from cnnstudio.cli.output import say
from cnnstudio.cli.places import check_folder
from cnnstudio.cli.preparing import settled
from cnnstudio.cli.progress import Progress
from cnnstudio.cli.target import Trained, trained
from cnnstudio.cli.work import answers
from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS, check_installed, check_name
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import Export, Exported
from cnnstudio.core.pictures.geometry import MODES
from cnnstudio.core.pictures.preprocessing import METHODS_INSIDE
from cnnstudio.core.program.paths import named_path
from cnnstudio.files.scripts import FORMS as SCRIPTS

_OF_PICTURES = ("style", "theme", "width", "no_fold")


def export(arguments: argparse.Namespace) -> int:
    """Writes a trained network for other programs, a project as a script, or a network as a picture."""
    if arguments.to not in diagram.PICTURES:
        _refuse_words_of_pictures(arguments)
    if arguments.to in SCRIPTS:
        if arguments.with_scaling:
            raise StudioError(tr("--with-scaling: a script scales its pictures by itself."), tr("Leave it out."))
        return scripts.export(arguments)
    if arguments.blank or arguments.solution:
        raise StudioError(tr("--blank and --solution are for scripts and notebooks only."), tr("Leave them out."))
    if arguments.to in diagram.PICTURES:
        if arguments.with_scaling:
            raise StudioError(
                tr("--with-scaling is for Keras and other runtimes only."), tr("Leave it out for a picture.")
            )
        return diagram.export(arguments)
    return _export_trained(arguments)


def _refuse_words_of_pictures(arguments: argparse.Namespace) -> None:
    for name in _OF_PICTURES:
        if getattr(arguments, name) not in (None, False):
            known = ", ".join(diagram.PICTURES)
            raise StudioError(
                tr("--{option} is for pictures only.", option=name.replace("_", "-")),
                tr("They are {known}.", known=known),
            )


def _export_trained(arguments: argparse.Namespace) -> int:
    form = FORMS[arguments.to]
    path = named_path(arguments.output).absolute()
    check_name(path, form.name)
    check_folder(path)
    check_installed(form.name)
    if arguments.with_scaling and not form.takes_scaling:
        raise StudioError(tr("--with-scaling: no layers go into {title}.", title=form.title), tr("Leave it out."))
    target, progress = trained(arguments.target, arguments.number, arguments.project), Progress(sys.stderr)
    if arguments.with_scaling or arguments.preprocessing is not None:
        target = settled(target, arguments.preprocessing or "auto", progress)
    request = Export(subject=target.subject, path=str(path), form=form.name, with_scaling=arguments.with_scaling)
    found = next(event for event in answers([request], progress) if isinstance(event, Exported))
    takes = "" if form.of_runs else _expected(target, arguments.with_scaling)
    say(" ".join(filter(None, (tr("Wrote {name}.", name=path.name), takes))))
    say(found.words)
    return 0


def _expected(target: Trained, with_scaling: bool) -> str:
    """Which pictures an exported file takes."""
    height, width, channels = target.network.input_shape
    named = {1: tr("grey"), 3: tr("colour")}
    colour = named.get(channels) or tr_count("{count} channel", "{count} channels", channels)
    given: dict[str, Any] = {"height": height, "width": width, "colour": colour}
    if target.prepared is None:
        return tr(
            "It takes pictures of {height} × {width}, {colour}. The file does not say how its pictures are prepared; "
            "to have the usual ways tried add --preprocessing auto.",
            **given,
        )
    preprocessing = target.prepared.preprocessing
    given |= {"mode": MODES[preprocessing.mode], "values": METHODS_INSIDE[preprocessing.method]}
    if with_scaling:
        return tr(
            "It takes pictures of {height} × {width}, {colour} (other proportions: {mode}), values 0 to 255.", **given
        )
    if preprocessing.invert:
        return tr(
            "It takes pictures of {height} × {width}, {colour} (other proportions: {mode}), dark and light swapped, "
            "values: {values}.",
            **given,
        )
    return tr(
        "It takes pictures of {height} × {width}, {colour} (other proportions: {mode}), values: {values}.", **given
    )
