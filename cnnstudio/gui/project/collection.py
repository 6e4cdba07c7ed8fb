"""My digits: what was drawn and labelled in the open project, for the Draw page, which adds, and the Data page."""

import datetime
from collections import abc, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.collected import Collected, check_label, in_order
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

    def fits(self, drawings: Mapping[int, Collected]) -> bool:
        """Whether it can be made of these: they are as they were before it."""
        return all(drawings.get(number) == self.before.get(number) for number in {*self.before, *self.after})

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


@dataclass(frozen=True)
class _Task:
    """What is done in the project's file, and what then; ``work`` runs on another thread."""

    work: Callable[[ProjectFile], Any]
    done: Callable[[Any], None]


_Turn = Callable[[], _Task | None]
"""Says, when its turn has come, what is to be done with the drawings as they are by then; None for nothing."""


class Collection(QObject):
    """The drawings of the open project; each change is on disk before it is told, and can be undone.

    All file work happens on the document's background thread, one change after the other: each is made of what the one
    before has left. What the file refuses is told by ``refused`` of the document, and nothing is changed.
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
        self._turns: deque[_Turn] = deque()
        self._is_busy = False
        document.opened.connect(self._begin_anew)
        if document.is_open:
            self._begin_anew()

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

        def done(new: Collected) -> None:
            self._drawings[new.number] = new
            self._remember(_Change(tr("Add {drawings}", drawings=_words([new])), {}, {new.number: new}))
            self.added.emit(new)
            self.changed.emit()

        self._do(lambda: _Task(lambda file: file.add_drawing(label, encoded(picture), made), done))

    def relabel(self, numbers: abc.Collection[int], label: str) -> None:
        """Gives drawings another label."""
        try:
            label = check_label(label)
        except SpecError as error:
            self._document.refused.emit(StudioError(str(error)))
            return

        def turn() -> _Task | None:
            before = {number: each for number, each in self._those(numbers).items() if each.label != label}
            after = {number: replace(each, label=label) for number, each in before.items()}
            words = _labelling(before.values(), label) if before else ""
            return self._making(_Change(words, before, after), self._remember) if before else None

        self._do(turn)

    def remove(self, numbers: abc.Collection[int]) -> None:
        """Removes drawings."""

        def turn() -> _Task | None:
            before = self._those(numbers)
            words = tr("Delete {drawings}", drawings=_words(before.values())) if before else ""
            return self._making(_Change(words, before, {}), self._remember) if before else None

        self._do(turn)

    @Slot()
    def undo(self) -> None:
        """Takes the last change back."""
        self._do(lambda: self._making(self._undo[-1].back, self._undone) if self._undo else None)

    @Slot()
    def redo(self) -> None:
        """Makes the change again that was taken back last."""
        self._do(lambda: self._making(self._redo[-1], self._redone) if self._redo else None)

    # Private

    def _those(self, numbers: abc.Collection[int]) -> dict[int, Collected]:
        return {number: self._drawings[number] for number in numbers if number in self._drawings}

    def _remember(self, change: _Change) -> None:
        self._undo = [*self._undo, change][-_MOST_STEPS:]
        self._redo.clear()

    def _undone(self, _: _Change) -> None:
        self._redo.append(self._undo.pop())

    def _redone(self, _: _Change) -> None:
        self._undo.append(self._redo.pop())

    def _making(self, change: _Change, then: Callable[[_Change], None]) -> _Task:
        def done(_: None) -> None:
            kept = {number: each for number, each in self._drawings.items() if number not in change.before}
            self._drawings = dict(sorted({**kept, **change.after}.items()))
            then(change)
            self.changed.emit()

        return _Task(change.make, done)

    def _do(self, turn: _Turn) -> None:
        """Does it in the project's file once all before it is done."""
        document = self._document
        if document.path is None:
            document.refused.emit(StudioError(tr("No project is open to keep it in."), tr("Open or begin one first.")))
        elif document.is_read_only:
            words = tr("This file {is_read_only}, so it cannot be changed here.", is_read_only=document.why_read_only)
            document.refused.emit(StudioError(words, tr("Save it under another name to work on a copy.")))
        else:
            self._turns.append(turn)
            self._go_on()

    def _go_on(self) -> None:
        while self._turns and not self._is_busy:
            task = self._turns.popleft()()
            if task is not None:
                self._work(task)

    def _work(self, task: _Task) -> None:
        """Does it; when the project was saved elsewhere meanwhile, there as well."""
        document, path, serial = self._document, self._document.path, self._document.serial
        assert path is not None
        self._is_busy = True
        document.touched()

        def apply() -> Any:
            with ProjectFile.open(path) as file:
                return task.work(file)

        def arrived(value: Any) -> None:
            if document.serial != serial:
                return
            if document.path != path:
                self._work(task)
                return
            self._is_busy = False
            task.done(value)
            self._go_on()

        def refused(error: StudioError) -> None:
            document.refused.emit(error)
            if document.serial == serial:
                self._read()

        document.background.run(apply, arrived, refused)

    @Slot()
    def _begin_anew(self) -> None:
        """Another project is on the desk; nothing of before is waited for or can be undone any more."""
        had_any = bool(self._drawings or self._undo or self._redo)
        for each in (self._drawings, self._undo, self._redo, self._turns):
            each.clear()
        self._is_busy = False
        if had_any:
            self.changed.emit()
        if self._document.path is not None:
            self._read()

    def _read(self) -> None:
        """Takes what the file has; what waits for its turn waits for that."""
        path, serial = self._document.path, self._document.serial
        assert path is not None
        self._is_busy = True

        def arrived(found: tuple[Collected, ...]) -> None:
            if serial == self._document.serial:
                self._is_busy = False
                self._take({each.number: each for each in found})
                self._go_on()

        def failed(error: StudioError) -> None:
            self._document.refused.emit(error)
            if serial == self._document.serial:
                self._is_busy = False
                self._go_on()

        self._document.background.run(lambda: drawings_in(path), arrived, failed)

    def _take(self, drawings: dict[int, Collected]) -> None:
        """Holds these; a step next in line that can no more be made of them is dropped, and no other."""
        before = self._drawings, len(self._undo), len(self._redo)
        if self._undo and not self._undo[-1].back.fits(drawings):
            self._undo.pop()
        if self._redo and not self._redo[-1].fits(drawings):
            self._redo.pop()
        self._drawings = drawings
        if (drawings, len(self._undo), len(self._redo)) != before:
            self.changed.emit()


def _words(drawings: abc.Collection[Collected]) -> str:
    """ "3 drawings", or of one what it is: “7”."""
    if len(drawings) == 1:
        return tr("“{label}”", label=next(iter(drawings)).label)
    return tr_count("{count:,} drawing", "{count:,} drawings", len(drawings))


def _labelling(drawings: abc.Collection[Collected], label: str) -> str:
    return tr("Label {drawings} as “{label}”", drawings=_words(drawings), label=label)
