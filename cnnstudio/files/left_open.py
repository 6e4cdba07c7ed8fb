"""Which project a process has open, written down for the next start in case the process does not end by itself."""

import contextlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import filelock

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.program.paths import app_folder
from cnnstudio.core.project import Project, from_json, to_json
from cnnstudio.files import words
from cnnstudio.files.atomic import write_whole

_ENDING = ".open"
_LONGEST = 64_000_000
"""Bytes of a mark that is read."""


@dataclass(frozen=True)
class LeftOpen:
    """A project that was open in a process that is gone.

    Attributes:
        project: What could not be written to its file; None where all was.
        notes: Of the project then, likewise.
        mark: Where that is written down.
    """

    path: Path
    project: Project | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    mark: Path = Path()

    def forget(self) -> None:
        """Removes the mark: what it tells of is safe elsewhere, or not wanted."""
        for path in (self.mark, _lock_of(self.mark)):
            with contextlib.suppress(OSError):  # it is offered once more
                path.unlink(missing_ok=True)


class OpenMark:
    """What this process has open; the operating system knows whether the process is still there."""

    def __init__(self) -> None:
        self._path = _folder() / f"{secrets.token_hex(8)}{_ENDING}"
        self._lock = filelock.FileLock(_lock_of(self._path), timeout=0, thread_local=False)

    def tell(self, path: Path, project: Project | None = None, notes: Mapping[str, str] | None = None) -> None:
        """Writes down that the project at ``path`` is open; raises StudioError where that cannot be written.

        Args:
            project: What could not be written to its file; None where all was.
            notes: Of the project, likewise.
        """
        told = {"path": str(path), "project": to_json(project) if project else "", "notes": dict(notes or {})}
        data = json.dumps(told).encode()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except (OSError, filelock.Timeout, NotImplementedError) as error:
            raise words.in_words(error if isinstance(error, OSError) else OSError(), self._path) from error
        write_whole(self._path, data)

    def close(self) -> None:
        """Nothing is open any more; twice does no harm."""
        LeftOpen(Path(), mark=self._path).forget()
        self._lock.release(force=True)


def left_open() -> tuple[LeftOpen, ...]:
    """What was open in processes that are gone, the newest first; marks that nobody wrote so are removed."""
    found = []
    for mark in sorted(_marks(), key=_written, reverse=True):
        lock = filelock.FileLock(_lock_of(mark), timeout=0, thread_local=False)
        try:
            lock.acquire()
        except (filelock.Timeout, NotImplementedError, OSError):
            continue
        lock.release(force=True)
        left = _read(mark)
        if left is None:
            LeftOpen(Path(), mark=mark).forget()
        else:
            found.append(left)
    return tuple(found)


def _read(mark: Path) -> LeftOpen | None:
    try:
        if mark.stat().st_size > _LONGEST:
            return None
        told = json.loads(mark.read_bytes())
        path, project, notes = told["path"], told["project"], told["notes"]
        kept = {str(key): str(text) for key, text in notes.items()}
        return LeftOpen(Path(path), from_json(project) if project else None, kept, mark)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, SpecError, StudioError):
        return None


def _marks() -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(_folder()) if entry.name.endswith(_ENDING)]
    except OSError:
        return []


def _written(mark: Path) -> float:
    try:
        return mark.stat().st_mtime
    except OSError:
        return 0.0


def _lock_of(mark: Path) -> Path:
    return mark.with_suffix(".lock")


def _folder() -> Path:
    return app_folder() / "open"
