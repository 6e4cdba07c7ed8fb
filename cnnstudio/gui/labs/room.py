"""Labs in the window: which one is open, the panel beside the pages, and what its buttons do there."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.lab import Action, Lab
from cnnstudio.core.labs.progress import Progress
from cnnstudio.core.labs.standing import is_begun
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.labs.beginning_again import ask_again
from cnnstudio.gui.labs.bench import OPEN, Bench
from cnnstudio.gui.labs.doing import Doing
from cnnstudio.gui.labs.scene_now import scene_maker
from cnnstudio.gui.labs.shelf import Found, Shelf
from cnnstudio.gui.labs.side import LabSide
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.preferences import LAST_FOLDER, Preferences
from cnnstudio.gui.threads.turns import in_turn, paint_in_turn
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.in_sight import InSight

if TYPE_CHECKING:  # made when they are first needed
    from cnnstudio.gui.labs.gallery import LabGallery
    from cnnstudio.gui.labs.panel import LabPanel

FIRST = "first-cnn"
"""The lab for who has never built a network."""

_FILES = tr("Labs (*.toml);;All files (*)")


class LabRoom(QObject):
    """Made with the window; nothing is read before a lab or the gallery is asked for, or a project names one."""

    page_wanted = Signal(str)
    code_wanted = Signal(str)
    exercise_wanted = Signal(object, bool)
    """An Exercise for convolution by hand."""
    project_wanted = Signal(object, str, object)
    """A Project to begin, its title, and what is called with both to begin it, once the person agrees."""
    save_wanted = Signal()
    """The project is to be saved under another name."""
    undo_offered = Signal(str, object, object)
    """Words for the message bar, what takes that back, and whether it still can."""
    offered = Signal(str, str, object, object)
    """Words for the message bar, those of its button, what this does, and whether it still can."""
    said = Signal(str, str)
    """Words for the message bar, and their tone."""
    refused = Signal(object)
    """A StudioError."""

    def __init__(
        self,
        document: Document,
        selection: Selection,
        preferences: Preferences,
        current_page: Callable[[], str],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._preferences, self._window = document, preferences, window
        self._panel: LabPanel | None = None
        self._gallery: LabGallery | None = None
        self._gallery_in_sight: InSight | None = None
        self._left: Found | None = None
        """The lab that was closed last in the open project."""
        self.side: LabSide | None = None
        self.shelf = Shelf(preferences, self)
        self.bench = Bench(document, lambda: scene_maker(document), self)
        self.doing = Doing(document, selection, current_page, self)
        self.doing.page_wanted.connect(self.page_wanted)
        self.doing.code_wanted.connect(self.code_wanted)
        self.doing.exercise_wanted.connect(self.exercise_wanted)
        self.doing.offered.connect(self.offered)
        self.doing.said.connect(self.said)
        self.action = QAction(icon("graduation-cap"), tr("Lab panel"), self)
        self.action.setShortcut(QKeySequence("Ctrl+L"))
        self.action.setToolTip(
            tr("Shows or folds the lab that is open, or goes on with the one that was closed (Ctrl+L)")
        )
        self.action.triggered.connect(self._turn)
        self.bench.lab_changed.connect(self._lab_changed)
        self.bench.progress_changed.connect(self._tell_gallery)
        self.shelf.changed.connect(self._fill_gallery)
        document.leaving.connect(self.bench.forget)  # before its place is told, which is that of the next project
        document.opened.connect(self._project_opened)
        for signal in (self.bench.lab_changed, self.bench.step_changed, document.file_changed):
            signal.connect(self._keep_place)

    def around(self, pages: QWidget, below: QWidget | None = None) -> LabSide:
        """The place of the pages, and of what stands under them, with that of the panel beside it."""
        self.side = LabSide(pages, below)
        self.side.set_width(self._preferences.lab_width)
        self.side.width_changed.connect(self._preferences.keep_lab_width)
        return self.side

    @property
    def panel(self) -> "LabPanel | None":
        """The panel, once a lab was open."""
        return self._panel

    # Opening

    def begin(self, found: Found) -> None:
        """Opens a lab in the open project; where none is open, one that is called after the lab is begun."""
        if not self._document.is_open:
            self._ask_project(found)
            return
        others = self._begun_beside(found.lab)
        self.bench.open(found)
        assert self.side is not None
        self.side.set_folded(False)
        if others:
            self._offer_new(found, others[0])
        if self.bench.is_changed_since:
            words = tr(
                "“{title}” has been changed since it was begun here. Answers to what it still asks are kept.",
                title=found.lab.title,
            )
            self.said.emit(words, "note")

    def _ask_project(self, found: Found) -> None:
        """Asks for a project of its own for a lab; until the person agrees, the lab that is open stays so."""

        def begin(project: Project, title: str) -> None:
            if self.bench.lab is not None:
                self._leave()
            self._document.new(project, title, lambda: self.begin(found))

        self.project_wanted.emit(Project(Network((28, 28, 1))), found.lab.title, begin)

    def _begun_beside(self, lab: Lab) -> tuple[str, ...]:
        """The titles of other labs that were begun in the open project; none once this one is begun in it, too."""
        if is_begun(self.bench.progress_of(lab)):
            return ()
        known = {each.lab.name: each.lab for each in (*self.shelf.labs, self.bench.sheet) if each is not None}
        return tuple(
            each.title for name, each in known.items() if name != lab.name and is_begun(self.bench.progress_of(each))
        )

    def _offer_new(self, found: Found, other: str) -> None:
        document, serial = self._document, self._document.serial

        def holds() -> bool:
            return document.serial == serial and self.bench.sheet is found

        def begin() -> None:
            if holds():
                self._ask_project(found)

        words = tr("“{title}” begins in the project in which “{other}” was begun.", title=found.lab.title, other=other)
        self.offered.emit(words, tr("Begin in a new project"), begin, holds)

    def begin_named(self, name: str) -> None:
        """Opens one of the program's own labs by its name."""
        self.shelf.find(name, self.begin, self.refused.emit)

    def open_file(self, path: Path) -> None:
        """Opens a lab's file; what is wrong in it is shown line by line."""
        self.shelf.open_file(path, self.begin, self._show_mistakes)

    @Slot()
    def ask_file(self) -> None:
        """Asks for a lab's file and opens it."""
        self._ask(tr("Open a lab file"), self.open_file)

    @Slot()
    def ask_check(self) -> None:
        """Asks for a lab's file and says what is wrong in it."""
        self._ask(tr("Check a lab file"), self.check_file)

    def check_file(self, path: Path) -> None:
        """Says what is wrong in a lab's file, in the words of ``cnnstudio lab check``."""
        from cnnstudio.gui.labs.checking import CheckDialog

        dialog = CheckDialog(path, self._window)
        dialog.open_wanted.connect(self.open_file)
        dialog.show()

    @Slot()
    def show_guide(self) -> None:
        """Shows how a lab is written."""
        from cnnstudio.gui.labs.guide import GuideDialog

        GuideDialog(self._window).show()

    def _ask(self, title: str, then: Callable[[Path], None]) -> None:
        last = str(self._window.property(LAST_FOLDER) or "") or self._preferences.folder()
        name, _ = file_dialogs.open_name(self._window, title, last, _FILES)
        if name:
            self._window.setProperty(LAST_FOLDER, str(Path(name).parent))
            then(Path(name).absolute())

    def _show_mistakes(self, path: Path, error: StudioError) -> None:
        if error.details:
            self.check_file(path)
        else:
            self.refused.emit(error)

    @Slot()
    def _project_opened(self) -> None:
        """Goes on with the lab that was open in this project, if it is one that is known here."""
        self._left = None
        from cnnstudio.core.labs.keeping import open_from_text

        name = open_from_text(self._document.notes.get(OPEN))
        if name:
            serial = self._document.serial
            in_turn(self, lambda: self._find(name, serial))  # much else follows a project that is opened
        self._tell_gallery()

    def _find(self, name: str, serial: int) -> None:
        self.shelf.find(name, lambda found: self._go_on(found, serial), lambda error: None)

    def _go_on(self, found: Found, serial: int) -> None:
        if self._document.serial == serial and self.bench.lab is None:
            self.begin(found)

    @Slot()
    def _keep_place(self) -> None:
        """Has it remembered where one is, for the start page of the next time."""
        lab, path = self.bench.lab, self._document.path
        if lab is not None and path is not None:
            step, count = self.bench.progress.step + 1, len(lab.steps)
            self._preferences.keep_lab_at((str(path), lab.name, lab.title, str(step), str(count)))

    # The panel

    @Slot()
    def _lab_changed(self) -> None:
        lab = self.bench.lab
        assert self.side is not None
        if lab is None:
            self.side.set_open(False)
        else:
            paint_in_turn(self.side.window())  # with the panel all pages are laid out anew
            self._make_panel()
            self.side.say(lab.title)
        self._tell_gallery()

    def _make_panel(self) -> None:
        if self._panel is None:
            from cnnstudio.gui.labs.panel import LabPanel

            self._panel = panel = LabPanel(self.bench)
            panel.action_wanted.connect(self._do)
            panel.fold_wanted.connect(lambda: self._fold(True))
            panel.leave_wanted.connect(self._leave)
            panel.report_wanted.connect(self.report)
            panel.save_wanted.connect(self.save_wanted)
            panel.again_wanted.connect(self.ask_again)
            assert self.side is not None
            self.side.put(panel)

    @Slot(object)
    def _do(self, action: Action) -> None:
        self.doing.do(action)

    @Slot()
    def _turn(self) -> None:
        """Without a lab that is open it goes on with the one that was closed, or to where all are."""
        if self.bench.lab is not None and self.side is not None:
            self._fold(self.side.is_open)
        elif self._left is not None:
            self.begin(self._left)
        else:
            self.page_wanted.emit("learn")

    def _fold(self, folded: bool) -> None:
        assert self.side is not None
        self.side.set_folded(folded)
        if not folded and self._panel is not None:
            self._panel.take_keyboard()

    def _leave(self) -> None:
        if self._panel is not None:
            self._panel.keep()
        self._left = self.bench.sheet
        self.bench.leave()
        self._preferences.keep_lab_at(())

    @Slot()
    def ask_again(self) -> None:
        """Asks whether to begin the lab that is open again; its answers can be had back until there are new ones."""
        ask_again(self.bench, lambda: self._document.serial, self._window, self.undo_offered.emit)

    def _begin_again(self, found: Found) -> None:
        self.begin(found)
        self.ask_again()

    @Slot()
    def report(self) -> None:
        """Asks for the name and writes the report of the lab that is open."""
        found = self.bench.sheet
        if found is not None:
            if self._panel is not None:
                self._panel.keep()
            self._report_of(found)

    def _report_of(self, found: Found) -> None:
        from cnnstudio.gui.labs.report_dialog import ReportDialog

        is_open = self.bench.lab is not None and self.bench.lab.name == found.lab.name
        progress = self.bench.progress if is_open else self.bench.progress_of(found.lab)
        dialog = ReportDialog(self._document, found.lab, progress, self._window)
        if is_open:
            dialog.named.connect(self.bench.name_student)
        dialog.written.connect(lambda words: self.said.emit(words, "good"))
        dialog.open()

    # The gallery

    def show_gallery(self, gallery: "LabGallery") -> None:
        """Fills the gallery, just made, as soon as it can be read."""
        self._gallery = gallery
        self._gallery_in_sight = InSight(gallery, lambda: gallery.show_progress(self._standings()))
        gallery.chosen.connect(self.begin)
        gallery.again_wanted.connect(self._begin_again)
        gallery.forget_wanted.connect(self.shelf.forget_lost)
        gallery.report_wanted.connect(self._report_of)
        gallery.open_wanted.connect(self.ask_file)
        gallery.check_wanted.connect(self.ask_check)
        gallery.guide_wanted.connect(self.show_guide)
        gallery.needed.connect(self._read)

    @Slot()
    def _read(self) -> None:
        if self.shelf.labs:
            self._fill_gallery()
        else:
            self.shelf.read()

    @Slot()
    def _fill_gallery(self) -> None:
        if self._gallery is not None:
            self._gallery.show_labs(list(self.shelf.labs), self._standings(), self.shelf.note, len(self.shelf.lost))

    @Slot()
    def _tell_gallery(self) -> None:
        if self._gallery_in_sight is not None:
            self._gallery_in_sight.follow()

    def _standings(self) -> dict[str, Progress]:
        """How far the student is in each lab of the shelf, in the open project."""
        return {found.lab.name: self.bench.progress_of(found.lab) for found in self.shelf.labs}
