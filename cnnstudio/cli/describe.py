"""Commands that need no TensorFlow: presets, new, summary."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cnnstudio.cli.output import print_json, print_table, print_text, say
from cnnstudio.cli.places import check_folder, there
from cnnstudio.cli.target import blanks_of, find_preset, network_of
from cnnstudio.core.analysis import Row, analyse
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import local, tr
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.project import Project
from cnnstudio.core.tables import FORMATS
from cnnstudio.core.tables import summary as table_of
from cnnstudio.core.waiting import Waiting, until_filled_in
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile, save_anew


def presets(arguments: argparse.Namespace) -> int:
    """Lists the gallery."""
    found = [(each, analyse(each.project.network).totals.parameters) for each in PRESETS]
    if arguments.json:
        print_json(
            [
                {
                    "name": each.name,
                    "title": each.title,
                    "group": each.group,
                    "text": each.text,
                    "input_shape": each.project.network.input_shape,
                    "parameters": parameters,
                    "data_set": each.project.data.source or None,
                }
                for each, parameters in found
            ]
        )
        return 0
    rows = [
        [
            each.name,
            each.title,
            each.group,
            shape_in_words(each.project.network.input_shape),
            local(f"{count:,}"),
            each.project.data.source or "–",
        ]
        for each, count in found
    ]
    print_table([tr("Name"), tr("Title"), tr("Group"), tr("Input"), tr("Parameters"), tr("Data set")], rows, right=[4])
    return 0


def new(arguments: argparse.Namespace) -> int:
    """Makes a project file from a preset."""
    project = find_preset(arguments.preset).project
    path = named_path(arguments.output).absolute()
    check_folder(path)
    if there(path) and not arguments.force:
        raise StudioError(
            tr("“{name}” is there already.", name=path.name), tr("Choose another name, or add --force to replace it.")
        )
    lock = ProjectLock(path)
    if not lock.acquire():
        raise StudioError(tr("“{name}” is open in another window.", name=path.name), tr("Close it there first."))
    try:
        _write(path, project)
    finally:
        lock.release()
    say(
        tr(
            "Made {name}: {parameters:,} parameters.",
            name=path.name,
            parameters=analyse(project.network).totals.parameters,
        )
    )
    return 0


def _write(path: Path, project: Project) -> None:
    if there(path):
        save_anew(project, {}, path)
    else:
        ProjectFile.create(path, project).close()


def summary(arguments: argparse.Namespace) -> int:
    """Shows the rows and totals of a network."""
    network = network_of(arguments.target, arguments.number, arguments.project)
    found, blanks = analyse(network), blanks_of(arguments.target, arguments.number)
    if arguments.json and arguments.format != "table":
        raise StudioError(tr("--json and --format exclude each other."), tr("Leave one of them out."))
    if arguments.json:
        print_json(_summary_plain(until_filled_in(found, blanks)))
    else:
        print_text(FORMATS[arguments.format](table_of(found, blanks)))
    return 0


def _summary_plain(waiting: Waiting) -> dict[str, Any]:
    """With nothing in the place of what blanks decide."""
    analysis = waiting.analysis
    totals = asdict(analysis.totals)
    return {
        "input_shape": analysis.network.input_shape,
        "layers": [_row_plain(row, waits=row.name in waiting.on) for row in analysis.rows],
        "totals": dict.fromkeys(totals) if waiting.on else totals,
        "problems": [f"{row.name}: {row.problem.text}" for row in analysis.problems if row.problem],
    }


_WAITING = (
    *("output_shape", "parameters", "trainable", "frozen", "weights", "biases", "arithmetic", "multiply_adds"),
    *("receptive_field", "memory"),
)
"""What is not told of a row that waits for a blank."""


def _row_plain(row: Row, *, waits: bool) -> dict[str, Any]:
    plain = {
        "name": row.name,
        "kind": row.kind,
        "output_shape": row.output_shape,
        "parameters": row.params.total,
        "trainable": row.params.trainable,
        "frozen": row.params.frozen,
        "weights": row.params.weights,
        "biases": row.params.biases,
        "arithmetic": row.arithmetic,
        "multiply_adds": row.multiply_adds,
        "receptive_field": row.receptive_field,
        "memory": row.memory,
        "problem": row.problem.text if row.problem else None,
        "caution": row.caution.text if row.caution else None,
        "depth": row.depth,
    }
    return plain | dict.fromkeys(_WAITING) if waits else plain
