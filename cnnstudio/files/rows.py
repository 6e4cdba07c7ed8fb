"""A run as text in the columns of its table, and the way back; nothing read from a file is believed unchecked."""

import json
import math
from collections.abc import Sequence
from typing import Any, get_args

from cnnstudio.core.errors import SpecError
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import from_json, plain_json
from cnnstudio.core.run import Epoch, Run, Status
from cnnstudio.core.scores import Scores

COLUMNS = "number, name, project, labels, prepared, status, started, versions, test"
EPOCH_COLUMNS = "number, loss, accuracy, val_loss, val_accuracy, seconds"


def to_text(plain: Any) -> str:
    """JSON values as one line; equal values give equal text."""
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":"), sort_keys=True, allow_nan=False)


def scores_to_text(test: Scores | None) -> str | None:
    """The scores as JSON; a loss that is no number is written as "nan" or "inf", which JSON lacks."""
    if test is None:
        return None
    plain = test.to_plain()
    return to_text(plain if math.isfinite(test.loss) else {**plain, "loss": str(test.loss)})


def run_from(row: Sequence[Any], epochs: Sequence[Sequence[Any]], kept: tuple[int, ...]) -> Run:
    """The run of a row of COLUMNS and its rows of EPOCH_COLUMNS; raises SpecError for what no run has."""
    number, name, project, labels, prepared, status, started, versions, test = row
    if not all(isinstance(text, str) for text in row[1:8]) or not isinstance(test, (str, type(None))):
        raise SpecError("A run's columns are not of the right type.")
    if status not in get_args(Status):
        raise SpecError(f"A run's status is not {status[:40]!r}.")
    return Run(
        number,
        name,
        from_json(project),
        _texts(plain_json(labels)),
        Prepared.from_plain(plain_json(prepared)),
        status,
        started,
        _versions(plain_json(versions)),
        tuple(_epoch(each) for each in epochs),
        None if test is None else Scores.from_plain(plain_json(test)),
        kept,
    )


def epoch_to_row(epoch: Epoch) -> tuple[int | float, ...]:
    """The figures in the order of EPOCH_COLUMNS."""
    return (epoch.number, epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy, epoch.seconds)


def _epoch(row: Sequence[Any]) -> Epoch:
    number, *figures = row
    if not isinstance(number, int) or not all(isinstance(each, (float, int, type(None))) for each in figures):
        raise SpecError("An epoch's figures are not numbers.")
    loss, accuracy, val_loss, val_accuracy, seconds = (math.nan if each is None else float(each) for each in figures)
    return Epoch(number, loss, accuracy, val_loss, val_accuracy, seconds)


def _texts(plain: Any) -> tuple[str, ...]:
    if not isinstance(plain, list) or not all(isinstance(each, str) for each in plain):
        raise SpecError("The labels are not a list of texts.")
    return tuple(plain)


def _versions(plain: Any) -> dict[str, str]:
    if not isinstance(plain, dict) or not all(isinstance(each, str) for each in plain.values()):
        raise SpecError("The versions are not texts by name.")
    return plain
