"""Finds out how the pictures of an opened network are prepared, where its file does not say so: by trying it."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.messages import Cancelled, Evaluate, Evaluated, Event, Failed, RunSubject, SavedSubject, Subject
from cnnstudio.core.network import Network
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.preprocessing import Prepared, summary
from cnnstudio.core.run import Run
from cnnstudio.core.words import percent
from cnnstudio.data.sources import source
from cnnstudio.files.importing import usual_data
from cnnstudio.gui.answering import Networks
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.preparing import find_run, take_found

_SURE = 0.5
"""A network that does worse on the data that are tried with has learned something else, so that nothing is known."""

_NOISE = 0.01
"""What does better by no more than this share may do so by chance."""

_ALIKE = {"mnist-10k": ("fashion-10k",)}
"""Data of the same shape and number of classes, which are tried where the first are not what was learned."""


@dataclass(frozen=True)
class _Trial:
    """What is tried on data; ``others`` come after.

    Attributes:
        name: What the network is called.
        subject: A run of the project of this ``serial``, or a saved file that answers beside it.
        before: How its pictures were prepared when it was begun: what a person chooses meanwhile holds.
    """

    name: str
    subject: Subject
    before: Prepared
    data: DataRecipe
    others: tuple[str, ...]
    serial: int = 0


class PreparationGuess(QObject):
    """Tries an opened network with every usual preparation on the built-in data that fit it, and takes the best."""

    told = Signal(str)
    """What was found of a run, in words; of a file that answers beside the project ``Networks`` says it."""

    def __init__(self, document: Document, networks: Networks, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._networks, self._bridge = document, networks, bridge
        self._trials: dict[int, _Trial] = {}
        networks.opened.connect(self._begin_guest)
        bridge.event.connect(self._receive)

    @Slot(object)
    def begin(self, run: Run) -> None:
        """Tries a run that came in a file, where that does not say how pictures are prepared."""
        own, path = run.project.data, self._document.path
        data = own if _is_at_hand(own.source) else _usual(run.project.network, run.labels)
        if run.is_preparation_guessed and data is not None and path is not None:
            trial = _Trial(run.name, RunSubject(str(path), run.number), run.prepared, data, _alike(data))
            self._try(replace(trial, serial=self._document.serial))

    @Slot(str)
    def _begin_guest(self, path: str) -> None:
        """Tries a file that answers beside the project."""
        guest = self._networks.known(path)
        if guest is None or guest.prepared is not None or not isinstance(guest.subject, SavedSubject):
            return
        data = _usual(guest.network, guest.labels)
        if data is not None:
            self._try(_Trial(guest.name, guest.subject, Prepared(), data, _alike(data)))

    def _try(self, trial: _Trial) -> None:
        asked = Evaluate(sender="guess", subject=trial.subject, data=trial.data)
        self._trials[self._bridge.post(asked)] = trial

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if not isinstance(event, Evaluated | Failed | Cancelled):
            return
        trial = self._trials.pop(event.ticket, None)
        # What could not be tried stays as it was said to be.
        if trial is None or not isinstance(event, Evaluated) or not self._is_wanted(trial):
            return
        if event.scores.accuracy >= _SURE:
            self._take(trial, event)
        elif trial.others:
            data = replace(trial.data, source=trial.others[0])
            self._try(replace(trial, data=data, others=trial.others[1:]))

    def _is_wanted(self, trial: _Trial) -> bool:
        """Whether it is there still, and nobody has chosen meanwhile."""
        if isinstance(trial.subject, SavedSubject):
            guest = self._networks.known(trial.subject.path)
            return guest is not None and guest.subject == trial.subject and guest.prepared is None
        run = find_run(self._document, trial.subject.run) if trial.serial == self._document.serial else None
        return run is not None and run.prepared == trial.before

    def _take(self, trial: _Trial, event: Evaluated) -> None:
        """Takes what did best, unless what was taken did as well; says so once that is written."""
        prepared, words = _found(trial, event)
        if isinstance(trial.subject, SavedSubject):
            self._networks.take_found(trial.subject.path, prepared, words)
            return
        run = find_run(self._document, trial.subject.run)
        assert run is not None
        take_found(self._document, run, prepared, trial.data, lambda: self.told.emit(words))


def _found(trial: _Trial, event: Evaluated) -> tuple[Prepared, str]:
    """How pictures are to be prepared, and what was found, in words."""
    before = trial.before
    as_it_was = max((each.accuracy or 0 for each in event.tried if each.method == before.method), default=0.0)
    stays = event.scores.accuracy - as_it_was <= _NOISE
    prepared, accuracy = (before, as_it_was) if stays else (event.prepared, event.scores.accuracy)
    found = source(trial.data.source)
    title = found.title if found is not None else trial.data.source
    way, share = summary(prepared.preprocessing, with_random=False), percent(accuracy)
    return prepared, (
        f"{trial.name} does not say how its pictures are prepared. The usual ways were tried: with "
        f"{way}, which {'stays' if stays else 'is taken'}, {share} of the test pictures of {title} are right."
    )


def _alike(data: DataRecipe) -> tuple[str, ...]:
    return _ALIKE.get(data.source, ())


def _usual(network: Network, labels: tuple[str, ...]) -> DataRecipe | None:
    data = usual_data(network, labels)
    return data if _is_at_hand(data.source) else None


def _is_at_hand(name: str) -> bool:
    found = source(name)
    return found is not None and bool(found.resource)
