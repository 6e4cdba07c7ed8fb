"""Brings the outcomes of a run on a part of its data: from the file, or worked out by the engine."""

from collections import OrderedDict
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import (
    Assess,
    Assessed,
    Cancelled,
    Event,
    Failed,
    LoadingProgress,
    Part,
    RunSubject,
    Scoring,
)
from cnnstudio.core.outcomes import Outcomes
from cnnstudio.core.run import Run
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.run_weights import has_weights

_KEPT = 8
"""Outcomes of so many runs and parts stay in memory."""

Key = tuple[str, int, str, int, Part]
"""File, number and start of a run, its epochs, and the part."""


class Standing(Enum):
    """How it stands with the outcomes that were asked for."""

    NO_RUN = "no run"
    TRAINING = "training"
    NO_WEIGHTS = "no weights"
    READING = "reading"
    MISSING = "missing"
    """Nobody has gone through the pictures yet."""
    ASSESSING = "assessing"
    READY = "ready"


class OutcomeSource(QObject):
    """Holds the outcomes of one run and part; looks into the file first, and asks the engine when told to."""

    changed = Signal()
    """It stands otherwise now."""
    progressed = Signal()

    def __init__(self, document: Document, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._bridge = document, bridge
        self._reading = Newest("outcomes", self)
        self._kept: OrderedDict[Key, Outcomes] = OrderedDict()
        self._absent: set[Key] = set()
        self._key: Key | None = None
        self._run: Run | None = None
        self._assessed: tuple[int, Key] | None = None
        self.standing = Standing.NO_RUN
        self.part: Part = "test"
        self.trouble = ""
        """Why the engine could not work them out, in words."""
        self.done = self.total = 0
        """How many pictures the engine has gone through, and of how many."""
        bridge.event.connect(self._receive)

    @property
    def run(self) -> Run | None:
        """The run they are of."""
        return self._run

    @property
    def outcomes(self) -> Outcomes | None:
        """What was said to each picture, once it is known."""
        return self._kept.get(self._key) if self._key is not None else None

    @property
    def subject(self) -> RunSubject | None:
        """The run as the engine knows it."""
        return None if self._key is None else RunSubject(self._key[0], self._key[1])

    def look_for(self, run: Run | None, part: Part) -> None:
        """Looks for the outcomes of another run or part; of the same ones nothing is done twice."""
        path = self._document.path
        key: Key | None = None
        if run is not None and path is not None:
            key = (str(path), run.number, run.started, len(run.epochs), part)
        known = self._run is not None and run is not None and self._run.status == run.status
        self._run, self.part = run, part
        if key == self._key and known:
            return
        self._key = key
        self._reading.stop()
        self._look()

    def look_again(self) -> None:
        """Looks into the file again: another hand may have stored them by now."""
        self._absent.clear()
        self._look()

    def assess(self) -> None:
        """Asks the engine to go through the pictures of the part."""
        if self._key is None or self.standing is not Standing.MISSING:
            return
        self.trouble, self.done, self.total = "", 0, 0
        ticket = self._bridge.post(Assess(sender="evaluate", subject=RunSubject(*self._key[:2]), part=self.part))
        self._assessed = ticket, self._key
        self._stand(Standing.ASSESSING)

    def stop(self) -> None:
        """Ends what the engine does for it."""
        if self._assessed is not None:
            self._bridge.stop()

    def end(self) -> None:
        """Stops what is read beside the window."""
        self._reading.close()

    # Private

    def _look(self) -> None:
        run, key = self._run, self._key
        if run is None or key is None:
            self._stand(Standing.NO_RUN)
        elif run.status == "training":
            self._stand(Standing.TRAINING)
        elif key in self._kept:
            self._kept.move_to_end(key)
            self._stand(Standing.READY)
        elif not has_weights(run):
            self._stand(Standing.NO_WEIGHTS)
        elif self._assessed is not None and self._assessed[1] == key:
            self._stand(Standing.ASSESSING)
        elif key in self._absent:
            self._stand(Standing.MISSING)
        else:
            self._stand(Standing.READING)
            path, number, part = Path(key[0]), key[1], key[4]
            self._reading.run(
                lambda _: _stored(path, number, part), lambda found: self._read(key, found), self._refused
            )

    def _read(self, key: Key, found: Outcomes | None) -> None:
        if found is None:
            self._absent.add(key)
        else:
            self._keep(key, found)
        self._look()

    def _refused(self, error: StudioError) -> None:
        """A file that cannot be read now; the engine may still work them out."""
        self.trouble = str(error)
        self._stand(Standing.MISSING)

    def _keep(self, key: Key, found: Outcomes) -> None:
        self._kept[key] = found
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _stand(self, standing: Standing) -> None:
        self.standing = standing
        self.changed.emit()

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if self._assessed is None or event.ticket != self._assessed[0]:
            return
        key = self._assessed[1]
        match event:
            case Scoring() | LoadingProgress():
                self.done, self.total = event.done, event.total
                self.progressed.emit()
                return
            case Assessed():
                self._keep(key, event.outcomes)
            case Failed():
                self.trouble = f"{event.text} {event.hint}".strip()
            case Cancelled():
                self.trouble = ""
            case _:
                return
        self._assessed = None
        if not isinstance(event, Assessed):
            self._absent.add(key)
        self._look()


def _stored(path: Path, run: int, part: Part) -> Outcomes | None:
    with ProjectFile.open(path, read_only=True) as file:
        found = file.outcomes(run, part)
    if found is not None:
        _ = found.confusion  # worked out here, and not when it is drawn
    return found
