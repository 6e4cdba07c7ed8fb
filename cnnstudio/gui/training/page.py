"""The Train page: settings at the left; at the right the run: progress, figures, curves, kernels, evaluation, log."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.messages import EngineState
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.evaluation.panel import EvaluationPanel
from cnnstudio.gui.project.missing_weights import MissingWeights
from cnnstudio.gui.runs.training_run import State, TrainingRun
from cnnstudio.gui.threads.newest import end_all
from cnnstudio.gui.threads.turns import Making, Turn, finish, paint_in_turn
from cnnstudio.gui.training.advice import AdvicePanel
from cnnstudio.gui.training.continuing import ContinueButton
from cnnstudio.gui.training.controls import RunControls
from cnnstudio.gui.training.figures import BigFigures, figures_of
from cnnstudio.gui.training.histories import Histories
from cnnstudio.gui.training.live import LiveCurves
from cnnstudio.gui.training.log import EpochLog
from cnnstudio.gui.training.moving import MovingPanel
from cnnstudio.gui.training.pace import PaceLine
from cnnstudio.gui.training.queue_panel import QueuePanel
from cnnstudio.gui.training.runs import RunChooser
from cnnstudio.gui.training.settings import TrainSettings
from cnnstudio.gui.training.tabs import RunTabs
from cnnstudio.gui.training.worked_loss import WorkedLoss, why_not_work
from cnnstudio.gui.widgets.fitting_splitter import FittingSplitter
from cnnstudio.gui.widgets.late import Late
from cnnstudio.gui.widgets.measures import grown
from cnnstudio.gui.widgets.notice import Notice
from cnnstudio.gui.widgets.tab_order import in_sight_order, put_in_order

_REFRESH_MS = 250
"""Drawing costs the training: beside a bare fit on two cores it ran at 0.85 to 0.98 with 100 ms, at 1.16 with 250."""
_NO_RUN = (
    tr("No run yet…\n\nPress Train: the loss falls here while the network learns."),
    tr("No run yet…\n\nPress Train: the accuracy rises here while the network learns."),
)
_FIRST_BATCH = tr("The curves begin with the first batch…")
_NO_EPOCH = tr("This run ended before its first epoch was complete.")
_OPENED = tr("Opened from a file, which does not hold how it was trained.\nTrain goes on from its weights.")
_GAP = 10
_WIDE = 1500
"""A page with so many pixels has the advice beside the curves and not under them."""
_ADVICE_WIDTH, _ADVICE_SHARE = 340, 0.3


class TrainPage(QWidget):
    """Trains the project and shows how that goes, or how the chosen run went."""

    export_requested = Signal(object)
    """The Run to export."""
    fine_tune_requested = Signal(object)
    """The Run whose pretrained network is to learn on."""
    base_requested = Signal(str)
    """The person wants the weights of a pretrained network that are not here; its source."""
    data_requested = Signal()
    """The person wants to choose or prepare the pictures."""

    def __init__(
        self,
        document: Document,
        training_run: TrainingRun,
        bridge: Bridge,
        parent: QWidget | None = None,
        *,
        in_turns: bool = False,
    ) -> None:
        """``in_turns``: ``making`` makes what is in view, a part a step; before its end nothing may be called."""
        super().__init__(parent)
        self.setObjectName("page.train")
        self._document, self._run, self._bridge = document, training_run, bridge
        self._histories = Histories(document, training_run, self)
        self._drawn: object = None
        self._rows: object = None
        self._serial = document.serial
        self.making = self._make()
        if not in_turns:
            finish(self.making)

    def rest(self) -> Making:
        """Makes what is not in view at first, which else is made when it is looked at."""
        for late in (self._moving, self._evaluation):
            assert late.content is not None
            yield

    @Slot(object)
    def set_engine(self, engine: EngineState) -> None:
        """What the engine says of itself and of the machine."""
        self._controls.set_engine(engine)
        self._settings.set_engine(engine)

    def focus_setting(self, name: str) -> None:
        """Puts the keyboard into a setting of the plan."""
        self._settings.focus_setting(name)

    @Slot()
    def show_worked_loss(self) -> None:
        """Shows how the loss of a batch comes about, in a tab that can be closed."""
        if self._worked is None:
            self._worked = WorkedLoss(self._document, self._run, self._bridge, self)
        self._tabs.open_tab(self._worked, tr("Loss worked through"))

    def end(self) -> None:
        """Stops what is done beside the window: advice, evaluation, figures, film, pictures and files of plots."""
        self._timer.stop()
        end_all(self)
        self._advice.end()
        if self._evaluation.is_made:
            self._evaluation.content.end()

    # Making

    def _make(self) -> Making:
        document, run, bridge = self._document, self._run, self._bridge
        self._settings = TrainSettings(document, in_turns=True)
        yield from self._settings.making
        self.missing = MissingWeights(document, self)
        self._without_weights = Notice("train.weights")
        self._controls, self._queue = RunControls(document, run), QueuePanel(document, run)
        self._runs, self._continue = RunChooser(document), ContinueButton(document, run)
        yield
        self._figures, self._pace = BigFigures(), PaceLine(run, document.background)
        yield
        self._curves = LiveCurves(in_turns=True)
        yield from self._curves.making
        self._log, self._advice = EpochLog(), AdvicePanel(document, run)
        self._moving = Late(lambda: MovingPanel(document, run, bridge))
        self._evaluation = Late(lambda: EvaluationPanel(document, bridge, run))
        self._worked: WorkedLoss | None = None
        yield
        self._make_tabs()
        self._lay_out()
        yield
        self._connect()
        self._follow()

    def _make_tabs(self) -> None:
        self._tabs = RunTabs()
        self._tabs.setObjectName("train.tabs")
        self._tabs.setAccessibleName(tr("The run"))
        curves = QWidget()
        inside = QVBoxLayout(curves)
        inside.setContentsMargins(0, _GAP, 0, 0)
        inside.setSpacing(_GAP)
        for widget in (self._figures, self._pace):
            inside.addWidget(widget)
        inside.addWidget(self._curves, 1)
        self._tabs.addTab(_scrolled(curves), tr("Curves"))
        self._tabs.addTab(self._moving, tr("Kernels and maps"))
        self._tabs.addTab(self._evaluation, tr("Evaluation"))
        self._tabs.addTab(self._log, tr("Log"))

    def _lay_out(self) -> None:
        self._with_advice = FittingSplitter(Qt.Orientation.Vertical, self._tabs, self._advice, self._tabs_length)
        chosen = QHBoxLayout()
        chosen.setSpacing(8)
        chosen.addWidget(self._runs, 1)
        chosen.addWidget(self._continue)
        self._right = QWidget()
        column = QVBoxLayout(self._right)
        column.setContentsMargins(8, 16, 16, 12)
        column.setSpacing(_GAP)
        column.addWidget(self._controls)
        column.addWidget(self._without_weights)
        column.addWidget(self._queue)
        column.addLayout(chosen)
        column.addWidget(self._with_advice, 1)
        rule = lambda whole: _settings_width(whole, self.fontMetrics(), self._settings.least_width)  # noqa: E731
        self._columns = FittingSplitter(Qt.Orientation.Horizontal, self._settings, self._right, rule)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._columns)

    def _connect(self) -> None:
        document = self._document
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._soon = Turn(self)
        self._soon.came.connect(self.refresh)
        self.missing.changed.connect(self._show_missing)
        self._without_weights.wanted.connect(self.base_requested.emit)
        self._without_weights.keyboard_freed.connect(self._settings.setFocus)
        self._show_missing()
        self._runs.export_requested.connect(self.export_requested)
        self._runs.fine_tune_requested.connect(self.fine_tune_requested)
        self._settings.data_requested.connect(self.data_requested)
        self._settings.work_requested.connect(self.show_worked_loss)
        self._curves.failed.connect(document.refused)
        self._histories.changed.connect(self.refresh)
        self._advice.advice_changed.connect(self._show_advice)
        self._show_advice()
        document.project_changed.connect(self._follow)
        document.runs_changed.connect(self._follow)
        self._run.state_changed.connect(self._follow)

    def _tabs_length(self, whole: int) -> int:
        """The tabs have the room, but for the advice: at their right as a column, under them as high as it needs."""
        if self._with_advice.orientation() is Qt.Orientation.Horizontal:
            return whole - _ADVICE_WIDTH
        wanted = self._advice.widget().heightForWidth(max(self._with_advice.width(), 1))
        return whole - min(wanted + 4, round(_ADVICE_SHARE * whole))

    @Slot()
    def _show_missing(self) -> None:
        """Says that the weights of a pretrained network are not here, with the way to them."""
        words = self.missing.words
        ways = [(tr("Get its weights…"), self.missing.source)] if words else []
        self._without_weights.say(
            tr("{words} The network cannot be trained without them.", words=words) if words else "", "caution", ways
        )

    @Slot()
    def _show_advice(self) -> None:
        """Makes room for advice where there is some; beside a run from its start, so that its curves do not jump."""
        beside = self._with_advice.orientation() is Qt.Orientation.Horizontal
        self._advice.setVisible(bool(self._advice.advice) or (beside and self._run.is_active))
        self._with_advice.fit()

    # Following

    @Slot()
    def refresh(self) -> None:
        """Draws what is new, each plot in its own turn; the timer does this while a run is on and the page in view."""
        self._controls.show_progress()
        history, run = self._histories.shown()
        live = self._histories.is_live(run)
        self._pace.show_run(run, live)
        mark = (
            id(history),
            history.generation,
            run,
            len(history.batch_positions),
            len(history.epochs),
            self._run.state is State.WAITING,
            live,
            self._document.why_not_train,
        )
        if mark == self._drawn:
            return
        self._drawn = mark
        self._figures.show_figures(figures_of(history, run, live))
        self._log.show_epochs(history.epochs, run)
        self._curves.set_empty(*self._empty_words(run))
        self._curves.show_history(history, run)

    @Slot()
    def _follow(self) -> None:
        if not self.isVisible():  # a project that is opened would pay for a page that nobody sees
            self._timer.stop()
            return
        active, has_runs = self._run.is_active, bool(self._document.runs)
        awaits_new = self._run.prepares_new_run and self._run.comes_into_view
        rows = active, has_runs, awaits_new
        if rows != self._rows:  # something comes or goes above the curves: to lay these out takes as long
            self._rows = rows
            paint_in_turn(self._right)
        self._controls.follow()
        self._settings.set_running(active)
        self._settings.allow_work(why_not_work(self._document))
        self._runs.setVisible(has_runs and not awaits_new)  # whose buttons are for the runs that are there
        self._pace.setVisible(has_runs or active)
        self._show_advice()
        draws_soon = active and self._timer.isActive()
        if self._serial != self._document.serial:
            # All pages follow another project in one turn; the curves, which take the longest, have the next.
            self._serial, self._drawn = self._document.serial, None
            self._curves.blank()
            self._soon.start()
        elif not draws_soon and not self._soon.is_wanted:
            self.refresh()
        if not active:
            self._timer.stop()
        elif not draws_soon:
            self._timer.start()  # and is left to run: what follows in its time is drawn with the batches

    def _empty_words(self, run: Run | None) -> tuple[str, str]:
        """What is said in the place of the two plots."""
        if self._run.is_active:
            return _FIRST_BATCH, _FIRST_BATCH
        if run is not None:
            words = _OPENED if run.is_imported else _NO_EPOCH
            return words, words
        loss, accuracy = _NO_RUN
        short = loss.partition("\n")[0]
        return (short, short) if self._document.why_not_train else (loss, accuracy)

    # Qt calls these

    def focusNextPrevChild(self, next: bool) -> bool:
        # Put in order when it is used: forms, rows and advice come and go, each at the end of Qt's order.
        if self.isVisible():  # Qt asks of a page that it hides, too: which part of another is the next
            put_in_order([*in_sight_order(self._right), *in_sight_order(self._settings)])
        return super().focusNextPrevChild(next)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._columns.fit()  # the settings may have been made since
        self.missing.look()
        self._soon.start()  # the page first, then what is new in the curves
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self._with_advice.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        self._with_advice.fit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._soon.stop()  # it is drawn when the page is seen again


def _scrolled(content: QWidget) -> QScrollArea:
    """Scrolls where the window is too low or the letters are too large for all of it."""
    area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame, objectName="train.curves.scroll")
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    content.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area


def _settings_width(whole: int, metrics: QFontMetrics, least: int) -> int:
    usual = min(max(round(0.3 * whole), grown(276, metrics)), grown(420, metrics))
    return max(usual, least)
