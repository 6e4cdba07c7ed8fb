"""Writing a folder so that whoever looks finds the old one or the new one, whole."""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.files import words
from cnnstudio.files.atomic import sweep, sync, sync_folder, temp_name


@dataclass(frozen=True)
class Contents:
    """What a folder of one kind has in it, by which one of ours is known.

    Attributes:
        files: Regular expressions for the paths of its files, "variables/variables.index", with "/" on every system.
        mark: One for a file that only ours have; empty where every one of ``files`` is such a file.
    """

    files: tuple[str, ...]
    mark: str = ""

    def is_one(self, file: str) -> bool:
        """Whether such a folder has the file in it."""
        return any(re.fullmatch(each, file) for each in (*self.files, self.mark) if each)

    def is_folder(self, folder: str) -> bool:
        """Whether such a folder has files in that folder."""
        return any(each.startswith(f"{re.escape(folder)}/") for each in (*self.files, self.mark))


def write_folder(path: Path, write: Callable[[Path], None], known: Contents, size: int = 0) -> None:
    """Puts the folder that ``write`` fills in the place of ``path``; on any failure the old one stays.

    A folder that is there is replaced only where it is empty or proves to be one of ours, down to its last file:
    nobody's pictures go because a name was chosen twice. Where the program is killed between the two renames, or
    somebody put a file into the old one meanwhile, it is left as "NAME (old)".

    Args:
        write: Fills the folder it is given, an empty one beside ``path``.
        known: What such a folder has in it.
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
        _put(temp, target, known)
        sync_folder(target.parent)
    except OSError as error:
        raise words.in_words(error, target, size) from error
    finally:
        if temp is not None:
            shutil.rmtree(temp, ignore_errors=True)


def _check(target: Path, known: Contents) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise StudioError(tr("{target} is a file, not a folder.", target=quoted(target)), tr("Choose another name."))
    hint = tr("Choose a new name: the folder would be replaced.")
    strange, is_ours = _looked_at(target, known)
    if strange:
        raise StudioError(
            tr(
                "{target} is a folder with other things in it: {strange}.",
                target=quoted(target),
                strange=quoted(strange),
            ),
            hint,
        )
    if not is_ours:
        raise StudioError(tr("{target} is a folder that CNN Studio did not write.", target=quoted(target)), hint)


def _looked_at(target: Path, known: Contents) -> tuple[str, bool]:
    """The path of the first thing in the folder that is none of ours, or "", and whether it is empty or marked."""
    files: list[str] = []
    for place, folders, names in os.walk(target, onerror=_raised):
        inside = Path(place).relative_to(target)
        paths = [(inside / name).as_posix() for name in sorted(names)]
        below = [(inside / name).as_posix() for name in sorted(folders)]
        links = {each for each in (*paths, *below) if (target / each).is_symlink()}
        strange = [each for each in paths if each in links or not known.is_one(each)]
        strange += [each for each in below if each in links or not known.is_folder(each)]
        if strange:
            return strange[0], False
        files += paths
    is_marked = any(re.fullmatch(known.mark, each) for each in files) if known.mark else bool(files)
    return "", is_marked or not os.listdir(target)


def _raised(error: OSError) -> None:
    raise error


def _put(temp: Path, target: Path, known: Contents) -> None:
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
    if _looked_at(old, known) == ("", True):  # else a file came into it meanwhile, which is somebody's
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
