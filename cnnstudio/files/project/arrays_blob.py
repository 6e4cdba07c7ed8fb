"""Named arrays as one block of bytes: the safetensors format, whose header is bounded and which holds no code.

https://github.com/huggingface/safetensors: eight bytes with the header's length, a JSON header, raw little-endian
arrays. The order of the arrays, which the format does not keep, is in the header's metadata, beside texts by name.
Written and read here, for the library copies every array, once each way; it is the oracle of the tests.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr

Arrays = Mapping[str, npt.NDArray[Any]]

Pieces = list[bytes | memoryview]
"""Bytes that belong one behind the other."""

MOST_ARRAYS = 100_000
_MOST_HEADER = 32_000_000
_NUMBERS = [("I", "i", (1, 2, 4, 8)), ("U", "u", (1, 2, 4, 8)), ("F", "f", (2, 4, 8))]
_KINDS = {"BOOL": np.dtype("?")} | {
    f"{letter}{8 * size}": np.dtype(f"<{code}{size}") for letter, code, sizes in _NUMBERS for size in sizes
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def pieces(
    arrays: Arrays, texts: Mapping[str, str] | None = None, what: str = tr("The figures of one epoch")
) -> Pieces:
    """The arrays as bytes, each of its own kind, little-endian, C order; those that are so already are not copied.

    Args:
        texts: What else is to be kept, by name; "order" is taken.
        what: Names the arrays for the words of a refusal; plural.

    Raises StudioError when they are more than MOST_ARRAYS, ValueError for an array of no numbers.
    """
    if len(arrays) > MOST_ARRAYS:
        raise StudioError(
            tr(
                "{what} are {count:,} arrays; a project file holds {most:,}.",
                what=what,
                count=len(arrays),
                most=MOST_ARRAYS,
            ),
            tr("Use fewer."),
        )
    stored = {name: _little(array) for name, array in arrays.items()}
    header: dict[str, Any] = {"__metadata__": {**(texts or {}), "order": json.dumps(list(stored))}}
    # The largest numbers first, so that each array begins at a multiple of their size.
    sorted_ = sorted(stored.items(), key=lambda item: -item[1].itemsize)
    end = 0
    for name, array in sorted_:
        begin, end = end, end + array.nbytes
        header[name] = {"dtype": _NAMES[array.dtype], "shape": list(array.shape), "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return [len(text).to_bytes(8, "little") + text, *(array.reshape(-1).view(np.uint8).data for _, array in sorted_)]


def pack(arrays: Arrays, texts: Mapping[str, str] | None = None, what: str = tr("The figures of one epoch")) -> bytes:
    """As ``pieces``, in one."""
    return b"".join(pieces(arrays, texts, what))


def unpack(data: bytes | bytearray) -> tuple[dict[str, npt.NDArray[Any]], dict[str, str]]:
    """What ``pieces`` was given, the arrays where they are in ``data``, to be written to where that is.

    Raises ValueError for anything else.
    """
    length = int.from_bytes(data[:8], "little")
    if length > min(_MOST_HEADER, len(data)):
        raise ValueError("the header is too large")
    try:
        header = json.loads(bytes(data[8 : 8 + length]))
        texts = dict(header.pop("__metadata__"))
        order = json.loads(texts.pop("order"))
        _check_order(order, header)
        found = {name: _array(header[name], data, 8 + length) for name in order}
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("not a block of arrays") from error
    if not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("a text is none")
    _check_places([each["data_offsets"] for each in header.values()], len(data) - 8 - length)
    return found, texts


def _check_order(order: Any, header: dict[str, Any]) -> None:
    if len(header) > MOST_ARRAYS:
        raise ValueError("too many arrays")
    if not isinstance(order, list) or not all(isinstance(name, str) for name in order):
        raise ValueError("the order is no list of names")
    if len(order) != len(header) or set(order) != set(header):
        raise ValueError("the arrays are not those of its list")


def _array(entry: Any, data: bytes | bytearray, start: int) -> npt.NDArray[Any]:
    kind, shape, (begin, end) = _KINDS[entry["dtype"]], entry["shape"], entry["data_offsets"]
    if not isinstance(shape, list) or not all(_is_count(each) for each in (*shape, begin, end)):
        raise ValueError("a shape or a place is none")
    count = math.prod(shape)
    if end - begin != count * kind.itemsize or start + end > len(data):
        raise ValueError("an array is not of its size")
    return np.frombuffer(data, kind, count, start + begin).reshape(shape)


def _check_places(places: list[list[int]], size: int) -> None:
    """Each array begins where the one before ends, and the last ends where the block does."""
    last = 0
    for begin, end in sorted(places):
        if begin != last:
            raise ValueError("the arrays do not lie side by side")
        last = end
    if last != size:
        raise ValueError("there are bytes to spare")


def _is_count(plain: Any) -> bool:
    return type(plain) is int and 0 <= plain < 2**62


def _little(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    kind = np.dtype(array.dtype).newbyteorder("<")
    if kind not in _NAMES:
        raise ValueError(f"an array of {kind} is not kept")
    return np.asarray(array, kind, order="C")
