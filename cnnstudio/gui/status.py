"""The status bar: whether the file is saved, what is running and how long it takes, and the engine's state."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from cnnstudio.gui.document import Document
from cnnstudio.gui.training_run import State, TrainingRun
from cnnstudio.gui.words import duration

_REFRESH_MS = 250


class StatusBar(QStatusBar):
    """Always in view; reads the document and the run, changes neither."""

    def __init__(self, document: Document, training_run: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._run = document, training_run
        self._saved = QLabel()
        self._saved.setObjectName("status.saved")
        self._running = QLabel()
        self._running.setObjectName("status.running")
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._bar.setObjectName("status.progress")
        self._bar.setAccessibleName("Training progress")
        self._bar.setFixedSize(160, 12)
        self._engine = QLabel("Starting…")
        self._engine.setObjectName("status.engine")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(12, 2, 12, 2)
        self.addWidget(self._saved, 1)
        for widget in (self._running, self._bar, self._engine):
            self.addPermanentWidget(widget)
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self._show_progress)
        document.file_changed.connect(self._show_saved)
        training_run.state_changed.connect(self._follow)
        self._follow()
        self._show_saved()

    def set_engine(self, text: str) -> None:
        """What the engine says of itself."""
        self._engine.setText(text)

    def _show_saved(self) -> None:
        document = self._document
        if not document.is_open:
            words = ""
        elif document.is_read_only:
            words = f"{document.path} · read-only: open in another window"
        elif not document.is_saved:
            words = "Saving…"
        else:
            where = str(document.path) if document.is_named else "not named yet, kept in the program’s own folder"
            words = f"Saved · {where}"
        self._saved.setText(words)
        self._saved.setToolTip(str(document.path or ""))

    def _follow(self) -> None:
        active = self._run.is_active
        self._bar.setVisible(active)
        self._running.setVisible(active)
        if active:
            self._timer.start()
        else:
            self._timer.stop()
        self._show_progress()

    def _show_progress(self) -> None:
        self._bar.setValue(round(self._run.progress * 1000))
        left = self._run.seconds_left
        words = f"Training {self._run.progress:.0%}" + (f" · {duration(left)} left" if left is not None else "")
        said = {State.WAITING: "Preparing…", State.STOPPING: "Stopping…", State.PAUSING: "Pausing…"}
        said |= {State.PAUSED: f"Paused at {self._run.progress:.0%}", State.SCORING: "Scoring…"}
        waiting = len(self._run.queue.waiting)
        self._running.setText(said.get(self._run.state, words) + (f" · {waiting} waiting" if waiting else ""))
