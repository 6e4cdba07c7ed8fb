"""The Learn page and its labs joined to the rest of the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.actions import Actions
from cnnstudio.gui.files.project_files import ProjectFiles
from cnnstudio.gui.labs.room import FIRST, LabRoom
from cnnstudio.gui.pages import Pages
from cnnstudio.gui.start.page import StartPage
from cnnstudio.gui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from cnnstudio.core.by_hand.exercise import Exercise


class Learning(QObject):
    """Brings what labs ask for to whom it concerns; pages and labs do not know each other."""

    def __init__(
        self, room: LabRoom, pages: Pages, files: ProjectFiles, start: StartPage, bar: MessageBar, actions: Actions
    ) -> None:
        super().__init__(room)
        self._room, self._pages, self._files, self._bar = room, pages, files, bar
        actions.open_lab.triggered.connect(room.ask_file)
        start.first_lab_requested.connect(lambda: room.begin_named(FIRST))
        start.labs_requested.connect(lambda: self.show_tab("labs"))
        files.lab_wanted.connect(room.open_file)
        room.project_wanted.connect(files.new_project)
        room.page_wanted.connect(self._show_page)
        room.code_wanted.connect(self._read_code)
        room.exercise_wanted.connect(self.show_exercise)
        room.save_wanted.connect(files.ask_save_as)
        room.undo_offered.connect(self._offer_undo)
        room.offered.connect(self._offer)
        room.said.connect(bar.say)
        room.refused.connect(bar.show_error)
        pages.made.connect(self._page_made)

    def show_tab(self, name: str) -> QWidget:
        """Shows the Learn page with one of its tabs: "labs", "by_hand" or "review"."""
        page = self._pages.show("learn")
        return page.show_tab(name)

    @Slot(object, bool)
    def show_exercise(self, exercise: "Exercise", hidden: bool = False) -> None:
        """Shows an exercise in convolution by hand, with its answer or without, as one step of its own undo."""
        self.show_tab("by_hand").show_exercise(exercise, hidden=hidden)

    @Slot(str)
    def _read_code(self, code: str) -> None:
        """Beside the lab, which is read meanwhile."""
        side = self._room.side
        self._files.import_code(code=code, over=None if side is None else side.pages_on_screen())

    @Slot(str, str, object, object)
    def _offer(self, words: str, way: str, act: Callable[[], None], holds: Callable[[], bool]) -> None:
        self._bar.say(words, "good", way, act)
        self._bar.hold_while(holds)

    @Slot(str, object, object)
    def _offer_undo(self, words: str, undo: Callable[[], None], holds: Callable[[], bool]) -> None:
        self._bar.say(words, "note", tr("Undo"), undo)
        self._bar.hold_while(holds)

    @Slot(str)
    def _show_page(self, name: str) -> None:
        if name == "by_hand":
            self.show_tab("by_hand")
        elif name == "learn":
            self.show_tab("labs")
        else:
            self._pages.show(name)

    @Slot(str, object)
    def _page_made(self, name: str, page: QWidget) -> None:
        if name == "learn":
            self._room.show_gallery(page.labs)
