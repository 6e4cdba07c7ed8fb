"""Writing a folder so that whoever looks finds the old one or the new one, whole."""

import os
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import quoted
from cnnstudio.files import words
from cnnstudio.files.atomic import sweep, sync, sync_folder, temp_name


def write_folder(path: Path, write: Callable[[Path], None], known: Collection[str], size: int = 0) -> None:
    """Puts the folder that ``write`` fills in the place of ``path``; on any failure the old one stays.

    A folder that is there is replaced only where it is empty or holds nothing but what such a folder holds: nobody's
    pictures go because a name was chosen twice. Where the program is killed between the two renames the old one is
    left as "NAME (old)".

    Args:
        write: Fills the folder it is given, an empty one beside ``path``.
        known: The names that the folder may have in it.
        size: How many bytes it will need, to say how many are missing; 0 when not known.

    Raises StudioError in words for whatever the operating system refuses; what ``write`` raises else goes through.
    """
    target = Path(os.path.realpath(path))
    temp: Path | None = None
    try:
        _check(target, known)
        sweep(target.parent)
        temp = temp_name(target, "-folder")
        temp.mkdir()
        write(temp)
        _sync_all(temp)
        _put(temp, target)
        sync_folder(target.parent)
    except OSError as error:
        raise words.in_words(error, target, size) from error
    finally:
        if temp is not None:
            shutil.rmtree(temp, ignore_errors=True)


def _check(target: Path, known: Collection[str]) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise StudioError(f"{quoted(target)} is a file, not a folder.", "Choose another name.")
    strange = sorted(entry.name for entry in os.scandir(target) if entry.name not in known)
    if strange:
        text = f"{quoted(target)} is a folder with other things in it: {quoted(strange[0])}."
        raise StudioError(text, "Choose a new name: the folder would be replaced.")


def _put(temp: Path, target: Path) -> None:
    """Renames; no system puts one folder in the place of a full one in a single step that all of them have."""
    if not target.exists():
        os.replace(temp, target)
        return
    old = _free_name(target)
    os.replace(target, old)
    try:
        os.replace(temp, target)
    except BaseException:
        os.replace(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _free_name(target: Path) -> Path:
    found, number = target.with_name(f"{target.name} (old)"), 2
    while found.exists():
        found, number = target.with_name(f"{target.name} (old {number})"), number + 1
    return found


def _sync_all(folder: Path) -> None:
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(place) / name)
        sync_folder(Path(place))
