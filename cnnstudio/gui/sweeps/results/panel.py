"""What came of the sweep that is looked at: pictures of its trials above, the table of them below."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.report import Called
from cnnstudio.data.sources import shown_name
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.experiments import Experiments
from cnnstudio.gui.icons import icon
from cnnstudio.gui.sweeps.report_button import Drawn, ReportButton, Told
from cnnstudio.gui.sweeps.results.bar import TrialBar
from cnnstudio.gui.sweeps.results.best import BestView
from cnnstudio.gui.sweeps.results.chart import Chart
from cnnstudio.gui.sweeps.results.curves import CurvesView
from cnnstudio.gui.sweeps.results.doing import TrialDeeds
from cnnstudio.gui.sweeps.results.export import ExportTrials
from cnnstudio.gui.sweeps.results.importance import ImportanceView
from cnnstudio.gui.sweeps.results.looking import Looking
from cnnstudio.gui.sweeps.results.model import TrialModel
from cnnstudio.gui.sweeps.results.parallel import ParallelView
from cnnstudio.gui.sweeps.results.parameters import ParameterCounts
from cnnstudio.gui.sweeps.results.settings import SettingsView
from cnnstudio.gui.sweeps.results.table import TrialTable
from cnnstudio.gui.sweeps.results.words import passing_words
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.threads.turns import Making, finish
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.tab_bar import set_up

_TABLE_MS = 80
"""While a range is drawn the table follows a little behind the pictures."""

_BETWEEN_MS = 250
"""A sweep tells more often what is new than pictures of 2,000 trials are worth drawing."""

_PICK = tr("Click to select a trial, with Ctrl several; click twice for its run.")
_DRAG = tr("Drag along an axis to keep a range of it.")
_ALL, _EACH, _IMPORTANCE, _BEST, _CURVES = (
    tr("All settings"),
    tr("Each setting"),
    tr("Importance"),
    tr("Best so far"),
    tr("Curves"),
)
"""What the tabs of the pictures are called."""


def _hints(title: str, *, is_dark: bool) -> tuple[str, ...]:
    """What is said below the pictures of a tab, at length and shorter; of dark windows the bold lines are white."""
    better = tr("Brighter is better.") if is_dark else tr("Darker is better.")
    if title == _ALL:
        click = tr("Click a line to select it, click twice for its run.")
        return f"{_DRAG} {click} {better}", f"{_DRAG} {better}"
    if title == _EACH:
        mean = tr("Bold: the mean.")
        return f"{mean} {_PICK} {better}", f"{mean} {better}"
    if title == _BEST:
        line = tr("The line is the best so far.")
        return f"{line} {_PICK} {better}", line
    if title == _CURVES:
        bold = tr("Bold white: the one under the pointer.") if is_dark else tr("Bold black: the one under the pointer.")
        score = tr("Brighter is a better score.") if is_dark else tr("Darker is a better score.")
        return f"{_PICK} {bold} {score}", f"{bold} {better}", better
    return ("",)


_ON_PAPER = QSize(720, 400)
"""Pictures of a report, hardly wider than they stand on the page: words in them stay as large as those around them."""


class ResultsPanel(QWidget):
    """Follows the experiment that is looked at while it is in view; every picture has the table's selection."""

    page_requested = Signal(str)
    """The page on which the person goes on: "train" or "build"."""
    kernels_requested = Signal()
    """The kernels of the document's chosen run are wanted."""
    compare_requested = Signal(object)
    """The numbers of the runs to compare, a tuple."""
    said = Signal(str)
    """Something was done, in words."""

    def __init__(
        self, document: Document, experiments: Experiments, parent: QWidget | None = None, *, in_turns: bool = False
    ) -> None:
        """``in_turns``: ``making`` makes the panel, a part a step; before its end nothing may be called."""
        super().__init__(parent)
        self.setObjectName("sweep.results")
        self._document, self._experiments = document, experiments
        self.making = self._make()
        if not in_turns:
            finish(self.making)

    def end(self) -> None:
        """Stops for good what is done beside the window."""
        self.export.end()
        self.report.end()
        self.counting.end()

    @property
    def chosen(self) -> tuple[int, ...]:
        """The numbers of the selected trials."""
        return self.looking.chosen

    @property
    def is_behind(self) -> bool:
        """Whether something is still to be shown."""
        return self._soon.isActive() or self._table_soon.isActive() or self.counting.is_busy

    def select(self, numbers: Sequence[int]) -> None:
        """Selects these trials alone, and has what hides them shown again."""
        self._follow_now()
        self.looking.let_all_through()
        self._let_pass()
        if any(self.model.place(number) is None for number in numbers):
            self.bar.show_all()
        self.looking.choose(numbers)

    def pictures(self) -> Iterator[Drawn]:
        """What a report shows, on white, one a step; none without a score."""
        self._follow_now()
        yield from filter(None, map(self._drawn, (self.parallel, self.best.chart, self.curves)))

    def _drawn(self, chart: Chart) -> Drawn | None:
        field = self.looking.field
        if field is None or not field.is_scored.any() or chart.why_empty(field):
            return None
        return chart.accessibleName(), chart.whole_sheet(_ON_PAPER).image

    def _told(self) -> Told | None:
        """What a report is of."""
        experiment = self._experiments.chosen
        if experiment is None:
            return None
        called = Called(self._document.title, shown_name(experiment.project.data.source))
        return experiment, self._document.runs, called

    # Making

    def _make(self) -> Making:
        self.looking = Looking(self)
        self.deeds = TrialDeeds(self._document, self.looking, self)
        self.model = TrialModel(self)
        self.table = TrialTable(self.model, self.looking)
        self.export = ExportTrials(self.model)
        self.report = ReportButton(self._told, self.pictures)
        self.bar = TrialBar(self.deeds, (self.export, self.report))
        self.counting = ParameterCounts(self)
        yield
        self.parallel, self.settings = ParallelView(self.looking), SettingsView(self.looking)
        self.importance = ImportanceView(self.looking)
        yield
        self.best, self.curves = BestView(self.looking), CurvesView(self.looking)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._follow_now)
        self._table_soon = QTimer(self, singleShot=True, interval=_TABLE_MS)
        self._table_soon.timeout.connect(self._let_pass)
        self._recent = QTimer(self, singleShot=True, interval=_BETWEEN_MS)
        self._lay_out()
        yield
        self._connect()
        self._follow_now()

    def _lay_out(self) -> None:
        self.hint = FittingLabel()
        self._all = QPushButton(icon("x"), tr("Show all"), objectName="sweep.ranges.clear", visible=False)
        self._all.setToolTip(tr("Takes all ranges away (Esc)"))
        row = QHBoxLayout()
        row.addWidget(self.hint, 1)
        row.addWidget(self._all)
        wide = QScrollArea(widgetResizable=True)
        wide.setFrameShape(QScrollArea.Shape.NoFrame)
        wide.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        wide.setWidget(self.parallel)
        self.tabs = QTabWidget(
            objectName="sweep.pictures", documentMode=True, accessibleName=tr("Pictures of the trials")
        )
        set_up(self.tabs)
        self.tabs.addTab(wide, _ALL)
        self.tabs.addTab(self.settings, _EACH)
        self.tabs.addTab(self.importance, _IMPORTANCE)
        self.tabs.addTab(self.best, _BEST)
        self.tabs.addTab(self.curves, _CURVES)
        upper, lower = QWidget(), QWidget()
        above, below = QVBoxLayout(upper), QVBoxLayout(lower)
        for column in (above, below):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)
        above.addWidget(self.tabs, 1)
        above.addLayout(row)
        below.addWidget(self.bar)
        below.addWidget(self.table, 1)
        self._halves = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False, handleWidth=8)
        self._halves.addWidget(upper)
        self._halves.addWidget(lower)
        self._halves.setSizes([500, 500])
        self._empty = EmptyState("sweep.results.empty", "chart-line")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._halves)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        looking, document = self.looking, self._document
        self._experiments.changed.connect(self._follow)
        self._experiments.epoch_added.connect(self._follow)
        document.runs_changed.connect(self._follow)
        looking.chosen_changed.connect(self._say)
        looking.ranges_changed.connect(self._show_ranges)
        self.model.arranged.connect(self._leave_out)
        self.bar.filtered.connect(self.model.filter)
        self.bar.combined.toggled.connect(self.model.combine)
        self.counting.counted.connect(self.model.know_parameters)
        self.tabs.currentChanged.connect(lambda _: self._say_hint())
        self._all.clicked.connect(looking.let_all_through)
        self.table.menu_wanted.connect(lambda place: self.bar.menu(self.table.copy).popup(place))
        for part in (self.parallel, self.settings, self.best, self.curves, self.table):
            part.opened.connect(self.deeds.look)
        for part in (self.parallel, self.settings, self.best, self.curves, self.export, self.report, self.counting):
            part.failed.connect(document.refused)
        for signal, own in (
            (self.deeds.page_requested, self.page_requested),
            (self.deeds.kernels_requested, self.kernels_requested),
            (self.deeds.compare_requested, self.compare_requested),
            (self.deeds.said, self.said),
            (self.export.said, self.said),
            (self.report.done, self.said),
        ):
            signal.connect(own)

    # Following

    @property
    def _title(self) -> str:
        """Of the tab in view."""
        return self.tabs.tabText(self.tabs.currentIndex())

    @Slot()
    def _follow(self) -> None:
        """Looks soon at what is new, at once where nothing was new for a while."""
        if self.isVisible() and not self._soon.isActive():
            self._soon.start(_BETWEEN_MS if self._recent.isActive() else 0)

    @Slot()
    def _follow_now(self) -> None:
        experiment = self._experiments.chosen
        self._recent.start()
        if experiment is None:
            self._empty.say(
                tr("Nothing was tried yet"),
                tr("Choose what varies and start the sweep: each run is a line here as soon as it has a score."),
            )
        self._pages.setCurrentWidget(self._empty if experiment is None else self._halves)
        standing = self._experiments.standing
        runs_now = standing is not None and experiment is not None and standing.experiment == experiment.number
        live = self._experiments.epochs if runs_now else {}
        self.looking.follow({run.number: run for run in self._document.runs}, live)
        self._show_experiment()

    def _show_experiment(self) -> None:
        before = None if self.looking.field is None else self.looking.field.experiment
        if self._experiments.chosen is not before:
            self.looking.show(self._experiments.chosen)
            self.model.show(self.looking.field, self.looking.passing)
            self.counting.follow(self._experiments.chosen)
            self._all.setVisible(bool(self.looking.ranges))
            self._say_hint()
        self.model.know(self.looking.runs)
        self._say()

    @Slot()
    def _leave_out(self) -> None:
        """What the table does not list leaves the selection: nothing is to be done to what cannot be seen."""
        chosen = self.looking.chosen
        if not self._table_soon.isActive():
            self.looking.choose(each for each in chosen if self.model.place(each) is not None)
        self._say()

    @Slot()
    def _show_ranges(self) -> None:
        if not self._table_soon.isActive():
            self._table_soon.start()
        self._all.setVisible(bool(self.looking.ranges))
        self._say_hint()

    @Slot()
    def _let_pass(self) -> None:
        self.model.let_pass(self.looking.passing)

    def _say_hint(self) -> None:
        """What lies within the ranges, or what can be done."""
        field, ranges = self.looking.field, self.looking.ranges
        if field is None or not ranges:
            self.hint.say(*_hints(self._title, is_dark=theme_of(self.palette()).dark))
            return
        axes = (*field.axes, field.score_axis)
        named = [f"{axes[at].label} {axes[at].range_words(*found)}" for at, found in sorted(ranges.items())]
        words = passing_words(int(self.looking.passing.sum()), len(field))
        self.hint.say(f"{words}: {'; '.join(named)}", words)

    @Slot()
    def _say(self) -> None:
        field = self.looking.field
        there = sum(len(self.model.members(number)) for number in self.model.numbers)
        has_seeds = field is not None and field.experiment.project.sweep.seeds > 1
        self.bar.refresh(len(self.looking.chosen), there, 0 if field is None else len(field), has_seeds=has_seeds)

    # Qt calls these

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "tabs"):
            self._say_hint()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()
