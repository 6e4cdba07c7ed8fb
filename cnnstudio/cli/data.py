"""The command that describes a data set; it needs no TensorFlow."""

import argparse
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from cnnstudio.cli.loading import LoadingLine
from cnnstudio.cli.output import print_json, print_table, say
from cnnstudio.cli.target import data_recipe
from cnnstudio.core.finding import Finding
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.words import plain
from cnnstudio.data import library, opening
from cnnstudio.data.dataset import DataSet, Pictures
from cnnstudio.data.report import Report, report
from cnnstudio.data.sources import source
from cnnstudio.data.watch import LoadingStopped, Watch

_PARTS = ("train", "validation", "test")
_SHOWN = 5
_MOST_ROWS = 60
_PIECE = 16_000_000
_SIGNS = {"problem": "✗", "caution": "!", "note": "·"}


def data(arguments: argparse.Namespace) -> int:
    """Describes what is in a data set and what was noticed about it."""
    recipe = replace(data_recipe(arguments.source), labels=arguments.labels)
    line = LoadingLine(sys.stderr)
    with _stopped_by_ctrl_c() as stopped:
        watch = Watch(line.show, stopped.is_set)
        try:
            kind = _kind(recipe)
            found = library.load(recipe, watch=watch)
            described = report(found, recipe, watch)
        except LoadingStopped as error:
            raise KeyboardInterrupt from error
        finally:
            line.close()
    low, high = _range((found.x_train, found.x_test))
    if arguments.json:
        print_json(_as_plain(recipe, kind, found, described, (low, high)))
    else:
        _print(kind, found, described, (low, high))
    return 0


def _kind(recipe: DataRecipe) -> str:
    offered = source(recipe.source)
    if offered is None:
        return opening.kind_of(Path(recipe.path)).title
    return "built in" if offered.resource else "from Keras's cache"


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
            {"tone": each.tone, "text": each.text, "details": list(each.details)} for each in described.findings
        ],
    }


def _print(kind: str, found: DataSet, described: Report, bounds: tuple[int, int]) -> None:
    height, width, channels = found.input_shape
    colour = "grey" if channels == 1 else "colour"
    say(f"{plain(found.title)}: {kind}, {found.classes:,} classes")
    say(f"Pictures of {height} × {width}, {colour}, values {bounds[0]} to {bounds[1]}")
    if found.sizes:
        say(f"Originals of {found.sizes}")
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
        [plain(label, 40), *(f"{column[number]:,}" for column in columns)]
        for number, label in enumerate(counts.labels[:_MOST_ROWS])
    ]
    if len(counts.labels) > _MOST_ROWS:
        rows.append([f"and {len(counts.labels) - _MOST_ROWS:,} more", *(["…"] * len(columns))])
    rows.append(["together", *(f"{sum(column):,}" for column in columns)])
    print_table(["Class", "Training", "Validation", "Test"], rows, right=[1, 2, 3])


def _print_finding(finding: Finding) -> None:
    say(f"{_SIGNS[finding.tone]} {finding.text}")
    for line in finding.details[:_SHOWN]:
        say(f"    {line}")
    if len(finding.details) > _SHOWN:
        say(f"    … {len(finding.details) - _SHOWN:,} lines more with --json")


@contextmanager
def _stopped_by_ctrl_c() -> Iterator[threading.Event]:
    """An event that the first Ctrl+C sets, so that the work ends in order; the second one breaks it off."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        stopped.set()

    signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)
