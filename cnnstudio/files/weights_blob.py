"""Weights as one block of bytes: the safetensors format, whose header is bounded and which holds no code.

https://github.com/huggingface/safetensors: eight bytes with the header's length, a JSON header, raw little-endian
arrays. Keras's order of the arrays, which the format does not keep, is in the header's metadata.
"""

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors
import safetensors.numpy

from cnnstudio.core.errors import StudioError
from cnnstudio.files.words import megabytes

Weights = dict[str, npt.NDArray[np.float32]]
"""Arrays by "layer/weight", ``"conv2d_1/kernel"``, in the order of the layers and of Keras within each."""

MAX_BYTES = 900_000_000
"""SQLite holds at most 1,000,000,000 bytes in one place; the rest is left for the header and the row."""


def pack(weights: Weights) -> bytes:
    """The weights as bytes, float32, little-endian, C order; raises StudioError when they are more than MAX_BYTES."""
    size = sum(4 * np.size(array) for array in weights.values())
    if size > MAX_BYTES:
        raise StudioError(
            f"The weights of one epoch are {megabytes(size)}; a project file holds {megabytes(MAX_BYTES)}.",
            "Use a smaller network.",
        )
    arrays: dict[str, npt.NDArray[Any]] = {
        name: np.asarray(array, np.dtype("<f4"), order="C") for name, array in weights.items()
    }
    return safetensors.numpy.save(arrays, metadata={"order": json.dumps(list(arrays))})


def unpack(data: bytes) -> Weights:
    """What ``pack`` wrote, each array its own memory; raises ValueError for anything else."""
    try:
        arrays = safetensors.numpy.load(data)
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        order = json.loads(header["__metadata__"]["order"])
    except (safetensors.SafetensorError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("not a block of weights") from error
    if not isinstance(order, list) or len(order) != len(arrays) or not all(name in arrays for name in order):
        raise ValueError("the arrays are not those of its list")
    if any(array.dtype != np.float32 for array in arrays.values()):
        raise ValueError("the arrays are not float32")
    return {name: arrays[name] for name in order}
