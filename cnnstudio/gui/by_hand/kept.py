"""What stands in convolution by hand, kept in the open project and had back from there."""

from PySide6.QtCore import QObject, QTimer, Signal

from cnnstudio.core.by_hand.examples import FIRST
from cnnstudio.core.by_hand.keeping import Kept, from_json, to_json
from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.gui.by_hand.worksheet import Worksheet
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.newest import Newest

KEY = "by_hand"
"""Of the project's notes."""

_LONG = 300_000
"""Letters that are read on a thread."""

_MANY = 5_000
"""More numbers than these are not put there after every key, but as soon as there is time."""

_SOON_MS = 100


class KeptSheet(QObject):
    """Puts the worksheet into the project's notes after every change, and takes it from those of another project."""

    refused = Signal(str)
    """Why what the project keeps cannot be shown."""

    def __init__(self, document: Document, worksheet: Worksheet) -> None:
        super().__init__(worksheet)
        self._notes, self._worksheet = document.notes, worksheet
        self._text = ""
        self._is_taking = False
        self._reading = Newest("reading by hand", self)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.put)
        worksheet.changed.connect(self._changed)
        document.notes.changed.connect(self._note_changed)
        document.notes.wanted.connect(self._put_now)
        self._take()

    def put(self) -> None:
        """Keeps the worksheet as it is now."""
        self._soon.stop()
        self._text = to_json(self._worksheet.kept)
        self._notes.put(KEY, self._text)

    def _put_now(self) -> None:
        if self._soon.isActive():
            self.put()

    def _changed(self) -> None:
        if not self._is_taking:
            self._reading.stop()  # what the person does now is newer
            exercise = self._worksheet.exercise
            if exercise.input.size + exercise.kernels.size > _MANY:
                self._soon.start()
            else:
                self.put()

    def _note_changed(self, key: str) -> None:
        if not key or (key == KEY and self._notes.get(KEY) != self._text):
            self._soon.stop()  # what was not kept yet belongs to the project before
            self._take()

    def _take(self) -> None:
        text = self._text = self._notes.get(KEY)
        self._reading.stop()
        if len(text) > _LONG:
            self._reading.run(lambda _: _read(text), self._taken, self._not_taken)
            return
        try:
            self._taken(_read(text) if text else Kept(FIRST, Tries()))
        except StudioError as error:
            self._not_taken(error)

    def _taken(self, kept: Kept) -> None:
        self._is_taking = True
        self._worksheet.take(kept)
        self._is_taking = False
        self.refused.emit("")

    def _not_taken(self, error: StudioError) -> None:
        self._taken(Kept(FIRST, Tries()))
        self.refused.emit(tr("What this project keeps of convolution by hand cannot be read: {error}", error=error))


def _read(text: str) -> Kept:
    try:
        return from_json(text)
    except SpecError as error:
        raise StudioError(str(error)) from error
