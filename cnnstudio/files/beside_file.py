"""Files that stand beside a script: each knows of which export it is, and so does the script."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.scripting import OF_EXPORT
from cnnstudio.core.words import quoted
from cnnstudio.files.atomic import write_atomically

_MEMBER = f"{OF_EXPORT}.npy"

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


def write_together(
    path: Path, written: Callable[[dict[str, str]], bytes], saves: Mapping[Path, Save], check: Callable[[], None]
) -> None:
    """Writes the files beside the script, and it; none takes its place before all are written.

    Args:
        written: Gives the script, from the export of each file beside it by the file's name.
        saves: What writes each ``.npz``.
        check: Called before each file; what it raises ends the work.
    """
    exports: dict[str, str] = {}

    def next_one(left: list[tuple[Path, Save]]) -> None:
        check()
        if not left:
            data = written(exports)
            write_atomically(path, lambda temp: _write(temp, data), size=len(data), suffix=path.suffix)
            return
        (place, save), *rest = left

        def fill(temp: Path) -> None:
            save(temp)
            exports[place.name] = _marked(temp)
            _check_not_needed(place, exports[place.name], path)
            next_one(rest)

        write_atomically(place, fill, suffix=".npz")

    next_one(list(saves.items()))


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
