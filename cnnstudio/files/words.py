"""What a file, a folder or the operating system refused, in words of bounded length."""

import errno
import shutil
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import local, tr
from cnnstudio.core.words import plain, quoted

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ELSEWHERE = tr("Free some space, or choose another place.")


def megabytes(count: int) -> str:
    """Bytes as "1,234 MB" or "56 kB", rounded up."""
    return local(f"{-(-count // 1_000_000):,} MB" if count > 1_000_000 else f"{-(-count // 1000):,} kB")


def disk_full(path: Path, size: int = 0) -> StudioError:
    """The disk that ``path`` lies on is full.

    Args:
        size: How many bytes were to be written; 0 when not known.
    """
    missing = size - _free(path.parent) if size else 0
    if missing <= 0:
        text = tr("The disk is full: {path} could not be written. What was saved before is kept.", path=quoted(path))
        return StudioError(text, _ELSEWHERE)
    text = tr(
        "The disk is full ({size} are missing): {path} could not be written. What was saved before is kept.",
        size=megabytes(missing),
        path=quoted(path),
    )
    return StudioError(text, _ELSEWHERE)


def in_words(error: OSError, path: Path, size: int = 0) -> StudioError:
    """What the operating system said about writing or reading ``path``."""
    name = quoted(path)
    if error.errno in _FULL:
        return disk_full(path, size)
    if isinstance(error, FileNotFoundError):
        if path.parent.is_dir():
            return StudioError(
                tr("{name} does not exist.", name=name), tr("It may have been moved, renamed or deleted.")
            )
        return StudioError(
            tr("The folder {parent} does not exist.", parent=quoted(path.parent)),
            tr("Connect its disk, or choose another place."),
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return StudioError(
            tr("You have no permission for {name} in {parent}.", name=name, parent=quoted(path.parent)),
            tr("Choose another place, or change its permissions."),
        )
    if error.errno == errno.ENAMETOOLONG:
        return StudioError(tr("The name {name} is too long for this disk.", name=name), tr("Choose a shorter name."))
    reason = plain(error.strerror or type(error).__name__)
    return StudioError(
        tr("{name} could not be used: {reason}.", name=name, reason=reason),
        tr("Nothing was changed. Choose another place."),
    )


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 2**63  # not known, so nothing is said about how much is missing
