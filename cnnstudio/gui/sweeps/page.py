"""The Sweep page: what varies and how at the left; at the right what will run, or what came of a sweep."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.sweep_run import SweepRun
from cnnstudio.gui.sweeps.controls import SweepControls
from cnnstudio.gui.sweeps.plan_about import SweepAbout
from cnnstudio.gui.sweeps.plan_panel import SweepPlan
from cnnstudio.gui.sweeps.progress_words import entry_words
from cnnstudio.gui.sweeps.results.panel import ResultsPanel
from cnnstudio.gui.sweeps.under_way import UnderWay
from cnnstudio.gui.sweeps.will_run_panel import WillRunPanel
from cnnstudio.gui.threads.newest import end_all
from cnnstudio.gui.threads.turns import Making, Turn, finish
from cnnstudio.gui.widgets.eliding_combo import fitting_combo
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_splitter import FittingSplitter
from cnnstudio.gui.widgets.letters import set_least_width
from cnnstudio.gui.widgets.measures import grown
from cnnstudio.gui.widgets.tab_order import in_sight_order, put_in_order

_PLAN_WIDTH, _MOST_PLAN = 340, 0.45
_CHOOSER = 36
"""Pixels: as high as the buttons beside it."""
_MOST_CHOOSER = 340
_NEW = tr("New sweep")
_MADE = object()


class SweepPage(QWidget):
    """Plans and begins sweeps, and shows those of the project."""

    page_requested = Signal(str)
    """The page on which the person goes on."""
    kernels_requested = Signal()
    """The kernels of the document's chosen run are wanted."""
    compare_requested = Signal(object)
    """The numbers of the runs to compare, a tuple."""
    said = Signal(str)
    """Something was done, in words."""

    def __init__(
        self, document: Document, experiments: SweepRun, parent: QWidget | None = None, *, in_turns: bool = False
    ) -> None:
        """``in_turns``: ``making`` makes the page, a part a step; before its end nothing may be called."""
        super().__init__(parent)
        self.setObjectName("page.sweep")
        self._document, self._experiments = document, experiments
        self._offers: tuple[tuple[str, Callable[[], None]], ...] = ()
        self._listed: tuple[Experiment, ...] = ()
        self.making = self._make()
        if not in_turns:
            finish(self.making)

    @property
    def results(self) -> ResultsPanel:
        """What came of the sweep that is looked at; made now if it was not there."""
        finish(self._resulting)
        assert self._results is not None
        return self._results

    def rest(self) -> Making:
        """Makes what is not in view at first, which else is made when it is looked at."""
        yield from self._resulting

    def end(self) -> None:
        """Stops what is done beside the window."""
        self.will_run.end()
        if self._turns.is_wanted:
            finish(self._resulting)  # the parts of half a panel would be nobody's
        if self._results is not None:
            self._results.end()
        end_all(self)

    # Making

    def _make(self) -> Making:
        document, experiments = self._document, self._experiments
        self.plan = SweepPlan(document, experiments)
        yield
        self.about = SweepAbout()
        self.will_run = WillRunPanel(document, lambda: self.plan.where.where)
        self._results: ResultsPanel | None = None
        self._resulting = self._make_results()
        self._turns = Turn(self)
        self._turns.came.connect(self._take_turn)
        self._empty = EmptyState("sweep.empty", "sliders-horizontal")
        yield
        self.controls = SweepControls(experiments, lambda: self.plan.where.where, lambda: self.plan.where.why_not)
        self.chooser = fitting_combo("sweep.chooser", tr("Sweep"), 160)
        self.chooser.setMinimumHeight(_CHOOSER)
        self.chooser.setMaximumWidth(_MOST_CHOOSER)
        self._lay_out()
        yield
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        self._left, self._right = QStackedWidget(), QStackedWidget()
        self._nothing = QWidget()
        for widget in (QWidget(), self.plan, self.about):  # nothing at first: what is shown first fills itself
            self._left.addWidget(widget)
        for widget in (self._nothing, self._empty, self.will_run):
            self._right.addWidget(widget)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.chooser, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.controls, 1)
        top.addStretch(0)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 16, 12)
        column.addWidget(self._right)
        self._columns = FittingSplitter(Qt.Orientation.Horizontal, self._left_column(), right, self._plan_width)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 12, 0, 0)
        whole.setSpacing(8)
        head = QWidget()
        head.setLayout(top)
        top.setContentsMargins(16, 0, 16, 0)
        whole.addWidget(head)
        whole.addWidget(self._columns, 1)

    def _left_column(self) -> QWidget:
        """What is under way stands here, where there is room: the results do not move when a sweep begins or ends."""
        left = QWidget()
        set_least_width(left, 280)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._left, 1)
        place = QVBoxLayout()
        place.setContentsMargins(16, 0, 8, 12)
        place.addWidget(UnderWay(self._experiments))
        column.addLayout(place)
        return left

    def _connect(self) -> None:
        document, experiments = self._document, self._experiments
        self.chooser.activated.connect(lambda _: experiments.choose(self.chooser.currentData()))
        self.plan.where.changed.connect(self.will_run.look_soon)
        self.plan.where.changed.connect(self.controls.follow)
        for grows in (self.plan.varied, self.plan.where):
            grows.grown.connect(self._columns.fit)
        self.controls.best_wanted.connect(self._show_trials)
        self.will_run.page_requested.connect(self.page_requested)
        self.will_run.tallied.connect(lambda: self.plan.show_tally(self.will_run.tally))
        self.about.again_wanted.connect(self._plan_again)
        self._empty.clicked.connect(self.plan.open_choice)
        self._empty.link_clicked.connect(self._take_offer)
        document.project_changed.connect(self._follow)
        document.file_changed.connect(self._follow)
        experiments.changed.connect(self._follow)
        experiments.standing_changed.connect(self._follow)

    def _plan_width(self, whole: int) -> int:
        comfortable = min(grown(_PLAN_WIDTH, self.fontMetrics()), round(_MOST_PLAN * whole))
        return max(comfortable, self.plan.least_width)

    def _make_results(self) -> Making:
        panel = ResultsPanel(self._document, self._experiments, in_turns=True)
        yield from panel.making
        panel.page_requested.connect(self.page_requested)
        panel.kernels_requested.connect(self.kernels_requested)
        panel.compare_requested.connect(self.compare_requested)
        panel.said.connect(self.said)
        self._right.addWidget(panel)
        self._results = panel
        self._turns.stop()
        self._follow()

    @Slot()
    def _take_turn(self) -> None:
        """Makes a part more of the results that are looked at; the window answers in between."""
        if next(self._resulting, _MADE) is not _MADE:
            self._turns.start()

    # What the person does

    @Slot()
    def _plan_again(self) -> None:
        """Plans the sweep that is looked at once more."""
        chosen = self._experiments.chosen
        if chosen is not None:
            left_out = self.plan.plan_like(chosen.project)
            self._experiments.choose(None)
            if left_out:
                self.said.emit(tr("{left_out} Undo brings back what was planned before.", left_out=left_out))

    @Slot(object)
    def _show_trials(self, numbers: tuple[int, ...]) -> None:
        """Selects trials of the sweep that is looked at."""
        if self._experiments.chosen is not None:
            self.results.select(numbers)

    @Slot(str)
    def _take_offer(self, which: str) -> None:
        if which.isdecimal() and int(which) < len(self._offers):
            self._offers[int(which)][1]()

    # Following

    @Slot()
    def _follow(self) -> None:
        """Shows what is looked at: the plan of a new sweep, or what came of one."""
        if not self.isVisible():
            return
        self._list()
        chosen = self._experiments.chosen
        if chosen is not None:
            self.about.show_experiment(chosen)
            self.about.allow(again=not self._document.is_read_only)
            self.about.hold(self.plan.where, in_view=self._may_go_on(chosen))
            self._show(self.about, self._results or self._nothing)
            if self._results is None:
                self._turns.start()
            return
        self.plan.hold_where()
        if self._document.project.sweep.varied:
            self._show(self.plan, self.will_run)
        else:
            self._offer()
            self._show(self.plan, self._empty)
        self.plan.follow()
        self._columns.fit()

    def _may_go_on(self, chosen: Experiment) -> bool:
        """Whether trials of it may still be trained, so that somebody must do it."""
        if self._experiments.is_active:
            return False
        return not chosen.is_over or any(trial.status == "failed" for trial in chosen.trials)

    def _show(self, left: QWidget, right: QWidget) -> None:
        if self._left.currentWidget() is not left:
            self._left.setCurrentWidget(left)
        if self._right.currentWidget() is not right:
            self._right.setCurrentWidget(right)

    def _list(self) -> None:
        """The sweeps there are, the newest first, under the one that may be planned.

        What is new of one changes its words alone: the list may be open.
        """
        chooser, shown, before = self.chooser, tuple(reversed(self._experiments.all)), self._listed
        self._listed = shown
        with QSignalBlocker(chooser):
            if [each.number for each in shown] != [each.number for each in before] or not chooser.count():
                chooser.clear()
                chooser.addItem(_NEW, None)
                for each in shown:
                    chooser.addItem(entry_words(each), each.number)
            else:
                for place, each in enumerate(shown, 1):
                    if each is not before[place - 1]:
                        chooser.setItemText(place, entry_words(each))
            chosen = self._experiments.chosen
            chooser.setCurrentIndex(max(chooser.findData(None if chosen is None else chosen.number), 0))

    def _offer(self) -> None:
        """Says how a sweep is begun, with a few that suit the project."""
        self._offers = self.plan.offers()
        links = " · ".join(f'<a href="{at}">{_unbroken(title)}</a>' for at, (title, _) in enumerate(self._offers))
        self._empty.say(
            tr("One training is one answer: a sweep trains many"),
            tr(
                "Choose settings that vary and their values. Every combination becomes a run of this project, and the "
                "results show which of them matter.<br><br>Beside every setting on Data, Build and Train stands the "
                "same: point at its field and click “Vary in a sweep…”.<br><br>Or begin with one of these:<br>{links}",
                links=links,
            ),
            tr("Add a setting…"),
        )

    # Qt calls these

    def focusNextPrevChild(self, next: bool) -> bool:
        # Put in order when it is used: rows and forms come and go, each at the end of Qt's order.
        if self.isVisible():  # Qt asks of a page that it hides, too: which part of another is the next
            put_in_order(in_sight_order(self))
        return super().focusNextPrevChild(next)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()


def _unbroken(title: str) -> str:
    """One line of it, as a link in two would be taken for two."""
    return title.replace(" ", "&nbsp;")
