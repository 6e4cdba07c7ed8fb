"""Whether the weights of a network are on this computer, and the ways to get them: a download, or a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.bases import Base
from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import memory
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.files.bases import find_weights, how_to_get, keep_weights
from cnnstudio.gui.icons import icon
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.said_words import SaidWords

Fetch = Callable[[Base, bool, Callable[[int, int], None], Callable[[], bool]], Path]
"""Downloads the weights of a base, whether with its dense layers; tells of bytes so far and in all."""

_FILES = "Weights (*.h5 *.hdf5 *.keras);;All files (*)"
_WHOLE = 1_000
"""The steps of the bar: bytes of a large file are more than it can count."""


class WeightsRow(QWidget):
    """Says where the weights are, or offers to get them, with progress and Stop."""

    changed = Signal()
    """Weights have come, or others are needed."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__()
        self.setObjectName("pretrained.weights")
        self.setAccessibleName("Weights")
        self._fetch = fetch
        self._base: Base | None = None
        self._whole = False
        self._newest = Newest("weights of a base", self)
        self._newest.progressed.connect(self._show_progress)
        self._words = MutedLabel(wordWrap=True)
        self._words.setObjectName("pretrained.weights.words")
        self._wrong = SaidWords("caution")
        self._wrong.setObjectName("pretrained.weights.wrong")
        self._download = _button("pretrained.download", "download", "Download…", self.download)
        self._file = _button("pretrained.file", "folder-open", "Choose the file…", self.ask_file)
        self._file.setToolTip("A file of these weights that you have already")
        self._stop = _button("pretrained.stop", "square", "Stop", self.stop)
        self._stop.setToolTip("Ends the download; nothing half is kept")
        self._bar = QProgressBar(objectName="pretrained.progress", accessibleName="Download", maximum=_WHOLE)
        self._bar.setTextVisible(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for widget in (self._download, self._file, self._bar, self._stop):
            buttons.addWidget(widget, 1 if widget is self._bar else 0)
        buttons.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self._words, self._wrong):
            column.addWidget(widget)
        column.addLayout(buttons)
        self._follow()

    @property
    def are_here(self) -> bool:
        """Whether what is needed can be read now."""
        return self._base is None or find_weights(self._base, whole=self._whole) is not None

    def show_base(self, base: Base | None, *, whole: bool) -> None:
        """Shows how it stands with the weights of ``base``; None needs no file.

        Args:
            whole: Whether those of its dense layers are needed, too.
        """
        if (base, whole) != (self._base, self._whole):
            self.stop()
            self._base, self._whole = base, whole
            self._wrong.say("")
        self._follow()

    def download(self) -> None:
        """Fetches the file; its checksum is looked at before it is taken."""
        base, whole = self._base, self._whole
        if base is None or self._newest.is_busy:
            return
        self._wrong.say("")

        def fetch(watch: Watch) -> Path:
            return self._fetch(base, whole, lambda done, all_: watch.tell(Progress("", done, all_)), watch.stopped)

        self._newest.run(fetch, self._arrived, self._refused)
        self._follow()

    def ask_file(self) -> None:
        """Asks for a file of the weights."""
        name, _ = QFileDialog.getOpenFileName(self, "Weights", "", _FILES)
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Reads the file, and keeps it where it holds the weights that are needed."""
        base = self._base
        if base is None:
            return
        self._wrong.say("")
        self._newest.run(lambda _: keep_weights(base, path), self._arrived, self._refused)
        self._follow()

    def stop(self) -> None:
        """Ends what is being fetched or read; nothing half is kept."""
        self._newest.stop()
        self._follow()

    def _arrived(self, _: object) -> None:
        self._follow()
        self.changed.emit()

    def _refused(self, error: StudioError) -> None:
        self._wrong.say(" ".join(filter(None, (str(error.text), error.hint))))
        self._follow()

    def _show_progress(self, progress: Progress) -> None:
        self._bar.setMaximum(_WHOLE if progress.total else 0)  # of unknown length it only moves
        self._bar.setValue(_WHOLE * progress.done // progress.total if progress.total else 0)
        whole = f" of {memory(progress.total)}" if progress.total else ""
        self._words.setText(f"Downloading: {memory(progress.done)}{whole}")

    def _follow(self) -> None:
        base, busy = self._base, self._newest.is_busy
        here = self.are_here
        for widget in (self._download, self._file):
            widget.setVisible(not here and not busy)
        for widget in (self._bar, self._stop):
            widget.setVisible(busy)
        if busy:
            self._words.setText("Getting the weights…")
        elif base is None:
            self._words.setText("The weights are those of the run; they stay in the project file.")
        elif here:
            self._words.setText("The weights are on this computer.")
        else:
            self._download.setText(f"Download {base.megabytes:,} MB…" if base.megabytes else "Download…")
            self._words.setText(f"The weights are not on this computer yet. {how_to_get(base, whole=self._whole)}")


def _button(name: str, look: str, words: str, do: Callable[[], None]) -> QPushButton:
    button = QPushButton(icon(look), words, objectName=name, accessibleName=words)
    button.clicked.connect(do)
    return button
