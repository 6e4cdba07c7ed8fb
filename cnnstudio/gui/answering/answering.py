"""Which network answers: a run of the project, or a saved file; one choice for all pages that ask a network."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot

from cnnstudio.core.language import tr
from cnnstudio.core.messages import (
    Cancelled,
    Event,
    Failed,
    OpenSaved,
    RunSubject,
    SavedOpened,
    SavedSubject,
    Subject,
)
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.found_way import BEING_TRIED, FoundWay
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing, summary
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.answering.preparing import prepare_otherwise
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.names import training_words
from cnnstudio.gui.runs.weights import answering_run, has_weights
from cnnstudio.gui.words import first_sentences

_READ_MS = 4_000
"""After so long news has been read."""

_MOST_FILES = 20
"""So many of the saved networks that were opened last can be chosen from."""


@dataclass(frozen=True)
class Answering:
    """The network that answers, and what is known of it.

    Attributes:
        name: What it is called, "Run 3" or "lenet.keras".
        prepared: How its pictures are prepared; None where a file does not say so.
        run: Whose weights they are; None of a saved file.
        notes: What is to be known of a saved file, or of the run that came in one, in words.
        found_way: How it was found out by trying how its pictures are prepared; None where it was not.
        opening: Of a saved file a number that it has from each time it is opened: it may be another file by then.
    """

    subject: Subject
    name: str
    network: Network
    labels: tuple[str, ...]
    prepared: Prepared | None = None
    run: Run | None = None
    opening: int = 0
    notes: str = ""
    found_way: FoundWay | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the pictures it takes."""
        height, width, channels = self.network.input_shape
        return height, width, channels

    @property
    def preprocessing(self) -> Preprocessing:
        """What is done to its pictures; the usual where a file does not say so."""
        if self.run is not None and self.run.is_imported:
            return self.run.prepared.preprocessing
        if self.run is not None:
            # The run's own Prepared is known only when it has ended; what it was asked to do is known from the start.
            return self.run.project.preprocessing
        return Preprocessing() if self.prepared is None else self.prepared.preprocessing

    @property
    def identity(self) -> Hashable:
        """Equal as long as what it once answered still stands: the same weights, and pictures prepared the same way.

        That of a run in training is another one with every epoch.
        """
        run = self.run
        is_training = run is not None and run.status == "training"
        epoch = 0 if run is None else len(run.epochs) if is_training else run.used_epoch
        return self.subject, self.opening, self.prepared, is_training, epoch

    @property
    def preparation(self) -> str:
        """What is done to the numbers of the pictures before the first layer, in words."""
        if self.is_preparation_known:
            return self.scaling
        return tr("{scaling}; the file does not say how its pictures were prepared", scaling=self.scaling)

    @property
    def scaling(self) -> str:
        """What is really done to these numbers, in words, whether or not the file asks for it."""
        return _words(self.preprocessing)

    @property
    def is_preparation_known(self) -> bool:
        """Whether a file, or its run, says how the network's pictures are prepared."""
        return self.run is not None or self.prepared is not None

    @property
    def may_be_prepared_otherwise(self) -> bool:
        """Whether its file does not say how its pictures are prepared, so that a person may."""
        if self.run is not None:
            return self.run.is_preparation_guessed
        return self.prepared is None or (isinstance(self.subject, SavedSubject) and self.subject.prepared is not None)

    @property
    def state(self) -> str:
        """What it is doing, "training, epoch 3"; empty when it is done."""
        return "" if self.run is None else training_words(self.run)


class Networks(QObject):
    """The project's runs and the saved files that were opened, one of which answers.

    What is opened or chosen on one page is so on every other.
    """

    changed = Signal()
    """Another network answers, more is known of it, or there are others to choose from."""
    said = Signal()
    """There is other news."""
    opened_beside = Signal(str)
    """The path of a file that was opened beside the network that answers."""
    opened = Signal(str)
    """The path of a file that was opened, to answer or beside."""
    project_wanted = Signal(str)
    """The path of a saved network that is to be a project of its own."""

    def __init__(self, document: Document, bridge: Bridge) -> None:
        super().__init__(document)
        self._document, self._bridge = document, bridge
        self._saved: dict[str, SavedOpened] = {}
        self._opening: dict[int, str] = {}
        self._beside: set[int] = set()
        """The tickets of files that are opened to answer beside the one that answers."""
        self._path = ""
        self._found_ways: dict[str, FoundWay] = {}
        self._prepared: dict[str, Prepared] = {}
        """How pictures are prepared for a file that does not say so, by its path: as was chosen or found out."""
        self._age = QElapsedTimer()
        self.news = ""
        """What was last said about a file or a picture that came from outside."""
        self.details = ""
        """What else there is to say of it, a line each."""
        self.is_refusal = False
        """Whether the news are that something was not done."""
        document.runs_changed.connect(self.changed)
        document.opened.connect(self._begin_anew)
        bridge.event.connect(self._receive)

    @property
    def answering(self) -> Answering | None:
        """The network that answers; None when there is neither a run with weights nor a file."""
        if self._file in self._saved:
            return self._of_file(self._file)
        run = answering_run(self._document)
        return None if run is None else self._of_run(run)

    def known(self, what: str | int | None) -> Answering | None:
        """The run of this number, or the opened file of this path, whether it answers or not; None when it cannot."""
        if isinstance(what, str):
            return self._of_file(what) if what in self._saved else None
        run = next((run for run in self._document.runs if run.number == what), None)
        return None if run is None or not has_weights(run) else self._of_run(run)

    def _of_file(self, path: str) -> Answering:
        saved = self._saved[path]
        subject, prepared = saved.subject, saved.prepared
        if prepared is None and path in self._prepared:
            prepared = self._prepared[path]
            subject = replace(subject, prepared=prepared)
        found = (saved.network, saved.labels, prepared)
        way = self._found_ways.get(path)
        notes = " ".join((*saved.notes, *(() if way is None else (way.note,))))
        name = Path(subject.path).name
        return Answering(subject, name, *found, opening=saved.ticket, notes=notes, found_way=way)

    def _of_run(self, run: Run) -> Answering | None:
        path = self._document.path
        if path is None:
            return None
        subject = RunSubject(str(path), run.number)
        notes = run.notes if run.is_imported else ""
        found = (run.project.network, run.labels, run.prepared, run)
        return Answering(subject, run.name, *found, notes=notes, found_way=run.found_way)

    @property
    def _file(self) -> str:
        """The file that answers: the chosen one, or where there is no run the one opened last; empty for a run."""
        if self._path in self._saved or self._document.runs:
            return self._path
        return next(reversed(self._saved), "")

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The names and paths of the saved files that were opened."""
        return tuple((Path(path).name, path) for path in self._saved)

    @property
    def current(self) -> str | int | None:
        """The path of the file, or the number of the run, that answers."""
        answering = self.answering
        if answering is None:
            return None
        return answering.run.number if answering.run is not None else self._file

    @property
    def passed_over(self) -> Run | None:
        """The chosen run while a run answers: where it has no weights, another one answers in its place."""
        is_run = not self._file and answering_run(self._document) is not None
        return self._document.chosen_run if is_run else None

    def choose(self, what: str | int) -> None:
        """Lets the run of this number answer, or the opened file of this path."""
        self.say("")
        self._path = what if isinstance(what, str) else ""
        if isinstance(what, int):
            self._document.choose_run(what)  # which tells everybody
        else:
            self.changed.emit()

    def prepare(self, answering: Answering, method: str) -> None:
        """Prepares pictures in another way for a network whose file does not say how."""
        if not answering.may_be_prepared_otherwise:
            return
        if isinstance(answering.subject, RunSubject):
            prepared = Prepared(replace(answering.preprocessing, method=method))
            prepare_otherwise(self._document, answering.subject.run, prepared)
        else:
            self._prepared[answering.subject.path] = Prepared(Preprocessing(method))
            self.changed.emit()

    def tell_trial(self, path: str) -> None:
        """Says that it is being found out how pictures are prepared for an opened file."""
        if self._file == path:
            self.say(f"{Path(path).name}: {BEING_TRIED}", details="\n".join(self._saved[path].notes))

    def end_trial(self, path: str) -> None:
        """Takes that back: it could not be found out, or a person has chosen."""
        if self.news == f"{Path(path).name}: {BEING_TRIED}":
            self._tell_notes(self._saved.get(path))

    def take_found(self, path: str, prepared: Prepared, way: FoundWay) -> None:
        """Prepares pictures as it was found out for an opened file, and says so."""
        self._prepared[path], self._found_ways[path] = prepared, way
        self.changed.emit()
        if self.answering is not None and self._file == path:
            self.say(f"{Path(path).name}: {way.words}", details="\n".join(self._saved[path].notes))

    def _tell_notes(self, opened: SavedOpened | None) -> None:
        first, rest = first_sentences(" ".join(opened.notes if opened is not None else ()))
        self.say(first, details=rest)

    def open(self, path: str | Path, sender: str, *, later: bool, beside: bool = False) -> None:
        """Opens a saved network, which then answers; ``later``: the engine has a training to do before.

        Args:
            beside: Another one goes on answering; the path is told when the file is open.
        """
        name = Path(path).name
        words = tr("{name} is opened when the training under way has ended…", name=name)
        self.say(words if later else tr("{name} is opened…", name=name))
        ticket = self._bridge.post(OpenSaved(sender=sender, path=str(path)))
        self._opening[ticket] = str(path)
        if beside:
            self._beside.add(ticket)

    def say(self, text: str, *, refusal: bool = False, details: str = "") -> None:
        """Says something about a file or a picture, on every page; or nothing any more."""
        if (text, refusal, details) != (self.news, self.is_refusal, self.details):
            self.news, self.is_refusal, self.details = text, refusal, details
            self._age.start()
            self.said.emit()

    def leave_page(self) -> None:
        """Another page is shown: what has been there long enough to be read goes, unless a file is being opened."""
        if self.news and not self._opening and self._age.elapsed() >= _READ_MS:
            self.say("")

    @Slot()
    def _begin_anew(self) -> None:
        """Who opens another project wants to see its own runs, where it has some."""
        if answering_run(self._document) is not None:
            self._path = ""
        self.changed.emit()

    @Slot(object)
    def _receive(self, event: Event) -> None:
        path = self._opening.pop(event.ticket, "") if isinstance(event, SavedOpened | Cancelled | Failed) else ""
        if not path:
            return
        name = Path(path).name
        beside, self._beside = self._beside, self._beside - {event.ticket}
        match event:
            case SavedOpened():
                opened, is_beside = event.subject.path, event.ticket in beside
                self._found_ways.pop(opened, None)
                self._prepared.pop(opened, None)  # it may be another file by now
                if not is_beside:
                    self._path = opened
                self._saved.pop(opened, None)
                self._saved[opened] = event
                while len(self._saved) > _MOST_FILES:
                    del self._saved[next(iter(self._saved))]
                # Its name stands where the network is chosen.
                self._tell_notes(event)
                self.changed.emit()
                if is_beside:
                    self.opened_beside.emit(opened)
                self.opened.emit(opened)
            case Cancelled():
                self.say(tr("{name} was not opened: everything was stopped.", name=name), refusal=True)
            case Failed():
                self.say(f"{event.text} {event.hint}".strip(), refusal=True, details=event.details)


def _words(preprocessing: Preprocessing) -> str:
    """What is done to a picture's numbers, in a few words.

    It has the network's size and colour from the start, is light on dark whatever is inverted, and is never changed at
    random.
    """
    return summary(replace(preprocessing, size=(0, 0), colour="keep", invert=False), with_random=False)
