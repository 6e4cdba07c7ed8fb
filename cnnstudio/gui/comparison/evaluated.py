"""The evaluation of one of the selected runs: which one is said above it, and can be chosen."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.comparison.names import run_names
from cnnstudio.gui.document import Document
from cnnstudio.gui.evaluation.panel import EvaluationPanel
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo


class ChosenEvaluation(QWidget):
    """The evaluation of the first of the runs, or of another one of them as soon as the person picks that."""

    def __init__(self, document: Document, bridge: Bridge, training_run: TrainingRun) -> None:
        super().__init__()
        self.panel = EvaluationPanel(document, bridge, training_run, name="compare.evaluate")
        self.combo = ElidingCombo(objectName="compare.evaluate.run", accessibleName=tr("Run that is evaluated"))
        self.combo.setMinimumContentsLength(24)
        self._note = MutedLabel("")
        label = QLabel(tr("Evaluati&on of"))
        label.setBuddy(self.combo)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(8)
        for widget in (label, self.combo, self._note):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._row)
        column.addWidget(self.panel, 1)
        self.combo.activated.connect(self._pick)

    def show_runs(self, runs: Sequence[Run], told: Mapping[int, str]) -> None:
        """Offers these runs; the one that is looked at stays while it is among them."""
        if not runs:
            return
        numbers = [run.number for run in runs]
        current = self.panel.named if self.panel.named in numbers else numbers[0]
        names = run_names(runs, told)
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for number in numbers:
                self.combo.addItem(names[number], number)
            self.combo.setCurrentIndex(numbers.index(current))
        self._note.setText(tr("one of the {count:,} selected runs", count=len(runs)))
        self._row.setVisible(len(runs) > 1)
        if self.panel.named != current:
            self.panel.show_run(current)

    def show_cell(self, number: int, true: int, predicted: int) -> None:
        """Shows the test pictures behind a cell of one of the runs."""
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(number))
        self.panel.show_cell(number, true, predicted)

    @Slot()
    def _pick(self) -> None:
        self.panel.show_run(self.combo.currentData())
