"""By what weights are known again: the SHA-256 of their numbers."""

import hashlib
from collections.abc import Iterable

import numpy as np

from cnnstudio.core.spec import FloatArray


def digest_of(arrays: Iterable[FloatArray]) -> str:
    """SHA-256 of all numbers with their shapes, in their order, float32, little-endian; 64 hexadecimal digits.

    What layers and arrays are called plays no part.
    """
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(repr(tuple(array.shape)).encode())
        digest.update(np.ascontiguousarray(array, "<f4").data)
    return digest.hexdigest()
