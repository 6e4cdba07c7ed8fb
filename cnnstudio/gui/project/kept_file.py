"""The file of the open project: what is edited is on disk within a second, and the file can go on elsewhere."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.gui.project import place
from cnnstudio.gui.project.place import Copied, Place
from cnnstudio.gui.threads.background import Background

_RETRY_MS = 5_000
_SAVE_DELAY_MS = 300
"""So long nothing more must be edited before it is written: what follows quickly is written once."""

_LATEST_MS = 400
"""But no edit waits longer than that, so that it is on disk within a second however long a spin box is held down, and
with 600 ms for a disk that others use (with 400 one of 520 kills on a crowded machine lost 1.008 seconds)."""


class KeptFile:
    """Keeps the file in step with the project; all file work happens on the background thread.

    Args:
        project: Asks for the project as it is now.
        changed: Is called when the path is another one, or whether everything is on disk.
        refused: Is called with a StudioError when the file cannot be written.
        removed: Is called with the path of an untitled file that is no longer there.
        parent: What ends the waiting for the next time to write.
    """

    def __init__(
        self,
        background: Background,
        project: Callable[[], Project],
        changed: Callable[[], None],
        refused: Callable[[StudioError], None],
        removed: Callable[[str], None],
        parent: QObject,
    ) -> None:
        self._background, self._project = background, project
        self._changed, self._refused, self._removed = changed, refused, removed
        self.place: Place | None = None
        self.is_saved = True
        self._is_fresh = self._has_failed = self._is_moving = False
        self._leftover: dict[Path, Place] = {}
        self._timer = QTimer(parent, singleShot=True)
        self._timer.timeout.connect(self.save)
        self._waiting = QElapsedTimer()
        """Since the oldest edit that is not being written; invalid where there is none."""

    @property
    def path(self) -> Path | None:
        return None if self.place is None else self.place.path

    @property
    def why_read_only(self) -> str:
        """Why nothing is written to the file from here, "is open in another window"; empty where it is."""
        return "" if self.place is None else self.place.why_read_only

    @property
    def is_read_only(self) -> bool:
        """Whether nothing is written to the file from here."""
        return bool(self.why_read_only)

    @property
    def is_stuck(self) -> bool:
        """Whether there are changes that could not be written."""
        return not self.is_saved and self._has_failed

    @property
    def is_moving(self) -> bool:
        """Whether the file is on its way to another place; what is edited meanwhile is written once it is there."""
        return self._is_moving

    def is_at(self, path: Path) -> bool:
        """Whether ``path`` leads to this file."""
        return self.place is not None and os.path.realpath(path) == os.path.realpath(self.place.path)

    def begin(self, found: Place, *, fresh: bool) -> None:
        """Keeps this file from now on; ``fresh``: this window made it, and nobody has touched it."""
        self.place, self.is_saved, self._is_fresh = found, True, fresh
        self._has_failed = self._is_moving = False
        self._waiting.invalidate()

    def edited(self, *, by_person: bool = True) -> None:
        """The project is another one; it is written soon."""
        self._is_fresh = self._is_fresh and not by_person
        self.is_saved = False
        if not self._waiting.isValid():
            self._waiting.start()
        self._timer.start(max(0, min(_SAVE_DELAY_MS, _LATEST_MS - self._waiting.elapsed())))

    def touched(self) -> None:
        """Something else than the project is written to the file, so that it is kept when it is left."""
        self._is_fresh = False
        self._changed()

    def save(self) -> None:
        """Writes the project as it is now; the timer does this after every edit."""
        self._timer.stop()
        if self.is_saved or self.place is None or self._is_moving or self.is_read_only:
            return
        self._waiting.invalidate()
        project, path = self._project(), self.place.path
        self._background.run(lambda: place.write(path, project), lambda _: self._saved(project, path), self._not_saved)

    def save_as(self, target: Path, notes: Mapping[str, str], done: Callable[[Path, Path], None]) -> None:
        """Writes the whole file, runs and all, to ``target`` and goes on there; ``done`` gets the old and the new.

        ``notes``: of the project, for where the file is gone.
        """
        if self.place is None or self._is_moving:
            return
        self.save()
        if self.is_at(target):
            return
        source, project = self.place.path, self._project()
        self._is_moving = True  # an edit from now on belongs to the new file alone
        copy = partial(place.copy, source, target, project, notes)
        self._background.run(copy, lambda made: self._moved(made, project, done), self._not_moved)

    def finish_moving(self) -> bool:
        """Waits until the file has come to its new place, where it is on its way; False where that was refused."""
        if not self._is_moving:
            return True
        before = self.place
        self._background.settle()
        return self.place is not before

    def left(self, path: Path) -> None:
        """Nothing is written to ``path`` any more, since the project was saved elsewhere: an untitled file goes."""
        leftover = self._leftover.pop(path, None)
        if leftover is not None:
            self._discard(leftover)

    def write_now(self) -> StudioError | None:
        """Writes what is unsaved and waits for the disk; why it could not be written."""
        if self.is_saved or self.place is None or self.is_read_only:
            return None
        project, path = self._project(), self.place.path
        refusal = self._background.now(lambda: place.write(path, project))
        self.is_saved = refusal is None
        return refusal

    def leave(self, *, has_runs: bool) -> None:
        """Lets the file go; one that this window made and nobody touched is removed, where no run was trained."""
        self.save()
        goes = self.goes_when_left(has_runs=has_runs)
        old, self.place = self.place, None
        if old is None:
            return
        if goes:
            self._discard(old)
        else:
            self._release(old)

    def goes_when_left(self, *, has_runs: bool) -> bool:
        """Whether ``leave`` removes it."""
        return self._is_fresh and not has_runs and self.place is not None and not self.place.is_named

    def drop(self, unused: Place, *, fresh: bool) -> None:
        """Lets a file go that never came onto the desk; one that was made for that is removed."""
        if fresh:
            self._background.run(lambda: place.discard(unused), lambda _: None, self._refused)
        else:
            self._release(unused)

    def close(self) -> None:
        """Lets go of the files that were left, too."""
        for leftover in self._leftover.values():
            self._release(leftover)

    # Private

    def _moved(self, made: Copied, project: Project, done: Callable[[Path, Path], None]) -> None:
        old = self.place
        assert old is not None
        self._is_moving = self._is_fresh = self._has_failed = False
        self.place = made.place
        if not made.is_whole:
            self.is_saved = self._project() is project
        if old.lock is not None and not old.is_named:
            self._leftover[old.path] = old  # a run may still be written there
        else:
            self._release(old)
        if not self.is_saved:
            self._timer.start(_SAVE_DELAY_MS)
        self._changed()
        done(old.path, made.place.path)
        if not made.is_whole:
            words = tr("{name} cannot be read any more, so its runs did not come along.", name=old.path.name)
            self._refused(StudioError(words, tr("The project itself is in {name}.", name=made.place.path.name)))

    def _not_moved(self, error: StudioError) -> None:
        self._is_moving = False
        if not self.is_saved:
            self._timer.start(_SAVE_DELAY_MS)
        self._refused(error)

    def _saved(self, project: Project, path: Path) -> None:
        if path == self.path and project is self._project():
            self.is_saved, self._has_failed = True, False
            self._changed()

    def _not_saved(self, error: StudioError) -> None:
        self._has_failed = True
        self._refused(error)
        self._timer.start(_RETRY_MS)

    def _discard(self, old: Place) -> None:
        self._removed(str(old.path))
        self._background.run(lambda: place.discard(old), lambda _: None, self._refused)

    def _release(self, old: Place) -> None:
        self._background.run(old.release, lambda _: None, self._refused)
