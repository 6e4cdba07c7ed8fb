"""Which pictures of a test are shown, and in which order; needs no widget, and may be done on any thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnstudio.core.evaluation.outcomes import Numbers, Outcomes
from cnnstudio.core.messages import Evaluated
from cnnstudio.core.spreadsheet import to_csv
from cnnstudio.data.pictures.listing import natural

Cell = tuple[int, int]

SIGN, SEEN, FILE, TRUE, PREDICTED, CONFIDENCE = range(6)
"""The columns of the table."""


@dataclass(frozen=True)
class Wanted:
    """What the person wants to see.

    Attributes:
        column, descending: By what it is sorted.
        wrong: Only what was taken for something else than it is.
        cell: Only the pictures of a cell of the confusion matrix, (true, predicted).
    """

    column: int = SIGN
    descending: bool = False
    wrong: bool = False
    cell: Cell | None = None


def ordered(found: Evaluated, wanted: Wanted) -> Numbers:
    """The numbers of the pictures that are shown, in their order."""
    outcomes = found.outcomes
    if outcomes is None:
        return np.empty(0, np.int64)
    kept = np.ones(len(outcomes), np.bool_)
    if wanted.cell is not None:
        kept = (outcomes.truth == wanted.cell[0]) & (outcomes.predicted == wanted.cell[1])
    elif wanted.wrong:
        kept = outcomes.known & ~outcomes.right
    numbers = np.flatnonzero(kept)
    first = _keys(found, outcomes, wanted.column)[numbers]
    # Among equals the surest mistake, or the surest answer, comes first.
    return numbers[np.lexsort((-outcomes.confidence[numbers], -first if wanted.descending else first))]


def true_names(found: Evaluated) -> Sequence[str]:
    """What each picture shows by its label, whether or not the network has such a class; empty where it has none."""
    if found.truths or found.outcomes is None:
        return found.truths
    names = (*found.outcomes.labels, "")  # at −1
    return [names[true] for true in found.outcomes.truth.tolist()]


def csv_of(found: Evaluated, numbers: Numbers) -> str:
    """These pictures for a spreadsheet."""
    outcomes = found.outcomes
    assert outcomes is not None
    names = true_names(found)
    head: list[str | float] = ["file", "true", "predicted", "confidence", "right"]
    right = {True: "yes", False: "no"}

    def row(number: int) -> list[str | float]:
        true, predicted = int(outcomes.truth[number]), int(outcomes.predicted[number])
        file = found.files[number] if found.files else number + 1
        told = right[true == predicted] if true >= 0 else ""
        return [file, names[number], outcomes.labels[predicted], float(outcomes.confidence[number]), told]

    return to_csv([head, *map(row, numbers.tolist())])


def _keys(found: Evaluated, outcomes: Outcomes, column: int) -> np.ndarray[Any, Any]:
    if column == TRUE:
        return np.unique(np.array(found.truths), return_inverse=True)[1] if found.truths else outcomes.truth
    if column == PREDICTED:
        return outcomes.predicted
    if column == CONFIDENCE:
        return outcomes.confidence
    if column in (FILE, SEEN):
        return _places(found.files) if found.files else np.arange(len(outcomes))
    return np.where(~outcomes.known, 2, np.where(outcomes.right, 1, 0))


def _places(files: Sequence[str]) -> Numbers:
    """The place of each name among all, sorted as people count: 2 before 10."""
    places = np.empty(len(files), np.int64)
    places[sorted(range(len(files)), key=lambda each: natural(files[each]))] = np.arange(len(files))
    return places
