"""Finds out how the pictures of an opened network are prepared, where its file does not say so: by trying it."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.messages import Cancelled, Evaluate, Evaluated, Event, Failed, SavedSubject
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.preprocessing import summary
from cnnstudio.core.run import Run
from cnnstudio.core.words import percent
from cnnstudio.data.sources import source
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document

_SURE = 0.5
"""A network that does worse on the data that are tried with has learned something else, so that nothing is known."""

_NOISE = 0.01
"""What does better by no more than this share may do so by chance."""

_ALIKE = {"mnist-10k": ("fashion-10k",)}
"""Data of the same shape and number of classes, which are tried where the first are not what was learned."""


@dataclass(frozen=True)
class _Trial:
    """A run that is tried on data, in the project of this serial; ``others`` come after."""

    run: Run
    path: Path
    serial: int
    data: DataRecipe
    others: tuple[str, ...]


class PreparationGuess(QObject):
    """Tries an opened network with every usual preparation on the built-in data that fit it, and takes the best."""

    told = Signal(str)
    """What was found, in words."""

    def __init__(self, document: Document, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._bridge = document, bridge
        self._trials: dict[int, _Trial] = {}
        bridge.event.connect(self._receive)

    @Slot(object, object)
    def begin(self, run: Run, path: Path) -> None:
        """Tries it, where its file does not say how pictures are prepared and there are data at hand."""
        data = run.project.data
        if run.is_preparation_guessed and _is_at_hand(data.source):
            self._try(_Trial(run, path, self._document.serial, data, _ALIKE.get(data.source, ())))

    def _try(self, trial: _Trial) -> None:
        asked = Evaluate(sender="guess", subject=SavedSubject(str(trial.path)), data=trial.data)
        self._trials[self._bridge.post(asked)] = trial

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if not isinstance(event, Evaluated | Failed | Cancelled):
            return
        trial = self._trials.pop(event.ticket, None)
        # Another project may be on the desk by now; what could not be tried stays as it was said to be.
        if trial is None or trial.serial != self._document.serial or not isinstance(event, Evaluated):
            return
        if event.scores.accuracy >= _SURE:
            self._tell(trial, event)
        elif trial.others:
            data = replace(trial.data, source=trial.others[0])
            self._try(replace(trial, data=data, others=trial.others[1:]))

    def _tell(self, trial: _Trial, event: Evaluated) -> None:
        """Takes what did best, unless what was taken did as well."""
        before = trial.run.prepared
        as_it_was = max((each.accuracy or 0 for each in event.tried if each.method == before.method), default=0.0)
        stays = event.scores.accuracy - as_it_was <= _NOISE
        prepared, accuracy = (before, as_it_was) if stays else (event.prepared, event.scores.accuracy)
        self._document.prepare_otherwise(trial.run.number, prepared, trial.data)
        found = source(trial.data.source)
        title = found.title if found is not None else trial.data.source
        words, share = summary(prepared.preprocessing, with_random=False), percent(accuracy)
        self.told.emit(
            f"{trial.run.name} does not say how its pictures are prepared. The usual ways were tried: with "
            f"{words}, which is taken, {share} of the test pictures of {title} are right."
        )


def _is_at_hand(name: str) -> bool:
    found = source(name)
    return found is not None and bool(found.resource)
