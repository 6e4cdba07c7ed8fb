"""A run as text in the columns of its table, and the way back; nothing read from a file is believed unchecked."""

import json
import math
from collections.abc import Callable, Sequence
from typing import Any, get_args

from cnnstudio.core.errors import SpecError
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project, from_json, plain_json
from cnnstudio.core.runs.run import Continued, Epoch, PartScore, Run, Status
from cnnstudio.core.training.plan import MOST_EPOCHS

COLUMNS = "number, name, project, labels, prepared, status, started, versions, test, reason, train, validation"
NAME, PROJECT, STATUS, STARTED = 1, 2, 5, 6
"""Where they are in a row of COLUMNS."""

EPOCH_COLUMNS = "number, loss, accuracy, val_loss, val_accuracy, seconds, rate, more"

MOST_NAME = 200
MOST_REASON = 2000
"""Characters."""

MOST_MORE = 100
"""The most further metrics of an epoch."""

MOST_METRIC = 60
"""Characters of the name of one."""

_FIGURES = frozenset((float, type(None)))
_NO_NUMBER = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def to_text(plain: Any) -> str:
    """JSON values as one line; equal values give equal text."""
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":"), sort_keys=True, allow_nan=False)


def text(row: Any) -> str:
    """The only text of a row; raises SpecError where there is none."""
    if row is None or not isinstance(row[0], str):
        raise SpecError(tr("it is missing."))
    return row[0]


def scores_to_text(test: Scores | None) -> str | None:
    """The scores as JSON; a loss that is no number is written as "nan" or "inf", which JSON lacks."""
    return None if test is None else to_text({**test.to_plain(), "loss": _plain(test.loss)})


def part_to_text(score: PartScore | None) -> str | None:
    """The score of a part as JSON, its loss as in ``scores_to_text``."""
    if score is None:
        return None
    return to_text({"loss": _plain(score.loss), "count": score.count, "misclassified": score.misclassified})


def run_from(
    row: Sequence[Any],
    epochs: Sequence[Sequence[Any]],
    kept: tuple[int, ...],
    resumable: tuple[int, ...],
    project: Callable[[str], Project] = from_json,
    continued: Sequence[Sequence[Any]] = (),
) -> Run:
    """The run of a row of COLUMNS and its rows of EPOCH_COLUMNS; raises SpecError for what no run has.

    Args:
        project: Reads the project of a run.
        continued: Epochs with the number that was planned until then, as the file has it.
    """
    number, name, of, labels, prepared, status, started, versions, test, reason, train, validation = row
    optional = (test, train, validation)
    if not all(isinstance(each, str) for each in (*row[1:8], reason)):
        raise SpecError(tr("A run's columns are not of the right type."))
    if not all(isinstance(each, (str, type(None))) for each in optional):
        raise SpecError(tr("A run's scores are not of the right type."))
    if len(name) > MOST_NAME or len(reason) > MOST_REASON:
        raise SpecError(tr("A run's words are too long."))
    if status not in get_args(Status):
        raise SpecError(tr("A run's status is not {status!r}.", status=status[:40]))
    return Run(
        number,
        name,
        project(of),
        _texts(plain_json(labels)),
        Prepared.from_plain(plain_json(prepared)),
        status,
        started,
        _versions(plain_json(versions)),
        tuple(map(_epoch, epochs)),
        None if test is None else Scores.from_plain(plain_json(test)),
        kept,
        resumable,
        reason,
        _part(train),
        _part(validation),
        tuple(Continued(_epoch_number(epoch), _planned(data)) for epoch, data in continued),
    )


def epoch_to_row(epoch: Epoch) -> tuple[int | float | str | None, ...]:
    """The figures in the order of EPOCH_COLUMNS."""
    figures = (epoch.number, epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy, epoch.seconds, epoch.rate)
    return (*figures, to_text([[name, _plain(value)] for name, value in epoch.more]) if epoch.more else None)


def _epoch(row: Sequence[Any]) -> Epoch:
    # Asked of all at once: a file may have 100,000 of them.
    if type(row[0]) is not int or not _FIGURES.issuperset(map(type, row[1:7])):
        raise SpecError(tr("An epoch's figures are not numbers."))
    _epoch_number(row[0])
    if row[6] is not None and not 0 <= row[6] < math.inf:
        raise SpecError(tr("An epoch's learning rate is none."))
    number, loss, accuracy, val_loss, val_accuracy, seconds, rate, more = row
    if None in row[1:6]:
        figures = (math.nan if each is None else each for each in row[1:6])
        loss, accuracy, val_loss, val_accuracy, seconds = figures
    return Epoch(number, loss, accuracy, val_loss, val_accuracy, seconds, rate, () if more is None else _more(more))


def _more(column: Any) -> tuple[tuple[str, float], ...]:
    plain = plain_json(column) if isinstance(column, str) else None
    if not isinstance(plain, list) or len(plain) > MOST_MORE:
        raise SpecError(tr("An epoch's further metrics cannot be read."))
    return tuple(_metric(each) for each in plain)


def _metric(plain: Any) -> tuple[str, float]:
    if not isinstance(plain, list) or len(plain) != 2 or not isinstance(plain[0], str):
        raise SpecError(tr("A further metric has a name and a number."))
    if not 0 < len(plain[0]) <= MOST_METRIC or not plain[0].isprintable():
        raise SpecError(tr("The name of a further metric cannot be read."))
    return plain[0], _number(plain[1])


def _epoch_number(number: Any) -> int:
    if type(number) is not int or not 1 <= number <= MOST_EPOCHS:
        raise SpecError(tr("An epoch has a number from 1 on."))
    return number


def _planned(data: Any) -> int:
    if not isinstance(data, bytes) or not data.isdigit() or len(data) > 9:
        raise SpecError(tr("How many epochs were planned cannot be read."))
    return _epoch_number(int(data))


def _part(column: str | None) -> PartScore | None:
    if column is None:
        return None
    plain = plain_json(column)
    if not isinstance(plain, dict) or set(plain) != {"loss", "count", "misclassified"}:
        raise SpecError(tr("The score of a part cannot be read."))
    count, misclassified = plain["count"], plain["misclassified"]
    if type(count) is not int or type(misclassified) is not int or not 0 <= misclassified <= count <= 2**53:
        raise SpecError(tr("The score of a part has no sound counts."))
    return PartScore(_number(plain["loss"]), count, misclassified)


def _plain(value: float) -> float | str:
    """The number as JSON has it; one that is none as a text."""
    return float(value) if math.isfinite(value) else str(float(value))


def _number(plain: Any) -> float:
    if isinstance(plain, str) and plain in _NO_NUMBER:
        return _NO_NUMBER[plain]
    # Compared, for a whole number may be too large for a float.
    if isinstance(plain, bool) or not isinstance(plain, (int, float)) or not abs(plain) < 2**1023:
        raise SpecError(tr("A figure is not a number."))
    return float(plain)


def _texts(plain: Any) -> tuple[str, ...]:
    if not isinstance(plain, list) or not all(isinstance(each, str) for each in plain):
        raise SpecError(tr("The labels are not a list of texts."))
    return tuple(plain)


def _versions(plain: Any) -> dict[str, str]:
    if not isinstance(plain, dict) or not all(isinstance(each, str) for each in plain.values()):
        raise SpecError(tr("The versions are not texts by name."))
    return plain
