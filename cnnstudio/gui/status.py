"""The status bar: whether the file is saved, what runs and how long it takes, and the engine's state."""

from pathlib import Path

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.words import duration, number, percent
from cnnstudio.core.words import memory as memory_of
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.experiments import Experiments
from cnnstudio.gui.runs.training_run import State, TrainingRun
from cnnstudio.gui.sweeps.progress_words import status_words

_REFRESH_MS = 250


class StatusBar(QStatusBar):
    """Always in view; reads the document and the run, changes neither."""

    def __init__(
        self, document: Document, training_run: TrainingRun, experiments: Experiments, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._run, self._experiments = document, training_run, experiments
        self._saved = QLabel()
        self._saved.setObjectName("status.saved")
        self._running = QLabel()
        self._running.setObjectName("status.running")
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._bar.setObjectName("status.progress")
        self._bar.setAccessibleName(tr("Training progress"))
        self._bar.setFixedSize(160, 12)
        self._sweep = QLabel(objectName="status.sweep")
        self._sweep_bar = QProgressBar(textVisible=False, maximum=1000, objectName="status.sweep_progress")
        self._sweep_bar.setAccessibleName(tr("Progress of the sweep"))
        self._sweep_bar.setFixedSize(100, 12)
        self._engine = QLabel(tr("Starting…"))
        self._engine.setObjectName("status.engine")
        self._size: tuple[Path | None, int] = (None, 0)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(12, 2, 12, 2)
        self.addWidget(self._saved, 1)
        for widget in (self._sweep, self._sweep_bar, self._running, self._bar, self._engine):
            self.addPermanentWidget(widget)
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self._show_progress)
        document.file_changed.connect(self._show_saved)
        for signal in (document.opened, document.runs_changed):
            signal.connect(self._show_saved)
        for signal in (document.opened, document.runs_changed, training_run.state_changed):
            signal.connect(self._look_at_size)
        training_run.state_changed.connect(self._follow)
        experiments.standing_changed.connect(self._show_sweep)
        self._follow()
        self._show_sweep()
        self._show_saved()

    def set_engine(self, text: str) -> None:
        """What the engine says of itself."""
        self._engine.setText(text)

    def _show_saved(self) -> None:
        document = self._document
        if not document.is_open:
            words = ""
        elif document.is_read_only:
            why = document.why_read_only
            words = tr("{path} · read-only: the file {is_read_only}", path=document.path, is_read_only=why)
        elif not document.is_saved:
            words = tr("Saving…")
        else:
            where = str(document.path) if document.is_named else tr("not named yet, kept in the program’s own folder")
            words = tr("Not saved yet") if document.goes_when_left else tr("Saved · {where}", where=where)
        self._saved.setText(words)
        self._say_size()

    @Slot()
    def _look_at_size(self) -> None:
        """Asks the disk, beside the window, how large the file is now."""
        path = self._document.path
        if path is not None and not self._run.is_active:
            self._document.background.run(lambda: _size(path), self._put_size, self._document.refused.emit)

    def _put_size(self, found: tuple[Path, int]) -> None:
        self._size = found
        self._say_size()

    def _say_size(self) -> None:
        document, (path, size) = self._document, self._size
        runs = len(document.runs)
        held = tr("no runs yet")
        if runs:
            held = tr_count("{count:,} run with their weights", "{count:,} runs with their weights", runs)
        words = f"{memory_of(size)}: {held}" if path is not None and path == document.path and size else ""
        if words and runs:
            words = tr("{held}. Deleting runs makes it smaller.", held=words)
        self._saved.setToolTip("\n".join(filter(None, (str(document.path or ""), words))))
        self._saved.setAccessibleDescription(words)

    def _follow(self) -> None:
        active = self._run.is_active
        self._bar.setVisible(active)
        self._running.setVisible(active)
        if active:
            self._timer.start()
        else:
            self._timer.stop()
        self._show_progress()

    @Slot()
    def _show_sweep(self) -> None:
        standing = self._experiments.standing
        self._sweep.setVisible(standing is not None)
        self._sweep_bar.setVisible(standing is not None)
        if standing is not None:
            self._sweep.setText(status_words(standing))
            self._sweep_bar.setValue(round(standing.share * 1000))

    def _show_progress(self) -> None:
        self._bar.setValue(round((self._run.progress or self._run.loading_share) * 1000))
        left = self._run.seconds_left
        share = percent(self._run.progress, 0)
        words = tr("Training {share}", share=share)
        if left is not None:
            words = tr("Training {share} · {time} left", share=share, time=duration(left))
        said = {State.WAITING: _preparing(self._run), State.STOPPING: tr("Stopping…"), State.PAUSING: tr("Pausing…")}
        said |= {State.PAUSED: tr("Paused at {share}", share=share), State.SCORING: tr("Scoring…")}
        waiting = len(self._run.queue.waiting)
        said_now = tr("Waiting for the file…") if self._run.awaited else said.get(self._run.state, words)
        self._running.setText(tr("{state} · {count} waiting", state=said_now, count=waiting) if waiting else said_now)


def _preparing(run: TrainingRun) -> str:
    """What is done before the first batch, and how long it goes on."""
    if run.loading is None:
        return tr("Preparing…")
    share = f" {percent(run.loading_share, 0)}" if run.loading.total else f": {number(run.loading.done)}"
    what = f"{run.loading.what}{share}"
    if run.loading_left is None:
        return what
    return tr("{what} · {time} left", what=what, time=duration(run.loading_left))


def _size(path: Path) -> tuple[Path, int]:
    """The file and its bytes; 0 where it cannot be asked, which matters to nobody here."""
    try:
        return path, path.stat().st_size
    except OSError:
        return path, 0
