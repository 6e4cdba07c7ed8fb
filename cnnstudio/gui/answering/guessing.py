"""Finds out how the pictures of an opened network are prepared, where its file does not say so: by trying it."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.messages import Cancelled, Evaluate, Evaluated, Event, Failed, RunSubject, SavedSubject, Subject
from cnnstudio.core.pictures.found_way import BEING_TRIED
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.trying import best_way, data_to_try, is_telling
from cnnstudio.files.saved.importing import usual_data
from cnnstudio.gui.answering.answering import Networks
from cnnstudio.gui.answering.preparing import find_run, take_found
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document


@dataclass(frozen=True)
class _Trial:
    """What is tried on the first of the data, and then on the others.

    Attributes:
        name: What the network is called.
        subject: A run of the project of this ``serial``, or a saved file that answers beside it.
        before: How its pictures were prepared when it was begun: what a person chooses meanwhile holds.
    """

    name: str
    subject: Subject
    before: Prepared
    data: tuple[DataRecipe, ...]
    serial: int = 0


class PreparationGuess(QObject):
    """Tries an opened network with every usual preparation on the built-in data that fit it, and takes the best."""

    replaced = Signal(str, str)
    """What was said of a run, and what is to be said in its place, where it stands still."""
    told = Signal(str, str, str)
    """The name of a run, what was said of it, and what was found; of a file beside it ``Networks`` says it."""

    def __init__(self, document: Document, networks: Networks, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._networks, self._bridge = document, networks, bridge
        self._trials: dict[int, _Trial] = {}
        networks.opened.connect(self._begin_guest)
        bridge.event.connect(self._receive)

    @Slot(object)
    def begin(self, run: Run) -> None:
        """Tries a run that came in a file, where that does not say how pictures are prepared."""
        project, path = run.project, self._document.path
        data = data_to_try(project.data) or data_to_try(usual_data(project.network, run.labels))
        if run.is_preparation_guessed and data and path is not None:
            subject = RunSubject(str(path), run.number)
            self._try(_Trial(run.name, subject, run.prepared, data, self._document.serial))
            self.replaced.emit(run.preparation_note, BEING_TRIED)

    @Slot(str)
    def _begin_guest(self, path: str) -> None:
        """Tries a file that answers beside the project."""
        guest = self._networks.known(path)
        if guest is None or guest.prepared is not None or not isinstance(guest.subject, SavedSubject):
            return
        data = data_to_try(usual_data(guest.network, guest.labels))
        if data:
            self._try(_Trial(guest.name, guest.subject, Prepared(), data))
            self._networks.tell_trial(path)

    def _try(self, trial: _Trial) -> None:
        asked = Evaluate(sender="guess", subject=trial.subject, data=trial.data[0])
        self._trials[self._bridge.post(asked)] = trial

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if not isinstance(event, Evaluated | Failed | Cancelled):
            return
        trial = self._trials.pop(event.ticket, None)
        if trial is None:
            return
        if not isinstance(event, Evaluated) or not self._is_wanted(trial):
            self._leave(trial)
        elif is_telling(event):
            self._take(trial, event)
        elif trial.data[1:]:
            self._try(replace(trial, data=trial.data[1:]))
        else:
            self._leave(trial)

    def _leave(self, trial: _Trial) -> None:
        """What could not be found out is as it was said to be, or as a person chose it meanwhile."""
        if isinstance(trial.subject, SavedSubject):
            self._networks.end_trial(trial.subject.path)
            return
        run = self._run_of(trial)
        if run is not None:
            self.replaced.emit(BEING_TRIED, run.preparation_note)

    def _is_wanted(self, trial: _Trial) -> bool:
        """Whether it is there still, and nobody has chosen meanwhile."""
        if isinstance(trial.subject, SavedSubject):
            guest = self._networks.known(trial.subject.path)
            return guest is not None and guest.subject == trial.subject and guest.prepared is None
        run = self._run_of(trial)
        return run is not None and run.prepared == trial.before

    def _run_of(self, trial: _Trial) -> Run | None:
        """The run that is tried; None of a file, and where it is no longer there."""
        if not isinstance(trial.subject, RunSubject) or trial.serial != self._document.serial:
            return None
        return find_run(self._document, trial.subject.run)

    def _take(self, trial: _Trial, event: Evaluated) -> None:
        """Takes what did best, unless what was taken did as well; says so once that is written."""
        data = trial.data[0]
        prepared, way = best_way(trial.before, event, data)
        if isinstance(trial.subject, SavedSubject):
            self._networks.take_found(trial.subject.path, prepared, way)
            return
        run = self._run_of(trial)
        assert run is not None
        told = trial.name, BEING_TRIED, way.words
        take_found(self._document, run, (prepared, way), data, lambda: self.told.emit(*told))
