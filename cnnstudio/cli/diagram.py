"""The network as a picture in a file, which needs neither a trained run nor a screen."""

import argparse
from pathlib import Path

from cnnstudio.cli.output import say
from cnnstudio.cli.places import check_folder
from cnnstudio.cli.target import blanks_of, network_of
from cnnstudio.core.analysis import analyse
from cnnstudio.core.diagram import Drawing, draw, to_svg
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import named_path
from cnnstudio.files.atomic import write_whole

PICTURES = ("svg", "pdf", "png")

_PRINTED_AT = 300
"""Dots per inch that a PNG has when no width is asked for: what journals ask of figures."""


def export(arguments: argparse.Namespace) -> int:
    """Writes a network as a picture."""
    path = named_path(arguments.output).absolute()
    kind = arguments.to
    if path.suffix.lower() != f".{kind}":
        raise StudioError(
            tr("“{name}” does not end in .{kind}.", name=path.name, kind=kind),
            tr("Name it {stem}.{kind}.", stem=path.stem, kind=kind),
        )
    check_folder(path)
    if arguments.width is not None and kind != "png":
        raise StudioError(
            tr("Only a PNG has a width in pixels."), tr("Leave --width out: the others are sharp at any size.")
        )
    theme = arguments.theme or ("print" if kind == "pdf" else "light")
    fold = False if arguments.no_fold else None
    found = analyse(network_of(arguments.target, arguments.number, arguments.project))
    left = blanks_of(arguments.target, arguments.number)
    drawing = draw(found, arguments.style or "volumes", theme, fold, left)
    _write(path, kind, drawing, arguments.width)
    say(tr("Wrote {name}.", name=path.name))
    return 0


def _write(path: Path, kind: str, drawing: Drawing, width: int | None) -> None:
    if kind == "svg":
        write_whole(path, to_svg(drawing))
        return
    # Here and not above: the other commands must not need Qt.
    from cnnstudio.gui.diagram.painting import write_pdf, write_png
    from cnnstudio.gui.printing.without_window import without_window

    with without_window():
        if kind == "pdf":
            write_pdf(path, drawing)
        else:
            write_png(path, drawing, round(drawing.width * _PRINTED_AT / 96) if width is None else width)
