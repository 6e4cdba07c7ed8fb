"""Tells cheaply whether files are still the ones that were read."""

import contextlib
import hashlib
import os
import stat
from collections.abc import Hashable
from pathlib import Path

from cnnstudio.data.watch import Watch

_BETWEEN_LOOKS = 1000
_MOST = 1_000_000


def facts(path: Path, watch: Watch) -> Hashable:
    """Another value when a file, or a file in the folder, is another one, changed or of another size.

    Nothing is opened. Of links in a folder those to files are followed, as by who reads them. Raises LoadingStopped.
    """
    try:
        state = path.stat()
        place = str(path.resolve())
    except (OSError, ValueError, RuntimeError):  # a loop of links, a name that is none
        return str(path), 0, 0  # reading it will say in words why not
    if not path.is_dir():
        return place, state.st_mtime_ns, state.st_size
    found, waiting, seen = 0, [place], 0
    while waiting:
        for name, modified, size, is_folder in _entries(waiting.pop()):
            seen += 1
            if seen % _BETWEEN_LOOKS == 0:
                watch.check()
            if seen > _MOST:
                return place, found, seen
            # A sum, so that the order in which the system lists the files does not matter.
            found = (found + _number(f"{name}\0{modified}\0{size}")) & 0xFFFF_FFFF_FFFF_FFFF
            if is_folder:
                waiting.append(name)
    return place, found, seen


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _state(entry: "os.DirEntry[str]") -> os.stat_result:
    """Of the file that a link leads to; of the link itself where that is something else, or nothing."""
    with contextlib.suppress(OSError):
        if entry.is_symlink() and stat.S_ISREG((target := entry.stat()).st_mode):
            return target
    return entry.stat(follow_symlinks=False)


def _entries(folder: str) -> list[tuple[str, int, int, bool]]:
    result = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                state = _state(entry)
                result.append((entry.path, state.st_mtime_ns, state.st_size, entry.is_dir(follow_symlinks=False)))
    except OSError:  # it may not be read, or has just gone: reading it will say so
        return result
    return result
