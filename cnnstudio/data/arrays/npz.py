"""Reads a data set from an ``.npz`` archive that may be broken or hostile.

Nothing is unpickled. Every array's header is read first and compared with the size of its member in the
archive and with a limit, so that a small file cannot ask for more memory than it is worth.
"""

import math
import struct
import tokenize
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.words import memory, plain, quoted
from cnnstudio.data.arrays.array_names import Chosen, choose
from cnnstudio.data.arrays.bounded import BROKEN, is_bomb
from cnnstudio.data.arrays.values import Named, Raw, found_in, is_text
from cnnstudio.data.dataset import MOST_CLASSES
from cnnstudio.data.found import Found
from cnnstudio.data.plain_file import regular
from cnnstudio.data.watch import NOBODY, Watch

LIMIT = 2 * 1024**3
"""The most bytes the arrays may take together, unpacked."""

_END_WITHIN = 22 + 0xFFFF
_DIRECTORY_64 = b"PK\x06\x07"
_MOST_DIRECTORY = 1_000_000
_PIECE = 16_000_000
_KEYS_HINT = tr("The file must hold x_train, y_train, x_test and y_test as Keras's mnist.npz does, or x and y.")
_DAMAGED_HINT = tr("The file may be cut short or damaged: download or save it again.")
_LEFT_OUT = tr(
    "The file's pictures for validation are left out: those held back of the training part are used instead."
)


@dataclass(frozen=True)
class _Header:
    """What an array says of itself; ``offset`` is where its numbers begin, in bytes."""

    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]
    offset: int

    @property
    def size(self) -> int:
        """Bytes of the numbers, as the header promises them."""
        return math.prod(self.shape) * self.dtype.itemsize


def read(path: Path, limit: int = LIMIT, watch: Watch = NOBODY) -> Found:
    """The pictures and labels in the file. Raises StudioError, with one sentence and a hint, where it cannot."""
    try:
        with regular(path) as file, _archive(file) as archive:
            return _read(path, archive, limit, watch)
    except MemoryError as error:
        raise StudioError(
            tr("There is not enough memory to open {path}.", path=quoted(path)), tr("Close other programs.")
        ) from error
    except (*BROKEN, tokenize.TokenError, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise StudioError(tr("{path} is not a whole .npz file.", path=quoted(path)), _DAMAGED_HINT) from error


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive, once it is known that its directory is small: Python reads all of it before anything else."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_WITHIN))
    end = file.read()
    place = end.rfind(b"PK\x05\x06")
    if place < 0 or len(end) < place + 16 or _DIRECTORY_64 in end[max(0, place - 20) : place]:
        raise ValueError("no end, or one of an archive of another size")
    if struct.unpack_from("<I", end, place + 12)[0] > _MOST_DIRECTORY:
        raise ValueError("too many members")
    return zipfile.ZipFile(file)


def _read(path: Path, archive: zipfile.ZipFile, limit: int, watch: Watch) -> Found:
    members = archive.namelist()
    names = [name.removesuffix(".npy") for name in members if name.endswith(".npy")]
    chosen = choose(names)
    if chosen is None:
        there = ", ".join(plain(name, 20) for name in names[:6]) or tr("none")
        if len(names) > 6:
            there = tr("{names} and {count:,} more", names=there, count=len(names) - 6)
        raise StudioError(
            tr(
                "{path} does not say which of its arrays are pictures and labels. There are: {names}.",
                path=quoted(path),
                names=there,
            ),
            _KEYS_HINT,
        )
    keys = [*chosen.train, *(chosen.test or ())]
    headers = {key: _header(path, archive, key) for key in keys}
    total = sum(header.size for header in headers.values())
    if total > limit:
        raise StudioError(
            tr(
                "{path} unpacks to {total}; the most CNN Studio opens is {limit}.",
                path=quoted(path),
                total=memory(total),
                limit=memory(limit),
            ),
            tr("Save fewer or smaller pictures in the file."),
        )
    arrays = {key: Named(_words(path, key), _array(archive, key, header, watch)) for key, header in headers.items()}
    train, test = _raw(arrays, chosen.train), _raw(arrays, chosen.test) if chosen.test else None
    return found_in(train, test, _class_names(path, archive, chosen), _left_out(chosen))


def _left_out(chosen: Chosen) -> tuple[Finding, ...]:
    found = [Finding(_LEFT_OUT)] if chosen.validation else []
    for name in chosen.alone:
        found.append(
            Finding(tr("{name} is left out: it has no labels, or no pictures.", name=plain(name, 30)), "caution")
        )
    return tuple(found)


def _raw(arrays: dict[str, Named], pair: tuple[str, str]) -> Raw:
    return Raw(arrays[pair[0]], arrays[pair[1]])


def _words(path: Path, key: str) -> str:
    return tr("{array} in {path}", array=plain(key, 30), path=quoted(path))


def _class_names(path: Path, archive: zipfile.ZipFile, chosen: Chosen) -> tuple[str, ...]:
    """What the file says the classes are called; nothing where what it says is something else."""
    if not chosen.class_names:
        return ()
    try:
        header = _header(path, archive, chosen.class_names, "US")
    except StudioError:
        return ()  # something else of that name, which nobody needs
    if len(header.shape) != 1 or header.shape[0] > MOST_CLASSES or header.size > _PIECE:
        return ()
    names = _array(archive, chosen.class_names, header, NOBODY)
    texts = np.char.decode(names, "utf-8", "replace") if names.dtype.kind == "S" else names
    if texts.dtype.kind == "U" and not is_text(texts):
        return ()
    return tuple(plain(str(name).strip(), 80) for name in texts.tolist())


def _header(path: Path, archive: zipfile.ZipFile, key: str, kinds: str = "buifUS") -> _Header:
    """The header of one array, checked against its member, before anything large is read."""
    member = archive.getinfo(f"{key}.npy")
    with archive.open(member) as stream:
        header = _parse(stream)
    if header.dtype.kind not in kinds:
        plainly = tr("{kind} values", kind=header.dtype.name)
        what = tr("Python objects, which are never opened") if header.dtype.hasobject else plainly
        raise StudioError(
            tr("{words} holds {what}.", words=_words(path, key), what=plain(what)),
            tr("Save plain numbers, and names as text."),
        )
    if min(header.shape, default=0) < 0 or header.offset + header.size != member.file_size:
        raise StudioError(
            tr(
                "{words} promises {size:,} bytes but holds {file_size:,}.",
                words=_words(path, key),
                size=header.size,
                file_size=member.file_size - header.offset,
            ),
            _DAMAGED_HINT,
        )
    if is_bomb(header.size, member.compress_size):
        raise StudioError(
            tr(
                "{words} unpacks from {compress_size} to {size}, as no pictures would.",
                words=_words(path, key),
                compress_size=memory(member.compress_size),
                size=memory(header.size),
            ),
            _DAMAGED_HINT,
        )
    return header


def _parse(stream: IO[bytes]) -> _Header:
    version = npy.read_magic(stream)
    if version == (1, 0):
        shape, fortran, dtype = npy.read_array_header_1_0(stream)
    elif version == (2, 0):
        shape, fortran, dtype = npy.read_array_header_2_0(stream)
    else:
        raise ValueError(f"array format {version}")
    return _Header(shape, fortran, dtype, stream.tell())


def _array(archive: zipfile.ZipFile, key: str, header: _Header, watch: Watch) -> NDArray[Any]:
    numbers = np.empty(header.size, np.uint8)
    done = 0
    with archive.open(f"{key}.npy") as stream:
        stream.read(header.offset)
        while done < header.size:
            watch.check()
            piece = stream.read(min(_PIECE, header.size - done))
            if not piece:
                raise EOFError(key)
            numbers[done : done + len(piece)] = np.frombuffer(piece, np.uint8)
            done += len(piece)
        # The last read reaches the end of the member, where zipfile compares the checksum.
        if stream.read(1):
            raise EOFError(key)
    return numbers.view(header.dtype).reshape(header.shape, order="F" if header.fortran else "C")
