"""The container of a ``.keras`` file: a zip with three members, read within bounds and never unpacked by its names."""

import os
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import plain, quoted
from cnnstudio.files import words

METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"
MAX_FILE = 2**31 - 1
"""From here on zip files need another format, and no network of this program is so large."""

MAX_TEXT = 16_000_000
"""The most bytes of a description: Keras writes up to 3,000 for one of our layers, of which there are 4,000."""

_LIMITS = {METADATA: 1_000_000, CONFIG: MAX_TEXT, WEIGHTS: MAX_FILE}
_MAX_MEMBERS = 64
_MAX_RATIO = 100
_END = struct.Struct("<4s4H2LH")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    AttributeError,
    IndexError,
    OverflowError,
)
_KINDS_OF_FILES = {
    b"\x89HDF\r\n\x1a\n": "an HDF5 file",
    b"SQLite format 3\x00": "a database, perhaps a project",
    b"\x80": "a Python pickle",
}


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive at ``path`` with its list of members checked; what is wrong with it comes as a StudioError."""
    with ExitStack() as stack:
        with _in_words(path):
            _check_file(path)
            file = stack.enter_context(path.open("rb"))
            _check_ends(path, file)
            archive = stack.enter_context(zipfile.ZipFile(file))
            _check_members(path, archive)
        yield archive


def text_of(path: Path, archive: zipfile.ZipFile, name: str) -> str:
    """A small member as text."""
    with _in_words(path), archive.open(name) as member:
        return member.read(_LIMITS[name] + 1).decode("utf-8")


def copy_weights(path: Path, archive: zipfile.ZipFile, target: Path) -> None:
    """Writes the weights as they are to ``target``; the checksum of the zip is checked on the way."""
    with _in_words(path), archive.open(WEIGHTS) as member, target.open("wb") as file:
        shutil.copyfileobj(member, file, 1 << 20)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise words.in_words(error, path) from error
    except _DAMAGE as error:
        raise damaged(path) from error


def damaged(path: Path) -> StudioError:
    """The file is not whole, and no more is known."""
    return StudioError(f"{quoted(path)} is damaged and cannot be read.", "Save or download it again.")


def _check_file(path: Path) -> None:
    state = path.stat()
    name = quoted(path)
    if not stat.S_ISREG(state.st_mode):
        kind = "a folder" if stat.S_ISDIR(state.st_mode) else "not a file"
        raise StudioError(f"{name} is {kind}, not a saved network.", "Choose a .keras file.")
    if state.st_size == 0:
        raise StudioError(f"{name} is empty.", "Save or download it again.")
    if state.st_size > MAX_FILE:
        raise StudioError(f"{name} is larger than {words.megabytes(MAX_FILE)}.", "Choose a smaller network.")


def _check_ends(path: Path, file: IO[bytes]) -> None:
    """The zip begins at the first byte and ends, without a remark, at the last one."""
    start = file.read(16)
    name = quoted(path)
    if not start.startswith(b"PK\x03\x04"):
        kind = next((kind for magic, kind in _KINDS_OF_FILES.items() if start.startswith(magic)), "something else")
        raise StudioError(f"{name} is not a saved network but {kind}.", "Choose a .keras file.")
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _END.size, 0))
    tail = file.read()
    if len(tail) < _END.size or not tail.startswith(b"PK\x05\x06"):
        raise StudioError(f"{name} is cut short or has something added at its end.", "Save or download it again.")
    _, disk, first, here, members, length, offset, _ = _END.unpack(tail)
    if members > _MAX_MEMBERS or length > 65_536:
        raise StudioError(f"{name} has {members:,} parts; a saved network has 3.", "Choose a .keras file.")
    if (disk, first) != (0, 0) or here != members or offset + length + _END.size != size:
        raise damaged(path)


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    name = quoted(path)
    strange = next((each for each in names if each not in _LIMITS), None)
    if strange is not None:
        raise StudioError(f"{name} holds “{plain(strange, 40)}”, which is not opened here.")
    missing = next((each for each in _LIMITS if each not in names), None)
    if missing is not None:
        raise StudioError(f"{name} lacks “{missing}”: it is no saved network, or damaged.", "Save it again.")
    if len(names) > len(_LIMITS):
        raise StudioError(f"{name} holds a part twice, so it is not opened.", "Save it again.")
    for member in members:
        if member.flag_bits & 0x41:
            raise StudioError(f"{name} is encrypted.", "Save it without a password.")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise StudioError(f"{name} is packed in a way that is not read here.", "Save it with Keras.")
        if member.file_size > _LIMITS[member.filename] or member.file_size > _MAX_RATIO * member.compress_size:
            raise StudioError(f"{name} unpacks to far more than a network has.", "Do not use this file.")
