"""The button that is always in view: Train, and while training, Stop."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cnnstudio.gui.document import Document
from cnnstudio.gui.training_run import State, TrainingRun
from cnnstudio.gui.widgets.accent_button import AccentButton


class TrainButton(AccentButton):
    """Says in its tool tip why it cannot be pressed."""

    train_requested = Signal()
    stop_requested = Signal()

    def __init__(self, document: Document, training_run: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__("Train", "play", parent)
        self._document, self._run = document, training_run
        self.setObjectName("toolbar.train")
        self.setMinimumSize(96, 30)
        self.clicked.connect(self._clicked)
        document.project_changed.connect(self._follow)
        document.opened.connect(self._follow)
        training_run.state_changed.connect(self._follow)
        self._follow()

    def _clicked(self) -> None:
        if self._run.is_active:
            self.stop_requested.emit()
        else:
            self.train_requested.emit()

    def _why_not(self) -> str:
        if not self._document.is_open:
            return "Open a project or begin one first."
        if self._document.is_read_only:
            return "The file is open in another window: save it under another name to train here."
        return self._document.why_not_train

    def _follow(self) -> None:
        active = self._run.is_active
        reason = "" if active else self._why_not()
        self.setEnabled(self._run.state is not State.STOPPING if active else not reason)
        self.show_as("Stop" if active else "Train", "square" if active else "play")
        self.setToolTip(reason or ("Stop training; what was learned is kept (Ctrl+.)" if active else "Train (Ctrl+R)"))
