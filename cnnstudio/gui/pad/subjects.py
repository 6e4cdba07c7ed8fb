"""Which network answers: a run of the project, or a saved file."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from cnnstudio.core.messages import RunSubject, SavedOpened, Subject
from cnnstudio.core.network import Network
from cnnstudio.core.preprocessing import Preprocessing, summary
from cnnstudio.core.run import Run
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.pad.news import News
from cnnstudio.gui.run_names import training_words
from cnnstudio.gui.run_weights import answering_run, list_runs, passed_over_words
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel


@dataclass(frozen=True)
class Answering:
    """The network that answers, and what is known of it.

    Attributes:
        preparation: What is done to the pictures before the first layer, in words.
        state: What it is doing, "training, epoch 3"; empty when it is done.
    """

    subject: Subject
    network: Network
    labels: tuple[str, ...]
    preparation: str
    state: str = ""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the pictures it takes."""
        height, width, channels = self.network.input_shape
        return height, width, channels


class SubjectChoice(QWidget):
    """The project's runs, the latest first, and the saved files that were opened."""

    changed = Signal()
    file_chosen = Signal(str)
    """The path of a saved network to open."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._saved: dict[str, SavedOpened] = {}
        self._path: str | None = None
        self._combo = ElidingCombo(objectName="draw.subject", accessibleName="Network that answers")
        # Not as wide as the widest entry: there may be thousands of runs.
        self._combo.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(26)
        self._combo.setMaximumWidth(400)
        self._combo.activated.connect(self._activated)
        self._open = QPushButton(icon("folder-open"), "&Open a saved network…", objectName="draw.open")
        self._open.clicked.connect(self.ask_file)
        self.news = News()
        """What was last said about a file or a picture; the page has a place for it."""
        self._passed_over = FittingLabel()
        self._passed_over.setObjectName("draw.passed_over")
        label = QLabel("&Network")
        label.setBuddy(self._combo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (label, self._combo, self._open):
            layout.addWidget(widget)
        layout.addSpacing(8)
        layout.addWidget(self._passed_over, 1)
        document.runs_changed.connect(self.refresh)
        self.refresh()

    @property
    def answering(self) -> Answering | None:
        """The network that answers; None when there is neither a run with weights nor a file."""
        saved = self._saved.get(self._path or "")
        if saved is not None:
            return Answering(saved.subject, saved.network, saved.labels, _preparation_of_file(saved))
        run, path = answering_run(self._document), self._document.path
        return None if run is None or path is None else _of_run(run, path)

    def add(self, saved: SavedOpened) -> None:
        """Adds a saved file and lets it answer."""
        self._saved[saved.subject.path] = saved
        self._path = saved.subject.path
        self.news.say(f"{Path(saved.subject.path).name} is open.")
        self.refresh()

    def refresh(self) -> None:
        """Lists what there is now."""
        files = [(Path(path).name, path) for path in self._saved]
        chosen, run = self._document.chosen_run, answering_run(self._document)
        list_runs(self._combo, self._document.runs, files, self._path or (run.number if run is not None else None))
        passed_over = chosen if self._path is None and run is not None else None
        self._passed_over.say(*passed_over_words(passed_over))
        self.changed.emit()

    def ask_file(self) -> None:
        """Asks for a saved network."""
        path, _ = QFileDialog.getOpenFileName(self, "Open a saved network", "", "Saved networks (*.keras)")
        if path:
            self.file_chosen.emit(path)

    def _activated(self, index: int) -> None:
        chosen = self._combo.itemData(index)
        self.news.say("")
        if isinstance(chosen, int):
            self._path = None
            self._document.choose_run(chosen)  # which tells everybody, this widget too
        else:
            self._path = chosen
            self.refresh()


def _of_run(run: Run, path: Path) -> Answering:
    # The run's own Prepared is known only when it has ended; what it was asked to do is known from the start.
    preparation = _words(run.project.preprocessing)
    subject = RunSubject(str(path), run.number)
    return Answering(subject, run.project.network, run.labels, preparation, training_words(run))


def _preparation_of_file(saved: SavedOpened) -> str:
    if saved.prepared is None:
        return f"{_words(Preprocessing())}; the file does not say how its pictures were prepared"
    return _words(saved.prepared.preprocessing)


def _words(preprocessing: Preprocessing) -> str:
    """What is done to a drawing's numbers, in a few words.

    It has the network's size and colour from the start, is light on dark whatever is inverted, and is never changed at
    random.
    """
    return summary(replace(preprocessing, size=(0, 0), colour="keep", invert=False), with_random=False)
