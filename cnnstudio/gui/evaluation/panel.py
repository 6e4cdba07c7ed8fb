"""The evaluation of a run: scores of each part, confusion matrix, classes and confidence, each ending in pictures."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.messages import Part
from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import percent
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.evaluation.classes import ClassesView
from cnnstudio.gui.evaluation.confidence import ConfidenceView, RocView
from cnnstudio.gui.evaluation.confusion.view import ConfusionView
from cnnstudio.gui.evaluation.finding import PictureFinder
from cnnstudio.gui.evaluation.mistakes import MistakesView
from cnnstudio.gui.evaluation.part_pictures import PARTS
from cnnstudio.gui.evaluation.parts import PartChooser, score_of
from cnnstudio.gui.evaluation.picked import EVERY, Picked
from cnnstudio.gui.evaluation.sides import Sides
from cnnstudio.gui.evaluation.source import OutcomeSource, Standing
from cnnstudio.gui.evaluation.tiles import Answers
from cnnstudio.gui.evaluation.words import caution, summary, why_nothing
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.widgets.tab_bar import set_up

_LOW = 560
"""A panel of fewer pixels saves the room of a line in the parts."""
_PATIENCE_MS = 300


class EvaluationPanel(QWidget):
    """Shows how the document's chosen run does; or another run, where one is named.

    Nothing is read or asked while it is not in view.
    """

    def __init__(
        self,
        document: Document,
        bridge: Bridge,
        training_run: TrainingRun | None = None,
        parent: QWidget | None = None,
        *,
        name: str = "evaluate",
    ) -> None:
        """What is worked out is shared with every other panel of the document.

        Args:
            training_run: So that nothing is asked of an engine that trains; without one the runs tell of that.
            name: What the names of all its widgets begin with; another one for each panel of a window.
        """
        super().__init__(parent)
        self.setObjectName("evaluate")
        self._document, self._training_run = document, training_run
        self._named: int | None = None
        self._cell: tuple[int, int] | None = None
        self._shown: Outcomes | None = None
        self._part: Part = "test"
        self._reckoning = Newest("figures", self)
        self._finder = PictureFinder(document, self)
        self._stale: set[QWidget] = set()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._show_now)
        self._source = OutcomeSource(document, bridge, self)
        self._parts = PartChooser()
        self._words = FittingLabel()
        self._words.setObjectName("evaluate.words")
        self._caution = SaidWords("caution")
        self.confusion = ConfusionView()
        self.classes = ClassesView()
        self.confidence, self.roc = ConfidenceView(), RocView()
        self._tabs = QTabWidget(objectName="evaluate.tabs", accessibleName=tr("Figures"))
        set_up(self._tabs)
        self.mistakes = MistakesView(bridge)
        self._empty = EmptyState("evaluate.empty", "list-checks")
        self._bar = QProgressBar(objectName="evaluate.progress", accessibleName=tr("Pictures gone through"))
        self._stop = QPushButton(icon("square"), tr_in("verb", "Stop"), objectName="evaluate.stop")
        self._stop.setAccessibleName(self._stop.text())
        self._place = QStackedWidget()
        self._lay_out()
        self._connect()
        if name != "evaluate":
            self._rename(name)
        self._parts.choose(self._part)
        self._follow()

    @property
    def part(self) -> Part:
        """The part that is looked at."""
        return self._part

    @property
    def named(self) -> int | None:
        """The number of the run that is shown whatever run is chosen; None where the chosen one is."""
        return self._named

    @property
    def words(self) -> str:
        """The line above the figures, or what is said in their place."""
        return self._words.full if self._shown is not None else self._empty.words

    def show_run(self, number: int | None) -> None:
        """Shows the run of that number whatever run is chosen; None: the chosen one again."""
        self._named = number
        self._follow()

    def show_cell(self, number: int, true: int, predicted: int) -> None:
        """Shows the test pictures behind a cell of the run of that number, as soon as its answers are there."""
        self._cell = true, predicted
        self._named = number
        self.choose_part("test")
        self._pick_waiting()

    def choose_part(self, part: Part) -> None:
        """Looks at another part of the data."""
        self._part = part
        self._parts.choose(part)
        self._follow()

    def pick(self, picked: Picked) -> None:
        """Shows the pictures of a cell, a class or a range of confidence."""
        self.confusion.choose((picked.true, picked.predicted) if picked.is_cell else None)  # type: ignore[arg-type]
        self.mistakes.pick(picked)
        if picked != EVERY:
            self._figures.bring_pictures()

    def end(self) -> None:
        """Stops what is done beside the window."""
        self._finder.end()
        self._reckoning.close()
        self._source.end()
        self.mistakes.end()

    # Making

    def _lay_out(self) -> None:
        self._tabs.addTab(self.confusion, tr("Confusion matrix"))
        self._tabs.addTab(self.classes, tr("Classes"))
        self._tabs.addTab(self.confidence, tr("Confidence"))
        self._tabs.addTab(self.roc, "ROC")
        self._tabs.setTabVisible(3, False)
        self._tabs.setDocumentMode(True)
        sides = Sides(self._tabs, self.mistakes, tr("Pictures"))
        sides.setObjectName("evaluate.sides")
        going = QWidget()
        row = QHBoxLayout(going)
        row.setContentsMargins(48, 0, 48, 48)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self._going = going
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty, 4)
        column.addWidget(going)
        column.addStretch(1)
        self._figures, self._nothing = sides, nothing
        self._place.addWidget(sides)
        self._place.addWidget(nothing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 8, 0, 0)
        whole.setSpacing(8)
        for widget in (self._parts, self._words, self._caution):
            whole.addWidget(widget)
        whole.addWidget(self._place, 1)

    def _rename(self, name: str) -> None:
        for each in (self, *self.findChildren(QWidget)):
            own, point, rest = each.objectName().partition(".")
            if own == "evaluate":
                each.setObjectName(f"{name}{point}{rest}")

    def _connect(self) -> None:
        document = self._document
        document.runs_changed.connect(self._follow)
        document.opened.connect(self._follow)
        self._tabs.currentChanged.connect(self._fill_tab)
        self._source.changed.connect(self._show)
        self._source.progressed.connect(self._progress)
        self._parts.chosen.connect(self.choose_part)
        for clicked in (self._empty.clicked, self._stop.clicked):
            clicked.connect(self._keep_focus)
        self._empty.clicked.connect(self._source.assess)
        self._stop.clicked.connect(self._source.stop)
        self.mistakes.cleared.connect(lambda: self.pick(EVERY))
        self.mistakes.data_wanted.connect(self._finder.take_data)
        self._finder.found.connect(self.mistakes.show_pictures)
        self.confusion.cell_opened.connect(self._pick_cell)
        self.classes.pair_opened.connect(self._pick_cell)
        self.classes.class_opened.connect(self._pick_class)
        self.confidence.range_opened.connect(self._pick_range)
        for part in (self.confusion, self.classes, self.confidence, self.roc, self.mistakes):
            part.failed.connect(document.refused)
        if self._training_run is not None:
            self._training_run.state_changed.connect(self._show_nothing)

    # Following

    @property
    def _run(self) -> Run | None:
        document = self._document
        if self._named is None:
            return document.chosen_run
        return next((run for run in document.runs if run.number == self._named), None)

    @property
    def _is_training(self) -> bool:
        active = self._training_run is not None and self._training_run.is_active
        return active or any(run.status == "training" for run in self._document.runs)

    @Slot()
    def _follow(self) -> None:
        if not self.isVisible():
            return
        run = self._run
        self._parts.setEnabled(run is not None)
        self._source.look_for(run, self._part)
        self._show_scores()
        self._show_nothing()

    def _show_scores(self) -> None:
        run, found = self._run, self._source.outcomes
        if run is None:
            self._parts.show_scores({})
            return
        scores = {part: score_of(run, part, found if part == self._part else None) for part in PARTS}
        self._parts.show_scores(
            scores, tr("at the end of the run") if run.status == "training" else tr("not scored yet")
        )
        if self._source.standing is Standing.READY and found is not None:
            self._words.say(*summary(run, self._part, len(found), int((~found.right).sum())))

    @Slot()
    def _show(self) -> None:
        """The outcomes are there, or not."""
        self._show_scores()
        if self._source.standing is Standing.READING and self._shown is not None and not self._patience.isActive():
            self._patience.start()
        if self._source.standing is Standing.READING and self._patience.isActive():
            return  # what is there already stays for the blink of an eye that reading takes
        self._show_now()

    @Slot()
    def _show_now(self) -> None:
        self._patience.stop()
        found = self._source.outcomes if self._source.standing is Standing.READY else None
        self._show_nothing()
        run = self._source.run
        has_figures = found is not None and run is not None
        self._words.setVisible(has_figures)
        self._caution.say(caution(run, self._part) if has_figures and run is not None else "")
        if found is self._shown:
            return
        self._shown = found
        self._place.setCurrentWidget(self._figures if has_figures else self._nothing)
        self._show_figures(found, run)
        self._finder.look_for(run, self._part, found)
        self._pick_waiting()

    def _pick_waiting(self) -> None:
        """Picks the cell that was asked for, once the answers it belongs to are shown."""
        source = self._source
        is_there = self._shown is not None and self._shown is source.outcomes
        if self._cell is not None and is_there and source.run is not None and source.run.number == self._named:
            cell, self._cell = self._cell, None
            self._pick_cell(*cell)

    def _show_figures(self, found: Outcomes | None, run: Run | None) -> None:
        if found is not None:
            self._show_scores()
            self.confusion.show_matrix(found.confusion, found.labels)
        else:
            self.confusion.show_matrix(None)
        self._tabs.setTabVisible(3, found is not None and len(found.labels) == 2)
        self._stale = {self.classes, self.confidence, self.roc}
        self._fill_tab()
        shape = run.project.network.input_shape if run is not None else (0, 0, 0)
        self.mistakes.show_answers(None if found is None else Answers(found), self._source.subject, shape)

    @Slot()
    def _fill_tab(self) -> None:
        """Works out what is on the tab in view, beside the window; the others wait until they are looked at."""
        view, found = self._tabs.currentWidget(), self._shown
        if view not in self._stale or not isinstance(view, ClassesView | ConfidenceView | RocView):
            return
        if found is None:
            self._stale.discard(view)
            view.show_figures(None)
            return

        def show(figures: object) -> None:
            self._stale.discard(view)
            view.show_figures(figures)  # type: ignore[arg-type]

        reckon = view.reckon
        self._reckoning.run(lambda _: reckon(found), show, self._document.refused.emit)

    @Slot()
    def _show_nothing(self) -> None:
        source = self._source
        if source.standing is Standing.READY or self._patience.isActive() or not self.isVisible():
            return
        self._place.setCurrentWidget(self._nothing)
        self._empty.say(*why_nothing(source.standing, source.run, self._part, source.trouble, self._is_training))
        self._going.setVisible(source.standing is Standing.ASSESSING)
        self._progress()

    @Slot()
    def _keep_focus(self) -> None:
        """A button that vanishes would hand the focus on to the rail of the window."""
        self._parts.tile(self._part).setFocus()

    @Slot()
    def _progress(self) -> None:
        done, total = self._source.progress
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        share = percent(done / total, 0) if total else ""
        self._bar.setFormat(tr("{done:,} of {total:,} · {share}", done=done, total=total, share=share) if total else "")

    # What is picked

    @Slot(int, int)
    def _pick_cell(self, true: int, predicted: int) -> None:
        if self._shown is not None:
            names = self.confusion.canvas.shown
            assert names is not None
            self.pick(Picked(names.called((true, predicted)), true, predicted))

    @Slot(int)
    def _pick_class(self, number: int) -> None:
        if self._shown is not None:
            self.pick(Picked(self._shown.labels[number], true=number))

    @Slot(float, float)
    def _pick_range(self, above: float, upto: float) -> None:
        self.pick(
            Picked(tr("{low:.0f} to {high:.0f} % sure", low=100 * above, high=100 * upto), above=above, upto=upto)
        )

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._parts.be_low(self.height() < _LOW)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()
