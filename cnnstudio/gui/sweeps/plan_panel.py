"""What a sweep is to be: which settings vary, how they are combined, who trains, and the button that begins it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.sweeps import extras
from cnnstudio.core.sweeps.examples import examples
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.sweep_run import SweepRun
from cnnstudio.gui.sweeps.plan_choice import SettingChoice
from cnnstudio.gui.sweeps.plan_edits import SweepEdits
from cnnstudio.gui.sweeps.plan_varied import VariedList
from cnnstudio.gui.sweeps.where_panel import WherePanel
from cnnstudio.gui.sweeps.will_run_words import Tally
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.form import SettingsForm
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.widgets.section import Section

_LABELS = 98
_NOTHING = "Choose a setting that varies; each combination of values is then trained as a run of its own."
_HEIGHT = 40


class SweepPlan(QWidget):
    """The project's sweep, every edit an undo step of the document."""

    begun = Signal()
    """The sweep was asked to begin."""
    where_changed = Signal()

    def __init__(self, document: Document, experiments: SweepRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.plan")
        self._document, self._experiments = document, experiments
        self._edits = SweepEdits(document)
        self._tally = Tally()
        self._choice = SettingChoice(self)
        self._make()
        self._lay_out()
        self._connect()
        self._enable()

    @property
    def why_not(self) -> str:
        """Why the sweep cannot begin, in words; empty where it can."""
        sweep, document = self._edits.sweep, self._document
        if not sweep.varied:
            return "Nothing varies yet."
        if document.data_set is None:
            return document.why_not_train
        if missing := extras.why_not_search(sweep):
            return missing
        if why_not := self._experiments.why_not_begin or self.where.why_not:
            return why_not
        if self._tally.complete and self._tally.total and not self._tally.can:
            return f"None of the combinations can be trained: {self._tally.why_not}"
        return ""

    def show_tally(self, tally: Tally) -> None:
        """Says how many of the combinations can be trained."""
        self._tally = tally
        self._enable()

    @Slot()
    def open_choice(self) -> None:
        """Offers every setting that can vary."""
        if self._document.is_open:
            below = self._add.mapToGlobal(self._add.rect().bottomLeft())
            self._choice.offer(self._document.project, self._edits.addable(), below)

    @Slot()
    def follow(self) -> None:
        """Shows the sweep as it is now, if in view."""
        if not self.isVisible():
            return
        sweep = self._edits.sweep
        self.varied.follow()
        self._nothing.setVisible(not sweep.varied)
        self._form.show(sweep)
        missing = extras.why_not_search(sweep)
        self._missing.say(f"{missing} {extras.how_to_install(extras.SEARCH)}" if missing else "")
        self._enable()

    @Slot()
    def begin(self) -> None:
        """Begins the sweep as it stands, where it can."""
        if not self.why_not:
            self.begun.emit()
            self._experiments.begin(self.where.where)

    # Private

    def _enable(self) -> None:
        why_not = self.why_not
        self.start.setEnabled(not why_not)
        self.start.setToolTip(why_not or "Trains every combination, each as a run of this project")
        self.start.setAccessibleDescription(why_not)
        self._why_not.setText(why_not if self._edits.sweep.varied else "")
        self._why_not.setVisible(bool(self._why_not.text()))

    def _make(self) -> None:
        self.varied, self.where = VariedList(self._edits), WherePanel()
        self._nothing = MutedLabel(_NOTHING, wordWrap=True, objectName="sweep.plan.nothing")
        self._add = QPushButton(icon("plus"), "Add a setting…", objectName="sweep.add")
        self._add.setAccessibleName("Add a setting that varies")
        self._form = SettingsForm(prefix="sweep.settings", label_width=_LABELS)
        self._missing = SaidWords("caution")
        self._missing.setObjectName("sweep.plan.missing")
        self.start = AccentButton("Start sweep", "play")
        self.start.setObjectName("sweep.start")
        self.start.setAccessibleName("Start sweep")
        self.start.setMinimumHeight(_HEIGHT)
        self._why_not = MutedLabel(wordWrap=True, objectName="sweep.plan.why_not")
        self._why_not.setTextFormat(Qt.TextFormat.PlainText)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 4, 8, 12)
        column.setSpacing(12)
        sections = (
            ("What varies", "varied", (self.varied, self._nothing, self._add)),
            ("How", "how", (self._form, self._missing)),
            ("Where", "where", (self.where,)),
        )
        for title, name, widgets in sections:
            section = Section(title, f"sweep.section.{name}")
            for widget in widgets:
                section.body.addWidget(widget)
            column.addWidget(section)
        column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 8, 12)
        foot.addWidget(self._why_not)
        foot.addWidget(self.start)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(_scrolled(inside), 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        self._add.clicked.connect(self.open_choice)
        self._choice.chosen.connect(self._edits.add)
        self._form.changed.connect(self._edits.change)
        self.where.changed.connect(self._enable)
        self.where.changed.connect(self.where_changed)
        self.start.clicked.connect(self.begin)
        self._document.project_changed.connect(self.follow)
        self._document.data_changed.connect(self._enable)
        self._document.file_changed.connect(self._enable)
        self._document.opened.connect(self._form.forget_words)
        self._experiments.standing_changed.connect(self._enable)

    # What the page offers besides

    def offers(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """Sweeps to begin with: the words of each, and what plans it."""
        made = examples(self._document.project)
        return tuple((each.title, lambda each=each: self._edits.take(each)) for each in made)  # type: ignore[misc]

    def plan_like(self, sweep: Sweep) -> None:
        """Plans a sweep that was begun once more."""
        self._edits.plan_like(sweep)

    # Qt calls this

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.follow()


def _scrolled(content: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame, objectName="sweep.plan.scroll")
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    content.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area
