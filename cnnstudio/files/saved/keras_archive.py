"""The container of a ``.keras`` file: a zip with three members, read within bounds and never unpacked by its names."""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import plain, quoted
from cnnstudio.files import words
from cnnstudio.files.own_folder import OwnFolder
from cnnstudio.files.saved.saved_kinds import MAX_FILE, ZIP

METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"
MAX_TEXT = 16_000_000
"""The most bytes of a description: Keras writes up to 3,000 for one of our layers, of which there are 4,000."""

MAX_METADATA = 8_000_000
"""Likewise of our notes: the mean and spread of 500,000 numbers of a picture take 5,300,000."""

_LIMITS = {METADATA: MAX_METADATA, CONFIG: MAX_TEXT, WEIGHTS: MAX_FILE}
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


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive at ``path`` with its list of members checked; what is wrong with it comes as a StudioError."""
    with ExitStack() as stack:
        with _in_words(path):
            file = stack.enter_context(path.open("rb"))
            _check_ends(path, file)
            archive = stack.enter_context(zipfile.ZipFile(file))
            _check_members(path, archive)
        yield archive


def text_of(path: Path, archive: zipfile.ZipFile, name: str) -> str:
    """A small member as text."""
    with _in_words(path), archive.open(name) as member:
        return member.read(_LIMITS[name] + 1).decode("utf-8")


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder for as long as it is needed; what a killed process left is removed by the next."""
    with ExitStack() as stack:
        with _room():
            folder = stack.enter_context(OwnFolder("weights"))
        yield folder.path


def copy_weights(path: Path, archive: zipfile.ZipFile, target: Path) -> None:
    """Writes the weights as they are to ``target``; the checksum of the zip is checked on the way."""
    with _in_words(path), archive.open(WEIGHTS) as member, _room(), target.open("wb") as file:
        while True:
            with _in_words(path):
                piece = member.read(1 << 20)
            if not piece:
                break
            file.write(piece)


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = plain(error.strerror or type(error).__name__)
        text = tr("The folder for temporary files cannot be written to: {reason}.", reason=reason)
        raise StudioError(text, tr("Free some space on its disk, then try again.")) from error


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
    return StudioError(tr("{path} is damaged and cannot be read.", path=quoted(path)), tr("Save or download it again."))


def _check_ends(path: Path, file: IO[bytes]) -> None:
    """The zip begins at the first byte and ends, without a remark, at the last one."""
    name = quoted(path)
    if not file.read(len(ZIP)).startswith(ZIP):
        raise damaged(path)  # it was another file a moment ago
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _END.size, 0))
    tail = file.read()
    if len(tail) < _END.size or not tail.startswith(b"PK\x05\x06"):
        raise StudioError(
            tr("{name} is cut short or has something added at its end.", name=name), tr("Save or download it again.")
        )
    _, disk, first, here, members, length, offset, _ = _END.unpack(tail)
    if members > _MAX_MEMBERS or length > 65_536:
        raise StudioError(
            tr("{name} has {members:,} parts; a saved network has 3.", name=name, members=members),
            tr("Choose a .keras or .h5 file."),
        )
    if (disk, first) != (0, 0) or here != members or offset + length + _END.size != size:
        raise damaged(path)


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    name = quoted(path)
    strange = next((each for each in names if each not in _LIMITS), None)
    if strange is not None:
        raise StudioError(
            tr("{name} holds “{strange}”, which is not opened here.", name=name, strange=plain(strange, 40))
        )
    missing = next((each for each in _LIMITS if each not in names), None)
    if missing is not None:
        raise StudioError(
            tr("{name} lacks “{missing}”: it is no saved network, or damaged.", name=name, missing=missing),
            tr("Save it again."),
        )
    if len(names) > len(_LIMITS):
        raise StudioError(tr("{name} holds a part twice, so it is not opened.", name=name), tr("Save it again."))
    for member in members:
        if member.flag_bits & 0x41:
            raise StudioError(tr("{name} is encrypted.", name=name), tr("Save it without a password."))
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise StudioError(
                tr("{name} is packed in a way that is not read here.", name=name), tr("Save it with Keras.")
            )
        if member.file_size > _LIMITS[member.filename] or member.file_size > _MAX_RATIO * member.compress_size:
            raise StudioError(
                tr("{name} unpacks to far more than a network has.", name=name), tr("Do not use this file.")
            )
