"""Files that stand beside a script: each knows of which export it is, and so does the script."""

import glob
import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.scripting import OF_EXPORT
from cnnstudio.core.words import quoted
from cnnstudio.files.atomic import write_atomically, write_whole

_MEMBER = f"{OF_EXPORT}.npy"

_LONGEST = 4_000_000
"""Bytes of a script or notebook that is looked into."""

Save = Callable[[Path], None]

_NONE_OF_OURS = (OSError, KeyError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What opening a zip raises that is damaged, needs a password, or is packed in a way that is not known here."""


def check_ours(place: Path) -> None:
    """Raises StudioError where there is a file that this program did not write beside a script."""
    if os.path.exists(place) and not export_of(place):  # False, too, for a name that is too long: writing says so
        raise StudioError(
            tr(
                "There is a file {place} that was not written beside a script, and would be overwritten.",
                place=quoted(place),
            ),
            tr("Choose another name for the script."),
        )


def export_of(place: Path) -> str:
    """Of which export the ``.npz`` is; empty where it is none of ours."""
    try:
        with zipfile.ZipFile(place) as archive, archive.open(_MEMBER) as member:
            found = np.load(io.BytesIO(member.read(4096)), allow_pickle=False)
    except _NONE_OF_OURS:
        return ""
    return str(found) if found.shape == () else ""


@dataclass(frozen=True)
class Stands:
    """A file beside a script: where it stands in the end, and of which export it is."""

    place: Path
    export: str


class _There(Exception):
    """What was to be written stands in another place already."""

    def __init__(self, found: Stands) -> None:
        self.found = found


def write_together(
    path: Path, written: Callable[[dict[Path, Stands]], bytes], saves: Mapping[Path, Save], check: Callable[[], None]
) -> tuple[Path, ...]:
    """Writes the files beside the script, and it; none takes its place before all are written.

    One with the very same content that stands there for another script is shared, and not written again; one that
    another script needs stays as it is, and the new one is called otherwise. One that is damaged is never shared.

    Args:
        written: Gives the script, from what stands beside it in the end, by where it was to be.
        saves: What writes each ``.npz``, by where it is to be.
        check: Called before each file; what it raises ends the work.

    Returns where the files beside the script stand.
    """
    together = _Together(path, written, check)
    together.write(list(saves.items()))
    return tuple(together.found[wanted].place for wanted in saves)


class _Together:
    """Files that take their places once the last of them, the script, is written."""

    def __init__(self, path: Path, written: Callable[[dict[Path, Stands]], bytes], check: Callable[[], None]) -> None:
        self._path, self._written, self._check = path, written, check
        self.found: dict[Path, Stands] = {}

    def write(self, left: list[tuple[Path, Save]]) -> None:
        """Writes these files and then the script."""
        self._check()
        if not left:
            write_whole(self._path, self._written(self.found))
            return
        (wanted, save), *rest = left
        try:
            self._put(_free(wanted, self._path), wanted, save, rest)
        except _There as there:
            if not _is_sound(there.found):
                self._put(wanted, wanted, save, rest)
                return
            self.found[wanted] = there.found
            self.write(rest)

    def _put(self, place: Path, wanted: Path, save: Save, rest: list[tuple[Path, Save]]) -> None:
        """Writes one and the rest; raises _There where it stands elsewhere, or is to be mended in its own place."""

        def fill(temp: Path) -> None:
            save(temp)
            stands = Stands(place, _marked(temp))
            same = _same(wanted, stands)
            if same is not None:
                raise _There(same)
            _check_not_needed(place, stands.export, self._path)
            self.found[wanted] = stands
            self.write(rest)

        write_atomically(place, fill, suffix=".npz")


def _same(wanted: Path, stands: Stands) -> Stands | None:
    """The file of the same export beside any script; None where it is to be written in its place.

    Of damaged ones only the wanted one is given, where it is needed and its place thus would be another.
    """
    kind = "".join(wanted.suffixes[-2:])
    others = sorted(each for each in wanted.parent.glob(f"*{glob.escape(kind)}") if each != wanted)
    there = (Stands(each, stands.export) for each in (wanted, *others) if os.path.isfile(each))
    marked = [each for each in there if export_of(each.place) == stands.export]
    sound = next((each for each in marked if _is_sound(each)), None)
    mended = next((each for each in marked if each.place == wanted != stands.place), None)
    return sound or mended


def _is_sound(stands: Stands) -> bool:
    """Whether what is in a file is what its mark says."""
    try:
        with zipfile.ZipFile(stands.place) as archive:
            return archive.testzip() is None and _sums(archive) == stands.export
    except _NONE_OF_OURS:
        return False


def _free(wanted: Path, path: Path) -> Path:
    """Where a file is written: not in the place of one that another script needs, nor of one that is not ours."""
    place, number = wanted, 1
    while os.path.exists(place) and (not export_of(place) or _needs_it(place, path, is_own=number == 1)):
        number += 1
        place = wanted.with_name(f"{path.stem} {number}{''.join(wanted.suffixes[-2:])}")
    return place


def _needs_it(place: Path, path: Path, *, is_own: bool) -> bool:
    """Whether another script than that at ``path`` takes the file as it is.

    Args:
        is_own: Whether the file has the script's own name: one of the same name is then asked later, and in words.
    """
    export = export_of(place).encode()
    codes = [each for each in place.parent.glob("*") if each.suffix in (".py", ".ipynb") and each.name != path.name]
    others = [each for each in codes if not is_own or each.stem != path.stem]
    short = (each for each in others if each.is_file() and each.stat().st_size <= _LONGEST)
    return bool(export) and any(export in each.read_bytes() for each in short)


def _marked(temp: Path) -> str:
    """Writes into the ``.npz`` of which export it is, by the sums of what is in it: the same arrays are the same."""
    with zipfile.ZipFile(temp, "a") as archive:
        found = _sums(archive)
        data = io.BytesIO()
        np.save(data, np.array(found), allow_pickle=False)
        archive.writestr(_MEMBER, data.getvalue())
    return found


def _sums(archive: zipfile.ZipFile) -> str:
    """By the sums of all that is in it but the mark."""
    inside = (each for each in archive.infolist() if each.filename != _MEMBER)
    sums = "".join(f"{each.filename} {each.CRC} {each.file_size}\n" for each in inside)
    return hashlib.sha256(sums.encode()).hexdigest()[:16]


def _check_not_needed(place: Path, export: str, path: Path) -> None:
    """Raises StudioError where another script or notebook of the same name needs the file as it is."""
    old = export_of(place) if os.path.exists(place) else ""
    if not old or old == export:
        return
    for other in place.parent.glob("*"):
        is_code = other.suffix in (".py", ".ipynb") and other.stem == path.stem and other.name != path.name
        if is_code and old.encode() in other.read_bytes():
            raise StudioError(
                tr(
                    "{other} needs {place} as it is, and this would put another in its place.",
                    other=quoted(other),
                    place=quoted(place),
                ),
                tr("Choose another name."),
            )
