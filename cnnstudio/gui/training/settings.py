"""The settings of the next run: how to train; and, as words, the pictures it learns from."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.spec import settings_of
from cnnstudio.data.split import TEST_VALIDATES
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.training.data_words import data_words
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.form import SettingsForm
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.words import unbroken

_LABELS = 98
_LATER_WORDS = "for the next run"
_LATER_HELP = "A run is on: what you change here counts from the next run."


class TrainSettings(QScrollArea):
    """A form on the project's plan, every edit an undo step of the document, and its data in words."""

    data_requested = Signal()
    """The person wants to choose or prepare the pictures."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.settings")
        self._document = document
        self._plan = SettingsForm(prefix="train.plan", label_width=_LABELS)
        self._test = SaidWords("caution")
        self._test.setObjectName("train.settings.test_words")
        self._counts = MutedLabel(wordWrap=True)
        self._counts.setObjectName("train.settings.counts")
        self._counts.setTextFormat(Qt.TextFormat.PlainText)
        self._change = QPushButton(icon("images"), "Choose and prepare them…", objectName="train.settings.data")
        self._change.setToolTip("Goes to the Data page: which pictures, how many, and what is done to them")
        self._change.setAccessibleName("Choose and prepare the pictures on the Data page")
        self._later = QLabel(_LATER_WORDS, toolTip=_LATER_HELP, accessibleDescription=_LATER_HELP)
        self._later.setForegroundRole(QPalette.ColorRole.Accent)
        self._later.setObjectName("train.settings.later")
        self._lay_out()
        self._plan.changed.connect(self._change_plan)
        self._change.clicked.connect(self.data_requested)
        document.project_changed.connect(self.follow)
        document.opened.connect(self._plan.forget_words)
        self.set_running(False)
        self.follow()

    def set_running(self, running: bool) -> None:
        """Whether a run is on, so that edits are for the one after it."""
        self._later.setVisible(running)

    def follow(self) -> None:
        """Shows the project as it is now."""
        project = self._document.project
        self._plan.show(project.plan)
        self._test.say(TEST_VALIDATES if project.data.validation == DataRecipe.TEST else "")
        self._counts.setText(unbroken("\n".join(data_words(project, self._document.data_set))))

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 16, 8, 16)
        column.setSpacing(8)
        title = QHBoxLayout()  # the words stand beside the heading, so that nothing moves as they come and go
        title.addWidget(heading("Training"), 1)
        title.addWidget(self._later)
        column.addLayout(title)
        column.addWidget(self._plan)
        column.addSpacing(12)
        column.addWidget(heading("Pictures"))
        for widget in (self._counts, self._test, self._change):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(248)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def _change_plan(self, name: str, value: object) -> None:
        project = self._document.project
        if name == "optimizer":
            plan = project.plan.with_optimizer(str(value))
        else:
            plan = replace(project.plan, **{name: value})
        label = settings_of(plan)[name].label
        self._document.change(replace(project, plan=plan), f"Change {label.lower()}", f"plan.{name}")
