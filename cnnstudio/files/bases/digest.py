"""The checksum by which a pretrained block knows its weights again."""

import hashlib
from collections.abc import Iterable

import numpy as np

from cnnstudio.core.spec import FloatArray


def digest_of(arrays: Iterable[FloatArray]) -> str:
    """SHA-256, in hexadecimal, of the shapes and numbers (little-endian float32) of arrays in this order.

    Their names are not in it: a layer may be renamed.
    """
    found = hashlib.sha256()
    for each in arrays:
        array = np.ascontiguousarray(each, np.dtype("<f4"))
        found.update(f"{array.shape}".encode("ascii"))
        found.update(array.data)
    return found.hexdigest()
