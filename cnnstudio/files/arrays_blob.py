"""Named arrays as one block of bytes: the safetensors format, whose header is bounded and which holds no code.

https://github.com/huggingface/safetensors: eight bytes with the header's length, a JSON header, raw little-endian
arrays. The order of the arrays, which the format does not keep, is in the header's metadata, beside texts by name.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors
import safetensors.numpy

from cnnstudio.core.errors import StudioError
from cnnstudio.files.words import megabytes

Arrays = Mapping[str, npt.NDArray[Any]]

MAX_BYTES = 900_000_000
"""SQLite holds at most 1,000,000,000 bytes in one place; the rest is left for the header and the row."""

MOST_ARRAYS = 100_000
_MOST_HEADER = 32_000_000
_KINDS = ("b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8")
_KNOWN = frozenset(np.dtype(f"<{kind}") for kind in _KINDS)


def pack(arrays: Arrays, texts: Mapping[str, str] | None = None, what: str = "The figures of one epoch") -> bytes:
    """The arrays as bytes, each of its own kind, little-endian, C order.

    Args:
        texts: What else is to be kept, by name; "order" is taken.
        what: Names the arrays for the words of a refusal; plural.

    Raises StudioError when they are more than MAX_BYTES or MOST_ARRAYS, ValueError for an array of no numbers.
    """
    size = sum(np.dtype(array.dtype).itemsize * int(np.size(array)) for array in arrays.values())
    if size > MAX_BYTES or len(arrays) > MOST_ARRAYS:
        raise StudioError(
            f"{what} are {megabytes(size)}; a project file holds {megabytes(MAX_BYTES)}.", "Use a smaller network."
        )
    stored = {name: _little(array) for name, array in arrays.items()}
    return safetensors.numpy.save(stored, metadata={**(texts or {}), "order": json.dumps(list(stored))})


def unpack(data: bytes) -> tuple[dict[str, npt.NDArray[Any]], dict[str, str]]:
    """What ``pack`` was given, each array its own memory; raises ValueError for anything else."""
    length = int.from_bytes(data[:8], "little")
    if length > min(_MOST_HEADER, len(data)):
        raise ValueError("the header is too large")
    try:
        header = json.loads(data[8 : 8 + length])
        texts = dict(header["__metadata__"])
        order = json.loads(texts.pop("order"))
        if len(header) - 1 > MOST_ARRAYS:
            raise ValueError("too many arrays")
        arrays = safetensors.numpy.load(data)
    except (safetensors.SafetensorError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a block of arrays") from error
    if not isinstance(order, list) or len(order) != len(arrays) or not all(isinstance(name, str) for name in order):
        raise ValueError("the arrays are not those of its list")
    if set(order) != set(arrays) or not {array.dtype for array in arrays.values()} <= _KNOWN:
        raise ValueError("the arrays are not those of its list")
    return {name: arrays[name] for name in order}, texts


def _little(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    kind = np.dtype(array.dtype).newbyteorder("<")
    if kind not in _KNOWN:
        raise ValueError(f"an array of {kind} is not kept")
    return np.asarray(array, kind, order="C")
