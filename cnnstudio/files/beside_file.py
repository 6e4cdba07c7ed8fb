"""Files that stand beside a script: each knows of which export it is, and so does the script."""

import glob
import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.scripting import OF_EXPORT
from cnnstudio.core.words import quoted
from cnnstudio.files.atomic import write_atomically

_MEMBER = f"{OF_EXPORT}.npy"

_LONGEST = 4_000_000
"""Bytes of a script or notebook that is looked into."""

Save = Callable[[Path], None]


def check_ours(place: Path) -> None:
    """Raises StudioError where there is a file that this program did not write beside a script."""
    if place.exists() and not export_of(place):
        raise StudioError(
            f"There is a file {quoted(place)} that was not written beside a script, and would be overwritten.",
            "Choose another name for the script.",
        )


def export_of(place: Path) -> str:
    """Of which export the ``.npz`` is; empty where it is none of ours."""
    try:
        with zipfile.ZipFile(place) as archive, archive.open(_MEMBER) as member:
            found = np.load(io.BytesIO(member.read(4096)), allow_pickle=False)
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return ""
    return str(found) if found.shape == () else ""


@dataclass(frozen=True)
class Stands:
    """A file beside a script: where it stands in the end, and of which export it is."""

    place: Path
    export: str


class _There(Exception):
    """What was to be written stands beside another script already, so that it is shared."""

    def __init__(self, found: Stands) -> None:
        self.found = found


def write_together(
    path: Path, written: Callable[[dict[Path, Stands]], bytes], saves: Mapping[Path, Save], check: Callable[[], None]
) -> tuple[Path, ...]:
    """Writes the files beside the script, and it; none takes its place before all are written.

    One with the very same content that stands there for another script is shared, and not written again; one that
    another script needs stays as it is, and the new one is called otherwise.

    Args:
        written: Gives the script, from what stands beside it in the end, by where it was to be.
        saves: What writes each ``.npz``, by where it is to be.
        check: Called before each file; what it raises ends the work.

    Returns where the files beside the script stand.
    """
    found: dict[Path, Stands] = {}

    def next_one(left: list[tuple[Path, Save]]) -> None:
        check()
        if not left:
            data = written(found)
            write_atomically(path, lambda temp: _write(temp, data), size=len(data), suffix=path.suffix)
            return
        (wanted, save), *rest = left
        place = _free(wanted, path)

        def fill(temp: Path) -> None:
            save(temp)
            export = _marked(temp)
            same = _same(wanted, export)
            if same is not None:
                raise _There(Stands(same, export))
            _check_not_needed(wanted, export, path)
            found[wanted] = Stands(place, export)
            next_one(rest)

        try:
            write_atomically(place, fill, suffix=".npz")
            return
        except _There as there:
            found[wanted] = there.found
        next_one(rest)

    next_one(list(saves.items()))
    return tuple(found[wanted].place for wanted in saves)


def _same(wanted: Path, export: str) -> Path | None:
    """The file of the same export beside any script; None where there is none."""
    kind = "".join(wanted.suffixes[-2:])
    others = sorted(each for each in wanted.parent.glob(f"*{glob.escape(kind)}") if each != wanted)
    return next((each for each in (wanted, *others) if each.is_file() and export_of(each) == export), None)


def _free(wanted: Path, path: Path) -> Path:
    """Where a file is written: not in the place of one that a script of another name needs."""
    place, number = wanted, 1
    while place.exists() and (number > 1 or _needs_it(place, path)):
        number += 1
        place = wanted.with_name(f"{path.stem} {number}{''.join(wanted.suffixes[-2:])}")
    return place


def _needs_it(place: Path, path: Path) -> bool:
    """Whether a script of another name than that at ``path`` takes the file as it is."""
    export = export_of(place).encode()
    codes = [each for each in place.parent.glob("*") if each.suffix in (".py", ".ipynb") and each.stem != path.stem]
    short = (each for each in codes if each.is_file() and each.stat().st_size <= _LONGEST)
    return bool(export) and any(export in each.read_bytes() for each in short)


def _marked(temp: Path) -> str:
    """Writes into the ``.npz`` of which export it is, by the sums of what is in it: the same arrays are the same."""
    with zipfile.ZipFile(temp, "a") as archive:
        sums = "".join(f"{each.filename} {each.CRC} {each.file_size}\n" for each in archive.infolist())
        found = hashlib.sha256(sums.encode()).hexdigest()[:16]
        data = io.BytesIO()
        np.save(data, np.array(found), allow_pickle=False)
        archive.writestr(_MEMBER, data.getvalue())
    return found


def _check_not_needed(place: Path, export: str, path: Path) -> None:
    """Raises StudioError where another script or notebook of the same name needs the file as it is."""
    old = export_of(place) if place.exists() else ""
    if not old or old == export:
        return
    for other in place.parent.glob("*"):
        is_code = other.suffix in (".py", ".ipynb") and other.stem == path.stem and other.name != path.name
        if is_code and old.encode() in other.read_bytes():
            raise StudioError(
                f"{quoted(other)} needs {quoted(place)} as it is, and this would put another in its place.",
                "Choose another name.",
            )


def _write(temp: Path, data: bytes) -> None:
    temp.write_bytes(data)
