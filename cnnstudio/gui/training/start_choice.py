"""Chooses the weights that training starts from: new ones, or those of a run whose network has the same arrays."""

from itertools import islice

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.transferring.starting import why_not_fit, why_not_start, why_nothing_to_take
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.names import run_title
from cnnstudio.gui.training.plan_edits import PlanEdits
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.forms.form import form_label
from cnnstudio.gui.widgets.in_sight import InSight
from cnnstudio.gui.widgets.said_words import SaidWords

_MOST_LOOKED, _MOST_LISTED = 200, 50
"""Of so many of the latest runs so many are listed."""


class StartChoice(QWidget):
    """One line of the plan, and below it why the run it names cannot be started from."""

    def __init__(self, document: Document, edits: PlanEdits, label_width: int) -> None:
        super().__init__()
        self._document, self._edits = document, edits
        found = settings_of(Plan)["start"]
        self._combo = ElidingCombo(objectName="train.plan.start", accessibleName=found.label)
        self._combo.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(6)
        self._combo.setToolTip(found.help)
        self._combo.setAccessibleDescription(found.help)
        self._combo.activated.connect(lambda index: edits.change("start", self._combo.itemData(index)))
        self._why_not = SaidWords("caution")
        self._why_not.setObjectName("train.plan.start.why_not")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(form_label(found.label, label_width, self._combo))
        row.addWidget(self._combo, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._why_not)
        in_sight = InSight(self, self.follow)
        document.project_changed.connect(in_sight.follow)
        document.runs_changed.connect(in_sight.follow)
        self.follow()

    def follow(self) -> None:
        """Lists what there is to start from now."""
        project, runs = self._document.project, self._document.runs
        entries = [(tr("New weights"), 0), *((run_title(run), run.number) for run in self._able())]
        start = project.plan.start
        if start not in (number for _, number in entries):
            named = next(
                (run_title(run) for run in runs if run.number == start),
                tr("Run {number}, not in the file", number=start),
            )
            entries.append((named, start))
        if entries != [(self._combo.itemText(each), self._combo.itemData(each)) for each in range(self._combo.count())]:
            with QSignalBlocker(self._combo):
                self._combo.clear()
                for words, number in entries:
                    self._combo.addItem(words, number)
        self._combo.setCurrentIndex(self._combo.findData(start))
        self._combo.setEnabled(self._combo.count() > 1)
        self._why_not.say(why_not_start(project, runs))

    def _able(self) -> list[Run]:
        """The latest runs that the network of the project can take the weights of."""
        network, latest = self._document.project.network, islice(reversed(self._document.runs), _MOST_LOOKED)
        fits: dict[int, bool] = {}  # runs of a file share their networks, and this is asked at every edit

        def is_able(run: Run) -> bool:
            other = run.project.network
            if id(other) not in fits:
                fits[id(other)] = not why_not_fit(network, other)
            return fits[id(other)] and not why_nothing_to_take(run)

        return list(islice(filter(is_able, latest), _MOST_LISTED))
