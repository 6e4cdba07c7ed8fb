"""What the person begins, opens, saves and exports: asks where, and sees that no run that is on is lost unasked."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from shiboken6 import isValid

from cnnstudio.core.project import Project
from cnnstudio.core.run import Run
from cnnstudio.gui import opening
from cnnstudio.gui.pages import Pages, Parts
from cnnstudio.gui.preferences import Preferences
from cnnstudio.gui.questions import ask_to_leave
from cnnstudio.gui.transfers import Transfers
from cnnstudio.gui.widgets.message_bar import MessageBar
from cnnstudio.gui.words import shortened

_PROJECT_FILES = "CNN Studio projects (*.cnnstudio)"
_OPENABLE = f"Projects and saved networks (*.cnnstudio {opening.NETWORKS});;All files (*)"
_WEIGHTS = "Weights (*.weights.h5 *.h5 *.hdf5 *.keras);;All files (*)"
_NO_NETWORK = "{} holds weights alone. Open the project whose network they belong to, then load them."
_KERAS_FILES = "Keras files (*.keras)"


class ProjectFiles(QObject):
    """Brings projects, saved networks and data onto the desk, and takes them from there to files."""

    imported = Signal(object, object)
    """The Run that came with a saved network a project was begun with, and the Path it came from."""

    def __init__(
        self,
        parts: Parts,
        pages: Pages,
        preferences: Preferences,
        transfers: Transfers,
        message_bar: MessageBar,
        window: QWidget,
    ) -> None:
        """``window``: over which questions are asked."""
        super().__init__(window)
        self._document, self._selection, self._training_run = parts.document, parts.selection, parts.training_run
        self._pages, self._preferences, self._transfers = pages, preferences, transfers
        self._message_bar, self._window = message_bar, window
        self._arriving: Path | None = None
        """A saved network whose project is on its way to the desk."""
        self._then_show = ""
        """The page that is shown when the project that is on its way is on the desk."""
        self._leaving: QMessageBox | None = None
        self._document.opened.connect(self._opened)
        self._document.removed.connect(preferences.forget)
        self._document.refused.connect(self._forget_arriving)

    # Onto the desk

    def new_project(self, project: Project, title: str) -> None:
        """Begins a project in a file of its own, called after ``title`` until it is given a name."""
        self._leave_training(lambda: self._document.new(project, title))

    def open_path(self, path: Path) -> None:
        """Opens a project, a saved network as a project of its own, weights for the open one, or data."""
        match opening.kind_of(path):
            case "network":
                self.begin_with(path.absolute())
            case "weights":
                self.load_weights(path.absolute())
            case "data":
                self.open_data(path.absolute())
            case "picture":
                self._message_bar.say(opening.ONE_PICTURE, "warning")
            case _:
                self._leave_training(lambda: self._document.open(path.absolute()))

    def begin_with(self, path: Path) -> None:
        """Begins a project with a saved network: its layers in the stack, its weights in a run to look into."""

        def begin() -> None:
            self._arriving = path
            self._message_bar.say(f"Opening {path.name}…")
            self._document.begin_with(path)

        self._leave_training(begin)

    def load_weights(self, path: Path) -> None:
        """Adds a run with the weights of a file to the open project."""
        if not self._document.is_open:
            self._message_bar.say(_NO_NETWORK.format(path.name), "warning")
            return
        self._message_bar.say(f"Opening {path.name}…")
        self._document.import_weights(path, self._tell_arrived)

    @Slot()
    def ask_weights(self) -> None:
        """Asks for a file of weights and makes a run of them."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Load weights", self._preferences.folder(), _WEIGHTS)
        if name:
            self.load_weights(Path(name).absolute())

    def open_data(self, path: Path) -> None:
        """Makes a folder or file of pictures the project's data; where nothing is open, a project is begun with them.

        Its network is empty and takes the pictures' shape; the Data page offers a small one to begin with.
        """
        if self._document.is_open:
            self._pages.show("data").choose_path(path)
        else:
            self._then_show = "data"
            self.new_project(opening.project_on(path), opening.title_of(path))

    @Slot()
    def ask_open(self) -> None:
        """Asks for a file and opens it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", self._preferences.folder(), _OPENABLE)
        if name:
            self.open_path(Path(name))

    @Slot()
    def ask_pictures(self) -> None:
        """Asks for a folder of pictures and makes it the data."""
        self._ask_data(opening.ask_folder)

    @Slot()
    def ask_data(self) -> None:
        """Asks for a file of data and makes it the data."""
        self._ask_data(opening.ask_file)

    def _ask_data(self, ask: Callable[[QWidget, str], Path | None]) -> None:
        last = self._document.project.data.path if self._document.is_open else ""
        path = ask(self._window, str(Path(last).parent) if last else self._preferences.folder())
        if path is not None:
            self.open_data(path)

    @Slot()
    def _opened(self) -> None:
        self._message_bar.hide()
        path = self._document.path
        assert path is not None
        self._preferences.remember(str(path))
        first = self._document.project.network.nodes
        self._selection.select(*((first[0].name,) if first else ()))
        arriving, self._arriving = self._arriving, None
        arrived = next((run for run in self._document.runs if arriving and run.is_imported), None)
        usual = "build" if arrived or not self._document.runs else "train"
        self._pages.show(self._then_show or usual)
        self._then_show = ""
        if arrived is not None and arriving is not None:
            self._tell_arrived(arrived)
            self.imported.emit(arrived, arriving)

    def _tell_arrived(self, run: Run) -> None:
        """Says what came in a saved file, and offers to try it."""
        wrote = run.versions.get("file", "")
        told = (
            f"{run.name} is open{f', written by {wrote}' if wrote else ''}: its weights are those of run {run.number}."
        )
        first, rest = shortened(run.reason)
        act = partial(self._pages.show, "draw")
        self._message_bar.say(f"{told} {first}".strip(), "accent", "Try it on Draw", act, details=rest)

    @Slot(object)
    def _forget_arriving(self) -> None:
        self._arriving = None
        self._then_show = ""

    def _leave_training(self, then: Callable[[], None]) -> None:
        """Calls ``then``; a run that is on is stopped first, if the person agrees."""
        if not self._training_run.is_active:
            then()
            return

        def leave() -> None:
            if self._training_run.is_active:  # it may have ended while the question stood there
                self._training_run.stop_all()
            self._training_run.when_idle(then)

        if self._leaving is not None and isValid(self._leaving):
            self._leaving.reject()  # who asks for another project means that one
        self._leaving = ask_to_leave(self._window, self._training_run, leave)

    # Into files

    @Slot()
    def save(self) -> None:
        """Writes now; a project without a name is given one."""
        if self._document.is_named and not self._document.is_read_only:
            self._document.save()
        else:
            self.ask_save_as()

    @Slot()
    def ask_save_as(self) -> None:
        """Asks for a name and keeps the project there from now on."""
        suggestion = str(Path(self._preferences.folder()) / f"{self._document.title}.cnnstudio")
        name, _ = QFileDialog.getSaveFileName(self._window, "Save as", suggestion, _PROJECT_FILES)
        if name:
            path = Path(name)
            path = path if path.suffix == ".cnnstudio" else path.with_name(f"{path.name}.cnnstudio")
            self._document.save_as(path.absolute(), self._moved)

    def _moved(self, old: Path, new: Path) -> None:
        self._preferences.remember(str(new))
        self._training_run.relocate(old, new)
        self._message_bar.say(f"Saved as {new.name}.", "good")

    @Slot(object)
    def ask_export(self, run: Run | None) -> None:
        """Asks for a name and writes the run as a plain ``.keras`` file."""
        if run is None or self._document.path is None:
            return
        suggestion = str(Path(self._preferences.folder()) / f"{self._document.title} {run.name}.keras")
        name, _ = QFileDialog.getSaveFileName(self._window, "Export as .keras", suggestion, _KERAS_FILES)
        if name:
            self._transfers.export(run, Path(name))
