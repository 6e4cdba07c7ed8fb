"""Opens a file that somebody named: a regular one, and only for reading."""

import io
import os
import stat
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import quoted

_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def regular(path: Path) -> io.BufferedReader:
    """The file, open; raises StudioError in words where there is none, or something a reader would wait on for ever."""
    try:
        handle = os.open(path, _OPENING)
    except FileNotFoundError as error:
        raise StudioError(f"There is no file {quoted(path)}.", "It may have been moved: name it again.") from error
    except IsADirectoryError as error:
        raise StudioError(f"{quoted(path)} is a folder.", "Name a file in it.") from error
    except PermissionError as error:
        raise StudioError(f"{quoted(path)} may not be read.", "Change its permissions, or copy it.") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be one"
        raise StudioError(f"{quoted(path)} cannot be opened: {why}.", "Copy it to another place.") from error
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    what = "a folder" if stat.S_ISDIR(mode) else "a device, not a file"
    raise StudioError(f"{quoted(path)} is {what}.", "Name a file.")
