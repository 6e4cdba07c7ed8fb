"""The button that is always in view: Train, and while training, Stop."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.widgets.accent_button import AccentButton


class TrainButton(AccentButton):
    """Says in its tool tip why it cannot be pressed."""

    train_requested = Signal()
    stop_requested = Signal()

    def __init__(self, document: Document, training_run: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__(tr("Train"), "play", parent)
        self._run = training_run
        self.setObjectName("toolbar.train")
        self.setMinimumSize(96, 30)
        self.clicked.connect(self._clicked)
        document.project_changed.connect(self._follow)
        for signal in (document.opened, document.file_changed):
            signal.connect(self._follow)
        training_run.state_changed.connect(self._follow)
        self._follow()

    def _clicked(self) -> None:
        if self._run.is_active:
            self.stop_requested.emit()
        else:
            self.train_requested.emit()

    def _follow(self) -> None:
        active = self._run.is_active
        self.setEnabled(self._run.can_stop if active else not self._run.why_not_train)
        self.show_as(tr("Stop") if active else tr("Train"), "square" if active else "play")
        self.setToolTip(stop_tip(self._run) if active else train_tip(self._run))
        self.setAccessibleDescription("" if active else self._run.why_not_train)


def train_tip(run: TrainingRun) -> str:
    """What pressing Train does, or why it cannot be pressed; the same wherever there is such a button."""
    on = tr("{name} is on.", name=run.begun.name) if run.begun is not None else tr("A run is on.")
    return run.why_not_train or (on if run.is_active else tr("Train the project as it stands (Ctrl+R)"))


def stop_tip(run: TrainingRun) -> str:
    """What pressing Stop does, or why it cannot be pressed."""
    if run.is_active and not run.can_stop:
        return tr("The run ends after the batch under way.")
    return tr("Ends the run after the batch under way; what it learned is kept (Ctrl+.)")
