"""The settings of the next run: how to train, and on which pictures."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.plan import DataRecipe, Plan
from cnnstudio.core.spec import settings_of
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.editors import IntegerBox
from cnnstudio.gui.widgets.form import SettingsForm

_LABELS = 98
_ALL = "all"
_TEST_WORDS = "Settings chosen by the test pictures make the test result look too good."
_LATER_WORDS = "for the next run"
_LATER_HELP = "A run is on: what you change here counts from the next run."


class TrainSettings(QScrollArea):
    """Two forms, on the project's plan and on its data; every edit is an undo step of the document."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.settings")
        self._document = document
        self._plan = SettingsForm(prefix="train.plan", label_width=_LABELS)
        self._data = SettingsForm(("subset", "validation"), prefix="train.data", label_width=_LABELS)
        self._share = SettingsForm(("validation_share",), prefix="train.data", label_width=_LABELS)
        self._test = MutedLabel(_TEST_WORDS, wordWrap=True)
        self._test.setObjectName("train.settings.test_words")
        self._counts = MutedLabel(wordWrap=True)
        self._counts.setObjectName("train.settings.counts")
        self._later = QLabel(_LATER_WORDS, toolTip=_LATER_HELP, accessibleDescription=_LATER_HELP)
        self._later.setForegroundRole(QPalette.ColorRole.Accent)
        self._later.setObjectName("train.settings.later")
        self._lay_out()
        self._plan.changed.connect(self._change_plan)
        for form in (self._data, self._share):
            form.changed.connect(self._change_data)
        document.project_changed.connect(self.follow)
        self.set_running(False)
        self.follow()

    def set_running(self, running: bool) -> None:
        """Whether a run is on, so that edits are for the one after it."""
        self._later.setVisible(running)

    def follow(self) -> None:
        """Shows the project as it is now."""
        project = self._document.project
        self._plan.show(project.plan)
        self._data.show(project.data)
        self._count_pictures()
        self._share.show(project.data)
        on_test = project.data.validation == DataRecipe.TEST
        self._share.setVisible(not on_test)
        self._test.setVisible(on_test)
        self._counts.setText(self._counted(project.data, project.plan))

    def _count_pictures(self) -> None:
        """Lets "Use only" speak of pictures, and of all of them where it stands at 0."""
        box = self._data.editor("subset")
        if isinstance(box, IntegerBox) and not box.specialValueText():
            box.setMinimum(0)
            box.setSpecialValueText(_ALL)
            box.setSuffix(" pictures")
            box.lineEdit().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        clicked = event.type() == QEvent.Type.MouseButtonRelease
        if clicked and isinstance(watched, QLineEdit) and watched.text() == _ALL:
            watched.selectAll()  # a number typed takes its place
        return super().eventFilter(watched, event)

    def _counted(self, recipe: DataRecipe, plan: Plan) -> str:
        data = self._document.data_set
        if data is None:
            return ""
        used = min(recipe.subset or len(data.x_train), len(data.x_train))
        on_test = recipe.validation == DataRecipe.TEST
        held = 0 if on_test else round(used * recipe.validation_share)
        validated = len(data.x_test) if on_test else held
        batches = -(-(used - held) // plan.batch_size)
        return (
            f"Learns from {used - held:,} pictures in {batches:,} batches an epoch; "
            f"validates on {validated:,}; tested on {len(data.x_test):,}."
        )

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
        for widget in (self._data, self._share, self._test, self._counts):
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

    def _change_data(self, name: str, value: object) -> None:
        project = self._document.project
        data = replace(project.data, **{name: value})
        label = settings_of(data)[name].label
        self._document.change(replace(project, data=data), f"Change “{label.lower()}”", f"data.{name}")
