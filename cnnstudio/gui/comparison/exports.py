"""The table to take along: CSV, Markdown, LaTeX or JSON, onto the clipboard or into a file."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cnnstudio.core.language import tr, tr_count, tr_in
from cnnstudio.core.runs.run_table import Column, Row, to_csv, to_latex, to_markdown, to_plain
from cnnstudio.data.watch import Watch
from cnnstudio.files.atomic import write_whole
from cnnstudio.gui.comparison.model import RunModel
from cnnstudio.gui.comparison.table import RunTable
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.saving import ask_where


def to_json(found: Iterable[Row], chosen: Sequence[Column]) -> str:
    """A list with an object for each run."""
    return json.dumps(to_plain(found, chosen), ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True)
class Way:
    """One way to write the table."""

    title: str
    ending: str
    write: Callable[[Iterable[Row], Sequence[Column]], str]


WAYS = (
    Way("Markdown", "md", to_markdown),
    Way("LaTeX", "tex", to_latex),
    Way("CSV", "csv", to_csv),
    Way("JSON", "json", to_json),
)


class ExportButton(QPushButton):
    """A button with a menu of the ways; long tables are written on a thread of their own."""

    failed = Signal(object)
    """A StudioError: a file could not be written."""
    done = Signal(str)
    """What was done, in words."""

    def __init__(self, table: RunTable, model: RunModel, parent: QWidget | None = None) -> None:
        super().__init__(icon("download"), tr("Export"), parent)
        self.setObjectName("compare.export")
        self.setAccessibleName(tr("Export the table"))
        self.setToolTip(tr("Copies or saves the table: the selected runs, or all in view"))
        self._table, self._model = table, model
        self._selected_only = True
        self._work = Newest("export of runs", self)
        self.clicked.connect(lambda: self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height()))))

    def menu_now(self) -> QMenu:
        """The menu, made anew; it belongs to the button. It says how many runs are meant, of those in view."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        selected, there = self._counts()
        self._selected_only = selected > 1
        if 1 < selected < there:
            which = QActionGroup(menu)
            chosen = tr("The {count:,} selected runs", count=selected)
            every = tr("All {count:,} runs in view", count=there)
            for words, only in ((chosen, True), (every, False)):
                action = which.addAction(words)
                action.setCheckable(True)
                action.setChecked(only)
                action.toggled.connect(partial(self._mean, only))
                menu.addAction(action)
        else:
            menu.addAction(_runs(there)).setEnabled(False)
        menu.addSeparator()
        for way in WAYS:
            menu.addAction(icon("copy"), tr("Copy as {format}", format=way.title), partial(self.copy, way))
        menu.addSeparator()
        for way in WAYS:
            menu.addAction(icon("save"), tr("Save as {format}…", format=way.title), partial(self._ask, way))
        return menu

    def copy(self, way: Way) -> None:
        """Puts the table on the clipboard."""
        rows, columns = self._rows(), tuple(self._model.columns)
        words = tr("{runs} copied as {format}.", runs=self._said(rows), format=way.title)

        def put(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self.done.emit(words)

        self._work.run(lambda _: way.write(rows, columns), put, self.failed.emit)

    def save(self, way: Way, path: Path) -> None:
        """Writes the table to ``path``."""
        rows, columns = self._rows(), tuple(self._model.columns)
        words = tr("{runs} saved as {file}.", runs=self._said(rows), file=path.name)

        def write(_: Watch) -> None:
            write_whole(path, way.write(rows, columns))

        self._work.run(write, lambda _: self.done.emit(words), self.failed.emit)

    def end(self) -> None:
        """Stops for good."""
        self._work.close()

    def _rows(self) -> list[Row]:
        """What is to be written, in order: the rows that are selected, or all in view."""
        chosen = set(self._table.chosen)
        every = len(chosen) < 2 or not self._selected_only
        return self._model.rows([number for number in self._model.numbers if every or number in chosen])

    def _counts(self) -> tuple[int, int]:
        """How many runs are selected, and how many are in view."""
        return len(self._table.chosen), len(self._model.numbers)

    def _mean(self, selected_only: bool, on: bool) -> None:
        if on:
            self._selected_only = selected_only

    def _said(self, rows: Sequence[Row]) -> str:
        """ "2 of 4 runs", or "4 runs" where none is left out."""
        there = self._counts()[1]
        if len(rows) == there:
            return _runs(there)
        return tr_count("{chosen:,} of {count:,} run", "{chosen:,} of {count:,} runs", there, chosen=len(rows))

    def _ask(self, way: Way) -> None:
        path = ask_where(self, tr("Save as {format}", format=way.title), tr_in("name of a file", "runs"), way.ending)
        if path is not None:
            self.save(way, path)


def _runs(count: int) -> str:
    return tr_count("{count:,} run", "{count:,} runs", count)
