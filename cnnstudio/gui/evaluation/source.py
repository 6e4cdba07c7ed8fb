"""Brings the outcomes of a run on a part of its data: from the file, or worked out by the engine."""

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.messages import Part, RunSubject
from cnnstudio.core.runs.run import Run
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.evaluation.store import Key, OutcomeStore, key_of
from cnnstudio.gui.runs.weights import has_weights
from cnnstudio.gui.threads.newest import Newest


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
    """Looks for the outcomes of one run and part; into the file first, and asks the engine when told to."""

    changed = Signal()
    """It stands otherwise now."""
    progressed = Signal()

    def __init__(self, document: Document, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._store = OutcomeStore.of(document, bridge)
        self._reading = Newest("outcomes", self)
        self._key: Key | None = None
        self._run: Run | None = None
        self.standing = Standing.NO_RUN
        self.part: Part = "test"
        self._store.changed.connect(self._learned)
        self._store.progressed.connect(self._went_on)

    @property
    def run(self) -> Run | None:
        """The run they are of."""
        return self._run

    @property
    def outcomes(self) -> Outcomes | None:
        """What was said to each picture, once it is known."""
        return None if self._key is None else self._store.get(self._key)

    @property
    def subject(self) -> RunSubject | None:
        """The run as the engine knows it."""
        return None if self._key is None else RunSubject(self._key[0], self._key[1])

    @property
    def trouble(self) -> str:
        """Why the engine could not work them out, in words."""
        return "" if self._key is None else self._store.trouble(self._key) or ""

    @property
    def progress(self) -> tuple[int, int]:
        """How many pictures the engine has gone through, and of how many."""
        work = None if self._key is None else self._store.work(self._key)
        return (0, 0) if work is None else (work.done, work.total)

    def look_for(self, run: Run | None, part: Part) -> None:
        """Looks for the outcomes of another run or part; of the same ones nothing is done twice."""
        path = self._document.path
        key: Key | None = None
        if run is not None and path is not None:
            key = key_of(path, run, part)
        known = self._run is not None and run is not None and self._run.status == run.status
        self._run, self.part = run, part
        if key == self._key and known:
            return
        self._key = key
        self._reading.stop()
        self._look()

    def assess(self) -> None:
        """Asks the engine to go through the pictures of the part."""
        if self._key is not None and self.standing is Standing.MISSING:
            self._store.assess(self._key)

    def stop(self) -> None:
        """Ends what the engine does for it."""
        if self._key is not None:
            self._store.stop(self._key)

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
        elif self._store.get(key) is not None:
            self._stand(Standing.READY)
        elif not has_weights(run):
            self._stand(Standing.NO_WEIGHTS)
        elif self._store.work(key) is not None:
            self._stand(Standing.ASSESSING)
        elif self._store.trouble(key) is not None:
            self._stand(Standing.MISSING)
        else:
            self._stand(Standing.READING)
            path, number, part = Path(key[0]), key[1], key[4]
            self._reading.run(
                lambda _: _stored(path, number, part),
                lambda found: self._store.keep(key, found),
                lambda error: self._refused(key, error),
            )

    def _refused(self, key: Key, error: StudioError) -> None:
        """A file that cannot be read now; the engine may still work them out."""
        self._store.keep(key, None, str(error))

    def _stand(self, standing: Standing) -> None:
        self.standing = standing
        self.changed.emit()

    @Slot(object)
    def _learned(self, key: Key) -> None:
        if key == self._key:
            self._reading.stop()  # another panel may have been quicker
            self._look()

    @Slot(object)
    def _went_on(self, key: Key) -> None:
        if key == self._key:
            self.progressed.emit()


def _stored(path: Path, run: int, part: Part) -> Outcomes | None:
    with ProjectFile.open(path, read_only=True) as file:
        found = file.outcomes(run, part)
    if found is not None:
        _ = found.confusion  # worked out here, and not when it is drawn
    return found
