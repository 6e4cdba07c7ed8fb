"""Writing a file so that whoever looks finds the old content or the new, whole, whatever happens in between.

The order of the steps is that of T. S. Pillai et al., "All File Systems Are Not Created Equal" (OSDI 2014): write
beside the target, fsync the file, rename, fsync the folder.
"""

import contextlib
import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.files import words

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Process numbers stay below 2²² (Linux), "2hwcg" in base 36: a person's ".cs-config" is not taken for ours.
_TEMP = re.compile(r"\.cs-([0-2][0-9a-z]{4})[0-9a-z]([.\-][a-z0-9]{1,12})?")
_STALE_SECONDS = 24 * 3600
_GONE_SECONDS = 3600

_FOLDERS = ("-folder", "-export")
"""How the name of a temporary folder ends."""


def write_atomically(path: Path, write: Callable[[Path], None], size: int = 0, suffix: str = "") -> None:
    """Puts what ``write`` makes in the place of ``path``; on any failure the old content stays.

    A link is followed. Mode, group and owner of an old file are kept where that is allowed. Where there was none, there
    is none after a failure.

    Args:
        write: Fills the file it is given, an empty one in the folder of ``path``.
        size: How many bytes it will need, to say how many are missing; 0 when not known.
        suffix: How the temporary file's name ends, for writers that look at it.

    Raises StudioError in words for whatever the operating system refuses; what ``write`` raises else goes through.
    """
    target = Path(os.path.realpath(path))
    made: Path | None = None
    try:
        _check_target(target)
        sweep(target.parent)
        is_new = not target.exists()
        made = temp = _temp_beside(target, suffix)
        write(temp)
        sync(temp)
        os.replace(temp, target)
        made = target if is_new else None
        sync_folder(target.parent)
    except BaseException as error:
        if made is not None:
            with contextlib.suppress(OSError):  # the first failure is the one to tell
                made.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise words.in_words(error, target, size) from error
        raise


def write_whole(path: Path, content: bytes | str) -> None:
    """Puts bytes, or a text as UTF-8, in the place of ``path`` as ``write_atomically`` does, and raises as it does."""
    data = content.encode() if isinstance(content, str) else content

    def write(temp: Path) -> None:
        temp.write_bytes(data)

    write_atomically(path, write, size=len(data))


def sweep(folder: Path) -> None:
    """Removes temporary files and folders whose writer is gone and that are an hour old, or that are a day old.

    On a shared disk the writer may live on another computer, where nobody here sees it: what it writes is young.
    """
    for entry in os.scandir(folder):
        found = _TEMP.fullmatch(entry.name)
        if found and _is_stale(entry, int(found[1], 36)):
            with contextlib.suppress(OSError):  # it may be another user's; it only takes space
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)


def _is_stale(entry: os.DirEntry[str], writer: int) -> bool:
    try:
        state = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    if not (stat.S_ISREG(state.st_mode) or (stat.S_ISDIR(state.st_mode) and entry.name.endswith(_FOLDERS))):
        return False
    age = time.time() - state.st_mtime
    return age > _STALE_SECONDS or (age > _GONE_SECONDS and not psutil.pid_exists(writer))


def _check_target(target: Path) -> None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise StudioError(tr("{target} is a folder.", target=quoted(target)), tr("Choose another name."))
    if not stat.S_ISREG(mode):
        raise StudioError(tr("{target} is not a file.", target=quoted(target)), tr("Choose another name."))
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))


def _temp_beside(target: Path, suffix: str) -> Path:
    """A new empty file named after this process."""
    while True:
        temp = temp_name(target, suffix)
        try:
            os.close(os.open(temp, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            continue
        _keep_mode(target, temp)
        return temp


def temp_name(target: Path, suffix: str) -> Path:
    """A name that is free, after this process, ``.cs-XXXXXX``: short, and its writer can be told."""
    writer = _base36(os.getpid()).rjust(5, "0")
    for digit in _DIGITS:
        temp = target.parent / f".cs-{writer}{digit}{suffix}"
        if not os.path.lexists(temp):
            return temp
    raise StudioError(
        tr("Too many unfinished files lie in {parent}.", parent=quoted(target.parent)), tr("Remove “.cs-…” there.")
    )


def _keep_mode(target: Path, temp: Path) -> None:
    try:
        old = target.stat()
    except FileNotFoundError:
        return
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # one may not be a member of the group
            os.chown(temp, -1, old.st_gid)
        with contextlib.suppress(OSError):  # only the superuser can give a file away
            os.chown(temp, old.st_uid, -1)
    with contextlib.suppress(OSError):  # not every disk has modes
        os.chmod(temp, stat.S_IMODE(old.st_mode))


def _base36(number: int) -> str:
    return (_base36(number // 36) if number >= 36 else "") + _DIGITS[number % 36]


def sync(path: Path) -> None:
    """Has the file's bytes written to the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Has the names in the folder written to the disk."""
    if os.name == "nt":
        return  # Windows opens no folders; NTFS writes the rename to its own journal
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks cannot, and need not
            raise
    finally:
        os.close(handle)
