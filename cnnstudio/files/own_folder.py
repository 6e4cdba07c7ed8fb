"""A folder for files that are needed for a while, which goes with its process, however that ends."""

import contextlib
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock

_NAME = "cnnstudio-"


class OwnFolder:
    """A new folder among the system's temporary ones, removed by ``close``.

    One whose process was killed is removed by the next of these that is made. The operating system knows who is gone:
    beside each folder lies a file that its process has locked since before the folder was there.

    Attributes:
        path: Where it is.
    """

    def __init__(self, kind: str, parent: Path | None = None) -> None:
        """Makes it; raises OSError where there is no place for it.

        Args:
            kind: What it is for, in a word that stands in its name.
            parent: Where it lies; None for where the system has such folders.
        """
        parent = parent or Path(tempfile.gettempdir())
        _remove_left(parent)
        self.path = parent / f"{_NAME}{kind}-{secrets.token_hex(6)}"
        self._lock: filelock.BaseFileLock = filelock.FileLock(_lock_of(self.path), timeout=0, thread_local=False)
        with contextlib.suppress(NotImplementedError):  # a disk without locks: then it is only removed by ``close``
            self._lock.acquire()
        try:
            self.path.mkdir(mode=0o700)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Removes it with all that is in it, as far as nobody has that open; twice does no harm."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release(force=True)
        if not self.path.exists():
            _remove(_lock_of(self.path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _remove_left(parent: Path) -> None:
    """Removes folders whose process is gone."""
    with contextlib.suppress(OSError):  # they only take space
        for entry in os.scandir(parent):
            if entry.name.startswith(_NAME) and _is_own_folder(entry) and _lock_of(Path(entry.path)).exists():
                _remove_unless_locked(Path(entry.path))


def _is_own_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, and no link to one, that this user has made."""
    try:
        state = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    return stat.S_ISDIR(state.st_mode) and (not hasattr(os, "getuid") or state.st_uid == os.getuid())


def _remove_unless_locked(folder: Path) -> None:
    lock = filelock.FileLock(_lock_of(folder), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except (filelock.Timeout, NotImplementedError, OSError):
        return
    shutil.rmtree(folder, ignore_errors=True)
    lock.release(force=True)
    if not folder.exists():
        _remove(_lock_of(folder))


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)
