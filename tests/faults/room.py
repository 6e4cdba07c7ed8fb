"""Writes on a disk with just so many bytes left."""

import errno
import os
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.files.project_file import ProjectFile
from tests.faults.kernel import Call
from tests.faults.trials import Fault, Faults, Outcome, State
from tests.faults.writings import files_of

PAGE = 4096
"""Bytes by which file systems give room."""


def most_taken(faults: Faults, writing: str) -> int:
    """Bytes that a writing takes of the disk at most."""
    free: list[int] = []
    faults.tried(writing, Fault(), seen=lambda _: free.append(_free(faults.folder)))
    return free[0] - min(free)


def tried_with(faults: Faults, writing: str, states: list[State], room: int) -> tuple[Outcome, str]:
    """What becomes of a writing with so much room, and what is wrong with it: with the disk full, and once it has room.

    The work folder must be on a disk of its own, small enough to be filled.
    """
    filler = faults.folder.parent / "filler"

    def fill(_: Call | None) -> None:
        if not filler.exists():
            _fill(filler, room)

    try:
        outcome = faults.tried(writing, Fault(), seen=fill)
        wrong = _unsaid(outcome, len(states) - 1) or _unreadable(faults.folder)
    finally:
        filler.unlink(missing_ok=True)
    return outcome, wrong or faults.judge(states, outcome, read_only=room % (2 * PAGE) == 0)


def _fill(filler: Path, room: int) -> None:
    """Takes all but so many bytes; a page or two more where the file system notes there what it gave."""
    size = _free(filler.parent) - room
    with filler.open("wb") as file:
        while size > 0:
            try:
                os.posix_fallocate(file.fileno(), 0, size)
                break
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                size -= PAGE


def _free(folder: Path) -> int:
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def _unsaid(outcome: Outcome, steps: int) -> str:
    """That something was not done, and nobody was told why."""
    is_said = outcome.done == steps or any("disk is full" in words for words in outcome.refused)
    return "" if is_said else f"not said: {outcome.refused}"


def _unreadable(folder: Path) -> str:
    """What cannot be looked at while the disk is full."""
    try:
        for path in files_of(folder):
            with ProjectFile.open(path, read_only=True) as file:
                file.project(), file.runs()
    except StudioError as error:
        return f"cannot be looked at on the full disk: {error}"
    return ""
