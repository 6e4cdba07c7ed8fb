"""Whether the weights of a network are on this computer, and the ways to get them: a download, or a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.bases import Base
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import memory
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.files.bases import KeptWeights, find_weights, how_to_get, keep_weights
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.said_words import SaidWords

Fetch = Callable[[Base, bool, Callable[[int, int], None], Callable[[], bool]], Path]
"""Downloads the weights of a base, whether with its dense layers; tells of bytes so far and in all."""

_FILES = tr("Weights (*.h5 *.hdf5)")
_WHOLE = 1_000
"""The steps of the bar: bytes of a large file are more than it can count."""


class WeightsRow(QWidget):
    """Says where the weights are, or offers to get them, with progress and Stop."""

    changed = Signal()
    """Weights have come, or others are needed."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__()
        self.setObjectName("pretrained.weights")
        self.setAccessibleName(tr("Weights"))
        self._fetch = fetch
        self._base: Base | None = None
        self._whole = self._doubted = False
        self._newest = Newest("weights of a base", self)
        self._newest.progressed.connect(self._show_progress)
        self._words = MutedLabel(wordWrap=True)
        self._words.setObjectName("pretrained.weights.words")
        self._wrong = SaidWords("caution")
        self._wrong.setObjectName("pretrained.weights.wrong")
        self._download = _button("pretrained.download", "download", tr("Download…"), self.download)
        self._file = _button("pretrained.file", "folder-open", tr("Choose the file…"), self.ask_file)
        self._file.setToolTip(tr("A file of these weights that you have already"))
        self._address = _button("pretrained.address", "copy", tr("Copy address"), self.copy_address)
        self._address.setToolTip(tr("Copies where the file can be downloaded, for a browser or another computer"))
        self._stop = _button("pretrained.stop", "square", tr("Stop"), self.stop)
        self._stop.setToolTip(tr("Ends it; nothing half is kept"))
        self._bar = QProgressBar(
            objectName="pretrained.progress", accessibleName=tr("Getting the weights"), maximum=_WHOLE
        )
        self._bar.setTextVisible(False)
        self._lay_out()
        self._follow()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for widget in (self._download, self._file, self._address, self._bar, self._stop):
            buttons.addWidget(widget, 1 if widget is self._bar else 0)
        buttons.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self._words, self._wrong):
            column.addWidget(widget)
        column.addLayout(buttons)

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
            self._base, self._whole, self._doubted = base, whole, False
            self._wrong.say("")
        self._follow()

    def doubt(self) -> None:
        """The weights that are here could not be read: offers the ways to get others."""
        self._doubted = bool(self._base is not None and self._base.files)
        self._follow()

    def download(self) -> None:
        """Fetches the file; its checksum is looked at before it is taken."""
        base, whole = self._base, self._whole
        if base is None or self._newest.is_busy:
            return
        self._wrong.say("")

        def fetch(watch: Watch) -> Path:
            return self._fetch(base, whole, _teller(tr("Downloading"), watch), watch.stopped)

        self._newest.run(fetch, self._arrived, self._refused)
        self._follow()

    def copy_address(self) -> None:
        """Puts the address of the file onto the clipboard."""
        QGuiApplication.clipboard().setText(self._url)

    @property
    def _url(self) -> str:
        """Where the file that is needed lies; empty for what comes with the program."""
        files = self._base.files_for(self._whole) if self._base is not None else ()
        return files[0].url if files else ""

    def ask_file(self) -> None:
        """Asks for a file of the weights."""
        name, _ = file_dialogs.open_name(self, tr("Weights"), "", _FILES)
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Reads the file, and keeps it where it holds the weights that are needed."""
        base, whole = self._base, self._whole
        if base is None:
            return
        self._wrong.say("")

        def keep(watch: Watch) -> KeptWeights:
            return keep_weights(base, path, whole=whole, tell=_teller(tr("Copying"), watch), stopped=watch.stopped)

        self._newest.run(keep, self._arrived, self._refused)
        self._follow()

    def stop(self) -> None:
        """Ends what is being fetched or read; nothing half is kept."""
        self._newest.stop()
        self._follow()

    def _arrived(self, _: object) -> None:
        self._doubted = False
        self._follow()
        self.changed.emit()

    def _refused(self, error: StudioError) -> None:
        self._wrong.say(str(error))
        self._follow()

    def _show_progress(self, progress: Progress) -> None:
        self._bar.setMaximum(_WHOLE if progress.total else 0)  # of unknown length it only moves
        self._bar.setValue(_WHOLE * progress.done // progress.total if progress.total else 0)
        done = memory(progress.done)
        done = tr("{done} of {total}", done=done, total=memory(progress.total)) if progress.total else done
        self._words.setText(f"{progress.what}: {done}")

    def _follow(self) -> None:
        base, busy = self._base, self._newest.is_busy
        here = self.are_here
        ways, running = (self._download, self._file, self._address), (self._bar, self._stop)
        has_keyboard = any(widget.hasFocus() for widget in (*ways, *running))
        for widget in ways:
            widget.setVisible((self._doubted or not here) and not busy and bool(self._url))
        for widget in running:
            widget.setVisible(busy)
        if has_keyboard:  # it stays in this row, and comes back to what begins no download
            (self._stop if busy else self._file).setFocus()
        if busy:
            self._words.setText(tr("Getting the weights…"))
        elif base is None:
            self._words.setText(tr("The weights are its own; they stay in the project file."))
        elif here and not self._doubted:
            self._words.setText(tr("The weights are on this computer."))
        else:
            broken = tr("The weights that are here could not be read.")
            stand = broken if here else tr("The weights are not on this computer yet.")
            size = base.megabytes
            self._download.setText(tr("Download {size:,} MB…", size=size) if size else tr("Download…"))
            ways = how_to_get(base, whole=self._whole)
            is_said = bool(self._url) and self._url in self._wrong.text()  # by what refused the download
            self._words.setText(stand if is_said else f"{stand} {ways}")


def _teller(what: str, watch: Watch) -> Callable[[int, int], None]:
    return lambda done, total: watch.tell(Progress(what, done, total))


def _button(name: str, look: str, words: str, do: Callable[[], None]) -> QPushButton:
    button = QPushButton(icon(look), words, objectName=name, accessibleName=words)
    button.clicked.connect(do)
    return button
