"""Which pictures of the loaded data a run takes for something else, and what can be done to know it."""

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.evaluation.outcomes import Numbers
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Part
from cnnstudio.core.runs.run import Run
from cnnstudio.data.dataset import PartName
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.evaluation.finding import PictureFinder
from cnnstudio.gui.evaluation.part_pictures import PartPictures
from cnnstudio.gui.evaluation.source import OutcomeSource, Standing

_SAVED = tr("Which pictures a network takes for something else is known of runs, not of saved files.")


def _assessing_words(name: str, part: Part, done: int, total: int) -> str:
    """How far the run is in going through the pictures of a part."""
    if part == "train":
        words = tr("{name} goes through the training pictures…", name=name)
    elif part == "validation":
        words = tr("{name} goes through the validation pictures…", name=name)
    else:
        words = tr("{name} goes through the test pictures…", name=name)
    far = tr("{done:,} of {total:,}", done=done, total=total)
    return f"{words} {far}" if total else words


class Mistakes(QObject):
    """Looks for what is stored with the run; what is not there the engine works out when it is asked to."""

    changed = Signal()

    def __init__(self, document: Document, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._source = OutcomeSource(document, bridge, self)
        self._finder = PictureFinder(document, self)
        self._run: Run | None = None
        self._looked: object = None
        self._numbers: Numbers | None = None
        self._trouble = self._remedy = ""
        self._source.changed.connect(self._learned)
        self._source.progressed.connect(self.changed)
        self._finder.found.connect(self._found)

    @property
    def numbers(self) -> Numbers | None:
        """Their numbers in the part of the data, rising; None while they are not known."""
        return self._numbers

    @property
    def words(self) -> str:
        """Why they are not known; empty when they are."""
        if self._run is None:
            return _SAVED
        name, (done, total) = self._run.name, self._source.progress
        known = {
            Standing.TRAINING: tr("The mistakes of {name} are known when its training has ended.", name=name),
            Standing.MISSING: self._source.trouble
            or tr("Which pictures {name} takes for something else is not known yet.", name=name),
            Standing.ASSESSING: _assessing_words(name, self._source.part, done, total),
            Standing.READY: self._trouble,
            Standing.NO_WEIGHTS: tr("{name} has no weights.", name=name),
        }
        return "" if self._numbers is not None else known.get(self._source.standing) or tr("Looking for the mistakes…")

    @property
    def offer(self) -> str:
        """What ``take_offer`` does, in words; empty where nothing helps."""
        if self._run is None:
            return ""
        match self._source.standing:
            case Standing.MISSING:
                return tr("Find the mistakes")
            case Standing.ASSESSING:
                return tr("Stop")
            case Standing.READY:
                return self._remedy
        return ""

    def look_for(self, run: Run | None, part: PartName) -> None:
        """Looks for those of a run in a part of the data; of the training pictures those that it learned from."""
        looked = None if run is None else (run.number, run.started, run.status, len(run.epochs), part)
        self._run = run
        if looked == self._looked:
            return
        self._looked = looked
        self._forget()
        self._source.look_for(run, part)
        self._learned()

    def take_offer(self) -> None:
        """Does what is offered."""
        match self._source.standing:
            case Standing.MISSING:
                self._source.assess()
            case Standing.ASSESSING:
                self._source.stop()
            case Standing.READY:
                self._finder.take_data()

    # Private

    def _forget(self) -> None:
        self._numbers, self._trouble, self._remedy = None, "", ""

    @Slot()
    def _learned(self) -> None:
        self._forget()
        outcomes = self._source.outcomes if self._source.standing is Standing.READY else None
        self._finder.look_for(self._source.run, self._source.part, outcomes)
        self.changed.emit()

    @Slot(object, str, str)
    def _found(self, pictures: PartPictures | None, why: str, remedy: str) -> None:
        outcomes = self._source.outcomes
        self._trouble, self._remedy = why, remedy
        self._numbers = None
        if pictures is not None and outcomes is not None:
            self._numbers = np.sort(pictures.numbers[~outcomes.right]).astype(np.int64)
        self.changed.emit()
