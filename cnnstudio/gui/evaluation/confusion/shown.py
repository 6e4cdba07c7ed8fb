"""A confusion matrix as it is shown: which number stands for a cell, how strongly it is drawn, what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.evaluation.class_scores import Confusion, by_column, by_row
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.spreadsheet import to_csv
from cnnstudio.core.words import number, percent, plain

By = Literal["counts", "rows", "columns"]

BY: dict[By, str] = {
    "counts": tr("Counts"),
    "rows": tr("Share of the row (recall)"),
    "columns": tr("Share of the column (precision)"),
}
"""What a cell may stand for, and what the person reads."""

Cell = tuple[int, int]
"""The number of the true class and of the predicted one."""

_FAINTEST = 0.12
"""How strongly a cell with a single picture is drawn at least, so that no mistake is invisible."""

_SMALL = 4
"""The form in which only numbers up to the greatest mistake are written: in small cells the mistakes still are."""


@dataclass(frozen=True, eq=False)
class Shown:
    """The matrix, int64 (classes, classes), rows true and columns predicted, and the way it is looked at."""

    counts: Confusion
    labels: tuple[str, ...]
    by: By = "counts"

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The classes as they may be written anywhere."""
        return tuple(plain(label) for label in self.labels)

    @cached_property
    def _filled(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float64]]:
        """Rows, columns and values of the cells that hold pictures: of a thousand classes few do."""
        rows, columns = np.nonzero(self.counts)
        counts = self.counts[rows, columns].astype(np.float64)
        if self.by == "rows":
            counts /= self.rows[rows]
        elif self.by == "columns":
            counts /= self.columns[columns]
        return rows, columns, counts

    @cached_property
    def greatest(self) -> tuple[float, float]:
        """The greatest value on the diagonal, and the greatest beside it: each is drawn in full colour."""
        rows, columns, values = self._filled
        right = rows == columns
        return float(values[right].max(initial=0)), float(values[~right].max(initial=0))

    @cached_property
    def strengths(self) -> npt.NDArray[np.float32]:
        """How strongly each cell is drawn, 0 to 1: by the square root of its part of the greatest of its kind."""
        rows, columns, values = self._filled
        full = np.where(rows == columns, *self.greatest)
        found = np.zeros(self.counts.shape, np.float32)
        found[rows, columns] = np.maximum(np.sqrt(values / full), _FAINTEST)
        return found

    @cached_property
    def rows(self) -> npt.NDArray[np.int64]:
        """How many pictures there are of each class."""
        found: npt.NDArray[np.int64] = self.counts.sum(axis=1)
        return found

    @cached_property
    def columns(self) -> npt.NDArray[np.int64]:
        """How many pictures were taken for each class."""
        found: npt.NDArray[np.int64] = self.counts.sum(axis=0)
        return found

    def value(self, cell: Cell) -> float:
        """What stands for a cell: a count, or a share from 0 to 1."""
        whole = {"counts": 1, "rows": self.rows[cell[0]], "columns": self.columns[cell[1]]}[self.by]
        return int(self.counts[cell]) / int(whole) if whole else 0.0

    def text(self, cell: Cell, form: int) -> str:
        """What is written into a cell, in a form of ``forms``; empty for an empty one."""
        count = int(self.counts[cell])
        if form == _SMALL and count > self.greatest[1]:
            return ""
        return _written(self.value(cell), form) if count else ""

    def forms(self) -> Sequence[tuple[int, str]]:
        """The ways to write a cell, the longest first, each with the widest text it may need."""
        if self.by == "counts":
            most = int(self.counts.max(initial=0))
            wrong = int(self.greatest[1])
            return (0, number(most).replace("1", "8")), (_SMALL, number(wrong).replace("1", "8"))
        return (1, local("88.8 %")), (2, "<1 %"), (3, "88")

    def called(self, cell: Cell) -> str:
        """What the pictures of a cell are: "7 read as 1"."""
        true, predicted = self.names[cell[0]], self.names[cell[1]]
        if cell[0] == cell[1]:
            return tr("{name} read rightly", name=true)
        return tr("{name} read as {predicted}", name=true, predicted=predicted)

    def words(self, cell: Cell) -> tuple[str, ...]:
        """A cell in words, at length and in short: "7 read as 1: 12 pictures, 1.2 % of all 7"."""
        true, predicted = cell
        count, names = int(self.counts[cell]), self.names
        start = self.called(cell)
        if not self.rows[true]:
            none = tr("{what}: there are no pictures of {name}", what=start, name=names[true])
            return (none, tr("{what}: none", what=start))
        short = tr_count(
            "{what}: {count:,} picture, {share} of all {name}",
            "{what}: {count:,} pictures, {share} of all {name}",
            count,
            what=start,
            share=percent(count / int(self.rows[true])),
            name=names[true],
        )
        shortest, called = f"{start}: {number(count)}", int(self.columns[predicted])
        if not called:
            return (short, shortest)
        share = percent(count / called)
        told = tr("{told} and {share} of all read as {name}", told=short, share=share, name=names[predicted])
        return told, short, shortest

    def strongest(self, rows: range, columns: range) -> Cell:
        """Of cells that are too small to be told apart, the mistake made most often, else the diagonal's, else any."""
        block = self.counts[rows.start : rows.stop, columns.start : columns.stop]
        diagonal = np.arange(rows.start, rows.stop)[:, None] == np.arange(columns.start, columns.stop)
        place = int(np.argmax(np.where(diagonal, block, block * (block.max(initial=0) + 1))))
        return rows.start + place // len(columns), columns.start + place % len(columns)

    def write_csv(self, path: Path) -> None:
        """Writes one row a true class and one column a predicted one; raises OSError."""
        ways = {"counts": lambda counts: counts, "rows": by_row, "columns": by_column}
        values = ways[self.by](self.counts)
        rows = ([label, *row] for label, row in zip(self.labels, values.tolist(), strict=True))
        table = to_csv([["true \\ predicted", *self.labels], *rows])
        path.write_text(table, encoding="utf-8", newline="")


def _written(value: float, form: int) -> str:
    if form in (0, _SMALL):
        return number(int(value))
    if form == 1:
        return percent(value)
    whole = round(100 * value)
    short = f"{whole}" if whole or form == 3 else "<1"
    return f"{short} %" if form == 2 else short
