"""The tool bar: what is always at hand, what data are loaded, how many parameters there are, and Train."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.waiting import until_filled_in
from cnnstudio.gui.actions import Actions
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.train_button import TrainButton
from cnnstudio.gui.words import at_least


class ToolBar(QToolBar):
    """Stands where it is: there is only one, and nothing else can take its place."""

    def __init__(self, actions: Actions, document: Document, training_run: TrainingRun) -> None:
        super().__init__(tr("Tools"), movable=False, floatable=False)
        self._document = document
        self.setObjectName("toolbar")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(18, 18))
        offered = {"open": actions.open, "save": actions.save, "undo": actions.undo, "redo": actions.redo}
        for name, action in offered.items():
            self.addAction(action)
            button = self.widgetForAction(action)
            assert isinstance(button, QToolButton)
            button.setObjectName(f"toolbar.{name}")
            button.setAccessibleName(action.iconText())
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self._facts = QLabel()
        self._facts.setObjectName("toolbar.facts")
        self._facts.setContentsMargins(12, 0, 16, 0)
        self.addWidget(self._facts)
        self.train_button = TrainButton(document, training_run)
        self.addWidget(self.train_button)
        for signal in (document.project_changed, document.data_changed, document.file_changed):
            signal.connect(self._follow)

    def _follow(self) -> None:
        document = self._document
        waiting = until_filled_in(document.analysis, document.project.blanks)
        parameters = tr("{count:,} parameters", count=waiting.analysis.totals.parameters)
        if waiting.on:  # what only holds the place of a blank would give a wrong number
            parameters = at_least(waiting.analysis)
        data = document.data_set.title if document.data_set is not None else tr("no data loaded")
        self._facts.setText(f"{data} · {parameters}" if document.is_open else "")
