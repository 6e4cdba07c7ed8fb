"""Desks for labs: projects that were changed in one place, and runs that were never trained."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from cnnstudio.core.analysis import analyse
from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.tries import Tries, try_cell
from cnnstudio.core.evaluation.scores import score
from cnnstudio.core.labs import layer_reference
from cnnstudio.core.labs.scene import DataFacts, Scene
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, PartScore, Run, Status
from cnnstudio.core.spec import LayerSpec

_PRESETS = {each.name: each for each in PRESETS}
_DIGITS = tuple("0123456789")
_VALIDATED = 1000
TESTED = 2000
WRONG = 60
"""Test pictures, and how many of them a run here gets wrong."""


def preset(name: str) -> Project:
    """The project of a preset."""
    return _PRESETS[name].project


def path(network: Network, which: str) -> tuple[int, ...]:
    """Where the layer stands that a lab calls so."""
    return layer_reference.found(which, desk(Project(network)))


def changed(project: Project, which: str, **settings: Any) -> Project:
    """With other settings of one layer."""
    network = project.network
    return replace(project, network=network.change(path(network, which), **settings))


def inserted(project: Project, before: str, *specs: LayerSpec) -> Project:
    """With more layers before one."""
    network = project.network
    at, new = path(network, before), []
    for number, spec in enumerate(specs):
        new.append(Layer(f"new_{number}", spec))
    return replace(project, network=network.insert(at, *new))


def planned(project: Project, **settings: Any) -> Project:
    """With other settings of its plan."""
    return replace(project, plan=replace(project.plan, **settings))


def prepared(project: Project, **settings: Any) -> Project:
    """With other settings of its preprocessing."""
    return replace(project, preprocessing=replace(project.preprocessing, **settings))


def ran(
    project: Project,
    number: int = 1,
    *,
    val: float = 0.95,
    train: float = 0.98,
    val_loss: float = 0.2,
    test_loss: float = 0.3,
    first: float = 0.8,
    epochs: int = 6,
    status: Status = "finished",
) -> Run:
    """A run of these figures, its last epoch but one the best; an imported one has none of them."""
    lived = tuple(_epoch(each, epochs, val, train, val_loss, first) for each in range(1, epochs + 1))
    truth = np.arange(TESTED) % 10
    predicted = np.where(np.arange(TESTED) < WRONG, (truth + 1) % 10, truth)
    imported = status == "imported"
    return Run(
        number=number,
        project=project,
        name=f"Run {number}",
        labels=_DIGITS,
        prepared=Prepared(),
        status=status,
        started="2026-03-01T14:30:59+01:00",
        versions={},
        epochs=() if imported else lived,
        test=None if imported else score(_DIGITS, truth, predicted, test_loss),
        train=None if imported else PartScore(0.05, _VALIDATED, round(_VALIDATED * (1 - train))),
        validation=None if imported else PartScore(val_loss, _VALIDATED, round(_VALIDATED * (1 - val))),
    )


def _epoch(number: int, epochs: int, val: float, train: float, val_loss: float, first: float) -> Epoch:
    best = max(epochs - 1, 1)
    loss = first if number == 1 else 0.1
    return Epoch(number, loss, train, val_loss if number == best else val_loss + 0.1, val, 1.5)


def desk(project: Project, *runs: Run, exercise: Exercise | None = None, filled: bool = False) -> Scene:
    """What a lab sees; with ``filled`` every cell of the exercise's hidden answer was filled in rightly."""
    tries = None
    if exercise is not None and filled:
        tries = _filled(exercise)
    data = DataFacts(7200, 800, TESTED, _DIGITS, project.network.input_shape)
    return Scene(project, analyse(project.network), runs, data, exercise, tries)


def _filled(exercise: Exercise) -> Tries:
    values, tries = output(exercise).values, Tries(hidden=True)
    for place in _places(values.shape):
        tries = try_cell(tries, values, place, f"{values[place]:g}")
    return tries


def _places(shape: tuple[int, ...]) -> Iterable[tuple[int, int, int]]:
    rows, columns, filters = shape
    return ((row, column, filter) for row in range(rows) for column in range(columns) for filter in range(filters))
