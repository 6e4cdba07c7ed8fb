"""Watches what the process does while it reads: what it opens to write, starts, calls and imports."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_FORBIDDEN = ("socket.", "os.exec", "os.system", "os.fork", "os.posix_spawn", "os.spawn", "pty.", "pickle.")
_FORBIDDEN += ("urllib.", "http.", "ftplib.", "os.putenv", "os.link", "os.symlink", "webbrowser.")
_CHANGES = ("shutil.", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHILD = "h5_child.py"


class Deeds:
    """What was done outside of the folder, or that no reader has to do; the watch stays for as long as the process."""

    def __init__(self, folder: Path) -> None:
        self.found: list[str] = []
        self._own = str(folder)
        self._is_on = False
        sys.addaudithook(self._see)

    def begin(self) -> None:
        """From now on."""
        self._is_on = True

    def end(self) -> None:
        """Until now."""
        self._is_on = False

    @contextmanager
    def passed_over(self) -> Iterator[None]:
        """What the fuzzer itself does is no deed of a reader."""
        was_on, self._is_on = self._is_on, False
        yield
        self._is_on = was_on

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._is_on or event in ("import", "compile", "object.__getattr__", "builtins.id"):
            return
        self._is_on = False
        if self._is_wrong(event, arguments):
            self.found.append(f"{event} {repr(arguments)[:200]}")
        self._is_on = True

    def _is_wrong(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "open":
            path, _, flags = arguments
            writes = isinstance(flags, int) and bool(flags & _WRITING)
            return writes and not isinstance(path, int) and not self._is_own(path)
        if event == "subprocess.Popen":
            return not any(str(each).endswith(_CHILD) for each in arguments[1])
        if event.startswith(_CHANGES):
            inside = isinstance(arguments[-1], int) and arguments[-1] >= 0  # in a folder whose removal was seen
            return not inside and not self._is_own(arguments[0])
        return event.startswith(_FORBIDDEN)

    def _is_own(self, path: Any) -> bool:
        try:
            return os.path.realpath(os.fsdecode(path)).startswith(self._own) or os.fsdecode(path) == os.devnull
        except (TypeError, ValueError):
            return False
