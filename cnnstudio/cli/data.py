"""The command that describes a data set; it needs no TensorFlow."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cnnstudio.cli.loading import loading
from cnnstudio.cli.output import print_json, print_table, say
from cnnstudio.cli.target import data_recipe
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.pictures.finding import Finding, Offer
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import plain
from cnnstudio.data import library, opening
from cnnstudio.data.dataset import DataSet, Pictures
from cnnstudio.data.report import Report, report
from cnnstudio.data.sources import DRAWN, source
from cnnstudio.data.watch import LoadingStopped
from cnnstudio.files.project_file import drawings_in

_PARTS = ("train", "validation", "test")
_SHOWN = 5
_MOST_ROWS = 60
_PIECE = 16_000_000
_SIGNS = {"problem": "✗", "caution": "!", "note": "·"}


def data(arguments: argparse.Namespace) -> int:
    """Describes what is in a data set and what was noticed about it."""
    recipe = replace(data_recipe(arguments.source), labels=arguments.labels)
    kind = _kind(recipe)
    try:
        with loading(sys.stderr) as watch:
            found = library.load(recipe, watch=watch, drawings=drawings_in)
            described = report(found, recipe, watch)
    except LoadingStopped as error:
        raise KeyboardInterrupt from error
    low, high = _range((found.x_train, found.x_test))
    if arguments.json:
        print_json(_as_plain(recipe, kind, found, described, (low, high)))
    else:
        _print(kind, found, described, (low, high))
    return 0


def _kind(recipe: DataRecipe) -> str:
    """What it is, in words; raises StudioError where labels are to come from where these data have none."""
    if recipe.source == DRAWN:
        if recipe.labels != "auto":
            raise StudioError(tr("Each drawing has its own label."), tr("Leave --labels out."))
        return tr("drawings of a project")
    offered = source(recipe.source)
    kind = opening.kind_of(Path(recipe.path)) if offered is None else None
    if recipe.labels != "auto" and (kind is None or kind.read is not None):
        if kind is None:
            text = tr("The data set “{name}” says by itself which class each picture belongs to.", name=recipe.source)
        else:
            text = tr("Data of this kind ({kind}) say by itself which class each picture belongs to.", kind=kind.title)
        raise StudioError(text, tr("Leave --labels out."))
    if kind is not None:
        return kind.title
    return tr("built in") if offered is not None and offered.resource else tr("from Keras's cache")


def _range(parts: Sequence[Pictures]) -> tuple[int, int]:
    """The least and the greatest value, the pictures read some at a time."""
    low, high = 255, 0
    for pictures in parts:
        step = max(1, _PIECE // int(np.prod(pictures.shape[1:])))
        for start in range(0, len(pictures), step):
            rows = pictures[start : start + step]
            low, high = min(low, int(rows.min())), max(high, int(rows.max()))
    return low, high


def _as_plain(
    recipe: DataRecipe, kind: str, found: DataSet, described: Report, bounds: tuple[int, int]
) -> dict[str, Any]:
    counts = described.counts
    parts = {part: list(getattr(counts, part)) for part in _PARTS}
    return {
        "source": recipe.source,
        "path": recipe.path or None,
        "title": found.title,
        "kind": kind,
        "size": list(found.input_shape),
        "sizes": found.sizes or None,
        "range": list(bounds),
        "classes": list(found.labels),
        "counts": parts,
        "totals": {part: sum(each) for part, each in parts.items()},
        "own_test": found.own_test,
        "findings": [
            {
                "tone": each.tone,
                "text": each.text,
                "details": list(each.details),
                "offer": None if each.offer is None else {"label": each.offer.label, "set": _as_set(each.offer)},
            }
            for each in described.findings
        ],
    }


def _print(kind: str, found: DataSet, described: Report, bounds: tuple[int, int]) -> None:
    height, width, channels = found.input_shape
    given = {"height": height, "width": width, "low": bounds[0], "high": bounds[1]}
    say(tr("{title}: {kind}, {classes:,} classes", title=plain(found.title), kind=kind, classes=found.classes))
    grey = tr("Pictures of {height} × {width}, grey, values {low} to {high}", **given)
    say(grey if channels == 1 else tr("Pictures of {height} × {width}, colour, values {low} to {high}", **given))
    if found.sizes:
        say(tr("Originals of {sizes}", sizes=found.sizes))
    say("")
    _print_counts(described)
    if described.findings:
        say("")
    for each in described.findings:
        _print_finding(each)


def _print_counts(described: Report) -> None:
    counts = described.counts
    columns = [getattr(counts, part) for part in _PARTS]
    rows = [
        [plain(label, 40), *(local(f"{column[number]:,}") for column in columns)]
        for number, label in enumerate(counts.labels[:_MOST_ROWS])
    ]
    if len(counts.labels) > _MOST_ROWS:
        rows.append([tr("and {count:,} more", count=len(counts.labels) - _MOST_ROWS), *(["…"] * len(columns))])
    rows.append([tr("together"), *(local(f"{sum(column):,}") for column in columns)])
    print_table([tr("Class"), tr("Training"), tr("Validation"), tr("Test")], rows, right=[1, 2, 3])


def _print_finding(finding: Finding) -> None:
    say(f"{_SIGNS[finding.tone]} {finding.text}")
    for line in finding.details[:_SHOWN]:
        say(f"    {line}")
    if len(finding.details) > _SHOWN:
        say(
            tr_count(
                "    … {count:,} line more with --json",
                "    … {count:,} lines more with --json",
                len(finding.details) - _SHOWN,
            )
        )
    if finding.offer is not None:
        say(tr("    {label}: train with --set {as_set}", label=finding.offer.label, as_set=_as_set(finding.offer)))


def _as_set(offer: Offer) -> str:
    """What ``train --set`` takes for it: preprocessing.invert=true, preprocessing.size=32x32."""
    value = offer.value
    if isinstance(value, tuple):
        return f"{offer.part}.{offer.name}={'x'.join(map(str, value))}"
    return f"{offer.part}.{offer.name}={str(value).lower() if isinstance(value, bool) else value}"
