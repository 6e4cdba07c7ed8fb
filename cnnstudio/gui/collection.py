"""My digits: what was drawn and labelled in the open project, for the Draw page, which adds, and the Data page."""

import datetime
from collections import abc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.collected import Collected, check_label, in_order
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.data.drawn import encoded
from cnnstudio.files.project_file import ProjectFile, drawings_in
from cnnstudio.gui.document import Document

_MOST_STEPS = 100
"""So many changes can be undone."""


@dataclass(frozen=True)
class _Change:
    """Some drawings by number, as they were and as they are then; one that is missing there is not in the file."""

    text: str
    before: Mapping[int, Collected]
    after: Mapping[int, Collected]

    @property
    def back(self) -> "_Change":
        return _Change(self.text, self.after, self.before)

    def make(self, file: ProjectFile) -> None:
        """Makes it in the file."""
        gone = self.before.keys() - self.after.keys()
        back = self.after.keys() - self.before.keys()
        both = self.before.keys() & self.after.keys()
        if gone:
            file.remove_drawings(gone)
        if back:
            file.put_back_drawings([self.after[number] for number in sorted(back)])
        if both:
            file.relabel_drawings({number: self.after[number].label for number in both})


class Collection(QObject):
    """The drawings of the open project; each change is on disk before it is told, and can be undone.

    All file work happens on the document's background thread. What the file refuses is told by ``refused`` of the
    document, and nothing is changed.
    """

    changed = Signal()
    """A drawing was added, relabelled, removed or put back, or another project was opened."""
    added = Signal(object)
    """The Collected that was added by ``add``."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._drawings: dict[int, Collected] = {}
        self._undo: list[_Change] = []
        self._redo: list[_Change] = []
        document.opened.connect(self._read)
        if document.is_open:
            self._read()

    @classmethod
    def of(cls, document: Document) -> "Collection":
        """Those of the document, made where there are none."""
        return document.findChild(cls) or cls(document)

    @property
    def drawings(self) -> tuple[Collected, ...]:
        """The oldest first."""
        return tuple(self._drawings.values())

    @property
    def count(self) -> int:
        return len(self._drawings)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that there are, in order."""
        return in_order({each.label for each in self._drawings.values()})

    @property
    def undo_text(self) -> str:
        """What would be undone, "Delete 3 drawings"; empty where there is nothing."""
        return self._undo[-1].text if self._undo else ""

    @property
    def redo_text(self) -> str:
        """What would be done again; empty where there is nothing."""
        return self._redo[-1].text if self._redo else ""

    def add(self, picture: npt.NDArray[np.uint8], label: str) -> None:
        """Keeps a picture with its true label.

        Args:
            picture: (rows, columns) of ink, 0 none to 255 full, or (rows, columns, 3) as it looks.
        """
        made = datetime.datetime.now().astimezone().isoformat(timespec="seconds")

        def work(file: ProjectFile) -> Collected:
            return file.add_drawing(label, encoded(picture), made)

        def done(new: Collected) -> None:
            self._drawings[new.number] = new
            self._remember(_Change(f"Add a {new.label}", {}, {new.number: new}))
            self.added.emit(new)
            self.changed.emit()

        self._work(work, done)

    def relabel(self, numbers: abc.Collection[int], label: str) -> None:
        """Gives drawings another label."""
        try:
            label = check_label(label)
        except SpecError as error:
            self._document.refused.emit(StudioError(str(error)))
            return
        before = {number: self._drawings[number] for number in numbers if number in self._drawings}
        before = {number: each for number, each in before.items() if each.label != label}
        if before:
            after = {number: replace(each, label=label) for number, each in before.items()}
            self._make(_Change(f"Label {_words(before)} “{label}”", before, after), self._remember)

    def remove(self, numbers: abc.Collection[int]) -> None:
        """Removes drawings."""
        before = {number: self._drawings[number] for number in numbers if number in self._drawings}
        if before:
            self._make(_Change(f"Delete {_words(before)}", before, {}), self._remember)

    @Slot()
    def undo(self) -> None:
        """Takes the last change back."""
        if self._undo:
            self._make(self._undo.pop().back, lambda change: self._redo.append(change.back))

    @Slot()
    def redo(self) -> None:
        """Makes the change again that was taken back last."""
        if self._redo:
            self._make(self._redo.pop(), self._undo.append)

    # Private

    def _remember(self, change: _Change) -> None:
        self._undo = [*self._undo, change][-_MOST_STEPS:]
        self._redo.clear()

    def _make(self, change: _Change, then: Callable[[_Change], None]) -> None:
        def done(_: None) -> None:
            kept = {number: each for number, each in self._drawings.items() if number not in change.before}
            self._drawings = dict(sorted({**kept, **change.after}.items()))
            then(change)
            self.changed.emit()

        self._work(change.make, done)

    def _work(self, work: Callable[[ProjectFile], Any], done: Callable[[Any], None]) -> None:
        """Does ``work`` in the project's file; when the project was saved elsewhere meanwhile, there as well."""
        document, path, serial = self._document, self._document.path, self._document.serial
        if path is None or document.is_read_only:
            words = "This file is open in another window, so it cannot be changed here."
            document.refused.emit(StudioError(words, "Save it under another name to work on a copy."))
            return

        document.touched()

        def apply() -> Any:
            with ProjectFile.open(path) as file:
                return work(file)

        def arrived(value: Any) -> None:
            if document.serial != serial:
                return
            if document.path == path:
                done(value)
            else:
                self._work(work, done)

        def refused(error: StudioError) -> None:
            document.refused.emit(error)
            self._read()

        document.background.run(apply, arrived, refused)

    @Slot()
    def _read(self) -> None:
        """Takes what the file has; nothing of before can be undone any more."""
        path, serial = self._document.path, self._document.serial
        self._undo.clear()
        self._redo.clear()
        self._take({})
        if path is not None:
            self._document.background.run(
                lambda: drawings_in(path),
                lambda found: self._arrived(serial, found),
                self._document.refused.emit,
            )

    def _arrived(self, serial: int, found: tuple[Collected, ...]) -> None:
        if serial == self._document.serial:
            self._take({each.number: each for each in found})

    def _take(self, drawings: dict[int, Collected]) -> None:
        if drawings != self._drawings:
            self._drawings = drawings
            self.changed.emit()


def _words(drawings: Mapping[int, Collected]) -> str:
    """ "3 drawings", or of one what it is: "a 7"."""
    return f"{len(drawings):,} drawings" if len(drawings) > 1 else f"a {next(iter(drawings.values())).label}"
