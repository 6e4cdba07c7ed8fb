"""What stands in convolution by hand, kept in the open project and found again there."""

from PySide6.QtCore import QObject, QTimer, Slot

from cnnstudio.core.by_hand.examples import FIRST
from cnnstudio.core.by_hand.keeping import Kept, from_json, to_json
from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.gui.by_hand.worksheet import Worksheet
from cnnstudio.gui.document import Document
from cnnstudio.gui.newest import Newest

KEY = "by_hand"
"""The note it is kept in."""

_REST_MS = 150
"""It is written once it rests: a number is typed sign by sign, and a slider is drawn."""


class HandNotes(QObject):
    """Reads and writes on a thread, as the largest exercise has a hundred thousand numbers."""

    def __init__(self, document: Document, sheet: Worksheet, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._sheet = document, sheet
        self._newest = Newest("keeping convolution by hand", self)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._write)
        self._is_taking = False
        sheet.changed.connect(self._changed)
        document.opened.connect(self._read)
        if document.is_open and document.notes.get(KEY):
            self._read()

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be read or written."""
        return self._rest.isActive() or self._newest.is_busy

    @Slot()
    def _changed(self) -> None:
        if not self._is_taking and self._document.is_open:
            self._rest.start()

    def _write(self) -> None:
        kept, serial = self._sheet.kept, self._document.serial

        def put(text: str) -> None:
            if serial == self._document.serial and self._document.is_open:
                self._document.notes.put(KEY, text)

        self._newest.run(lambda watch: to_json(kept), put, self._document.refused.emit)

    @Slot()
    def _read(self) -> None:
        """Shows what this project keeps; the first example where it keeps nothing."""
        self._rest.stop()
        text, serial = self._document.notes.get(KEY), self._document.serial

        def take(kept: Kept | None) -> None:
            if serial == self._document.serial:
                self._take(kept)

        self._newest.run(lambda watch: _kept(text), take, self._document.refused.emit)

    def _take(self, kept: Kept | None) -> None:
        self._is_taking = True
        try:
            self._sheet.take(kept or Kept(FIRST, Tries()))
        finally:
            self._is_taking = False
        if kept is None and self._document.notes.get(KEY):
            words = "What stood in convolution by hand could not be read from this project."
            self._document.refused.emit(StudioError(words, "It begins with its first example."))


def _kept(text: str) -> Kept | None:
    try:
        return from_json(text) if text else None
    except SpecError:  # told by who takes it
        return None
