"""Reads a data set from an ``.npz`` archive that may be broken or hostile.

Nothing is unpickled. Every array's header is read first and compared with the size of its member in the
archive and with a limit, so that a small file cannot ask for more memory than it is worth.
"""

import lzma
import math
import struct
import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import quoted
from cnnstudio.data.dataset import Labels, Pictures

KEYS = ("x_train", "y_train", "x_test", "y_test")
LIMIT = 2 * 1024**3
"""The most bytes the four arrays may take together, unpacked."""

_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    tokenize.TokenError,
    OSError,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    SyntaxError,
    RecursionError,
    RuntimeError,  # an encrypted member; NotImplementedError, an unknown compression, is one too
)
_KEYS_HINT = "The file must hold x_train, y_train, x_test and y_test, as Keras's mnist.npz does."
_DAMAGED_HINT = "The file may be cut short or damaged: download or save it again."
_PIXEL_HINT = "Save the pictures as uint8, whole numbers 0 to 255; preprocessing then scales them."


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


def read(path: Path, limit: int = LIMIT) -> tuple[Pictures, Labels, Pictures, Labels]:
    """x_train, y_train, x_test, y_test; pictures (n, height, width, channels) uint8, labels (n,) int64.

    Raises StudioError, with one sentence and a hint, for anything it cannot take.
    """
    arrays = _arrays(path, limit)
    return (
        _pictures(path, "x_train", arrays["x_train"]),
        _labels(path, "y_train", arrays["y_train"]),
        _pictures(path, "x_test", arrays["x_test"]),
        _labels(path, "y_test", arrays["y_test"]),
    )


def _arrays(path: Path, limit: int) -> dict[str, NDArray[Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            headers = {key: _header(path, archive, key) for key in KEYS}
            total = sum(header.size for header in headers.values())
            if total > limit:
                raise StudioError(
                    f"{quoted(path)} unpacks to {total / 1024**3:,.1f} GB; "
                    f"the most CNN Studio opens is {limit / 1024**3:,.1f} GB.",
                    "Save fewer or smaller pictures in the file.",
                )
            return {key: _array(archive, key, header) for key, header in headers.items()}
    except StudioError:
        raise
    except FileNotFoundError as error:
        raise StudioError(f"There is no file {quoted(path)}.", "It may have been moved: name it again.") from error
    except PermissionError as error:
        raise StudioError(f"{quoted(path)} may not be read.", "Change its permissions, or copy it.") from error
    except IsADirectoryError as error:
        raise StudioError(f"{quoted(path)} is a folder.", "Name the .npz file inside it.") from error
    except MemoryError as error:
        raise StudioError(f"There is not enough memory to open {quoted(path)}.", "Close other programs.") from error
    except _BROKEN as error:
        raise StudioError(f"{quoted(path)} is not a whole .npz file.", _DAMAGED_HINT) from error


def _header(path: Path, archive: zipfile.ZipFile, key: str) -> _Header:
    """The header of one array, checked against its member, before anything large is read."""
    try:
        member = archive.getinfo(f"{key}.npy")
    except KeyError as error:
        raise StudioError(f"{quoted(path)} has no array {key}.", _KEYS_HINT) from error
    with archive.open(member) as stream:
        header = _parse(stream)
    if header.dtype.kind not in "uif":
        raise StudioError(f"{key} in {quoted(path)} does not hold numbers.", _KEYS_HINT)
    if min(header.shape, default=0) < 0 or header.offset + header.size != member.file_size:
        raise StudioError(
            f"{key} in {quoted(path)} promises {header.size:,} bytes but holds {member.file_size - header.offset:,}.",
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


def _array(archive: zipfile.ZipFile, key: str, header: _Header) -> NDArray[Any]:
    with archive.open(f"{key}.npy") as stream:
        stream.read(header.offset)
        numbers = stream.read(header.size)
        # The last read reaches the end of the member, where zipfile compares the checksum.
        if len(numbers) != header.size or stream.read(1):
            raise EOFError(key)
    flat = np.frombuffer(numbers, dtype=header.dtype)
    return flat.reshape(header.shape, order="F" if header.fortran else "C")


def _pictures(path: Path, key: str, array: NDArray[Any]) -> Pictures:
    if array.ndim == 3:
        array = array[..., np.newaxis]
    if array.ndim != 4 or 0 in array.shape:
        raise StudioError(
            f"{key} in {quoted(path)} has the shape {_shape(array)}, which is not a list of pictures.",
            "Pictures must have the shape (count, height, width) or (count, height, width, channels).",
        )
    if array.shape[3] not in {1, 3}:
        raise StudioError(
            f"{key} in {quoted(path)} has {array.shape[3]} channels a picture.",
            "Save the pictures in grey (1 channel) or colour (3 channels, the last axis).",
        )
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    return _as_bytes(path, key, array)


def _as_bytes(path: Path, key: str, array: NDArray[Any]) -> Pictures:
    """Whole numbers 0..255 of another type as uint8; anything else is refused, not guessed at."""
    low, high = array.min(), array.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise StudioError(f"{key} in {quoted(path)} holds NaN or infinite values.", _PIXEL_HINT)
    if low < 0 or high > 255:
        raise StudioError(
            f"{key} in {quoted(path)} has pixel values from {float(low):.4g} to {float(high):.4g}.",
            _PIXEL_HINT,
        )
    whole = array.astype(np.uint8)
    if not np.array_equal(whole, array):
        kind = "between 0 and 1" if high <= 1 else "that are not whole numbers"
        raise StudioError(f"{key} in {quoted(path)} has pixel values {kind}.", _PIXEL_HINT)
    return whole


def _labels(path: Path, key: str, array: NDArray[Any]) -> Labels:
    if array.ndim == 2 and array.shape[1] == 1:  # as CIFAR-10 stores them
        array = array[:, 0]
    if array.ndim != 1 or array.dtype.kind not in "ui":
        raise StudioError(
            f"{key} in {quoted(path)} is an array of {array.dtype} with the shape {_shape(array)}.",
            "Labels must be one whole number a picture: 0, 1, 2, …",
        )
    return array.astype(np.int64)


def _shape(array: NDArray[Any]) -> str:
    text = "(" + ", ".join(str(side) for side in array.shape) + ")"
    return text if len(text) <= 40 else f"of {array.ndim} axes"
