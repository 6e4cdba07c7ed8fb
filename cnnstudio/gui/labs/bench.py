"""The lab that is open: how far the student is, what was answered, and what its checks find in the open project."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnnstudio.core.labs import keeping
from cnnstudio.core.labs.lab import Check, Lab, Question, Step
from cnnstudio.core.labs.progress import Answer, Progress, Reached
from cnnstudio.gui.document import Document
from cnnstudio.gui.labs.shelf import Found
from cnnstudio.gui.threads.newest import Newest

if TYPE_CHECKING:  # the first window needs no facts of networks
    from cnnstudio.core.labs.marking import Looked, Marked
    from cnnstudio.core.labs.scene import Scene

_REST_MS = 120
"""Checks are looked at once the project rests: while a number is typed it changes with every key."""

OPEN = "lab"
"""The note that has the name of the lab that is open."""


class Bench(QObject):
    """One lab at a time, in the open project; progress is kept in the project's file as it is made."""

    lab_changed = Signal()
    """Another lab is open, or none."""
    step_changed = Signal()
    progress_changed = Signal()
    wanted = Signal()
    """What was typed and not kept yet is to be kept now: the lab or the project is about to be another one."""
    kept_changed = Signal()
    """Whether anything is kept may be otherwise now."""
    looked = Signal()
    """The checks of the step have been looked at."""

    def __init__(self, document: Document, scene: "Callable[[], Callable[[], Scene]]", parent: QObject) -> None:
        """``scene``: gives what a thread works the scene out with, as the desk is now."""
        super().__init__(parent)
        self._document, self._scene = document, scene
        self._sheet: Found | None = None
        self.progress = Progress("")
        self.found: Mapping[str, Looked] = {}
        """What the checks of the step have found, by their keys."""
        self._newest = Newest("looking at the checks of a lab", self)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._look)
        for signal in (document.project_changed, document.runs_changed, document.data_changed):
            signal.connect(self.look_soon)
        document.notes.changed.connect(self.look_soon)
        document.notes.wanted.connect(self.wanted)
        document.file_changed.connect(self.kept_changed)

    # What is open

    @property
    def lab(self) -> Lab | None:
        return None if self._sheet is None else self._sheet.lab

    @property
    def sheet(self) -> Found | None:
        """The lab with its pictures and its file."""
        return self._sheet

    @property
    def pictures(self) -> Mapping[str, bytes]:
        """The pictures of the lab by their names, as they are in their files."""
        return {} if self._sheet is None else self._sheet.pictures

    @property
    def step(self) -> Step | None:
        """The step that is open."""
        return None if self.lab is None else self.lab.steps[self.progress.step]

    @property
    def is_kept(self) -> bool:
        """Whether what is done here is written to the project's file; another window may have it."""
        return not self._document.is_read_only

    @property
    def is_changed_since(self) -> bool:
        """Whether the lab's file is another one than when it was begun here."""
        lab = self.lab
        return lab is not None and bool(self.progress.digest) and self.progress.digest != lab.digest

    def progress_of(self, lab: Lab) -> Progress:
        """How far the student is in a lab, in the open project."""
        text = self._document.notes.get(keeping.note_of(lab.name)) if self._document.is_open else ""
        return keeping.progress_of(text, lab)

    def open(self, sheet: Found) -> None:
        """Goes on with a lab where it was left in the open project, or begins it."""
        self.wanted.emit()
        self._stop_looking()
        self._sheet = sheet
        self.progress = self.progress_of(sheet.lab)
        if not self.progress.digest:
            self.progress = replace(self.progress, digest=sheet.lab.digest)
        self.found = {}
        self._document.notes.put(OPEN, keeping.open_to_text(sheet.lab.name), is_work=False)
        self.lab_changed.emit()
        self.look_soon()

    def leave(self) -> None:
        """Closes the lab; what was done stays in the project."""
        if self._document.is_open:
            self.wanted.emit()
            self._document.notes.put(OPEN, "", is_work=False)
        self.forget()

    def forget(self) -> None:
        """Closes the lab because its project has left the desk."""
        if self._sheet is not None:
            self._stop_looking()
            self._sheet, self.progress, self.found = None, Progress(""), {}
            self.lab_changed.emit()

    def begin_again(self) -> None:
        """Forgets what was answered and reached in this lab; the student's name stays."""
        lab = self.lab
        if lab is not None:
            self.put_back(replace(keeping.begun(lab), digest=lab.digest, student=self.progress.student))

    def put_back(self, progress: Progress) -> None:
        """Takes this for what was done, instead of what is there; nothing where it is of another lab."""
        if self.lab is not None and self.lab.name == progress.lab:
            self._stop_looking()
            self.found = {}
            self._keep(progress, silent=True)
            self.step_changed.emit()
            self.progress_changed.emit()
            self.look_soon()

    # What the student does

    def go_to(self, step: int) -> None:
        """Opens a step, from 0; beyond the ends nothing happens."""
        lab = self.lab
        if lab is not None and 0 <= step < len(lab.steps) and step != self.progress.step:
            self._keep(replace(self.progress, step=step), silent=True)
            self.found = {}
            self.step_changed.emit()
            self.look_soon()

    def answer(self, question: Question, text: str) -> "Marked | None":
        """Marks an answer and keeps it; None of an open question, which is kept alone, and where no lab is open."""
        if self.lab is None:
            return None
        before = self.progress.answers.get(question.key, Answer())
        if question.form == "open":
            self._put_answer(question, replace(before, text=text, right=None, tries=1))
            return None
        from cnnstudio.core.labs.marking import mark

        marked = mark(question, text, self._scene()())
        if marked.right is None:  # no answer of that kind at all, or there is nothing yet to compare it with
            self._put_answer(question, replace(before, text=text))
        elif not before.right:
            self._put_answer(question, replace(before, text=text, right=marked.right, tries=before.tries + 1))
        return marked

    def hint_for_question(self, question: Question) -> None:
        """Gives one hint more."""
        before = self.progress.answers.get(question.key, Answer())
        if before.hints < len(question.hints):
            self._put_answer(question, replace(before, hints=before.hints + 1))

    def hint_for_check(self, check: Check) -> None:
        """Gives one hint more."""
        given = self.progress.hints.get(check.key, 0)
        if given < len(check.hints):
            self._keep(replace(self.progress, hints={**self.progress.hints, check.key: given + 1}))

    def name_student(self, student: str) -> None:
        """Keeps the name for the report."""
        if self.lab is not None and student != self.progress.student:
            self._keep(replace(self.progress, student=student))

    # Looking

    @Slot()
    def look_soon(self) -> None:
        """Looks at the checks of the step that are not reached yet, once the project rests."""
        if self.step is not None and self.step.checks:
            self._rest.start()

    @property
    def is_looking(self) -> bool:
        """Whether an answer is still to come."""
        return self._rest.isActive() or self._newest.is_busy

    def _stop_looking(self) -> None:
        """What is being found out now is of another lab, or was asked of another progress."""
        self._newest.stop()
        self._rest.stop()

    def _look(self) -> None:
        step = self.step
        checks = () if step is None else tuple(each for each in step.checks if each.key not in self.progress.reached)
        lab, progress = self.lab, self.progress
        if lab is None or not checks or not self._document.is_open:
            return
        scene = self._scene()

        def work(watch: object) -> "dict[str, Looked]":
            from cnnstudio.core.labs.marking import look, still_asked

            seen = scene()
            hidden = still_asked(lab, progress, seen)
            return {check.key: look(check, seen, hidden) for check in checks}

        self._newest.run(work, self._take, self._document.refused.emit)

    def _take(self, found: "dict[str, Looked]") -> None:
        self.found = {**self.found, **found}
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        reached = {key: Reached(now, each.found) for key, each in found.items() if each.holds}
        if reached:
            self._keep(replace(self.progress, reached={**self.progress.reached, **reached}))
        self.looked.emit()

    # Keeping

    def _put_answer(self, question: Question, answer: Answer) -> None:
        self._keep(replace(self.progress, answers={**self.progress.answers, question.key: answer}))

    def _keep(self, progress: Progress, *, silent: bool = False) -> None:
        if self.lab is None:
            return
        self.progress = progress
        self._document.notes.put(keeping.note_of(progress.lab), keeping.progress_to_text(progress, self.lab))
        if not silent:
            self.progress_changed.emit()
