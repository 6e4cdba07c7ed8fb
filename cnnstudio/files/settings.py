"""What the program remembers between two starts: recent files, theme, the window's place."""

import base64
import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

import filelock

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import LANGUAGES
from cnnstudio.core.program.paths import app_folder, config_folder
from cnnstudio.core.project import plain_json
from cnnstudio.files.atomic import write_whole

THEMES = ("system", "light", "dark")
Engine = Literal["thread", "process"]
"""Where the engine of a window runs: on a thread of its process, or in a process of its own."""

ENGINES: tuple[Engine, ...] = get_args(Engine)
MAX_RECENT = 10
MAX_SMOOTHING = 99
TEXT_SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
"""Hundredths of the system's size that text may have."""

MAX_LABS = 20
_PATIENCE_S = 2.0
"""Seconds for which one window waits for another that writes its settings."""
_MAX_WIDTH = 2_000
_LAB_AT = 5
_MAX_NAMES = 100
_MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Settings:
    """All that is remembered.

    Attributes:
        recent: Paths of project files, the newest first, at most MAX_RECENT.
        theme: One of THEMES.
        geometry: The window's place and size, as the toolkit's bytes in base64; empty before the first time.
        smoothing: How much the curves of a run are smoothed, in hundredths, 0 to MAX_SMOOTHING.
        log_plots: The names of the plots that are drawn on a logarithmic scale.
        columns: The keys of the columns of the table of runs; none for the usual ones.
        folder: Into which something was written last; empty before the first time.
        lab_width: Pixels of the lab panel beside the pages; 0 before it was drawn to another width.
        labs: Paths of lab files of the person's own, the newest first, at most MAX_LABS.
        sweep_where: Who trained the last sweep, as the Sweep page writes it; or nothing.
        lab_at: Where the person is in a lab: the path of the project, the name of the lab, its title as it was read,
            the step from 1, and how many there are; or nothing.
        engine: Where the engine runs from the next start on.
        text_size: How large text is, one of TEXT_SIZES.
        language: What the program speaks from the next start on, one of LANGUAGES; empty for the system's.
    """

    recent: tuple[str, ...] = ()
    theme: str = "system"
    geometry: str = ""
    smoothing: int = 0
    log_plots: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    folder: str = ""
    lab_width: int = 0
    labs: tuple[str, ...] = ()
    lab_at: tuple[str, ...] = ()
    sweep_where: tuple[str, ...] = ()
    engine: Engine = "process"
    text_size: int = 100
    language: str = ""

    def with_recent(self, path: Path | str) -> "Settings":
        """With ``path`` as the newest of the recent files."""
        text = str(path)
        others = tuple(each for each in self.recent if each != text)
        return replace(self, recent=(text, *others)[:MAX_RECENT])

    def with_lab(self, path: Path | str) -> "Settings":
        """With ``path`` as the newest of the person's own lab files."""
        others = tuple(each for each in self.labs if each != str(path))
        return replace(self, labs=(str(path), *others)[:MAX_LABS])

    def without_lab(self, path: Path | str) -> "Settings":
        """With a lab file forgotten."""
        return replace(self, labs=tuple(each for each in self.labs if each != str(path)))

    def without_recent(self, path: Path | str) -> "Settings":
        """With ``path`` forgotten."""
        return replace(self, recent=tuple(each for each in self.recent if each != str(path)))


def settings_file() -> Path:
    """Where the settings are."""
    return config_folder() / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """The settings as they were saved; the defaults where there are none.

    A file that cannot be understood is kept aside as ``settings-damaged.json``.
    """
    return _read(path or settings_file()) or Settings()


def change_settings(change: Callable[[Settings], Settings], otherwise: Settings, path: Path | None = None) -> None:
    """Changes the settings as they are on disk by now, which another window may have written since.

    Args:
        otherwise: What is written where none can be read: all that is known here, with the change.

    Raises StudioError when they cannot be written, and the old ones stay.
    """
    path = path or settings_file()
    with _alone():
        found = _read(path)
        changed = otherwise if found is None else change(found)
        if changed != found:
            save_settings(changed, path)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Keeps other windows from writing between the reading and the writing; where none can be kept off, does not."""
    file = app_folder() / "locks" / "settings.lock"
    lock = filelock.FileLock(file, timeout=_PATIENCE_S)
    with contextlib.suppress(OSError, NotImplementedError):  # filelock's own Timeout is an OSError
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _read(path: Path) -> Settings | None:
    """The settings in a file; None where there are none, or none that can be understood."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError:
        return None  # none yet, or out of reach: the program starts all the same
    try:
        if len(data) > _MAX_BYTES:
            raise SpecError("The settings are too large.")
        return _from_plain(plain_json(data.decode()))
    except (SpecError, UnicodeDecodeError):
        with contextlib.suppress(OSError):  # a folder that cannot be written must not keep the program from starting
            os.replace(path, path.with_name("settings-damaged.json"))
        return None


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Writes the settings; raises StudioError when they cannot be, and the old ones stay."""
    path = path or settings_file()
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(settings).items()}
    text = json.dumps(plain, indent=1)  # ASCII only, so that a name that is no UTF-8 comes back as it was
    with contextlib.suppress(OSError):  # where it cannot be made, writing says so in words
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)


def _from_plain(plain: Any) -> Settings:
    if not isinstance(plain, dict):
        raise SpecError("The settings are values by name.")
    theme, geometry, smoothing = plain.get("theme", ""), plain.get("geometry", ""), plain.get("smoothing", 0)
    folder = plain.get("folder", "")
    lists = ("recent", "log_plots", "columns", "labs", "sweep_where")
    recent, log_plots, columns, labs, where = (_names(plain, name) for name in lists)
    if not isinstance(smoothing, int) or isinstance(smoothing, bool):
        raise SpecError("The smoothing is a whole number.")
    width = plain.get("lab_width", 0)
    if not isinstance(width, int) or isinstance(width, bool):
        raise SpecError("The width of the lab panel is a whole number.")
    text_size = plain.get("text_size", 100)
    if not isinstance(text_size, int) or isinstance(text_size, bool):
        raise SpecError("The size of text is a whole number.")
    engine, language = plain.get("engine", ""), plain.get("language", "")
    if not all(isinstance(each, str) for each in (geometry, theme, folder, engine, language)):
        raise SpecError("Theme, geometry, folder, engine and language are texts.")
    try:
        base64.b64decode(geometry, validate=True)
    except ValueError as error:  # binascii.Error is one, and so is that of a sign outside ASCII
        raise SpecError("The geometry is bytes in base64.") from error
    known = theme if theme in THEMES else "system"  # a theme of a later version
    smoothing = min(max(smoothing, 0), MAX_SMOOTHING)
    width = min(max(width, 0), _MAX_WIDTH)
    recent, labs = recent[:MAX_RECENT], labs[:MAX_LABS]
    lab_at = _lab_at(plain)
    runs = cast(Engine, engine) if engine in ENGINES else Settings().engine
    size = text_size if text_size in TEXT_SIZES else Settings().text_size
    kept = (recent, known, geometry, smoothing, log_plots, columns, folder, width, labs, lab_at, where, runs)
    speaks = language if language in LANGUAGES else ""  # a language of a later version
    return Settings(*kept, size, speaks)


def _lab_at(plain: dict[str, Any]) -> tuple[str, ...]:
    """Where the person is in a lab; nothing where it is in the words of an earlier version."""
    found = _names(plain, "lab_at")
    if len(found) != _LAB_AT:
        return ()
    step, count = found[-2:]
    if not all(re.fullmatch("[1-9][0-9]{0,3}", each) for each in (step, count)) or int(step) > int(count):
        raise SpecError("The step of a lab is the number of one of its steps.")
    return found


def _names(plain: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts, none where there is nothing of that name."""
    found = plain.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise SpecError(f"{name} is a list of texts.")
    return tuple(found[:_MAX_NAMES])
