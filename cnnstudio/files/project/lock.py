"""Which window has a project open for writing."""

import hashlib
import os
from pathlib import Path

import filelock

from cnnstudio.core.program.paths import app_folder
from cnnstudio.files import words


class ProjectLock:
    """The right to write to one project file, held by one process of this user at a time.

    The operating system frees it when the process ends, however it ends. It lies in the program's own folder, so that
    nothing stays beside the user's file and a file in a folder that cannot be written can be locked, too.
    """

    def __init__(self, path: Path | str) -> None:
        real = os.path.realpath(path)
        self._path = Path(real)
        key = hashlib.sha256(os.fsencode(os.path.normcase(real))).hexdigest()[:32]
        self._file = app_folder() / "locks" / f"{key}.lock"
        self._lock = filelock.FileLock(self._file, timeout=0, thread_local=False)

    def acquire(self) -> bool:
        """Takes the lock; False when another window has it. Raises StudioError when no lock can be made at all."""
        if self._lock.is_locked:
            return True
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except filelock.Timeout:
            return False
        except OSError as error:
            raise words.in_words(error, self._file) from error
        return True

    def release(self) -> None:
        """Gives the lock back; without one nothing happens."""
        self._lock.release(force=True)
