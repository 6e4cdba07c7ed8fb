"""Says by its content what a file or folder is, and opens it as a data set."""

import codecs
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import quoted
from cnnstudio.data.arrays import cifar, idx, npz
from cnnstudio.data.arrays.bounded import GZIP
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.found import Found
from cnnstudio.data.pictures import importing
from cnnstudio.data.plain_file import regular
from cnnstudio.data.watch import NOBODY, Watch

KNOWN = tr("CNN Studio reads folders and zips of pictures, .npz, IDX (also .gz), and CIFAR's folders and archives.")

_UNKNOWN = tr("no data that CNN Studio can read")
_TEXT = tr("a text")

_MOST_LOOKED_AT = 2000
_TAR_AT, _TAR = 257, b"ustar"
_NAME_AT = 30
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")

_OTHERS: Mapping[bytes, tuple[str, str]] = {
    b"\x93NUMPY": (
        tr("one array; a data set needs pictures and labels"),
        tr("Save both with numpy.savez(…, x=…, y=…)."),
    ),
    b"\x89HDF": (tr("an HDF5 file"), tr("Save its arrays with numpy.savez.")),
    b"Rar!": (tr("a RAR archive"), tr("Unpack it, and open the folder.")),
    b"7z\xbc\xaf": (tr("a 7z archive"), tr("Unpack it, and open the folder.")),
    b"BZh": (tr("packed with bzip2"), tr("Unpack it first.")),
    b"\xfd7zXZ": (tr("packed with xz"), tr("Unpack it first.")),
    b"SQLite format 3": (tr("a project or database"), tr("Open projects with File ▸ Open.")),
    b"%PDF": (tr("a PDF"), KNOWN),
}
"""What files begin with that cannot be data, and what to do then."""


@dataclass(frozen=True)
class Kind:
    """What something is.

    Attributes:
        title: In words.
        path: Where to read: the path itself, a folder inside it, or the folder around it.
        read: Gives its arrays; None for pictures in files of their own.
        files: All that is read: what is named, and what belongs to it and stands beside it.
    """

    title: str
    path: Path
    read: Callable[[Path, Watch], Found] | None = None
    files: tuple[Path, ...] = ()


def kind_of(path: Path, wanted: cifar.Family | None = None) -> Kind:
    """What is there, told by its content. Raises StudioError, in words, for what is no data.

    Args:
        wanted: How the pictures of a set are to be labelled that has several ways.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise StudioError(
            tr("There is no file and no folder {path}.", path=quoted(path)), tr("It may have been moved.")
        ) from error
    except PermissionError as error:
        raise StudioError(
            tr("{path} may not be read.", path=quoted(path)), tr("Change its permissions, or copy it.")
        ) from error
    except (OSError, ValueError) as error:
        raise StudioError(tr("{path} cannot be found.", path=quoted(path)), tr("Name it again.")) from error
    if stat.S_ISDIR(mode):
        return _folder(path, wanted)
    with regular(path) as file:
        try:
            head = file.read(512)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise StudioError(
                tr("{path} cannot be read: {why}.", path=quoted(path), why=why), tr("Copy it to another disk.")
            ) from error
    return _file(path, head, wanted)


def open_file(recipe: DataRecipe, geometry: Geometry, watch: Watch = NOBODY) -> DataSet | Found:
    """What ``recipe.path`` holds: a finished data set of pictures, or arrays as they were found."""
    path = named_path(recipe.path)
    kind = kind_of(path, cifar.FAMILIES.get(recipe.source))
    if kind.read is None:
        return importing.open_pictures(kind.path, recipe, geometry, watch)
    return kind.read(kind.path, watch)


def _folder(path: Path, wanted: cifar.Family | None) -> Kind:
    try:
        inner = _only_folder_in(path)
        found = _arrays_in(path, wanted) or (_arrays_in(inner, wanted) if inner is not None else None)
    except OSError as error:
        raise StudioError(
            tr("The folder {path} may not be read.", path=quoted(path)), tr("Change its permissions.")
        ) from error
    return replace(found or Kind(tr("folder of pictures"), path), files=(path,))


def _only_folder_in(path: Path) -> Path | None:
    """Where there is nothing else: archives are unpacked so."""
    with os.scandir(path) as entries:
        first = list(islice(entries, 2))
    return Path(first[0].path) if len(first) == 1 and first[0].is_dir(follow_symlinks=False) else None


def _arrays_in(folder: Path, wanted: cifar.Family | None) -> Kind | None:
    family = cifar.family_of(_files_in(folder), wanted)
    if family is not None:
        return _batches(family, folder)
    return Kind(tr("IDX files"), folder, idx.read) if idx.files_in(folder) else None


def _batches(family: cifar.Family, folder: Path) -> Kind:
    files = tuple(folder / name for name in family.batches)
    return Kind(
        tr("{title}, batches", title=family.title), folder, lambda place, watch: cifar.read(place, family, watch), files
    )


def _files_in(folder: Path) -> set[str]:
    """The names of its first regular files: a folder of pictures may be called as a batch is. Raises OSError."""
    with os.scandir(folder) as entries:
        return {each.name for each in islice(entries, _MOST_LOOKED_AT) if _is_file(each)}


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False


def _file(path: Path, head: bytes, wanted: cifar.Family | None) -> Kind:
    if not head:
        raise StudioError(tr("{path} is empty.", path=quoted(path)), KNOWN)
    if head.startswith(b"PK"):
        pictures = not _is_npz(path, head)
        return Kind(tr("zip of pictures") if pictures else tr(".npz file"), path, None if pictures else _npz, (path,))
    content = idx.head_of(path, 512) if head.startswith(GZIP) else head
    if idx.is_idx(content):
        return Kind(tr("IDX files"), path, idx.read, _with_those_beside(path))
    if content[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return Kind(tr("CIFAR archive"), path, lambda place, watch: cifar.read_archive(place, watch, wanted), (path,))
    family = _family_beside(path, wanted) if head.startswith(b"\x80\x02") else None
    if family is not None and path.name in (*family.batches, family.meta):
        return _batches(family, path.parent)
    raise _refusal(path, head)


def _family_beside(path: Path, wanted: cifar.Family | None) -> cifar.Family | None:
    try:
        return cifar.family_of(_files_in(path.parent), wanted)
    except OSError:
        return None


def _with_those_beside(path: Path) -> tuple[Path, ...]:
    try:
        return path, *(each for each in idx.files_in(path.parent) if each != path)
    except OSError:
        return (path,)


def _is_npz(path: Path, head: bytes) -> bool:
    """Whether a zip holds arrays: by the name of its first member, or its own."""
    length = int.from_bytes(head[26:28], "little")
    return path.suffix.lower() == ".npz" or head[_NAME_AT : _NAME_AT + length].endswith(b".npy")


def _npz(path: Path, watch: Watch) -> Found:
    return npz.read(path, watch=watch)


def _refusal(path: Path, head: bytes) -> StudioError:
    for begin, (what, hint) in _OTHERS.items():
        if head.startswith(begin):
            return StudioError(tr("{path} is {what}.", path=quoted(path), what=what), hint)
    if head.startswith(_PICTURES):
        return StudioError(
            tr("{path} is a single picture.", path=quoted(path)), tr("Name the folder that holds the pictures.")
        )
    if head.startswith(GZIP):
        return StudioError(
            tr("{path} is packed, but holds neither IDX nor CIFAR.", path=quoted(path)),
            tr("Unpack it first. {known}", known=KNOWN),
        )
    if head[:1] == b"\x80":
        return StudioError(
            tr("{path} is a Python pickle, which is never opened.", path=quoted(path)), tr("Save it with numpy.savez.")
        )
    archive = path.suffix.lower() if path.suffix.lower() in (".npz", ".zip") else ""
    if archive:
        return _no_archive(path, archive, _is_text(head))
    return StudioError(tr("{path} is {what}.", path=quoted(path), what=_TEXT if _is_text(head) else _UNKNOWN), KNOWN)


def _no_archive(path: Path, archive: str, is_text: bool) -> StudioError:
    if is_text:
        return StudioError(tr("{path} is a text, no {archive} file.", path=quoted(path), archive=archive), KNOWN)
    text = tr("{path} is not a whole {archive} file.", path=quoted(path), archive=archive)
    return StudioError(text, tr("It may be cut short."))


def _is_text(head: bytes) -> bool:
    """Whether a file begins as a text in UTF-8; its last letter may be cut in the middle."""
    try:
        words = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(words) and all(sign.isprintable() or sign.isspace() for sign in words)
