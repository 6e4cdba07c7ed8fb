"""The vectors and the map taken along: as an array of numpy, or as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.spreadsheet import Cell, to_csv
from cnnstudio.data.watch import Watch
from cnnstudio.files.atomic import write_atomically
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.viewer.embedding.answers import Answers
from cnnstudio.gui.viewer.embedding.cloud import Places
from cnnstudio.gui.viewer.sample import Sample
from cnnstudio.gui.widgets.saving import ask_where

_ROWS = 500
_SAID_MS = 6_000


@dataclass(frozen=True, eq=False)
class Table:
    """All that is known of a map, picture by picture.

    Attributes:
        layer: Whose output the vectors are.
        vectors: float32 (n, length).
        places: float32 (n, 2).
    """

    layer: str
    sample: Sample
    answers: Answers
    vectors: FloatArray
    places: Places

    def rows(self, *, with_vectors: bool) -> Iterator[list[Cell]]:
        """The head and a row a picture: its number and part, label, what it is taken for, x, y and its vector."""
        head: list[Cell] = ["number", "part", "label", "predicted", "x", "y"]
        yield [*head, *(range(self.vectors.shape[1]) if with_vectors else ())]
        part, labels, names = self.sample.part, self.answers.labels, self.answers.names
        for place, number in enumerate(self.sample.numbers.tolist()):
            x, y = (_short(value) for value in self.places[place])
            given = int(self.answers.given[place])
            predicted = names[given] if given < len(names) else str(given)
            row: list[Cell] = [number, part, labels[int(self.answers.truth[place])], predicted, x, y]
            yield [*row, *(map(_short, self.vectors[place]) if with_vectors else ())]


def write_npy(path: Path, vectors: FloatArray) -> None:
    """Writes the vectors, float32 (n, length), for ``numpy.load``; whole or not at all. Raises StudioError."""

    def write(temp: Path) -> None:
        with temp.open("wb") as file:
            np.save(file, vectors, allow_pickle=False)

    write_atomically(path, write, vectors.nbytes, ".npy")


def write_csv(path: Path, table: Table, watch: Watch, *, with_vectors: bool) -> None:
    """Writes the table, whole or not at all. Raises StudioError."""

    def write(temp: Path) -> None:
        rows = table.rows(with_vectors=with_vectors)
        with temp.open("w", encoding="utf-8", newline="") as file:
            while some := list(islice(rows, _ROWS)):
                watch.check()
                file.write(to_csv(some))

    write_atomically(path, write, suffix=".csv")


def _short(value: np.float32) -> float:
    """The float32 with no more digits than it has."""
    return float(str(value))


class ExportButton(QPushButton):
    """A button with a menu of the ways; files are written on a thread of their own."""

    failed = Signal(object)
    """A StudioError: a file could not be written."""
    done = Signal(str)
    """What was done, in words."""
    over = Signal(str)
    """The same words, when they have been there long enough to be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon("download"), tr("Export"), parent)
        self.setObjectName("inspect.embedding.export")
        self.setAccessibleName(tr("Export the vectors or the map"))
        self.setToolTip(tr("Saves the vectors as .npy, or what the map shows as a table"))
        self._table: Table | None = None
        self._said = ""
        self._read = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._read.timeout.connect(lambda: self.over.emit(self._said))
        self._work = Newest("export of vectors", self)
        self.clicked.connect(lambda: self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height()))))
        self.offer(None)

    def offer(self, table: Table | None) -> None:
        """What there is to export; None: nothing."""
        self._table = table
        self.setEnabled(table is not None)

    def menu_now(self) -> QMenu:
        """The menu, made anew; it belongs to the button."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(
            icon("save"), tr("Vectors as .npy, without labels…"), partial(self._ask, "vectors", "npy", False)
        )
        menu.addAction(icon("table"), tr("Places and labels as CSV…"), partial(self._ask, "map", "csv", False))
        menu.addAction(
            icon("table"), tr("Places, labels and vectors as CSV…"), partial(self._ask, "vectors", "csv", True)
        )
        return menu

    def save(self, path: Path, *, with_vectors: bool = False) -> None:
        """Writes what the name's ending asks for, ``.npy`` or ``.csv``."""
        table = self._table
        if table is None:
            return
        count, length = table.vectors.shape

        def write(watch: Watch) -> str:
            if path.suffix.lower() == ".npy":
                write_npy(path, table.vectors)
                return tr(
                    "{count:,} vectors of {length:,} numbers saved as {name}.",
                    count=count,
                    length=length,
                    name=path.name,
                )
            write_csv(path, table, watch, with_vectors=with_vectors)
            if with_vectors:
                return tr(
                    "The places of {count:,} pictures with their vectors saved as {name}.", count=count, name=path.name
                )
            return tr("The places of {count:,} pictures saved as {name}.", count=count, name=path.name)

        self._work.run(write, self._written, self.failed.emit)

    def _written(self, words: str) -> None:
        self._said = words
        self._read.start()
        self.done.emit(words)

    def _ask(self, what: str, ending: str, with_vectors: bool) -> None:
        layer = "" if self._table is None else self._table.layer
        name = tr("map of {layer}", layer=layer) if what == "map" else tr("vectors of {layer}", layer=layer)
        path = ask_where(self, tr("Export"), name, ending)
        if path is not None:
            self.save(path, with_vectors=with_vectors)
