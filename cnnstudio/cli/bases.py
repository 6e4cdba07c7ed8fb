"""The command that lists pretrained networks and downloads their weights."""

import argparse
import sys
from collections.abc import Callable

from cnnstudio.cli.output import print_json, print_table, say
from cnnstudio.core.bases import BASES, Base, base_layers, base_of
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import local, tr
from cnnstudio.data.base_download import download_weights
from cnnstudio.files.bases import KeptWeights, check_weights, find_weights, readable_weights

_EVERY = 10_000_000
"""Bytes between two lines of progress."""


def bases(arguments: argparse.Namespace) -> int:
    """Lists the bases, or downloads the weights of one."""
    if arguments.download:
        if arguments.json:
            raise StudioError(tr("--json and --download exclude each other."), tr("Leave one of them out."))
        return _download(arguments.download, arguments.whole)
    if arguments.whole:
        raise StudioError(tr("--whole is for --download only."), tr("Leave it out."))
    found = [(each, find_weights(each)) for each in BASES]
    if arguments.json:
        print_json([_plain(each, kept) for each, kept in found])
    else:
        rows = [_row(each, kept) for each, kept in found]
        print_table(
            [tr("Name"), tr("Pictures"), tr("Parameters"), "ImageNet", tr("Licence"), tr("Weights")], rows, right=[2, 3]
        )
    return 0


def _plain(base: Base, kept: KeptWeights | None) -> dict[str, object]:
    return {
        "name": base.name,
        "source": base.source,
        "family": base.family,
        "licence": base.licence,
        "side": base.side,
        "least_side": base.least,
        "parameters_in_millions": base.parameters,
        "accuracy": base.accuracy or None,
        "features": base.feature,
        "weights": None if kept is None else str(kept.path),
    }


def _row(base: Base, kept: KeptWeights | None) -> list[str]:
    return [
        base.name,
        f"{base.side} × {base.side}",
        local(f"{base.parameters:,.1f} M"),
        local(f"{base.accuracy:.1%}") if base.accuracy else "–",
        base.licence,
        "–" if kept is None else tr("here"),
    ]


def _download(name: str, whole: bool) -> int:
    base = base_of(name)
    if base is None:
        raise StudioError(tr("There is no base called “{name}”.", name=name[:60]), tr("See: cnnstudio bases."))
    whole = whole and any(each.whole for each in base_layers(base))
    here = readable_weights(base, whole=whole)
    if here is not None:
        say(tr("The weights of {title} are here already, in {path}.", title=base.title, path=here.path))
        return 0
    path = download_weights(base, whole, _teller(), lambda: False, check=check_weights)
    say(tr("The weights of {title} are in {path}.", title=base.title, path=path))
    return 0


def _teller() -> Callable[[int, int], None]:
    """Says how far it is, now and then."""
    said = 0

    def progress(done: int, total: int) -> None:
        nonlocal said
        if done // _EVERY > said:
            said = done // _EVERY
            of = tr("{done:,} of {total:,} MB", done=done // 1_000_000, total=total // 1_000_000)
            say(of if total else local(f"{done // 1_000_000:,} MB"), sys.stderr)

    return progress
