"""Saved networks on their way to the desk: as a project of their own, or as weights for the one that is open."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.transferring.starting import why_not_take
from cnnstudio.core.words import quoted
from cnnstudio.files.saved.importing import Imported, title_of
from cnnstudio.files.saved.saved_model import WeightsAlone
from cnnstudio.files.saved.weights_alone import OURS
from cnnstudio.gui.document import Document
from cnnstudio.gui.files.saved_reader import SavedReader
from cnnstudio.gui.preferences import Preferences
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.message_bar import MessageBar
from cnnstudio.gui.words import first_sentences

OPENING = "opening"
"""The same while a file is being read."""

ARRIVAL = "arrival"
"""What the message bar's words are about while they tell what came in a file."""

_WEIGHTS = tr("Weights (*.weights.h5 *.h5 *.hdf5 *.keras);;All files (*)")


class SavedArrivals(QObject):
    """Reads saved files, puts what is in them on the desk, and says what came.

    Args:
        leave_training: Calls what it is given once no run is on, if the person agrees to stop one that is; with
            what that does, "Open lenet.h5", and the same on a button, "Open".
    """

    arrived = Signal(object)
    """The Run that came."""
    page_wanted = Signal(str)

    def __init__(
        self,
        document: Document,
        preferences: Preferences,
        message_bar: MessageBar,
        leave_training: Callable[[Callable[[], None], str, str], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._preferences, self._message_bar = document, preferences, message_bar
        self._leave_training, self._window = leave_training, window
        self._reader = SavedReader(self)
        self._wanted = 0

    def forget(self) -> None:
        """Something newer is to be on the desk than what is being read."""
        self._wanted += 1

    def begin_with(self, path: Path) -> None:
        """Begins a project with a saved network: its layers in the stack, its weights in a run to look into."""
        self.forget()
        wanted = self._wanted

        def begin(found: Imported) -> None:
            if wanted == self._wanted:
                open_it = partial(self._document.begin_with, found, title_of(path), self._begun)
                self._leave_training(open_it, tr("Open {name}", name=path.name), tr("Open"))

        def refuse(error: StudioError) -> None:
            if wanted == self._wanted:
                self._refuse(path, error)

        self._message_bar.say(tr("Opening {name}…", name=path.name), about=OPENING)
        self._reader.read(path, begin, refuse)

    def load_weights(self, path: Path) -> None:
        """Adds a run with the weights of a file to the open project, which starts from them from then on."""
        document = self._document
        if not document.is_open:
            words = tr(
                "{name} holds weights alone. Open the project whose network they belong to, then load them.",
                name=path.name,
            )
            self._message_bar.say(words, "caution")
            return
        serial = document.serial

        def take(found: Imported) -> None:
            if serial == document.serial:
                document.take_in(found, self._taken)

        def refuse(error: StudioError) -> None:
            # Which network is meant is known here alone.
            text = str(error.text).replace(OURS, tr("the network of {title}", title=quoted(document.title)))
            document.refused.emit(StudioError(text, error.hint, error.details))

        self._message_bar.say(tr("Opening {name}…", name=path.name))
        self._reader.read(path, take, refuse, document.project, document.runs)

    @Slot()
    def ask_weights(self) -> None:
        """Asks for a file of weights and makes a run of them."""
        name, _ = file_dialogs.open_name(self._window, tr("Load weights"), self._preferences.folder(), _WEIGHTS)
        if name:
            self.load_weights(Path(name).absolute())

    def _begun(self, run: Run) -> None:
        self._tell(run)
        self.arrived.emit(run)

    def _taken(self, run: Run) -> None:
        project = self._document.project
        starts = not why_not_take(project.network, run)
        if starts:
            begun = replace(project, plan=replace(project.plan, start=run.number))
            self._document.change(begun, tr("Start from {name}", name=run.name))
        self._tell(run, tr("Training starts from them now; Undo takes that back.") if starts else "")
        self.arrived.emit(run)

    def _tell(self, run: Run, more: str = "") -> None:
        """Says what came in a saved file, and offers to try it."""
        wrote = run.versions.get("file", "")
        known = {"name": run.name, "number": run.number, "wrote": wrote}
        told = tr("{name} is open: its weights are those of run {number}.", **known)
        if wrote:
            told = tr("{name} is open, written by {wrote}: its weights are those of run {number}.", **known)
        first, rest = first_sentences(run.reason)
        words = " ".join(filter(None, (told, more, first, run.preparation_note)))
        draw = partial(self.page_wanted.emit, "draw")
        # What is guessed, and may be found out, stays until it is closed; good news leaves by itself.
        tone = "note" if run.is_preparation_guessed else "good"
        self._message_bar.say(words, tone, tr("Try it on Draw"), draw, details=rest, about=ARRIVAL)

    def _refuse(self, path: Path, error: StudioError) -> None:
        """Weights without a network may be those of the project that is open."""
        if isinstance(error, WeightsAlone) and self._document.is_open:
            act = partial(self.load_weights, path)
            self._message_bar.say(error.text, "caution", tr("Load them into {title}", title=self._document.title), act)
        else:
            self._document.refused.emit(error)
