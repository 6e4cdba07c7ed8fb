"""What a sweep is to be: which settings vary, how they are combined, who trains, and the button that begins it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from cnnstudio.core.language import tr
from cnnstudio.core.program.installing import how_to_install
from cnnstudio.core.project import Project
from cnnstudio.core.spec import settings_of
from cnnstudio.core.sweeps import extras
from cnnstudio.core.sweeps.combinations import grid_size
from cnnstudio.core.sweeps.examples import examples
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import MOST_TRIALS, Sweep
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.sweep_edits import TOO_MANY, SweepEdits
from cnnstudio.gui.experiments.sweep_run import SweepRun
from cnnstudio.gui.icons import icon
from cnnstudio.gui.sweeps.plan_choice import SettingChoice
from cnnstudio.gui.sweeps.plan_left_out import left_out_words
from cnnstudio.gui.sweeps.plan_part import PartWords
from cnnstudio.gui.sweeps.plan_varied import VariedList
from cnnstudio.gui.sweeps.where_panel import WherePanel
from cnnstudio.gui.sweeps.will_run_words import Tally, seconds_of_each
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.widgets.section import Section

_LABELS = 98
_NOTHING = tr("Choose a setting that varies; each combination of values is then trained as a run of its own.")
_HEIGHT = 40
_AROUND_ROW = 12
_GROWING_MS = 250
"""After so long it is the person who scrolls."""


class SweepPlan(QWidget):
    """The project's sweep, every edit an undo step of the document."""

    where_changed = Signal()
    """Who trains is to be remembered."""

    def __init__(self, document: Document, experiments: SweepRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.plan")
        self._document, self._experiments = document, experiments
        self._edits = SweepEdits(document)
        self._tally = Tally()
        self._grown: QWidget | None = None
        self._growing = QTimer(self, singleShot=True, interval=_GROWING_MS)
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
            return tr("Nothing varies yet.")
        if document.data_set is None:
            return document.why_not_train
        if why_not := self.varied.why_not or self._why_not_how():
            return why_not
        why_not = extras.why_not_search(sweep) or self._experiments.why_not_begin or self.where.why_not
        return why_not or _why_not_many(sweep) or self._why_not_train()

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
        """Shows the sweep as it is now."""
        sweep = self._edits.sweep
        self.varied.follow()
        self._nothing.setVisible(not sweep.varied)
        self._add.setEnabled(not self._edits.is_full)
        self._add.setToolTip(TOO_MANY if self._edits.is_full else "")
        for form in self._forms:
            form.show(sweep)
        self._part.follow(sweep)
        missing = extras.why_not_search(sweep)
        self._missing.say(f"{missing} {how_to_install(extras.SEARCH)}" if missing else "")
        self._enable()

    @Slot()
    def begin(self) -> None:
        """Begins the sweep as it stands, where it can."""
        where = self.where.where
        if where is not None and not self.why_not:
            self._experiments.begin(where, seconds_of_each(self._edits.sweep, self._tally))

    def hold_where(self) -> None:
        """Asks in the plan who trains, and nowhere else."""
        if self._where_body.indexOf(self.where) < 0:
            self._where_body.addWidget(self.where)
        self.where.say_why_not(False)  # that stands above Start
        self.where.show()

    @property
    def least_width(self) -> int:
        """The pixels that its widest line needs."""
        content, bar = self._area.widget(), self._area.verticalScrollBar()
        return content.minimumSizeHint().width() + bar.sizeHint().width()

    @Slot()
    def take_all(self) -> None:
        """Plans all combinations of the grid."""
        self._edits.take_all(min(grid_size(self._edits.sweep), MOST_TRIALS))

    # Private

    def _why_not_how(self) -> str:
        """Which setting of the sweep itself has to be put right first, in a sentence; empty where none has."""
        name = next(filter(None, (form.refused for form in self._forms)), "")
        return tr("Put “{setting}” right first.", setting=settings_of(Sweep)[name].label) if name else ""

    def _why_not_train(self) -> str:
        """Why none of the combinations can be trained; by TPE they are known where they are few."""
        if self._edits.sweep.method == "tpe" and self._document.project.blanks:
            return self._document.why_not_train
        if not self._tally.complete or self._tally.drawn or not self._tally.total or self._tally.can:
            return ""
        return tr("None of the combinations can be trained: {why}", why=self._tally.why_not)

    def _enable(self) -> None:
        why_not = self.why_not
        self.start.setEnabled(not why_not)
        self.start.setToolTip(why_not or tr("Trains every combination, each as a run of this project"))
        self.start.setAccessibleDescription(why_not)
        self._why_not.setText(why_not if self._edits.sweep.varied else "")
        self._why_not.setVisible(bool(self._why_not.text()))

    @Slot(object)
    def _bring_into_view(self, grown: QWidget) -> None:
        """Scrolls to what has got more room, also once the scroll bar knows of all of it, which may take it a while."""
        self._grown = grown
        self._growing.start()
        QTimer.singleShot(0, grown, self._see_grown)

    @Slot()
    def _see_grown(self) -> None:
        if self._growing.isActive() and self._grown is not None and isValid(self._grown):
            self._area.ensureWidgetVisible(self._grown, 0, _AROUND_ROW)

    def _make(self) -> None:
        self.varied, self.where = VariedList(self._edits), WherePanel()
        self._nothing = MutedLabel(_NOTHING, wordWrap=True, objectName="sweep.plan.nothing")
        self._add = QPushButton(icon("plus"), tr("Add a setting…"), objectName="sweep.add")
        self._add.setAccessibleName(tr("Add a setting that varies"))
        first, prefix = ("method", "most"), "sweep.settings"
        self._forms = (
            SettingsForm(first, prefix=prefix, label_width=_LABELS),
            SettingsForm(without=first, prefix=prefix, label_width=_LABELS),
        )
        self._part = PartWords(_LABELS)
        self._missing = SaidWords("caution")
        self._missing.setObjectName("sweep.plan.missing")
        self.start = AccentButton(tr("Start sweep"), "play")
        self.start.setObjectName("sweep.start")
        self.start.setAccessibleName(tr("Start sweep"))
        self.start.setMinimumHeight(_HEIGHT)
        self._why_not = MutedLabel(wordWrap=True, objectName="sweep.plan.why_not")
        self._why_not.setTextFormat(Qt.TextFormat.PlainText)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 4, 8, 12)
        column.setSpacing(12)
        sections = (
            (tr("What varies"), "varied", (self.varied, self._nothing, self._add)),
            (tr("How"), "how", (self._forms[0], self._part, self._missing, self._forms[1])),
            (tr("Where"), "where", (self.where,)),
        )
        for title, name, widgets in sections:
            section = Section(title, f"sweep.section.{name}")
            for widget in widgets:
                section.body.addWidget(widget)
            self._where_body = section.body  # that of the last one
            column.addWidget(section)
        column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 8, 0)  # below it the page leaves room
        foot.addWidget(self._why_not)
        foot.addWidget(self.start)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._area = _scrolled(inside)
        whole.addWidget(self._area, 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        self._add.clicked.connect(self.open_choice)
        self._choice.chosen.connect(self._add_setting)
        self.varied.grown.connect(self._bring_into_view)
        self.varied.refused.connect(self._enable)
        for form in self._forms:
            form.changed.connect(self._edits.change)
            form.words_changed.connect(self._enable)
            self._document.opened.connect(form.forget_words)
        self._document.opened.connect(self.varied.forget_words)
        self._part.all_wanted.connect(self.take_all)
        self.where.grown.connect(self._bring_into_view)
        self._area.verticalScrollBar().rangeChanged.connect(self._see_grown)
        self.where.changed.connect(self._enable)
        self.where.settled.connect(self.where_changed)
        self.start.clicked.connect(self.begin)
        self._document.data_changed.connect(self._enable)
        self._document.file_changed.connect(self._enable)
        self._experiments.standing_changed.connect(self._enable)

    # What the page offers besides

    def offers(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """Sweeps to begin with: the words of each, and what plans it."""
        made = examples(self._document.project)
        return tuple((each.title, lambda each=each: self._edits.take(each)) for each in made)  # type: ignore[misc]

    def plan_like(self, project: Project) -> str:
        """Plans a sweep that was begun once more; what is left out of it, in words.

        Args:
            project: With its sweep, as it was then.
        """
        if not self._document.is_read_only:
            self._edits.plan_like(project.sweep)
        return left_out_words(project, self._document.project)

    @Slot(object)
    def _add_setting(self, place: Place) -> None:
        """Lets a setting vary, and asks over what."""
        if self._edits.add(place):
            self.varied.follow()
            self.varied.row(place).unfold()


def _why_not_many(sweep: Sweep) -> str:
    tried = min(sweep.most, grid_size(sweep)) if sweep.method == "grid" else sweep.most_tried
    runs = tried * sweep.seeds
    if runs <= MOST_TRIALS:
        return ""
    return tr(
        "These are {runs:,} runs; a sweep has at most {most:,}. Lower “At most” or “Seeds each”.",
        runs=runs,
        most=MOST_TRIALS,
    )


def _scrolled(content: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame, objectName="sweep.plan.scroll")
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    content.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area
