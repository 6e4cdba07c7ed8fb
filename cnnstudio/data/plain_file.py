"""Opens files that somebody named: regular ones, only for reading, and never one that a reader would wait on."""

import io
import os
import stat
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted

_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NOT_A_LINK = getattr(os, "O_NOFOLLOW", 0)


class NotAFile(OSError):
    """What is there is no regular file; the message says what: "a folder"."""


def opened(path: str | Path, follow: bool = True) -> io.BufferedReader:
    """The file, open; what it is was asked of the very file that was opened.

    Args:
        follow: Whether a link may lead to it.

    Raises NotAFile, another OSError, or ValueError for a name that cannot be one.
    """
    handle = os.open(path, _OPENING if follow else _OPENING | _NOT_A_LINK)
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise NotAFile(tr("a folder") if stat.S_ISDIR(mode) else tr("a device, not a file"))


def regular(path: Path) -> io.BufferedReader:
    """The file, open; raises StudioError in words where there is none, or something a reader would wait on for ever."""
    try:
        return opened(path)
    except NotAFile as error:
        raise StudioError(tr("{path} is {error}.", path=quoted(path), error=error), tr("Name a file.")) from error
    except FileNotFoundError as error:
        raise StudioError(
            tr("There is no file {path}.", path=quoted(path)), tr("It may have been moved: name it again.")
        ) from error
    except IsADirectoryError as error:
        raise StudioError(tr("{path} is a folder.", path=quoted(path)), tr("Name a file in it.")) from error
    except PermissionError as error:
        raise StudioError(
            tr("{path} may not be read.", path=quoted(path)), tr("Change its permissions, or copy it.")
        ) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or tr("its name cannot be one")
        raise StudioError(
            tr("{path} cannot be opened: {why}.", path=quoted(path), why=why), tr("Copy it to another place.")
        ) from error
