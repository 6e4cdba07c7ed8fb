"""What stands below the table of runs: the selected ones overlaid, compared, tested and evaluated, each in a tab."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.comparison.curves import OverlaidCurves
from cnnstudio.gui.comparison.differing import DifferencesView
from cnnstudio.gui.comparison.evaluated import ChosenEvaluation
from cnnstudio.gui.comparison.pair import PairView
from cnnstudio.gui.comparison.seeds import SeedsView
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads.turns import Making
from cnnstudio.gui.widgets.plots.hues import MOST, Look
from cnnstudio.gui.widgets.tab_bar import set_up


class RunTabs(QTabWidget):
    """Shows the selected runs in the tab that is in view; ``making`` makes the tabs, before its end there are none."""

    failed = Signal(object)
    """A StudioError: what a tab shows could not be worked out."""

    def __init__(self, document: Document, bridge: Bridge, training_run: TrainingRun) -> None:
        super().__init__(objectName="compare.tabs", documentMode=True, accessibleName=tr("The selected runs"))
        set_up(self)
        self.making = self._make(document, bridge, training_run)

    def show_runs(
        self, chosen: tuple[Run, ...], looks: Mapping[int, Look], told: Mapping[int, str], runs: tuple[Run, ...]
    ) -> None:
        """Fills the tab in view.

        Args:
            chosen: The selected runs.
            told: What tells each of them from the others.
            runs: All there are.
        """
        match self.currentWidget():
            case self.curves:
                self.curves.show_runs(chosen, looks, told)
            case self.pair:
                self.pair.show_runs(chosen[:MOST], told)
            case self.seeds:
                self.seeds.show_runs(runs)
            case self.evaluated:
                self.evaluated.show_runs(chosen[:MOST], told)

    def show_cell(self, chosen: tuple[Run, ...], told: Mapping[int, str], cell: tuple[int, int, int]) -> None:
        """Shows the pictures of a cell of a matrix: of this run, of the true and the predicted class."""
        self.setCurrentWidget(self.evaluated)
        self.evaluated.show_runs(chosen[:MOST], told)
        self.evaluated.show_cell(*cell)

    def end(self) -> None:
        """Stops for good what is worked out beside the window."""
        for part in (self.pair, self.seeds, self.evaluated.panel):
            part.end()

    def _make(self, document: Document, bridge: Bridge, training_run: TrainingRun) -> Making:
        self.curves = OverlaidCurves(in_turns=True)
        yield from self.curves.making
        self.differences, self.seeds = DifferencesView(), SeedsView()
        yield
        self.pair = PairView(document)
        yield
        self.evaluated = ChosenEvaluation(document, bridge, training_run)
        yield
        self.addTab(self.curves, tr("Curves"))
        self.addTab(self.differences, tr("What differs"))
        self.addTab(self.pair, tr("Confusion matrices"))
        self.addTab(self.seeds, tr("Repeated seeds"))
        self.addTab(self.evaluated, tr("Evaluation"))
        for part in (self.curves, self.pair, self.seeds):
            part.failed.connect(self.failed)
