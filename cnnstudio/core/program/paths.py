"""Where the program's own files are, and where it may keep the user's."""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def resource(*parts: str) -> Path:
    """A file or folder under ``resources/``.

    Looked for in the package first (an installed wheel), then beside it (a checkout).
    Raises FileNotFoundError when neither has it: the installation is not whole.
    """
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = folder.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"resources/{'/'.join(parts)} is missing from this installation of CNN Studio")


def app_folder() -> Path:
    """The folder for what the program keeps by itself: unnamed projects, drawn digits."""
    return _home("app") or _platform_folder("APPDATA", "XDG_DATA_HOME", ".local/share")


def config_folder() -> Path:
    """The folder for settings: window places, recent files, the theme."""
    return _home("config") or _platform_folder("APPDATA", "XDG_CONFIG_HOME", ".config")


def cache_folder() -> Path:
    """The folder for what can be made again: pictures that were decoded once. Whoever tidies up may empty it."""
    if own := _home("cache"):
        return own
    if sys.platform == "win32":
        named = os.environ.get("LOCALAPPDATA")
        return (Path(named) if named else Path.home() / "AppData" / "Local") / "CNN Studio" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "CNN Studio"
    return _platform_folder("", "XDG_CACHE_HOME", ".cache")


def keras_home() -> Path:
    """Keras's own folder, KERAS_HOME or ``~/.keras``; its ``datasets`` holds downloaded data sets."""
    named = os.environ.get("KERAS_HOME")
    return Path(named).expanduser() if named else Path.home() / ".keras"


def named_path(name: str | Path) -> Path:
    """A path as a person names it, with ``~`` for the home folder; of somebody unknown, "~who", it stays as it is."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def _home(part: str) -> Path | None:
    """The folder under CNNSTUDIO_HOME, which moves everything the program keeps to one place."""
    named = os.environ.get("CNNSTUDIO_HOME")
    return Path(named).expanduser().absolute() / part if named else None


def _platform_folder(windows: str, xdg: str, fallback: str) -> Path:
    """This platform's folder for the program.

    XDG Base Directory Specification 0.8: a relative path in the variable is to be ignored.
    """
    if sys.platform == "win32":
        named = os.environ.get(windows)
        return (Path(named) if named else Path.home() / "AppData" / "Roaming") / "CNN Studio"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "CNN Studio"
    named = os.environ.get(xdg)
    base = Path(named) if named and Path(named).is_absolute() else Path.home() / fallback
    return base / "cnnstudio"
