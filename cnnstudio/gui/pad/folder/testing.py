"""A test of the network that answers on a folder, zip or file of pictures: asked of the engine, and followed."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.language import tr
from cnnstudio.core.messages import (
    Cancelled,
    Evaluate,
    Evaluated,
    Event,
    Failed,
    LoadingProgress,
    PicturesAre,
    Scoring,
)
from cnnstudio.core.pictures.ink import MNISTS_WAY, Steps
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.sources import FILE
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.runs.clock import RunClock

_SENDER = "draw.folder"


@dataclass(frozen=True)
class How:
    """How the pictures are brought to the network; as in ``core.messages.Evaluate``."""

    pictures: PicturesAre = "auto"
    steps: Steps = MNISTS_WAY


@dataclass(frozen=True, eq=False)
class Result:
    """What came of a test, and of what it was."""

    path: Path
    answering: Answering
    how: How
    found: Evaluated


class FolderTest(QObject):
    """One test at a time; a newer one ends the one before."""

    changed = Signal()
    """It has begun or ended."""
    progressed = Signal()
    """It is further."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._ticket = 0
        self._asked: tuple[Path, Answering, How] | None = None
        self._clock = RunClock()
        self.result: Result | None = None
        """The last one that came to its end."""
        self.trouble = ""
        """Why the last one came to none."""
        self.details = ""
        """What else there is to say of that, a line each."""
        self.what, self.done, self.total = "", 0, 0
        """How far it is, in words and in pictures; the total is 0 while it is not known."""
        bridge.event.connect(self._receive)

    @property
    def is_on(self) -> bool:
        """Whether an answer is awaited."""
        return self._ticket != 0

    @property
    def has_begun(self) -> bool:
        """Whether the engine is at work on it."""
        return bool(self.what)

    @property
    def seconds_left(self) -> float | None:
        """Until this part of the work is done; None while that cannot be told."""
        return self._clock.left(self.total) if self.total else None

    def begin(self, path: Path, answering: Answering, how: How) -> None:
        """Tests the network on the pictures of ``path``: those that the command line scores, too."""
        self._drop()
        self._asked, self.trouble, self.details = (path, answering, how), "", ""
        recipe = DataRecipe(FILE, str(path))
        request = Evaluate(
            sender=_SENDER,
            subject=answering.subject,
            data=recipe,
            pictures=how.pictures,
            steps=how.steps,
            unlabelled=True,
        )
        self._step("", 0, 0)
        self._ticket = self._bridge.post(request)
        self.changed.emit()

    def stop(self) -> None:
        """Ends it; the result before it stays."""
        if self.is_on:
            self._drop()
            self.trouble = tr("The test was stopped.")
            self.changed.emit()

    def forget(self) -> None:
        """Ends it, and lets go of what was found."""
        self._drop()
        self.result, self.trouble, self.details = None, "", ""
        self.changed.emit()

    def _drop(self) -> None:
        if self._ticket:
            self._bridge.drop(self._ticket)
        self._ticket = 0

    def _step(self, what: str, done: int, total: int) -> None:
        if what != self.what:
            self._clock.reset()
        self.what, self.done, self.total = what, done, total
        if what:
            self._clock.count(done)

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if not self._ticket or event.ticket != self._ticket or self._asked is None:
            return
        match event:
            case LoadingProgress():
                self._step(event.what, event.done, event.total)
                self.progressed.emit()
            case Scoring():
                self._step(tr("Asking the network"), event.done, event.total)
                self.progressed.emit()
            case Evaluated():
                self._ticket = 0
                self.result = Result(*self._asked, event)
                self.changed.emit()
            case Failed():
                self._ticket = 0
                self.trouble, self.details = f"{event.text} {event.hint}".strip(), event.details
                self.changed.emit()
            case Cancelled():
                self._ticket = 0
                self.trouble = tr("The test was stopped.")
                self.changed.emit()
