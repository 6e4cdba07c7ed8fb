"""The open project: the only place that edits it, undoes, and keeps its file."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.network import Network
from cnnstudio.core.paths import app_folder
from cnnstudio.core.project import Project, why_not_train
from cnnstudio.core.run import Run
from cnnstudio.data.dataset import DataSet
from cnnstudio.files.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile, save_as
from cnnstudio.gui.background import Background

_SAVE_DELAY_MS = 300
"""An edit is on disk within a second; a spin box that is held down is written once."""

_EMPTY = Project(Network((28, 28, 1)))


class _Edit(QUndoCommand):
    """The one kind of undo step: the project before, the project after. The very same objects are put back."""

    def __init__(self, document: "Document", after: Project, text: str, merge: str) -> None:
        super().__init__(text)
        self._document, self._before, self._after, self._merge = document, document.project, after, merge

    def id(self) -> int:
        return hash(self._merge) % 2**31 if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other._merge != self._merge:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True

    def redo(self) -> None:
        self._document._install(self._after)

    def undo(self) -> None:
        self._document._install(self._before)


class Document(QObject):
    """The project on the desk, its runs and its file.

    Every change goes through ``change``; it is undoable and on disk within a second. All file work happens on the
    background thread; what the world refuses is told by ``refused`` and leaves everything as it was.
    """

    opened = Signal()
    """Another project is on the desk."""
    project_changed = Signal()
    """The project was edited, undone, redone, or another one was opened."""
    data_changed = Signal()
    """Another data set was loaded, or none is."""
    runs_changed = Signal()
    """A run was added, went on, was renamed or deleted, or another one was chosen."""
    file_changed = Signal()
    """The path, or whether everything is on disk."""
    refused = Signal(object)
    """A StudioError to show."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self.undo_stack = QUndoStack(self)
        self._project = _EMPTY
        self._analysis = analyse(_EMPTY.network)
        self._data_set: DataSet | None = None
        self._runs: tuple[Run, ...] = ()
        self._chosen: int | None = None
        self._path: Path | None = None
        self._lock: ProjectLock | None = None
        self._unsaved = False
        self._touched = False
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_DELAY_MS)
        self._timer.timeout.connect(self.save)

    # What is on the desk

    @property
    def background(self) -> Background:
        """The thread on which files are read and written, for a page that has a file to read."""
        return self._background

    @property
    def project(self) -> Project:
        return self._project

    @property
    def analysis(self) -> Analysis:
        return self._analysis

    @property
    def data_set(self) -> DataSet | None:
        """The data the project names, once they are loaded."""
        return self._data_set

    @property
    def why_not_train(self) -> str:
        """Why the project cannot be trained, in words; empty when it can."""
        if self._data_set is None:
            return "The data are not loaded yet."
        return why_not_train(self._project, self._analysis, self._data_set.input_shape)

    @property
    def is_open(self) -> bool:
        return self._path is not None

    @property
    def path(self) -> Path | None:
        return self._path

    @property
    def is_named(self) -> bool:
        """Whether the person has given the project a place; until then it lives in the program's own folder."""
        return self._path is not None and self._path.parent != untitled_folder()

    @property
    def title(self) -> str:
        return "" if self._path is None else self._path.stem

    @property
    def is_read_only(self) -> bool:
        """Whether another window has the file, so that nothing is written to it from here."""
        return self.is_open and self._lock is None

    @property
    def is_saved(self) -> bool:
        return not self._unsaved

    @property
    def runs(self) -> tuple[Run, ...]:
        return self._runs

    @property
    def chosen_run(self) -> Run | None:
        """The run that pages look into: the one the person chose, else the latest."""
        wanted = [run for run in self._runs if run.number == self._chosen]
        return wanted[0] if wanted else (self._runs[-1] if self._runs else None)

    # Edits

    def change(self, project: Project, text: str, merge: str = "") -> None:
        """Puts ``project`` in the place of the present one, as one undo step.

        Args:
            text: What was done, for the Undo menu: "Add Conv2D".
            merge: Steps with the same mark that follow each other become one, as while a spin box is held.
        """
        if project == self._project or self._is_refusing_edits():
            return
        self._touched = True
        self.undo_stack.push(_Edit(self, project, text, merge))

    def change_network(self, network: Network, text: str, merge: str = "") -> None:
        """Puts ``network`` in the place of the present one, as one undo step."""
        self.change(replace(self._project, network=network), text, merge)

    def set_data_set(self, data_set: DataSet | None) -> None:
        """Says which data were loaded for the project's recipe."""
        self._data_set = data_set
        self._analyse()
        self.data_changed.emit()
        self.project_changed.emit()

    def choose_run(self, number: int | None) -> None:
        """Chooses the run that pages look into; None follows the latest."""
        self._chosen = number
        self.runs_changed.emit()

    def put_run(self, run: Run) -> None:
        """Adds a run, or replaces the one of the same number, as the engine tells of it."""
        if all(run.number != other.number for other in self._runs):
            self._chosen = None
        others = (other for other in self._runs if other.number != run.number)
        self._runs = tuple(sorted((*others, run), key=lambda each: each.number))
        self.runs_changed.emit()

    # The file

    def new(self, project: Project, title: str) -> None:
        """Begins a project in a new file in the program's own folder."""

        def create() -> tuple[Path, ProjectLock]:
            path = _untitled_path(title)
            ProjectFile.create(path, project).close()
            return path, _locked(path)

        def put(made: tuple[Path, ProjectLock]) -> None:
            self._leave()
            self._put(*made, project, ())

        self._flush()
        self._background.run(create, put, self.refused.emit)

    def open(self, path: Path) -> None:
        """Opens a file; when that fails, what is on the desk stays."""

        def read() -> tuple[ProjectLock | None, Project, tuple[Run, ...]]:
            lock = ProjectLock(path)
            held = lock.acquire()
            try:
                with ProjectFile.open(path, read_only=not held) as file:
                    if held:
                        file.mark_interrupted()
                    return lock if held else None, file.project(), file.runs()
            except BaseException:
                lock.release()
                raise

        def put(found: tuple[ProjectLock | None, Project, tuple[Run, ...]]) -> None:
            self._leave()
            self._put(path, *found)

        self._flush()
        self._background.run(read, put, self.refused.emit)

    def save(self) -> None:
        """Writes the project as it is now; the timer does this after every edit."""
        self._timer.stop()
        if not self._unsaved or self._path is None or self.is_read_only:
            return
        project, path = self._project, self._path
        self._background.run(lambda: _write(path, project), lambda _: self._saved(project, path), self._not_saved)

    def save_as(self, target: Path, done: Callable[[Path, Path], None]) -> None:
        """Writes the whole file, runs and all, to ``target`` and goes on there; ``done`` gets the old and the new."""
        source = self._path
        if source is None or target == source:
            self.save()
            return
        self._flush()

        def copy() -> ProjectLock:
            lock = ProjectLock(target)
            if not lock.acquire():
                raise StudioError(f"{target.name} is open in another window.", "Choose another name.")
            try:
                save_as(source, target)
            except BaseException:
                lock.release()
                raise
            return lock

        def moved(lock: ProjectLock) -> None:
            was_named = self.is_named
            self._release()
            self._path, self._lock = target, lock
            self.file_changed.emit()
            done(source, target)
            if not was_named and not any(run.status == "training" for run in self._runs):
                source.unlink(missing_ok=True)

        self._background.run(copy, moved, self.refused.emit)

    def when_written(self, then: Callable[[], None]) -> None:
        """Calls ``then`` once all file work given so far has been done, or has failed and been told."""
        self.save()
        self._background.run(lambda: None, lambda _: then(), self.refused.emit)

    def change_runs(self, work: Callable[[ProjectFile], None]) -> None:
        """Renames or deletes runs in the file by ``work``, then reads them anew."""
        path = self._path
        if path is None or self._is_refusing_edits():
            return

        def apply() -> tuple[Run, ...]:
            with ProjectFile.open(path) as file:
                work(file)
                return file.runs()

        self._background.run(apply, self._put_runs, self.refused.emit)

    def close(self) -> None:
        """Writes what is unsaved and lets the file go; an untitled project nobody touched is removed."""
        self._leave()

    # Private

    def _install(self, project: Project) -> None:
        self._project = project
        self._analyse()
        self._unsaved = True
        self._timer.start()
        self.project_changed.emit()
        self.file_changed.emit()

    def _analyse(self) -> None:
        self._analysis = analyse(self._project.network, self._data_set.classes if self._data_set else None)

    def _put(self, path: Path, lock: ProjectLock | None, project: Project, runs: tuple[Run, ...]) -> None:
        self._path, self._lock, self._runs, self._chosen = path, lock, runs, None
        self._unsaved = self._touched = False
        self.undo_stack.clear()
        self._project = project
        self._data_set = None
        self._analyse()
        for signal in (self.data_changed, self.project_changed, self.runs_changed, self.file_changed, self.opened):
            signal.emit()
        if lock is None:
            words = f"{path.name} is open in another window, so it is shown read-only here."
            self.refused.emit(StudioError(words, "Save it under another name to work on a copy."))

    def _put_runs(self, runs: tuple[Run, ...]) -> None:
        self._runs = runs
        self.runs_changed.emit()

    def _leave(self) -> None:
        self._flush()
        abandoned = self._path is not None and not (self.is_named or self._touched or self._runs)
        path = self._path
        self._release()
        if abandoned and path is not None:
            self._background.run(lambda: path.unlink(missing_ok=True), lambda _: None, self.refused.emit)
        self._path = None

    def _release(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            self._background.run(lock.release, lambda _: None, self.refused.emit)

    def _flush(self) -> None:
        if self._unsaved:
            self.save()

    def _saved(self, project: Project, path: Path) -> None:
        if path == self._path and project is self._project:
            self._unsaved = False
            self.file_changed.emit()

    def _not_saved(self, error: StudioError) -> None:
        self.refused.emit(error)
        self._timer.start(5_000)

    def _is_refusing_edits(self) -> bool:
        if self.is_read_only:
            words = "This file is open in another window, so it cannot be changed here."
            self.refused.emit(StudioError(words, "Save it under another name to work on a copy."))
        return self.is_read_only


def untitled_folder() -> Path:
    """Where projects live until they are given a name."""
    return app_folder() / "projects"


def _untitled_path(title: str) -> Path:
    folder = untitled_folder()
    folder.mkdir(parents=True, exist_ok=True)
    names: Any = itertools.chain([title], (f"{title} {number}" for number in itertools.count(2)))
    return next(folder / f"{name}.cnnstudio" for name in names if not (folder / f"{name}.cnnstudio").exists())


def _locked(path: Path) -> ProjectLock:
    lock = ProjectLock(path)
    lock.acquire()
    return lock


def _write(path: Path, project: Project) -> None:
    with ProjectFile.open(path) as file:
        file.save_project(project)
