"""Says by its content what a file or folder is, and opens it as a data set."""

import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.geometry import Geometry
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.words import quoted
from cnnstudio.data.arrays import cifar, idx, npz
from cnnstudio.data.arrays.bounded import GZIP
from cnnstudio.data.arrays.plain_file import regular
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.found import Found
from cnnstudio.data.pictures import importing
from cnnstudio.data.watch import NOBODY, Watch

KNOWN = "CNN Studio reads folders and zips of pictures, .npz, IDX (also .gz), and CIFAR's folders and archives."

_MOST_LOOKED_AT = 2000
_TAR_AT, _TAR = 257, b"ustar"
_NAME_AT = 30
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")

_OTHERS: Mapping[bytes, tuple[str, str]] = {
    b"\x93NUMPY": ("one array; a data set needs pictures and labels", "Save both with numpy.savez(…, x=…, y=…)."),
    b"\x89HDF": ("an HDF5 file", "Save its arrays with numpy.savez."),
    b"Rar!": ("a RAR archive", "Unpack it, and open the folder."),
    b"7z\xbc\xaf": ("a 7z archive", "Unpack it, and open the folder."),
    b"BZh": ("packed with bzip2", "Unpack it first."),
    b"\xfd7zXZ": ("packed with xz", "Unpack it first."),
    b"SQLite format 3": ("a project or database", "Open projects with File ▸ Open."),
    b"%PDF": ("a PDF", KNOWN),
}
"""What files begin with that cannot be data, and what to do then."""


@dataclass(frozen=True)
class Kind:
    """What something is, in words; ``read`` gives its arrays, and is None for pictures in files of their own."""

    title: str
    read: Callable[[Path, Watch], Found] | None = None
    path: Path | None = None
    """Where to read, if not the path itself: a folder's own folder."""


def kind_of(path: Path) -> Kind:
    """What is there, told by its content. Raises StudioError, in words, for what is no data."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise StudioError(f"There is no file and no folder {quoted(path)}.", "It may have been moved.") from error
    except PermissionError as error:
        raise StudioError(f"{quoted(path)} may not be read.", "Change its permissions, or copy it.") from error
    except (OSError, ValueError) as error:
        raise StudioError(f"{quoted(path)} cannot be found.", "Name it again.") from error
    if stat.S_ISDIR(mode):
        return _folder(path)
    with regular(path) as file:
        head = file.read(512)
    return _file(path, head)


def open_file(recipe: DataRecipe, geometry: Geometry, watch: Watch = NOBODY) -> DataSet | Found:
    """What ``recipe.path`` holds: a finished data set of pictures, or arrays as they were found."""
    path = Path(recipe.path).expanduser()
    kind = kind_of(path)
    if kind.read is None:
        return importing.open_pictures(kind.path or path, recipe, geometry, watch)
    return kind.read(kind.path or path, watch)


def _folder(path: Path) -> Kind:
    try:
        entries = list(islice(path.iterdir(), _MOST_LOOKED_AT))
        names = {each.name for each in entries}
        family = cifar.family_of(names)
        if family is not None:
            return Kind(f"{family.title}, batches", lambda folder, watch: cifar.read(folder, family, watch))
        if idx.files_in(path):
            return Kind("IDX files", idx.read)
        if len(entries) == 1 and entries[0].is_dir() and not entries[0].is_symlink():
            inner = entries[0]
            within = {each.name for each in islice(inner.iterdir(), _MOST_LOOKED_AT)}
            if cifar.family_of(within) is not None or idx.files_in(inner):
                found = _folder(inner)
                return Kind(found.title, found.read, inner)
    except OSError as error:
        raise StudioError(f"The folder {quoted(path)} may not be read.", "Change its permissions.") from error
    return Kind("folder of pictures")


def _file(path: Path, head: bytes) -> Kind:
    if not head:
        raise StudioError(f"{quoted(path)} is empty.", KNOWN)
    if head.startswith(b"PK"):
        return Kind(".npz file", _npz) if _is_npz(path, head) else Kind("zip of pictures")
    content = idx.head_of(path, 512) if head.startswith(GZIP) else head
    if idx.is_idx(content):
        return Kind("IDX files", idx.read)
    if content[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return Kind("CIFAR archive", cifar.read_archive)
    family = cifar.family_of({each.name for each in _beside(path)}) if head.startswith(b"\x80\x02") else None
    if family is not None and path.name in (*family.batches, family.meta):
        return Kind(f"{family.title}, batches", lambda folder, watch: cifar.read(folder, family, watch), path.parent)
    raise _refusal(path, head)


def _beside(path: Path) -> list[Path]:
    try:
        return list(islice(path.parent.iterdir(), _MOST_LOOKED_AT))
    except OSError:
        return []


def _is_npz(path: Path, head: bytes) -> bool:
    """Whether a zip holds arrays: by the name of its first member, or its own."""
    length = int.from_bytes(head[26:28], "little")
    return path.suffix.lower() == ".npz" or head[_NAME_AT : _NAME_AT + length].endswith(b".npy")


def _npz(path: Path, watch: Watch) -> Found:
    return npz.read(path, watch=watch)


def _refusal(path: Path, head: bytes) -> StudioError:
    for begin, (what, hint) in _OTHERS.items():
        if head.startswith(begin):
            return StudioError(f"{quoted(path)} is {what}.", hint)
    if head.startswith(_PICTURES):
        return StudioError(f"{quoted(path)} is a single picture.", "Name the folder that holds the pictures.")
    if head.startswith(GZIP):
        return StudioError(f"{quoted(path)} is packed, but holds neither IDX nor CIFAR.", f"Unpack it first. {KNOWN}")
    if head[:1] == b"\x80":
        return StudioError(f"{quoted(path)} is a Python pickle, which is never opened.", "Save it with numpy.savez.")
    if path.suffix.lower() in (".npz", ".zip"):
        return StudioError(f"{quoted(path)} is not a whole {path.suffix.lower()} file.", "It may be cut short.")
    return StudioError(f"{quoted(path)} is no data that CNN Studio can read.", KNOWN)
