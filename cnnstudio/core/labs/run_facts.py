"""The facts of a run: every column of the table of runs, and how its curves went."""

import math
from collections.abc import Callable
from dataclasses import replace

from cnnstudio.core.labs.fact import Fact, Kind
from cnnstudio.core.labs.lab import FactValue
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.run_table import COLUMNS, Column, row

_CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")
_SHARES = ("train_accuracy", "val_accuracy", "test_accuracy")
_COUNTS = ("run", "parameters", "batch_size", "epochs", "best_epoch", "seed", "misclassified", "tested")


def run_facts(others: frozenset[str]) -> tuple[Fact, ...]:
    """Those that only a run has.

    Args:
        others: Names that a run has already, from what it trained.
    """
    columns = tuple(_column(column) for column in COLUMNS if column.key not in others)
    curves = tuple(_curve(when, name) for when in ("first", "last") for name in _CURVES)
    return (
        *columns,
        *curves,
        _of("lowest loss", tr("The lowest training loss of an epoch."), "number", lambda run: _best(run, "loss", min)),
        _of(
            "lowest val_loss",
            tr("The lowest validation loss of an epoch."),
            "number",
            lambda r: _best(r, "val_loss", min),
        ),
        _of(
            "highest accuracy",
            tr("The highest of an epoch, in training."),
            "share",
            lambda r: _best(r, "accuracy", max),
        ),
        _of("highest val_accuracy", tr("The highest of an epoch."), "share", lambda r: _best(r, "val_accuracy", max)),
        _of("gap", tr("Train accuracy minus validation accuracy."), "number", lambda run: _gap(run, "accuracy")),
        _of("loss gap", tr("Validation loss minus train loss."), "number", lambda run: -_gap(run, "loss")),
    )


def _of(name: str, help: str, kind: Kind, find: Callable[[Run], FactValue]) -> Fact:
    return Fact(name, help, kind, ("run",), lambda scene, _: find(_run(scene)))


def _run(scene: Scene) -> Run:
    if scene.run is None:
        raise NotThere(tr("No run has ended yet."))
    return scene.run


def _column(column: Column) -> Fact:
    kind: Kind = "share" if column.key in _SHARES else "count" if column.key in _COUNTS else "number"
    help = column.help or tr("{title}, as in the table of runs.", title=column.title)
    is_text = not column.is_number or column.key == "date"
    made = _of(column.key, help, "text" if is_text else kind, lambda run: _known(run, column.key))
    return replace(made, label=column.title)


def _known(run: Run, key: str) -> float | str:
    value = row(run)[key]
    if value is None:
        raise NotThere(tr("{run} has no {figure}: it was not measured.", run=run.name, figure=key))
    return value


def _curve(when: str, name: str) -> Fact:
    index = 0 if when == "first" else -1

    def find(run: Run) -> FactValue:
        if not run.epochs:
            raise NotThere(tr("{run} has no epoch.", run=run.name))
        return _finite(run, run.epochs[index].value(name), f"{when} {name}")

    first, last = tr("{figure} of the first epoch.", figure=name), tr("{figure} of the last epoch.", figure=name)
    kind: Kind = "share" if "accuracy" in name else "number"
    return _of(f"{when} {name}", first if when == "first" else last, kind, find)


def _best(run: Run, name: str, choose: Callable[[list[float]], float]) -> float:
    values = [value for value in (epoch.value(name) for epoch in run.epochs) if math.isfinite(value)]
    if not values:
        raise NotThere(tr("{run} has no epoch with a {figure}.", run=run.name, figure=name))
    return choose(values)


def _gap(run: Run, name: str) -> float:
    train, validation = (_known(run, f"{part}_{name}") for part in ("train", "val"))
    assert not isinstance(train, str)
    assert not isinstance(validation, str)
    return train - validation


def _finite(run: Run, value: float, what: str) -> float:
    if not math.isfinite(value):
        raise NotThere(tr("The {figure} of {run} is no number.", figure=what, run=run.name))
    return value
