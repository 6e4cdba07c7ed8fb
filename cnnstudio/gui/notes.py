"""What labs and convolution by hand keep in the open project's file: JSON texts by key, on disk within a second."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from cnnstudio.core.errors import StudioError
from cnnstudio.gui import place
from cnnstudio.gui.background import Background

_RETRY_MS = 5_000
_SAVE_DELAY_MS = 300


class Notes(QObject):
    """The notes of the project on the desk; all file work happens on the background thread.

    They are no undo steps of the project. Of a file that another window has they stay here, and go with it when it is
    saved under another name.
    """

    changed = Signal(str)
    """The key of the note that is another one now; "" where another project is on the desk."""

    def __init__(
        self,
        background: Background,
        where: Callable[[], Path | None],
        is_read_only: Callable[[], bool],
        touched: Callable[[], None],
        saved: Callable[[], None],
        refused: Callable[[StudioError], None],
        parent: QObject,
    ) -> None:
        """Begins with none.

        Args:
            where: The project's file now.
            touched: Is called when a note is another one.
            saved: Is called when it is on disk.
            refused: Is called with a StudioError when the file cannot be written.
        """
        super().__init__(parent)
        self._background, self._where, self._is_read_only = background, where, is_read_only
        self._touched, self._told, self._refused = touched, saved, refused
        self._notes: dict[str, str] = {}
        self._unsaved: dict[str, str] = {}
        self._has_failed = False
        self._serial = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save)

    @property
    def is_saved(self) -> bool:
        """Whether everything is on disk that can be written."""
        return not self._unsaved or self._is_read_only()

    @property
    def is_stuck(self) -> bool:
        """Whether there are notes that could not be written."""
        return not self.is_saved and self._has_failed

    def get(self, key: str) -> str:
        """The note; empty where there is none."""
        return self._notes.get(key, "")

    def put(self, key: str, text: str) -> None:
        """Keeps a text under ``key``, on disk within a second; an empty one removes the note."""
        if text == self.get(key) or self._where() is None:
            return
        if text:
            self._notes[key] = text
        else:
            del self._notes[key]
        self._unsaved[key] = text
        if not self._timer.isActive():
            self._timer.start(_SAVE_DELAY_MS)
        self._touched()
        self.changed.emit(key)

    def begin(self, notes: Mapping[str, str]) -> None:
        """Takes those of a project that came onto the desk; whoever puts it there calls ``tell`` afterwards."""
        self._timer.stop()
        self._notes, self._unsaved, self._has_failed = dict(notes), {}, False
        self._serial += 1

    def tell(self) -> None:
        """Says that all are those of another project."""
        self.changed.emit("")

    def save(self) -> None:
        """Writes what has changed; the timer does this after every change."""
        self._timer.stop()
        path = self._where()
        if not self._unsaved or path is None or self._is_read_only():
            return
        meant, serial = dict(self._unsaved), self._serial
        self._background.run(
            lambda: place.write_notes(path, meant),
            lambda _: self._saved(meant, path, serial),
            lambda error: self._not_saved(error, serial),
        )

    def write_now(self) -> StudioError | None:
        """Writes what is unsaved and waits for the disk; why it could not be written."""
        path, meant = self._where(), dict(self._unsaved)
        if self.is_saved or path is None:
            return None
        refusal = self._background.now(lambda: place.write_notes(path, meant))
        if refusal is None:
            self._unsaved = {}
        return refusal

    def _saved(self, meant: Mapping[str, str], path: Path, serial: int) -> None:
        if serial != self._serial:
            return
        self._has_failed = False
        if path != self._where():  # saved elsewhere meanwhile, from what the file was before
            self.save()
            return
        self._unsaved = {key: text for key, text in self._unsaved.items() if meant.get(key) != text}
        self._told()

    def _not_saved(self, error: StudioError, serial: int) -> None:
        self._refused(error)
        if serial == self._serial:
            self._has_failed = True
            self._timer.start(_RETRY_MS)
