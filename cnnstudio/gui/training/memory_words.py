"""How much memory the next run will need, before it starts, and what helps where that is more than there is."""

from dataclasses import dataclass

import psutil
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnstudio.core.advising.advise import of_memory
from cnnstudio.core.advising.remedies import Remedy, after
from cnnstudio.core.analysis import Analysis
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.sweeps.foretold import taken
from cnnstudio.core.training import memory
from cnnstudio.core.training.memory import Need
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.loaded import loaded
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.notice import Notice
from cnnstudio.gui.words import unbroken

_LOOK_MS = 5_000
"""How often is asked what memory is free, which other programs change."""


@dataclass(frozen=True)
class Foretold:
    """What the next run will need, in words; ``refusal`` with what helps where it does not fit."""

    words: str
    refusal: Advice | None = None


def foretell(project: Project, analysis: Analysis, data: DataSet, free: int) -> Foretold:
    """What training the project on these data needs of ``free`` bytes; raises StudioError where it cannot be divided.

    At once: nothing is read or built.
    """
    takes = taken(project, analysis, loaded(data, project.preprocessing.geometry))
    need = memory.to_train(analysis, project.plan, takes.pictures, takes.feeding)
    words = tr(
        "Needs about {need} of memory; {free} are free.", need=memory.in_words(need.total), free=memory.in_words(free)
    )
    refusal = memory.refusal(need, free)
    if refusal is None:
        return Foretold(words)
    offers = memory.offers(analysis, project.plan, takes.pictures, free, takes.feeding, takes.apart)
    return Foretold(words, of_memory(refusal, offers, parts(need)))


def parts(need: Need) -> tuple[str, ...]:
    """What the memory is for, a line each."""
    return (
        tr("weights, with what the optimiser keeps beside them: {size}", size=memory.in_words(need.weights)),
        tr("outputs of all layers for one batch: {size}", size=memory.in_words(need.outputs)),
        tr("pictures: {size}", size=memory.in_words(need.data)),
    )


class MemoryWords(QWidget):
    """Says it for the project as it stands; a button is one edit of the project."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.memory")
        self._document = document
        self._running = False
        self._line = MutedLabel(wordWrap=True, objectName="train.memory.words")
        self._line.setTextFormat(Qt.TextFormat.PlainText)
        self._notice = Notice("train.memory.refusal")
        self._notice.wanted.connect(self._apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self._line, self._notice):
            column.addWidget(widget)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.follow)
        document.project_changed.connect(self.follow)
        document.data_changed.connect(self.follow)
        self.follow()

    @property
    def words(self) -> str:
        """What it says now."""
        return self._notice.words or ("" if self._line.isHidden() else self._line.text())

    def set_running(self, running: bool) -> None:
        """While a run is on, what is free is not what the next one will find: only what it needs is said."""
        self._running = running
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Says what the project needs as it is now."""
        foretold = None if self._document.why_not_train else self._foretold()
        line, refusal = ("", None) if foretold is None else (foretold.words, foretold.refusal)
        if self._running:
            line, refusal = line.partition(";")[0], None
        self._line.setText(unbroken(line))
        self._line.setVisible(bool(line) and refusal is None)
        if refusal is None:
            self._notice.say("")
        else:
            ways = [(remedy.label, remedy) for remedy in refusal.remedies]
            self._notice.say(refusal.text, refusal.tone, ways, refusal.evidence, same=bool(self._notice.words))

    def _foretold(self) -> Foretold | None:
        document = self._document
        if document.data_set is None:
            return None
        free = psutil.virtual_memory().available
        try:
            return foretell(document.project, document.analysis, document.data_set, free)
        except StudioError:
            return None  # why the data cannot be divided is said where the recipe is set

    @Slot(object)
    def _apply(self, remedy: Remedy) -> None:
        try:
            self._document.change(after(self._document.project, remedy), remedy.label)
        except SpecError as error:
            self._document.refused.emit(StudioError(str(error)))

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.follow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
