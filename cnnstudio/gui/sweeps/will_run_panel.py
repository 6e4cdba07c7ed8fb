"""The table of what a sweep will train, worked out beside the window, with what it comes to above it."""

from collections.abc import Callable
from dataclasses import replace

import psutil
from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.foretold import room
from cnnstudio.core.sweeps.pace import Pace
from cnnstudio.data.loaded import loaded
from cnnstudio.data.watch import Progress
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.experiments import HERE, Where
from cnnstudio.gui.sweeps.plan_each_run import EachRun
from cnnstudio.gui.sweeps.plan_on_test import OnTest
from cnnstudio.gui.sweeps.will_run_model import Line, WillRunModel
from cnnstudio.gui.sweeps.will_run_words import Tally, how_chosen, in_words, memory_caution, most_runs, why_no_time
from cnnstudio.gui.sweeps.will_run_work import Asked, Known, tallied, work_out
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.in_sight import InSight
from cnnstudio.gui.widgets.said_words import SaidWords

_REST_MS = 150
"""A number that is being stepped is waited for."""

_MEASURED = 40
_WIDEST, _AROUND = 220, 20


class WillRunPanel(QWidget):
    """Follows the project while it is in view; an edit ends what was being worked out."""

    tallied = Signal()
    """Another number of combinations is known."""
    page_requested = Signal(str)
    """The page on which the person changes what does not vary."""

    def __init__(self, document: Document, where: Callable[[], Where | None], parent: QWidget | None = None) -> None:
        """``where``: asks who trains: on this computer the runs must fit into its memory."""
        super().__init__(parent)
        self.setObjectName("sweep.will_run")
        self._document, self._where = document, where
        self._asked: Asked | None = None
        self._found: list[Line] = []
        self._pace: Pace | None = None
        self._cautions: tuple[str, ...] = ()
        self._tally = Tally()
        self._model = WillRunModel(self)
        self._work = Newest("what will run", self)
        self._work.progressed.connect(self._take)
        self._soon = QTimer(self, singleShot=True, interval=_REST_MS)
        self._soon.timeout.connect(self.look)
        self._make()
        self._following = InSight(self, self._fit)
        document.project_changed.connect(self.look_soon)
        document.runs_changed.connect(self.look_soon)

    @property
    def tally(self) -> Tally:
        """What is known so far."""
        return self._tally

    @property
    def words(self) -> str:
        """What stands above the table."""
        return self._head.text()

    @property
    def is_ready(self) -> bool:
        """Whether the table shows all of the project as it stands."""
        return not self._soon.isActive() and not self._work.is_busy

    @Slot()
    def look(self) -> None:
        """Works out what the project comes to, unless that is what is shown."""
        self._soon.stop()
        asked = self._now()
        if asked == self._asked and (self._pace is not None or self._work.is_busy or self._is_timed_by(asked)):
            self._show()
            return
        self._asked = asked
        self._begin(asked)

    @Slot()
    def look_soon(self) -> None:
        """The same once things have come to rest, if in view."""
        if self.isVisible():
            self._soon.start()

    def end(self) -> None:
        """Stops what is done beside the window."""
        self._soon.stop()
        self._work.close()

    # Private

    def _is_timed_by(self, asked: Asked) -> bool:
        """Whether the time was foretold from these very runs, or rather could not be."""
        return self._asked is not None and _marks(self._asked.runs) == _marks(asked.runs)

    def _make(self) -> None:
        self._head = heading("")
        self._head.setObjectName("sweep.will_run.head")
        self._head.setWordWrap(True)
        self._head.setTextFormat(Qt.TextFormat.PlainText)
        self._each, self._on_test = EachRun(), OnTest(self._document)
        self._each.page_requested.connect(self.page_requested)
        self._reasons, self._caution = SaidWords("note"), SaidWords("caution")
        self._reasons.setObjectName("sweep.will_run.reasons")
        self._caution.setObjectName("sweep.will_run.caution")
        self._note = MutedLabel(wordWrap=True, objectName="sweep.will_run.note")
        self._table = QTableView(objectName="sweep.will_run.table", accessibleName=tr("What will run"))
        self._table.setModel(self._model)
        self._dress()
        self._empty = EmptyState("sweep.will_run.empty", "sliders-horizontal")
        self._place = QStackedWidget()
        self._place.addWidget(self._table)
        self._place.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        for words in (self._head, self._each, self._on_test, self._reasons, self._caution, self._note):
            column.addWidget(words)
        column.addWidget(self._place, 1)

    def _dress(self) -> None:
        table = self._table
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._fit_rows()

    def _fit_rows(self) -> None:
        line = self.fontMetrics().height()
        self._table.verticalHeader().setDefaultSectionSize(line + 10)
        self._table.horizontalHeader().setFixedHeight(2 * line + 8)
        self._model.set_muted(theme_of(self.palette()).colour("muted"))

    def _now(self) -> Asked:
        document = self._document
        data, project = document.data_set, document.project
        known = None if data is None else loaded(data, project.preprocessing.geometry)
        start = next((run for run in document.runs if run.number == project.plan.start), None)
        trained = tuple(run for run in document.runs if not run.is_imported and run.status != "training")
        where = self._where()
        here = None if where is None or where.address else room(psutil.virtual_memory().total, where.workers)
        return Asked(project, known, start, here, trained)

    def _begin(self, asked: Asked) -> None:
        self._tally, self._pace, self._found, self._cautions = Tally(), None, [], ()
        self._reasons.say("")
        self._model.begin(asked.project)
        if not asked.project.sweep.varied:
            self._work.stop()
            self._tally = Tally(complete=True)
            self._show()
            return
        found = self._found
        self._work.run(lambda watch: work_out(asked, found, watch), self._done, self._document.refused.emit)
        self._show()

    @Slot(object)
    def _take(self, _: Progress | None = None) -> None:
        """Puts what was found meanwhile into the table."""
        new = self._found[len(self._model.lines) :]
        is_first = not self._model.lines
        self._model.add(new)
        before, self._tally = self._tally, tallied(new, self._tally)
        if is_first:
            self._fit_columns()
        elif self._tally.cannot and not before.cannot:
            self._fit_reasons()
        self._show()

    @Slot(object)
    def _done(self, known: Known) -> None:
        self._take()
        self._pace = found = known.pace
        self._cautions = known.cautions
        self._reasons.say(known.reasons)
        sweep = self._document.project.sweep
        tally = tallied(known.examples, drawn=known.drawn) if sweep.method == "tpe" else self._tally
        tally = replace(tally, complete=True)
        lines = known.examples or self._model.lines
        efforts = [line.foretold.effort for line in lines if not line.foretold.why_not]
        if efforts and all(each.total for each in efforts) and found is not None:
            seconds = sum(found.of(each) for each in efforts) * sweep.seeds
            if sweep.method == "tpe":
                seconds *= most_runs(sweep, tally) / len(efforts)
            tally = replace(tally, seconds=seconds)
        self._tally = tally
        self._model.set_pace(found)
        self._fit_columns()
        self._show()

    def _show(self) -> None:
        project, data = self._document.project, self._document.data_set
        sweep = project.sweep
        self._head.setText(in_words(sweep, self._tally, self._where() or HERE))
        self._head.setVisible(bool(sweep.varied))
        self._each.show_project(project, 0 if data is None else len(data.x_train))
        self._on_test.follow()
        self._caution.say("\n".join(filter(None, (*self._cautions, self._caution_now()))))
        note = why_no_time(self._tally) if sweep.varied else ""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        is_listed = bool(sweep.varied) and sweep.method != "tpe"
        if sweep.method == "tpe":
            self._empty.say(
                tr("No list beforehand"),
                f"{how_chosen(sweep)} {tr('What came of each stands in the results as it is trained.')}",
            )
        self._place.setCurrentWidget(self._table if is_listed else self._empty)
        self.tallied.emit()

    def _caution_now(self) -> str:
        where = self._where()
        if where is None or where.address:
            return ""
        return memory_caution(self._tally, psutil.virtual_memory().available, max(where.workers, 1))

    def _fit(self) -> None:
        self._fit_rows()
        self._fit_columns()

    def _fit_columns(self) -> None:
        """As wide as the titles and the first rows; the reasons have the room that is left, if any is given."""
        header, model, metrics = self._table.horizontalHeader(), self._model, self.fontMetrics()
        for section in range(model.columnCount() - 1):
            title = model.headerData(section, Qt.Orientation.Horizontal)
            cells = [model.index(row, section).data() for row in range(min(_MEASURED, model.rowCount()))]
            last = [model.index(model.rowCount() - 1, section).data()] if cells else []
            widest = max(metrics.horizontalAdvance(each) for each in (*title.split("\n"), *cells, *last))
            header.resizeSection(section, min(widest, _WIDEST) + _AROUND)
        self._fit_reasons()

    def _fit_reasons(self) -> None:
        """Gives the reasons all the room at the right; where there is little of it, one scrolls to them."""
        header, last = self._table.horizontalHeader(), self._model.columnCount() - 1
        for section in range(last + 1):  # the last one of another sweep may have been elsewhere
            header.setSectionHidden(section, section == last and not self._model.refuses)
        left = self._table.viewport().width() - header.length() + header.sectionSize(last)
        header.setStretchLastSection(self._model.refuses and left >= _WIDEST)
        if self._model.refuses and left < _WIDEST:
            header.resizeSection(last, _WIDEST)

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._table.updateGeometries()
        self._fit_reasons()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_following"):
            self._following.follow()


def _marks(runs: tuple[Run, ...]) -> list[tuple[int, str]]:
    return [(run.number, run.status) for run in runs]
