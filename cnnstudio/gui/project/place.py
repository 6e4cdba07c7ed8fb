"""Where an open project lives, and the file work around it; every function here runs on the background thread."""

import gc
import itertools
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import app_folder
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project.notes import NotesRefused
from cnnstudio.files.project.schema import InUse
from cnnstudio.files.project_file import KnownRuns, ProjectFile, save_anew, save_as
from cnnstudio.files.saved.importing import Imported

_TURN = 0.0005
"""Seconds."""

_MANY = 200
"""So many runs read at once are kept out of garbage collection: 2,000 of them took a collection 80 ms."""


@dataclass(frozen=True, eq=False)
class Place:
    """A project file and the right to write to it.

    Attributes:
        lock: None where it is only read.
        is_protected: Whether that is because its disk, its folder or it itself cannot be written, rather than because
            another window has it.
    """

    path: Path
    lock: ProjectLock | None
    is_protected: bool = False

    @property
    def is_named(self) -> bool:
        """Whether the person has chosen it; other projects live in the program's own folder."""
        return self.path.parent != untitled_folder()

    @property
    def why_read_only(self) -> str:
        """What is to be said of the file, "is open in another window"; empty where it is written to."""
        if self.lock is not None:
            return ""
        return tr("is write-protected") if self.is_protected else tr("is open in another window")

    def release(self) -> None:
        """Lets other windows have the file."""
        if self.lock is not None:
            self.lock.release()


@dataclass(frozen=True, eq=False)
class Opened:
    """What was found in a project file.

    Attributes:
        known: The runs, so that ``read_runs`` reads only those that have changed since.
        notes: What labs and convolution by hand keep, by key.
    """

    place: Place
    project: Project
    runs: tuple[Run, ...]
    known: KnownRuns
    notes: Mapping[str, str] = field(default_factory=dict)


def untitled_folder() -> Path:
    """Where projects live until they are given a name."""
    return app_folder() / "projects"


def create(project: Project, title: str, found: Imported | None = None) -> Opened:
    """Makes a file for a new project in the program's own folder.

    Args:
        found: The run that came with it in a saved file.
    """
    folder = untitled_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = tr(
            "A new project needs the folder {folder}, which cannot be made: {why}.",
            folder=folder,
            why=error.strerror,
        )
        raise StudioError(words, tr("Make room for it, or mend its permissions.")) from error
    names: Iterable[str] = itertools.chain([title], (f"{title} {number}" for number in itertools.count(2)))
    path = next(folder / f"{name}.cnnstudio" for name in names if not (folder / f"{name}.cnnstudio").exists())
    known = KnownRuns()
    with ProjectFile.create(path, project, found) as file:
        runs = file.runs(known)
    lock = ProjectLock(path)
    return Opened(Place(path, lock if lock.acquire() else None), project, runs, known)


def read(path: Path) -> Opened:
    """Opens a project file, for writing unless another window has it, or it cannot be written where it is."""
    lock, is_protected = ProjectLock(path), _is_protected(path)
    held = not is_protected and lock.acquire()
    try:
        with ProjectFile.open(path, read_only=not held) as file:
            if held:
                file.mark_interrupted()
            known = KnownRuns()
            place = Place(path, lock if held else None, is_protected)
            return Opened(place, file.project(), read_runs(file, known), known, file.notes())
    except BaseException:
        lock.release()
        raise


def _is_protected(path: Path) -> bool:
    """Whether a file that is there can be read and not written; a journal is written beside it."""
    return os.access(path, os.R_OK) and not (os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK))


def read_runs(file: ProjectFile, known: KnownRuns) -> tuple[Run, ...]:
    """Every run of the file, those that have changed since they were ``known`` read anew; the window stays fluid."""
    read = 0

    def give_way() -> None:
        nonlocal read
        read += 1
        # Between two runs the window gets its turn at once, and not at the end of Python's own 5 ms.
        time.sleep(_TURN)

    runs = file.runs(known, give_way)
    if read > _MANY:
        # Values hold no circles: they go when nobody uses them. Walking them all would halt the window each time.
        gc.freeze()
    return runs


@dataclass(frozen=True, eq=False)
class Copied:
    """A project file in another place.

    Attributes:
        is_whole: False where the file before could not be read any more, so that its runs did not come along.
    """

    place: Place
    is_whole: bool


def copy(source: Path, target: Path, project: Project, notes: Mapping[str, str]) -> Copied:
    """Writes the whole file, runs and all, to ``target``, which this window has from then on.

    Where the file is gone, or its disk, what the window has of it is written: the project and the notes.
    """
    lock = ProjectLock(target)
    if not lock.acquire():
        raise StudioError(tr("{name} is open in another window.", name=target.name), tr("Choose another name."))
    try:
        is_whole = _copy(source, target)
        if not is_whole:
            save_anew(project, notes, target)
    except BaseException:
        lock.release()
        raise
    return Copied(Place(target, lock), is_whole)


def _copy(source: Path, target: Path) -> bool:
    """Whether the file was copied; False where it cannot be read, and StudioError where anything else is the matter."""
    try:
        save_as(source, target)
    except InUse:
        raise
    except StudioError:
        if _is_readable(source):
            raise
        return False
    return True


def _is_readable(path: Path) -> bool:
    try:
        with ProjectFile.open(path, read_only=True) as file:
            file.project()
    except StudioError:
        return False
    return True


def write(path: Path, project: Project) -> None:
    """Puts the project as it is now into its file."""
    with ProjectFile.open(path) as file:
        file.save_project(project)


def write_notes(path: Path, notes: Mapping[str, str]) -> NotesRefused | None:
    """Puts notes that have changed into the project's file; those it has no room for, if any, beside the others."""
    with ProjectFile.open(path) as file:
        try:
            file.put_notes(notes)
        except NotesRefused as error:
            file.put_notes({key: text for key, text in notes.items() if key not in error.keys})
            return error
    return None


def discard(place: Place) -> None:
    """Removes an untitled file that holds nothing that is not elsewhere."""
    try:
        place.path.unlink(missing_ok=True)
    except OSError as error:
        raise StudioError(
            tr("{name} could not be removed: {why}.", name=place.path.name, why=error.strerror)
        ) from error
    finally:
        place.release()
