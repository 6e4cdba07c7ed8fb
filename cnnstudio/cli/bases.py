"""The command that lists pretrained networks and downloads their weights."""

import argparse

from cnnstudio.cli.output import print_json, print_table, say
from cnnstudio.core.bases import BASES, base_layers, base_of
from cnnstudio.core.errors import StudioError
from cnnstudio.data.base_download import download_weights
from cnnstudio.files.bases import find_weights

_EVERY = 10_000_000
"""Bytes between two lines of progress."""


def bases(arguments: argparse.Namespace) -> int:
    """Lists the bases, or downloads the weights of one."""
    if arguments.download:
        return _download(arguments.download, arguments.whole)
    found = [(each, find_weights(each)) for each in BASES]
    if arguments.json:
        plain = [
            {
                "name": each.name,
                "source": each.source,
                "family": each.family,
                "licence": each.licence,
                "side": each.side,
                "least_side": each.least,
                "parameters_in_millions": each.parameters,
                "accuracy": each.accuracy or None,
                "features": each.feature,
                "weights": None if kept is None else str(kept.path),
            }
            for each, kept in found
        ]
        print_json(plain)
        return 0
    rows = [
        [
            each.name,
            f"{each.side} × {each.side}",
            f"{each.parameters:,.1f} M",
            f"{each.accuracy:.1%}" if each.accuracy else "–",
            each.licence,
            "–" if kept is None else "here",
        ]
        for each, kept in found
    ]
    print_table(["Name", "Pictures", "Parameters", "ImageNet", "Licence", "Weights"], rows, right=[2, 3])
    return 0


def _download(name: str, whole: bool) -> int:
    base = base_of(name)
    if base is None:
        raise StudioError(f"There is no base called “{name[:60]}”.", "See: cnnstudio bases.")
    whole = whole and any(each.whole for each in base_layers(base))
    said = 0

    def progress(done: int, total: int) -> None:
        nonlocal said
        if done // _EVERY > said:
            said = done // _EVERY
            say(f"{done // 1_000_000:,} of {total // 1_000_000:,} MB" if total else f"{done // 1_000_000:,} MB")

    path = download_weights(base, whole, progress, lambda: False)
    say(f"The weights of {base.title} are in {path}.")
    return 0
