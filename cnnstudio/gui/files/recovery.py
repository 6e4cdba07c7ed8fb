"""After an end that was none, the next start offers what was open, with what could not be written then."""

import contextlib
import os
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.words import plain
from cnnstudio.files.left_open import LeftOpen, OpenMark, left_open
from cnnstudio.gui.document import Document
from cnnstudio.gui.files.project_files import ProjectFiles
from cnnstudio.gui.widgets.message_bar import MessageBar

_ABOUT = "recovery"


class Recovery(QObject):
    """Writes down what is open, and what of it is in this window alone; all file work happens in the background."""

    def __init__(self, document: Document, files: ProjectFiles, message_bar: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._files, self._message_bar = document, files, message_bar
        self._mark = OpenMark()
        self._told: tuple[Path | None, Project | None, dict[str, str]] = None, None, {}
        self._taking: LeftOpen | None = None
        document.opened.connect(self._opened)
        document.file_changed.connect(self._follow)
        document.refused.connect(self._follow)

    def look(self) -> None:
        """Looks for what was left, and offers it."""
        self._document.background.run(left_open, self._offer, self._document.refused.emit)

    def close(self) -> None:
        """The window closes as it should: nothing is to be offered."""
        self._document.background.run(self._mark.close, lambda _: None, lambda _: None)

    def _offer(self, found: tuple[LeftOpen, ...]) -> None:
        """Offers the newest whose changes were not written, else the newest; what is all on disk is offered once."""
        wanted = next((left for left in found if left.project is not None), next(iter(found), None))
        for left in found:
            if left.project is None:
                self._forget(left)
        path = self._document.path
        is_there = path is not None and wanted is not None and self._document.is_at(wanted.path)
        if wanted is None or (wanted.project is None and (is_there or self._message_bar.text)):
            return
        name = plain(wanted.path.stem, 40)
        said = tr("CNN Studio was not closed last time: “{name}” was open.", name=name)
        if wanted.project is None:
            words, action = tr("{said} It is as it was.", said=said), tr("Open")
        else:
            words, action = (
                tr("{said} Its last changes could not be written then, and were kept.", said=said),
                tr("Open with them"),
            )
        self._message_bar.say(words, "note", action, lambda: self._take(wanted), about=_ABOUT)

    def _take(self, left: LeftOpen) -> None:
        """Puts it on the desk; where its file is gone, what was kept of it is begun with."""
        self._taking = left if left.project is not None else None
        if left.project is not None and not os.path.isfile(left.path):
            self._files.new_project(left.project, left.path.stem)
        elif left.project is not None and self._document.is_at(left.path):
            self._opened()
        else:
            self._files.open_path(left.path)

    @Slot()
    def _opened(self) -> None:
        left, self._taking = self._taking, None
        is_it = left is not None and (self._document.is_at(left.path) or self._document.project == left.project)
        if left is not None and left.project is not None and is_it and not self._document.is_read_only:
            self._document.change(left.project, tr("Take in what was kept"))
            for key, text in left.notes.items():
                self._document.notes.put(key, text)
            self._document.when_written(lambda: self._forget_written(left))
        self._follow()

    def _forget_written(self, left: LeftOpen) -> None:
        if not self._document.is_stuck:
            self._forget(left)

    def _forget(self, left: LeftOpen) -> None:
        self._document.background.run(left.forget, lambda _: None, lambda _: None)

    @Slot()
    def _follow(self, _: object = None) -> None:
        """Writes down what is another than what was written down."""
        document = self._document
        path, unwritten = document.path, document.project if document.is_stuck else None
        notes = document.notes.all if unwritten is not None else {}
        if path is None or (path, unwritten, notes) == self._told:
            return
        self._told = path, unwritten, notes

        def tell() -> None:
            # Where the program's own folder cannot be written either, there is nothing more to be done.
            with contextlib.suppress(StudioError):
                self._mark.tell(path, unwritten, notes)

        document.background.run(tell, lambda _: None, lambda _: None)
