"""The settings of the next run: how to train, in sections; and, as words, the pictures it learns from."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.messages import EngineState
from cnnstudio.core.training.dividing import TEST_VALIDATES
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.turns import Making, finish
from cnnstudio.gui.training.data_words import data_words
from cnnstudio.gui.training.machine_section import MachineSection
from cnnstudio.gui.training.memory_words import MemoryWords
from cnnstudio.gui.training.plan_edits import PlanEdits
from cnnstudio.gui.training.plan_sections import (
    LABELS,
    EpochsSection,
    LossSection,
    OptimiserSection,
    PlanForm,
    PlanSection,
    RateSection,
    classes_section,
    gradients_section,
    metrics_section,
    quiet_words,
)
from cnnstudio.gui.training.start_choice import StartChoice
from cnnstudio.gui.widgets.blanks_button import BlanksButton
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.focus_frame import FocusFrame
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.in_sight import InSight
from cnnstudio.gui.widgets.letters import set_least_width
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.widgets.section import Section
from cnnstudio.gui.widgets.varying.button import ROOM
from cnnstudio.gui.words import unbroken

_LATER_WORDS = tr("all for the next run")
_LATER_HELP = tr("A run is on: what you change here counts from the next run.")
_USUAL_CLASSES = 10


class TrainSettings(QScrollArea):
    """The project's plan in sections, every edit an undo step of the document, and its data in words."""

    data_requested = Signal()
    """The person wants to choose or prepare the pictures."""
    work_requested = Signal()
    """The person wants to see the loss of a batch worked out."""

    def __init__(self, document: Document, parent: QWidget | None = None, *, in_turns: bool = False) -> None:
        """``in_turns``: ``making`` makes the sections, one a step; before its end nothing may be called."""
        super().__init__(parent)
        self.setObjectName("train.settings")
        self._document, self._edits = document, PlanEdits(document)
        self.making = self._make()
        if not in_turns:
            finish(self.making)

    def set_running(self, running: bool) -> None:
        """Whether a run is on, so that edits are for the one after it."""
        self._later.setVisible(running)
        self._memory.set_running(running)

    @property
    def least_width(self) -> int:
        """The pixels that its widest line needs."""
        return self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()

    def set_engine(self, engine: EngineState) -> None:
        """What the machine has to train on."""
        self._machine.set_engine(engine)

    def allow_work(self, why_not: str) -> None:
        """Says why the loss of no batch can be worked out; empty where one can."""
        self._loss.allow_work(why_not)

    def focus_setting(self, name: str) -> None:
        """Puts the keyboard into a setting, wherever its section shows it."""
        found = self.findChild(QWidget, f"train.plan.{name}.blank")
        if found is not None:
            found.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.ensureWidgetVisible(found)

    def follow(self) -> None:
        """Shows the project as it is now."""
        for section in self._sections:
            self._show(section)
        project, data = self._document.project, self._document.data_set
        forms = [form for form in self.findChildren(SettingsForm) if isinstance(form, PlanForm)]
        order = [name for form in forms for name in form.shown_settings]
        self._blanks.show_settings(type(project.plan), self._edits.blanks, order)
        self._test.say(TEST_VALIDATES if project.data.validation == DataRecipe.TEST else "")
        self._counts.setText(unbroken("\n".join(data_words(project, data))))

    def _show(self, section: PlanSection) -> None:
        project, data = self._document.project, self._document.data_set
        if section is self._loss:
            self._loss.set_classes((data.classes if data is not None else None) or _USUAL_CLASSES)
        section.follow(project.plan)

    def _forget_words(self) -> None:
        for section in self._sections:
            section.forget_words()

    def _make(self) -> Making:
        """The sections from top to bottom, the first ones in view."""
        column, edits = self._lay_out(), self._edits
        self._loss, self._machine, self._memory = LossSection(edits), MachineSection(edits), MemoryWords(self._document)
        self._sections: list[PlanSection] = []
        makers: list[Callable[[], PlanSection]] = [
            lambda: self._with_later(OptimiserSection(edits)),
            lambda: self._with_memory(EpochsSection(edits)),
            lambda: self._loss,
            lambda: RateSection(edits),
            lambda: classes_section(edits),
            lambda: gradients_section(edits),
            lambda: metrics_section(edits),
            lambda: self._machine,
        ]
        for make in makers:
            section = make()
            self._sections.append(section)
            self._show(section)
            column.addWidget(section)
            yield
        column.addWidget(self._make_pictures())
        column.addStretch(1)
        self._connect()

    def _connect(self) -> None:
        self._loss.work_requested.connect(self.work_requested)
        self._document.project_changed.connect(InSight(self, self.follow).follow)
        self._document.opened.connect(InSight(self, self._forget_words).follow)
        self.set_running(False)
        self.follow()  # the project may have changed since the first section was made

    def _with_later(self, section: OptimiserSection) -> OptimiserSection:
        self._optimiser = section
        self._later = MutedLabel(_LATER_WORDS, toolTip=_LATER_HELP, accessibleDescription=_LATER_HELP)
        self._later.setObjectName("train.settings.later")
        section.head.addWidget(self._later)  # beside the heading nothing moves as it comes and goes
        self._blanks = BlanksButton("train.blanks", without=("start",))
        self._blanks.chosen.connect(self._edits.turn_blank)
        section.head.addWidget(self._blanks)
        return section

    def _with_memory(self, section: EpochsSection) -> EpochsSection:
        self._epochs = section
        start = StartChoice(self._document, self._edits, LABELS)
        start.setContentsMargins(0, 0, ROOM, 0)
        section.body.addWidget(start)
        section.body.addWidget(self._memory)
        return section

    def _make_pictures(self) -> Section:
        pictures = Section(tr("Pictures"), "train.section.pictures")
        self._test = SaidWords("caution")
        self._test.setObjectName("train.settings.test_words")
        self._counts = quiet_words("train.settings.counts")
        self._change = QPushButton(icon("images"), tr("Choose and prepare them…"), objectName="train.settings.data")
        self._change.setToolTip(tr("Goes to the Data page: which pictures, how many, and what is done to them"))
        self._change.setAccessibleName(tr("Choose and prepare the pictures on the Data page"))
        self._change.clicked.connect(self.data_requested)
        for widget in (self._counts, self._test, self._change):
            pictures.body.addWidget(widget)
        return pictures

    def _lay_out(self) -> QVBoxLayout:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 16, 8, 16)
        column.setSpacing(10)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        set_least_width(self, 248)
        self.setAccessibleName(tr("Settings of training"))
        FocusFrame(self)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        return column
