"""The open project: the only place that edits it, undoes, and keeps its file."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.project import Page, Project
from cnnstudio.core.runs.run import Run
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import load_alike
from cnnstudio.files.project.breaking_off import break_off
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.importing import Imported, beginning
from cnnstudio.gui.project import place
from cnnstudio.gui.project.edits import Edits
from cnnstudio.gui.project.kept_file import KeptFile
from cnnstudio.gui.project.notes import Notes
from cnnstudio.gui.project.place import Opened
from cnnstudio.gui.project.readiness import what_keeps_it
from cnnstudio.gui.runs.project_runs import ProjectRuns
from cnnstudio.gui.threads.background import Background, telling

_EMPTY = Project(Network((28, 28, 1)))


class Document(QObject):
    """The project on the desk, its runs and its file.

    Every change goes through ``change``; it is undoable and on disk within a second. All file work happens on the
    background thread; what the world refuses is told by ``refused`` and leaves everything as it was.
    """

    leaving = Signal()
    """The project on the desk makes room for another one, of which all other signals tell in the same turn.

    It can be written to still: what is told now is the last chance for what a page has under the pen.
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
    removed = Signal(str)
    """The path of an untitled file that is no longer there."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._data_set: DataSet | None = None
        self.loaded_for: Project | None = None
        """For whose recipe and geometry the data were loaded; until others are loaded the project may ask for those."""
        self._edits = Edits(_EMPTY, lambda: self._data_set.classes if self._data_set else None, self._edited, self)
        self.undo_stack = self._edits.stack
        self._runs = ProjectRuns(background, lambda: self.path, self.runs_changed.emit, self.refused.emit)
        told = self.file_changed.emit, self.refused.emit, self.removed.emit
        self._file = KeptFile(background, lambda: self.project, *told, self)
        held = (lambda: self.path), (lambda: self.why_read_only)
        self.notes = Notes(background, *held, self._file.touched, self.file_changed.emit, self.refused.emit, self)
        """What labs and convolution by hand keep in the project's file."""
        self._wanted = 0
        self.serial = 0
        """Another number for every project that comes onto the desk."""

    # What is on the desk

    @property
    def background(self) -> Background:
        """The thread on which files are read and written, for a page that has a file to read."""
        return self._background

    @property
    def project(self) -> Project:
        return self._edits.project

    @property
    def analysis(self) -> Analysis:
        return self._edits.analysis

    @property
    def data_set(self) -> DataSet | None:
        """The data the project names, once they are loaded."""
        return self._data_set

    def has_data_of(self, project: Project) -> bool:
        """Whether the data that are loaded are those that this project asks for."""
        return self.loaded_for is not None and load_alike(self.loaded_for, project)

    @property
    def why_not_train(self) -> str:
        """Why the project cannot be trained, in words; empty when it can."""
        return self._what_keeps()[0]

    @property
    def where_to_mend(self) -> Page:
        """The page on which what keeps the project from being trained is mended; Train where nothing does."""
        return self._what_keeps()[1]

    def _what_keeps(self) -> tuple[str, Page]:
        return what_keeps_it(self.project, self.analysis, self._data_set, self.runs)

    @property
    def is_open(self) -> bool:
        return self._file.place is not None

    @property
    def path(self) -> Path | None:
        return self._file.path

    def is_at(self, path: Path) -> bool:
        """Whether ``path`` leads to the file that is open."""
        return self._file.is_at(path)

    @property
    def is_named(self) -> bool:
        """Whether the person has given the project a place; until then it lives in the program's own folder."""
        return self._file.place is not None and self._file.place.is_named

    @property
    def title(self) -> str:
        return "" if self.path is None else self.path.stem

    @property
    def is_read_only(self) -> bool:
        """Whether nothing is written to the file from here."""
        return bool(self.why_read_only)

    @property
    def why_read_only(self) -> str:
        """What is to be said of a file that is only read, "is open in another window"; empty of others."""
        return self._file.why_read_only

    @property
    def goes_when_left(self) -> bool:
        """Whether this window made the file and nobody has touched it yet, so that it goes when it is left."""
        return self._file.goes_when_left(has_runs=any(not run.is_imported for run in self.runs))

    @property
    def is_saved(self) -> bool:
        return self._file.is_saved and self.notes.is_saved

    @property
    def is_stuck(self) -> bool:
        """Whether there are changes that could not be written; it is tried again every few seconds."""
        return self._file.is_stuck or self.notes.is_stuck

    @property
    def runs(self) -> tuple[Run, ...]:
        return self._runs.all

    @property
    def chosen_run(self) -> Run | None:
        """The run that pages look into: the one the person chose, else the latest."""
        return self._runs.chosen

    # Edits

    def change(
        self, project: Project, text: str, merge: str = "", beside: Callable[[bool], None] | None = None
    ) -> None:
        """Puts ``project`` in the place of the present one, as one undo step.

        Args:
            text: What was done, for the Undo menu: "Add Conv2D".
            merge: Steps with the same mark that follow each other become one, as while a spin box is held.
            beside: What is done and undone with it; see ``Edit``.
        """
        if project == self.project and beside is None:
            return
        if self.refuses_edits():
            self.project_changed.emit()  # it has not: fields that show what was asked for take it back
        else:
            self._edits.change(project, text, merge, beside)

    def refuses_edits(self) -> bool:
        """Whether the file is only read, so that nothing of the project can be edited; ``refused`` says so then."""
        if self.is_read_only:
            words = tr("This file {is_read_only}, so it cannot be changed here.", is_read_only=self.why_read_only)
            self.refused.emit(StudioError(words, tr("Save it under another name to work on a copy.")))
        return self.is_read_only

    def change_network(self, network: Network, text: str, merge: str = "") -> None:
        """Puts ``network`` in the place of the present one, as one undo step."""
        self.change(replace(self.project, network=network), text, merge)

    def put_back(self, project: Project, text: str) -> None:
        """Puts the project of a run in the place of the present one, as one undo step; what varies stays."""
        self.change(replace(project, sweep=self.project.sweep), text)

    def correct(self, project: Project) -> None:
        """Puts ``project`` in the place of one that nobody has edited yet: there is no step back before it."""
        if project != self.project and not self.refuses_edits():
            self._edits.install(project, by_person=False)

    def set_data_set(self, data_set: DataSet | None) -> None:
        """Says which data were loaded for the project's recipe."""
        self._data_set, self.loaded_for = data_set, None if data_set is None else self.project
        self._edits.analyse()
        self.data_changed.emit()
        self.project_changed.emit()

    def choose_run(self, number: int | None) -> None:
        """Chooses the run that pages look into; None follows the latest."""
        self._runs.choose(number)

    def put_run(self, run: Run, *, follow: bool = True) -> None:
        """Adds a run, or replaces the one of the same number, as the engine tells of it.

        Args:
            follow: Whether a run that is new is looked at from now on, whichever was until now.
        """
        self._runs.put(run, follow=follow)

    # The file

    def new(self, project: Project, title: str, done: Callable[[], None] = lambda: None) -> None:
        """Begins a project in a new file in the program's own folder; ``done`` is called once it is there."""
        self._switch(lambda: place.create(project, title), fresh=True, done=done)

    def begin_with(self, found: Imported, title: str, done: Callable[[Run], None]) -> None:
        """Begins a project with a saved network, its weights in a run; when that fails, what is on the desk stays.

        ``done`` is called with the run once it is there, unless something newer is asked for.
        """
        made = partial(place.create, beginning(found), title, found)
        self._switch(made, fresh=True, done=lambda: done(self.runs[0]))

    def take_in(self, found: Imported, done: Callable[[Run], None]) -> None:
        """Adds a run with the weights of a saved file to the open project; ``done`` gets it once it is there."""
        if self.is_open and not self.refuses_edits():
            self._file.touched()
            self._runs.take_in(found, done)

    def open(self, path: Path) -> None:
        """Opens a file; when that fails, what is on the desk stays, as does the file that is open already."""
        if self._file.is_at(path):
            self._wanted += 1  # what was asked for before is not wanted any more
        else:
            self._switch(lambda: place.read(path), fresh=False)

    def save(self) -> None:
        """Writes the project as it is now; the timer does this after every edit."""
        self._file.save()
        self.notes.collect()

    def save_as(self, target: Path, done: Callable[[Path, Path], None]) -> None:
        """Writes the whole file, runs and all, to ``target`` and goes on there; ``done`` gets the old and the new.

        Whoever is told must call ``left`` once nothing is written to the old file any more. Where that file is gone,
        the project goes without its runs, and ``refused`` says so; as it says that a file that is only read is not
        replaced by itself.
        """
        if self.is_at(target) and self.refuses_edits():
            return

        def moved(old: Path, new: Path) -> None:
            self.notes.save()  # those that a file which is only read could not take
            done(old, new)

        self.notes.collect()
        self._file.save_as(target, self.notes.all, moved)

    def left(self, path: Path) -> None:
        """Nothing is written to ``path`` any more, since the project was saved elsewhere: an untitled file goes."""
        self._file.left(path)
        self.read_runs()

    def when_written(self, then: Callable[[], None], failed: Callable[[StudioError], None] | None = None) -> None:
        """Calls ``then`` once all file work given so far has been done, or has failed and been told.

        ``failed`` is called where a mistake of ours is in the way, in ``then`` too; without it ``refused`` tells.
        """
        failed = failed or self.refused.emit
        with telling(failed):
            self.save()
        self._background.run(lambda: None, lambda _: then(), failed)

    def touched(self) -> None:
        """Something else than the project and its runs is written to the file: it is kept when it is left."""
        self._file.touched()

    def change_runs(
        self,
        work: Callable[[ProjectFile], Any],
        done: Callable[[Any], None] = lambda _: None,
        *,
        by_person: bool = True,
    ) -> None:
        """Renames or deletes runs in the file by ``work``, then reads them anew; ``done`` gets what it gave."""
        if self.is_open and not self.refuses_edits():
            if by_person:
                self._file.touched()
            self._runs.change(work, done)

    def delete_runs(self, numbers: Iterable[int]) -> None:
        """Removes runs from the file, but not one that trains: neither now nor by the time the file is written."""
        work = self._runs.deleting(numbers)
        if work is not None:
            self.change_runs(work)

    def read_runs(self, *, stay: bool = False, let_go: bool = False) -> None:
        """Reads the runs as the file has them now.

        Args:
            stay: The run that is looked at stays, also where it was the latest and newer ones come.
            let_go: Where it was the latest that stayed so, the latest is looked at again.
        """
        if self.is_open and not self.is_read_only:
            self._runs.change(lambda file: None, stay=stay, let_go=let_go)

    def break_off(self, number: int, reason: str) -> None:
        """Reads the runs as the file has them now; the run is interrupted where its end could not be written before."""
        if self.is_open and not self.is_read_only:
            self._runs.change(lambda file: break_off(file, reason, number))

    def finish_moving(self) -> bool:
        """Waits for ``save_as`` where it is under way, so that what was edited meanwhile goes into the new file too.

        False where it failed, which ``refused`` has told then: the project is in its old place still.
        """
        return self._file.finish_moving()

    def write_now(self) -> StudioError | None:
        """Writes what is unsaved and waits for the disk; why it could not be written."""
        refusals = self._file.write_now(), self.notes.write_now()
        return refusals[0] or refusals[1]

    def close(self) -> None:
        """Lets the file go; an untitled one that nobody touched is removed."""
        self._leave()
        self._file.close()

    # Private

    def _edited(self, by_person: bool) -> None:
        self._file.edited(by_person=by_person)
        self.project_changed.emit()
        self.file_changed.emit()

    def _switch(self, find: Callable[[], Opened], *, fresh: bool, done: Callable[[], None] = lambda: None) -> None:
        """Puts what ``find`` gives on the desk, if by then nothing newer was asked for and all of this one is kept.

        ``done`` is called then.
        """
        self._wanted += 1
        wanted = self._wanted

        def put(found: Opened) -> None:
            if self._file.is_moving:  # what was edited meanwhile goes along, and then it is left
                self._background.run(lambda: None, lambda _: put(found), self.refused.emit)
                return
            if wanted == self._wanted and not self.is_stuck:
                self.leaving.emit()
                self._leave()
                self._put(found, fresh=fresh)
                done()
                return
            self._file.drop(found.place, fresh=fresh)
            if wanted == self._wanted:
                words = tr("The changes to {title} could not be saved, so it stays open.", title=self.title)
                self.refused.emit(StudioError(words, tr("Save it under another name first.")))

        self.save()
        self._background.run(find, put, self.refused.emit)

    def _put(self, found: Opened, *, fresh: bool) -> None:
        self._file.begin(found.place, fresh=fresh)
        self._runs.begin(found)
        self.notes.begin(found.notes)
        self.serial += 1
        self._data_set = self.loaded_for = None
        self._edits.begin(found.project)
        for signal in (self.data_changed, self.project_changed, self.runs_changed, self.file_changed, self.opened):
            signal.emit()
        self.notes.tell()
        if self.is_read_only:
            words = tr(
                "{name} {is_read_only}, so it is shown read-only here.",
                name=found.place.path.name,
                is_read_only=self.why_read_only,
            )
            self.refused.emit(StudioError(words, tr("Save it under another name to work on a copy.")))

    def _leave(self) -> None:
        self.notes.collect()
        # What came in a file is there still.
        self._file.leave(has_runs=not all(run.is_imported for run in self.runs))
