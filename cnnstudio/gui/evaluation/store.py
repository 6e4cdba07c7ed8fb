"""What is known of the answers of runs, shared by every panel of the window: read once, worked out once."""

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.evaluation.outcomes import Outcomes
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
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document

_KEPT = 8
"""Outcomes of so many runs and parts stay in memory."""

Key = tuple[str, int, str, int, Part, Prepared | None]
"""File, number and start of a run, its epochs, the part, and how its pictures are prepared where that may change."""


def key_of(path: Path, run: Run, part: Part) -> Key:
    """What the outcomes of a run of this file on a part of its data are known by."""
    prepared = run.prepared if run.is_preparation_guessed else None
    return str(path), run.number, run.started, len(run.epochs), part, prepared


@dataclass
class Work:
    """What the engine does for one key: how many pictures it has gone through, and of how many."""

    key: Key
    done: int = 0
    total: int = 0


class OutcomeStore(QObject):
    """Keeps the outcomes that were asked for last, what the engine works out, and what could not be had and why."""

    changed = Signal(object)
    """The Key of which more is known now."""
    progressed = Signal(object)
    """The Key with whose pictures the engine has gone on."""

    def __init__(self, document: Document, bridge: Bridge) -> None:
        super().__init__(document)
        self._document, self._bridge = document, bridge
        self._kept: OrderedDict[Key, Outcomes] = OrderedDict()
        self._absent: dict[Key, str] = {}
        self._works: dict[int, Work] = {}
        bridge.event.connect(self._receive)

    @classmethod
    def of(cls, document: Document, bridge: Bridge) -> "OutcomeStore":
        """The one of the document, made where there is none."""
        return document.findChild(cls) or cls(document, bridge)

    def get(self, key: Key) -> Outcomes | None:
        """The outcomes, where they are known; they are kept longer for it."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def trouble(self, key: Key) -> str | None:
        """None where they may still be found in the file; else why the engine could not work them out, or nothing."""
        return self._absent.get(key)

    def work(self, key: Key) -> Work | None:
        """What the engine does for them now."""
        return next((work for work in self._works.values() if work.key == key), None)

    def keep(self, key: Key, found: Outcomes | None, trouble: str = "") -> None:
        """Notes what was found in the file: outcomes, or that they are not there."""
        if found is None:
            self._absent[key] = trouble
        else:
            self._absent.pop(key, None)
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self.changed.emit(key)

    def assess(self, key: Key) -> None:
        """Asks the engine to go through the pictures, unless it does already."""
        if self.work(key) is None:
            store = not self._document.is_read_only
            subject = RunSubject(*key[:2])
            ticket = self._bridge.post(Assess(sender="evaluate", subject=subject, part=key[4], store=store))
            self._works[ticket] = Work(key)
            self.changed.emit(key)

    def stop(self, key: Key) -> None:
        """Ends what the engine does for them, and nothing else."""
        for ticket in [ticket for ticket, work in self._works.items() if work.key == key]:
            self._bridge.drop(ticket)

    @Slot(object)
    def _receive(self, event: Event) -> None:
        work = self._works.get(event.ticket)
        if work is None:
            return
        match event:
            case Scoring() | LoadingProgress():
                work.done, work.total = event.done, event.total
                self.progressed.emit(work.key)
            case Assessed():
                del self._works[event.ticket]
                self.keep(work.key, event.outcomes)
                if str(self._document.path) == work.key[0]:
                    self._document.read_runs()  # the engine has stored them with the run
            case Failed():
                del self._works[event.ticket]
                self.keep(work.key, None, f"{event.text} {event.hint}".strip())
            case Cancelled():
                del self._works[event.ticket]
                self.keep(work.key, None)
