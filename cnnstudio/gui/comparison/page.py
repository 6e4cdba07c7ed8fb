"""The Compare page: every run in one table; below it the selected ones overlaid, compared, tested and evaluated."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.continuing import is_its_project
from cnnstudio.core.transferring.transfer import why_not_fine_tune
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.comparison.bar import RunBar, ViewBar, runs_menu
from cnnstudio.gui.comparison.edits import RunEdits
from cnnstudio.gui.comparison.exports import ExportButton
from cnnstudio.gui.comparison.extras import Extra
from cnnstudio.gui.comparison.halves import Halves
from cnnstudio.gui.comparison.latest import Latest
from cnnstudio.gui.comparison.model import RunModel
from cnnstudio.gui.comparison.rows import RowReader
from cnnstudio.gui.comparison.scoring import ScoreButton
from cnnstudio.gui.comparison.table import RunTable
from cnnstudio.gui.comparison.tabs import RunTabs
from cnnstudio.gui.comparison.telling import Telling
from cnnstudio.gui.comparison.words import again_words, count_words
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.no_run import NoRun
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.threads.turns import Making, Turn, finish
from cnnstudio.gui.widgets.plots.hues import MOST, Look, looks
from cnnstudio.gui.widgets.row import column_of


class ComparePage(QWidget):
    """Chooses among runs and lays them beside each other; nothing is worked out while it is not in view."""

    train_requested = Signal()
    fine_tune_requested = Signal(object)
    """The Run whose pretrained network is to learn on."""
    page_requested = Signal(str)
    """The page on which the person goes on."""
    said = Signal(str)
    """Something was done, in words."""

    def __init__(
        self,
        document: Document,
        training_run: TrainingRun,
        bridge: Bridge,
        parent: QWidget | None = None,
        *,
        in_turns: bool = False,
    ) -> None:
        """``in_turns``: ``making`` makes the page, a part a step; before its end nothing may be called."""
        super().__init__(parent)
        self.setObjectName("page.compare")
        self._document, self._training_run, self._bridge = document, training_run, bridge
        self._remembered: dict[int, Look] = {}
        """What every run looked like that was drawn so far."""
        self._latest = Latest()
        self._measured: int | None = None
        """The serial number of the project for whose runs the columns are wide enough."""
        self.making = self._make()
        if not in_turns:
            finish(self.making)

    def end(self) -> None:
        """Stops what is done beside the window."""
        for work in self.findChildren(Newest):
            work.stop()  # all are told before any is waited for
        for part in (self._reader, self._telling, self.export, self.tabs):
            part.end()

    @property
    def chosen(self) -> tuple[Run, ...]:
        """The selected runs in the order in which they were selected."""
        found = (self._model.run(number) for number in self.table.chosen)
        return tuple(run for run in found if run is not None)

    @property
    def is_ready(self) -> bool:
        """Whether every row and curve is there."""
        waits = self._soon.is_wanted or self._telling.is_busy or self.table.is_told_soon or self.curves.is_behind
        return self._reader.is_complete and not waits

    # Making

    def _make(self) -> Making:
        document, run, bridge = self._document, self._training_run, self._bridge
        self._reader = RowReader(self)
        self._model = RunModel(self._reader, self)
        self.table = RunTable(self._model)
        self._telling = Telling(lambda: {each.title for each in self.view_bar.columns}, lambda: document.runs, self)
        self._edits = RunEdits(document, lambda: self.chosen, self)
        self.export = ExportButton(self.table, self._model)
        self.score = ScoreButton(document, bridge, run)
        self.view_bar, self.bar = ViewBar(self.export), RunBar(self.score, self._edits.may_delete)
        yield
        self.tabs = RunTabs(document, bridge, run)
        yield from self.tabs.making
        self.curves, self.differences, self.pair = self.tabs.curves, self.tabs.differences, self.tabs.pair
        self.seeds, self.evaluated, self.evaluation = self.tabs.seeds, self.tabs.evaluated, self.tabs.evaluated.panel
        self._none_passes = QLabel(tr("No run has these words."), alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty = NoRun(
            "compare.empty",
            "git-compare",
            document,
            run,
            begins=tr("The run stands in the table here as soon as it has begun."),
            then=tr("Each training is a row here: train, change one thing, train again, and see what it changed."),
        )
        self._soon = Turn(self)
        self._soon.came.connect(self._show_chosen)
        self._lay_out()
        yield
        self._connect()
        self._model.choose_columns(self.view_bar.columns)
        self._follow()

    def _lay_out(self) -> None:
        self._runs_place = QStackedWidget()
        self._runs_place.addWidget(self.table)
        self._runs_place.addWidget(self._none_passes)
        self._halves = Halves(column_of(self.view_bar, self.bar, self._runs_place, last_grows=True), self.tabs)
        self._filled = column_of(self._halves, last_grows=True)
        self._filled.layout().setContentsMargins(16, 16, 16, 12)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._filled)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        document, table = self._document, self.table
        document.runs_changed.connect(self._follow)
        document.project_changed.connect(self._project_changed)
        document.opened.connect(self.bar.back)
        for part in (self._reader, self._telling, self.tabs, self.export, self.score):
            part.failed.connect(document.refused)
        self._telling.found.connect(self.differences.show_differences)
        self._telling.told_anew.connect(self._show_told)
        self._telling.columns_found.connect(self._put_extras)
        self.export.done.connect(self.said)
        self._reader.arrived.connect(self._model.refresh)
        self._reader.complete.connect(self._rows_complete)
        self.view_bar.filtered.connect(self._model.set_filter)
        self.view_bar.columns_chosen.connect(self._model.choose_columns)
        self.view_bar.columns_chosen.connect(self._find_extras)  # what has a column already gets no second one
        self.view_bar.differing_wanted.connect(self._find_extras)
        self._model.arranged.connect(self._say_none)
        self._model.renamed.connect(self._edits.rename)
        table.chosen_changed.connect(self._chosen_changed)
        table.edited.connect(self._follow)
        table.menu_wanted.connect(lambda place: self.menu_now().popup(place))
        table.delete_wanted.connect(self.bar.ask_delete)
        self.bar.again_wanted.connect(self.train_again)
        self.bar.restore_wanted.connect(self._edits.restore)
        self.bar.rename_wanted.connect(table.begin_rename)
        self.bar.deleted.connect(self._edits.delete)
        self.bar.left.connect(table.setFocus)
        self.seeds.group_opened.connect(table.choose)
        self.pair.cell_opened.connect(self._open_cell)
        self.tabs.currentChanged.connect(lambda _: self._soon.start())  # its number is no time to wait
        self._empty.train_requested.connect(self.train_requested)
        self._empty.page_requested.connect(self.page_requested)

    # What the person does

    def show_runs(self, numbers: Sequence[int]) -> None:
        """Selects these runs and no others."""
        self._follow()
        self.view_bar.clear_filter()
        self.table.choose(numbers)

    @Slot()
    def train_again(self, page: str = "build") -> None:
        """Puts the project of the selected run on the desk, to change one thing and train; shows both runs then."""
        run = self._edits.one()
        if run is not None and not self._document.refuses_edits():
            self._latest.compare_with(run.number, self._document.runs)
            self._edits.restore()
            self.page_requested.emit(page)
            self.said.emit(again_words(run))

    def menu_now(self) -> QMenu:
        """What can be done to the selected runs; made anew, it belongs to the page."""
        one = [
            ("copy-plus", tr("Change its network and train"), self.train_again),
            ("copy-plus", tr("Change its plan and train"), lambda: self.train_again("train")),
            ("undo-2", tr("Put its project back"), self._edits.restore),
            ("scan-search", tr("Look at it on the other pages"), self._edits.choose_for_all),
            ("pencil", tr("Rename"), self.table.begin_rename),
        ]
        run = self._edits.one()
        if run is not None and not why_not_fine_tune(run):
            one.insert(2, ("flame", tr("Fine-tune…"), lambda: self.fine_tune_requested.emit(run)))
        every = [("copy", tr("Copy rows"), self.table.copy), ("trash-2", tr("Delete…"), self.bar.ask_delete)]
        return runs_menu(self, (one, self._edits.one() is not None), (every, bool(self.chosen)))

    @Slot(int, int, int)
    def _open_cell(self, run: int, true: int, predicted: int) -> None:
        """Shows the pictures of a cell of one of the two matrices."""
        self.tabs.show_cell(self.chosen, self._telling.words, (run, true, predicted))

    # Following

    @Slot()
    def _follow(self) -> None:
        """Shows the document's runs, if in view."""
        runs = self._document.runs
        self._empty.refresh()
        self._pages.setCurrentWidget(self._filled if runs else self._empty)
        if not self.isVisible() or self.table.is_editing:
            return
        self._reader.read(runs)
        self._model.put(runs)
        self._select_latest(runs)
        self._soon.start()

    def _select_latest(self, runs: tuple[Run, ...]) -> None:
        """At first the latest runs; a run trained from another one is laid over that."""
        serial = self._document.serial
        if not self._latest.is_begun(serial):
            self._remembered = {}
            wanted = self._latest.begin(serial, runs)
        elif not (wanted := self._latest.arrived(runs)):
            return
        self.view_bar.clear_filter()
        self.table.choose(wanted)

    @Slot()
    def _rows_complete(self) -> None:
        """Sorts by what is known now."""
        if not self.table.is_editing:
            self._model.arrange()
            if self._measured != self._document.serial:
                self._measured = self._document.serial
                self.table.measure()
        self._mark()
        self._soon.start()

    @Slot()
    def _project_changed(self) -> None:
        if self.isVisible():
            self._say_chosen()

    @Slot()
    def _chosen_changed(self) -> None:
        self._mark()
        self._soon.start()

    @Slot()
    def _say_none(self) -> None:
        empty = not self._model.numbers and self._model.is_filtered
        self._runs_place.setCurrentWidget(self._none_passes if empty else self.table)
        self._say_chosen()

    def _say_chosen(self) -> None:
        chosen = self.chosen
        words = count_words(len(chosen), len(self._model.numbers), len(self._document.runs))
        same = len(chosen) == 1 and is_its_project(chosen[0], self._document.project)
        self.score.show_runs(chosen)
        self.bar.show_runs(chosen, words, same=same)

    def _mark(self) -> None:
        """Puts in bold what differs between the selected runs, or else all."""
        chosen = self.table.chosen
        self._model.mark(chosen if len(chosen) > 1 else None)
        self._find_extras()

    @Slot()
    def _show_chosen(self) -> None:
        """Fills what is in view below the table."""
        if not self.isVisible():
            return
        chosen = self.chosen
        drawn = looks([run.number for run in chosen], self._remembered)
        self._remembered |= drawn
        self.table.show_looks(drawn)
        self._say_chosen()
        self._telling.compare(chosen[:MOST])
        self.tabs.show_runs(chosen, drawn, self._telling.words, self._document.runs)

    @Slot()
    def _show_told(self) -> None:
        self._model.show_told(self._telling.words)
        self.table.measure()
        self._soon.start()

    @Slot()
    def _find_extras(self) -> None:
        """Gives what differs columns of its own, where that is wished."""
        if self.view_bar.wants_differing:
            there = (self._model.run(number) for number in self._model.numbers)
            self._telling.find_columns(self.chosen, [run for run in there if run is not None])
        else:
            self._telling.no_columns()

    @Slot(object)
    def _put_extras(self, found: tuple[Extra, ...]) -> None:
        self._model.show_extras(found)
        self.table.keep_selected()

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._halves.divide(self.height())
