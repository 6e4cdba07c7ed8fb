"""What labs and convolution by hand keep in the open project's file: JSON texts by key, on disk within a second."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.files.project.notes import NotesRefused
from cnnstudio.gui.project import place
from cnnstudio.gui.threads.background import Background

_RETRY_MS = 5_000
_SAVE_DELAY_MS = 300


class Notes(QObject):
    """The notes of the project on the desk; all file work happens on the background thread.

    They are no undo steps of the project. Of a file that is only read they stay here, and go with it when it is saved
    under another name.
    """

    wanted = Signal()
    """The notes are about to be written: what is typed and not among them yet is to be put there now."""
    changed = Signal(str)
    """The key of the note that is another one now; "" where another project is on the desk."""

    def __init__(
        self,
        background: Background,
        where: Callable[[], Path | None],
        why_read_only: Callable[[], str],
        touched: Callable[[], None],
        saved: Callable[[], None],
        refused: Callable[[StudioError], None],
        parent: QObject,
    ) -> None:
        """Begins with none.

        Args:
            where: The project's file now.
            why_read_only: Why nothing is written to it, "is open in another window"; empty where it is.
            touched: Is called when a note is another one.
            saved: Is called when it is on disk.
            refused: Is called with a StudioError when the file cannot be written.
        """
        super().__init__(parent)
        self._background, self._where, self._why_read_only = background, where, why_read_only
        self._touched, self._told, self._refused = touched, saved, refused
        self._notes: dict[str, str] = {}
        self._unsaved: dict[str, str] = {}
        self._slight: set[str] = set()
        """Keys of notes that nobody would miss."""
        self._has_failed = False
        self._serial = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save)

    @property
    def is_saved(self) -> bool:
        """Whether everything is on disk that can be written."""
        return not self.is_homeless if self._why_read_only() else not self._unsaved

    @property
    def is_homeless(self) -> bool:
        """Whether there is work that is not written anywhere, because the file is only read."""
        return bool(self._why_read_only()) and not self._slight.issuperset(self._unsaved)

    @property
    def why_homeless(self) -> StudioError | None:
        """What is said where work would be lost."""
        if not self.is_homeless:
            return None
        words = tr(
            "This file {is_read_only}, so what you did in labs and by hand is not kept in it.",
            is_read_only=self._why_read_only(),
        )
        return StudioError(words, tr("Save it under another name to keep that."))

    @property
    def is_stuck(self) -> bool:
        """Whether there are notes that could not be written."""
        return not self.is_saved and self._has_failed

    @property
    def all(self) -> dict[str, str]:
        """Every note by its key, written or not."""
        return dict(self._notes)

    def get(self, key: str) -> str:
        """The note; empty where there is none."""
        return self._notes.get(key, "")

    def put(self, key: str, text: str, *, is_work: bool = True) -> None:
        """Keeps a text under ``key``, on disk within a second; an empty one removes the note.

        Args:
            is_work: Whether a person would miss it.
        """
        if text == self.get(key) or self._where() is None:
            return
        if text:
            self._notes[key] = text
        else:
            del self._notes[key]
        self._unsaved[key] = text
        (self._slight.discard if is_work else self._slight.add)(key)
        if not self._timer.isActive():
            self._timer.start(_SAVE_DELAY_MS)
        self._touched()
        self.changed.emit(key)

    def begin(self, notes: Mapping[str, str]) -> None:
        """Takes those of a project that came onto the desk; whoever puts it there calls ``tell`` afterwards."""
        self._timer.stop()
        self._notes, self._unsaved, self._slight, self._has_failed = dict(notes), {}, set(), False
        self._serial += 1

    def tell(self) -> None:
        """Says that all are those of another project."""
        self.changed.emit("")

    def collect(self) -> None:
        """Takes what is just being typed, and writes what has changed."""
        self.wanted.emit()
        self.save()

    def save(self) -> None:
        """Writes what has changed; the timer does this after every change."""
        self._timer.stop()
        path = self._where()
        if not self._unsaved or path is None or self._why_read_only():
            return
        meant, serial = dict(self._unsaved), self._serial
        self._background.run(
            lambda: place.write_notes(path, meant),
            lambda refused: self._saved(meant, path, serial, refused),
            lambda error: self._not_saved(error, serial),
        )

    def write_now(self) -> StudioError | None:
        """Writes what is unsaved and waits for the disk; why it could not be written."""
        self.wanted.emit()
        path, meant = self._where(), dict(self._unsaved)
        if path is None or not meant or self._why_read_only():
            return self.why_homeless
        refused: list[NotesRefused | None] = []
        refusal = self._background.now(lambda: refused.append(place.write_notes(path, meant)))
        if refusal is None:
            self._unsaved = {}
        return refusal or refused[0]

    def _saved(self, meant: Mapping[str, str], path: Path, serial: int, refused: NotesRefused | None) -> None:
        if refused is not None:  # told once: it would not go in at another time either
            self._refused(refused)
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
