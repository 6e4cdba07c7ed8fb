"""Weights as one block of bytes: float32 arrays in Keras's order."""

import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import tr
from cnnstudio.files.project import arrays_blob

Weights = dict[str, npt.NDArray[np.float32]]
"""Arrays by "layer/weight", ``"conv2d_1/kernel"``, in the order of the layers and of Keras within each."""


def pieces(weights: Weights) -> arrays_blob.Pieces:
    """The weights as bytes, float32, little-endian, C order; those that are so already are not copied."""
    single = {name: np.asarray(array, np.float32) for name, array in weights.items()}
    return arrays_blob.pieces(single, what=tr("The weights of one epoch"))


def unpack(data: bytes | bytearray) -> Weights:
    """What ``pieces`` was given, the arrays where they are in ``data``; raises ValueError for anything else."""
    arrays, _ = arrays_blob.unpack(data)
    if any(array.dtype != np.float32 for array in arrays.values()):
        raise ValueError("the arrays are not float32")
    return arrays
