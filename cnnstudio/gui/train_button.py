"""The button that is always in view: Train, and while training, Stop."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QWidget

from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.training_run import State, TrainingRun


class TrainButton(QPushButton):
    """Says in its tool tip why it cannot be pressed."""

    train_requested = Signal()
    stop_requested = Signal()

    def __init__(self, document: Document, training_run: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._run = document, training_run
        self.setObjectName("toolbar.train")
        self.setIconSize(QSize(16, 16))
        self.setMinimumSize(96, 32)
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

    def _follow(self) -> None:
        active = self._run.is_active
        reason = "" if active else self._document.why_not_train
        self.setVisible(self._document.is_open)
        self.setEnabled(self._run.state is not State.STOPPING if active else not reason)
        self.setText("Stop" if active else "Train")
        self.setAccessibleName(self.text())
        self.setToolTip(reason or ("Stop training; what was learned is kept (Ctrl+.)" if active else "Train (Ctrl+R)"))
        self._colour()

    def _colour(self) -> None:
        theme = theme_of(self.palette())
        lit = self.isEnabled()
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Button, theme.colour("accent" if lit else "button"))
        words = theme.colour("on_accent" if lit else "muted")
        palette.setColor(QPalette.ColorRole.ButtonText, words)
        self.setPalette(palette)
        self.setIcon(icon("square" if self._run.is_active else "play", words))
