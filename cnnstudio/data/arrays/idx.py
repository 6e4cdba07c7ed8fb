"""IDX files, as MNIST was first published in: one of pictures and one of labels for each part, often gzipped.

(http://yann.lecun.com/exdb/mnist: two zeros, the type of the numbers, how many axes, each axis' length as four bytes,
the numbers; the most significant byte first.)
"""

import math
import os
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.words import memory, quoted
from cnnstudio.data.arrays.bounded import BROKEN, GZIP, Bounded, is_bomb
from cnnstudio.data.arrays.values import Named, Raw, found_in
from cnnstudio.data.found import Found
from cnnstudio.data.plain_file import regular
from cnnstudio.data.watch import NOBODY, Watch

LIMIT = 2 * 1024**3

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MOST_AXES = 4
_MOST_FILES = 100
_DAMAGED = tr("The file may be cut short or damaged: download it again.")
_PAIR = tr("The usual names are train-images-idx3-ubyte with train-labels-idx1-ubyte, and t10k-… for the test.")

_TEST_ALONE = tr("There is only a test part; a share of it was set aside to test with, and the rest is trained on.")

_USUAL = re.compile(r"idx\d|ubyte")
_TEST = re.compile(r"t10k|test|val")
_SORT = re.compile(r"images?|labels?|idx\d?|ubyte|bytes?|\.gz$|[^a-z0-9]")
_PART = re.compile(r"t10k|train(ing)?|test(ing)?|val(idation)?")


@dataclass(frozen=True)
class _File:
    """One IDX file: which set and part it belongs to by its name, and by its head whether it holds pictures."""

    path: Path
    pictures: bool

    @property
    def set(self) -> str:
        return _PART.sub("", self.sort)

    @property
    def sort(self) -> str:
        return _SORT.sub("", self.path.name.lower())

    @property
    def is_test(self) -> bool:
        return bool(_TEST.search(self.path.name.lower()))


def is_idx(head: bytes) -> bool:
    """Whether a file that begins so, unpacked, is one of numbers that can be read here."""
    return len(head) >= 4 and head[:2] == b"\0\0" and head[2] in _TYPES and 1 <= head[3] <= _MOST_AXES


def head_of(path: Path, count: int = 4) -> bytes:
    """The first bytes of a file, unpacked where gzip has packed it; what there is of a damaged one."""
    try:
        with regular(path) as file:
            return Bounded.opened(file, 1 << 20, NOBODY).read(count) if file.peek(2)[:2] == GZIP else file.read(count)
    except (*BROKEN, StudioError):
        return b""


def files_in(folder: Path) -> list[Path]:
    """The IDX files of a folder, told by usual names and their first bytes. Raises OSError."""
    with os.scandir(folder) as entries:
        usual = list(islice((each.path for each in entries if _USUAL.search(each.name.lower())), _MOST_FILES))
    return [path for path in map(Path, sorted(usual)) if path.is_file() and is_idx(head_of(path))]


def read(path: Path, watch: Watch = NOBODY) -> Found:
    """The pictures and labels of a folder of IDX files, or of those that belong with the one that is named.

    Raises StudioError, in words, for what it cannot take.
    """
    chosen = None if path.is_dir() else _file(path)
    files = [_file(each) for each in files_in(path if chosen is None else path.parent)]
    if chosen is not None and chosen.path not in {each.path for each in files}:
        files.append(chosen)
    sets = {each.set for each in files} if chosen is None else {chosen.set}
    if len(sets) > 1:
        raise StudioError(
            tr("{path} holds {count} different sets of IDX files.", path=quoted(path), count=len(sets)),
            tr("Name one of the files of the set."),
        )
    files = [each for each in files if each.set in sets]
    train = _pair(path, [each for each in files if not each.is_test], watch)
    test = _pair(path, [each for each in files if each.is_test], watch)
    if train is not None:
        return found_in(train, test)
    if test is not None:
        return found_in(test, more=(Finding(_TEST_ALONE),))
    raise StudioError(tr("{path} has no IDX files.", path=quoted(path)), _PAIR)


def _file(path: Path) -> _File:
    return _File(path, head_of(path)[3:4] not in (b"\1", b""))


def _pair(path: Path, files: Iterable[_File], watch: Watch) -> Raw | None:
    """The pictures and labels of one part; of a file that is there packed and unpacked the unpacked one."""
    by_length = sorted(files, key=lambda each: len(each.path.name))
    pictures = next((each for each in by_length if each.pictures), None)
    labels = next((each for each in by_length if not each.pictures and _belong(each, pictures)), None)
    if pictures is None and labels is None:
        return None
    if pictures is None or labels is None:
        there = pictures or labels
        assert there is not None
        if pictures:
            missing = tr("The labels that belong to {path} are not beside it.", path=quoted(there.path))
        else:
            missing = tr("The pictures that belong to {path} are not beside it.", path=quoted(there.path))
        raise StudioError(missing, _PAIR)
    return Raw(*(Named(quoted(each.path), array(each.path, watch)) for each in (pictures, labels)))


def _belong(labels: _File, pictures: _File | None) -> bool:
    return pictures is None or labels.sort == pictures.sort


def array(path: Path, watch: Watch = NOBODY, limit: int = LIMIT) -> NDArray[Any]:
    """The numbers in one IDX file. Raises StudioError in words."""
    try:
        with regular(path) as file:
            size = path.stat().st_size
            packed = file.peek(2)[:2] == GZIP
            return _array(path, Bounded.opened(file, limit, watch), size, packed, limit)
    except BROKEN as error:
        raise StudioError(tr("{path} is not a whole IDX file.", path=quoted(path)), _DAMAGED) from error
    except MemoryError as error:
        raise StudioError(
            tr("There is not enough memory to open {path}.", path=quoted(path)), tr("Close other programs.")
        ) from error


def _array(path: Path, stream: IO[bytes], size: int, packed: bool, limit: int) -> NDArray[Any]:
    head = stream.read(4)
    if not is_idx(head):
        raise StudioError(tr("{path} is not an IDX file.", path=quoted(path)), _PAIR)
    dtype = np.dtype(_TYPES[head[2]])
    shape = struct.unpack(f">{head[3]}I", stream.read(4 * head[3]))
    promised = math.prod(shape) * dtype.itemsize
    if promised > limit or (packed and is_bomb(promised, size)):
        raise StudioError(
            tr(
                "{path} says that it unpacks to {promised}, out of {size}.",
                path=quoted(path),
                promised=memory(promised),
                size=memory(size),
            ),
            tr(
                "The most CNN Studio opens is {limit}, and no more than pictures of that size would be.",
                limit=memory(limit),
            ),
        )
    begin = 4 + 4 * head[3]
    if not packed and size != begin + promised:
        raise StudioError(
            tr(
                "{path} promises {promised:,} bytes but holds {size:,}.",
                path=quoted(path),
                promised=promised,
                size=size - begin,
            ),
            _DAMAGED,
        )
    numbers = stream.read(promised)
    if len(numbers) < promised or stream.read(1):
        raise StudioError(
            tr("{path} does not hold the {promised:,} bytes it promises.", path=quoted(path), promised=promised),
            _DAMAGED,
        )
    return np.frombuffer(numbers, dtype).reshape(shape)
