"""Reads Keras code beside the window, as it is typed: the newest text counts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.keras_code import MOST_BYTES, Found, Note, read_code, without_runs
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.tables import Table, summary
from cnnstudio.core.waiting import until_filled_in
from cnnstudio.core.words import quoted
from cnnstudio.gui.threads.newest import Newest

_REST_MS = 250
"""Typing is read once it rests."""

Read = Callable[[str, str, int | None], Found]
"""Text, name and the number of the network that is meant, to what was found; None for the one that is trained."""


@dataclass(frozen=True)
class Reading:
    """What a text was read as.

    Attributes:
        analysis, table: Of the network that was found; None without one. What stands on blanks is not told.
        waits: Whether some of it is only known once blanks are filled in.
        name: What the text is called.
    """

    found: Found
    analysis: Analysis | None = None
    table: Table | None = None
    waits: bool = False
    name: str = ""

    @property
    def project(self) -> Project | None:
        return self.found.project

    @property
    def missed(self) -> tuple[Note, ...]:
        """The notes on what is not in the project, or otherwise than it stands in the code."""
        return tuple(note for note in self.found.notes if note.severity != "note")


class CodeReader(QObject):
    """Reads text a moment after it has changed, and files at once, on a thread of its own."""

    read = Signal(object)
    """A Reading of the newest text."""
    refused = Signal(object)
    """A StudioError: the text or the file cannot be read at all."""

    def __init__(self, parent: QObject, read: Read = read_code) -> None:
        super().__init__(parent)
        self._read = read
        self._newest = Newest("reading Keras code", self)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._begin)
        self._text, self._name = "", ""
        self._chosen: int | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._rest.isActive() or self._newest.is_busy

    def text(self, text: str, name: str = "", *, chosen: int | None = None) -> None:
        """Reads a text once it rests; ``chosen`` is the number of the network that is meant."""
        self._text, self._name, self._chosen = text, name, chosen
        self._newest.stop()
        self._rest.start()

    def file(self, path: Path) -> None:
        """Reads a file; its code comes with the Reading."""
        self._rest.stop()
        read = self._read
        self._newest.run(lambda _: reading(text_of(path), path.name, read=read), self.read.emit, self.refused.emit)

    def _begin(self) -> None:
        text, name, chosen, read = self._text, self._name, self._chosen, self._read
        self._newest.run(lambda _: reading(text, name, chosen, read), self.read.emit, self.refused.emit)


def reading(text: str, name: str, chosen: int | None = None, read: Read = read_code) -> Reading:
    """Reads a text, on any thread; raises StudioError where it is no text to read."""
    try:
        found = without_runs(read(text, name, chosen))
    except SpecError as error:
        raise StudioError(str(error)) from error
    if found.project is None:
        return Reading(found, name=name)
    analysis, left = analyse(found.project.network), found.project.blanks
    waiting = until_filled_in(analysis, left)
    return Reading(found, waiting.analysis, summary(analysis, left), bool(waiting.on), name)


def text_of(path: Path) -> str:
    """The text of a file, on any thread; raises StudioError."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        words = tr(
            "{name} cannot be read: {reason}.", name=quoted(path), reason=(error.strerror or tr("it is gone")).lower()
        )
        raise StudioError(words, tr("Choose another file.")) from error
    if len(data) > MOST_BYTES:
        raise StudioError(
            tr("{name} is too large to be code.", name=quoted(path)), tr("Paste the part that makes the network.")
        )
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return data.decode("latin-1").replace("\r\n", "\n")


def put_into(project: Project, found: Found) -> Project:
    """The project with what the code says of the network, and of data, preparation and plan where it says so."""
    came = found.project
    if came is None:
        return project
    parts = {name: getattr(came, name) for name in ("data", "preprocessing", "plan") if name in found.told}
    kept = () if "plan" in found.told else tuple(blank for blank in project.blanks if not blank.node)
    plan = replace(parts["plan"], start=0) if "plan" in parts else project.plan  # our runs are others than theirs
    return replace(project, **{**parts, "network": came.network, "plan": plan, "blanks": (*came.blanks, *kept)})
