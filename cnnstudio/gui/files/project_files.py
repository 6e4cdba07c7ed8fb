"""What the person begins, opens, saves and exports: asks where, and sees that no run that is on is lost unasked."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget
from shiboken6 import isValid

from cnnstudio.core.keras_code import Found
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.data.sources import FILE
from cnnstudio.gui.code.export_dialog import ExportDialog
from cnnstudio.gui.code.import_dialog import ImportCodeDialog
from cnnstudio.gui.code.reading import put_into
from cnnstudio.gui.files import opening
from cnnstudio.gui.files.busy import Busy
from cnnstudio.gui.files.saved_arrivals import OPENING, SavedArrivals
from cnnstudio.gui.files.transfers import Transfers
from cnnstudio.gui.pages import Pages, Parts
from cnnstudio.gui.preferences import LAST_FOLDER, Preferences
from cnnstudio.gui.questions import agrees_to_lose_changes, ask_to_leave
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.message_bar import MessageBar
from cnnstudio.gui.widgets.saving import is_free

_PROJECT_FILES = tr("CNN Studio projects (*.cnnstudio)")
_ENDINGS = f"*.cnnstudio {opening.NETWORKS} *.py *.ipynb *.toml"
_OPENABLE = tr("Projects, saved networks, Keras code and labs ({endings});;All files (*)", endings=_ENDINGS)


class ProjectFiles(QObject):
    """Brings projects, saved networks and data onto the desk, and takes them from there to files."""

    diagram_wanted = Signal()
    lab_wanted = Signal(object)
    """The path of a lab's file."""

    def __init__(
        self,
        parts: Parts,
        pages: Pages,
        preferences: Preferences,
        transfers: Transfers,
        message_bar: MessageBar,
        busy: Busy,
        window: QWidget,
    ) -> None:
        """``window``: over which questions are asked."""
        super().__init__(window)
        self._document, self._selection = parts.document, parts.selection
        self._pages, self._preferences, self._transfers = pages, preferences, transfers
        self._message_bar, self._busy, self._window = message_bar, busy, window
        self._leaving: QMessageBox | None = None
        self._form = ""
        """The form that was chosen last to export in."""
        self._code = ""
        """Code that was pasted and left without being taken in, for the next opening."""
        self._document.opened.connect(self._opened)
        self._document.removed.connect(preferences.forget)
        self.saved = SavedArrivals(self._document, preferences, message_bar, self.leave_training, window)
        self.saved.page_wanted.connect(pages.bring)

    # Onto the desk

    def new_project(self, project: Project, title: str, begin: Callable[[Project, str], None] | None = None) -> None:
        """Begins a project in a file of its own, called after ``title`` until it is given a name.

        ``begin``: what is called for that once the person agrees, where more is done with it than ``Document.new``.
        """
        begin = begin or self._document.new
        self.saved.forget()
        self.leave_training(lambda: begin(project, title), tr("Begin {title}", title=title), tr("Begin"))

    def open_path(self, path: Path) -> None:
        """Opens a project, a saved network as a project of its own, weights for the open one, or data."""
        match opening.kind_of(path):
            case "network":
                self.saved.begin_with(path.absolute())
            case "weights":
                self.saved.load_weights(path.absolute())
            case "data":
                self.open_data(path.absolute())
            case "code":
                self.import_code(path.absolute())
            case "lab":
                self.lab_wanted.emit(path.absolute())
            case "picture":
                self._message_bar.say(opening.ONE_PICTURE, "caution")
            case _:
                self._open_project(path.absolute())

    def _open_project(self, path: Path) -> None:
        """Opens a project's file; nothing is left, and so nothing asked, where it is the one that is open."""
        self.saved.forget()
        if self._document.is_at(path):
            self._drop_question()
            self._message_bar.take_back(OPENING)
            self._document.open(path)
            self._show_opened()
        else:
            words = tr("Open {name}", name=path.name)
            self.leave_training(lambda: self._document.open(path), words, tr("Open"))

    def open_data(self, path: Path) -> None:
        """Makes a folder or file of pictures the project's data; where nothing is open, a project is begun with them.

        Its network is empty and takes the pictures' shape; the Data page offers a small one to begin with.
        """
        if self._document.is_open:
            self._pages.show("data").choose_path(path)
        else:
            self.new_project(opening.project_on(path), opening.title_of(path))

    @Slot()
    def ask_open(self) -> None:
        """Asks for a file and opens it."""
        name, _ = file_dialogs.open_name(self._window, tr("Open"), self._folder(), _OPENABLE)
        if name:
            self._keep_folder(str(Path(name).parent))
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
        path = ask(self._window, str(Path(last).parent) if last else self._folder())
        if path is not None:
            self._keep_folder(str(path.parent))
            self.open_data(path)

    @Slot()
    def _opened(self) -> None:
        self._message_bar.hide()
        first = self._document.project.network.nodes
        self._selection.select(*((first[0].name,) if first else ()))
        self._show_opened()

    def _show_opened(self) -> None:
        """Brings the page on which one goes on with the project that is open."""
        path, project = self._document.path, self._document.project
        assert path is not None
        self._preferences.remember(str(path))
        trained = any(not run.is_imported for run in self._document.runs)
        # A network without layers takes the shape of its pictures: they come first.
        begins_with_data = not project.network.nodes and project.data.source == FILE
        self._pages.bring("data" if begins_with_data else "train" if trained else "build")

    def leave_training(self, then: Callable[[], None], what: str, verb: str) -> None:
        """Calls ``then``; what trains is stopped first, if the person agrees, as with losing what is not kept.

        Args:
            what: What ``then`` does, "Open lenet.h5".
            verb: The same on a button, "Open".
        """
        lost = self._document.notes.why_homeless
        if lost is not None:
            self._message_bar.take_back(OPENING)
            if not agrees_to_lose_changes(self._window, lost, what):
                return
        self._leave(then, what, verb)

    def _leave(self, then: Callable[[], None], what: str, verb: str) -> None:
        """Calls ``then`` where nothing trains; else asks, and comes back here once all that does has ended."""
        if not self._busy.is_active:
            then()
            return

        def leave() -> None:
            self._busy.stop_all()  # it may have ended while the question stood there
            self._busy.when_idle(lambda: self._leave(then, what, verb))  # and a run may have begun while it was stopped

        self._drop_question()
        self._message_bar.take_back(OPENING)
        self._leaving = ask_to_leave(self._window, self._busy, what, verb, leave)

    def _drop_question(self) -> None:
        """Who asks for another project means that one."""
        if self._leaving is not None and isValid(self._leaving):
            self._leaving.reject()

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
        title, serial = self._document.title, self._document.serial
        suggestion = str(Path(self._folder()) / f"{title}.cnnstudio")
        name, _ = file_dialogs.save_name(self._window, tr("Save as"), suggestion, _PROJECT_FILES)
        if name:
            self._keep_folder(str(Path(name).parent))
            path = Path(name)
            path = path if path.suffix == ".cnnstudio" else path.with_name(f"{path.name}.cnnstudio")
            # What is open already is saved where it is, and nothing of it is replaced.
            if not (self._document.is_at(path) or is_free(self._window, path, name)):
                return
            if self._document.serial == serial:
                self._document.save_as(path.absolute(), self._moved)
            else:
                words = tr("{title} was not saved as {name}: another project is open now.", title=title, name=path.name)
                self._message_bar.say(words, "caution")

    def _moved(self, old: Path, new: Path) -> None:
        self._preferences.remember(str(new))
        self._busy.relocate(old, new)
        self._message_bar.say(tr("Saved as {name}.", name=new.name), "good")

    @Slot()
    def export_chosen(self) -> None:
        """Asks what is to be taken along, at first of the chosen run."""
        self.ask_export(self._document.chosen_run)

    @Slot(object)
    def ask_export(self, run: Run | None) -> None:
        """Asks what is to be taken along, in which form and where to, and writes it.

        Args:
            run: The one to begin with; without it, or without weights of its own, the project.
        """
        document = self._document
        if not document.is_open:
            return
        runs = [each for each in document.runs if each.kept or each.epochs]
        run = run if run in runs else None
        project, title, folder = document.project, document.title, self._folder()
        dialog = ExportDialog(self._window, project, title, runs, run, folder=folder, form=self._form)
        dialog.wanted.connect(self._transfers.begin)
        dialog.form_chosen.connect(self._keep_form)
        dialog.window_folder.connect(self._keep_folder)
        dialog.left_unwritten.connect(self._tell_unwritten)
        self._transfers.told.connect(dialog.tell)
        document.opened.connect(dialog.leave)
        dialog.diagram_wanted.connect(self.diagram_wanted)
        dialog.open()

    @Slot(str)
    def _keep_form(self, form: str) -> None:
        self._form = form

    @Slot(str)
    def _tell_unwritten(self, name: str) -> None:
        words = tr("{name} was not written: another project is open now.", name=name)
        self._message_bar.say(words, "caution")

    @Slot(str)
    def _keep_folder(self, folder: str) -> None:
        self._window.setProperty(LAST_FOLDER, folder)

    def _folder(self) -> str:
        """Where a file dialog begins: in the folder that was used last, else beside the last named project."""
        last = str(self._window.property(LAST_FOLDER) or "")
        return last if last and Path(last).is_dir() else self._preferences.folder()

    # Code

    @Slot()
    def ask_code(self) -> None:
        """Opens the dialog that reads Keras code, empty."""
        self.import_code()

    def import_code(self, path: Path | None = None, code: str = "", over: QRect | None = None) -> None:
        """Opens the dialog that reads Keras code, with the code of a file, or this code, where it is given.

        ``over``: where a lab has opened it, the part of the screen beside the lab.
        """
        document = self._document
        into = document.title if document.is_open and not document.is_read_only else ""
        dialog = ImportCodeDialog(self._window, self._folder(), into=into, over=over)
        dialog.left.connect(self._keep_code)
        dialog.opened_in.connect(self._keep_folder)
        dialog.new_wanted.connect(self._begin_with_code)
        dialog.put_wanted.connect(self._put_code)
        if into:
            document.opened.connect(dialog.reject)
        dialog.open()
        if path is not None:
            dialog.open_file(path)
        elif code or self._code:
            dialog.set_code(code or self._code)

    @Slot(str)
    def _keep_code(self, code: str) -> None:
        self._code = code

    @Slot(object, str)
    def _begin_with_code(self, found: Found, title: str) -> None:
        """The code is kept until its project is there: the person may stay with what is open after all."""

        def begin(project: Project, title: str) -> None:
            self._document.new(project, title, lambda: self._keep_code(""))

        self.new_project(found.project, title, begin)

    @Slot(object)
    def _put_code(self, found: Found) -> None:
        project = put_into(self._document.project, found)
        self._document.change(project, tr("Import Keras code"))
        if self._document.project == project:
            self._keep_code("")
            first = project.network.nodes
            self._selection.select(*((first[0].name,) if first else ()))
            self._pages.show("build")
            self._message_bar.say(tr("The code is in the project; Undo takes it back."), "good")
