"""A folder of pictures: what is in it, and each file's content, with nothing else ever opened.

Only regular files are opened. A link is followed where it leads to a regular file inside the same folder; links out
of it, links to folders (which may go in circles) and links that lead nowhere are left out and named, as are devices,
sockets and FIFOs, on which a reader would wait for ever. The folder that the person names may itself be a link.
"""

import io
import os
import stat
from pathlib import Path
from typing import BinaryIO

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.data.pace import Pace
from cnnstudio.data.pictures.decoding import BadPicture
from cnnstudio.data.pictures.listing import MOST_FOLDERS_DEEP, Collector, Entry, Listing, is_unseen
from cnnstudio.data.plain_file import NotAFile, opened
from cnnstudio.data.watch import Watch

MOST_FILES = 1_000_000

_WHOLE = 1_000_000
"""Bytes up to which a file is read at once; Pillow reads larger ones piece by piece."""

_BETWEEN_LOOKS = 500

_KINDS = (
    (stat.S_ISFIFO, tr("it is a FIFO, not a file")),
    (stat.S_ISSOCK, tr("it is a socket, not a file")),
    (stat.S_ISCHR, tr("it is a device, not a file")),
    (stat.S_ISBLK, tr("it is a device, not a file")),
)


class Folder:
    """A Container that is a folder. Raises StudioError when there is none."""

    def __init__(self, path: Path) -> None:
        try:
            self._root = os.path.realpath(path, strict=True)
            with os.scandir(self._root):
                pass
        except (OSError, ValueError) as error:
            raise _refusal(path, error) from error

    def facts(self) -> tuple[str, ...]:
        return (self._root,)

    def listing(self, watch: Watch) -> Listing:
        collector, pace, seen = Collector(), Pace(watch, tr("Listing files")), 0
        waiting = [("", 0)]
        while waiting:
            above, depth = waiting.pop()
            for entry in self._entries(above, collector):
                if seen % _BETWEEN_LOOKS == 0:
                    pace.step(seen)
                seen += 1
                if seen > MOST_FILES:
                    raise StudioError(
                        tr(
                            "{path} holds more than {most:,} files.",
                            path=quoted(Path(self._root)),
                            most=MOST_FILES,
                        ),
                        tr("Choose the folder with the pictures, or divide it."),
                    )
                name = f"{above}/{entry.name}" if above else entry.name
                if not self._take(entry, name, collector):
                    continue
                if depth + 1 < MOST_FOLDERS_DEEP:
                    waiting.append((name, depth + 1))
                else:
                    collector.refuse(name, tr("it lies {count} folders deep", count=MOST_FOLDERS_DEEP))
        pace.step(seen)
        return collector.listing()

    def open(self, entry: Entry, most: int) -> BinaryIO:
        try:
            file = opened(entry.place, follow=False)
        except NotAFile as error:
            raise BadPicture(tr("it is no longer a file")) from error
        except OSError as error:
            raise BadPicture(_reason(error)) from error
        try:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                raise BadPicture(tr("it has more bytes than a picture of the largest size"))
            if size > _WHOLE:
                return file
            with file:
                return io.BytesIO(file.read(_WHOLE))
        except OSError as error:
            file.close()
            raise BadPicture(_reason(error)) from error
        except BadPicture:
            file.close()
            raise

    def start(self, entry: Entry, count: int) -> bytes:
        try:
            with opened(entry.place, follow=False) as file:
                return file.read(count)
        except OSError as error:
            raise BadPicture(_reason(error)) from error

    def _entries(self, above: str, collector: Collector) -> list["os.DirEntry[str]"]:
        try:
            with os.scandir(os.path.join(self._root, above) if above else self._root) as entries:
                return [entry for entry in entries if not is_unseen(entry.name)]
        except OSError as error:
            collector.refuse(above, _reason(error))
            return []

    def _take(self, entry: "os.DirEntry[str]", name: str, collector: Collector) -> bool:
        """Collects it; True for a folder whose content is to be listed."""
        try:
            state, place = entry.stat(follow_symlinks=False), entry.path
            if stat.S_ISLNK(state.st_mode):
                place = os.path.realpath(entry.path, strict=True)
                state = os.lstat(place)
                if not stat.S_ISREG(state.st_mode):
                    collector.refuse(name, tr("it is a link to something other than a file"))
                    return False
                if os.path.commonpath((self._root, place)) != self._root:
                    collector.refuse(name, tr("it is a link out of the folder"))
                    return False
        except (OSError, ValueError) as error:
            collector.refuse(name, tr("it is a link that leads nowhere") if _is_link(entry) else _reason(error))
            return False
        if stat.S_ISDIR(state.st_mode):
            collector.folder(name)
            return True
        if stat.S_ISREG(state.st_mode):
            collector.file(Entry(name, state.st_size, state.st_mtime_ns, place))
        else:
            collector.refuse(name, next((why for test, why in _KINDS if test(state.st_mode)), tr("it is not a file")))
        return False


def _is_link(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_symlink()
    except OSError:
        return False


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return tr("it is no longer there")
    if isinstance(error, PermissionError):
        return tr("it may not be read")
    return tr("it cannot be read")


def _refusal(path: Path, error: Exception) -> StudioError:
    if isinstance(error, FileNotFoundError):
        return StudioError(
            tr("There is no folder {path}.", path=quoted(path)), tr("It may have been moved: name it again.")
        )
    if isinstance(error, PermissionError):
        return StudioError(
            tr("The folder {path} may not be read.", path=quoted(path)), tr("Change its permissions, or copy it.")
        )
    return StudioError(tr("The folder {path} cannot be read.", path=quoted(path)), tr("Choose another one."))
